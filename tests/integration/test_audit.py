"""The audit for outsiders: exports that verify with the documented script,
and what verifying finds: changed lines, missing ones, an end cut off."""
import json
import re
import sqlite3
import subprocess
import sys
import unittest

from harness import ROOT
from test_queue import CLEAN, Life


class Audit(Life):
    def setUp(self):
        super().setUp()
        self.move("edit", self.anna, "Zürich »quotes« \"and\" tab\tline\nnext 😀 " + CLEAN)
        self.move("approve", self.anna, "fine", who="mia")
        self.export = self.folder / "audit.jsonl"
        self.head = self.run_ok("audit", "export", self.export).out.splitlines()[-1]

    def verify(self, *args):
        return self.run_polyphony("audit", "verify", *args)

    def assert_found(self, result, words):
        self.assertEqual((result.code, result.out), (1, ""), result)
        self.assertRegex(result.err, words)

    def test_an_outsider_verifies_with_the_script_of_the_docs(self):
        page = (ROOT / "docs" / "internals" / "audit.md").read_text()
        script = self.file("verify.py", re.search(r"```python\n(.*?)```", page, re.S)[1])
        done = subprocess.run([sys.executable, script, self.export], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout.strip()), (0, self.head), done)
        lines = self.export.read_text().splitlines()
        row = json.loads(lines[4])
        row["who"] = "nobody"
        lines[4] = json.dumps(row)
        self.export.write_text("\n".join(lines) + "\n")
        done = subprocess.run([sys.executable, script, self.export], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr.strip()), (1, "row 5 does not fit"))

    def test_each_line_tells_it_all(self):
        rows = [json.loads(line) for line in self.export.read_text().splitlines()]
        self.assertEqual([row["n"] for row in rows], list(range(1, len(rows) + 1)))
        last = rows[-1]
        self.assertEqual((last["who"], last["suggestion"], last["from"], last["to"], last["note"]),
                         ("shell: mia", self.anna, "in_review", "approved", "fine"))
        self.assertIn("😀", last["text"])
        self.assertRegex(last["pack"], "starter")
        self.assertEqual(self.head, f"{last['n']}:{last['hash']}")
        self.assertEqual(self.run_ok("audit", "export").out, self.export.read_text())

    def test_what_is_whole_verifies(self):
        for args in ((), (self.export,), ("--expect", self.head), ("--expect", self.head, self.export),
                     ("--expect", self.head[:30])):
            with self.subTest(args=args):
                self.assertIn(self.head, self.verify(*args).out)

    def test_lines_that_do_not_fit_are_named(self):
        whole = self.export.read_text().splitlines()
        changed = json.loads(whole[2])
        changed["text"] += "."
        for why, lines, words in (
                ("changed", whole[:2] + [json.dumps(changed)] + whole[3:], "line 3 .*hash"),
                ("taken out", whole[:2] + whole[3:], "line 3 does not follow"),
                ("twice", whole[:3] + whole[2:], "line 4 does not follow"),
                ("other order", [whole[0], whole[2], whole[1]] + whole[3:], "line 2 does not follow"),
                ("no JSON", whole[:1] + ["x"] + whole[1:], "line 2 is no line"),
                ("not ours", ["{}"], "line 1 is no line"),
                ("a list", ["[1]"], "line 1 is no line")):
            with self.subTest(why=why):
                self.assert_found(self.verify(self.file("bad.jsonl", "\n".join(lines) + "\n")), words)

    def test_an_end_that_was_cut_off(self):
        lines = self.export.read_text().splitlines()
        short = self.file("short.jsonl", "\n".join(lines[:-2]) + "\n")
        self.assertEqual(self.verify(short).code, 0, "a chain alone can't tell")
        self.assert_found(self.verify("--expect", self.head, short), "cut off")

    def cut(self, sql, *more):
        db = sqlite3.connect(self.home / "polyphony.db")
        with db:
            for trigger in ("audit_kept", "audit_stays"):
                db.execute(f"DROP TRIGGER {trigger}")
            for statement in (sql, *more):
                db.execute(statement)
        db.close()

    def test_a_cut_in_the_database_is_seen_by_the_head_beside_it(self):
        self.cut("DELETE FROM audit WHERE id > 5")
        self.assert_found(self.verify(), "ends at row 5.*cut off")
        self.assertRegex(self.run_polyphony("doctor").out, "look .*chain")
        self.move("dismiss", self.anna)
        self.assert_found(self.verify(), "cut off")

    def test_a_knowing_cut_is_seen_by_a_head_kept_outside(self):
        self.cut("DELETE FROM audit WHERE id > 5",
                 "UPDATE audit_head SET number = 5, chain = (SELECT chain FROM audit WHERE id = 5)")
        self.assertEqual(self.verify().code, 0)
        self.assert_found(self.verify("--expect", self.head), "ends at row 5.*cut off")

    def test_an_older_head_still_holds(self):
        self.move("accept", self.anna)
        self.assertEqual(self.verify("--expect", self.head).code, 0)
        other = self.head.split(":")[0] + ":" + "0" * 64
        self.assert_found(self.verify("--expect", other), "written anew")

    def test_an_export_from_a_date_on(self):
        self.move("accept", self.anna, env={"POLYPHONY_NOW": "2026-01-16T08:00:00Z"})
        late = self.folder / "late.jsonl"
        self.run_ok("audit", "export", "--since", "2026-01-16", late)
        lines = late.read_text().splitlines()
        self.assertEqual(json.loads(lines[0])["previous"], self.head.split(":")[1])
        out = self.verify(late).out
        self.assertIn(f"audit was {self.head} then", out)
        self.assertEqual(self.verify("--expect", self.head, late).code, 0)
        self.assert_found(self.verify("--expect", "3:" + "0" * 64, late), "begins at row")
        self.run_ok("audit", "export", "--since", "2030-01-01", late)
        self.assertEqual(late.read_text(), "")

    def test_usage(self):
        for args in (("verify", "--expect", "x"), ("verify", "--expect", "3:zz"), ("verify", "a", "b"),
                     ("export", "--since", "soon"), ("export", "a", "b")):
            with self.subTest(args=args):
                self.assertEqual(self.run_polyphony("audit", *args).code, 2)
        self.assertEqual(self.run_polyphony("audit", "export", self.folder / "no" / "x").code, 1)

    def test_a_backup_says_how_far_its_audit_goes(self):
        out = self.run_ok("backup", self.folder / "copy.db").out
        self.assertIn(self.head, out)
        result = self.run_polyphony("backup", self.folder / "missing" / "copy.db")
        self.assertEqual(result.code, 1)
        self.assertRegex(result.err, r"missing/copy\.db: No such file")


if __name__ == "__main__":
    unittest.main()
