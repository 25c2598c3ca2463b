"""The fetcher against a web that misbehaves: a proxy on 127.0.0.1 plays hosts
whose names end in .test. What the server says stands in SITES; what we must
say and must not ask for stands in the tests. Standard library only.

    POLYPHONY=build/polyphony python3 tests/integration/test_fetch.py
"""
import gzip
import http.server
import json
import os
import subprocess
import sys
import threading
import time
import unittest
from urllib.parse import urlsplit

from harness import POLYPHONY, SANITIZED, TIMEOUT_S

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


def redirect(status, to):
    return lambda h: h.say(status, b"", {"Location": to})


def text(status, body=b"no\n", headers=None):
    return lambda h: h.say(status, body, headers or {})


def validated(h):
    if h.headers.get("If-None-Match") == '"v1"':
        return h.say(304, b"", {"ETag": '"v1"'})
    h.say(200, FEED, {"ETag": '"v1"', "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT",
                      "Content-Type": "application/rss+xml; charset=UTF-8",
                      "Cache-Control": "max-age=600"})


def flaky(h):
    if h.times() <= 2:
        return h.say(503, b"try again")
    h.say(200, FEED)


def many_headers(h):
    h.say(200, FEED, {"X-Filler-%d" % i: "x" * 1000 for i in range(100)})


def cut_short(h):
    h.send_response(200)
    h.send_header("Content-Length", str(len(FEED) + 1000))
    h.end_headers()
    h.wfile.write(FEED)
    h.close_connection = True


def grow(h):
    h.say(302, b"", {"Location": h.where.path + "/x"})


ROBOTS = b"User-agent: *\nCrawl-delay: 0.5\nDisallow: /private/\n"
BOMB = gzip.compress(b"x" * (40 << 20))
SITES = {
    ("good.test", "/feed"): validated,
    ("moved.test", "/feed"): redirect(301, "http://moved2.test/feed"),
    ("moved2.test", "/feed"): redirect(308, "http://good.test/feed"),
    ("lent.test", "/feed"): redirect(302, "http://good.test/feed"),
    ("mixed.test", "/feed"): redirect(307, "http://moved.test/feed"),
    ("circle.test", "/a"): redirect(301, "/b"),
    ("circle.test", "/b"): redirect(301, "/a"),
    ("grow.test", None): grow,
    ("inward.test", "/v4"): redirect(302, "http://127.0.0.1:22/"),
    ("inward.test", "/v6"): redirect(302, "http://[::1]/"),
    ("inward.test", "/number"): redirect(302, "http://2130706433/"),
    ("inward.test", "/cloud"): redirect(302, "http://169.254.169.254/latest/"),
    ("inward.test", "/name"): redirect(302, "http://localhost/"),
    ("inward.test", "/file"): redirect(302, "file:///etc/passwd"),
    ("inward.test", "/nowhere"): text(302),
    ("bomb.test", "/feed"): text(200, BOMB, {"Content-Encoding": "gzip"}),
    **{("bomb%d.test" % i, "/feed"): text(200, BOMB, {"Content-Encoding": "gzip"}) for i in range(24)},
    ("headers.test", "/feed"): many_headers,
    ("cut.test", "/feed"): cut_short,
    ("gone.test", "/feed"): text(410),
    ("busy.test", None): text(429, b"slow down", {"Retry-After": "120"}),
    ("flaky.test", "/feed"): flaky,
    ("dead.test", None): text(500),
    ("slow.test", None): lambda h: (time.sleep(0.05), h.say(200, FEED)),
    ("robots.test", "/robots.txt"): text(200, ROBOTS),
    ("robots.test", None): text(200, b"<html>page"),
    ("unsure.test", "/robots.txt"): text(500),
    ("unsure.test", None): text(200, b"<html>page"),
    ("free.test", "/robots.txt"): text(404),
    ("free.test", None): text(200, b"<html>page"),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def times(self):
        return sum(1 for a in self.server.asked if a["url"] == self.path)

    def say(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        server = self.server
        self.where = urlsplit(self.path)
        host = self.where.hostname
        with server.lock:
            server.flight[host] = server.flight.get(host, 0) + 1
            server.asked.append({"url": self.path, "host": host, "at": time.monotonic(),
                                 "flight": server.flight[host], "headers": dict(self.headers)})
        try:
            play = SITES.get((host, self.where.path)) or SITES.get((host, None)) or text(404)
            play(self)
        except OSError:
            self.close_connection = True
        finally:
            with server.lock:
                server.flight[host] -= 1


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass


MEASURE = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:]); "
           "sys.stderr.write('\\n%d' % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")


class FetchTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.lock = threading.Lock()
        self.server.asked = []
        self.server.flight = {}
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def fetch(self, *words, interval=0, proxy=True):
        env = {k: v for k, v in os.environ.items() if k.lower() not in ("http_proxy", "no_proxy")}
        env["POLYPHONY_FETCH_INTERVAL_MS"] = str(interval)
        env["no_proxy"] = "*"  # must not lead us past a configured proxy
        if proxy:
            env["POLYPHONY_FETCH_PROXY"] = "http://127.0.0.1:%d" % self.server.server_port
        # An interpreter between us, whose children's memory is this run's alone.
        run = subprocess.run([sys.executable, "-c", MEASURE, POLYPHONY, "fetch", *words], env=env,
                             capture_output=True, timeout=TIMEOUT_S)
        said, _, memory = run.stderr.rpartition(b"\n")
        self.assertEqual(said, b"")
        self.memory_kib = int(memory)
        results = [json.loads(line) for line in run.stdout.splitlines()]
        return {r["url"]: r for r in results} if len(results) > 1 else results[0]

    def asked(self, host):
        return [a for a in self.server.asked if a["host"] == host]

    def test_validators(self):
        first = self.fetch("http://good.test/feed")
        self.assertEqual((first["outcome"], first["etag"], first["last_modified"], first["max_age"]),
                         ("ok", '"v1"', "Sun, 06 Nov 1994 08:49:37 GMT", 600))
        self.assertEqual((first["type"], first["charset"], first["length"]),
                         ("application/rss+xml", "utf-8", len(FEED)))
        again = self.fetch("--etag", '"v1"', "--last-modified", first["last_modified"], "http://good.test/feed")
        self.assertEqual(again["outcome"], "not-modified")
        sent = self.asked("good.test")[1]["headers"]
        self.assertEqual(sent["If-Modified-Since"], first["last_modified"])
        self.assertRegex(sent["User-Agent"], r"^polyphony/\S+ \(\+http\S+\)$")
        self.assertIn("application/rss+xml", sent["Accept"])
        self.assertIn("gzip", sent["Accept-Encoding"])
        self.assertNotIn("Cookie", sent)

    def test_a_hostile_validator_is_not_sent(self):
        self.fetch("--etag", "a\r\nX-Evil: 1", "http://good.test/feed")
        self.assertNotIn("X-Evil", self.asked("good.test")[0]["headers"])

    def test_permanent_redirects(self):
        moved = self.fetch("http://moved.test/feed", "http://lent.test/feed", "http://mixed.test/feed")
        self.assertEqual([r["outcome"] for r in moved.values()], ["ok"] * 3)
        self.assertEqual(moved["http://moved.test/feed"]["permanent"], "http://good.test/feed")
        self.assertIsNone(moved["http://lent.test/feed"]["permanent"])
        self.assertIsNone(moved["http://mixed.test/feed"]["permanent"])
        self.assertEqual([h["status"] for h in moved["http://mixed.test/feed"]["hops"]], [307, 301, 308, 200])

    def test_endless_redirects(self):
        circle = self.fetch("http://circle.test/a", "http://grow.test/x")
        self.assertEqual([r["outcome"] for r in circle.values()], ["redirects"] * 2)
        self.assertEqual(len(self.asked("circle.test")), 2)
        self.assertEqual(len(self.asked("grow.test")), 11)

    def test_inner_addresses(self):
        urls = ["http://inward.test/" + p for p in ("v4", "v6", "number", "cloud", "name")]
        for result in self.fetch(*urls).values():
            self.assertEqual((result["outcome"], result["host"]), ("refused", "inward.test"))
        for url in ("http://10.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://0x7f.1/", "http://intranet/",
                    "http://100.64.0.1/", "http://metadata.internal/", "ftp://good.test/", "file:///etc/passwd", ""):
            self.assertEqual(self.fetch(url)["outcome"], "refused", url)
        self.assertEqual({a["host"] for a in self.server.asked}, {"inward.test"})

    def test_redirects_to_nowhere(self):
        results = self.fetch("http://inward.test/file", "http://inward.test/nowhere")
        self.assertEqual([r["outcome"] for r in results.values()], ["redirects"] * 2)

    def test_no_proxy_no_loopback(self):
        result = self.fetch("http://127.0.0.1:%d/feed" % self.server.server_port, proxy=False)
        self.assertEqual(result["outcome"], "refused")
        self.assertEqual(self.server.asked, [])

    def test_limits(self):
        big = self.fetch("http://bomb.test/feed", "http://headers.test/feed")
        self.assertEqual([r["outcome"] for r in big.values()], ["too-big"] * 2)

    def test_many_bombs_at_once_are_held_in_bounds(self):
        results = self.fetch(*["http://bomb%d.test/feed" % i for i in range(12 if SANITIZED else 24)])
        self.assertEqual({r["outcome"] for r in results.values()}, {"too-big"})
        if not SANITIZED:  # whose bookkeeping takes memory of its own
            self.assertLess(self.memory_kib, 500_000)

    def test_cut_short_is_read_all_the_same(self):
        cut = self.fetch("http://cut.test/feed")
        self.assertEqual((cut["outcome"], cut["cut_short"], cut["length"]), ("ok", True, len(FEED)))

    def test_gone(self):
        self.assertEqual(self.fetch("http://gone.test/feed")["outcome"], "gone")

    def test_a_busy_host_is_left_alone(self):
        results = self.fetch(*["http://busy.test/%d" % i for i in range(5)])
        self.assertEqual([r["outcome"] for r in results.values()], ["busy"] + ["host-waits"] * 4)
        self.assertTrue(all(r["retry_at"] for r in results.values()))
        self.assertEqual(len(self.asked("busy.test")), 1)

    def test_a_failing_host_is_left_alone(self):
        results = self.fetch(*["http://dead.test/%d" % i for i in range(9)])
        self.assertEqual([r["outcome"] for r in results.values()], ["server-error"] * 3 + ["host-waits"] * 6)
        self.assertEqual(len(self.asked("dead.test")), 3)

    def test_passing_trouble(self):
        self.assertEqual(self.fetch("http://flaky.test/feed")["outcome"], "ok")

    def test_one_at_a_time_and_spacing(self):
        self.fetch(*["http://slow.test/%d" % i for i in range(4)], *["http://free.test/%d" % i for i in range(4)],
                   interval=200)
        for host in ("slow.test", "free.test"):
            asked = self.asked(host)
            self.assertEqual(max(a["flight"] for a in asked), 1)
            gaps = [b["at"] - a["at"] for a, b in zip(asked, asked[1:])]
            self.assertGreaterEqual(min(gaps), 0.19)

    def test_robots(self):
        urls = ["http://robots.test/" + p for p in ("a", "private/b", "c")]
        results = self.fetch("--page", *urls)
        self.assertEqual({u: r["outcome"] for u, r in results.items()},
                         dict(zip(urls, ("ok", "robots-forbid", "ok"))))
        asked = self.asked("robots.test")
        self.assertEqual([urlsplit(a["url"]).path for a in asked], ["/robots.txt", "/a", "/c"])
        self.assertGreaterEqual(min(b["at"] - a["at"] for a, b in zip(asked, asked[1:])), 0.49)

    def test_robots_that_fail_forbid_for_now_and_absent_ones_allow(self):
        results = self.fetch("--page", "http://unsure.test/a", "http://free.test/a")
        self.assertEqual(results["http://unsure.test/a"]["outcome"], "host-waits")
        self.assertEqual(results["http://free.test/a"]["outcome"], "ok")

    def test_feeds_need_no_robots(self):
        self.fetch("http://robots.test/private/feed")
        self.assertEqual([a["url"] for a in self.server.asked], ["http://robots.test/private/feed"])


if __name__ == "__main__":
    unittest.main()
