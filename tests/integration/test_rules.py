"""A company changes its rules: what is in the queue is checked again, and a
pack is tried before it is taken. And who the shell says did it."""
import json
import unittest

from test_queue import Life


class Rules(Life):
    def pack(self, name, *rules):
        return self.file(name, json.dumps({"name": "acme", "version": 1, "rules": [
            {"id": word, "title": f"No {word}", "why": "w", "fix": "Say it otherwise.", "severity": severity,
             "kind": "banned-phrase", "params": {"phrases": [word]}} for word, severity in rules]}))

    def with_pack(self, path):
        return {"POLYPHONY_REVIEW_RULES": str(path)}

    def word_of(self, number):
        """A word that stands in this text and in no other."""
        texts = {r["id"]: r["text"].lower() for r in self.rows("SELECT id, text FROM suggestion")}
        mine = texts.pop(number)
        return next(word for word in mine.split() if word.isalpha() and len(word) > 5 and
                    not any(word[:5] in text for text in texts.values()))

    def test_schedule_checks_again_and_says_so(self):
        self.move("accept", self.anna)
        env = self.with_pack(self.pack("strict.json", (self.word_of(self.anna), "block"),
                                       (self.word_of(self.luz), "warn")))
        out = self.run_ok("schedule", env=env).out
        self.assertRegex(out, r"The rules changed: \d+ checked, 1 sent to review, 1 withdrawn")
        self.assertEqual((self.card(self.anna)["state"], self.card(self.luz)["state"]), ("withdrawn", "in_review"))
        self.assertIn("the rules changed; rule", self.run_ok("queue", "record", self.anna).out)
        self.assertTrue(self.card(self.luz)["findings"])
        self.assertNotIn("The rules changed", self.run_ok("schedule", env=env).out)

    def test_apply_does_it_at_once(self):
        env = self.with_pack(self.pack("strict.json", (self.word_of(self.anna), "warn")))
        out = self.run_ok("guideline", "apply", env=env).out
        self.assertRegex(out, r"^\d+ checked, 1 sent to review\.")
        self.assertRegex(self.run_ok("guideline", "apply", env=env).out, "with the rules of now")
        relaxed = self.with_pack(self.pack("relaxed.json", ("unheard", "warn")))
        self.assertRegex(self.run_ok("guideline", "apply", env=relaxed).out, "1 cleared")

    def test_a_pack_is_tried(self):
        word = self.word_of(self.anna)
        pack = self.pack("strict.json", (word, "block"), ("unheard", "warn"))
        before = self.picture()
        out = self.run_ok("guideline", "try", pack).out
        self.assertRegex(out, rf"No {word} \[{word}\]: 1 text, 1 new")
        self.assertIn(f"#{self.anna}", out)
        self.assertIn("1 rule has nothing to say", out)
        lines = self.run_ok("guideline", "try", pack, "--json", "--days", "3").lines()
        self.assertEqual([(line["rule"], line["texts"]) for line in lines], [(word, 1), ("unheard", 0)])
        example = lines[0]["examples"][0]
        self.assertEqual(example["text"][example["start"]:example["end"]].lower(), word)
        self.assertEqual(self.picture(), before)
        self.assertIn("no such file", self.run_polyphony("guideline", "try", "none.json").err.lower())
        self.assertEqual(self.run_polyphony("guideline", "try").code, 2)


class Who(Life):
    def who(self):
        return self.rows("SELECT who FROM audit ORDER BY id DESC LIMIT 1")[0]["who"]

    def test_the_record_tells_known_names_from_given_ones(self):
        self.run_ok("user", "add", "--role", "reviewer", "Mia Berg")
        for name, recorded in (("Mia Berg", "Mia Berg"), ("anna", "anna"), ("mallory", "shell: mallory")):
            with self.subTest(name=name):
                out = self.move("snooze", self.anna, "2d", who=name).out
                self.assertEqual(self.who(), recorded, out)

    def test_the_hint_can_be_run_as_it_stands(self):
        self.run_ok("user", "add", "--role", "reviewer", "Mia Berg")
        out = self.move("dismiss", self.anna, who="Mia Berg").out
        self.assertIn('queue undo --as "Mia Berg"', out)
        self.move("undo", who="Mia Berg")

    def test_no_name_is_no_name(self):
        for name in ("", "a\nb", "x" * 101):
            with self.subTest(name=name):
                self.refused("dismiss", self.anna, who=name, code=2)

    def test_use_is_checked_before_the_home_is_opened(self):
        for words in (("queue", "accept"), ("queue", "accept", "seven"), ("queue", "accept", "1", "2"),
                      ("queue", "list", "--nonsense"), ("queue", "undo", "now"), ("queue", "change", "1"),
                      ("queue", "schedule", "1"), ("queue", "edit", "1"), ("queue", "approve", "--story", "x", "y"),
                      ("queue", "record"), ("queue", "show", "x"), ("today",), ("story", "pin"), ("story", "show"),
                      ("story", "embargo", "x"), ("doctor", "x"), ("report", "a", "b"), ("voice", "show"),
                      ("feed", "add"), ("schedule", "--max-age", "x"), ("curate", "x"), ("backup",),
                      ("user", "add", "x"), ("user", "add", "--role", "king", "x"), ("import", "reps"),
                      ("guideline", "apply", "x"), ("audit", "export", "a", "b")):
            with self.subTest(words=words):
                result = self.run_polyphony(*words, env={"POLYPHONY_HOME": str(self.folder / "nowhere")})
                self.assertEqual((result.code, result.out), (2, ""), result)
                self.assertNotIn("nowhere", result.err)

    def test_one_of_many_gets_the_name(self):
        started = [self.spawn("user", "add", "--role", "reviewer", "Mia") for _ in range(8)]
        ends = [(process.communicate(timeout=60), process.returncode) for process in started]
        self.assertEqual(sorted(code for _, code in ends), [0] + [1] * 7, ends)
        for (_, err), code in ends:
            self.assertTrue(code == 0 or "has this name already" in err, err)


if __name__ == "__main__":
    unittest.main()
