"""What feeds and people may say, everywhere where it is shown: with the worst
words in every column that holds outside text, each page stays our markup, each
file stays what it says it is."""
import csv
import io
import json
import re
import sqlite3
import unittest
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import test_desk
import test_plans
from test_queue import Life

EVIL = ("=cmd|' /C calc'!A0\"'><x-evil onclick=alert(1)>]]></title></text></svg><script>alert(1)</script>\r\n"
        "ATTENDEE:mailto:x@evil.example\r\nEND:VEVENT\n\u2028\u202e\x0b\x1b[31m{{csrf}}{{{x}}}<!channel>&amp;&#x27;")
# Columns of text from outside: of feeds, and of people's typing.
COLUMNS = {
    "article": ("title", "author", "text", "summary"), "feed": ("title", "folder"), "fetch_state": ("health", "error"),
    "audience": ("name",), "rep": ("name",), "suggestion": ("text", "error"), "company_post": ("text", "url"),
    "decision": ("note",), "outcome": ("note",), "share": ("address",), "revision": ("text",), "finding": ("message", "fix"),
    "voice_line": ("line", "text"), "idle": ("why",), "campaign": ("name",), "webhook_to": ("name",), "mail": ("subject", "error"),
    "webhook": ("error",), "person": ("name",),
}
SCHEMES = re.compile(r"(?i)^(https?://|mailto:|[/#?]|$)")


class Markup(HTMLParser):
    """Elements and attributes that none of our templates has."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("x-evil", "iframe", "object", "embed", "base") or (tag == "script" and "src" not in attrs):
            self.found.append(tag)
        for name, value in attrs.items():
            if name.startswith("on") or (name in ("href", "src", "action", "formaction") and not SCHEMES.match(value or "")):
                self.found.append((tag, name, value))


class HostileText(Life):
    NEEDS = ("serve", "user add")
    maxDiff = None
    serve, ask, end = test_desk.Desk.serve, test_desk.Desk.ask, test_desk.Desk.end
    link, post, sign_in, token = test_desk.Desk.link, test_desk.Desk.post, test_desk.Desk.sign_in, test_desk.Desk.token

    def setUp(self):
        super().setUp()
        self.move("accept", self.anna)
        self.move("shared", self.anna, "https://social.example/anna/1")
        self.run_ok("feed", "list")
        self.links = {"admin": self.link("admin", "Ada"), "rep": self.link("rep", "Anna", "--rep", "anna")}
        columns = 0
        with sqlite3.connect(self.home / "polyphony.db") as db:
            db.create_function("evil", 1, lambda was: EVIL + (was or ""))
            for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                db.execute(f"DROP TRIGGER {trigger}")
            for table, names in COLUMNS.items():
                there = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
                for name in there & set(names):
                    if (table, name) == ("person", "name"):
                        continue  # who is signed in has to be found again
                    columns += db.execute(f"UPDATE {table} SET {name} = evil({name})").rowcount > 0
            db.execute("UPDATE article SET url = 'javascript:alert(1)' WHERE id % 2 = 0")
        self.assertGreater(columns, 8)

    def check_html(self, page, text):
        markup = Markup()
        markup.feed(text)
        self.assertEqual(markup.found, [], page)
        self.assertNotIn("<script>", text, page)
        for svg in re.findall(r"<svg.*?</svg>", text, re.S):
            ET.fromstring(svg)

    def check_csv(self, page, text):
        rows = list(csv.reader(io.StringIO(text)))
        self.assertEqual(len({len(row) for row in rows}), 1, page)
        for cell in (cell for row in rows for cell in row):
            self.assertFalse(cell[:1] in "=+@\t\r" and cell != "" or re.match(r"-\D", cell), (page, cell))

    def check(self, page, headers, body):
        type = headers.get("Content-Type", "").split(";")[0]
        text = body.decode()
        for name, value in headers.items():
            self.assertNotIn("evil", value, (page, name))
        if type == "text/html":
            self.check_html(page, text)
        elif type in ("application/json", "application/problem+json"):
            json.loads(text)
        elif type == "text/csv":
            self.check_csv(page, text)
        elif type == "text/calendar":
            self.check_calendar(page, body)
        elif "xml" in type or "opml" in type:
            for node in ET.fromstring(text).iter():
                self.assertNotEqual(node.tag, "x-evil", page)
                for value in [node.text or "" if node.tag in ("link", "guid") else "", *node.attrib.values()]:
                    self.assertNotRegex(value, r"(?i)^\s*javascript:", page)
        else:
            self.assertIn(type, ("text/css", "text/javascript", "application/x-ndjson", "application/jsonl", "text/plain", "image/svg+xml"), page)
        return type

    def check_calendar(self, page, body):
        self.assertEqual(body.replace(b"\r\n", b"").count(b"\n") + body.replace(b"\r\n", b"").count(b"\r"), 0, page)
        lines = body.decode().split("\r\n")
        self.assertLessEqual(max(len(line.encode()) for line in lines), 75, page)
        for line in re.sub(r"\r\n[ \t]", "", body.decode()).rstrip("\r\n").split("\r\n"):
            self.assertRegex(line, r"^(BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|NAME|X-[A-Z-]+|UID|DT[A-Z]+|SUMMARY|DESCRIPTION|URL|STATUS|"
                                   r"SEQUENCE|LAST-MODIFIED|CREATED|TRANSP|CATEGORIES|DURATION|REFRESH-INTERVAL|COLOR|SOURCE|TRIGGER|ACTION)[;:]", page)
            self.assertNotRegex(line, r"^URL.*javascript:", page)
        self.assertEqual(body.count(b"BEGIN:VEVENT"), len(re.findall(rb"(?m)^END:VEVENT\r$", body)), page)

    def test_every_page_and_every_file(self):
        self.serve()
        seen = {}
        routes = list(test_plans.routes(self.run_ok("help", "routes").out))
        for role, link in self.links.items():
            cookie = self.sign_in(link)
            _, _, body = self.post("/account/tokens", {"csrf": self.token(cookie), "name": "x"}, {"Cookie": cookie})
            token = body.decode().split("<code>")[1].split("</code>")[0]
            pages = [path for who, path in routes if who == role]
            pages += [p for r in self.rows("SELECT id FROM suggestion LIMIT 5") for p in
                      ((f"/today?edit={r['id']}", f"/share/{r['id']}", f"/history/{r['id']}") if role == "rep" else (f"/record/{r['id']}",))]
            pages += [p for r in self.rows("SELECT key, id FROM story LIMIT 5") for p in (f"/stories/{r['key']}", f"/api/v1/stories/{r['id']}")]
            pages += ["/reps/anna", "/audiences/anna", "/feeds/1", "/feeds?q=x", "/queue?rep=anna"]
            if role == "rep":
                _, _, body = self.post("/results/addresses", {"csrf": self.token(cookie)}, {"Cookie": cookie})
                secret = re.search(rb"/(?:ics|rss)/([0-9A-Za-z_-]+)", body)[1].decode()
                pages += [f"/ics/{secret}", f"/rss/{secret}"]
            for page in pages:
                headers = {"Authorization": f"Bearer {token}"} if page.startswith("/api") else {"Cookie": cookie}
                status, got, body = self.ask("GET", page, headers=headers)
                self.assertLess(status, 500, page)
                if status == 200:
                    with self.subTest(page=page, role=role):
                        seen.setdefault(self.check(page, got, body), set()).add(page)
        self.end()
        for type in ("text/html", "text/csv", "text/calendar", "application/json"):
            self.assertIn(type, seen)
        self.assertTrue(any("rss" in type for type in seen), seen.keys())
        self.assertGreater(len(seen["text/html"]), 40)

    def test_a_line_of_json_stays_one(self):
        for args in (("queue", "list", "--json"), ("story", "list", "--json"), ("feed", "list", "--json")):
            for line in self.run_ok(*args).out.split("\n")[:-1]:
                json.loads(line)


class Edits(Life):
    def test_a_rep_paints_no_reviewers_terminal(self):
        self.move("edit", self.luz, "\x1b[31mHeat pumps\x07 got\u202e cheaper this year.\r\nHere is\x0bwhy.", who="luz")
        self.assertEqual(self.rows("SELECT text FROM suggestion WHERE id = ?", self.luz)[0]["text"],
                         "[31mHeat pumps got cheaper this year.\nHere is\nwhy.")
        self.assertIn("empty", self.refused("edit", self.luz, "\x1b\x07", who="luz"))


if __name__ == "__main__":
    unittest.main()
