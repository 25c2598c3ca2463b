"""The desk over real sockets: signing in, headers, limits, slow clients, and
mail through a real SMTP server on loopback."""
import email
import email.policy
import gzip
import http.client
import re
import socket
import threading
import time
import unittest
from urllib.parse import urlencode

from harness import TIMEOUT_S
from test_serve import Serving

PASSWORD = "many words fit"


class Desk(Serving):
    NEEDS = ("serve", "user add")

    def link(self, role, name, *more):
        out = self.run_ok("user", "add", "--role", role, *more, name).out
        return re.search(r"/sign-in/\S+", out)[0]

    def post(self, path, fields=None, headers=None, body=None):
        if body is None:
            body = urlencode(fields or {})
        return self.ask("POST", path, body=body, headers={
            "Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def sign_in(self, link):
        """The cookie of a session."""
        status, headers, _ = self.post(link)
        self.assertEqual(status, 303)
        return headers["Set-Cookie"].split(";")[0]

    def token(self, cookie):
        _, _, body = self.ask("GET", "/account", headers={"Cookie": cookie})
        return re.search(rb'name="csrf" content="([0-9a-f]+)"', body)[1].decode()


class SignIn(Desk):
    def test_the_set_up_link_makes_the_first_admin(self):
        self.serve()
        self.process.stdout.readline()
        path = "/set-up/" + self.process.stdout.readline().strip().rsplit("/", 1)[1]
        self.assertEqual(self.ask("GET", path)[0], 200)
        status, headers, _ = self.post(path, {"name": "Mia", "mail": "", "password": PASSWORD})
        self.assertEqual((status, headers["Location"]), (303, "/start"))
        self.assertEqual(self.rows("SELECT name, role FROM person"), [{"name": "Mia", "role": "admin"}])
        cookie = headers["Set-Cookie"]
        for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
            self.assertIn(part, cookie)
        secret = cookie.split(";")[0].split("=")[1]
        whole = b"".join(p.read_bytes() for p in self.home.glob("polyphony.db*"))
        self.assertNotIn(secret.encode(), whole, "only a hash is kept")
        self.assertNotIn(PASSWORD.encode(), whole)
        self.assertEqual(self.ask("GET", path)[0], 404)
        self.end()

    def test_the_first_admin_is_asked_for_the_company(self):
        self.serve()
        self.process.stdout.readline()
        path = "/set-up/" + self.process.stdout.readline().strip().rsplit("/", 1)[1]
        form = {"name": "Mia", "password": PASSWORD, "company": "Tarnwell <Pumps>", "contact": "ftp://x", "zone": "Asia/Tokyo"}
        status, _, body = self.post(path, form)
        self.assertEqual(status, 422)
        self.assertIn(b"is no address of the open web", body)
        self.assertIn(b'value="Tarnwell &lt;Pumps&gt;"', body, "what was typed comes back")
        status, headers, _ = self.post(path, {**form, "contact": "tarnwell.example"})
        self.assertEqual(status, 303)
        cookie = headers["Set-Cookie"].split(";")[0]
        page = self.ask("GET", "/admin", headers={"Cookie": cookie})[2]
        for said in (b'value="Tarnwell &lt;Pumps&gt;"', b'value="https://tarnwell.example/"', b'value="Asia/Tokyo"'):
            self.assertIn(said, page)
        self.assertNotIn(b"reach you</b>", page.replace(b"can reach you", b""), "in force without a start anew")
        self.end()
        self.assertIn("site owners can reach you", self.run_ok("doctor").out)

    def test_two_take_one_link_at_once(self):
        link = self.link("manager", "Leo")
        self.serve()
        got = []
        threads = [threading.Thread(target=lambda: got.append(self.post(link)[0])) for _ in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(sorted(got), [303] + [404] * 7)
        self.end()

    def test_a_person_who_is_erased_is_out_at_once(self):
        cookie = None
        link = self.link("manager", "Leo")
        self.serve()
        cookie = self.sign_in(link)
        self.assertEqual(self.ask("GET", "/account", headers={"Cookie": cookie})[0], 200)
        import sqlite3
        with sqlite3.connect(self.home / "polyphony.db") as db:
            db.execute("UPDATE person SET erased = 1")
        self.assertEqual(self.ask("GET", "/account", headers={"Cookie": cookie})[0], 303)
        self.end()

    def test_a_form_from_elsewhere_does_nothing(self):
        link = self.link("manager", "Leo")
        self.serve()
        cookie = self.sign_in(link)
        token = self.token(cookie)
        where = {"Cookie": cookie}
        self.assertEqual(self.post("/account/sessions", {}, where)[0], 403)
        self.assertEqual(self.post("/account/sessions", {"csrf": token[:-1] + "g"}, where)[0], 403)
        for header, value in (("Origin", "https://evil.example"), ("Origin", "null"),
                              ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")):
            self.assertEqual(self.post("/account/sessions", {"csrf": token}, {**where, header: value})[0], 403)
        self.assertEqual(self.post("/account/sessions", {"csrf": token},
                                   {**where, "Origin": f"http://127.0.0.1:{self.port}"})[0], 303)
        self.end()

    def test_behind_tls(self):
        link = self.link("manager", "Leo")
        self.serve(env={"POLYPHONY_DESK_PROXIES": "127.0.0.1"})
        forwarded = {"Host": "desk.example", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
        self.assertEqual(self.post(link, {}, forwarded)[0], 403, "plain http from elsewhere")
        forwarded["X-Forwarded-Proto"] = "https"
        status, headers, _ = self.post(link, {}, forwarded)
        self.assertEqual(status, 303)
        self.assertTrue(headers["Set-Cookie"].startswith("__Host-polyphony="))
        self.assertIn("; Secure", headers["Set-Cookie"])
        self.assertIn("Strict-Transport-Security", headers)
        self.assertEqual(self.rows("SELECT address FROM session"), [{"address": "203.0.113.9"}])
        self.end()

    def test_without_proxies_nobody_says_https(self):
        link = self.link("manager", "Leo")
        self.serve()
        status, _, body = self.post(link, {}, {"Host": "desk.example", "X-Forwarded-For": "203.0.113.9",
                                               "X-Forwarded-Proto": "https"})
        self.assertEqual(status, 403)
        self.assertIn(b"https", body)
        self.end()

    def test_guessing_is_slowed_down(self):
        self.link("admin", "Mia")
        self.serve()
        got = [self.post("/sign-in", {"login": "Mia", "password": "x"}) for _ in range(10)]
        self.assertEqual(got[0][0], 422)
        self.assertEqual(got[-1][0], 429)
        self.assertGreater(int(got[-1][1]["Retry-After"]), 0)
        self.end()

    def test_settings_that_are_off_are_named(self):
        for name, value in (("DESK_PROXIES", "10.0.0/8"), ("DESK_SIGN_IN_HEADER", "X-User"), ("DESK_URL", "desk"),
                            ("COMPANY_TIMEZONE", "Mars/Base")):
            result = self.run_polyphony("serve", "--listen", "127.0.0.1:0", env={f"POLYPHONY_{name}": value})
            self.assertEqual(result.code, 1, name)
            self.assertIn(name.split("_", 1)[1].lower(), result.err)


class Wire(Desk):
    def test_assets_are_kept_and_packed(self):
        self.serve()
        page = self.ask("GET", "/sign-in")[2].decode()
        paths = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        self.assertEqual(len(paths), 3)
        for path in paths:
            status, headers, plain = self.ask("GET", path)
            self.assertEqual(status, 200)
            self.assertIn("immutable", headers["Cache-Control"])
            tag = headers["ETag"]
            self.assertEqual(self.ask("GET", path, headers={"If-None-Match": tag})[0], 304)
            status, headers, packed = self.ask("GET", path, headers={"Accept-Encoding": "gzip"})
            if headers.get("Content-Encoding") == "gzip":
                self.assertEqual(gzip.decompress(packed), plain)
                self.assertLess(len(packed), len(plain) * 0.6)
            if path.endswith(".js"):
                self.assertLess(len(plain), 15000)
        self.assertEqual(self.ask("GET", "/static/style.css")[0], 404)
        self.end()

    def test_head_and_keep_alive(self):
        self.serve()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        for _ in range(5):
            connection.request("GET", "/sign-in")
            length = len(connection.getresponse().read())
            sock = connection.sock
            connection.request("HEAD", "/sign-in")
            reply = connection.getresponse()
            self.assertEqual((int(reply.getheader("Content-Length")), reply.read()), (length, b""))
            self.assertIs(connection.sock, sock, "one connection for all")
        connection.close()
        self.end()

    def test_types_and_sizes_of_bodies(self):
        link = self.link("manager", "Leo")
        self.serve()
        self.assertEqual(self.post(link, headers={"Content-Type": "application/json"}, body="{}")[0], 415)
        self.assertEqual(self.post(link, headers={"Content-Type": "multipart/form-data; boundary=a"},
                                   body="--a--\r\n")[0], 415)
        self.assertEqual(self.post("/sign-in", body="a=" + "x" * 70000)[0], 413)
        self.assertEqual(self.post("/sign-in", body="a=%00")[0], 400)
        self.assertEqual(self.post("/sign-in", body="a&" * 2000)[0], 400)
        self.assertEqual(self.ask("GET", "/sign-in?" + "x" * 5000)[0], 400)
        self.assertEqual(self.post(link)[0], 303, "none of it used the link up")
        self.end()

    def test_a_client_that_drips_is_ended(self):
        self.serve(env={"POLYPHONY_DESK_REQUEST_S": "2"})
        for first in (b"GET /sign-in", b"GET /sign-in HTTP/1.1\r\nHost: a\r\nX-A: ",
                      b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", self.port), timeout=15) as s:
                s.sendall(first)
                began = time.monotonic()
                try:
                    while time.monotonic() - began < 14:
                        s.sendall(b"x")
                        time.sleep(0.2)
                except ConnectionError:
                    pass
                self.assertLess(time.monotonic() - began, 10, first)
        self.assertEqual(self.ask("GET", "/healthz")[0], 200)
        self.end()

    def raw(self, text):
        """The first line of the answer to bytes as they stand, and whether the connection is ended."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
            s.sendall(text)
            got = s.recv(65536)
        return got.split(b"\r\n")[0].decode(), b"Connection: close" in got

    def test_an_encoding_that_we_lack_is_not_waited_for(self):
        self.serve()
        for encoding in ("gzip, chunked", "identity", "chunked, gzip", "x"):
            self.assertEqual(self.raw(f"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {encoding}\r\n\r\n".encode()),
                             ("HTTP/1.1 501 Not Implemented", True), encoding)
        self.assertIn(" 415 ", self.raw(b"POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                                        b"1\r\na\r\n0\r\n\r\n")[0])
        self.end()

    def test_an_unclear_length_ends_the_connection(self):
        """To a proxy that goes by the other one, what follows is another's request."""
        self.serve()
        for lengths in ("Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
                        "Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"):
            self.assertEqual(self.raw(f"POST /sign-in HTTP/1.1\r\nHost: a\r\n{lengths}\r\n\r\n0\r\n\r\n"
                                      "GET /sign-in HTTP/1.1\r\nHost: a\r\n\r\n".encode()),
                             ("HTTP/1.1 400 Bad Request", True), lengths)
        self.end()

    def test_headers_of_many_bytes(self):
        self.serve()
        for name in ("Cookie", "X-A"):
            for size, status in ((8000, 200), (12000, 200), (16000, 200), (17000, 431), (24000, 431), (60000, 431), (300000, 431)):
                line = f"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n{name}: a={'x' * size}\r\n\r\n"
                self.assertIn(f" {status} ", self.raw(line.encode())[0], (name, size))
        self.end()

    def test_many_at_once(self):
        link = self.link("manager", "Leo")
        self.serve()
        cookie = self.sign_in(link)
        wrong = []

        def ask():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
            for _ in range(20):
                connection.request("GET", "/account", headers={"Cookie": cookie})
                reply = connection.getresponse()
                if reply.status != 200 or b"Leo" not in reply.read():
                    wrong.append(reply.status)
            connection.close()
        threads = [threading.Thread(target=ask) for _ in range(16)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(wrong, [])
        self.end()


class Mail(Desk):
    def setUp(self):
        from aiosmtpd.controller import Controller
        super().setUp()
        self.got = got = []
        self.refuse = refuse = []

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                if refuse:
                    return refuse.pop()
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

    def wait_for(self, what):
        deadline = time.monotonic() + TIMEOUT_S
        while not what() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertTrue(what())

    def test_a_link_by_mail_signs_in_once(self):
        self.link("manager", "Leo", "--mail", "leo@company.example")
        self.serve(env=self.settings)
        self.assertIn(b"Mail me a link", self.ask("GET", "/sign-in")[2])
        known = self.post("/sign-in/mail", {"login": "LEO@company.example"},
                          {"Host": f"127.0.0.1:{self.port}"})
        unknown = self.post("/sign-in/mail", {"login": "eve@company.example"})
        self.assertEqual(known[0], unknown[0])
        self.wait_for(lambda: self.got)
        message = email.message_from_bytes(self.got[0].content, policy=email.policy.default)
        self.assertEqual(self.got[0].rcpt_tos, ["leo@company.example"])
        self.assertEqual(message["Subject"], "Your link to sign in")
        self.assertIn("desk@company.example", message["From"])
        self.assertTrue(message["Message-ID"] and message["Date"])
        text = message.get_body(("plain",)).get_content()
        found = re.search(r"https://desk\.company\.example(/sign-in/[0-9a-f]{64})", text)
        self.assertTrue(found, text)
        self.assertEqual(self.post(found[1])[0], 303)
        self.assertEqual(self.post(found[1])[0], 404)
        self.wait_for(lambda: self.rows("SELECT text, due FROM mail") == [{"text": "", "due": None}])
        self.assertEqual(len(self.got), 1)
        self.end()

    def test_a_server_that_refuses_is_asked_again_later(self):
        self.link("manager", "Leo", "--mail", "leo@company.example")
        self.refuse.append("451 not now")
        self.serve(env={**self.settings})
        self.post("/sign-in/mail", {"login": "leo@company.example"})
        self.wait_for(lambda: any(r["tries"] for r in self.rows("SELECT tries FROM mail")))
        row = self.rows("SELECT due - made AS later, error, sent FROM mail")[0]
        self.assertEqual((row["later"], row["sent"]), (60, None))
        self.assertTrue(row["error"])
        self.end()

    def test_a_server_that_hangs_does_not_keep_it(self):
        self.link("manager", "Leo", "--mail", "leo@company.example")
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            s.listen()
            self.settings["POLYPHONY_MAIL_URL"] = f"smtp://127.0.0.1:{s.getsockname()[1]}"
            self.serve(env=self.settings)
            self.post("/sign-in/mail", {"login": "leo@company.example"})
            time.sleep(1.5)
            self.end()
        self.assertEqual(self.rows("SELECT tries FROM mail"), [{"tries": 0}])

    def test_an_admin_sends_themselves_a_test(self):
        link = self.link("admin", "Ada", "--mail", "ada@company.example")
        self.serve(env=self.settings)
        where = {"Cookie": self.sign_in(link)}
        token = self.token(where["Cookie"])
        self.assertEqual(self.post("/admin/mail", {"csrf": token}, where)[0], 303)
        self.wait_for(lambda: self.got)
        message = email.message_from_bytes(self.got[0].content, policy=email.policy.default)
        self.assertEqual((self.got[0].rcpt_tos, message["Subject"]), (["ada@company.example"], "A test from polyphony"))
        self.wait_for(lambda: b"A test from polyphony <span" in self.ask("GET", "/admin", headers=where)[2]
                      and b": sent</span>" in self.ask("GET", "/admin", headers=where)[2])
        self.refuse.append("550 no such box")
        self.post("/people", {"csrf": token, "name": "Bo", "role": "manager", "mail": "bo@company.example"}, where)
        self.wait_for(lambda: b"not taken" in self.ask("GET", "/admin", headers=where)[2])
        self.end()

    def test_one_session_is_ended(self):
        links = [self.link("manager", "Leo")]
        self.serve()
        cookie = self.sign_in(links[0])
        again = re.search(r"/sign-in/\S+", self.run_ok("user", "add", "--role", "manager", "Kim").out)[0]
        other = self.sign_in(again)
        token = self.token(cookie)
        names = {r["name"]: r["id"] for r in self.rows("SELECT p.name, substr(s.hash, 1, 12) AS id FROM session s "
                                                       "JOIN person p ON p.id = s.person")}
        where = {"Cookie": cookie}
        self.assertEqual(self.post(f"/account/sessions/{names['Kim']}/end", {"csrf": token}, where)[0], 404, "another's")
        self.assertEqual(self.ask("GET", "/account", headers={"Cookie": other})[0], 200)
        self.assertEqual(self.post(f"/account/sessions/{names['Leo']}/end", {"csrf": token}, where)[0], 303)
        self.assertEqual(self.ask("GET", "/account", headers=where)[0], 303)
        self.end()

    def test_mails_to_one_are_few(self):
        self.link("manager", "Leo", "--mail", "leo@company.example")
        self.serve(env=self.settings)
        got = [self.post("/sign-in/mail", {"login": "leo@company.example"})[0] for _ in range(5)]
        self.assertEqual(got[-1], 429)
        self.end()

    def test_without_settings_it_says_so(self):
        self.link("manager", "Leo", "--mail", "leo@company.example")
        self.serve()
        self.assertNotIn(b"Mail me a link", self.ask("GET", "/sign-in")[2])
        self.assertEqual(self.post("/sign-in/mail", {"login": "leo@company.example"})[0], 409)
        self.assertEqual(self.rows("SELECT * FROM mail"), [])
        self.end()


if __name__ == "__main__":
    unittest.main()
