"""What people at a shell read: the day of a rep and of a reviewer in words.

Faults in behaviour that fresh eyes found stand here, each as the person met it.
"""
import shutil
import unittest

from harness import PolyphonyTest, Reply, run

MONDAY = "2026-11-23T08:00:00Z"


class Demo(PolyphonyTest):
    """A Monday morning in the demo's company; made once, copied for each."""

    NEEDS = ("demo", "today", "queue list")
    made = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        maker = cls("setUp")
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        cls.made = maker.home
        result = run(["demo"], maker.home, {"POLYPHONY_NOW": MONDAY,
                                            "POLYPHONY_REVIEW_BLIND_PERCENT": 0})
        assert result.code == 0, result

    def setUp(self):
        super().setUp()
        self.env.update(POLYPHONY_NOW=MONDAY)
        if self.made:
            shutil.copytree(self.made, self.home)

    def card(self, rep="ines"):
        return self.run_ok("today", rep, "--json").lines()[0]


class Newcomer(PolyphonyTest):
    def test_a_first_word_alone_says_what_may_follow(self):
        result = self.run_polyphony("queue")
        self.assertEqual(result.code, 2)
        self.assertRegex(result.err, "^polyphony: queue: .*accept, .*approve")
        self.assertIn("polyphony queue accept NUMBER",
                      self.run_ok("queue", "--help").out)

    def test_the_version(self):
        self.assertRegex(self.run_ok("--version").out, r"^polyphony \d")

    def test_what_is_missing_or_too_many_is_said(self):
        self.assertIn("is missing", self.run_polyphony("today").err)
        self.assertIn('"b" is a word too many',
                      self.run_polyphony("init", "b").err)

    def test_an_empty_day_names_the_commands_at_the_shell_only(self):
        self.run_ok("init")
        self.run_ok("import", "reps", self.file("reps.json", '[{"id":"ann","name":"Ann","networks":["linkedin"],'
                                                '"audience":{"id":"a","name":"A","about":"plant managers"}}]'))
        self.run_ok("schedule")
        self.assertIn("polyphony curate", self.run_ok("today", "ann").out)
        self.assertEqual([i["why"] for i in self.rows("SELECT why FROM idle")],
                         ["nothing was ranked for this audience yet"], "the desk shows it, too")


class Rep(Demo):
    def test_the_number_on_a_card_is_the_one_to_give(self):
        card = self.card()
        self.assertRegex(self.run_ok("today", "ines").out,
                         rf"(?m)^#{card['id']}  LinkedIn  Mon 23 Nov")

    def test_lines_fit_a_terminal(self):
        for rep in ("anjali", "ines", "tom"):
            for line in self.run_ok("today", rep).out.splitlines():
                if "://" not in line:
                    self.assertLessEqual(len(line), 80, line)

    def test_cards_stand_in_the_order_of_their_slots(self):
        self.run_ok("queue", "list")
        out = self.run_ok("today", "anjali").out
        slots = [line.split("  ")[2] for line in out.splitlines()
                 if line.startswith("#")]
        self.assertEqual(slots, sorted(slots))

    def test_after_the_last_one_the_day_is_done(self):
        for card in self.run_ok("today", "ines", "--json").lines():
            self.run_ok("queue", "dismiss", card["id"], "--as", "ines")
        out = self.run_ok("today", "ines").out
        self.assertIn("Done for today: 2 dismissed.", out)
        self.assertNotIn("queue accept", out)

    def test_a_snoozed_one_is_named_with_its_time(self):
        number = self.card()["id"]
        self.assertIn("(Europe/Amsterdam)",
                      self.run_ok("queue", "snooze", number).out)
        self.assertIn("snoozed until Tue 24 Nov 08:00",
                      self.run_ok("today", "ines").out)

    def test_a_scheduled_one_that_was_snoozed_is_due_in_time(self):
        number = self.card()["id"]
        self.run_ok("queue", "snooze", number, "3d")
        self.run_ok("queue", "schedule", number, "2026-11-24 10:00")
        env = {"POLYPHONY_NOW": "2026-11-24T09:30:00Z"}
        self.assertIn("scheduled, due now",
                      self.run_ok("today", "ines", env=env).out)
        self.assertIn(number, [line["id"] for line in self.run_ok(
            "today", "ines", "--json", env=env).lines()])

    def test_scheduling_needs_a_time(self):
        result = self.run_polyphony("queue", "schedule", self.card()["id"])
        self.assertEqual(result.code, 2, result)
        self.assertIn("say when", result.err)

    def test_an_address_of_a_post_is_one(self):
        number = self.card()["id"]
        result = self.run_polyphony("queue", "shared", number, "yes")
        self.assertEqual(result.code, 1, result)
        self.run_ok("queue", "shared", number, "https://linkedin.example/1")

    def test_what_was_accepted_can_come_back(self):
        number = self.card()["id"]
        self.run_ok("queue", "accept", number)
        self.run_ok("queue", "not-yet", number)
        self.assertIn("offered", self.run_ok("queue", "show", number).out)

    def test_the_wanted_change_is_on_the_card(self):
        number = self.card()["id"]
        self.run_ok("queue", "edit", number, "Worth a look for our pickers. "
                    + self.card()["link"], "--as", "ines")
        self.run_ok("queue", "change", number, "Say who measured it",
                    "--as", "rita")
        self.assertIn("Say who measured it (shell: rita)",
                      self.run_ok("today", "ines").out)
        shown = self.run_ok("queue", "show", number, "--json").lines()[0]
        self.assertEqual(shown["request"], "Say who measured it")

    def test_a_text_that_stays_is_no_edit(self):
        card = self.card()
        result = self.run_polyphony("queue", "edit", card["id"], card["text"],
                                    "--as", "ines")
        self.assertEqual(result.code, 1, result)
        self.assertIn(f"suggestion {card['id']}: it is the same", result.err)
        self.assertEqual(self.card()["state"], "offered")

    def test_twice_is_said_as_twice(self):
        number = self.card()["id"]
        self.run_ok("queue", "accept", number, "--as", "ines")
        result = self.run_polyphony("queue", "accept", number)
        self.assertEqual(result.code, 1)
        self.assertIn("is accepted already (by ines, ", result.err)


class Reviewer(Demo):
    def test_empty_says_so(self):
        self.assertIn("Nothing waits for a reviewer.",
                      self.run_ok("queue", "list", "--review").out)

    def test_an_unknown_rep_is_no_empty_queue(self):
        result = self.run_polyphony("queue", "list", "--rep", "nobody")
        self.assertEqual(result.code, 1, result)
        self.assertIn("no such rep", result.err)

    def test_the_record_as_json(self):
        moves = self.run_ok("queue", "record", self.card()["id"],
                            "--json").lines()
        self.assertEqual([m["to"] for m in moves][-1], "offered")


class Marketing(Demo):
    def story(self):
        return self.run_ok("story", "list", "--json").lines()[0]["story"]

    def test_a_site_without_https_is_found(self):
        self.web["plain.example/"] = (
            "<html><head><link rel=alternate type='application/rss+xml' "
            "href='/feed.xml'></head><body>News</body></html>")
        self.assertIn("Added http://plain.example/feed.xml",
                      self.run_ok("feed", "add", "plain.example").out)

    def test_of_two_failures_the_site_s_own_words_are_told(self):
        self.web["down.example/"] = Reply("at work", status=503)
        result = self.run_polyphony("feed", "add", "down.example")
        self.assertEqual(result.code, 1, result)
        self.assertIn("503", result.err, "over http the site answered; over https nothing did")

    def test_a_file_of_another_kind_is_not_told_line_by_line(self):
        result = self.run_polyphony("import", "company", self.file(
            "notes.md", "no post\n" * 40))
        self.assertEqual(result.code, 1, result)
        self.assertEqual(len(result.err.splitlines()), 12, "ten, how many more, and what is wanted")
        self.assertIn("30 more skipped", result.err)

    def test_one_is_one(self):
        out = self.run_ok("story", "list").out
        self.assertIn("1 article, ", out)
        self.assertNotIn(" 1 articles", out)

    def test_an_embargo_lies_ahead_and_names_its_zone(self):
        result = self.run_polyphony("story", "embargo", self.story(),
                                    "2020-01-01")
        self.assertEqual(result.code, 1, result)
        self.assertIn("08:00 UTC", self.run_ok("story", "embargo", self.story(),
                                               "tomorrow").out)

    def test_an_embargo_holds_for_what_is_approved_already(self):
        waiting = [card for card in self.run_ok("queue", "list",
                                                "--json").lines()
                   if card.get("state") == "approved"]
        held = waiting[0]
        self.run_ok("story", "embargo", held["story"], "2026-11-24")
        later = {"POLYPHONY_NOW": held["slot"]}
        self.assertEqual("2026-11-23", held["slot"][:10])
        self.assertNotIn(held["id"], [c.get("id") for c in self.run_ok(
            "today", held["rep"], "--json", env=later).lines()])
        result = self.run_polyphony("queue", "accept", held["id"], env=later)
        self.assertEqual(result.code, 1, result)
        self.assertIn("under embargo until 2026-11-24T08:00:00Z", result.err)
        self.run_ok("queue", "schedule", held["id"], "2026-11-24 23:30", "--anyway")
        lifted = {"POLYPHONY_NOW": "2026-11-25T00:00:00Z"}
        self.run_ok("queue", "accept", held["id"], env=lifted)

    def test_who_shared_a_retracted_story_is_named(self):
        card = self.card()
        self.run_ok("queue", "shared", card["id"], "--as", "ines")
        out = self.run_ok("story", "retract", card["story"]).out
        self.assertIn("tell them: Ines.", out)
        out = self.run_ok("story", "retract", self.story()).out
        self.assertNotIn("tell them", out)

    def test_a_number_that_is_no_feed(self):
        for what in ("mute", "unmute", "retry"):
            self.assertIn("no such feed",
                          self.run_polyphony("feed", what, "999").err)

    def test_a_feed_not_visited_has_no_time(self):
        self.run_ok("feed", "add", "--unseen", "http://new.example/feed")
        new = [feed for feed in self.run_ok("feed", "list", "--json").lines()
               if "new.example" in feed["url"]]
        self.assertIsNone(new[0]["next_visit"])

    def test_doctor_calls_a_working_place_well(self):
        self.assertIn("All is well.", self.run_ok("doctor").out)
        verdicts = {line["verdict"]
                    for line in self.run_ok("doctor", "--json").lines()}
        self.assertLessEqual(verdicts, {"fine", "hint"})

    def test_a_wrong_top_says_why(self):
        result = self.run_polyphony("story", "list", "--top", "x")
        self.assertEqual(result.code, 2)
        self.assertIn("--top", result.err)


class BlindSample(PolyphonyTest):
    """What cleared itself and is looked at all the same can be refused."""

    NEEDS = ("demo",)

    def test_it_can_be_refused_and_sent_back(self):
        self.env.update(POLYPHONY_NOW=MONDAY,
                        POLYPHONY_REVIEW_BLIND_PERCENT="100")
        self.run_ok("demo")
        ours = self.run_ok("queue", "list", "--review", "--json").lines()
        ours = [line["id"] for line in ours if line.get("state") == "offered"]
        out = self.run_ok("queue", "list", "--review").out
        self.assertRegex(out, r"(?m)^[1-9]\d* need you, 0 cleared")
        self.run_ok("queue", "reject", ours[0], "not us", "--as", "rita")
        self.run_ok("queue", "change", ours[1], "shorter", "--as", "rita")
        states = {row["id"]: row["state"]
                  for row in self.rows("SELECT id, state FROM suggestion")}
        self.assertEqual(states[ours[0]], "rejected")
        self.assertEqual(states[ours[1]], "changes_requested")


if __name__ == "__main__":
    unittest.main()
