"""Whose rows: rep A asks for rep B's numbers on every route that takes one, at
the desk and by the API; a reviewer goes everywhere they may and finds no
result of anybody's."""
import re
import unittest

import test_api
from test_queue import CLEAN

# What only somebody who may see results is to read.
SECRETS = ("secret-post", "secret deal", "4711")


class Roles(test_api.Api):
    def setUp(self):
        super().setUp()
        self.cookies = {}
        for role in ("rep", "reviewer", "marketing", "manager", "admin"):
            more = ("--rep", "anna") if role == "rep" else ()
            self.cookies[role] = {"Cookie": self.sign_in(self.link(role, f"Page {role}", *more))}
        out = self.run_ok("help", "routes").out
        self.routes = [line.split(None, 3)[:3] for line in out.splitlines() if re.match(r"(GET|POST) ", line)]
        self.assertGreater(len(self.routes), 150)

    def routes_of(self, role):
        return [(method, path) for method, path, who in self.routes if who in ("somebody", role) or role in who.split(",")]

    def state_of_luz(self):
        return [self.rows(f"SELECT * FROM {table} WHERE rep = 'luz'") for table in ("suggestion", "outcome", "voice", "voice_line", "share")]


class Others(Roles):
    def needed(self, pattern):
        """A body that nothing is wrong with, by the document."""
        path = re.sub(r":(\w+)", r"{\1}", pattern)
        body = self.document()["paths"][path]["post"].get("requestBody")
        schema = body["content"]["application/json"]["schema"] if body else {"required": []}
        return {name: "2026-01-17T09:00:00Z" if schema["properties"][name].get("format") == "date-time" else CLEAN
                for name in schema["required"]}

    def test_a_rep_reaches_nothing_of_another(self):
        self.move("accept", self.luz, who="luz")
        self.move("shared", self.luz, who="luz")
        self.run_ok("outcome", "add", "luz", "deal", "--value", "4711")
        outcome = self.rows("SELECT id FROM outcome WHERE rep = 'luz'")[0]["id"]
        before = self.state_of_luz()
        csrf = self.token(self.cookies["rep"]["Cookie"])
        asked = 0
        for method, pattern in self.routes_of("rep"):
            if not re.search(r":id\b", pattern):
                continue
            id = outcome if "outcomes" in pattern else self.luz
            path = pattern.replace(":id", str(id))
            with self.subTest(method=method, path=path):
                if path.startswith("/api/"):
                    body = self.needed(pattern) if method == "POST" else None
                    status = self.call(method, path, "rep", body)[0]
                elif method == "GET":
                    status = self.ask("GET", path, headers=self.cookies["rep"])[0]
                else:
                    status = self.post(path, {"csrf": csrf, "text": CLEAN, "reason": "x", "posted": "yes", "at": "2026-01-17T09:00",
                                              "revision": "1"}, self.cookies["rep"])[0]
                self.assertEqual(status, 404)
                asked += 1
        self.assertGreater(asked, 25)
        self.assertEqual(self.state_of_luz(), before)

    def test_what_is_learned_of_another_stays(self):
        csrf = self.token(self.cookies["rep"]["Cookie"])
        before = self.state_of_luz()
        for id in range(1, 30):
            self.post(f"/voice/{id}/forget", {"csrf": csrf}, self.cookies["rep"])
            self.post(f"/voice/samples/{id}/remove", {"csrf": csrf}, self.cookies["rep"])
        self.assertEqual(self.state_of_luz(), before)


class Results(Roles):
    def test_a_reviewer_sees_none(self):
        self.move("accept", self.anna)
        self.call("POST", f"/suggestions/{self.anna}/shared", "rep", {"address": "https://social.example/secret-post"})
        self.call("POST", "/outcomes", "rep", {"kind": "deal", "suggestion": self.anna, "value": 4711, "note": "secret deal"})
        self.assertIn("secret-post", self.call("GET", f"/suggestions/{self.anna}", "rep")[2]["share"]["address"])
        asked = 0
        for method, pattern in self.routes_of("reviewer"):
            if method != "GET" or pattern in ("/healthz", "/"):
                continue
            path = pattern.replace(":id", str(self.anna))
            status, _, body = (self.ask("GET", path, headers={"Authorization": f"Bearer {self.tokens['reviewer']}"})
                               if path.startswith("/api/") else self.ask("GET", path, headers=self.cookies["reviewer"]))
            self.assertNotEqual(status, 403, path)
            for secret in SECRETS:
                if status == 200:
                    self.assertNotIn(secret.encode(), body, path)
            asked += status == 200
        self.assertGreater(asked, 8)
        for path in ("/results", "/report", "/pickup", "/people", "/admin", "/admin/audit", "/report/export", "/pickup/export",
                     "/reps", "/history"):
            self.assertEqual(self.ask("GET", path, headers=self.cookies["reviewer"])[0], 403, path)


class Forms(Roles):
    """A page's form is for its roles alone, also where its token is right."""

    def test_every_form_with_every_role_and_none(self):
        csrf = {role: self.token(cookie["Cookie"]) for role, cookie in self.cookies.items()}
        for method, pattern, who in self.routes:
            if method != "POST" or pattern.startswith("/api/") or who in ("anybody", "somebody"):
                continue
            path = re.sub(r":\w+", "999999", pattern)
            self.assertEqual(self.post(path, {})[0], 401, path)
            for role in self.cookies:
                may = role in who.split(",")
                if not may:
                    self.assertEqual(self.post(path, {"csrf": csrf[role]}, self.cookies[role])[0], 403, (path, role))
                elif "999999" in path:
                    status = self.post(path, {"csrf": csrf[role]}, self.cookies[role])[0]
                    self.assertIn(status, (200, 303, 400, 404, 409, 415, 422), (path, role))


if __name__ == "__main__":
    unittest.main()
