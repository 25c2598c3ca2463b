"""The contract of every command: where words go, and what the exit says."""
import subprocess
import unittest

from harness import POLYPHONY, PolyphonyTest, Reply, commands, run


class Contract(PolyphonyTest):
    def test_no_command_is_a_usage_error(self):
        result = self.run_polyphony()
        self.assertEqual(result.code, 2)
        self.assertEqual(result.out, "")
        self.assertIn("usage: polyphony", result.err)

    def test_unknown_command_is_named(self):
        result = self.run_polyphony("frobnicate")
        self.assertEqual(result.code, 2)
        self.assertRegex(result.err, r"^polyphony: frobnicate: ")

    def test_every_command_has_help(self):
        for name in sorted(commands()):
            with self.subTest(command=name):
                result = self.run_ok("help", *name.split())
                self.assertIn(f"polyphony {name}", result.out)

    def test_every_command_refuses_an_unknown_option(self):
        if "init" in commands():
            self.run_ok("init")
        for name in sorted(commands() - {"help"}):
            with self.subTest(command=name):
                result = self.run_polyphony(*name.split(), "--no-such-option")
                if "not there yet" in result.err:
                    continue
                self.assertEqual(result.code, 2, result)
                self.assertEqual(result.out, "", result)

    def test_a_full_standard_output_is_an_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([POLYPHONY, "help"], stdout=full,
                                  stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr.decode(), "^polyphony: standard output: ")

    def test_a_closed_pipe_ends_it_without_a_signal(self):
        done = subprocess.run(
            ["sh", "-c", f"'{POLYPHONY}' help | true; exit 0"],
            stderr=subprocess.DEVNULL, timeout=60)
        self.assertEqual(done.returncode, 0)


class Harness(PolyphonyTest):
    """The web that other tests stand on is what it says."""

    def ask(self, url, **headers):
        import urllib.error
        import urllib.request
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"http": self.web.url}))
        request = urllib.request.Request(url, headers=headers)
        try:
            with opener.open(request, timeout=10) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def test_it_is_a_proxy_for_any_host(self):
        self.web["a.example/x?y=1"] = Reply("hello", etag='"1"')
        self.assertEqual(self.ask("http://a.example/x?y=1"), (200, b"hello"))
        self.assertEqual(self.ask("http://a.example/x?y=1",
                                  **{"If-None-Match": '"1"'}), (304, b""))
        self.assertEqual(self.ask("http://b.example/")[0], 404)
        self.assertEqual(self.web.paths("a.example"), ["/x?y=1", "/x?y=1"])

    def test_callers_settings_stay_outside(self):
        result = run(["help"], self.home, {"http_proxy": None})
        self.assertEqual(result.code, 0)


if __name__ == "__main__":
    unittest.main()
