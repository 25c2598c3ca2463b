"""The desk and the shell at once, on one text, on people and on rules: somebody
is first, the others are told, and the record tells one story."""
import threading
import unittest

import test_api
from harness import TIMEOUT_S
from test_queue import CLEAN


class Races(test_api.Api):
    def at_once(self, *calls):
        """What each of them returned; all begin together."""
        barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

        def run(i, call):
            barrier.wait()
            results[i] = call()
        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(TIMEOUT_S)
        return results

    def shell(self, *args):
        return lambda: self.run_polyphony(*args)

    def asks(self, path, role="admin", body=None):
        return lambda: self.call("POST", path, role, body if body is not None else {})

    def passed(self, results):
        """How many did it; nobody failed in a way that is not theirs."""
        done = 0
        for result in results:
            if isinstance(result, tuple):
                self.assertIn(result[0], (200, 201, 401, 403, 404, 409, 422), result)
                done += result[0] in (200, 201)
            else:
                self.assertIn(result.code, (0, 1), result)
                self.assertNotRegex(result.err, "locked|busy|internal", result)
                done += result.code == 0
        return done

    def test_one_text(self):
        self.move("edit", self.anna, CLEAN)
        results = self.at_once(
            self.asks(f"/suggestions/{self.anna}/approve", "reviewer", {"revision": 2}),
            self.shell("queue", "reject", str(self.anna), "--as", "Leo"),
            self.asks(f"/suggestions/{self.anna}/change", "reviewer", {"note": "shorter", "revision": 2}),
            self.shell("queue", "approve", str(self.anna), "--as", "Max"),
            self.asks(f"/suggestions/{self.anna}/reject", "admin", {"note": "no", "revision": 2}))
        self.assertEqual(self.passed(results), 1, results)
        self.assertEqual(self.rows("SELECT count(*) AS n FROM decision WHERE suggestion = ?", self.anna), [{"n": 1}])
        self.run_ok("audit", "verify")

    def test_an_edit_and_a_share(self):
        """What was accepted is frozen: an edit comes before it or not at all."""
        before = self.card(self.anna)["text"]
        results = self.at_once(self.asks(f"/suggestions/{self.anna}/accept", "rep"),
                               self.shell("queue", "edit", str(self.anna), CLEAN, "--as", "anna"),
                               self.asks(f"/suggestions/{self.anna}/edit", "rep", {"text": CLEAN + " Indeed.", "revision": 1}),
                               self.shell("queue", "dismiss", str(self.anna), "--as", "anna"))
        self.passed(results)
        row = self.rows("SELECT state, text FROM suggestion WHERE id = ?", self.anna)[0]
        if row["state"] == "accepted":
            self.assertEqual(row["text"], before)
        accepted = self.rows("SELECT text FROM audit WHERE suggestion = ? AND is_now = 'accepted'", self.anna)
        self.assertLessEqual(len(accepted), 1)
        self.assertTrue(all(r["text"] == before for r in accepted))
        self.run_ok("audit", "verify")

    def test_a_rep_is_forgotten_while_they_work(self):
        """None of what was on its way stays, whoever comes first."""
        self.run_ok("user", "add", "--role", "admin", "Mo")
        name = self.rows("SELECT name FROM rep WHERE id = 'anna'")[0]["name"]
        results = self.at_once(self.shell("person", "forget", "anna", "--as", "Mo"),
                               self.asks(f"/suggestions/{self.anna}/edit", "rep", {"text": CLEAN, "revision": 1}),
                               self.asks(f"/suggestions/{self.anna}/accept", "rep"),
                               self.asks("/reps/anna", "marketing", {"name": "Anna again"}),
                               self.shell("queue", "dismiss", str(self.anna), "--as", "anna"),
                               self.shell("schedule"))
        self.passed(results)
        self.assertEqual(results[0].code, 0, results[0])
        for table, column in (("rep", "id"), ("suggestion", "rep"), ("person", "rep"), ("voice", "rep"), ("share", "rep"), ("slot", "rep")):
            self.assertEqual(self.rows(f"SELECT {column} FROM {table} WHERE {column} = 'anna'"), [], table)
        self.assertEqual(self.rows("SELECT who FROM audit WHERE who IN ('anna', ?)", name), [])
        self.run_ok("audit", "verify")

    def test_an_admin_stays(self):
        """Two admins take each other's role away, lock each other out, forget each other."""
        self.run_ok("user", "add", "--role", "admin", "Mo")
        ids = {r["name"]: r["id"] for r in self.rows("SELECT id, name FROM person")}
        for body, path, words in (({"role": "manager"}, "role", ("person", "forget", "The admin", "--as", "Mo")),):
            results = self.at_once(self.asks(f"/people/{ids['Mo']}/{path}", "admin", body),
                                   self.shell(*words),
                                   self.asks(f"/people/{ids['Mo']}/lock", "admin"),
                                   self.shell("person", "forget", "Mo", "--as", "The admin"))
            self.passed(results)
        left = self.rows("SELECT name FROM person WHERE role = 'admin' AND erased IS NULL AND locked IS NULL")
        self.assertGreaterEqual(len(left), 1, results)

    def test_a_name_is_one_persons(self):
        results = self.at_once(*[self.shell("user", "add", "--role", "manager", "--mail", f"kim{i}@x.example", "Kim") for i in range(3)],
                               *[self.asks("/people", "admin", {"name": "Kim", "role": "manager", "mail": "kim@x.example"}) for _ in range(3)])
        self.assertEqual(self.passed(results), 1, results)
        self.assertEqual(self.rows("SELECT count(*) AS n FROM person WHERE name = 'Kim'"), [{"n": 1}])

    def test_two_save_the_rules(self):
        """Each names the version that they read: one is in force, the others know."""
        pack = self.call("GET", "/rules", "reviewer")[2]
        self.assertEqual(self.call("POST", "/rules/import", "reviewer", {"rules": {**pack, "rules": pack["rules"][:6]}, "do": "save"})[0], 200)
        kept = self.rows("SELECT max(version) AS version FROM rule_pack")[0]["version"]
        packs = [{**pack, "rules": pack["rules"][:n]} for n in (2, 3, 4, 5)]
        results = self.at_once(*[self.asks("/rules/import", "reviewer" if i % 2 else "admin", {"rules": p, "do": "save", "kept": kept})
                                 for i, p in enumerate(packs)],
                               self.shell("guideline", "apply"))
        self.assertEqual(self.passed(results[:4]), 1, results)
        self.assertEqual(sorted(r[0] for r in results[:4]), [200, 409, 409, 409])
        self.assertEqual(results[4].code, 0, results[4])
        won = next(n for n, r in zip((2, 3, 4, 5), results) if r[0] == 200)
        self.assertEqual(len(self.call("GET", "/rules", "reviewer")[2]["rules"]), won)


if __name__ == "__main__":
    unittest.main()
