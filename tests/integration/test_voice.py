"""What a rep's edits and sample posts teach, as the rep sees it: lines that say
how they are known, and that stay away once they were taken out."""
import json
import unittest

import warm_web
from harness import PolyphonyTest

SAMPLES = ["Cold cellar, warm school. Would yours pass?", "Forty boreholes and one quiet boiler. Who is next?",
           "A laundry heats a kitchen. What does yours heat?"]


class Voice(PolyphonyTest):
    NEEDS = ("voice show", "voice forget")

    def setUp(self):
        super().setUp()
        self.env.update(POLYPHONY_SCHEDULE_LEAST_SCORE="1", POLYPHONY_SCHEDULE_PER_SOURCE="9")

    def test_samples_teach_at_import_and_it_says_so(self):
        warm_web.seed(self)
        reps = [dict(rep, voice=dict(rep.get("voice", {}), samples=SAMPLES)) for rep in warm_web.REPS[:2]]
        path = self.file("sampled.json", json.dumps(reps))
        out = self.run_ok("import", "reps", path).out
        counted = len(self.lines("anna")) + len(self.lines(reps[1]["id"]))
        self.assertIn(f"{counted} lines learned from the sample posts of 2 reps; polyphony voice show REP", out)
        self.assertTrue(counted > 4)
        self.assertNotIn("sample posts", self.run_ok("import", "reps", path).out)
        self.assertIn("Ends with a question", self.run_ok("voice", "show", "anna").out)

    def lines(self, rep):
        return {line["json"]["is"]: line for line in self.run_ok("voice", "show", rep, "--json").lines()}

    def with_samples(self, samples):
        reps = [dict(rep, voice=dict(rep.get("voice", {}), samples=samples)) for rep in warm_web.REPS]
        self.run_ok("import", "reps", self.file("sampled.json", json.dumps(reps)))

    def seed_and_schedule(self):
        warm_web.seed(self)
        self.run_ok("curate")
        self.run_ok("schedule")

    def edits(self, rep, most):
        """Puts a remark and three hashtags of their own into a rep's texts; returns how many."""
        made = 0
        for row in self.rows("SELECT id, text FROM suggestion WHERE rep = ? ORDER BY id", rep):
            if made == most:
                break
            remark = ("Boreholes first, then pipes. ", "Mind the winter bill. ", "Ask the caretaker. ")[made]
            text = remark + " ".join(w for w in row["text"].split() if not w.startswith("#"))
            self.run_ok("queue", "edit", row["id"], text + " #Warm #Rooms #Later", "--as", rep)
            made += 1
        return made

    def test_edits_teach(self):
        self.seed_and_schedule()
        rep = self.rows("SELECT rep FROM suggestion GROUP BY rep HAVING count(*) > 1 LIMIT 1")[0]["rep"]
        self.assertIn("Nothing learned yet", self.run_ok("voice", "show", rep).out)
        self.assertEqual(self.edits(rep, 1), 1)
        self.assertEqual(self.lines(rep), {})
        self.edits(rep, 2)
        line = self.lines(rep)["hashtags.count"]
        self.assertEqual((line["line"], line["edits"], line["samples"]), ("3 hashtags", 2, 0))
        self.assertRegex(self.run_ok("voice", "show", rep).out, r"3 hashtags +2 edits")

    def test_edits_by_a_reviewer_teach_nothing(self):
        self.seed_and_schedule()
        for row in self.rows("SELECT id, text FROM suggestion WHERE rep = 'anna'"):
            self.run_ok("queue", "edit", row["id"], row["text"] + " #Warm #Rooms #Later", "--as", "mia")
        self.assertEqual(self.lines("anna"), {})

    def test_what_was_forgotten_stays_away(self):
        warm_web.seed(self)
        self.with_samples(SAMPLES)
        line = self.lines("anna")["close.question"]
        self.assertEqual(line["samples"], 3)
        out = self.run_ok("voice", "forget", "anna", line["id"]).out
        self.assertIn("Ends with a question", out)
        self.with_samples(SAMPLES + ["One more for the road: is it warm?"])
        self.assertNotIn("close.question", self.lines("anna"))
        self.assertIn("exclamation.none", self.lines("anna"))
        self.assertIn("voice show anna", self.run_polyphony("voice", "forget", "anna", line["id"]).err)
        self.assertEqual(self.run_polyphony("voice", "forget", "anna", "last").code, 2)

    def test_what_no_longer_holds_goes(self):
        warm_web.seed(self)
        self.with_samples(SAMPLES)
        self.assertIn("close.question", self.lines("anna"))
        self.with_samples(["Plain text, told plainly.", "A school is warm.", "The cellar is cold."])
        self.assertNotIn("close.question", self.lines("anna"))

    def test_nobody_is_told_so(self):
        self.run_ok("init")
        self.assertEqual(self.run_polyphony("voice", "show", "nobody").code, 1)


if __name__ == "__main__":
    unittest.main()
