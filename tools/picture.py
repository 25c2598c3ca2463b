#!/usr/bin/env python3
"""Draws text from a terminal as an SVG: the picture in the README.

    polyphony --home polyphony-demo today ines | tools/picture.py "polyphony today ines" > docs/today.svg
"""
import html
import sys

NBSP = "\u00a0"  # blanks at the beginning stay
LINE, CHAR, PAD, TOP = 20, 8.43, 24, 52


def main():
    title = sys.argv[1] if len(sys.argv) > 1 else ""
    lines = [l.rstrip() for l in sys.stdin.read().split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    wide = max([len(l) for l in lines] + [72])
    width, height = int(wide * CHAR + 2 * PAD), TOP + len(lines) * LINE + PAD
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        f"<title>{html.escape(title)}</title>",
        f'<rect width="{width}" height="{height}" rx="10" fill="#10201f"/>',
        f'<text x="{PAD}" y="31" font-family="ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="14" fill="#7fd1c7">$ {html.escape(title)}</text>',
        '<g font-family="ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="14" fill="#e8efee" xml:space="preserve">',
    ]
    for i, line in enumerate(lines):
        if line:
            label = line.strip().split(" ")[0]
            colour = ' fill="#93a8a5"' if label in ("why", "from", "checks", "polyphony", "advise") else ""
            out.append(f'<text x="{PAD}" y="{TOP + (i + 1) * LINE}"{colour}>{html.escape(line).replace(" ", NBSP)}</text>')
    out.append("</g></svg>")
    print("\n".join(out))


if __name__ == "__main__":
    main()
