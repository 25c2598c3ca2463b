"""No page and no route of the API goes through a growing table: each GET is
asked with 6,000 suggestions, and SQLite's own counters of what each statement
stepped through are read (POLYPHONY_DB_PLANS, store/db_sqlite.c)."""
import importlib.util
import json
import unittest

import test_desk
from harness import ROOT, PolyphonyTest

spec = importlib.util.spec_from_file_location("desk_load", ROOT / "tests" / "bench" / "desk_load.py")
load = importlib.util.module_from_spec(spec)
spec.loader.exec_module(load)

SCANNED = 1000  # rows a run; feeds, reps and people are fewer, and may be listed whole
# Whole by their nature: a check of everything, a report over all that there is.
WHOLE = ("FROM audit ORDER BY id", "LIMIT 100000)")  # a count that ends there
PAGES = {
    "rep": ("/today", "/voice", "/results", "/history", "/account", "/api/v1/suggestions", "/api/v1/suggestions?state=shared",
            "/api/v1/suggestions/1", "/api/v1/outcomes"),
    "reviewer": ("/queue", "/rules", "/decisions", "/record/1", "/api/v1/suggestions?state=in_review",
                 "/api/v1/suggestions?rep=r1", "/api/v1/suggestions?story=5", "/api/v1/suggestions?network=linkedin",
                 "/api/v1/stories"),
    "marketing": ("/feeds", "/stories", "/audiences", "/reps", "/calendar", "/pickup", "/api/v1/feeds"),
    "manager": ("/report",),
    "admin": ("/people", "/people?q=rep", "/people/1", "/admin", "/admin/webhooks", "/api/v1/reps", "/api/v1/audiences", "/api/v1/campaigns"),
}


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
                                   env=now).out.split("/sign-in/")[1].split()[0] for role in PAGES}
        self.serve(env={**now, "POLYPHONY_DB_PLANS": str(plans)})
        for role, pages in PAGES.items():
            cookie = self.sign_in(f"/sign-in/{links[role]}")
            _, _, body = self.post("/account/tokens", {"csrf": self.token(cookie), "name": "x"}, {"Cookie": cookie})
            token = body.decode().split("<code>")[1].split("</code>")[0]
            for page in pages:
                headers = {"Authorization": f"Bearer {token}"} if page.startswith("/api") else {"Cookie": cookie}
                status = self.ask("GET", page, headers=headers)[0]
                self.assertIn(status, (200, 404), page)
        self.end()
        rows = [json.loads(line) for line in plans.read_text().splitlines()]
        self.assertGreater(len(rows), 50)
        scans = {sql[:300]: (scanned, runs) for runs, scanned, _, _, sql in rows
                 if scanned > SCANNED * max(runs, 1) and not any(w in sql for w in WHOLE)}
        self.assertEqual(scans, {})


if __name__ == "__main__":
    unittest.main()
