"""`serve` and `run`: one line into a pipe, routes that are closed until
somebody signs in, hostile requests, and an end within ten seconds."""
import http.client
import json
import re
import shutil
import signal
import socket
import sqlite3
import time
import unittest
from urllib.parse import urlsplit

import warm_web
from harness import ROOT, SANITIZED, TIMEOUT_S, PolyphonyTest

END_S = 10 if not SANITIZED else 20


class Serving(PolyphonyTest):
    def setUp(self):
        super().setUp()
        self.run_ok("init")

    def serve(self, *args, command="serve", env=None):
        """Its address, once it said it."""
        self.process = self.spawn(command, "--listen", "127.0.0.1:0", *args, env=env)
        line = self.process.stdout.readline()
        found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+/?)\n", line)
        self.assertTrue(found, f"{line!r} {self.process.poll()}")
        parts = urlsplit(found[1])
        self.port = parts.port
        return found[1].rstrip("/")

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            reply = connection.getresponse()
            return reply.status, dict(reply.getheaders()), reply.read()
        finally:
            connection.close()

    def send(self, bytes, wait_s=5):
        """Bytes as they are; returns what came back until the end or a pause."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait_s) as s:
            s.sendall(bytes)
            s.settimeout(wait_s)
            got = b""
            try:
                while chunk := s.recv(65536):
                    got += chunk
                    if b"\r\n\r\n" in got:
                        break
            except (TimeoutError, ConnectionError):
                pass
            return got

    def end(self):
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(TIMEOUT_S)
        took = time.monotonic() - began
        err = self.process.stderr.read()
        self.assertEqual(self.process.returncode, 0, err)
        self.assertNotRegex(err, "Sanitizer|runtime error")
        self.assertLess(took, END_S)
        return err


class Routes(Serving):
    def test_an_empty_place_prints_a_set_up_link_once(self):
        where = self.serve()
        self.assertIn("owns the place", self.process.stdout.readline())
        line = self.process.stdout.readline()
        self.assertRegex(line, re.escape(where) + r"/\S{20,}")
        secret = line.split()[-1].rsplit("/", 1)[1].rsplit("=", 1)[-1]
        self.assertNotIn(secret.encode(), (self.home / "polyphony.db").read_bytes(), "only a hash is kept")
        self.end()

    def test_the_first_command_of_somebody_new_makes_a_home(self):
        self.env["POLYPHONY_HOME"] = None
        self.serve()
        self.assertIn("owns the place", self.process.stdout.readline())
        self.assertIn("./polyphony-home is made", self.end())
        self.assertIn(";name =", (self.folder / "polyphony-home" / "polyphony.ini").read_text())

    def test_a_home_that_was_named_and_is_not_there_is_told(self):
        result = self.run_polyphony("serve", env={"POLYPHONY_HOME": str(self.folder / "typo")})
        self.assertEqual(result.code, 1, result)
        self.assertIn("no polyphony lives here", result.err)

    def test_behind_a_proxy_links_lead_to_its_address(self):
        env = {"POLYPHONY_DESK_URL": "https://desk.company.example"}
        self.serve(env=env)
        self.process.stdout.readline()
        self.assertRegex(self.process.stdout.readline(), r"^https://desk\.company\.example/set-up/\w{64}\n")
        self.end()
        self.assertRegex(self.run_ok("user", "add", "--role", "admin", "Mia", env=env).out, r" https://desk\.company\.example/sign-in/\w{64}\n")

    def test_the_unit_of_systemd_starts_an_empty_place(self):
        """Its lines as they are, with the folder that StateDirectory makes; the port is the one of the manual."""
        import shlex
        unit = (ROOT / "docs" / "polyphony.service").read_text()
        shutil.rmtree(self.home)
        self.home.mkdir(mode=0o700)
        first = shlex.split(re.search(r"^ExecStartPre=(.*)$", unit, re.M)[1])
        self.assertEqual(first[0], "/usr/local/bin/polyphony")
        self.run_ok(*first[1:])
        self.run_ok(*first[1:])
        then = shlex.split(re.search(r"^ExecStart=(.*)$", unit, re.M)[1])
        address = then[-1]
        self.assertEqual(then[1:], ["run", "--listen", address])
        for page in ("docs/deploy.md", "docs/polyphony.1"):
            self.assertIn(address, (ROOT / page).read_text(), page)
        self.serve(command=then[1])
        self.end()

    def test_a_place_with_an_owner_prints_none(self):
        link = self.run_ok("user", "add", "--role", "admin", "Mia").out
        self.assertRegex(link, r"https?://\S+|/\S{20,}")
        self.serve()
        self.end()
        self.assertNotRegex(self.process.stdout.read(), "set-?up|http")

    def test_what_needs_nobody_and_what_does(self):
        self.serve()
        status, headers, body = self.ask("GET", "/healthz")
        self.assertEqual((status, body.strip()), (200, b"ok"))
        for path in ("/api/v1/suggestions", "/api/v1/feeds", "/api/v1/reps"):
            for method in ("GET", "POST", "DELETE"):
                status, headers, body = self.ask(method, path)
                self.assertEqual(status, 401, path)
                self.assertIn("WWW-Authenticate", headers)
                self.assertTrue(json.loads(body)["detail"])
        for path in ("/nothing", "/api/v1/suggestions/../x", "/healthz/", "/%2e%2e/etc/passwd", "/api/v2/feeds"):
            self.assertIn(self.ask("GET", path)[0], (400, 404), path)
        self.end()

    def test_every_answer_carries_what_browsers_need(self):
        self.serve()
        for path in ("/healthz", "/", "/nothing", "/api/v1/reps"):
            _, headers, _ = self.ask("GET", path)
            self.assertIn("Content-Security-Policy", headers)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("Content-Type", headers)
        self.end()

    def test_a_wrong_method_says_which_are_right(self):
        self.serve()
        for method in ("POST", "PUT", "DELETE"):
            status, headers, _ = self.ask(method, "/healthz", body=b"x")
            self.assertEqual(status, 405)
            self.assertIn("GET", headers["Allow"])
        self.assertEqual(self.ask("HEAD", "/healthz")[0], 200)
        self.end()

    def test_too_large_a_body(self):
        self.serve()
        got = b""
        try:
            got = self.send(b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n" + b"x" * 400000)
        except ConnectionError:
            pass  # it may hang up on the flood
        self.assertTrue(not got or got.startswith(b"HTTP/1.1 413"), got[:80])
        got = self.send(b"POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" +
                        b"10000\r\n" + b"x" * 65536 + b"\r\n" * 1 + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 5 +
                        b"0\r\n\r\n")
        self.assertTrue(got.startswith(b"HTTP/1.1 413"), got[:80])
        self.assertEqual(self.ask("GET", "/healthz")[0], 200)
        self.end()

    def test_a_large_body_is_refused_before_it_is_sent(self):
        self.serve()
        got = self.send(b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n"
                        b"Expect: 100-continue\r\n\r\n")
        self.assertTrue(got.startswith(b"HTTP/1.1 413"), got[:80])
        self.end()

    def test_hostile_requests(self):
        self.serve()
        for bytes in (b"\r\n\r\n", b"\0" * 100, b"GET / HTTP/1.1\r\n" + b"A: " + b"x" * 100000 + b"\r\n\r\n",
                      b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"GARBAGE\r\n\r\n",
                      b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                      b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                      b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                      b"GET / HTTP/9.9\r\n\r\n", b"GET http://other.example/healthz HTTP/1.1\r\nHost: a\r\n\r\n",
                      b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
                      b"GET / HTTP/1.1\r\nHost: a\r\nX(Y): b\r\n\r\n",
                      b"GET / HTTP/1.1\r\nHost: a\r\nX: \x01b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: b\x7f\r\n\r\n",
                      b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nX\0Y: z\r\nHost: a\r\n\r\n"):
            with self.subTest(bytes=bytes[:60]):
                got = self.send(bytes, wait_s=2)
                if got and not bytes.startswith((b"GET / HTTP/9.9", b"GET http:")):
                    self.assertRegex(got.split(b"\r\n")[0], rb"HTTP/1\.[01] (4\d\d|50[15])")
                self.assertEqual(self.ask("GET", "/healthz")[0], 200)
        self.end()

    def test_cookies_of_many_neighbours(self):
        """As many as a browser holds of a site (180), in the 16 KiB that headers may have, and a little more."""
        self.serve()
        for count, size, status in ((180, 76, b"200"), (180, 90, b"431"), (1, 15000, b"200"), (1, 17000, b"431"), (1, 60000, b"431")):
            cookies = b"; ".join(b"c%03d=" % i + b"x" * size for i in range(count))
            got = self.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\nCookie: " + cookies + b"\r\n\r\n")
            self.assertEqual(got[9:12], status, (count, size))
        self.end()

    def test_a_broken_database_is_not_well(self):
        self.serve()
        (self.home / "polyphony.db").write_bytes(b"nonsense" * 1000)
        for name in ("-wal", "-shm"):
            (self.home / f"polyphony.db{name}").unlink(missing_ok=True)
        self.assertEqual(self.ask("GET", "/healthz")[0], 503)
        self.end()

    def test_a_port_that_is_taken_is_an_error(self):
        self.serve()
        result = self.run_polyphony("serve", "--listen", f"127.0.0.1:{self.port}")
        self.assertEqual(result.code, 1)
        self.assertIn(str(self.port), result.err)
        self.assertIn("in use", result.err)
        for bad in ("nowhere", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:-1", "1.2.3:80", ":"):
            result = self.run_polyphony("serve", "--listen", bad)
            self.assertIn(result.code, (1, 2), bad)
            self.assertRegex(result.err, "^polyphony: ")
        self.end()


class Ending(Serving):
    def test_clients_that_hang_do_not_keep_it(self):
        self.serve()
        held = []
        for bytes in (b"", b"GET /heal", b"GET /healthz HTTP/1.1\r\nHost: a\r\n",
                      b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf",
                      b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"):
            for _ in range(6):
                s = socket.create_connection(("127.0.0.1", self.port), timeout=5)
                s.sendall(bytes)
                held.append(s)
        alive = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        alive.request("GET", "/healthz")
        self.assertEqual(alive.getresponse().read(), b"ok\n")
        self.end()
        for s in held:
            s.close()
        alive.close()

    def test_a_client_that_hangs_is_let_go(self):
        """Slow ones do not fill the place: others are served meanwhile."""
        self.serve()
        held = [socket.create_connection(("127.0.0.1", self.port), timeout=30) for _ in range(40)]
        for s in held:
            s.sendall(b"GET /healthz HTT")
        for _ in range(10):
            self.assertEqual(self.ask("GET", "/healthz")[0], 200)
        held[0].settimeout(20)
        self.assertEqual(held[0].recv(100)[:4] in (b"", b"HTTP"), True, "hung up, or told so, in time")
        for s in held:
            s.close()
        self.end()

    def test_a_flood_of_silent_ones_keeps_nobody_waiting(self):
        """Not even from the machine itself, which may hold every place: who says nothing goes as others come."""
        self.serve()
        kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        kept.request("GET", "/healthz")
        kept.getresponse().read()
        for words in (b"", b"GET /healthz HTTP/1.1\r\nHo"):
            held = []
            for _ in range(900):
                s = socket.socket()
                s.setblocking(False)
                s.connect_ex(("127.0.0.1", self.port))
                held.append(s)
            began = time.monotonic()
            for s in held:
                try:
                    s.send(words)
                except OSError:
                    pass
            while True:
                try:
                    self.assertEqual(self.ask("GET", "/healthz")[0], 200)
                    break
                except (ConnectionError, http.client.HTTPException):
                    time.sleep(0.1)  # all places are with those who began to speak a moment ago
            self.assertLess(time.monotonic() - began, 5 if not SANITIZED else 15)
            for s in held:
                s.close()
        kept.close()
        self.end()

    def test_interrupt_ends_it_too(self):
        self.serve()
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(TIMEOUT_S), 0)

    def test_a_lock_held_by_another_does_not_keep_run(self):
        """The rounds wait for a curate elsewhere; SIGTERM ends them all the same."""
        import fcntl
        warm_web.serve(self.web, ["roofline.example"])
        self.run_ok("import", "feeds", self.file("f.opml", warm_web.opml(["roofline.example"])))
        with open(self.home / "curate.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.serve(command="run")
            time.sleep(1)
            self.end()

    def test_feeds_that_stall_do_not_keep_run(self):
        warm_web.serve(self.web, ["roofline.example"])
        self.web.pages["roofline.example/feed"].stall_s = 25
        self.run_ok("import", "feeds", self.file("f.opml", warm_web.opml(["roofline.example"])))
        self.serve(command="run")
        while "/feed" not in self.web.paths():
            time.sleep(0.05)
        self.end()


class Rounds(Serving):
    def test_run_curates_and_schedules_by_itself(self):
        shut = self.home
        self.home = self.folder / "seeded"
        warm_web.seed(self)
        self.serve(command="run")
        deadline = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline:
            try:
                if self.rows("SELECT count(*) AS n FROM suggestion WHERE state IN ('offered', 'approved')")[0]["n"] >= 3:
                    break
            except sqlite3.OperationalError:
                pass
            time.sleep(0.2)
        self.assertEqual(self.ask("GET", "/healthz")[0], 200)
        err = self.end()
        self.assertGreaterEqual(len(self.rows("SELECT * FROM suggestion")), 3, err)
        # The end may have come in the middle of a round: the next one finishes
        # it, and one more adds nothing.
        self.run_ok("curate")
        self.run_ok("schedule")
        before = warm_web.end(self)
        self.run_ok("curate")
        self.run_ok("schedule")
        self.assertEqual(warm_web.end(self), before)
        self.assertTrue(shut.exists())


if __name__ == "__main__":
    unittest.main()


class DemoDesk(Serving):
    """`demo --desk`: the demo's people can sign in, and have work."""

    def setUp(self):
        PolyphonyTest.setUp(self)

    def links(self):
        """Starts it; the links by name, once all are printed."""
        self.process = self.spawn("demo", "--desk", "--listen", "127.0.0.1:0", env={"POLYPHONY_NOW": "2026-11-22T09:00:00Z"})
        found, name = {}, None
        for line in self.process.stdout:
            if at := re.match(r"listening on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(at[1])
            elif link := re.search(r"http://127\.0\.0\.1:\d+(/sign-in/\w{64})", line):
                found[name] = link[1]
            elif line.startswith("Ctrl-C"):
                return found
            name = line.split()[0] if line.strip() else None
        self.fail(f"it ended: {self.process.stderr.read()}")

    def test_every_kind_of_person_gets_a_link_and_a_sunday_has_work(self):
        first = self.links()
        self.assertEqual(list(first), ["Ines", "Anjali", "Ruth", "Mika", "Noor", "Alex"])
        for name, link in first.items():
            status, _, page = self.ask("GET", link)
            self.assertEqual(status, 200, name)
            self.assertIn(name.encode(), page)
        today = self.run_ok("today", "ines", env={"POLYPHONY_NOW": "2026-11-22T09:00:00Z"}).out
        self.assertIn("offered", today)
        waiting = self.run_ok("queue", "list", "--review").out
        for words in ("Guaranteed to stop", "97% of firms", "BEST READ"):
            self.assertIn(words, waiting)
        self.end()
        second = self.links()
        self.assertEqual(list(second), list(first), "nobody comes twice")
        self.assertNotEqual(second, first, "links are new: each works once")
        self.end()

    def test_listen_without_a_desk_is_a_wrong_use(self):
        self.assertEqual(self.run_polyphony("demo", "--listen", "127.0.0.1:0").code, 2)
