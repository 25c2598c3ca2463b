"""A suggestion's life from the shell: what each move does, what is refused
and how it is said, and that the record tells it all."""
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

import warm_web
from harness import POLYPHONY, TIMEOUT_S, PolyphonyTest, environment
from likeness import same_post

CLEAN = ("Nine hours: so long did the old machine run in a whole year, and each of them was a test. A number to "
         "remember when somebody says that cold weeks make the change impossible.")
OTHER = ("Drilling next to a ward is loud. Whoever plans the same should talk to nurses first, then to engineers, and "
         "begin on the far side of the yard.")
BLOCKED = "Guaranteed results for every hospital: this cuts your costs without any risk, we promise."


def at(seconds):
    """The clock, so long after the tests' usual now (09:00)."""
    return {"POLYPHONY_NOW": f"2026-01-15T09:{seconds // 60:02d}:{seconds % 60:02d}Z"}


class Life(PolyphonyTest):
    template = None

    def setUp(self):
        super().setUp()
        self.env.update(POLYPHONY_SCHEDULE_LEAST_SCORE="1", POLYPHONY_SCHEDULE_PER_SOURCE="9")
        if Life.template is None:
            warm_web.seed(self)
            self.run_ok("curate")
            self.run_ok("schedule")
            Life.template = Path(tempfile.mkdtemp(prefix="polyphony-template-"))
            shutil.copytree(self.home, Life.template / "home")
        else:
            shutil.copytree(Life.template / "home", self.home)
        # A story that Anna and Luz both have: Anna's is offered already.
        pair = self.rows("SELECT a.id AS anna, b.id AS luz, s.key AS story FROM suggestion a JOIN suggestion b "
                         "ON b.story = a.story JOIN story s ON s.id = a.story "
                         "WHERE a.rep = 'anna' AND a.state = 'offered' AND b.rep = 'luz'")[0]
        self.anna, self.luz, self.story = pair["anna"], pair["luz"], pair["story"]

    @classmethod
    def tearDownClass(cls):
        if Life.template is not None:
            shutil.rmtree(Life.template, ignore_errors=True)
            Life.template = None

    def move(self, verb, *args, who="anna", env=None):
        return self.run_ok("queue", verb, *args, "--as", who, env=env)

    def refused(self, verb, *args, who="anna", env=None, code=1):
        """A refusal leaves everything as it was."""
        before = self.picture()
        result = self.run_polyphony("queue", verb, *args, "--as", who, env=env)
        self.assertEqual(result.code, code, result)
        self.assertEqual(result.out, "", result)
        self.assertRegex(result.err, "^(polyphony|usage): ")
        self.assertEqual(self.picture(), before)
        return result.err

    def picture(self):
        return [self.rows(f"SELECT * FROM {table} ORDER BY 1, 2")
                for table in ("suggestion", "slot", "audit", "revision", "decision", "share", "finding")]

    def card(self, number, env=None):
        return self.run_ok("queue", "show", number, "--json", env=env).lines()[0]

    def today(self, rep, env=None):
        return {card["id"] for card in self.run_ok("today", rep, "--json", env=env).lines() if "idle" not in card}


class Sharing(Life):
    def test_accepting_shows_what_to_do_and_freezes_the_text(self):
        text = self.card(self.anna)["text"]
        out = self.move("accept", self.anna).out
        self.assertIn("https://www.linkedin.com/", out)
        for word in text.split():
            self.assertIn(word, out)
        self.assertIn(f"queue shared {self.anna}", out)
        self.assertEqual(self.card(self.anna)["state"], "accepted")
        self.assertIn("accepted", self.refused("edit", self.anna, CLEAN))
        self.assertIn("by anna", self.refused("accept", self.anna, who="ken"))
        self.assertEqual(self.card(self.anna)["text"], text)

    def test_shared_is_the_end(self):
        self.move("accept", self.anna)
        self.move("shared", self.anna, "https://social.example/posts/1")
        self.assertEqual(self.card(self.anna)["state"], "shared")
        share = self.rows("SELECT * FROM share")
        self.assertEqual([(s["suggestion"], s["rep"], s["address"], s["late"]) for s in share],
                         [(self.anna, "anna", "https://social.example/posts/1", 0)])
        for verb, *more in (("accept",), ("dismiss",), ("edit", CLEAN), ("withdraw",), ("approve",), ("shared",),
                            ("schedule", "2d"), ("snooze", "2d"), ("reject",), ("change", "please")):
            with self.subTest(verb=verb):
                self.assertRegex(self.refused(verb, self.anna, *more), r"shared")

    def test_a_late_word_is_taken_and_marked(self):
        self.move("accept", self.anna)
        self.move("withdraw", self.anna, "the figures were wrong", who="mia")
        self.move("shared", self.anna)
        self.assertEqual(self.card(self.anna)["state"], "shared")
        self.assertEqual(self.rows("SELECT late FROM share"), [{"late": 1}])

    def test_undo_within_ten_seconds(self):
        self.move("accept", self.anna)
        self.move("shared", self.anna, env=at(10))
        self.run_ok("queue", "undo", "--as", "anna", env=at(20))
        self.assertEqual(self.card(self.anna)["state"], "accepted")
        self.assertEqual(self.rows("SELECT * FROM share"), [])
        self.assertRegex(self.run_polyphony("queue", "undo", "--as", "anna", env=at(20)).err, "nothing to undo")

    def test_undo_after_ten_seconds_is_refused(self):
        self.move("dismiss", self.anna)
        result = self.run_polyphony("queue", "undo", "--as", "anna", env=at(11))
        self.assertEqual(result.code, 1)
        self.assertIn("10 seconds", result.err)
        self.assertEqual(self.card(self.anna)["state"], "dismissed")

    def test_undo_takes_back_only_ones_own(self):
        self.move("dismiss", self.anna)
        self.assertEqual(self.run_polyphony("queue", "undo", "--as", "ken").code, 1)
        self.assertEqual(self.card(self.anna)["state"], "dismissed")

    def test_undo_of_a_snooze_and_of_a_time(self):
        slot = self.card(self.anna)["slot"]
        self.move("snooze", self.anna, "5d")
        self.assertNotIn(self.anna, self.today("anna"))
        self.run_ok("queue", "undo", "--as", "anna", env=at(5))
        self.assertIn(self.anna, self.today("anna"))
        self.assertEqual(self.card(self.anna)["slot"][:10], slot[:10])
        self.move("schedule", self.anna, "2026-01-19T10:00:00Z", env=at(20))
        self.run_ok("queue", "undo", "--as", "anna", env=at(25))
        card = self.card(self.anna)
        self.assertEqual((card["state"], card["slot"][:10]), ("offered", slot[:10]))

    def test_undo_of_a_dismissal_gives_it_back_with_a_slot(self):
        self.move("dismiss", self.anna, "seen", "before")
        self.assertIsNone(self.card(self.anna)["slot"])
        self.assertNotIn(self.anna, self.today("anna"))
        self.run_ok("queue", "undo", "--as", "anna", env=at(5))
        card = self.card(self.anna)
        self.assertEqual(card["state"], "offered")
        self.assertGreater(card["slot"], "2026-01-15T09:00:00Z")
        self.assertIn(self.anna, self.today("anna"))

    def test_what_was_dismissed_does_not_come_back_under_a_colleagues_words(self):
        """Its wording was free for the moment, and Luz took it."""
        text = self.card(self.anna)["text"]
        self.move("dismiss", self.anna)
        self.move("edit", self.luz, text, who="luz", env=at(2))
        result = self.run_polyphony("queue", "undo", "--as", "anna", env=at(4))
        self.assertEqual(result.code, 1, result)
        self.assertIn("Luz", result.err)
        self.assertEqual(self.card(self.anna)["state"], "dismissed")

    def test_snoozing_hides_it_until_its_time(self):
        self.move("snooze", self.anna, "2h")
        self.assertNotIn(self.anna, self.today("anna"))
        self.assertNotIn(self.anna, self.today("anna", env={"POLYPHONY_NOW": "2026-01-15T10:59:00Z"}))
        self.assertIn(self.anna, self.today("anna", env={"POLYPHONY_NOW": "2026-01-15T11:00:00Z"}))

    def test_a_long_snooze_ends_in_an_offer_with_a_slot_to_come(self):
        self.move("snooze", self.anna, "5d")
        back = {"POLYPHONY_NOW": "2026-01-20T09:00:00Z"}
        self.assertNotIn(self.anna, self.today("anna", env={"POLYPHONY_NOW": "2026-01-20T08:59:00Z"}))
        self.assertIn(self.anna, self.today("anna", env=back))
        card = self.card(self.anna, env=back)
        self.assertEqual(card["state"], "offered")
        self.assertGreaterEqual(card["slot"], back["POLYPHONY_NOW"])

    def test_scheduling_sets_the_slot_and_freezes_the_text(self):
        self.move("schedule", self.anna, "2026-01-16 14:00")
        card = self.card(self.anna)
        self.assertEqual((card["state"], card["slot"]), ("scheduled", "2026-01-16T13:00:00Z"), "Berlin time")
        self.assertIn("scheduled", self.refused("edit", self.anna, CLEAN))
        self.move("accept", self.anna)
        self.move("shared", self.anna)

    def test_no_time_in_the_past_and_no_nonsense(self):
        self.assertIn("passed", self.refused("schedule", self.anna, "2026-01-15 09:59"))
        self.assertIn("passed", self.refused("snooze", self.anna, "2025-01-01"))
        for words in ("soon", "2026-13-01", "25:00", "-3d", "99999999999999d"):
            with self.subTest(words=words):
                self.assertIn("is no time", self.refused("snooze", self.anna, words))

    def test_two_reps_do_not_schedule_one_story_within_four_hours(self):
        self.move("accept", self.luz, who="luz")
        self.move("schedule", self.luz, "2026-01-16T15:00:00Z", who="luz")
        self.assertIn("Luz", self.refused("schedule", self.anna, "2026-01-16T18:59:00Z"))
        self.assertIn("Luz", self.refused("schedule", self.anna, "2026-01-16T11:01:00Z"))
        self.assertIn("working hours", self.refused("schedule", self.anna, "2026-01-16T19:00:00Z"))
        self.move("schedule", self.anna, "2026-01-16T19:00:00Z", "--anyway")

    def test_a_reps_own_posts_keep_half_an_hour(self):
        other = self.rows("SELECT id FROM suggestion WHERE rep = 'anna' AND id <> ?", self.anna)[0]["id"]
        self.move("schedule", other, "2026-01-19T10:00:00Z")
        self.assertIn("30 minutes", self.refused("schedule", self.anna, "2026-01-19T10:29:00Z"))
        self.move("schedule", self.anna, "2026-01-19T10:30:00Z")

    def test_what_nobody_took_expires_and_says_so(self):
        late = {"POLYPHONY_NOW": "2026-01-25T09:00:00Z"}
        self.assertNotIn(self.anna, self.today("anna", env=late))
        self.assertEqual(self.card(self.anna)["state"], "expired")
        self.assertIn("expire", self.run_ok("queue", "record", self.anna).out)


class Editing(Life):
    def test_a_new_reps_edit_is_reviewed(self):
        self.assertIn("reviewer", self.move("edit", self.anna, CLEAN).out)
        card = self.card(self.anna)
        self.assertEqual((card["state"], card["text"], card["revision"]), ("in_review", CLEAN, 2))
        self.assertIn(self.anna, [c["id"] for c in self.run_ok("queue", "list", "--review", "--json").lines()
                                  if "id" in c])
        self.move("approve", self.anna, who="mia")
        self.assertEqual(self.card(self.anna)["state"], "approved")

    def test_after_five_unchanged_approvals_a_clean_edit_clears_itself(self):
        self.trust("anna", 1)
        self.move("edit", self.anna, CLEAN)
        self.assertEqual(self.card(self.anna)["state"], "offered")
        self.move("edit", self.anna, "This is the best solution in the whole world, number one, buy now!!! "
                  "@a @b @c @d @e @f #followback #follow4follow")
        self.assertEqual(self.card(self.anna)["state"], "in_review", "warnings are for a person")

    def trust(self, rep, level):
        db = sqlite3.connect(self.home / "polyphony.db")
        with db:
            db.execute("UPDATE rep SET trust = ? WHERE id = ?", (level, rep))
        db.close()

    def test_what_a_rule_blocks_cannot_be_approved(self):
        self.move("edit", self.anna, BLOCKED)
        card = self.card(self.anna)
        self.assertEqual(card["state"], "in_review")
        blocks = [f for f in card["findings"] if f["severity"] == "block"]
        self.assertTrue(blocks)
        self.assertTrue(all(f["message"] and f["fix"] and 0 <= f["start"] <= f["end"] <= len(BLOCKED) for f in blocks))
        self.assertIn(blocks[0]["rule"], self.refused("approve", self.anna, who="mia"))
        self.refused("accept", self.anna)

    def test_too_close_to_a_colleague_is_refused_with_the_name(self):
        theirs = self.card(self.luz)["text"]
        for text in (theirs, theirs.upper(), f"Look: {theirs}", theirs.replace(" ", "\u00a0"), theirs + " \u200b!"):
            with self.subTest(text=text):
                self.assertIn("Luz", self.refused("edit", self.anna, text))

    def test_an_accepted_wording_stays_reserved(self):
        text = self.card(self.luz)["text"]
        self.move("accept", self.luz, who="luz")
        self.move("withdraw", self.luz, who="mia")
        self.assertIn("Luz", self.refused("edit", self.anna, text))

    def test_too_close_to_the_company_page_is_refused(self):
        number = self.rows("SELECT g.id FROM suggestion g JOIN article a ON a.id = g.article "
                           "WHERE a.url LIKE '%42-schools' AND g.state IN ('offered', 'approved')")[0]["id"]
        self.assertIn("company", self.refused("edit", number, warm_web.COMPANY[0]["text"]))

    def test_no_text_is_no_text(self):
        self.assertIn("empty", self.refused("edit", self.anna, "  \n "))
        self.assertEqual(self.run_polyphony("queue", "edit", self.anna).code, 2)

    def test_a_text_from_a_file_and_from_a_pipe(self):
        file = self.file("new.txt", CLEAN + "\n\n")
        self.move("edit", self.anna, "--file", file)
        self.assertEqual(self.card(self.anna)["text"], CLEAN)
        self.run_ok("queue", "edit", self.anna, "--file", "-", "--as", "anna", input=OTHER)
        self.assertEqual(self.card(self.anna)["text"], OTHER)

    def test_undo_of_an_edit_gives_the_old_words_back(self):
        """Never the new words without their review."""
        old = self.card(self.anna)
        self.move("edit", self.anna, CLEAN)
        self.run_ok("queue", "undo", "--as", "anna", env=at(3))
        card = self.card(self.anna)
        self.assertEqual((card["state"], card["text"]), (old["state"], old["text"]))
        self.assertIn(CLEAN.split(":")[0], self.run_ok("queue", "record", self.anna).out)

    def test_the_rounds_of_a_change(self):
        self.move("edit", self.anna, CLEAN)
        self.assertEqual(self.run_polyphony("queue", "change", self.anna, "--as", "mia").code, 2, "what to change?")
        self.move("change", self.anna, "Name", "the", "hospital", who="mia")
        self.assertEqual(self.card(self.anna)["state"], "changes_requested")
        self.refused("approve", self.anna, who="mia")
        self.refused("accept", self.anna)
        self.move("edit", self.anna, OTHER)
        self.assertEqual(self.card(self.anna)["state"], "in_review")
        self.move("approve", self.anna, who="mia")
        refusal = self.refused("approve", self.anna, who="noor")
        self.assertRegex(refusal, r"approved.*by shell: mia, 2026-01-15T09:00:00Z")
        record = self.run_ok("queue", "record", self.anna).out
        for word in ("Name the hospital", "mia", "anna", "in_review", "changes_requested", "approve", "starter"):
            self.assertIn(word, record)

    def test_rejecting_frees_the_slot_and_the_words(self):
        text = self.card(self.anna)["text"]
        self.move("edit", self.anna, CLEAN)
        self.move("reject", self.anna, "not ours", who="mia")
        card = self.card(self.anna)
        self.assertEqual((card["state"], card["slot"]), ("rejected", None))
        self.refused("approve", self.anna, who="mia")
        self.move("edit", self.luz, CLEAN, who="luz")
        self.assertNotEqual(text, CLEAN)

    def test_undoing_a_decision_undoes_what_it_taught(self):
        self.trust("anna", 1)
        self.move("edit", self.anna, BLOCKED)
        self.move("reject", self.anna, who="mia")
        self.assertEqual(self.rows("SELECT trust FROM rep WHERE id = 'anna'"), [{"trust": 0}])
        self.run_ok("queue", "undo", "--as", "mia", env=at(2))
        self.assertEqual(self.card(self.anna)["state"], "in_review")
        self.assertEqual(self.rows("SELECT trust FROM rep WHERE id = 'anna'"), [{"trust": 1}])
        self.assertEqual(self.rows("SELECT * FROM decision"), [])

    def test_not_reviewed_in_time_moves_to_a_later_slot(self):
        self.move("edit", self.anna, CLEAN)
        was = self.card(self.anna)["slot"]
        later = {"POLYPHONY_NOW": "2026-01-16T06:00:00Z"}
        self.run_ok("today", "anna", env=later)
        card = self.card(self.anna)
        self.assertEqual(card["state"], "in_review")
        self.assertGreater(card["slot"], max(was, later["POLYPHONY_NOW"]))


class Together(Life):
    def test_retracting_a_story_withdraws_all_of_it(self):
        self.move("accept", self.anna)
        out = self.run_ok("story", "retract", self.story, "the study was withdrawn", "--as", "mia").out
        self.assertIn("2 suggestions were withdrawn", out)
        for number in (self.anna, self.luz):
            self.assertEqual(self.card(number)["state"], "withdrawn")
            self.assertIn("the study was withdrawn", self.run_ok("queue", "record", number).out)
        self.assertIn("retracted", self.run_polyphony("queue", "undo", "--as", "mia").err)
        self.run_ok("schedule", env={"POLYPHONY_NOW": "2026-01-16T09:00:00Z"})
        self.assertEqual(self.rows("SELECT count(*) AS n FROM suggestion g JOIN story s ON s.id = g.story WHERE "
                                   "s.key = ? AND g.state NOT IN ('withdrawn')", self.story), [{"n": 0}])

    def test_all_clean_ones_of_a_story_are_one_act(self):
        self.move("edit", self.anna, CLEAN)
        self.move("edit", self.luz, OTHER, who="luz")
        out = self.run_ok("queue", "approve", "--story", self.story, "--as", "mia").out
        self.assertIn("2 clean texts", out)
        self.assertIn("2 suggestions", self.run_ok("queue", "undo", "--as", "mia", env=at(9)).out)
        self.assertEqual({self.card(i)["state"] for i in (self.anna, self.luz)}, {"in_review"})
        self.assertEqual(self.rows("SELECT * FROM decision"), [])

    def test_moves_that_are_none(self):
        self.refused("approve", self.anna, who="mia")
        self.refused("reject", self.anna, who="mia")
        self.refused("change", self.anna, "more", "numbers", who="mia")
        self.assertIn("no such suggestion", self.refused("accept", 99999))
        self.refused("accept", "seven", code=2)
        self.refused("accept", code=2)
        self.move("dismiss", self.anna)
        for verb, *more in (("accept",), ("edit", CLEAN), ("shared",), ("schedule", "2d"), ("snooze", "2d"),
                            ("withdraw",), ("dismiss",)):
            with self.subTest(verb=verb):
                self.assertRegex(self.refused(verb, self.anna, *more), "dismissed")

    def test_the_record_is_whole(self):
        self.move("edit", self.anna, CLEAN)
        self.move("approve", self.anna, "fine", "by", "me", who="mia")
        self.move("accept", self.anna)
        self.move("shared", self.anna)
        out = self.run_ok("queue", "record", self.anna).out
        at_last = -1
        for word in ("polyphony: write", "anna: edit", "fine by me", "anna: accept", "anna: share"):
            self.assertGreater(out.find(word), at_last, out)
            at_last = out.find(word)
        self.assertRegex(out, r"chain of \d+ rows is whole")

    def test_a_changed_audit_is_found(self):
        for change in ("UPDATE audit SET who = 'nobody' WHERE id = 2", "UPDATE audit SET text = text || '.' WHERE id = 1",
                       "DELETE FROM audit WHERE id = 3", "UPDATE audit SET at = at + 1 WHERE id = 4",
                       "UPDATE audit SET was = NULL WHERE id = 4"):
            with self.subTest(change=change):
                shutil.rmtree(self.home)
                shutil.copytree(Life.template / "home", self.home)
                self.run_ok("queue", "record", 1)
                db = sqlite3.connect(self.home / "polyphony.db")
                with db:
                    for trigger in ("audit_kept", "audit_stays"):
                        db.execute(f"DROP TRIGGER {trigger}")
                    db.execute(change)
                db.close()
                record = self.run_polyphony("queue", "record", 1)
                self.assertEqual(record.code, 1)
                self.assertRegex(record.err, r"chain breaks at row \d")
                self.assertRegex(self.run_polyphony("doctor").out, r"look .*chain")

    def test_the_audit_cannot_be_changed_by_accident(self):
        db = sqlite3.connect(self.home / "polyphony.db")
        for change in ("UPDATE audit SET who = 'x'", "DELETE FROM audit",
                       "UPDATE suggestion SET state = 'shared' WHERE state = 'offered'"):
            with self.assertRaises(sqlite3.IntegrityError):
                db.execute(change)
        db.close()

    def test_eight_at_once_towards_one_text(self):
        """Anna and Luz, four windows each, all write the same words."""
        text = "A car park that warms wards: I would like to know who had to be convinced first, and with which number."
        numbers = [self.anna, self.luz] * 4
        started = [subprocess.Popen([POLYPHONY, "queue", "edit", str(number), text, "--as", "x"],
                                    env=environment(self.home, self.env), stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, text=True) for number in numbers]
        ends = [(process.communicate(timeout=TIMEOUT_S), process.returncode) for process in started]
        self.assertTrue(all(code in (0, 1) for _, code in ends), ends)
        passed = {number for number, (_, code) in zip(numbers, ends) if code == 0}
        self.assertEqual(len(passed), 1, ends)
        for (out, err), code in ends:
            self.assertTrue(code == 0 or "Anna" in err or "Luz" in err or "same text as before" in err, (out, err))
        self.assertEqual(self.rows("SELECT count(*) AS n FROM suggestion WHERE text = ?", text), [{"n": 1}])
        self.assertFalse(same_post(self.card(self.anna)["text"], self.card(self.luz)["text"]))
        self.run_ok("queue", "record", self.anna)

    def test_two_reviewers_at_once(self):
        self.move("edit", self.anna, CLEAN)
        started = [self.spawn("queue", "approve" if i % 2 else "reject", str(self.anna), "--as", f"r{i}")
                   for i in range(8)]
        ends = [(process.communicate(timeout=TIMEOUT_S), process.returncode) for process in started]
        self.assertEqual(sum(code == 0 for _, code in ends), 1, ends)
        for (_, err), code in ends:
            self.assertTrue(code == 0 or " (by shell: r" in err, err)
        self.assertEqual(self.rows("SELECT count(*) AS n FROM decision"), [{"n": 1}])


if __name__ == "__main__":
    unittest.main()
