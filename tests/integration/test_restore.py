"""`restore`: a backup in the place of the database, checked before anything
changes; what was there is kept."""
import os
import shutil
import signal
import sqlite3
import stat
import unittest

import test_serve
from test_queue import Life


class Restore(Life):
    serve, ask, end = test_serve.Serving.serve, test_serve.Serving.ask, test_serve.Serving.end

    def setUp(self):
        super().setUp()
        self.backup = self.folder / "kept.db"
        self.head = self.run_ok("backup", self.backup).out.splitlines()[-1]
        self.run_ok("user", "add", "--role", "admin", "Late")

    def names(self):
        return [r["name"] for r in self.rows("SELECT name FROM person")]

    def restore(self, file=None, **more):
        return self.run_polyphony("restore", file or self.backup, **more)

    def aside(self):
        return sorted(self.home.glob("backups/*-replaced.db"))

    def test_there_and_back(self):
        done = self.restore()
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.names(), [])
        self.assertIn("offered it again", done.out)
        self.assertEqual(len(self.aside()), 1)
        self.run_ok("audit", "verify", "--expect", self.head)
        self.assertEqual(self.rows("SELECT what, note FROM audit ORDER BY id DESC LIMIT 1"),
                         [{"what": "restore backup", "note": "from kept.db"}])
        self.run_ok("doctor")
        self.assertEqual(stat.S_IMODE((self.home / "polyphony.db").stat().st_mode), 0o600)
        self.assertTrue(self.backup.exists())
        env = {"POLYPHONY_NOW": "2026-01-15T10:00:00Z"}
        self.assertEqual(self.restore(self.aside()[0], env=env).code, 0)
        self.assertEqual(self.names(), ["Late"])

    def test_not_while_it_runs(self):
        self.serve()
        refused = self.restore()
        self.assertEqual(refused.code, 1)
        self.assertIn("stop it first", refused.err)
        self.assertEqual((self.names(), self.aside()), (["Late"], []))
        self.end()
        self.assertEqual(self.restore().code, 0)

    def test_a_log_of_writes_that_was_left_is_not_played_into_it(self):
        self.serve()
        self.run_ok("user", "add", "--role", "rep", "--rep", "anna", "Anna")
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        held = sqlite3.connect(self.home / "polyphony.db")  # keeps the -wal from going
        held.execute("SELECT count(*) FROM person").fetchall()
        self.assertTrue((self.home / "polyphony.db-wal").exists())
        shutil.copy(self.home / "polyphony.db-wal", self.folder / "wal")
        held.close()
        shutil.copy(self.folder / "wal", self.home / "polyphony.db-wal")
        self.assertEqual(self.restore().code, 0)
        self.assertEqual(self.names(), [])
        self.run_ok("doctor")

    def test_a_broken_database_makes_room(self):
        (self.home / "polyphony.db").write_bytes(b"nonsense" * 1000)
        (self.home / "polyphony.db-wal").write_bytes(b"more of it")
        self.assertEqual(self.restore().code, 0)
        self.assertEqual(self.names(), [])
        self.assertEqual(self.aside()[0].read_bytes()[:8], b"nonsense")

    def test_into_a_new_home(self):
        self.home = self.folder / "elsewhere"
        self.assertEqual(self.restore().code, 0)
        self.run_ok("doctor")
        self.assertEqual(self.aside(), [])

    def test_what_is_no_backup_changes_nothing(self):
        other = self.folder / "other.db"
        with sqlite3.connect(other) as db:
            db.execute("CREATE TABLE t(x)")
        newer = self.folder / "newer.db"
        shutil.copy(self.backup, newer)
        with sqlite3.connect(newer) as db:
            db.execute("UPDATE schema_version SET version = 9999")
        db.close()
        damaged = self.folder / "damaged.db"
        bytes = bytearray(self.backup.read_bytes())
        for page in range(4096 * 3, len(bytes) - 4096, 4096):
            bytes[page:page + 200] = b"\xff" * 200
        damaged.write_bytes(bytes)
        cut = self.folder / "cut.db"
        cut.write_bytes(self.backup.read_bytes()[:40000])
        used = self.folder / "used.db"
        shutil.copy(self.backup, used)
        (self.folder / "used.db-wal").write_bytes(b"x")
        for file, words in ((self.file("text", "no database"), "no backup"), (other, "nothing of polyphony"), (newer, "newer program"),
                            (damaged, "damaged|no backup"), (cut, "damaged|no backup"), (used, "in use"), (self.folder, "no file"),
                            (self.folder / "none", "No such file")):
            with self.subTest(file=str(file)):
                refused = self.restore(file)
                self.assertEqual(refused.code, 1, refused)
                self.assertRegex(refused.err, words)
                self.assertEqual((self.names(), self.aside()), (["Late"], []))
                self.assertFalse((self.home / "polyphony.db.restoring").exists())
        self.assertEqual(self.run_polyphony("restore").code, 2)

    @unittest.skipUnless(os.geteuid() == 0, "only root gives files away")
    def test_by_root_it_stays_the_owners(self):
        os.chown(self.home, 65534, 65534)
        for path in self.home.iterdir():
            os.chown(path, 65534, 65534)
        self.assertEqual(self.restore().code, 0)
        for path in (self.home, *self.home.iterdir(), *self.aside()):
            self.assertEqual((path.name, path.stat().st_uid), (path.name, 65534))


if __name__ == "__main__":
    unittest.main()
