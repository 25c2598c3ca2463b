"""kill -9 at any moment of `curate` and `schedule`: run again until done, the
end is that of a run which nobody disturbed, and nothing is there twice.
TEST_SEED chooses the moments."""
import os
import random
import signal
import subprocess
import time
import unittest

import warm_web
from harness import POLYPHONY, SANITIZED, TIMEOUT_S, PolyphonyTest, environment

KILLS = 50
SITES = ["boilerroom.example", "townandtariff.example", "coldnumbers.example", "wardandtheatre.example"]
AT_MOST_S = 40 if not SANITIZED else 120


class Kill(PolyphonyTest):
    def setUp(self):
        super().setUp()
        # One after the other, so that there are many moments between two.
        self.env.update(POLYPHONY_FETCH_PARALLEL="2", POLYPHONY_SCHEDULE_LEAST_SCORE="1",
                        POLYPHONY_SCHEDULE_PER_SOURCE="9")

    def run_and_kill(self, command, after_s):
        """True when it was still running."""
        process = subprocess.Popen([POLYPHONY, command], env=environment(self.home, self.env),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=after_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        return process.wait(TIMEOUT_S) == -signal.SIGKILL

    def undisturbed(self):
        """The end that must be reached, and how long each command took."""
        took = {}
        warm_web.seed(self, SITES)
        for command in ("curate", "schedule"):
            began = time.monotonic()
            self.run_ok(command)
            took[command] = time.monotonic() - began
        return warm_web.end(self), took

    def check_home(self, wanted):
        end = warm_web.end(self)
        for name, rows in wanted.items():
            self.assertEqual(end[name], rows, name)
        self.assertEqual(self.rows("PRAGMA integrity_check"), [{"integrity_check": "ok"}])
        self.assertEqual(self.rows("PRAGMA foreign_key_check"), [])
        self.assertIn("chain of", self.run_ok("queue", "record", "1").out)

    def test_any_moment(self):
        wanted, took = self.undisturbed()
        self.assertGreater(len(wanted["suggestions"]), 3)
        dice, landed, homes, began = random.Random(int(os.environ.get("TEST_SEED", "0"))), 0, 0, time.monotonic()
        while landed < KILLS and time.monotonic() - began < AT_MOST_S:
            homes += 1
            self.home = self.folder / f"home{homes}"
            warm_web.seed(self, SITES)
            for command in ("curate", "schedule"):
                for _ in range(5):
                    landed += self.run_and_kill(command, took[command] * dice.random())
                self.run_ok(command)
            self.check_home(wanted)
        self.assertGreaterEqual(landed, KILLS // 2, "too slow to be killed often enough")


if __name__ == "__main__":
    unittest.main()
