"""Forgetting a person: nothing of them is left in the file, what was shared
stays, and the audit still holds every head that was kept before."""
import json
import re
import sqlite3
import subprocess
import sys
import unittest

from harness import ROOT
from test_queue import Life

MIA = "Mia Vandergraaf"


class Forget(Life):
    def setUp(self):
        super().setUp()
        name = self.rows("SELECT name FROM rep WHERE id = 'anna'")[0]["name"]
        self.words = ["anna", name, "anna@example.org"]
        self.run_ok("user", "add", "--role", "rep", "--rep", "anna", "--mail", "anna@example.org", "Anna V. Winter")
        self.words.append("Anna V. Winter")
        self.run_ok("user", "add", "--role", "admin", MIA)
        self.move("accept", self.anna)
        self.move("shared", self.anna, "https://social.example/anna/1")
        self.kept = self.card(self.anna)["text"]
        self.move("dismiss", self.luz, "not mine", who="luz")
        self.head = self.run_ok("audit", "verify").out.splitlines()[-1]

    def forget(self, name, who=MIA):
        return self.run_polyphony("person", "forget", name, "--as", who)

    def left(self, word):
        """Cells of any table that still hold a word."""
        found = []
        with sqlite3.connect(self.home / "polyphony.db") as db:
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                cursor = db.execute(f"SELECT * FROM {table}")
                names = [c[0] for c in cursor.description]
                for row in cursor:
                    found += [(table, n, v) for n, v in zip(names, row)
                              if isinstance(v, str) and re.search(rf"(?i)\b{re.escape(word)}\b", v)]
        return found

    def test_nothing_of_them_is_left(self):
        out = self.forget("Anna V. Winter")
        self.assertEqual(out.code, 0, out)
        pseudonym = re.search(r"person \d+", out.out)[0]
        for word in self.words:
            self.assertEqual(self.left(word), [], word)
        whole = b"".join(p.read_bytes() for p in self.home.glob("polyphony.db*"))
        self.assertNotIn(b"anna@example.org", whole, "not in what the file has free, either")
        self.assertNotIn(b"Winter", whole)
        card = self.rows("SELECT text, state, rep FROM suggestion WHERE id = ?", self.anna)[0]
        self.assertEqual((card["text"], card["state"]), (self.kept, "shared"))
        self.assertEqual(self.rows("SELECT count(*) AS n FROM suggestion WHERE rep = ? AND state <> 'shared' "
                                   "AND text <> '(forgotten)'", card["rep"])[0]["n"], 0)
        record = self.run_ok("queue", "record", self.anna).out
        self.assertIn(pseudonym, record)
        for args in (("queue", "list", "--all"), ("report", "reps"), ("doctor",), ("schedule",), ("queue", "list", "--json")):
            self.run_polyphony(*args)
            self.assertNotIn("anna", self.run_ok(*args).out.lower(), args)

    def test_messages_and_notes_go_too(self):
        """Mail to a former address, what a chat will be told, an address from before the invitation."""
        with sqlite3.connect(self.home / "polyphony.db") as db:
            db.execute("INSERT INTO mail(recipient, subject, text, made, expires) VALUES "
                       "('old.address@example.org', 'Your address was changed', 'Hello Anna V. Winter,', 1, 2)")
            db.execute("INSERT INTO mail(recipient, subject, text, made, expires) VALUES "
                       "('anna@example.org', 'x', 'Hello,', 1, 2)")
            db.execute("INSERT INTO webhook(event, body, made, due, expires) VALUES "
                       "('suggestion.offered', '{\"rep\":\"anna\"}', 1, 1, 2)")
            db.execute("INSERT INTO setting(key, value) VALUES ('start.mail.anna', 'winter.private@example.org')")
            ((person, audience, others),) = db.execute(
                "SELECT p.id, r.audience, (SELECT count(*) FROM rep AS o WHERE o.audience = r.audience) FROM person AS p "
                "JOIN rep AS r ON r.id = p.rep WHERE r.id = 'anna'").fetchall()
            self.assertEqual(others, 1)
            for key, value in ((f"company.before.{person}", "a post that they took out"), ("company.before.77", "Anna V. Winter joins us"),
                               (f"audience.before.{audience}", "whom they spoke to"), ("audience.before.anna-2", "{}"),
                               ("rep.before.anna", "{}"),
                               ("audience.before.others", "stays")):
                db.execute("INSERT INTO setting(key, value) VALUES (?, ?)", (key, value))
            for who, key, body in ((person, "a", "{}"), (77, "b", '{"rep":"anna"}'), (77, "c", '{"rep":"luz"}')):
                db.execute("INSERT INTO api_answer(person, key, request, status, body, at) VALUES (?, ?, 'x', 200, ?, 1)", (who, key, body))
        self.assertEqual(self.forget("Anna V. Winter").code, 0)
        for word in [*self.words, "old.address@example.org", "winter.private@example.org"]:
            self.assertEqual(self.left(word), [], word)
        self.assertEqual([r["key"] for r in self.rows("SELECT key FROM setting WHERE key LIKE '%.before.%'")], ["audience.before.others"])
        self.assertEqual([r["key"] for r in self.rows("SELECT key FROM api_answer")], ["c"])

    def test_the_audit_holds(self):
        page = (ROOT / "docs" / "internals" / "audit.md").read_text()
        script = self.file("verify.py", re.search(r"```python\n(.*?)```", page, re.S)[1])
        self.assertEqual(self.forget("anna").code, 0, "a rep's id will do")
        self.assertEqual(self.run_polyphony("audit", "verify", "--expect", self.head).code, 0)
        export = self.folder / "audit.jsonl"
        head = self.run_ok("audit", "export", export).out.splitlines()[-1]
        self.assertEqual(self.run_polyphony("audit", "verify", "--expect", self.head, export).code, 0)
        done = subprocess.run([sys.executable, script, export], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout.strip()), (0, head), done)
        rows = [json.loads(line) for line in export.read_text().splitlines()]
        digests = [row["forgotten"]["who"] for row in rows if "who" in row["forgotten"]]
        self.assertGreater(len(digests), 1)
        self.assertEqual(len(digests), len(set(digests)), "no two tell that they are the same person")
        self.assertEqual(rows[-1]["what"], "forget")
        self.assertNotIn("anna", export.read_text().lower())

    def test_who_changes_more_is_found_out(self):
        db = sqlite3.connect(self.home / "polyphony.db")
        with self.assertRaisesRegex(sqlite3.Error, "append-only"):
            db.execute("UPDATE audit SET who = 'x'")
        db.execute("INSERT INTO erasing VALUES (1)")
        for change in ("at = at + 1", "what = 'x'", "chain = 'x'", "pack = 'x'", "is_now = 'x'"):
            with self.assertRaisesRegex(sqlite3.Error, "append-only"):
                db.execute(f"UPDATE audit SET {change}")
        db.execute("UPDATE audit SET who = 'someone else', who_salt = NULL WHERE id = 3")
        db.execute("DELETE FROM erasing")
        db.commit()
        db.close()
        self.assertRegex(self.run_polyphony("audit", "verify").err, "row 3")

    def test_refusals(self):
        for name, who, words in (("nobody", MIA, "nobody is called"), (MIA, MIA, "themselves"),
                                 (MIA, "luz", "last admin")):
            result = self.forget(name, who)
            self.assertEqual(result.code, 1, result)
            self.assertIn(words, result.err)
        self.assertEqual(self.run_polyphony("person", "forget").code, 2)
        self.assertEqual(self.forget("anna").code, 0)
        self.assertEqual(self.forget("anna").code, 1, "not twice")

    def test_rows_of_an_older_database_keep_the_old_formula(self):
        """As a database of before has them: no salts, and their count."""
        import hashlib

        db = sqlite3.connect(self.home / "polyphony.db")
        db.row_factory = sqlite3.Row
        db.execute("INSERT INTO erasing VALUES (1)")
        db.execute("DROP TRIGGER audit_kept")
        before = ""
        rows = db.execute("SELECT *, strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS w FROM audit ORDER BY id").fetchall()
        for row in rows:
            whole = hashlib.blake2b(digest_size=32)
            for text in (before, row["w"], row["who"], row["what"], str(row["suggestion"] or 0), row["was"], row["is_now"],
                         row["note"], row["text"], row["pack"]):
                whole.update(b"\xff" * 8 if text is None else len(text.encode()).to_bytes(8, "little") + text.encode())
            before = whole.hexdigest()
            db.execute("UPDATE audit SET chain = ?, who_salt = NULL, note_salt = NULL, text_salt = NULL WHERE id = ?",
                       (before, row["id"]))
        db.execute("UPDATE audit_head SET chain = ?, unsalted = ?", (before, len(rows)))
        db.execute("DELETE FROM erasing")
        db.commit()
        db.close()
        self.run_ok("audit", "verify")
        out = self.forget("anna").out
        self.assertIn("still hold the name", out)
        self.run_ok("audit", "verify")
        export = self.folder / "audit.jsonl"
        self.run_ok("audit", "export", export)
        self.run_ok("audit", "verify", export)


if __name__ == "__main__":
    unittest.main()
