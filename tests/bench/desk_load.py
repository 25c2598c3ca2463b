#!/usr/bin/env python3
"""The desk under load: a demo times a thousand (1,000 reps, 100,000
suggestions, made by SQL), Today and Queue by wrk at 64 connections, beside a
bare libmicrohttpd that sends a page of the same size (floor_desk.c).

    tests/bench/desk_load.py [--seconds N] [--requests N] [--keep FOLDER]

Prints each figure with its goal: Today and Queue as they are kept and as they
are built anew, and while people write every 100 ms, the pages that count over everything, memory, curate beside
it and, last, the smaller ratio. "By CPU" is the same ratio from the processor
time of server and wrk, which a busy machine moves less. Ends with 0 whatever
the figures are. Needs wrk."""
import argparse
import http.client
import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build")
POLYPHONY = os.environ.get("POLYPHONY", str(BUILD / "polyphony"))
NOW = 1795000000  # 2026-11-18
ENV = {k: v for k, v in os.environ.items() if not k.startswith("POLYPHONY_")} | {"POLYPHONY_NOW": "2026-11-18T09:06:40Z"}
REPS, EACH, STORIES, WAITING, SIGNED_IN = 1000, 100, 2000, 120, 16
WORDS = ("The cold chain report shows %d depots that halved their claims within a winter. What they changed was small: each "
         "pallet now tells who opened which door, and for how long it stood open, number %d.")

SHOUTED = " THAT IS ALL IT TAKES to keep a winter quiet."


def path_to(state):
    """The moves that led there."""
    last = [] if state in ("in_review", "offered") else [state]
    return ["in_review"] if state == "in_review" else ["approved", "offered", *last]


def seed(home, reps=REPS):
    """All that the pages read, in the states of an ordinary day; then `guideline apply` is due."""
    db = sqlite3.connect(home / "polyphony.db")
    db.execute("PRAGMA synchronous = OFF")
    states = ["offered"] * 3 + ["accepted"] + ["shared"] * 30 + ["dismissed"] * 36 + ["expired"] * 30
    with db:
        db.executemany("INSERT INTO feed(id, url, title, added_at) VALUES (?, ?, ?, 0)",
                       [(n, f"http://s{n}.example/feed", f"Site {n}") for n in range(1, 101)])
        db.executemany("INSERT INTO article(id, feed, guid, url, title, site, seen, changed, digest, text, words, page) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 'd', ?, 400, 'read')",
                       [(n, n % 100 + 1, f"g{n}", f"https://s{n % 100}.example/{n}", f"Cold chains in winter, part {n}",
                         f"Site {n % 100}", NOW - n * 60, "\n\n".join(WORDS % (k, n) for k in range(8)))
                        for n in range(1, STORIES + 1)])
        db.executemany("INSERT INTO story(id, key, lead, founded, published) VALUES (?, ?, ?, ?, ?)",
                       [(n, f"s{n:05}", n, NOW - n * 60, NOW - n * 60) for n in range(1, STORIES + 1)])
        db.execute("UPDATE article SET story = id")
        hours = json.dumps({"days": [1, 2, 3, 4, 5], "start": "08:00", "end": "18:00", "timezone": "Europe/Berlin"})
        for n in range(reps):
            name = f"Rep {n}"
            db.execute("INSERT INTO audience(id, name, json) VALUES (?, ?, ?)",
                       (f"r{n}", name, json.dumps({"id": f"r{n}", "name": name})))
            db.execute("INSERT INTO rep(id, name, audience, networks, hours, json) VALUES (?, ?, ?, ?, ?, ?)",
                       (f"r{n}", name, f"r{n}", '["linkedin"]', hours,
                        json.dumps({"id": f"r{n}", "name": name, "audience": {"id": f"r{n}", "name": name},
                                    "networks": ["linkedin"], "working_hours": json.loads(hours)})))
        id = audit = 0
        for rep in range(reps):
            for k in range(EACH):
                id += 1
                state = states[k % 100]
                if k == 4 and rep < WAITING:
                    state = "in_review"
                story = (rep * 7 + k * 19) % STORIES + 1
                made = NOW - 86400 * (k // 2) - 3600
                text = WORDS % (rep, id) + (SHOUTED if state == "in_review" else "") + f" https://s{story % 100}.example/{story}"
                db.execute("INSERT INTO suggestion(id, key, rep, story, article, network, state, text, link, made, score, why, "
                           "pack) VALUES (?, ?, ?, ?, ?, 'linkedin', ?, ?, ?, ?, .7, ?, '')",
                           (id, f"k{id}", f"r{rep}", story, story, state, text, f"https://s{story % 100}.example/{story}",
                            made, '[{"term":"cold","weight":1},{"term":"chains","weight":0.5}]'))
                db.execute("INSERT INTO revision VALUES (?, 1, ?, 'polyphony', ?, '')", (id, text, made))
                if state in ("offered", "accepted", "in_review"):
                    db.execute("INSERT INTO slot VALUES (?, ?, ?, 'linkedin', ?, ?)",
                               (id, f"r{rep}", story, NOW + 600 * (k + 1), NOW - 20000))
                if state == "shared":
                    db.execute("INSERT INTO share(suggestion, rep, network, at) VALUES (?, ?, 'linkedin', ?)",
                               (id, f"r{rep}", made + 3600))
                was = None
                for what, now in (("write", "draft"), *(("move", s) for s in path_to(state))):
                    audit += 1
                    db.execute("INSERT INTO audit(id, at, who, what, suggestion, was, is_now, text, chain) VALUES "
                               "(?, ?, 'polyphony', ?, ?, ?, ?, ?, 'x')", (audit, made, what, id, was, now, text))
                    was = now
        db.execute("UPDATE audit_head SET number = ?, chain = 'x'", (audit,))
    db.execute("ANALYZE")
    db.close()


class Sites(BaseHTTPRequestHandler):
    """Feeds and pages for a curate beside the load: 20 entries a feed."""

    def do_GET(self):
        site, path = self.path.split("/")[2], "/" + self.path.split("/", 3)[3]
        if path == "/feed":
            body = "<rss version='2.0'><channel><title>S</title>" + "".join(
                f"<item><title>Story {n} of {site}</title><link>http://{site}/n{n}</link><guid>{n}</guid>"
                f"<description>{WORDS % (n, n)}</description></item>" for n in range(20)) + "</channel></rss>"
        elif path == "/robots.txt":
            body = ""
        else:
            body = f"<html><body><article><h1>Story {path}</h1>" + "".join(
                f"<p>{WORDS % (k, k)}</p>" for k in range(40)) + "</article></body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/xml" if path == "/feed" else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body.encode())
        except OSError:
            pass  # the round was ended

    def log_message(self, *_):
        pass


def serve_sites(pipe):
    os.nice(15)  # these sites would stand elsewhere
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sites)
    pipe.send(server.server_address[1])
    server.serve_forever()


def beside_curate(folder, home, seconds):
    """99th percentile of Today alone, and while a round of curating works in
    the same process; how many articles it brought."""
    mine, other = multiprocessing.Pipe()
    sites = multiprocessing.Process(target=serve_sites, args=(other,), daemon=True)
    sites.start()
    proxy = f"http://127.0.0.1:{mine.recv()}"
    db = sqlite3.connect(home / "polyphony.db")
    with db:
        db.execute("DELETE FROM fetch_state")
        db.execute("INSERT INTO fetch_state(feed, next_visit) SELECT id, 0 FROM feed")
    before = db.execute("SELECT count(*) FROM article").fetchone()[0]
    figures = []
    try:
        for command in ("serve", "run"):
            server = Server(home, command, env={"POLYPHONY_FETCH_PROXY": proxy, "POLYPHONY_FETCH_INTERVAL_MS": "0"})
            who = [sign_in(home, server, "rep", f"C{command}{n}{time.time_ns()}", f"r{n}") for n in range(SIGNED_IN)]
            figures.append(wrk(folder, server.port, "/today", who, seconds)[2])
            server.end()
        return figures, db.execute("SELECT count(*) FROM article").fetchone()[0] - before
    finally:
        db.close()
        sites.terminate()


def run(*args, home):
    return subprocess.run([POLYPHONY, "--home", home, *args], env=ENV, capture_output=True, text=True, check=True).stdout


class Server:
    def __init__(self, home, *command, env=None):
        self.process = subprocess.Popen([POLYPHONY, "--home", home, *(command or ("serve",)), "--listen", "127.0.0.1:0"],
                                        env=ENV | (env or {}), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(re.search(r":(\d+)", self.process.stdout.readline())[1])

    def memory_kib(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1])

    def ask(self, method, path, cookie="", body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body=body, headers={"Cookie": cookie, **(
            {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {})})
        reply = connection.getresponse()
        got = reply.status, dict(reply.getheaders()), reply.read()
        connection.close()
        return got

    def end(self):
        self.process.terminate()
        self.process.wait(20)


def sign_in(home, server, role, name, rep=None):
    out = run("user", "add", "--role", role, *(("--rep", rep) if rep else ()), name, home=home)
    return server.ask("POST", re.search(r"/sign-in/\S+", out)[0], body="")[1]["Set-Cookie"].split(";")[0]


def wrk(folder, port, path, cookies, seconds):
    """Requests a second, median and 99th percentile in ms, errors."""
    script = folder / "cookies.lua"
    script.write_text("local c = {" + ", ".join(f'"{c}"' for c in cookies) + "}\nlocal n = 0\nrequest = function()\n"
                      "n = n + 1\nreturn wrk.format('GET', nil, {Cookie = c[n % #c + 1]})\nend\n"
                      "done = function(s, l, r)\nio.write(string.format('FIGURES %f %f %f %d\\n', "
                      "s.requests / s.duration * 1e6, l:percentile(50) / 1000, l:percentile(99) / 1000, "
                      "s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout))\nend\n")
    out = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{port}{path}"],
                         capture_output=True, text=True, check=True).stdout
    return [float(x) for x in re.search(r"FIGURES (.*)", out)[1].split()]


def processor(pid):
    """Seconds that a process has worked."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(folder, pid, port, path, who, seconds):
    """As wrk(), and processor microseconds a request of both sides."""
    before, clients = processor(pid), os.times()
    figures = wrk(folder, port, path, who, seconds)
    after = os.times()
    used = (processor(pid) - before + after.children_user + after.children_system
            - clients.children_user - clients.children_system)
    return figures, used * 1e6 / max(1, figures[0] * seconds)


def beside_floor(folder, server, path, who, seconds, name):
    """Prints the line of a page; the ratio to a bare server."""
    status, _, page = server.ask("GET", path, who[0])
    assert status == 200, (path, status, page[:500])
    (folder / "page").write_bytes(page)
    floor = subprocess.Popen([BUILD / "bench" / "floor_desk", folder / "page"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             text=True)
    port = int(floor.stdout.readline())
    base, base_used = load(folder, floor.pid, port, path, who, max(2, seconds // 2))
    floor.stdin.close()
    floor.wait(10)
    mine, used = load(folder, server.process.pid, server.port, path, who, seconds)
    print(f"{name}: {len(page)} bytes, {mine[0]:.0f} requests/s, floor {base[0]:.0f}, ratio {mine[0] / base[0]:.3f} (goal >= .5; "
          f"by CPU {base_used / used:.3f}); median {mine[1]:.1f} ms, p99 {mine[2]:.1f} ms = {mine[2] / mine[1]:.1f} times "
          f"(goal < 20; floor {base[2] / base[1]:.1f}); errors {mine[3]:.0f}", flush=True)
    return mine[0] / base[0]


class Writers(threading.Thread):
    """People at work beside the load: every 100 ms one act by a form, in turn a reviewer who approves or takes it back,
    and one of the reps who accepts or takes that back."""

    def __init__(self, server, reps, reviewer):
        super().__init__(daemon=True)
        self.server, self.at_work, self.acts, self.slowest = server, True, 0, 0
        self.reviewer, self.token = reviewer, self.token_of("/queue", reviewer)
        self.waiting = re.findall(rb'id="s(\d+)"', server.ask("GET", "/queue", reviewer)[2])[5].decode()
        self.reps = []
        for rep in reps:
            card = re.search(rb'class="card" id="s(\d+)"', server.ask("GET", "/today", rep)[2])[1].decode()
            self.reps.append((rep, card, self.token_of("/today", rep)))

    def token_of(self, path, who):
        return re.search(rb'name="csrf" content="([^"]+)"', self.server.ask("GET", path, who)[2])[1].decode()

    def act(self, path, who, token):
        began = time.monotonic()
        status = self.server.ask("POST", path, who, f"csrf={token}&revision=1")[0]
        assert status == 303, (path, status)
        self.acts, self.slowest = self.acts + 1, max(self.slowest, time.monotonic() - began)
        time.sleep(max(0, .1 - (time.monotonic() - began)))

    def run(self):
        while self.at_work:
            for rep, card, token in self.reps:
                self.act(f"/queue/{self.waiting}/approve", self.reviewer, self.token)
                self.act(f"/today/{card}/accept", rep, token)
                self.act("/queue/undo", self.reviewer, self.token)
                self.act(f"/today/{card}/cancel", rep, token)
                if not self.at_work:
                    break

    def end(self):
        self.at_work = False
        self.join(60)


def beside_writers(folder, home, server, cookies, stamp, seconds):
    """How much of its speed each page keeps while people are at work."""
    still = {path: load(folder, server.process.pid, server.port, path, who, seconds) for path, who in cookies.items()}
    writers = Writers(server, cookies["/today"], sign_in(home, server, "reviewer", f"W {stamp}"))
    writers.start()
    words = []
    for path, who in cookies.items():
        mine, used = load(folder, server.process.pid, server.port, path, who, seconds)
        words.append(f"{path} {mine[0]:.0f} requests/s of {still[path][0][0]:.0f}, ratio {mine[0] / still[path][0][0]:.3f} (by CPU "
                     f"{still[path][1] / used:.3f}), p99 {mine[2]:.1f} ms")
    writers.end()
    print(f"while {writers.acts} acts were written, the slowest in {writers.slowest * 1e3:.0f} ms (goal: most of it): "
          + "; ".join(words), flush=True)


COUNTING = ("/feeds", "/pickup", "/report", "/calendar", "/stories", "/audiences", "/reps", "/people", "/rules", "/admin", "/healthz")


def counting(home, server, stamp):
    """Pages that go over everything, one at a time: wall and processor time."""
    admin = sign_in(home, server, "admin", f"A {stamp}")
    rep = sign_in(home, server, "rep", f"B {stamp}", "r1")
    words = []
    for path in (*COUNTING, "/results", "/history"):
        who = rep if path in ("/results", "/history") else admin
        assert server.ask("GET", path, who)[0] == 200, path
        times, used = [], processor(server.process.pid)
        for _ in range(9):
            began = time.monotonic()
            server.ask("GET", path, who)
            times.append((time.monotonic() - began) * 1e3)
        used = (processor(server.process.pid) - used) / 9 * 1e3
        words.append(f"{path} {sorted(times)[4]:.0f} ({used:.0f})")
    print("ms of pages that count over everything, median (processor), goal < 50: " + ", ".join(words), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20000)
    parser.add_argument("--keep", help="a home made before, or to be made")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("desk_load: wrk is not installed")
    folder = Path(tempfile.mkdtemp(prefix="desk-load-"))
    home = Path(options.keep) if options.keep else folder / "home"
    try:
        fresh = not (home / "polyphony.db").exists()
        if fresh:
            run("init", home=home)
            seed(home)
            run("guideline", "apply", home=home)
        stamp = str(time.time_ns())
        anew, server = Server(home, env={"POLYPHONY_DESK_UNKEPT": "pages"}), Server(home)
        cookies = {"/today": [sign_in(home, server, "rep", f"P{n} {stamp}", f"r{n}") for n in range(SIGNED_IN)],
                   "/queue": [sign_in(home, server, "reviewer", f"V {stamp}")]}
        worst = min(beside_floor(folder, server, path, who, options.seconds, path) for path, who in cookies.items())
        for path, who in cookies.items():
            beside_floor(folder, anew, path, who, max(2, options.seconds // 2), f"{path} built anew")
        anew.end()
        beside_writers(folder, home, server, cookies, stamp, options.seconds)
        counting(home, server, stamp)
        before, done = server.memory_kib(), 0
        while done < options.requests:
            for path, who in cookies.items():
                done += int(wrk(folder, server.port, path, who, 3)[0] * 3)
        print(f"memory {before} KiB, after {done} requests more {server.memory_kib()} KiB (goal: flat over 200,000)", flush=True)
        server.end()
        (idle, busy), articles = beside_curate(folder, home, options.seconds)
        print(f"p99 of /today {idle:.1f} ms alone, {busy:.1f} ms while curate brought {articles} articles = "
              f"{busy / idle:.1f} times (goal <= 3)")
        print(f"desk against a bare libmicrohttpd (goal >= .5): {worst:.3f}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
