"""What an operator is told by `doctor` (and on the page Place), and that it goes
away once it is mended."""
import os
import sqlite3
import unittest

from harness import PolyphonyTest


class Doctor(PolyphonyTest):
    def setUp(self):
        super().setUp()
        self.run_ok("init")

    def said(self, now="2026-01-15T09:00:00Z"):
        return self.run_polyphony("doctor", env={"POLYPHONY_NOW": now}).out

    def write(self, *statements):
        with sqlite3.connect(self.home / "polyphony.db") as db:
            for sql in statements:
                db.execute(sql)
        db.close()

    def test_nobody_curates(self):
        self.write("INSERT INTO feed(id, url, title, added_at) VALUES (1, 'http://a.example/feed', 'a', 1)",
                   "INSERT INTO fetch_state(feed, last_visit, next_visit) VALUES (1, 1768300000, 1768310000)")
        self.assertIn("feeds are visited when they are due", self.said("2026-01-13T14:00:00Z"))
        self.assertIn("1 feed is a day overdue", self.said("2026-01-15T09:00:00Z"))
        self.write("UPDATE fetch_state SET next_visit = 0, last_visit = NULL")
        self.assertNotIn("overdue", self.said(), "one that was just added")

    def test_an_old_backup(self):
        folder = self.home / "backups"
        folder.mkdir()
        self.assertIn("there is no backup here", self.said())
        file = folder / "polyphony-20260101T000000Z.db"
        file.write_bytes(b"")
        os.utime(file, (1767225600, 1767225600))
        self.assertIn("the newest backup here is 14 days old", self.said())
        self.assertIn("1 backup here", self.said("2026-01-05T09:00:00Z"))

    def test_what_went_wrong_and_works_again(self):
        self.write("INSERT INTO mail(recipient, subject, text, made, expires, error) VALUES ('a@x.example', 's', '', 1, 2, 'no')",
                   "INSERT INTO webhook(event, body, made, expires, error, tried) VALUES ('test', '', 1, 2, 'it answered 500', 3)")
        for words in ("1 mail was not taken", "1 event was not taken"):
            self.assertIn(words, self.said())
        self.write("INSERT INTO mail(recipient, subject, text, made, expires, sent) VALUES ('b@x.example', 's', '', 3, 4, 3)",
                   "INSERT INTO webhook(event, body, made, expires, tried, sent, target) VALUES ('test', '', 3, 4, 4, 4, 9)")
        for words in ("1 mail was not taken", "1 event was not taken"):
            self.assertIn(words, self.said(), "others say nothing of it")
        self.write("INSERT INTO mail(recipient, subject, text, made, expires, sent) VALUES ('a@x.example', 's', '', 3, 4, 3)",
                   "INSERT INTO webhook(event, body, made, expires, tried, sent) VALUES ('test', '', 3, 4, 4, 4)")
        for words in ("no mail was refused", "no event was refused"):
            self.assertIn(words, self.said())


if __name__ == "__main__":
    unittest.main()
