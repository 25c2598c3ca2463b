#!/usr/bin/env python3
"""Fits the weights by which stories are grouped and writes curator/story/story_weights.h.

  tools/fit_story.py BENCH [--print]

BENCH is the folder of the stories bench (its development half). Builds
tools/story_features.c against build/libpolyphony.a, reads the measures of
all candidate pairs of the four collections, and fits a logistic regression
a kind of pair (neither article has a body, one, both) by Newton's method.
Collections count alike, however many pairs they have; a wrong merge counts
WRONG times as much as a missed one. Standard library only.
"""
import gzip, math, os, random, subprocess, sys, tempfile

COLLECTIONS = ('titles', 'wire-real', 'wire-edits', 'series')
WRONG = float(os.environ.get('WRONG', '1.5'))
RIDGE = float(os.environ.get('RIDGE', '.02'))
EASY = .1          # share of the easy negatives that are used
KINDS = ('no body', 'one', 'both')


def build(folder):
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    out = os.path.join(folder, 'story_features')
    libs = subprocess.check_output(
        ['pkg-config', '--libs', 'libutf8proc', 'libcjson', 'libcurl'], text=True).split()
    subprocess.check_call(
        ['cc', '-std=c17', '-D_GNU_SOURCE', '-O2', '-I' + os.path.join(here, 'include'),
         os.path.join(here, 'tools/story_features.c'),
         os.path.join(here, 'build/libpolyphony.a'), '-lstemmer', '-lm', '-o', out] + libs)
    return out


def measures(tool, bench, folder):
    """-> {kind: [(label, weight, features)]}"""
    random.seed(1)
    kinds = {0: [], 1: [], 2: []}
    for name in COLLECTIONS:
        path = os.path.join(folder, name)
        with gzip.open(os.path.join(bench, name, 'articles.jsonl.gz')) as f, open(path, 'wb') as g:
            g.write(f.read())
        out = subprocess.check_output([tool, path, os.path.join(bench, name, 'gold.tsv')], text=True)
        rows = []
        for line in out.splitlines():
            p = line.split()
            kind, label, x = int(p[0]), int(p[1]), [float(v) for v in p[2:]]
            weight = 1.
            if not label:
                weight = WRONG
                if x[0] < .2 and x[3] < .2 and x[5] < .1 and x[4] < .3:
                    if random.random() > EASY:
                        continue
                    weight = WRONG / EASY
            rows.append((kind, label, weight, x))
        right = sum(1 for r in rows if r[1])
        for kind, label, weight, x in rows:
            kinds[kind].append((label, weight * 400 / right, x + [1.]))
        sys.stderr.write('%s: %d pairs, %d right\n' % (name, len(rows), right))
    return kinds


def solve(a, b):
    n = len(b)
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(a[i][k]))
        a[k], a[p], b[k], b[p] = a[p], a[k], b[p], b[k]
        for i in range(k + 1, n):
            f = a[i][k] / a[k][k]
            if f:
                for j in range(k, n):
                    a[i][j] -= f * a[k][j]
                b[i] -= f * b[k]
    for k in reversed(range(n)):
        b[k] = (b[k] - sum(a[k][j] * b[j] for j in range(k + 1, n))) / a[k][k]
    return b


def fit(rows):
    n = len(rows[0][2])
    w, best = [0.] * n, None
    for _ in range(14):
        h = [[RIDGE * 10 if i == j and i < n - 1 else 0. for j in range(n)] for i in range(n)]
        g = [-RIDGE * 10 * v for v in w[:-1]] + [0.]
        loss = 0.
        for label, weight, x in rows:
            z = max(-30., min(30., sum(a * b for a, b in zip(w, x))))
            p = 1 / (1 + math.exp(-z))
            loss -= weight * math.log(p if label else 1 - p)
            d, c = weight * (label - p), weight * p * (1 - p)
            for i in range(n):
                if x[i]:
                    g[i] += d * x[i]
                    ci = c * x[i]
                    hi = h[i]
                    for j in range(i + 1):
                        hi[j] += ci * x[j]
        for i in range(n):
            for j in range(i):
                h[j][i] = h[i][j]
            h[i][i] += 1e-9
        step = solve(h, g)
        size = max(abs(s) for s in step)
        w = [a + b * min(1., 4 / size) for a, b in zip(w, step)]
        if size < 1e-3:
            break
    sys.stderr.write('loss %.2f over %d pairs\n' % (loss, len(rows)))
    return w


def main(argv):
    if not argv or argv[0].startswith('-'):
        sys.stderr.write(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        kinds = measures(build(folder), argv[0], folder)
    lines = []
    for k in (0, 1, 2):
        w = fit(kinds[k])
        cells = ['%.4g' % v for v in w]
        lines.append('    {%s}, /* %s */' % (', '.join(cells), KINDS[k]))
    text = ('/* Made by tools/fit_story.py from the development half of the stories bench:\n'
            ' * weights by kind of pair, in the order of enum story_feature, the constant\n'
            ' * last. Private to story_pair.c. */\n'
            'static const double story_weights[3][STORY_FEATURES + 1] = {\n%s\n};\n' % '\n'.join(lines))
    if '--print' in argv:
        sys.stdout.write(text)
        return 0
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with open(os.path.join(here, 'curator/story/story_weights.h'), 'w') as f:
        f.write(text)
    subprocess.call(['clang-format', '-i', os.path.join(here, 'curator/story/story_weights.h')])
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
