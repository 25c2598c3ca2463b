"""What integration tests share: the program, a home, a web that we invent.

    from harness import PolyphonyTest, Reply

    class Fetching(PolyphonyTest):
        def test_a_feed_is_read(self):
            self.web["news.example/feed"] = Reply(FEED, type="text/xml")
            self.run_ok("init")
            self.run_ok("feed", "add", "http://news.example/feed")
            self.run_ok("curate")
            self.assertEqual(self.web.paths(), ["/robots.txt", "/feed"])
            self.assertIn("Ninety days", self.run_ok("story", "list").out)

self.web is an HTTP server on 127.0.0.1 and the program's fetch proxy, so hosts
may have any name. Each test has a home of its own, the clock stands at NOW, and
what a test started is gone at its end. Python's standard library only.
"""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
POLYPHONY = os.environ.get("POLYPHONY", str(ROOT / "build" / "polyphony"))
NOW = "2026-01-15T09:00:00Z"
SANITIZED = "/san/" in POLYPHONY
# Sanitizers slow the program down; a time limit is for hangs only.
TIMEOUT_S = 180 if SANITIZED else 60


class Reply:
    """One answer of the web. `etag` makes it answer 304 by itself; `delay_s`
    waits before, `stall_s` after half of the body; `length` may lie."""

    def __init__(self, body=b"", status=200, type="text/html; charset=utf-8",
                 headers=None, etag=None, delay_s=0, stall_s=0, length=None):
        self.body = body.encode() if isinstance(body, str) else body
        self.status = status
        self.headers = {"Content-Type": type, **(headers or {})}
        self.etag, self.delay_s, self.stall_s = etag, delay_s, stall_s
        self.length = len(self.body) if length is None else length


class Request:
    """What the program asked."""

    def __init__(self, method, url, headers, at):
        parts = urlsplit(url)
        self.method, self.url, self.headers, self.at = method, url, headers, at
        self.host = parts.netloc
        self.path = parts.path + (f"?{parts.query}" if parts.query else "")

    def __repr__(self):
        return f"{self.method} {self.url}"


class Web:
    """Serves a dictionary: "host/path" to a Reply, to text or bytes, or to a
    function of the Request that returns one of these. What is not there is a
    404. Works as an HTTP proxy and for requests to itself alike."""

    def __init__(self):
        self.pages = {}
        self.requests = []
        self.lock = threading.Lock()
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                web._answer(self)

            do_HEAD = do_POST = do_GET

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass  # the program may hang up whenever it likes

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True,
                         kwargs={"poll_interval": 0.05}).start()

    def __setitem__(self, where, page):
        self.pages[where] = page

    def __delitem__(self, where):
        del self.pages[where]

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def paths(self, host=None):
        """Paths asked for so far, in order."""
        with self.lock:
            return [r.path for r in self.requests if host in (None, r.host)]

    def forget(self):
        with self.lock:
            self.requests.clear()

    def _answer(self, handler):
        url = handler.path
        if url.startswith("/"):
            url = f"http://{handler.headers.get('Host', '')}{url}"
        request = Request(handler.command, url, dict(handler.headers),
                          time.monotonic())
        length = int(handler.headers.get("Content-Length") or 0)
        request.body = handler.rfile.read(length)
        with self.lock:
            self.requests.append(request)
        page = self.pages.get(request.host + request.path)
        if callable(page):
            page = page(request)
        if page is None:
            page = Reply("not here", status=404)
        elif not isinstance(page, Reply):
            page = Reply(page)
        self._send(handler, request, page)

    @staticmethod
    def _send(handler, request, page):
        status, body, headers = page.status, page.body, dict(page.headers)
        length = page.length
        time.sleep(page.delay_s)
        if page.etag:
            headers["ETag"] = page.etag
            if request.headers.get("If-None-Match") == page.etag:
                status, body, length = 304, b"", 0
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        if request.method == "HEAD":
            return
        if page.stall_s:
            half = len(body) // 2
            handler.wfile.write(body[:half])
            handler.wfile.flush()
            time.sleep(page.stall_s)
            body = body[half:]
        handler.wfile.write(body)
        if length != page.length or length != len(page.body):
            handler.close_connection = True


class Result:
    """How a run of the program ended."""

    def __init__(self, args, code, out, err):
        self.args, self.code, self.out, self.err = args, code, out, err

    def lines(self):
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines() if line]

    def __repr__(self):
        return (f"polyphony {' '.join(map(str, self.args))}: exit {self.code}\n"
                f"{self.out[-3000:]}\n{self.err[-3000:]}")


def environment(home, extra=None):
    """Nothing of the caller's proxies and settings gets through."""
    env = {k: v for k, v in os.environ.items()
           if not k.startswith("POLYPHONY_") and "proxy" not in k.lower()}
    env.update(POLYPHONY_HOME=str(home), POLYPHONY_NOW=NOW, TZ="UTC",
               LC_ALL="C.UTF-8")
    for name, value in (extra or {}).items():
        env.pop(name, None)
        if value is not None:
            env[name] = str(value)
    return env


def run(args, home, env=None, input=None, timeout=TIMEOUT_S, binary=POLYPHONY):
    """Run the program to its end. A value of None in env removes the name."""
    done = subprocess.run(
        [binary, *map(str, args)], env=environment(home, env), cwd=home.parent,
        input=input.encode() if isinstance(input, str) else input or b"",
        capture_output=True, timeout=timeout, check=False)
    return Result(args, done.returncode,
                  done.stdout.decode("utf-8", "replace"),
                  done.stderr.decode("utf-8", "replace"))


def commands():
    """The names of the commands that this build has."""
    out = subprocess.run([POLYPHONY, "help"], capture_output=True, text=True,
                         timeout=TIMEOUT_S, check=True).stdout
    return {line[2:].split("  ")[0] for line in out.splitlines()
            if line.startswith("  ")}


class PolyphonyTest(unittest.TestCase):
    """A test with a home, a web, and the program. NEEDS names commands without
    which the class is skipped."""

    NEEDS = ()

    @classmethod
    def setUpClass(cls):
        lacking = set(cls.NEEDS) - commands()
        if lacking:
            raise unittest.SkipTest(f"no command {', '.join(sorted(lacking))}")

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="polyphony-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.home = self.folder / "home"
        self.web = Web()
        self.addCleanup(self.web.close)
        self.env = {"POLYPHONY_FETCH_PROXY": self.web.url,
                    "POLYPHONY_FETCH_INTERVAL_MS": "0"}

    def file(self, name, content):
        """Write a file beside the home; returns its path."""
        path = self.folder / name
        if isinstance(content, str):
            content = content.encode()
        path.write_bytes(content)
        return path

    def run_polyphony(self, *args, env=None, **more):
        return run(args, self.home, {**self.env, **(env or {})}, **more)

    def run_ok(self, *args, **more):
        """The same, and it must exit 0 without a sanitizer's report."""
        result = self.run_polyphony(*args, **more)
        self.assertEqual(result.code, 0, result)
        return result

    def spawn(self, *args, env=None):
        """Start the program and go on; it is killed at the test's end."""
        process = subprocess.Popen(
            [POLYPHONY, *map(str, args)], cwd=self.folder,
            env=environment(self.home, {**self.env, **(env or {})}),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.addCleanup(self._reap, process)
        return process

    @staticmethod
    def _reap(process):
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()

    def rows(self, sql, *values):
        """Rows of the home's database, as dictionaries."""
        db = sqlite3.connect(f"file:{self.home}/polyphony.db?mode=ro",
                             uri=True)
        try:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(sql, values)]
        finally:
            db.close()
