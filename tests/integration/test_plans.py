"""No page and no route of the API goes through a growing table: each GET is
asked with 6,000 suggestions, and SQLite's own counters of what each statement
stepped through are read (POLYPHONY_DB_PLANS, store/db_sqlite.c)."""
import importlib.util
import json
import re
import unittest

import test_desk
from harness import ROOT, PolyphonyTest

spec = importlib.util.spec_from_file_location("desk_load", ROOT / "tests" / "bench" / "desk_load.py")
load = importlib.util.module_from_spec(spec)
spec.loader.exec_module(load)

SCANNED = 1000  # rows a run; feeds, reps and people are fewer, and may be listed whole
# Whole by their nature: a check of everything, a report over all that there is.
WHOLE = ("FROM audit ORDER BY id", "LIMIT 100000)")  # a count that ends there
# What stands for a parameter in a path; the first fit counts. r1 has the suggestions 101 to 200.
VALUES = (("/share/:", "104"), ("/history/:", "105"), ("/record/:", "101"), ("/suggestions/:", "105"),
          ("/api/v1/stories/:", "5"), ("/stories/:", "s00005"), ("/rules/:", "shouting"), ("/audiences/:", "r1"), ("/reps/:", "r1"), ("/reports/:", "pickup"),
          ("/backups/:", "none.db"), ("/static/:", "style.css"), ("/sign-in/:", "0" * 64), ("/set-up/:", "0" * 64), (":", "1"))
# Beside every GET of the table of routes: other ways to ask the same.
MORE = {
    "rep": ("/today?edit=101", "/api/v1/suggestions?state=shared"),
    "reviewer": ("/queue?rep=r1", "/queue?network=linkedin", "/queue?rule=shouting", "/queue?from=20",
                 "/api/v1/suggestions?state=in_review", "/api/v1/suggestions?rep=r1", "/api/v1/suggestions?story=5",
                 "/api/v1/suggestions?network=linkedin"),
    "marketing": ("/calendar?network=linkedin", "/calendar?rep=a", "/feeds?q=x&show=well"),
    "manager": (), "admin": ("/people?q=rep",),
}


def routes(lines):
    """Each GET of `polyphony help routes` for each role that may come, with values for its parameters."""
    for line in lines.splitlines():
        method, pattern, who = line.split()[:3]
        if method != "GET":
            continue
        path = pattern
        while ":" in path:
            start = path.index(":")
            value = next(v for begins, v in VALUES if path[:start + 1].endswith(begins))
            path = path[:start] + value + re.sub(r"^:[^/]*", "", path[start:])
        for role in MORE if who in ("anybody", "somebody") else who.split(","):
            yield role, path


class Plans(PolyphonyTest):
    maxDiff = None
    NEEDS = ("serve", "user add")
    serve, ask, end = test_desk.Desk.serve, test_desk.Desk.ask, test_desk.Desk.end
    link, post, sign_in, token = test_desk.Desk.link, test_desk.Desk.post, test_desk.Desk.sign_in, test_desk.Desk.token

    def test_every_page_goes_by_indexes(self):
        self.run_ok("init")
        load.seed(self.home, 60)
        now = {"POLYPHONY_NOW": load.ENV["POLYPHONY_NOW"]}
        plans = self.folder / "plans"
        links = {role: self.run_ok("user", "add", "--role", role, *(("--rep", "r1") if role == "rep" else ()), f"The {role}",
                                   env=now).out.split("/sign-in/")[1].split()[0] for role in MORE}
        self.serve(env={**now, "POLYPHONY_DB_PLANS": str(plans)})
        asked = list(routes(self.run_ok("help", "routes").out)) + [(role, path) for role in MORE for path in MORE[role]]
        self.assertGreater(len(asked), 100)
        for role in MORE:
            cookie = self.sign_in(f"/sign-in/{links[role]}")
            _, _, body = self.post("/account/tokens", {"csrf": self.token(cookie), "name": "x"}, {"Cookie": cookie})
            token = body.decode().split("<code>")[1].split("</code>")[0]
            pages = [path for who, path in asked if who == role]
            if role == "rep":
                _, _, body = self.post("/results/addresses", {"csrf": self.token(cookie)}, {"Cookie": cookie})
                secret = re.search(rb"/(?:ics|rss)/([0-9A-Za-z_-]+)", body)[1].decode()
                pages += [f"/ics/{secret}", f"/rss/{secret}"]
            for page in pages:
                headers = {"Authorization": f"Bearer {token}"} if page.startswith("/api") else {"Cookie": cookie}
                status = self.ask("GET", page, headers=headers)[0]
                self.assertIn(status, (200, 303, 404), (role, page))
        self.end()
        rows = [json.loads(line) for line in plans.read_text().splitlines()]
        self.assertGreater(len(rows), 50)
        scans = {sql[:300]: (scanned, runs) for runs, scanned, _, _, sql in rows
                 if scanned > SCANNED * max(runs, 1) and not any(w in sql for w in WHOLE)}
        self.assertEqual(scans, {})


if __name__ == "__main__":
    unittest.main()
