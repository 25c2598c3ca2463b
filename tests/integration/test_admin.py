"""The admin's pages: people and roles, the place, backups, the audit."""
import re
import sqlite3
import unittest

import test_api
from test_desk import Mail


class Admin(test_api.Api):
    wait_for = Mail.wait_for

    def setUp(self):
        super().setUp()
        link = self.link("admin", "Ada")
        self.cookie = {"Cookie": self.sign_in(link)}
        self.csrf = self.token(self.cookie["Cookie"])

    def page(self, path):
        status, _, body = self.ask("GET", path, headers=self.cookie)
        self.assertEqual(status, 200, path)
        return body.decode()

    def form(self, path, **fields):
        status, headers, body = self.post(path, {"csrf": self.csrf, **fields}, self.cookie)
        return status, headers, body.decode()

    def person(self, name):
        return self.rows("SELECT * FROM person WHERE name = ?", name)[0]

    def test_people(self):
        for role in ("The rep", "The manager", "Ada"):
            self.assertIn(role, self.page("/people"))
        status, _, body = self.form("/people", name="Kim <b>", role="reviewer", rep="", mail="")
        self.assertEqual(status, 200)
        path = re.search(r"/sign-in/[0-9a-f]{64}", body)[0]
        self.assertIn("Kim &lt;b&gt;", body)
        kim = {"Cookie": self.sign_in(path)}
        id = self.person("Kim <b>")["id"]
        self.assertEqual(self.ask("GET", "/queue", headers=kim)[0], 200)
        self.assertEqual(self.ask("GET", "/people", headers=kim)[0], 403)
        self.assertEqual(self.form(f"/people/{id}/role", role="manager")[0], 303)
        self.assertEqual(self.ask("GET", "/queue", headers=kim)[0], 403, "at once")
        self.assertEqual(self.form(f"/people/{id}/role", role="rep")[0], 422)
        self.assertEqual(self.form(f"/people/{id}/role", role="king")[0], 422)
        self.assertEqual(self.form(f"/people/{id}/out")[0], 303)
        self.assertEqual(self.ask("GET", "/account", headers=kim)[0], 303)
        self.assertEqual(self.form(f"/people/{id}/link")[0], 200)
        for fields in ({"name": "Kim <b>", "role": "manager"}, {"name": "Lou", "role": "rep"}, {"name": "", "role": "admin"},
                       {"name": "Lou", "role": "manager", "mail": "nowhere"}):
            self.assertEqual(self.form("/people", **fields)[0], 422, fields)
        self.assertEqual(self.ask("GET", "/people/99999", headers=self.cookie)[0], 404)

    def test_forgetting_is_asked_twice(self):
        id = self.person("The rep")["id"]
        status, _, body = self.form(f"/people/{id}/forget")
        self.assertEqual(status, 200)
        self.assertIn("What stays", body)
        self.assertEqual(self.person("The rep")["erased"], None)
        self.assertEqual(self.form(f"/people/{id}/forget", sure="yes")[0], 303)
        self.assertEqual(self.rows("SELECT name FROM person WHERE id = ?", id), [{"name": f"person {id}"}])
        self.assertEqual(self.call("GET", "/me", "rep")[0], 401)
        self.assertNotIn("The rep", self.page("/people"))
        self.assertEqual(self.form(f"/people/{self.person('Ada')['id']}/forget", sure="yes")[0], 422, "not oneself")
        self.run_ok("audit", "verify")

    def test_backups(self):
        self.assertIn("There is no backup here", self.page("/admin"))
        self.assertEqual(self.form("/admin/backup")[0], 303)
        name = re.search(r"/admin/backups/(polyphony-[^\"]+\.db)", self.page("/admin"))[1]
        status, headers, body = self.ask("GET", f"/admin/backups/{name}", headers=self.cookie)
        self.assertEqual(status, 200)
        self.assertIn("attachment", headers["Content-Disposition"])
        copy = self.folder / "copy.db"
        copy.write_bytes(body)
        db = sqlite3.connect(copy)
        self.assertEqual(db.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        self.assertGreater(db.execute("SELECT count(*) FROM suggestion").fetchone()[0], 0)
        db.close()
        for bad in ("..%2fpolyphony.db", "polyphony.db", "polyphony-.db", "polyphony-%2e%2e%2f.db", "polyphony-x.db"):
            self.assertIn(self.ask("GET", f"/admin/backups/{bad}", headers=self.cookie)[0], (400, 404), bad)
        self.assertEqual((self.home / "backups" / name).stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.form("/admin/backups/polyphony-none.db/delete")[0], 404)
        self.assertEqual(self.form(f"/admin/backups/{name}/delete")[0], 303)
        self.assertFalse((self.home / "backups" / name).exists())
        acts = [r["what"] for r in self.rows("SELECT what FROM audit WHERE what LIKE '% backup' ORDER BY id")]
        self.assertEqual(acts, ["make backup", "download backup", "delete backup"])

    def test_old_backups_go_when_a_new_one_is_whole(self):
        self.end()
        self.serve(env={"POLYPHONY_DESK_BACKUPS_KEPT": "2"})
        folder = self.home / "backups"
        folder.mkdir()
        for day in ("20200101", "20200102", "20200103"):
            (folder / f"polyphony-{day}T000000Z.db").write_bytes(b"x")
        (folder / "mine.db").write_bytes(b"x")
        self.assertEqual(self.form("/admin/backup")[0], 303)
        self.wait_for(lambda: not (folder / "polyphony-20200102T000000Z.db").exists())
        self.assertEqual(len(list(folder.iterdir())), 3, "two of ours, and what is not")
        self.assertTrue((folder / "polyphony-20200103T000000Z.db").exists() and (folder / "mine.db").exists())

    def test_the_place_says_what_doctor_says(self):
        found = [line for line in self.run_polyphony("doctor", "--json").lines()]
        status, _, page = self.form("/admin/look")
        self.assertEqual(status, 200)
        for line in found:
            self.assertIn(line["what"].split(" MiB")[-1].replace("'", "&#39;")[1:], page)
            if line["verdict"] != "fine":
                self.assertTrue(line["why"] and line["mend"], line)
        self.assertEqual(self.form("/admin/mail")[0], 409, "no mail is set up")

    def test_the_audit(self):
        page = self.page("/admin")
        head = re.search(r"<code>(\d+:[0-9a-f]{64})</code>", page)[1]
        self.assertIn(head, self.run_ok("audit", "verify").out)
        self.assertEqual(self.form("/admin/audit/verify", expect=head)[0], 303)
        self.assertIn("The audit holds", self.page("/admin"))
        self.form("/admin/audit/verify", expect=head.split(":")[0] + ":" + "0" * 64)
        self.assertIn("does not hold", self.page("/admin"))
        body = self.ask("GET", "/admin/audit", headers=self.cookie)[2]
        file = self.file("audit.jsonl", body)
        self.assertIn("is among them", self.run_ok("audit", "verify", "--expect", head, file).out)


if __name__ == "__main__":
    unittest.main()
