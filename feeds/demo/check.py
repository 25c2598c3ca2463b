#!/usr/bin/env python3
"""Checks the data of the demo and the starter packs; run by `make lint`.

Prints one line for each fault and exits 1, or one line of counts and exits 0.
"""
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
STARTER = HERE.parent / "starter"
FORMATS = {"rss2.0", "rss1.0", "atom1.0", "json1.1"}
NETWORKS = {"linkedin", "x", "facebook", "mastodon", "bluesky", "threads",
            "instagram"}
FIELDS = ("site", "path", "title", "author", "days", "time", "tags",
          "summary")
SITE_FIELDS = ("host", "title", "description", "language", "author",
               "format", "feed", "home", "full", "timezone_offset", "about",
               "nav", "sidebar", "footer", "style")
REP_FIELDS = ("id", "name", "language", "audience", "networks", "voice",
              "daily_quota", "working_hours")
AUDIENCE_FIELDS = ("id", "name", "about", "keywords", "avoid", "industry",
                   "role", "region", "timezone", "liked", "disliked")
LEAST_ARTICLES, WORDS, LAST_DAY = 40, (200, 900), 12

faults = []


def fault(where, why):
    faults.append(f"{where}: {why}")


def read(path):
    """The file's text, or nothing and a fault."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fault(path.name, error)
        return ""


def read_json(path):
    try:
        return json.loads(read(path) or "[]")
    except ValueError as error:
        fault(path.name, error)
        return []


def missing(fields, record):
    return [name for name in fields if name not in record]


def check_hosts(path, text):
    for url in re.findall(r"https?://[^\s\"'<>)]+", text):
        if not (urlsplit(url).hostname or "").endswith(".example"):
            fault(path.name, f"{url} does not lead to a .example host")


def check_sites():
    path = HERE / "sites.json"
    hosts = {}
    for site in read_json(path):
        lacks = missing(SITE_FIELDS, site)
        if lacks:
            fault(path.name, f"a site lacks {', '.join(lacks)}")
            continue
        if not site["host"].endswith(".example") or site["host"] in hosts:
            fault(path.name, f"host {site['host']} is not a .example host "
                  "or stands twice")
        if site["format"] not in FORMATS:
            fault(path.name, f"format {site['format']} is not served")
        if site["style"] not in ("article", "div", "table"):
            fault(path.name, f"style {site['style']} is unknown")
        if not re.fullmatch(r"[+-]\d\d:\d\d", site["timezone_offset"]):
            fault(path.name, f"{site['host']}: bad timezone_offset")
        hosts[site["host"]] = site
    check_hosts(path, read(path))
    return hosts


def read_article(path):
    """Its head as a dictionary and its body as a list of blocks."""
    head, _, body = read(path).partition("\n\n")
    fields = {}
    for line in head.splitlines():
        name, colon, value = line.partition(": ")
        if not colon or name in fields:
            fault(path.name, f"head line not understood: {line}")
        fields[name] = value.strip()
    return fields, [b for b in re.split(r"\n\s*\n", body.strip()) if b]


def check_blocks(path, blocks):
    for block in blocks:
        lines = block.splitlines()
        if block.startswith("## ") and len(lines) > 1:
            fault(path.name, f"text sticks to the subheading: {lines[0]}")
        marks = {line[:2] in ("- ", "> ") and line[:2] for line in lines}
        if len(marks) > 1:
            fault(path.name, f"mixed block: {lines[0]}")
        if re.search(r"<[a-z/]|\[[^\]]*\]\(|`|\*\*|^#(?!# )", block, re.M):
            fault(path.name, f"markup other than the four: {lines[0]}")


def check_article(path, hosts, seen):
    fields, blocks = read_article(path)
    lacks = [name for name in FIELDS if not fields.get(name)]
    if lacks or len(fields) != len(FIELDS):
        fault(path.name, f"head must have just {', '.join(FIELDS)}")
        return
    key = fields["site"] + fields["path"]
    if fields["site"] not in hosts:
        fault(path.name, f"site {fields['site']} is not in sites.json")
    if key in seen:
        fault(path.name, f"{key} is also the path of {seen[key]}")
    seen[key] = path.name
    if not re.fullmatch(r"/[a-z0-9-]+/", fields["path"]):
        fault(path.name, f"path {fields['path']} is not like /short-slug/")
    if not re.fullmatch(r"\d{1,2}", fields["days"]) or \
            int(fields["days"]) > LAST_DAY:
        fault(path.name, f"days must be 0 to {LAST_DAY}")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", fields["time"]):
        fault(path.name, f"time {fields['time']} is not HH:MM")
    words = len(" ".join(blocks).split())
    if not WORDS[0] <= words <= WORDS[1]:
        fault(path.name, f"{words} words, not {WORDS[0]} to {WORDS[1]}")
    if fields["summary"] in blocks:
        fault(path.name, "the summary repeats a paragraph")
    check_blocks(path, blocks)
    check_hosts(path, read(path))


def check_articles(hosts):
    seen = {}
    for path in sorted((HERE / "articles").glob("*.txt")):
        check_article(path, hosts, seen)
    if len(seen) < LEAST_ARTICLES:
        fault("articles", f"{len(seen)} of at least {LEAST_ARTICLES}")
    for host in hosts:
        if not any(key.startswith(host + "/") for key in seen):
            fault("articles", f"none for {host}")
    return seen


def check_reps():
    path = HERE / "reps.json"
    ids, used = set(), set()
    for rep in read_json(path):
        lacks = missing(REP_FIELDS, rep)
        lacks += missing(AUDIENCE_FIELDS, rep.get("audience", {}))
        lacks += missing(("tone", "emoji", "hashtags", "notes"),
                         rep.get("voice", {}))
        lacks += missing(("days", "start", "end", "timezone"),
                         rep.get("working_hours", {}))
        if lacks:
            fault(path.name, f"{rep.get('id')} lacks {', '.join(lacks)}")
            continue
        if rep["id"] in ids:
            fault(path.name, f"id {rep['id']} stands twice")
        ids.add(rep["id"])
        used.update(rep["networks"])
    if used - NETWORKS:
        fault(path.name, f"unknown networks {sorted(used - NETWORKS)}")
    check_hosts(path, read(path))
    return ids


def check_company(articles):
    path = HERE / "company.jsonl"
    for number, line in enumerate(read(path).splitlines(), 1):
        where = f"{path.name}:{number}"
        try:
            post = json.loads(line)
        except ValueError as error:
            fault(where, error)
            continue
        if missing(("text", "url", "network"), post) or \
                not ("days" in post or "published" in post):
            fault(where, "needs text, url, network, and days or published")
        elif post["url"].removeprefix("http://") not in articles:
            fault(where, f"{post['url']} is no article of the demo")
    check_hosts(path, read(path))


def opml_feeds(path):
    """The feed addresses in an OPML file, each once."""
    try:
        outlines = list(ET.fromstring(read(path).encode()).iter("outline"))
    except ET.ParseError as error:
        fault(path.name, error)
        return []
    urls = [o.get("xmlUrl") for o in outlines if o.get("xmlUrl")]
    for url in sorted({u for u in urls if urls.count(u) > 1}):
        fault(path.name, f"{url} stands twice")
    return urls


def check_opml(hosts):
    path = HERE / "marketing.opml"
    feeds = {f"http://{h}{site['feed']}" for h, site in hosts.items()}
    if set(opml_feeds(path)) != feeds:
        fault(path.name, "its feeds are not those of sites.json")
    packs = sorted(STARTER.glob("*.opml"))
    if len(packs) != 5:
        fault("starter", f"{len(packs)} packs, not 5")
    for pack in packs:
        count = len(opml_feeds(pack))
        if not 12 <= count <= 20:
            fault(pack.name, f"{count} feeds, not 12 to 20")


def main():
    hosts = check_sites()
    articles = check_articles(hosts)
    reps = check_reps()
    check_company(articles)
    check_opml(hosts)
    for line in faults:
        print(f"feeds/demo/check.py: {line}", file=sys.stderr)
    if not faults:
        print(f"demo data: {len(hosts)} sites, {len(articles)} articles, "
              f"{len(reps)} reps: fine")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
