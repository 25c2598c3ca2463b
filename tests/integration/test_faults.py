"""What goes wrong around the program: no room, no permission, two at once,
files that are none. It says so, harms nothing, and goes on when it can."""
import fcntl
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import time
import unittest

import warm_web
from harness import POLYPHONY, SANITIZED, TIMEOUT_S, PolyphonyTest, Reply, environment

SITES = ["boilerroom.example", "townandtariff.example", "coldnumbers.example"]


def mounts():
    """The command that gives mounts of our own, or None where it may not."""
    for words in (["unshare", "-m"], ["unshare", "-Urm"]):
        try:
            if subprocess.run([*words, "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True).returncode == 0:
                return words
        except OSError:
            pass
    return None


MOUNTS = mounts()
NO_MOUNTS = "this machine lets nobody mount in a namespace of their own (unshare -m)"


class Store(PolyphonyTest):
    def in_namespace(self, script, *args):
        done = subprocess.run([*MOUNTS, "sh", "-c", script, "sh", *map(str, args)], capture_output=True, text=True,
                              env=environment(self.home, self.env), timeout=TIMEOUT_S)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def whole(self, home):
        db = sqlite3.connect(home / "polyphony.db")
        self.assertEqual(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        self.assertEqual(db.execute("PRAGMA foreign_key_check").fetchall(), [])
        db.close()

    def is_error(self, code, err, *words):
        self.assertEqual(code, 1, err)
        self.assertRegex(err, r"(?m)^polyphony: .+")
        for word in words:
            self.assertRegex(err, word)

    FULL = """set -e
        mount -t tmpfs -o size=${1}k none "$2"; cp -a "$3/." "$2"; shift
        code=0; "$5" "$4" >"$3.out" 2>"$3.err" || code=$?
        echo $code
        mount -o remount,size=64m "$1"; cp -a "$1" "$3.after"
        "$5" "$4" >"$3.out2" 2>"$3.err2"
        cp -a "$1" "$3.done" """

    def fill_up(self, command, wanted):
        """Runs out of room early, later, just before the end; then gets it."""
        fresh = self.folder / "fresh"
        shutil.copytree(self.home, fresh)
        used = sum(f.stat().st_size for f in fresh.iterdir()) // 1024
        full = 0
        for more in (8, 60, 160, 260, 360, 600):
            shutil.rmtree(self.home)
            self.home.mkdir()
            kept = self.folder / f"{command}-{more}"
            fresh.rename(kept)
            try:
                code = int(self.in_namespace(self.FULL.replace('"$3.', f'"{kept}.'), used + more, self.home, kept,
                                             "unused", command, POLYPHONY))
            finally:
                kept.rename(fresh)
            with self.subTest(room=more):
                if code != 0:
                    full += 1
                    self.is_error(code, kept.with_name(kept.name + ".err").read_text(), "full|room")
                self.whole(kept.with_name(kept.name + ".after"))
                self.home.rmdir()
                kept.with_name(kept.name + ".done").rename(self.home)
                self.whole(self.home)
                end = warm_web.end(self)
                for name, rows in wanted.items():
                    self.assertEqual(end[name], rows, name)
        self.assertGreaterEqual(full, 2, "it never ran out of room")

    @unittest.skipUnless(MOUNTS, NO_MOUNTS)
    def test_a_full_disk_while_curating(self):
        self.env["POLYPHONY_SCHEDULE_LEAST_SCORE"] = "1"
        warm_web.seed(self, SITES)
        shutil.copytree(self.home, self.folder / "kept")
        self.run_ok("curate")
        wanted = warm_web.end(self)
        shutil.rmtree(self.home)
        (self.folder / "kept").rename(self.home)
        self.fill_up("curate", wanted)

    @unittest.skipUnless(MOUNTS, NO_MOUNTS)
    def test_a_full_disk_while_scheduling(self):
        self.env.update(POLYPHONY_SCHEDULE_LEAST_SCORE="1", POLYPHONY_SCHEDULE_PER_SOURCE="9")
        warm_web.seed(self, SITES)
        self.run_ok("curate")
        shutil.copytree(self.home, self.folder / "kept")
        self.run_ok("schedule")
        wanted = warm_web.end(self)
        shutil.rmtree(self.home)
        (self.folder / "kept").rename(self.home)
        self.fill_up("schedule", wanted)

    @unittest.skipUnless(MOUNTS, NO_MOUNTS)
    def test_writing_to_a_home_that_is_read_only(self):
        warm_web.seed(self, SITES)
        self.run_ok("curate")
        self.run_ok("schedule")
        before = warm_web.end(self)
        script = """mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 9
            home=$1; program=$2; shift 2; "$program" "$@" >&2; echo $? """
        for args in (["curate"], ["schedule"], ["import", "feeds", self.file("new.opml", warm_web.opml())],
                     ["queue", "accept", "1"], ["user", "add", "--role", "admin", "Mia"],
                     ["serve", "--listen", "127.0.0.1:0"]):
            with self.subTest(args=args):
                done = subprocess.run([*MOUNTS, "sh", "-c", script, "sh", str(self.home), POLYPHONY, *map(str, args)],
                                      capture_output=True, text=True, env=environment(self.home, self.env),
                                      timeout=TIMEOUT_S)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.is_error(int(done.stdout), done.stderr, r"(?i)read-?only")
        self.assertEqual(warm_web.end(self), before)

    def test_a_database_that_is_none(self):
        warm_web.seed(self, SITES)
        for content in (b"", b"not a database at all" * 1000, os.urandom(8192)):
            (self.home / "polyphony.db").write_bytes(content)
            for old in self.home.glob("polyphony.db-*"):
                old.unlink()
            for args in (["curate"], ["queue", "list"], ["doctor"]):
                with self.subTest(content=content[:20], args=args):
                    result = self.run_polyphony(*args)
                    if content:
                        self.is_error(result.code, result.err, "database|backup")
                    else:
                        self.assertIn(result.code, (0, 1), "an empty file is an empty database")

    def test_a_home_that_is_not_there(self):
        for args in (["curate"], ["today", "anna"], ["queue", "list", "--json"]):
            result = self.run_polyphony(*args)
            self.is_error(result.code, result.err, str(self.home), "init")

    def test_init_takes_no_folder_with_other_things(self):
        self.home.mkdir()
        (self.home / "letter.txt").write_text("mine")
        result = self.run_polyphony("init")
        self.is_error(result.code, result.err, str(self.home))
        self.assertEqual([f.name for f in self.home.iterdir()], ["letter.txt"])

    def test_settings_that_are_wrong_are_named(self):
        warm_web.seed(self, SITES)
        ini = self.home / "polyphony.ini"
        for text, word in (("[fetch]\ninterval_ms = soon\n", "interval_ms|soon"), ("[fetch]\nspeed = 1\n", "speed"),
                           ("no section and no sense\n", "line 1"), ("[schedule]\nhorizon_days = 99999\n", "99999")):
            with self.subTest(text=text):
                ini.write_text(text)
                env = {"POLYPHONY_FETCH_INTERVAL_MS": None}
                result = self.run_polyphony("schedule", env=env)
                self.is_error(result.code, result.err, word)
        ini.unlink()
        result = self.run_polyphony("schedule", env={"POLYPHONY_SCHEDULE_LEAST_SCORE": "many"})
        self.is_error(result.code, result.err, "POLYPHONY_SCHEDULE_LEAST_SCORE", "many")


class AtOnce(PolyphonyTest):
    def once_each(self):
        for table, columns in (("article", "feed, guid"), ("story", "key"), ("suggestion", "key"),
                               ("plan", "day, rep, story"), ("audit", "suggestion, what, was, is_now")):
            self.assertEqual(self.rows(f"SELECT {columns} FROM {table} GROUP BY {columns} HAVING count(*) > 1"), [],
                             table)

    def test_a_second_curate_waits_and_finds_it_done(self):
        warm_web.seed(self, SITES)
        for where, page in list(self.web.pages.items()):
            if where.endswith("/feed"):
                page.delay_s = 1.5
        first = self.spawn("curate")
        while not (self.home / "curate.lock").exists() and first.poll() is None:
            time.sleep(0.01)
        time.sleep(0.3)
        second = self.spawn("curate")
        for process in (second, first):
            out, err = process.communicate(timeout=TIMEOUT_S)
            self.assertEqual(process.returncode, 0, err)
            if process is second:
                self.assertRegex(err, "curate is running already; waiting")
                self.assertRegex(out, "No feed was due|0 new articles")
            else:
                self.assertNotIn("waiting", err)
        self.assertEqual(sorted(self.web.paths()).count("/42-schools"), 1)
        self.once_each()

    def test_a_second_schedule_waits_and_adds_nothing(self):
        warm_web.seed(self, SITES)
        self.run_ok("curate")
        with open(self.home / "schedule.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            both = [self.spawn("schedule"), self.spawn("schedule")]
            for process in both:
                self.assertIn("waiting", process.stderr.readline())
            self.assertEqual(self.rows("SELECT * FROM suggestion"), [])
        written = []
        for process in both:
            out, err = process.communicate(timeout=TIMEOUT_S)
            self.assertEqual(process.returncode, 0, err)
            written.append(int(re.search(r"(\d+) suggestions written", out)[1]))
        self.assertEqual(min(written), 0)
        self.assertEqual(len(self.rows("SELECT * FROM suggestion")), max(written))
        self.once_each()

    def test_all_at_once(self):
        """Imports, rounds, readers and a reviewer in one home."""
        warm_web.seed(self, SITES)
        started = [self.spawn(*args) for args in (
            ["curate"], ["schedule"], ["import", "reps", str(self.folder / "reps.json")], ["today", "anna"],
            ["queue", "list", "--json"], ["feed", "list"], ["doctor"], ["curate"], ["schedule"],
            ["backup", str(self.folder / "copy.db")])]
        for process in started:
            _, err = process.communicate(timeout=TIMEOUT_S)
            self.assertIn(process.returncode, (0, 1) if "doctor" in process.args else (0,), err)
        self.run_ok("schedule")
        self.once_each()


ARTICLE = {"id": "a1", "title": "A title of some length", "url": "https://a.example/1", "published": "2026-01-10",
           "text": "\n\n".join(warm_web.ARTICLES[0][4])}
HUGE = 1100 << 20


class Files(PolyphonyTest):
    """Every option and argument that names a file, with files that are none."""

    def setUp(self):
        super().setUp()
        self.good = {
            "article": self.file("article.json", json.dumps(ARTICLE)),
            "articles": self.file("articles.jsonl", json.dumps({**ARTICLE, "site": "a.example"}) + "\n"),
            "reps": self.file("reps.json", json.dumps(warm_web.REPS[:2])),
            "assign reps": self.file("reps.jsonl", json.dumps({"rep": "r", "quota": 1, "candidates": []}) + "\n"),
            "stories": self.file("stories.jsonl", json.dumps({"story": "s", "source": "x", "capacity": 2}) + "\n"),
            "audience": self.file("audience.json", json.dumps(warm_web.REPS[0]["audience"])),
            "text": self.file("text.txt", "A plain text."),
        }
        warm_web.seed(self, SITES[:1], reps=["anna"])

    def uses(self, bad):
        good = self.good
        return [
            ["import", "feeds", bad], ["import", "reps", bad], ["import", "company", bad], ["feed", "parse", bad],
            ["article", "extract", bad], ["story", "group", bad], ["rank", "--audience", bad, good["articles"]],
            ["rank", "--audience", good["audience"], bad], ["assign", "--stories", bad, good["assign reps"]],
            ["assign", "--stories", good["stories"], bad], ["compose", "--article", bad, "--reps", good["reps"]],
            ["compose", "--articles", bad, "--reps", good["reps"]],
            ["compose", "--article", good["article"], "--reps", bad],
            ["compose", "--article", good["article"], "--reps", good["reps"], "--rules", bad],
            ["compose", "--article", good["article"], "--reps", good["reps"], "--company", bad],
            ["guideline", "check", "--network", "linkedin", bad],
            ["guideline", "check", "--network", "linkedin", "--jsonl", bad],
            ["guideline", "check", "--network", "linkedin", "--rules", bad, good["text"]],
        ]

    @staticmethod
    def takes_anything(args):
        """A text or a page: whatever is in the file is it."""
        return args[-2] in ("--company", "extract") or args[0] == "guideline" and args[-2] == "linkedin"

    def limits(self):
        if not SANITIZED:
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

    def check(self, bad, codes, exists_not=False):
        for args in self.uses(bad):
            with self.subTest(args=" ".join(str(a).rsplit("/", 1)[-1] for a in args)):
                done = subprocess.run([POLYPHONY, *map(str, args)], env=environment(self.home, self.env),
                                      stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S,
                                      preexec_fn=self.limits, cwd=self.folder)
                err = done.stderr.decode("utf-8", "replace")
                said = err + done.stdout.decode("utf-8", "replace")
                allowed = codes if exists_not or not self.takes_anything(args) else codes | {0}
                self.assertIn(done.returncode, allowed, said[-500:])
                self.assertNotRegex(err, "Sanitizer|runtime error")
                if done.returncode == 1:
                    self.assertRegex(err, "(?m)^polyphony: ")
                    self.assertIn(str(bad).rsplit("/", 1)[-1], said)

    def test_missing(self):
        self.check(self.folder / "nothing-here", {1}, exists_not=True)

    def test_a_folder(self):
        (self.folder / "a-folder").mkdir()
        self.check(self.folder / "a-folder", {1}, exists_not=True)

    def test_unreadable(self):
        """Reading one's own memory from its start fails for everybody."""
        self.check("/proc/self/mem", {1}, exists_not=True)

    def test_empty(self):
        self.check(self.file("empty", b""), {0, 1})

    def test_binary(self):
        self.check(self.file("binary", bytes(range(256)) * 64), {1})

    def test_zeros(self):
        self.check(self.file("zeros", bytes(5000)), {1})

    def test_cut_short(self):
        self.check(self.file("cut", b'[{"id": "a1", "title": "A title of s'), {1})

    def test_deep(self):
        self.check(self.file("deep", b"[" * 200000), {1})

    def test_other_shapes_of_json(self):
        for name, text in (("number", "1"), ("null", "null"), ("list", "[[], 1, null]"), ("object", '{"a": {}}')):
            self.check(self.file(name, text), {0, 1})

    def test_enormous(self):
        path = self.folder / "enormous"
        with open(path, "wb") as file:
            file.truncate(HUGE)
        self.check(path, {1}, exists_not=True)

    def test_an_edit_from_a_bad_file(self):
        self.run_ok("curate")
        self.run_ok("schedule", env={"POLYPHONY_SCHEDULE_LEAST_SCORE": "1"})
        before = self.rows("SELECT * FROM suggestion")
        huge = self.folder / "enormous"
        with open(huge, "wb") as file:
            file.truncate(HUGE)
        for bad in (self.folder / "nothing-here", self.folder, huge, self.file("empty", b""), self.file("zeros", bytes(50))):
            result = self.run_polyphony("queue", "edit", "1", "--file", bad)
            self.assertEqual(result.code, 1, result)
            self.assertRegex(result.err, "^polyphony: ")
        self.assertEqual(self.rows("SELECT * FROM suggestion"), before)

    def test_rules_of_the_house_that_are_none(self):
        for bad in (self.folder / "nothing.json", self.file("cut.json", b'{"rules": [')):
            for args in (["schedule"], ["queue", "list"], ["today", "anna"]):
                result = self.run_polyphony(*args, env={"POLYPHONY_REVIEW_RULES": str(bad)})
                self.assertEqual(result.code, 1, result)
                self.assertIn(bad.name, result.err)

    def test_the_others_go_on(self):
        feed = self.file("feed.xml", warm_web._rss("boilerroom.example", warm_web.ARTICLES[:1]))
        page = self.file("page.html", warm_web._page(warm_web.ARTICLES[0]))
        for command, good in ((["feed", "parse"], feed), (["article", "extract"], page)):
            result = self.run_polyphony(*command, self.folder / "nothing", good, self.folder, good)
            self.assertEqual(result.code, 1)
            lines = result.lines()
            self.assertEqual(["error" in line for line in lines], [True, False, True, False], result)

    def test_one_bad_rep_or_line_does_not_stop_the_others(self):
        reps = [{"id": "x"}, {**warm_web.REPS[0], "id": "fine"}, 7, {**warm_web.REPS[0], "id": "z", "networks": ["fax"]}]
        result = self.run_polyphony("import", "reps", self.file("some.json", json.dumps(reps)))
        self.assertEqual(result.code, 1)
        self.assertRegex(result.out, "1 reps? added")
        self.assertIn("fax", result.err)
        self.assertIn("rep 1", result.err)
        lines = json.dumps(warm_web.COMPANY[0]) + "\nnonsense\n" + json.dumps({"text": "Another post of ours."}) + "\n"
        result = self.run_polyphony("import", "company", self.file("some.jsonl", lines))
        self.assertEqual(result.code, 1)
        self.assertIn("2", result.err.replace("2 company", ""), "the line is named")
        self.assertRegex(result.out, "1 company posts? added, 1 (was|were) there")


class Strangers(PolyphonyTest):
    """What a newcomer gets wrong is named once, with what is wanted."""

    def setUp(self):
        super().setUp()
        self.run_ok("init")

    def test_a_proxy_that_is_not_there_is_no_fault_of_the_feeds(self):
        self.run_ok("feed", "add", "--unseen", "http://one.com/feed")
        self.run_ok("feed", "add", "--unseen", "http://two.com/feed")
        gone = {"POLYPHONY_FETCH_PROXY": "http://me:secret@127.0.0.1:9"}
        result = self.run_ok("curate", env=gone)
        self.assertEqual(result.err.count("proxy 127.0.0.1:9 takes no connection"), 1, result)
        self.assertNotIn("secret", result.out + result.err)
        self.assertEqual([f["failures"] for f in self.rows("SELECT failures FROM fetch_state")], [0, 0])
        self.assertIn("our proxy", self.run_polyphony("feed", "add", "three.com", env=gone).err)
        self.assertIn("2 with trouble", self.run_ok("curate").out, "they were still due")

    def test_the_wrong_file_is_told_what_the_right_one_is(self):
        xml = self.file("feeds.xml", "<?xml version='1.0'?><opml/>")
        word = self.file("word.txt", "hello")
        broken = self.file("broken.json", '[{"id":"a",\n"name": }]')
        for kind, file, words in (("reps", xml, 'begins with "<\\?xml.*JSON list of reps'),
                                  ("reps", broken, "error in line 2"), ("feeds", word, "reads OPML"),
                                  ("company", word, "line 1: .*hello.*reads JSON Lines"),
                                  ("holidays", word, "iCalendar file")):
            with self.subTest(kind=kind, file=file.name):
                result = self.run_polyphony("import", kind, file)
                self.assertEqual(result.code, 1)
                self.assertRegex(result.err.replace("\n", " "), words)


if __name__ == "__main__":
    unittest.main()
