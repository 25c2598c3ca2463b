"""The API with the real program: every route with every role and none, the
document that describes it, paging, repeated posts, problems, moves."""
import json
import re
import time
import unittest

from test_desk import Desk
from test_queue import CLEAN, Life

ROLES = ("rep", "reviewer", "marketing", "manager", "admin")


class Api(Life):
    NEEDS = ("serve", "user add")
    # Of the desk's tests what asks, not their empty home.
    serve, ask, end = Desk.serve, Desk.ask, Desk.end
    link, post, sign_in, token = Desk.link, Desk.post, Desk.sign_in, Desk.token

    def setUp(self):
        super().setUp()
        self.links = {role: self.link(role, f"The {role}", *(("--rep", "anna") if role == "rep" else ()))
                      for role in ROLES}
        self.serve()
        self.tokens = {role: self.make_token(self.sign_in(link)) for role, link in self.links.items()}

    def tearDown(self):
        self.end()

    def make_token(self, cookie):
        status, _, body = self.post("/account/tokens", {"csrf": self.token(cookie), "name": "test", "days": "3"},
                                    {"Cookie": cookie})
        self.assertEqual(status, 200)
        return re.search(rb"<code>([0-9a-f]{64})</code>", body)[1].decode()

    def call(self, method, path, role=None, body=None, headers=None, raw=None):
        """Status, headers, and the JSON of the answer."""
        given = dict(headers or {})
        if role:
            given["Authorization"] = f"Bearer {self.tokens[role]}"
        if body is not None:
            raw = json.dumps(body)
        if raw is not None:
            given.setdefault("Content-Type", "application/json")
        status, got, answer = self.ask(method, path if path.startswith("/api") else f"/api/v1{path}",
                                       body=raw, headers=given)
        if status >= 400:
            self.assertEqual(got["Content-Type"], "application/problem+json", (method, path, answer))
            problem = json.loads(answer)
            self.assertEqual(problem["status"], status)
            self.assertTrue({"type", "title", "detail"} <= set(problem), problem)
            return status, got, problem
        if not got.get("Content-Type", "application/json").startswith("application/json"):
            return status, got, answer
        return status, got, json.loads(answer) if answer else None

    def document(self):
        return self.call("GET", "/openapi.json", "admin")[2]


class Document(Api):
    def test_it_is_openapi(self):
        doc = self.document()
        self.assertEqual(doc["openapi"], "3.1.0")
        self.assertTrue(doc["info"]["title"] and doc["info"]["version"])
        seen = set()
        for path, item in doc["paths"].items():
            self.assertTrue(path.startswith("/api/v1/"), path)
            names = re.findall(r"\{(\w+)\}", path)
            for method, operation in item.items():
                self.assertIn(method, ("get", "post"))
                self.assertNotIn(operation["operationId"], seen)
                seen.add(operation["operationId"])
                self.assertTrue(operation["summary"])
                self.assertTrue(set(operation["x-roles"]) <= set(ROLES) and operation["x-roles"])
                self.assertEqual([p["name"] for p in operation["parameters"] if p["in"] == "path"], names)
                for p in operation["parameters"]:
                    self.assertIn(p["in"], ("path", "query", "header"))
                    self.assertIn(p["schema"]["type"], ("string", "integer", "number", "boolean"))
                    self.assertEqual(p["required"], p["in"] == "path")
                well = [status for status in operation["responses"] if status.startswith("2")]
                self.assertIn(well, (["200"], ["201"]))
                self.assertTrue({"401", "403", "429", "default"} <= set(operation["responses"]))
                self.assertEqual(len(operation["tags"]), 1, path)
                self.assertIn(operation["tags"][0], [tag["name"] for tag in doc["tags"]])
                self.assertTrue(operation["description"].startswith("For "))
                if "requestBody" in operation:
                    schema = operation["requestBody"]["content"]["application/json"]["schema"]
                    self.assertTrue(set(schema["required"]) <= set(schema["properties"]))
                    self.assertEqual(operation["requestBody"]["required"], bool(schema["required"]))
        for ref in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(doc)):
            node = doc
            for part in ref.split("/"):
                node = node[part]
        try:
            import openapi_spec_validator
        except ImportError:
            return
        openapi_spec_validator.validate(doc)

    def test_every_route_with_every_role_and_none(self):
        doc = self.document()
        for path, item in doc["paths"].items():
            there = re.sub(r"\{\w+\}", "999999", path)
            for method, operation in item.items():
                with self.subTest(method=method, path=path):
                    status, headers, _ = self.call(method.upper(), there)
                    self.assertEqual((status, headers["WWW-Authenticate"]), (401, "Bearer"))
                    for role in ROLES:
                        may = role in operation["x-roles"]
                        status = self.call(method.upper(), there, role, {} if method == "post" else None)[0]
                        self.assertEqual(status == 403, not may, (role, status))
                        if may:
                            self.assertIn(status, (200, 404, 409, 422, 503), role)
            other = "DELETE"
            self.assertEqual(self.call(other, there)[0], 401)
            status, headers, _ = self.call(other, there, "admin")
            fitting = [i for p, i in doc["paths"].items() if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", p), there)]
            allowed = ["GET, HEAD"] if any("get" in i for i in fitting) else []
            allowed += ["POST"] if any("post" in i for i in fitting) else []
            self.assertEqual((status, headers["Allow"]), (405, ", ".join(allowed)))


class Rows(Api):
    def test_paging_by_cursor(self):
        whole = self.call("GET", "/suggestions?limit=200", "reviewer")[2]
        self.assertIsNone(whole["next"])
        ids, after = [], ""
        while after is not None:
            page = self.call("GET", f"/suggestions?limit=2{after}", "reviewer")[2]
            self.assertLessEqual(len(page["items"]), 2)
            ids += [item["id"] for item in page["items"]]
            after = f"&after={page['next']}" if page["next"] else None
        self.assertEqual(ids, [item["id"] for item in whole["items"]])
        self.assertGreater(len(ids), 3)

    def test_filters(self):
        for query, key, value in (("state=offered", "state", "offered"), ("rep=luz", "rep", "luz"),
                                  ("network=linkedin", "network", "linkedin"),
                                  ("network=linkedin&rep=anna&state=offered", "rep", "anna")):
            items = self.call("GET", f"/suggestions?{query}", "reviewer")[2]["items"]
            self.assertTrue(items, query)
            self.assertEqual({item[key] for item in items}, {value})
        story = items[0]["story"]
        self.assertEqual({i["story"] for i in self.call("GET", f"/suggestions?story={story}", "admin")[2]["items"]}, {story})
        for query, name in (("limit=0", "limit"), ("limit=201", "limit"), ("after=x", "after"), ("state=nice", "state"),
                            ("network=orkut", "network")):
            status, _, problem = self.call("GET", f"/suggestions?{query}", "admin")
            self.assertEqual((status, problem["errors"][0]["parameter"]), (422, name))

    def test_a_rep_sees_their_own_alone(self):
        items = self.call("GET", "/suggestions?rep=luz", "rep")[2]["items"]
        self.assertEqual({item["rep"] for item in items}, {"anna"})
        self.assertEqual(self.call("GET", f"/suggestions/{self.luz}", "rep")[0], 404)
        for verb, body in (("accept", {}), ("edit", {"text": CLEAN}), ("dismiss", {}), ("another", {}),
                           ("snooze", {"until": "2026-01-17T09:00:00Z"}), ("shared", {})):
            self.assertEqual(self.call("POST", f"/suggestions/{self.luz}/{verb}", "rep", body)[0], 404, verb)
        self.assertEqual(self.call("GET", "/outcomes", "rep")[2]["items"], [])
        self.run_ok("outcome", "add", "luz", "deal", "--value", "100")
        self.assertEqual(self.call("GET", "/outcomes", "rep")[2]["items"], [])
        self.assertEqual(len(self.call("GET", "/outcomes", "manager")[2]["items"]), 1)
        self.assertEqual(self.call("POST", "/outcomes", "rep", {"kind": "lead", "rep": "luz"})[0], 404)

    def test_a_reviewer_sees_texts_and_not_results(self):
        one = self.call("GET", f"/suggestions/{self.anna}", "reviewer")[2]
        self.assertNotIn("share", one)
        self.assertTrue(one["text"] and one["record"])
        self.assertIn("findings", one)
        self.assertIn("share", self.call("GET", f"/suggestions/{self.anna}", "rep")[2])
        self.assertIn("share", self.call("GET", f"/suggestions/{self.anna}", "manager")[2])

    def test_what_did_not_change_is_not_sent_again(self):
        path = f"/suggestions/{self.anna}"
        tag = self.call("GET", path, "rep")[1]["ETag"]
        status, _, body = self.call("GET", path, "rep", headers={"If-None-Match": tag})
        self.assertEqual((status, body), (304, None))
        self.call("POST", f"{path}/accept", "rep", {})
        self.assertEqual(self.call("GET", path, "rep", headers={"If-None-Match": tag})[0], 200)

    def test_other_lists(self):
        for path, role in (("/feeds", "marketing"), ("/stories", "marketing"), ("/reps", "manager"),
                           ("/audiences", "marketing"), ("/campaigns", "marketing"), ("/reports", "manager"),
                           ("/reports/pickup", "manager"), ("/reports/reps", "manager"), ("/reports/feeds", "marketing")):
            status, _, body = self.call("GET", path, role)
            self.assertEqual(status, 200, path)
            self.assertTrue(body["items"] or path == "/campaigns", path)
        self.assertEqual(self.call("GET", "/me", "rep")[2]["rep"], "anna")
        stories = [s["id"] for s in self.call("GET", "/stories?limit=2", "marketing")[2]["items"]]
        more = self.call("GET", f"/stories?limit=2&after={stories[-1]}", "marketing")[2]["items"]
        self.assertTrue(all(s["id"] < stories[-1] for s in more))


class Moves(Api):
    def test_a_rep_s_day(self):
        path = f"/suggestions/{self.anna}"
        status, _, got = self.call("POST", f"{path}/accept", "rep")
        self.assertEqual((status, got["state"]), (200, "accepted"))
        self.assertEqual(self.call("POST", f"{path}/accept", "rep")[0], 409)
        self.assertEqual(self.call("POST", f"{path}/not-yet", "rep")[2]["state"], "offered")
        self.assertEqual(self.call("POST", f"{path}/schedule", "rep", {"at": "2026-01-16T10:00:00Z"})[2]["state"], "scheduled")
        moved = self.call("POST", f"{path}/schedule", "rep", {"at": "2026-01-16T12:00:00Z"})[2]
        self.assertEqual((moved["state"], moved["slot"], moved["record"][-1]["what"]), ("scheduled", "2026-01-16T12:00:00Z", "move"))
        self.assertEqual(self.call("POST", f"{path}/schedule", "rep", {"at": "2026-01-16T12:00:00Z"})[0], 409)
        self.assertEqual(self.call("POST", "/undo", "rep")[2]["suggestion"], self.anna)
        got = self.call("GET", path, "rep")[2]
        self.assertEqual((got["state"], got["slot"]), ("scheduled", "2026-01-16T10:00:00Z"))
        self.call("POST", f"{path}/not-yet", "rep")
        self.call("POST", f"{path}/accept", "rep")
        got = self.call("POST", f"{path}/shared", "rep", {"address": "https://social.example/1"})[2]
        self.assertEqual((got["state"], got["share"]["address"]), ("shared", "https://social.example/1"))
        self.assertEqual([e["what"] for e in got["record"]][-1], "share")
        status, _, made = self.call("POST", "/outcomes", "rep", {"kind": "lead", "suggestion": self.anna, "value": 12.5})
        self.assertEqual((status, made["rep"], made["value"]), (201, "anna", 12.5))

    def test_a_reviewer_s_day(self):
        status, _, got = self.call("POST", f"/suggestions/{self.anna}/edit", "rep", {"text": CLEAN, "revision": 1})
        self.assertEqual((status, got["state"], got["revision"]), (200, "in_review", 2))
        status, _, _ = self.call("POST", f"/suggestions/{self.anna}/approve", "reviewer", {"revision": 1})
        self.assertEqual(status, 409, "it was not that text that was read")
        got = self.call("POST", f"/suggestions/{self.anna}/approve", "reviewer", {"revision": 2, "note": "fine"})[2]
        self.assertIn(got["state"], ("approved", "offered"))
        status, _, _ = self.call("POST", f"/suggestions/{self.anna}/change", "reviewer", {"note": "shorter"})
        self.assertEqual(status, 409)
        self.assertEqual(self.call("POST", f"/suggestions/{self.anna}/withdraw", "marketing", {"note": "no"})[2]["state"],
                         "withdrawn")

    def test_what_waits_and_what_was_decided(self):
        self.assertIn(self.anna, [one["id"] for one in self.call("GET", "/today", "rep")[2]["items"]])
        self.call("POST", f"/suggestions/{self.anna}/edit", "rep", {"text": CLEAN + " This is guaranteed to work.", "revision": 1})
        waiting = self.call("GET", "/queue?rep=anna", "reviewer")[2]["items"]
        self.assertEqual([(w["id"], w["revision"], w["rep"]) for w in waiting], [(self.anna, 2, "anna")])
        self.assertEqual(self.call("GET", "/queue?rep=nobody", "reviewer")[2]["items"], [])
        one = self.call("GET", f"/suggestions/{self.anna}", "reviewer")[2]
        self.assertTrue(one["nearest"] is None or one["nearest"]["closeness"] < 1, one["nearest"])
        self.assertNotIn("nearest", self.call("GET", f"/suggestions/{self.anna}", "rep")[2], "another's text is not a rep's")
        status, _, problem = self.call("POST", "/suggestions/approve", "reviewer", {"seen": [f"{self.anna}:1"]})
        self.assertEqual(status, 409, "none of them is as it was read")
        self.call("POST", f"/suggestions/{self.anna}/change", "reviewer", {"note": "say what it costs"})
        latest = self.call("GET", "/decisions?verdict=change", "reviewer")[2]["items"][0]
        self.assertEqual((latest["suggestion"], latest["note"], latest["who"]), (self.anna, "say what it costs", "The reviewer"))
        self.assertEqual(self.call("GET", "/decisions?verdict=nice", "reviewer")[0], 422)

    def test_marketing_s_day(self):
        status, headers, feed = self.call("POST", "/feeds", "marketing", {"url": "http://new.example/feed", "folder": "x"})
        self.assertEqual((status, feed["folder"]), (201, "x"))
        self.assertEqual(self.call("GET", headers["Location"], "marketing")[2]["url"], feed["url"])
        self.assertEqual(self.call("POST", "/feeds", "marketing", {"url": "http://new.example/feed"})[0], 200)
        self.assertEqual(self.call("POST", f"/feeds/{feed['id']}/mute", "marketing")[2]["state"], "muted")
        self.assertEqual(self.call("POST", f"/feeds/{feed['id']}/unmute", "marketing")[2]["state"], "active")
        status, _, problem = self.call("POST", "/feeds", "marketing", {"url": "ftp://x"})
        self.assertEqual((status, problem["errors"][0]["pointer"]), (422, "/url"))
        story = self.call("GET", f"/suggestions/{self.luz}", "admin")[2]["story"]
        self.assertTrue(self.call("POST", f"/stories/{story}/pin", "marketing", {"pinned": True})[2]["pinned"])
        got = self.call("POST", f"/stories/{story}/expire", "marketing", {"at": "2027-01-01T00:00:00Z"})[2]
        self.assertEqual(got["expires"], "2027-01-01T00:00:00Z")
        self.assertIsNone(self.call("POST", f"/stories/{story}/expire", "marketing", {})[2]["expires"])
        self.assertEqual(self.call("POST", f"/stories/{story}/embargo", "marketing", {"until": "2020-01-01T00:00:00Z"})[0], 422)
        got = self.call("POST", f"/stories/{story}/retract", "marketing", {"note": "wrong figures"})[2]
        self.assertEqual(got["state"], "retracted")
        self.assertEqual(self.call("GET", f"/suggestions/{self.luz}", "admin")[2]["state"], "withdrawn")


# Forms that are no verb of the API: under which other name it has them, or why not.
ELSEWHERE = {
    "/today/": "suggestions/:id/..., undo", "/queue/": "suggestions/:id/..., undo", "/results/outcomes": "outcomes",
    "/stories/:key/pin": "stories/:id/pin", "/stories/:key/unpin": "stories/:id/pin",
    "/stories/:key/embargo": "stories/:id/embargo", "/stories/:key/expire": "stories/:id/expire",
    "/stories/:key/block": "stories/:id/block", "/stories/:key/retract": "stories/:id/retract",
    "/stories/:key/open": "stories/:id/open", "/stories/:key/company": "stories/:id/company",
    "/stories/:key/undo": "stories/:id/undo", "/feeds/:id/mute": "the same", "/feeds/:id/unmute": "the same",
    "/sign-": "a token signs nobody in or out", "/set-up/": "there is no token yet",
    "/account/password": "a token makes and ends no credentials", "/account/sessions": "the same",
    "/account/tokens": "the same", "/start": "leads a person; feeds, audiences, reps/invite, feeds/read do it",
}


class Verbs(Api):
    """What a form does a program can do, with the way back."""

    def do(self, path, role, body=None):
        status, _, said = self.call("POST", path, role, body if body is not None else {})
        operation = self.document()["paths"].get("/api/v1" + path, {}).get("post")
        self.assertIn(status, (200, 201), (path, said))
        if operation:
            self.assertIn(str(status), operation["responses"], path)
        if status == 201:
            self.assertEqual(self.call("GET", said["at"], role)[0], 200, "what was made is there")
        self.assertTrue({"done", "undo", "at"} <= set(said), said)
        return said

    def undo(self, said, role):
        self.assertTrue(said["undo"].startswith("/api/v1/"), said)
        status, _, back = self.call("POST", said["undo"], role)
        self.assertEqual(status, 200, back)
        return back

    def refused(self, path, role, body, words):
        status, _, problem = self.call("POST", path, role, body)
        self.assertEqual(status, 422, problem)
        self.assertIn(words, problem["detail"])

    def test_every_form_is_a_verb(self):
        rows = [line.split(None, 2)[:2] for line in self.run_ok("help", "routes").out.splitlines()]
        posts = {path for method, path, *_ in rows if method == "POST"}
        for path in sorted(posts):
            if not path.startswith("/api/") and not any(path.startswith(begins) for begins in ELSEWHERE):
                self.assertIn(f"/api/v1{path}", posts)

    def test_a_rep_s_voice(self):
        before = self.call("GET", "/voice", "rep")[2]
        self.do("/voice", "rep", {"tone": "dry", "hashtags": 0, "emoji": True, "languages": ["en", "de"]})
        self.do("/voice", "rep", {"notes": "one number first"})
        voice = self.call("GET", "/voice", "rep")[2]
        self.assertEqual((voice["tone"], voice["notes"], voice["hashtags"], voice["emoji"], voice["languages"]),
                         ("dry", "one number first", 0, True, ["en", "de"]), "what is not named stays")
        self.do("/voice", "rep", {"emoji": False, "length": "short", "person": "none"})
        voice = self.call("GET", "/voice", "rep")[2]
        self.assertEqual((voice["emoji"], voice["length"], voice["person"]), (False, "short", "none"))
        self.refused("/voice", "rep", {"hashtags": 11}, "0 to 10")
        self.do("/voice/samples", "rep", {"sample": "A rack slot costs more than the pallet on it. Ours stood empty on Mondays."})
        sample = self.call("GET", "/voice", "rep")[2]["samples"]
        self.assertEqual(len(sample), len(before["samples"]) + 1)
        said = self.do(f"/voice/samples/{sample[-1]['id']}/remove", "rep")
        self.undo(said, "rep")
        self.assertEqual(len(self.call("GET", "/voice", "rep")[2]["samples"]), len(sample))
        self.refused("/voice/samples", "rep", {"sample": " "}, "empty")
        said = self.do("/results/addresses", "rep")
        self.assertRegex(said["ics"], r"/ics/\w+$")
        self.do("/results/addresses/end", "rep")
        self.do("/account/digest", "rep", {"off": True})

    def test_a_rep_s_text(self):
        path = f"/suggestions/{self.anna}"
        checked = self.call("POST", f"{path}/check", "rep", {"text": "GUARANTEED! Click here, the best ever. " + CLEAN})[2]
        self.assertTrue(checked["findings"])
        self.assertEqual(self.call("POST", f"/suggestions/{self.luz}/check", "rep", {"text": CLEAN})[0], 404)
        self.assertEqual(self.call("GET", path, "rep")[2]["revision"], 1, "nothing is kept")
        share = self.call("GET", f"/share/{self.anna}", "rep")[2]
        self.assertTrue(share["text"] and share["link"].startswith("https://"), share)
        self.call("POST", f"{path}/shared", "rep", {})
        got = self.call("POST", f"{path}/address", "rep", {"address": "https://social.example/9"})[2]
        self.assertEqual(got["share"]["address"], "https://social.example/9")

    def test_rules(self):
        pack = self.call("GET", "/rules", "reviewer")[2]
        tried = self.do("/rules/test", "reviewer", {"text": "This is guaranteed to change everything, click here!"})["tried"]
        self.assertTrue(tried["findings"][0]["message"] and tried["findings"][0]["rule"])
        rule = {"id": "no-slots", "kind": "banned-phrase", "severity": "warn", "title": "No slots",
                "params": {"phrases": ["empty slots"]}, "fix": "Name the thing."}
        said = self.do("/rules/new", "reviewer", {"rule": rule, "text": "So many empty slots."})
        self.assertEqual((said["done"], [f["message"] for f in said["tried"]["findings"]]), (None, ["No slots: “empty slots”"]))
        said = self.do("/rules/new", "reviewer", {"rule": rule, "do": "save"})
        self.assertIn("no-slots", [r["id"] for r in self.call("GET", "/rules", "reviewer")[2]["rules"]])
        self.refused("/rules/new", "reviewer", {"rule": rule, "do": "save"}, "no-slots")
        self.refused("/rules/new", "reviewer", {"rule": {**rule, "id": "b", "kind": "nonsense"}, "do": "save"}, "nonsense")
        self.undo(said, "reviewer")
        self.assertEqual(self.call("GET", "/rules", "reviewer")[2]["rules"], pack["rules"])
        said = self.do("/rules/import", "reviewer", {"rules": {**pack, "rules": pack["rules"][:3]}})
        self.assertIn("texts", said["trial"])
        self.do("/rules/import", "reviewer", {"rules": {**pack, "rules": pack["rules"][:3]}, "do": "save"})
        self.assertEqual(len(self.call("GET", "/rules", "reviewer")[2]["rules"]), 3)
        first = pack["rules"][0]["id"]
        self.do(f"/rules/{first}", "reviewer", {"do": "remove"})
        self.assertEqual(len(self.call("GET", "/rules", "reviewer")[2]["rules"]), 2)
        status, _, problem = self.call("POST", "/rules/start", "reviewer", {"preset": "open", "do": "save", "kept": 1})
        self.assertEqual(status, 422 if status == 422 else 409, problem)
        self.do("/rules/start", "reviewer", {"preset": "checked", "do": "save"})

    def test_feeds(self):
        opml = '<opml version="2.0"><body><outline type="rss" xmlUrl="http://one.example/feed" text="One"/></body></opml>'
        said = self.do("/feeds/import", "marketing", {"opml": opml})
        self.assertEqual((said["added_count"], said["added"][0]["name"]), (1, "One"))
        feed = next(f for f in self.call("GET", "/feeds?limit=200", "marketing")[2]["items"] if "one.example" in f["url"])
        for verb, body in (("folder", {"folder": "trade"}), ("remove", {})):
            self.undo(self.do(f"/feeds/{feed['id']}/{verb}", "marketing", body), "marketing")
        self.undo(self.do("/feeds/mute", "marketing", {"feeds": [feed["id"]]}), "marketing")
        self.assertEqual(self.call("GET", f"/feeds/{feed['id']}", "marketing")[2]["state"], "active")
        self.refused("/feeds/import", "marketing", {"opml": "<html>"}, "OPML")
        opml = opml.replace("http://one.example/feed", "http://127.0.0.1:1/a.xml")
        status, _, problem = self.call("POST", "/feeds/import", "marketing", {"opml": opml})
        self.assertEqual(status, 422, problem)
        self.assertIn("One: ", problem.get("errors", [problem])[0]["detail"])
        self.assertTrue(self.call("GET", "/feeds/starter", "marketing")[2]["packs"])
        found = self.do("/feeds/find", "marketing", {"url": "http://127.0.0.1:9/"})
        for _ in range(40):
            look = self.call("GET", found["at"], "marketing")[2]
            if not look["is_looking"]:
                break
            time.sleep(.25)
        self.assertTrue(look["problem"])

    def test_stories(self):
        story = self.call("GET", "/stories?limit=1", "marketing")[2]["items"][0]
        path = f"/stories/{story['key']}"
        said = self.do(f"{path}/company", "marketing", {"text": "Our page said: slots stand empty on Mondays."})
        self.undo(said, "marketing")
        self.call("POST", f"/stories/{story['id']}/block", "marketing", {})
        self.do(f"{path}/undo", "marketing")
        self.assertEqual(self.call("GET", f"/stories/{story['id']}", "marketing")[2]["state"], "open")
        said = self.do(f"/stories/{story['id']}/company", "marketing", {"text": "Our page said something else of it."})
        there = self.call("GET", said["at"], "marketing")[2]
        self.assertEqual((there["id"], there["company"][-1]["text"]), (story["id"], "Our page said something else of it."))
        self.do(f"{path}/company/{there['company'][-1]['id']}", "marketing", {"text": "Corrected, it says more of it."})
        self.assertEqual(self.call("GET", path, "marketing")[2]["company"][-1]["text"], "Corrected, it says more of it.")
        for other in (story["key"][:6], str(story["id"] + 1000), story["key"] + "0", "0", "-1"):
            self.assertEqual(self.call("POST", f"/stories/{other}/company", "marketing", {"text": "Ours."})[0], 404, other)
            self.assertEqual(self.call("GET", f"/stories/{other}", "marketing")[0], 404, other)

    def test_audiences(self):
        new = {"name": "Night shift", "about": "People who run warehouses at night", "keywords": ["night work", "rest"],
               "avoid": ["football"]}
        said = self.do("/audiences", "marketing", new)
        one = self.call("GET", said["at"], "marketing")[2]
        self.assertEqual((one["name"], one["audience"]["keywords"]), ("Night shift", ["night work", "rest"]))
        said = self.do(f"/audiences/{one['id']}", "marketing", {"keywords": ["sleep"]})
        there = self.call("GET", said["at"], "marketing")[2]
        self.assertEqual((there["audience"]["keywords"], there["audience"]["avoid"], there["about"]),
                         (["sleep"], ["football"], new["about"]))
        self.undo(said, "marketing")
        self.assertEqual(self.call("GET", said["at"], "marketing")[2]["audience"]["keywords"], new["keywords"])
        self.do(f"/audiences/{one['id']}", "marketing", {"avoid": []})
        self.assertEqual(self.call("GET", said["at"], "marketing")[2]["audience"]["avoid"], [])
        preview = self.do("/audiences/new/preview", "marketing", {"keywords": ["energy", "bread"]})
        self.assertTrue(preview["enough"] <= preview["stories"] and preview["over"] + preview["under"], preview)
        self.refused(f"/audiences/{one['id']}", "marketing", {"about": "short"}, "a sentence")
        many = [f"a word of its own number {n} and some more letters" for n in range(400)]
        self.do(f"/audiences/{one['id']}", "marketing", {"keywords": many})
        self.do(f"/audiences/{one['id']}", "marketing", {"role": "night managers"})
        there = self.call("GET", f"/audiences/{one['id']}", "marketing")[2]["audience"]
        self.assertEqual((there["keywords"], there["role"]), (many, "night managers"), "nothing is cut")
        self.refused(f"/audiences/{one['id']}", "marketing", {"about": "x " * 9000}, "too long")
        self.refused(f"/audiences/{one['id']}", "marketing", {"keywords": ["Berlin, Germany"]}, "without a comma")
        self.undo(self.do(f"/audiences/{one['id']}/remove", "marketing"), "marketing")

    def test_reps(self):
        audience = self.call("GET", "/audiences", "marketing")[2]["items"][0]["id"]
        new = {"name": "Mika Otto", "audience": audience, "networks": ["linkedin", "bluesky"], "quota": 1,
               "days": [1, 2, 3], "timezone": "Europe/Berlin"}
        said = self.do("/reps", "marketing", new)
        one = self.call("GET", said["at"], "marketing")[2]
        self.assertEqual((one["name"], one["rep"]["networks"], one["rep"]["daily_quota"]), ("Mika Otto", ["linkedin", "bluesky"], 1))
        said = self.do(f"/reps/{one['id']}", "marketing", {"quota": 3})
        there = self.call("GET", said["at"], "marketing")[2]
        self.assertEqual({**one["rep"], "daily_quota": 3}, there["rep"], "what is not named stays")
        self.refused(f"/reps/{one['id']}", "marketing", {"quota": 30}, "0 to 20")
        self.refused(f"/reps/{one['id']}", "marketing", {"networks": []}, "network")
        path = f"/reps/{one['id']}"
        self.undo(self.do(f"{path}/away", "marketing", {"from": "2026-12-01", "to": "2026-12-05"}), "marketing")
        self.do(f"{path}/away", "marketing", {"from": "2026-12-01"})
        self.undo(self.do(f"{path}/back", "marketing"), "marketing")
        self.do(f"{path}/away/remove", "marketing", {"from": "2026-12-01"})
        self.undo(self.do(f"{path}/remove", "marketing"), "marketing")
        key = {"Idempotency-Key": "invite-1"}
        status, _, said = self.call("POST", f"{path}/invite", "marketing", {}, key)
        self.assertRegex(said["invited"][0]["link"], r"/sign-in/\w+$")
        status, _, problem = self.call("POST", f"{path}/invite", "marketing", {}, key)
        self.assertEqual(status, 409, "a link is told once, and not kept")
        whole = b"".join(p.read_bytes() for p in self.home.glob("polyphony.db*"))
        self.assertNotIn(said["invited"][0]["link"].rsplit("/", 1)[1].encode(), whole)
        file = [{**one["rep"], "id": "noor", "name": "Noor Haddad"}]
        self.assertIn("1 added", self.do("/reps/import", "marketing", {"reps": file})["done"])
        status, _, problem = self.call("POST", "/reps/import", "marketing", {"reps": file + [{"id": "bad"}]})
        self.assertEqual(status, 422)
        self.assertTrue(problem["errors"][0]["detail"], "each line that can't be used")

    def test_campaigns_and_the_calendar(self):
        said = self.do("/campaigns", "marketing", {"name": "Spring", "words": ["energy"], "do": "try"})
        self.assertIn("It would be about", said["note"])
        said = self.do("/campaigns", "marketing", {"name": "Spring", "words": ["energy", "heat"], "weight": 5,
                                                  "ends": "2027-01-01T00:00:00Z"})
        there = self.call("GET", "/campaigns", "marketing")[2]["items"][0]
        self.assertEqual((there["words"], there["weight"], there["ends"]), (["energy", "heat"], 5, "2027-01-01T00:00:00Z"))
        self.undo(said, "marketing")
        self.do("/campaigns/resume", "marketing", {"name": "Spring"})
        ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260120\r\nSUMMARY:Closed\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        self.assertIn("quiet day", self.do("/calendar/holidays", "marketing", {"ics": ics})["done"])
        self.refused("/calendar/holidays", "marketing", {"ics": "x"}, "iCalendar")
        days = self.call("GET", "/calendar?from=2026-01-20", "marketing")[2]["days"]
        self.assertEqual([d["day"] for d in days][:2], ["2026-01-19", "2026-01-20"], "a week begins on Monday")
        self.assertEqual([d["day"] for d in days if d["quiet"]], ["2026-01-20"])
        self.assertEqual(self.call("GET", "/calendar?from=soon", "marketing")[0], 422)

    def test_a_long_array_is_taken_whole_or_refused(self):
        words = [f"word {n} " + "x" * 900 for n in range(100)]
        self.do("/campaigns", "marketing", {"name": "Long", "words": words})
        self.assertEqual(self.call("GET", "/campaigns", "marketing")[2]["items"][0]["words"], sorted(words))
        status, _, problem = self.call("POST", "/campaigns", "marketing", {"name": "Longer", "words": words + ["one"]})
        self.assertEqual((status, problem["errors"][0]["pointer"]), (422, "/words"))
        stories = [f"story-{n}" for n in range(201)]
        self.assertEqual(self.call("POST", "/campaigns", "marketing", {"name": "Most", "words": ["x"], "stories": stories})[0], 422)

    def test_people_and_the_place(self):
        said = self.do("/people", "admin", {"name": "Leo", "role": "manager"})
        self.assertRegex(said["link"], r"/sign-in/\w+$")
        leo = next(p for p in self.call("GET", "/people", "admin")[2]["items"] if p["name"] == "Leo")
        path = f"/people/{leo['id']}"
        self.undo(self.do(f"{path}/role", "admin", {"role": "reviewer"}), "admin")
        self.undo(self.do(f"{path}/name", "admin", {"name": "Leon"}), "admin")
        self.do(f"{path}/mail", "admin", {"mail": "leo@tarnwell.example"})
        self.undo(self.do(f"{path}/lock", "admin"), "admin")
        self.do(f"{path}/out", "admin")
        self.refused("/people", "admin", {"name": "Leo", "role": "manager"}, "")
        self.refused(f"{path}/forget", "admin", {"sure": False}, "sure")
        self.do(f"{path}/forget", "admin", {"sure": True})
        self.assertNotIn("Leo", [p["name"] for p in self.call("GET", "/people", "admin")[2]["items"]])
        said = self.do("/admin/webhooks", "admin", {"name": "CRM", "url": "https://crm.example/in", "format": "json"})
        self.assertTrue(said["secret"])
        hook = self.call("GET", "/admin/webhooks", "admin")[2]["items"][0]
        self.assertNotIn(said["secret"], json.dumps(hook))
        self.undo(self.do(f"/admin/webhooks/{hook['id']}/pause", "admin"), "admin")
        self.do(f"/admin/webhooks/{hook['id']}/delete", "admin")
        made = self.do("/admin/backup", "admin")
        self.assertIn("is made", made["done"])
        place = self.call("GET", "/admin", "admin")[2]
        status, headers, kept = self.call("GET", f"/admin/backups/{made['backup']}", "admin")
        self.assertEqual((status, kept[:15], len(kept)), (200, b"SQLite format 3", place["backups"][0]["bytes"]))
        self.assertNotIn("ETag", headers)
        self.assertEqual(self.call("GET", f"/admin/backups/{place['backups'][0]['name']}", "manager")[0], 403)
        self.do(f"/admin/backups/{place['backups'][0]['name']}/delete", "admin")
        said = self.do("/admin/audit/verify", "admin", {"expect": place["audit_head"]})
        self.assertEqual((said["holds"], said["audit_rows"] >= place["audit_rows"]), (True, True))
        self.refused("/admin/audit/verify", "admin", {"expect": "3:abc"}, "COUNT:HASH")
        wrong = f"{place['audit_rows']}:{'0' * 64}"
        self.assertFalse(self.do("/admin/audit/verify", "admin", {"expect": wrong})["holds"])
        self.assertTrue(self.do("/admin/look", "admin")["well"])
        rows = self.call("GET", "/admin/audit?limit=200", "admin")[2]["items"]
        self.assertIn("add webhook", [row["what"] for row in rows])

    def test_an_undo_altered_by_hand(self):
        """What an undo path has in its query stands for itself; nothing else can be put there."""
        for path, role in (("/voice?tone=evil", "rep"), ("/people?name=x&role=admin", "admin"), ("/undo?rep=luz", "rep"),
                           ("/feeds/read?do=remove", "marketing"), ("/voice/samples?sample=x", "rep"), ("/rules/new?do=save", "reviewer"),
                           ("/people/1/role?role=admin", "admin"), ("/people/1/forget?sure=yes", "admin"), ("/suggestions?stat=offered", "rep")):
            status, _, problem = self.call("GET" if path.startswith("/sugg") else "POST", path, role)
            self.assertEqual(status, 422, path)
            self.assertTrue(problem["errors"][0]["parameter"], path)
        status, _, problem = self.call("POST", "/reps/anna/away?from=2026-12-01&to=2026-12-02", "marketing", {"from": "2026-12-05"})
        self.assertIn("no body", problem["detail"])
        for days in ("from=1990-01-01&to=2090-01-01", "from=2026-12-31&to=2026-12-01", "from=x&to=y"):
            self.assertEqual(self.call("POST", f"/reps/anna/away?{days}", "marketing")[0], 422, days)
        self.do("/campaigns", "marketing", {"name": "Q", "words": ["energy"], "ends": "2026-12-31T00:00:00Z"})
        self.do("/campaigns/end", "marketing", {"name": "Q"})
        for ends in ("x", "-1", "9" * 30):
            self.assertEqual(self.call("POST", f"/campaigns/resume?name=Q&ends={ends}", "marketing")[0], 422, ends)
        stories = [s["id"] for s in self.call("GET", "/stories?limit=2", "marketing")[2]["items"]]
        said = self.do(f"/stories/{stories[0]}/company", "marketing", {"text": "Our page said: slots stand empty on Mondays."})
        elsewhere = said["undo"].replace(said["undo"].split("/stories/")[1].split("/")[0], str(stories[1]))
        self.assertEqual(self.call("POST", elsewhere, "marketing")[0], 404, "a post of another story")
        for role, status in (("rep", 403), ("reviewer", 403), ("manager", 403), ("marketing", 200)):
            self.assertEqual(self.call("POST", said["undo"], role)[0], status, role)
        self.assertEqual(self.call("POST", said["undo"], "marketing")[0], 404, "twice")

    def test_a_token_opens_no_way_in_for_an_admin(self):
        """A token ends; a sign-in that it could make for an admin would not."""
        mine = next(p for p in self.call("GET", "/people", "admin")[2]["items"] if p["role"] == "admin")
        other = self.do("/people", "admin", {"name": "Leo", "role": "manager"})["at"]
        for path, body in ((f"/people/{mine['id']}/link", {}), (f"/people/{mine['id']}/mail", {"mail": "evil@tarnwell.example"}),
                           (f"/people/{mine['id']}/name", {"name": "Evil"}), ("/people", {"name": "Eve", "role": "admin"}),
                           (f"{other}/role", {"role": "admin"}), (f"{other}/role/admin", {}), (f"/people/{mine['id']}/role", {"role": "rep"})):
            status, _, problem = self.call("POST", path, "admin", body)
            self.assertEqual(status, 403, (path, problem))
            self.assertIn("not by a token", problem["detail"])
        self.assertEqual(self.call("POST", f"{other}/link", "admin", {})[0], 200, "others are let in as on the page")

    def test_secrets_are_told_once_and_kept_nowhere(self):
        secrets = []
        key = {"Idempotency-Key": "s-1"}
        for path, role, body, of in (
                ("/people", "admin", {"name": "Sec", "role": "manager"}, lambda a: a["link"]), ("/results/addresses", "rep", {}, lambda a: a["ics"]),
                ("/reps/luz/invite", "marketing", {}, lambda a: a["invited"][0]["link"])):
            status, _, said = self.call("POST", path, role, body, key)
            self.assertIn(status, (200, 201))
            secrets.append(of(said).rsplit("/", 1)[1])
            status, _, again = self.call("POST", path, role, body, key)
            self.assertEqual(status, 409, "a secret is not told again")
        secrets += self.tokens.values()
        kept = b"".join(p.read_bytes() for p in self.home.iterdir() if p.is_file())
        for path, item in self.document()["paths"].items():
            if "get" in item and "{" not in path:
                got = self.call("GET", path, item["get"]["x-roles"][-1])[2]
                kept += got if isinstance(got, bytes) else json.dumps(got).encode()
        for secret in secrets:
            self.assertNotIn(secret.encode(), kept)

    def test_a_token_makes_no_credentials(self):
        posts = {path for path, item in self.document()["paths"].items() if "post" in item}
        self.assertFalse([path for path in posts if re.search("token|password|session|sign-", path)])


TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "null": type(None)}


def complaints(doc, schema, value, where="$"):
    """What is wrong with a value by a schema of the document. Stricter than JSON
    Schema: what the schema does not name must not be there."""
    if not schema:
        return []
    if "$ref" in schema:
        node = doc
        for part in schema["$ref"].split("/")[1:]:
            node = node[part]
        return complaints(doc, node, value, where)
    if "anyOf" in schema:
        tried = [complaints(doc, one, value, where) for one in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, TYPES[t]) and (t == "boolean" or not isinstance(value, bool)) for t in types):
        return [f"{where}: {value!r} is no {types}"]
    found = []
    if schema.get("format") == "date-time" and value is not None and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value):
        found.append(f"{where}: {value!r} is no time")
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            found += complaints(doc, schema["items"], item, f"{where}[{i}]")
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{where}.{name} is missing" for name in schema["required"] if name not in value]
        for name, member in value.items():
            if name not in schema["properties"]:
                found.append(f"{where}.{name} is not in the document")
            else:
                found += complaints(doc, schema["properties"][name], member, f"{where}.{name}")
    return found


class Answers(Api):
    """What is answered is what the document says."""

    def setUp(self):
        super().setUp()
        path = f"/suggestions/{self.anna}"
        self.call("POST", f"{path}/accept", "rep")
        self.call("POST", f"{path}/shared", "rep", {"address": "https://social.example/1"})
        self.call("POST", "/outcomes", "rep", {"kind": "lead", "suggestion": self.anna, "value": 12.5, "note": "a call"})
        self.call("POST", "/outcomes", "manager", {"kind": "deal", "rep": "luz"})
        self.run_ok("campaign", "add", "Spring", "--words", "energy", "--weight", "5")
        self.run_ok("campaign", "add", "Summer", "--words", "bread")
        self.call("POST", "/admin/webhooks", "admin", {"name": "CRM", "url": "https://crm.example/in", "format": "json"})
        self.doc = self.document()

    def paths(self, path):
        """The same with what is there."""
        first = lambda where: self.call("GET", where, "admin")[2]["items"][0]["id"]
        if "backups" in path:
            return []
        if "{name}" in path:
            return [path.replace("{name}", item["name"]) for item in self.call("GET", "/reports", "admin")[2]["items"]]
        if "export" in path:
            return []
        if "{id}" not in path:
            return [path]
        if "found/{id}" in path:
            look = self.call("POST", "/feeds/find", "marketing", {"url": "http://127.0.0.1:9/"})[2]["at"]
            return [look[len("/api/v1"):]]
        ids = [self.anna, self.luz] if "suggestions" in path or "share" in path else [first(path.split("/{")[0])]
        return [path.replace("{id}", str(id)) for id in ids]

    def test_every_get(self):
        asked = 0
        for pattern, item in self.doc["paths"].items():
            if "get" not in item or pattern.endswith("openapi.json"):
                continue
            schema = item["get"]["responses"]["200"]["content"].get("application/json", {}).get("schema")
            for path in self.paths(pattern):
                for role in item["get"]["x-roles"]:
                    status, _, body = self.call("GET", path, role)
                    if status == 404 and role == "rep":
                        continue
                    self.assertEqual(status, 200, (path, role))
                    self.assertEqual(complaints(self.doc, schema, body), [], (path, role))
                    asked += 1
                    if "next" in body and role == "admin" and "reports/" not in path \
                            and not path.endswith(("/versions", "/decisions", "/queue")):
                        self.assertTrue(body["items"], path)
        self.assertGreater(asked, 40)

    def test_every_list_comes_in_pages(self):
        lists = 0
        for path, item in self.doc["paths"].items():
            names = [p["name"] for p in item.get("get", {}).get("parameters", [])]
            if "get" not in item or "items" not in json.dumps(item["get"]["responses"]["200"]) and "limit" not in names:
                continue
            if "after" not in names and "next" not in json.dumps(item["get"]["responses"]["200"]):
                continue
            self.assertTrue({"after", "limit"} <= set(names), path)
            role = item["get"]["x-roles"][-1]
            for path in self.paths(path):
                whole = self.call("GET", f"{path}?limit=200", role)[2]
                self.assertIsNone(whole["next"], path)
                got, after = [], ""
                while after is not None:
                    page = self.call("GET", f"{path}?limit=1{after}", role)[2]
                    self.assertLessEqual(len(page["items"]), 1)
                    got += page["items"]
                    after = f"&after={page['next']}" if page["next"] is not None else None
                self.assertEqual(got, whole["items"], path)
                lists += 1
                self.assertEqual(self.call("GET", f"{path}?limit=201", role)[0], 422)
        self.assertGreater(lists, 10)

    def test_every_post_checks_its_body(self):
        wrong = {"string": 1, "integer": "x", "number": "x", "boolean": "x", "array": "x", "object": "x"}
        right = {"string": "x", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
        type_of = lambda p: p["type"] if isinstance(p["type"], str) else p["type"][0]
        checked = 0
        for path, item in self.doc["paths"].items():
            if "requestBody" not in item.get("post", {}):
                continue
            there = re.sub(r"\{\w+\}", "999999", path)
            role = item["post"]["x-roles"][0]
            schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
            good = {name: "2027-01-01T00:00:00Z" if p.get("format") == "date-time" else "2027-01-01" if "format" in p else
                    p["enum"][0] if "enum" in p else right[type_of(p)]
                    for name, p in schema["properties"].items() if name in schema["required"]}
            cases = [({**good, name: wrong[type_of(p)]}, name) for name, p in schema["properties"].items()]
            cases += [({k: v for k, v in good.items() if k != name}, name) for name in schema["required"]]
            cases += [({**good, "unknown": 1}, "unknown")]
            for body, name in cases:
                status, _, problem = self.call("POST", there, role, body)
                self.assertEqual(status, 422, (path, body))
                self.assertEqual(complaints(self.doc, {"$ref": "#/components/schemas/Problem"}, problem), [])
                self.assertIn("/" + name, [e["pointer"] for e in problem["errors"]], (path, body))
                checked += 1
        self.assertGreater(checked, 40)

    def test_problems_say_what_they_should(self):
        for method, path, headers, status, name in (
                ("GET", "/me", {}, 401, "WWW-Authenticate"), ("GET", "/me", {"Authorization": "Bearer x"}, 401, "WWW-Authenticate"),
                ("DELETE", "/me", {"Authorization": f"Bearer {self.tokens['rep']}"}, 405, "Allow"), ("GET", "/x", {}, 404, None),
                ("GET", "/feeds", {"Authorization": f"Bearer {self.tokens['rep']}"}, 403, None),
                ("GET", "/me?" + "x" * 5000, {}, 400, None), ("GET", "/me", {"Cookie": "x" * 20000}, 431, None)):
            got, sent, problem = self.call(method, path, headers=headers)
            self.assertEqual(got, status, path)
            self.assertEqual(complaints(self.doc, {"$ref": "#/components/schemas/Problem"}, problem), [])
            if name:
                self.assertIn(name, sent)
        self.assertIn("invalid_token", self.call("GET", "/me", headers={"Authorization": "Bearer x"})[1]["WWW-Authenticate"])

    def test_guesses_are_slowed_down(self):
        for _ in range(110):
            status, headers, _ = self.call("GET", "/me", headers={"Authorization": "Bearer " + "0" * 64})
        self.assertEqual(status, 429)
        self.assertGreater(int(headers["Retry-After"]), 0)
        self.assertEqual(self.call("GET", "/me", "rep")[0], 200, "who has one is not kept out")

    def test_a_request_that_is_being_answered(self):
        import sqlite3
        path, key = f"/suggestions/{self.luz}/withdraw", {"Idempotency-Key": "k"}
        self.assertEqual(self.call("POST", path, "marketing", {"note": "no"}, key)[0], 200)
        with sqlite3.connect(self.home / "polyphony.db") as db:
            db.execute("UPDATE api_answer SET status = 0")
        status, headers, _ = self.call("POST", path, "marketing", {"note": "no"}, key)
        self.assertEqual((status, headers["Retry-After"]), (409, "1"))
        self.assertEqual(self.call("POST", path, "marketing", {"note": "yes"}, key)[0], 422)


class Repeats(Api):
    def test_the_same_again_is_done_once(self):
        path, key = f"/suggestions/{self.anna}/accept", {"Idempotency-Key": "k-1"}
        first = self.call("POST", path, "rep", {}, key)
        again = self.call("POST", path, "rep", {}, key)
        self.assertEqual((again[0], again[2]), (200, first[2]))
        self.assertEqual(again[1]["Idempotency-Replayed"], "true")
        self.assertEqual(self.call("POST", path, "rep", {})[0], 409, "without the key it is another request")
        status, _, problem = self.call("POST", path, "rep", {"revision": 1}, key)
        self.assertEqual(status, 422)
        self.assertIn("another request", problem["detail"])
        key = {"Idempotency-Key": "k-2"}
        self.assertEqual(self.call("POST", path, "rep", {}, key)[0], 409, "a refusal is kept, too")
        self.assertEqual(self.call("POST", path, "rep", {}, key)[1]["Idempotency-Replayed"], "true")
        self.assertNotIn("Idempotency-Replayed", self.call("POST", "/feeds", "marketing", {"url": "http://a.example/"},
                                                           {"Idempotency-Key": "k-1"})[1], "a key is a person's")
        self.assertEqual(self.call("POST", path, "rep", {}, {"Idempotency-Key": "k" * 201})[0], 400)
        key = {"Idempotency-Key": "k-3"}
        self.call("POST", "/undo?act=1", "rep", {}, key)
        status, _, problem = self.call("POST", "/undo?act=2", "rep", {}, key)
        self.assertEqual(status, 422, "the query is of the request too")
        self.assertIn("another request", problem["detail"])


class Problems(Api):
    def test_bodies(self):
        path = f"/suggestions/{self.anna}/dismiss"
        for raw, type, status, pointers in (
                ("{", None, 400, None), ("[]", None, 422, [""]), ("{}x", None, 400, None), ('{"reason": 1}', None, 422, ["/reason"]),
                ('{"raeson": "x", "reason": []}', None, 422, ["/raeson", "/reason"]), ("reason=x", "application/x-www-form-urlencoded", 415, None),
                ('{"reason": "x"}', "text/plain", 415, None), ('{"reason": "' + "x" * 30000 + '"}', None, 422, ["/reason"]),
                ('{"reason": "a", "reason": "b"}', None, 422, ["/reason"]), ('{"reason": "a\\u0000b"}', None, 422, [""]),
                ('{"a":' * 100 + "1" + "}" * 100, None, 400, None), ("x" * 300000, None, 413, None)):
            with self.subTest(raw=raw[:40]):
                headers = {"Content-Type": type} if type else {}
                got, _, problem = self.call("POST", path, "rep", raw=raw, headers=headers)
                self.assertEqual(got, status)
                if pointers is not None:
                    self.assertEqual([e["pointer"] for e in problem["errors"]], pointers)
        got, _, problem = self.call("POST", f"/suggestions/{self.anna}/snooze", "rep", {})
        self.assertEqual((got, problem["errors"]), (422, [{"pointer": "/until", "detail": "This is needed."}]))
        self.assertEqual(self.rows("SELECT state FROM suggestion WHERE id = ?", self.anna), [{"state": "offered"}])

    def test_addresses_and_tokens(self):
        self.assertEqual(self.call("GET", "/nothing", "admin")[0], 404)
        for id in ("0", "-1", "x", "9" * 30, "%00"):
            self.assertEqual(self.call("GET", f"/suggestions/{id}", "admin")[0], 400 if id == "%00" else 404, id)
        for value in ("", "Bearer", "Bearer x", "Basic eDp4", f"Bearer {self.tokens['rep'][:-1]}z"):
            self.assertEqual(self.call("GET", "/me", headers={"Authorization": value})[0], 401, value)

    def test_a_token_that_is_ended_is_out(self):
        cookie = self.sign_in(re.search(r"/sign-in/\S+", self.run_ok("user", "add", "--role", "manager", "Leo").out)[0])
        token = self.make_token(cookie)
        asked = {"Authorization": f"Bearer {token}"}
        self.assertEqual(self.call("GET", "/me", headers=asked)[2]["name"], "Leo")
        whole = b"".join(p.read_bytes() for p in self.home.glob("polyphony.db*"))
        self.assertNotIn(token.encode(), whole, "only a hash is kept")
        id = self.rows("SELECT id FROM token ORDER BY rowid DESC LIMIT 1")[0]["id"]
        mine = self.rows("SELECT t.id FROM token t JOIN person p ON p.id = t.person WHERE p.name = 'The admin'")[0]["id"]
        self.assertEqual(self.post(f"/account/tokens/{mine}/end", {"csrf": self.token(cookie)}, {"Cookie": cookie})[0], 404)
        self.assertEqual(self.post(f"/account/tokens/{id}/end", {"csrf": self.token(cookie)}, {"Cookie": cookie})[0], 303)
        self.assertEqual(self.call("GET", "/me", headers=asked)[0], 401)


if __name__ == "__main__":
    unittest.main()
