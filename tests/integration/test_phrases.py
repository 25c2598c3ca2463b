"""A company's own phrases: files in the home's folder, checked before they
count, seen in texts, and never a reason for a day without texts."""
import json
import os
import unittest

import warm_web
from harness import PolyphonyTest

OWN = {"language": "en", "without": ["opener", "asked", "further"],
       "disclosure": "I am on the team of {company}.",
       "phrases": {"lead": ["Overheard in the boiler room:", "Chalked on the cellar wall:"],
                   "ask": ["Would the caretaker agree?", "Who reads the meters?"],
                   "note": ["Pinned to the notice board.", "Filed under radiators."]}}
MARKS = [phrase for phrases in OWN["phrases"].values() for phrase in phrases]


class Phrases(PolyphonyTest):
    NEEDS = ("phrases check", "phrases list", "doctor", "schedule")

    def setUp(self):
        super().setUp()
        self.env.update(POLYPHONY_SCHEDULE_LEAST_SCORE="1", POLYPHONY_SCHEDULE_PER_SOURCE="9")

    def put(self, name, pack):
        folder = self.home / "phrases"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(pack if isinstance(pack, str) else json.dumps(pack))

    def phrases(self, *args):
        return self.run_ok("phrases", "list", *args, "--json").lines()

    def texts(self):
        return [row["text"] for row in self.rows("SELECT text FROM suggestion")]

    def test_what_the_program_brings_is_listed(self):
        rows = self.phrases()
        self.assertEqual({row["language"] for row in rows}, {"en", "de", "fr", "es"})
        self.assertEqual({row["from"] for row in rows}, {None})
        self.assertFalse(any(row["off"] for row in rows))
        self.assertEqual({row["language"] for row in self.phrases("--language", "fr")}, {"fr"})
        self.assertIn("before a quotation", self.run_ok("phrases", "list", "--language", "de").out)
        result = self.run_polyphony("phrases", "list", "--language", "nl")
        self.assertEqual((result.code, result.out), (1, ""))
        self.assertIn("no phrases in that language", result.err)

    def test_check_names_file_field_and_mend(self):
        bad = dict(OWN, phrases={"lead": ["Noted:", "Amazing {term}:", "on {thing}:"]})
        good = self.file("good.json", json.dumps(OWN))
        result = self.run_polyphony("phrases", "check", good, self.file("bad.json", json.dumps(bad)))
        self.assertEqual(result.code, 1)
        self.assertIn("good.json: fine: 6 phrases in English", result.out)
        self.assertRegex(result.err, r'polyphony: bad.json: phrases.lead\[1\]: .*"Amazing", which is hype; say')
        self.assertRegex(result.err, r"polyphony: bad.json: phrases.lead\[2\]: .*gap \{thing\}")
        self.assertNotIn("lead[0]", result.err)

    def test_check_runs_the_companys_rules(self):
        pack = dict(OWN, phrases={"lead": ["Guaranteed to pay off:", "Risk-free returns:"]})
        result = self.run_polyphony("phrases", "check", self.file("rules.json", json.dumps(pack)))
        self.assertEqual(result.code, 1)

    def test_check_of_what_is_no_file(self):
        folder = self.home.parent / "folder.json"
        folder.mkdir()
        pipe = self.home.parent / "pipe.json"
        os.mkfifo(pipe)
        for path in (folder, pipe, self.home / "none.json"):
            result = self.run_polyphony("phrases", "check", path)
            self.assertEqual(result.code, 1)
            self.assertIn("no file that can be read", result.err)

    def test_own_phrases_stand_in_texts(self):
        warm_web.seed(self)
        self.put("ours.json", OWN)
        self.run_ok("curate")
        self.run_ok("schedule")
        texts = self.texts()
        self.assertTrue(any(mark in text for text in texts for mark in MARKS), texts)
        off = [row["text"] for row in self.phrases("--language", "en") if row["off"] and "{" not in row["text"]]
        self.assertTrue(len(off) > 20)
        self.assertFalse([phrase for phrase in off for text in texts if phrase in text])
        self.assertIn("1 file of your own phrases", self.run_polyphony("doctor").out)

    def test_a_bad_file_stops_no_day(self):
        warm_web.seed(self)
        self.run_ok("curate")
        self.put("a-bad.json", dict(OWN, phrases={"lead": [MARKS[0], "Amazing:"]}))
        self.put("b-torn.json", '{"language": "en", "phrases": ')
        os.mkfifo(self.home / "phrases" / "c-pipe.json")
        log = self.run_ok("schedule").err
        self.assertIn("a-bad.json: phrases.lead[1]", log)
        self.assertTrue(self.texts())
        self.assertFalse([text for text in self.texts() if MARKS[0] in text])
        result = self.run_polyphony("doctor")
        self.assertEqual(result.code, 1)
        for name in ("a-bad.json", "b-torn.json", "c-pipe.json"):
            self.assertIn(f"phrases/{name}", result.out)
        self.assertIn("left out until then", result.out)
        self.assertNotIn("All is well", result.out)

    def test_other_languages_get_an_error(self):
        texts = {"nl": ("Dutch", "De kelder van de school blijft warm omdat het water uit de put komt. "),
                 "it": ("Italian", "La cantina della scuola resta calda perché l'acqua viene dal pozzo. "),
                 "pl": ("Polish", "Piwnica szkoły jest ciepła, ponieważ woda pochodzi ze studni i nie stygnie. "),
                 "ja": ("Japanese", "学校の地下室は井戸の水のおかげで暖かいままです。")}
        reps = [{"id": "a", "name": "A", "language": "en", "languages": list(texts), "networks": ["linkedin", "x"],
                 "audience": {"keywords": ["school"]}}]
        for code, (name, text) in texts.items():
            for language in (code, None):
                article = {"id": code, "url": "https://depot.example/n1", "title": "Warm", "text": text * 20}
                if language:
                    article["language"] = language
                result = self.run_ok("compose", "--article", self.file("a.json", json.dumps(article)),
                                     "--reps", self.file("r.json", json.dumps(reps)))
                errors = [line["error"] for line in result.lines()]
                self.assertEqual(len(errors), 2)
                if language or code == "ja":
                    self.assertEqual(errors[0], f"we do not write {name} yet")
                else:
                    self.assertRegex(errors[0], f"we do not write {name} yet|which language")


if __name__ == "__main__":
    unittest.main()
