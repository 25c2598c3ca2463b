"""A page that is kept by the running server never shows what another program
has changed since, and stays while others are busy with their own."""
import re
import sqlite3
import unittest

import test_desk
import test_plans
from harness import PolyphonyTest

NOW = {"POLYPHONY_NOW": test_plans.load.ENV["POLYPHONY_NOW"]}


class Kept(PolyphonyTest):
    NEEDS = ("serve", "user add", "queue approve")
    serve, ask, end = test_desk.Desk.serve, test_desk.Desk.ask, test_desk.Desk.end
    link, post, sign_in, token = test_desk.Desk.link, test_desk.Desk.post, test_desk.Desk.sign_in, test_desk.Desk.token

    def page(self, path, who, **headers):
        status, head, body = self.ask("GET", path, headers={"Cookie": who, **headers})
        self.assertEqual(status, 200, path)
        self.assertEqual(head["Cache-Control"], "no-store")
        self.assertIn("default-src 'self'", head["Content-Security-Policy"])
        return body

    def test_what_the_shell_does_is_seen_at_once(self):
        self.run_ok("init")
        test_plans.load.seed(self.home, 60)
        self.run_ok("guideline", "apply", env=NOW)
        links = [self.run_ok("user", "add", "--role", role, *args, env=NOW).out.split("/sign-in/")[1].split()[0]
                 for role, *args in (("rep", "--rep", "r1", "Ann"), ("rep", "--rep", "r2", "Bob"), ("reviewer", "Ruth"))]
        self.serve(env=NOW)
        ann, bob, ruth = (self.sign_in(f"/sign-in/{link}") for link in links)
        queue = self.page("/queue", ruth)
        self.assertEqual(self.page("/queue", ruth), queue)
        packed = self.page("/queue", ruth, **{"Accept-Encoding": "gzip"})
        self.assertEqual(packed[:2], b"\x1f\x8b")
        first = int(re.search(rb'id="s(\d+)"', queue)[1])
        self.run_ok("queue", "approve", str(first), "--as", "mia", env=NOW)
        after = self.page("/queue", ruth)
        self.assertNotIn(b'id="s%d"' % first, after)
        self.assertEqual(self.page("/queue", ruth), after)
        todays = {who: self.page("/today", who) for who in (ann, bob)}
        self.assertNotEqual(todays[ann], todays[bob])
        card = int(re.search(rb'class="card" id="s(\d+)"', todays[ann])[1])
        self.run_ok("queue", "dismiss", str(card), "dull", "--as", "Ann", env=NOW)
        self.assertNotIn(b'id="s%d"' % card, self.page("/today", ann))
        self.assertEqual(self.page("/today", bob), todays[bob], "it is kept, token and all")
        with sqlite3.connect(self.home / "polyphony.db") as db:
            db.execute("UPDATE person SET role = 'marketing' WHERE name = 'Ruth'")
        self.assertEqual(self.ask("GET", "/queue", headers={"Cookie": ruth})[0], 403)
        self.end()


if __name__ == "__main__":
    unittest.main()
