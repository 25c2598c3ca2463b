"""Another angle: a new text in an old one's place, away from all that came before, and back again within ten seconds."""
import unittest

import likeness
import warm_web
from harness import PolyphonyTest


class Another(PolyphonyTest):
    NEEDS = ("queue another",)

    def setUp(self):
        super().setUp()
        self.env.update(POLYPHONY_SCHEDULE_LEAST_SCORE="1", POLYPHONY_SCHEDULE_PER_SOURCE="9")
        warm_web.seed(self)
        self.run_ok("curate")
        self.run_ok("schedule")
        self.first = self.rows("SELECT g.*, l.at FROM suggestion AS g JOIN slot AS l ON l.suggestion = g.id "
                               "WHERE g.state = 'approved' ORDER BY g.id LIMIT 1")[0]
        self.rep = self.first["rep"]

    def of_story(self):
        return self.rows("SELECT g.*, l.at FROM suggestion AS g LEFT JOIN slot AS l ON l.suggestion = g.id "
                         "WHERE g.rep = ? AND g.story = ? ORDER BY g.id", self.rep, self.first["story"])

    def ask(self, id):
        return self.run_polyphony("queue", "another", id, "--as", self.rep)

    def test_it_takes_the_place_and_differs(self):
        self.assertEqual(self.ask(self.first["id"]).code, 0)
        former, new = self.of_story()
        self.assertEqual((former["state"], former["at"]), ("discarded", None))
        self.assertEqual((new["network"], new["at"]), (self.first["network"], self.first["at"]))
        self.assertIn(new["state"], ("approved", "in_review"))
        self.assertFalse(likeness.same_post(former["text"], new["text"]), new["text"])
        record = self.run_ok("queue", "record", former["id"]).out
        self.assertIn(f"{self.rep}: take another angle  (offered -> discarded)", record)

    def test_all_of_them_differ_until_there_is_none(self):
        id, texts = self.first["id"], [self.first["text"]]
        for _ in range(12):
            answer = self.ask(id)
            if answer.code != 0:
                self.assertIn("no other angle", answer.err)
                break
            row = self.of_story()[-1]
            for text in texts:
                self.assertFalse(likeness.same_post(text, row["text"]), (text, row["text"]))
            texts.append(row["text"])
            id = row["id"]
        live = [row for row in self.of_story() if row["state"] not in ("discarded", "withdrawn")]
        self.assertEqual(len(live), 1, "one live text on the story, whatever was asked")
        self.assertGreater(len(texts), 2)

    def test_undo_brings_the_former_text_back(self):
        self.run_ok("queue", "another", self.first["id"], "--as", self.rep)
        self.run_ok("queue", "undo", "--as", self.rep)
        former, new = self.of_story()
        self.assertEqual((former["state"], former["text"]), ("offered", self.first["text"]))
        self.assertIsNotNone(former["at"])
        self.assertEqual((new["state"], new["at"]), ("withdrawn", None))

    def test_only_what_is_not_taken_yet(self):
        self.run_ok("queue", "accept", self.first["id"], "--as", self.rep)
        answer = self.ask(self.first["id"])
        self.assertEqual(answer.code, 1)
        self.assertIn("is accepted", answer.err)
        self.assertEqual(self.ask(4711).code, 1)
        self.assertEqual(len(self.of_story()), 1)


if __name__ == "__main__":
    unittest.main()
