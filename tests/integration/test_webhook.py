"""What goes out by itself: webhooks to a receiver on loopback, and the mail of
the day through a real SMTP server."""
import email
import email.policy
import hashlib
import hmac
import html
import json
import re
import socket
import time
import unittest

from harness import SANITIZED, Reply
import test_desk
from test_queue import CLEAN, Life

SECRET = "a secret of enough bytes"


class Out(Life):
    NEEDS = ("serve", "user add")
    serve, ask, end = test_desk.Desk.serve, test_desk.Desk.ask, test_desk.Desk.end
    link, post, sign_in, token = test_desk.Desk.link, test_desk.Desk.post, test_desk.Desk.sign_in, test_desk.Desk.token
    wait_for = test_desk.Mail.wait_for


class Webhook(Out):
    def setUp(self):
        super().setUp()
        self.answers = []
        self.web[self.web.url[7:] + "/hook"] = lambda request: Reply(status=self.answers.pop(0) if self.answers else 204)
        self.settings = {"POLYPHONY_DESK_WEBHOOK": self.web.url + "/hook", "POLYPHONY_DESK_WEBHOOK_INNER": "1",
                         "POLYPHONY_DESK_WEBHOOK_KEY_FILE": str(self.file("key", SECRET + "\n")),
                         "POLYPHONY_MAIL_DIGEST_HOUR": "24"}
        self.web.forget()

    def events(self):
        with self.web.lock:
            return [(r.headers["X-Polyphony-Event"], json.loads(r.body)) for r in self.web.requests if r.path == "/hook"]

    def begin(self, **more):
        self.serve(env={**self.settings, **more})
        self.wait_for(lambda: self.rows("SELECT * FROM webhook_seen"))

    def test_moves_are_told_and_signed(self):
        self.begin()
        self.assertEqual(self.events(), [], "what was before is not told")
        self.move("accept", self.anna)
        self.move("shared", self.anna)
        self.move("edit", self.luz, CLEAN, who="luz")
        self.wait_for(lambda: len(self.events()) >= 2)
        found = dict(self.events())
        self.assertEqual(set(found), {"suggestion.shared", "suggestion.in_review"})
        event = found["suggestion.shared"]
        self.assertEqual((event["event"], event["suggestion"]["id"], event["suggestion"]["state"]),
                         ("suggestion.shared", self.anna, "shared"))
        self.assertIn("was shared", event["text"])
        for request in self.web.requests:
            stamp = request.headers["X-Polyphony-Timestamp"]
            mac = hmac.new(SECRET.encode(), stamp.encode() + b"." + request.body, hashlib.sha256).hexdigest()
            self.assertEqual(request.headers["X-Polyphony-Signature"], "sha256=" + mac)
            self.assertEqual(request.headers["Content-Type"], "application/json")
        self.wait_for(lambda: {r["body"] for r in self.rows("SELECT body FROM webhook")} == {""})
        self.end()

    def test_what_is_not_taken_comes_again(self):
        self.answers = [500]
        self.begin(POLYPHONY_NOW=None)
        self.run_ok("queue", "dismiss", self.luz, "--as", "luz", env={"POLYPHONY_NOW": None})
        self.run_ok("queue", "accept", self.anna, "--as", "anna", env={"POLYPHONY_NOW": None})
        self.run_ok("queue", "shared", self.anna, "--as", "anna", env={"POLYPHONY_NOW": None})
        self.wait_for(self.events)
        self.wait_for(lambda: self.rows("SELECT count(*) AS n FROM webhook WHERE due IS NOT NULL") == [{"n": 0}])
        with self.web.lock:
            first = self.web.requests[0].headers["X-Polyphony-Delivery"]
            times = [r.at for r in self.web.requests if r.headers["X-Polyphony-Delivery"] == first]
        self.assertEqual(len(times), 2, "the same delivery, twice")
        self.assertGreater(times[1] - times[0], 3)
        self.end()

    def test_once_a_day(self):
        self.begin(POLYPHONY_MAIL_DIGEST_HOUR="8")
        self.wait_for(self.events)
        name, event = self.events()[0]
        self.assertEqual(name, "day.digest")
        self.assertGreater(event["offered"], 0)
        self.assertRegex(event["text"], r"\d+ offered to reps")
        time.sleep(2.5)
        self.assertEqual(len(self.events()), 1)
        self.end()

    def test_settings(self):
        for more, words in (({"POLYPHONY_DESK_WEBHOOK_INNER": "0"}, "webhook_inner"),
                            ({"POLYPHONY_DESK_WEBHOOK_KEY_FILE": ""}, "webhook_key_file"),
                            ({"POLYPHONY_DESK_WEBHOOK_KEY_FILE": str(self.file("short", "x"))}, "less than 16"),
                            ({"POLYPHONY_DESK_WEBHOOK": "ftp://x/"}, "no http address")):
            result = self.run_polyphony("serve", "--listen", "127.0.0.1:0", env={**self.settings, **more})
            self.assertEqual(result.code, 1, result)
            self.assertIn(words, result.err)


class Named(Out):
    """Those that an admin names at the desk."""

    def setUp(self):
        super().setUp()
        self.status = {}
        for name in ("program", "slack", "teams", "dead"):
            self.web[f"{self.web.url[7:]}/{name}"] = lambda request, name=name: Reply(status=self.status.get(name, 200))
        self.admin = self.link("admin", "Ada")
        self.serve(env={"POLYPHONY_DESK_WEBHOOK_INNER": "1", "POLYPHONY_MAIL_DIGEST_HOUR": "24"})
        self.cookie = {"Cookie": self.sign_in(self.admin)}
        self.csrf = self.token(self.cookie["Cookie"])
        self.web.forget()

    def tearDown(self):
        self.end()

    def form(self, path, **fields):
        return self.post("/admin/webhooks" + path, {"csrf": self.csrf, **fields}, self.cookie)

    def add(self, name, format="json"):
        status, _, body = self.form("", name=name, format=format, url=f"{self.web.url}/{name}")
        self.assertEqual(status, 200 if format == "json" else 303, body)
        self.wait_for(lambda: self.rows("SELECT * FROM webhook_seen"))
        return re.search(rb"<code>([0-9a-f]{64})</code>", body)[1] if format == "json" else None

    def got(self, name):
        with self.web.lock:
            return [r for r in self.web.requests if r.path == f"/{name}"]

    def page(self):
        return self.ask("GET", "/admin/webhooks", headers=self.cookie)[2].decode()

    def test_each_gets_its_own_shape(self):
        secret = self.add("program")
        self.add("slack", "slack")
        self.add("teams", "teams")
        self.assertNotIn(secret.decode(), self.page(), "shown once")
        self.run_ok("queue", "accept", self.anna, "--as", "anna")
        self.run_ok("queue", "shared", self.anna, "--as", "anna")
        self.wait_for(lambda: all(self.got(n) for n in ("program", "slack", "teams")))
        request = self.got("program")[-1]
        stamp = request.headers["X-Polyphony-Timestamp"].encode()
        self.assertEqual(request.headers["X-Polyphony-Signature"],
                         "sha256=" + hmac.new(secret, stamp + b"." + request.body, hashlib.sha256).hexdigest())
        text = json.loads(request.body)["text"]
        self.assertEqual(json.loads(self.got("slack")[-1].body), {"text": text})
        card = json.loads(self.got("teams")[-1].body)
        run = card["attachments"][0]["content"]["body"][0]["inlines"][0]
        self.assertEqual((run["type"], html.unescape(text)), ("TextRun", run["text"]))
        self.wait_for(lambda: "taken (200)" in self.page())

    def test_a_new_secret(self):
        old = self.add("program")
        id = self.rows("SELECT id FROM webhook_to")[0]["id"]
        status, _, body = self.form(f"/{id}/secret")
        self.assertEqual(status, 200)
        secret = re.search(rb"<code>([0-9a-f]{64})</code>", body)[1]
        self.assertNotEqual(secret, old)
        self.form(f"/{id}/test")
        self.wait_for(lambda: self.got("program"))
        request = self.got("program")[-1]
        signed = hmac.new(secret, request.headers["X-Polyphony-Timestamp"].encode() + b"." + request.body, hashlib.sha256).hexdigest()
        self.assertEqual(request.headers["X-Polyphony-Signature"], "sha256=" + signed)
        self.assertEqual(self.form("/99/secret")[0], 404)
        self.assertEqual([r["what"] for r in self.rows("SELECT what FROM audit WHERE what LIKE '% webhook%' ORDER BY id")],
                         ["add webhook", "renew webhook secret"])

    def test_a_title_is_no_link_and_stops_nothing(self):
        """A feed says titles: of any length, and with Markdown, which a text block of a card would show."""
        import sqlite3
        self.add("program")
        self.add("slack", "slack")
        self.add("teams", "teams")
        title = "[Approve now](https://evil.example/) <!channel> & \n\u202ex" + "y" * 90000
        with sqlite3.connect(self.home / "polyphony.db") as db:
            db.execute("UPDATE article SET title = ? WHERE id = (SELECT article FROM suggestion WHERE id = ?)", (title, self.anna))
        self.run_ok("queue", "accept", self.anna, "--as", "anna")
        self.run_ok("queue", "shared", self.anna, "--as", "anna")
        self.wait_for(lambda: all(self.got(n) for n in ("program", "slack", "teams")))
        block = json.loads(self.got("teams")[-1].body)["attachments"][0]["content"]["body"][0]
        self.assertEqual(block["type"], "RichTextBlock")
        self.assertIn("[Approve now](https://evil.example/) <!channel> & x", block["inlines"][0]["text"])
        said = json.loads(self.got("slack")[-1].body)["text"]
        self.assertIn("&lt;!channel&gt; &amp; x", said)
        self.assertNotIn("\n", said)

    def test_many_at_once_are_one(self):
        self.add("program")
        ids = [r["id"] for r in self.rows("SELECT id FROM suggestion WHERE state IN ('offered', 'approved', 'scheduled')")]
        self.assertGreater(len(ids), 0)
        import sqlite3
        with sqlite3.connect(self.home / "polyphony.db") as db:
            for k in range(40):
                db.execute("INSERT INTO audit(at, who, what, suggestion, was, is_now, chain) VALUES "
                           "(?, 'x', 'offer', ?, 'approved', 'offered', 'x')", (1768467600, ids[k % len(ids)]))
        self.wait_for(lambda: self.got("program"))
        time.sleep(1.5)
        events = [json.loads(r.body) for r in self.got("program")]
        self.assertEqual([e["event"] for e in events], ["suggestions.offered"])
        self.assertEqual((events[0]["count"], len(events[0]["suggestions"])), (40, 40))
        self.assertIn("40 suggestions are offered", events[0]["text"])

    def test_a_slow_one_keeps_nobody_waiting(self):
        """Each has one event under way at most, in the order in which they were made; nobody waits for another's."""
        self.web[f"{self.web.url[7:]}/slow"] = lambda request: Reply(delay_s=4)
        self.add("slow")
        self.add("program")
        moves = (("accept", self.anna), ("shared", self.anna))
        began = time.monotonic()
        for move, id in moves:
            self.run_ok("queue", move, id, "--as", "anna")
        self.run_ok("queue", "edit", self.luz, CLEAN, "--as", "luz")
        self.wait_for(lambda: len(self.got("program")) == 2)
        self.assertLess(time.monotonic() - began, 3.5 if not SANITIZED else 60)
        self.assertEqual(len(self.got("slow")), 1)
        self.wait_for(lambda: len(self.got("slow")) == 2)
        for name in ("program", "slow"):
            first, second = self.got(name)
            self.assertLess(int(first.headers["X-Polyphony-Delivery"]), int(second.headers["X-Polyphony-Delivery"]), name)
        self.assertGreater(second.at - first.at, 3.5)

    def test_order_is_kept_but_not_for_one_that_is_refused(self):
        """The clock stands: what failed is not tried again here."""
        self.add("program")
        id = self.rows("SELECT id FROM webhook_to")[0]["id"]
        self.status["program"] = 422
        self.run_ok("queue", "accept", self.anna, "--as", "anna")
        self.run_ok("queue", "shared", self.anna, "--as", "anna")
        self.wait_for(lambda: "it answered 422" in self.page())
        self.status["program"] = 503
        self.run_ok("queue", "edit", self.luz, CLEAN, "--as", "luz")
        self.wait_for(lambda: "it answered 503" in self.page())
        self.status["program"] = 200
        other = next(r["id"] for r in self.rows("SELECT id FROM suggestion WHERE state = 'offered'"))
        self.run_ok("queue", "withdraw", other, "no", "--as", "mia")
        time.sleep(2.5)
        self.assertEqual(len(self.got("program")), 2, "what came later waits behind it")
        self.assertIn("waiting: 3", self.page())
        self.assertEqual(self.form(f"/{id}/test")[0], 303)
        self.wait_for(lambda: "waiting:" not in self.page())
        self.assertEqual([r.headers["X-Polyphony-Event"] for r in self.got("program")][2:],
                         ["test", "suggestion.shared", "suggestion.in_review", "suggestion.withdrawn"],
                         "once a test is taken the others follow at once")

    def test_pause_test_delete(self):
        self.add("dead")
        self.status["dead"] = 503
        id = self.rows("SELECT id FROM webhook_to")[0]["id"]
        self.assertEqual(self.form(f"/{id}/test")[0], 303)
        self.wait_for(lambda: "it answered 503" in self.page())
        self.assertEqual(self.form(f"/{id}/pause")[0], 303)
        self.assertIn("paused", self.page())
        self.assertEqual(self.form(f"/{id}/test")[0], 404)
        self.assertEqual(self.form(f"/{id}/resume")[0], 303)
        self.assertEqual(self.form(f"/{id}/delete")[0], 303)
        self.assertEqual(self.rows("SELECT * FROM webhook_to"), [])
        self.assertEqual(self.rows("SELECT * FROM webhook"), [])
        self.assertEqual(self.form(f"/{id}/delete")[0], 404)
        self.assertEqual([r["what"] for r in self.rows("SELECT what FROM audit WHERE what LIKE '% webhook' ORDER BY id")],
                         ["add webhook", "pause webhook", "resume webhook", "delete webhook"])

    def test_what_is_no_address(self):
        for fields in ({"name": "", "format": "json", "url": "https://a.example/"}, {"name": "a", "format": "xml", "url": "https://a.example/"},
                       {"name": "a", "format": "json", "url": "ftp://a.example/"}, {"name": "a", "format": "json", "url": ""}):
            self.assertEqual(self.form("", **fields)[0], 422, fields)
        self.assertEqual(self.rows("SELECT * FROM webhook_to"), [])


class Digest(Out):
    def setUp(self):
        from aiosmtpd.controller import Controller
        super().setUp()
        self.got = got = []

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                got.append(envelope)
                return "250 taken"
        self.smtp = Controller(Handler(), hostname="127.0.0.1", port=0)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.smtp.port = s.getsockname()[1]
        self.smtp.start()
        self.addCleanup(self.smtp.stop)
        self.settings = {"POLYPHONY_MAIL_URL": f"smtp://127.0.0.1:{self.smtp.port}",
                         "POLYPHONY_MAIL_FROM": "desk@company.example",
                         "POLYPHONY_DESK_URL": "https://desk.company.example"}
        self.zone = json.loads(self.rows("SELECT hours FROM rep WHERE id = 'anna'")[0]["hours"])["timezone"]

    def local_hour(self):
        from datetime import datetime
        from zoneinfo import ZoneInfo
        return datetime.fromisoformat("2026-01-15T09:00:00+00:00").astimezone(ZoneInfo(self.zone)).hour

    def looked(self, env):
        """What was put into the outbox by a server that had its time."""
        self.serve(env={**self.settings, **env})
        time.sleep(1)
        self.end()
        return self.rows("SELECT recipient FROM mail")

    def test_at_the_hour_when_there_is_something(self):
        link = self.link("rep", "Anna", "--rep", "anna", "--mail", "anna@company.example")
        hour = self.local_hour()
        self.assertEqual(self.looked({"POLYPHONY_MAIL_DIGEST_HOUR": hour + 1}), [], "not before the hour")
        self.assertEqual(self.looked({"POLYPHONY_MAIL_DIGEST_HOUR": hour - 3}), [], "nor long after it")
        self.assertEqual(self.looked({"POLYPHONY_MAIL_DIGEST_HOUR": "24"}), [])
        saturday = {"POLYPHONY_NOW": "2026-01-17T09:00:00Z", "POLYPHONY_MAIL_DIGEST_HOUR": hour}
        self.assertEqual(self.looked(saturday), [], "not on a day off")
        self.serve(env={**self.settings, "POLYPHONY_MAIL_DIGEST_HOUR": hour})
        self.wait_for(lambda: self.got)
        message = email.message_from_bytes(self.got[0].content, policy=email.policy.default)
        self.assertEqual(self.got[0].rcpt_tos, ["anna@company.example"])
        self.assertRegex(message["Subject"], r"^\d+ suggestions? for you today$")
        self.assertNotIn(b"=0A", self.got[0].content, "its lines end as lines of a mail do")
        text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        self.assertIn("https://desk.company.example/today\n", text)
        self.assertIn("https://desk.company.example/account", text)
        self.assertEqual(message["List-Unsubscribe"], "<https://desk.company.example/account#digest>")
        cookie = self.sign_in(link)
        self.end()
        self.assertEqual(len(self.looked({"POLYPHONY_MAIL_DIGEST_HOUR": hour})), 1, "once a day")
        tomorrow = {"POLYPHONY_NOW": "2026-01-16T09:00:00Z", "POLYPHONY_MAIL_DIGEST_HOUR": hour}
        self.serve(env=self.settings)
        page = self.ask("GET", "/account", headers={"Cookie": cookie})[2]
        self.assertIn(b"Mail of the day", page)
        self.assertEqual(self.post("/account/digest", {"csrf": self.token(cookie), "off": "yes"}, {"Cookie": cookie})[0], 303)
        self.end()
        self.assertEqual(len(self.looked(tomorrow)), 1, "who wants none gets none")
        self.serve(env=self.settings)
        self.post("/account/digest", {"csrf": self.token(cookie), "off": "no"}, {"Cookie": cookie})
        self.end()
        self.assertEqual(len(self.looked(tomorrow)), 2)

    def test_a_title_of_any_length_is_a_line(self):
        import sqlite3
        with sqlite3.connect(self.home / "polyphony.db") as db:
            db.execute("UPDATE article SET title = 'A' || char(13, 10) || '.' || char(10) || 'https://evil.example/' || printf('%.60000c', 'y')")
        self.link("rep", "Anna", "--rep", "anna", "--mail", "anna@company.example")
        self.serve(env={**self.settings, "POLYPHONY_MAIL_DIGEST_HOUR": self.local_hour()})
        self.wait_for(lambda: self.got)
        self.end()
        message = email.message_from_bytes(self.got[0].content, policy=email.policy.default)
        text = message.get_body(("plain",)).get_content()
        self.assertIn("- A . https://evil.example/yyy", text)
        self.assertIn("https://desk.company.example/today\r\n", text)
        self.assertLess(len(text), 3000)

    def test_who_is_gone_or_locked_out_gets_none(self):
        import sqlite3
        self.link("rep", "Anna", "--rep", "anna", "--mail", "anna@company.example")
        env = {"POLYPHONY_MAIL_DIGEST_HOUR": self.local_hour()}
        for put, back in (("UPDATE rep SET state = 'gone' WHERE id = 'anna'", "UPDATE rep SET state = 'active' WHERE id = 'anna'"),
                          ("UPDATE person SET locked = 1", "UPDATE person SET locked = NULL")):
            with sqlite3.connect(self.home / "polyphony.db") as db:
                db.execute(put)
            self.assertEqual(self.looked(env), [], put)
            with sqlite3.connect(self.home / "polyphony.db") as db:
                db.execute(back)
        self.assertEqual(len(self.looked(env)), 1)

    def test_nothing_is_said_of_nothing(self):
        self.link("rep", "Anna", "--rep", "anna", "--mail", "anna@company.example")
        for id in self.today("anna"):
            self.move("dismiss", id)
        for row in self.rows("SELECT id FROM suggestion WHERE rep = 'anna' AND state IN ('offered', 'accepted', 'scheduled')"):
            self.move("dismiss", row["id"])
        self.assertEqual(self.looked({"POLYPHONY_MAIL_DIGEST_HOUR": self.local_hour()}), [])


if __name__ == "__main__":
    unittest.main()
