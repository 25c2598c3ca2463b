"""The same-post rule written plainly, apart from the program's own code: two
texts are the same post when, folded, they are equal, share 35% of all their
5-letter pieces, share 60% of the shorter one's (six words or more), or can be
turned into each other by changing less than half of the words."""
import re
import unicodedata


def fold(text):
    text = unicodedata.normalize("NFKC", text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = re.sub(r"(?i)\b(?:https?://|www\.)\S+", " ", text)
    text = re.sub(r"(?i)(?:^|\s)(?:via|rt)\s+@\w+:?", " ", text)
    text = re.sub(r"@\w[\w.]*", " ", text).replace("#", " ").casefold()
    return re.sub(r"[^\w]+", " ", text.replace("'", "").replace("’", "")).split()


def pieces(words):
    line = f" {' '.join(words)} "
    return {line[i:i + 5] for i in range(max(1, len(line) - 4))}


def distance(a, b):
    """Words to insert, remove or replace."""
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        before, row[0] = row[0], i
        for k, other in enumerate(b, 1):
            before, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, before + (word != other))
    return row[-1]


def same_post(one, other):
    a, b = fold(one), fold(other)
    if a == b:
        return True
    if not a or not b:
        return False
    x, y = pieces(a), pieces(b)
    shared = len(x & y)
    return (shared / len(x | y) >= .35
            or min(len(a), len(b)) >= 6 and shared / min(len(x), len(y)) >= .60
            or 1 - distance(a, b) / max(len(a), len(b)) >= .50)
