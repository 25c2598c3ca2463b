"""Who gets what, as marketing and reps steer it: campaigns, embargo and expiry,
days away, moves to another zone, and what stays as it was."""
import copy
import json
import shutil
import tempfile
import unittest
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import warm_web
from harness import PolyphonyTest
from test_way import DEAD, moment, working_day

REPS = {rep["id"]: rep for rep in warm_web.REPS}
UNTAKEN = {"draft", "in_review", "changes_requested", "approved", "offered"}


def clock(text):
    return {"POLYPHONY_NOW": text}


class Planned(PolyphonyTest):
    """A home that has curated; `schedule` is each test's own."""
    template = None
    scheduled = False

    def setUp(self):
        super().setUp()
        self.env.update(POLYPHONY_SCHEDULE_LEAST_SCORE="1", POLYPHONY_SCHEDULE_PER_SOURCE="9")
        kind = type(self)
        if kind.template is None:
            warm_web.seed(self)
            self.run_ok("curate")
            if self.scheduled:
                self.run_ok("schedule")
            kind.template = Path(tempfile.mkdtemp(prefix="polyphony-template-"))
            shutil.copytree(self.home, kind.template / "home")
        else:
            shutil.copytree(kind.template / "home", self.home)

    @classmethod
    def tearDownClass(cls):
        if cls.template is not None:
            shutil.rmtree(cls.template, ignore_errors=True)
            cls.template = None

    def cards(self, env=None):
        return [c for c in self.run_ok("queue", "list", "--json", env=env).lines() if "idle" not in c]

    def live(self, env=None):
        return [c for c in self.cards(env) if c["state"] not in DEAD]

    def refused(self, *args, code=1, env=None):
        result = self.run_polyphony(*args, env=env)
        self.assertEqual(result.code, code, result)
        return result.err

    def plan(self):
        return self.rows("SELECT p.day, p.rep, s.key AS story, p.round, p.place, p.score, p.reason FROM plan p "
                         "JOIN story s ON s.id = p.story ORDER BY 1, 4, 5")

    def pairs(self, day):
        return {(p["rep"], p["story"]) for p in self.plan() if p["day"] == day}

    def import_reps(self, change, env=None):
        reps = copy.deepcopy(warm_web.REPS)
        for rep in reps:
            change(rep)
        return self.run_ok("import", "reps", self.file("reps.json", json.dumps(reps)), env=env).out


class Campaigns(Planned):
    def test_its_stories_come_first_and_say_so(self):
        self.run_ok("schedule")
        before = Counter(c["rep"] for c in self.live())
        shutil.rmtree(self.home)
        shutil.copytree(type(self).template / "home", self.home)
        out = self.run_ok("campaign", "add", "Tenants first", "--words", "nobody says this, Heat  pump", "--weight", "20",
                          "--as", "mia").out
        self.assertIn("adds 20 of 100", out)
        self.assertRegex(out, "It is about [1-9]")
        self.run_ok("schedule")
        told = [c for c in self.live() if "part of the campaign Tenants first" in c["reasons"]]
        self.assertTrue(told)
        for card in told:
            rows = self.rows("SELECT a.title || ' ' || a.summary AS t FROM story s JOIN article a ON a.id = s.lead "
                             "WHERE s.key = ?", card["story"])
            self.assertIn("heat pump", rows[0]["t"].lower())
            self.assertIn("campaign Tenants first", " ".join(self.run_ok("queue", "show", card["id"]).out.split()))
        self.assertEqual(Counter(c["rep"] for c in self.live()), before, "it chooses, it does not add")
        line = self.run_ok("campaign", "list", "--json").lines()[0]
        self.assertEqual((line["weight"], line["words"], line["who"].split()[-1]),
                         (20, ["Heat  pump", "nobody says this"], "mia"))
        self.assertEqual(line["suggestions"], len(told))

    def test_for_some_reps_and_some_feeds_only(self):
        feed = self.rows("SELECT f.id, f.url FROM feed f JOIN article a ON a.feed = f.id GROUP BY 1 ORDER BY count(*) DESC")[0]
        self.run_ok("campaign", "add", "one", "--feeds", feed["url"], "--reps", "Anna")
        self.run_ok("schedule")
        told = [c for c in self.live() if "part of the campaign one" in c["reasons"]]
        self.assertEqual({c["rep"] for c in told}, {"anna"})

    def test_it_never_lifts_what_does_not_fit(self):
        best = {r["story"]: r["best"] for r in self.rows(
            "SELECT s.key AS story, max(v.score) AS best FROM relevance v JOIN story s ON s.id = v.story GROUP BY 1")}
        story = min(best, key=best.get)
        env = {"POLYPHONY_SCHEDULE_LEAST_SCORE": str(int(best[story] * 100) + 2)}
        self.run_ok("campaign", "add", "weak", "--stories", story, "--weight", "20")
        self.run_ok("schedule", env=env)
        self.assertNotIn(story, {c["story"] for c in self.cards()})

    def test_ending_and_its_time(self):
        self.run_ok("campaign", "add", "a", "--words", "heat", "--from", "2026-01-20", "--to", "2026-01-22")
        self.assertEqual(self.run_ok("campaign", "list", "--json").lines(), [], "it is to come")
        self.assertEqual(len(self.run_ok("campaign", "list", "--json", env=clock("2026-01-21T09:00:00Z")).lines()), 1)
        self.assertEqual(len(self.run_ok("campaign", "list", "--all", "--json").lines()), 1)
        self.assertIn("there is a campaign", self.refused("campaign", "add", "a", "--words", "x"))
        self.run_ok("campaign", "end", "a")
        self.assertIn("no such campaign", self.refused("campaign", "end", "a"))
        self.run_ok("campaign", "add", "a", "--words", "x")
        self.run_ok("schedule")
        self.assertFalse([c for c in self.cards() if "part of the campaign a" in c["reasons"]])

    def test_what_is_no_campaign(self):
        self.assertIn("what it is about", self.refused("campaign", "add", "a"))
        self.assertIn("1 to 20", self.refused("campaign", "add", "a", "--words", "x", "--weight", "21", code=2))
        self.assertIn("no such feed", self.refused("campaign", "add", "a", "--feeds", "99"))
        self.assertIn("no such story", self.refused("campaign", "add", "a", "--stories", "zz"))
        self.assertIn("no such rep", self.refused("campaign", "add", "a", "--words", "x", "--reps", "nobody"))
        self.assertIn("before it begins", self.refused("campaign", "add", "a", "--words", "x", "--to", "2026-01-01"))
        self.assertEqual(self.rows("SELECT * FROM campaign"), [])


class Stories(Planned):
    scheduled = True

    def setUp(self):
        super().setUp()
        counts = Counter(c["story"] for c in self.live())
        self.story = counts.most_common(1)[0][0]
        self.own = sorted((c for c in self.live() if c["story"] == self.story), key=lambda c: c["slot"])

    def of_story(self, env=None):
        return [c for c in self.cards(env) if c["story"] == self.story]

    def test_an_expiry_leaves_no_slot_behind_it(self):
        self.assertGreater(len(self.own), 1)
        end = moment(self.own[-1]["slot"]) - timedelta(minutes=1)
        self.run_ok("story", "expire", self.story, end.strftime("%Y-%m-%dT%H:%M:%SZ"))
        for card in self.of_story():
            self.assertTrue(card["state"] == "expired" or moment(card["slot"]) < end, card)
        self.assertIn("expires", self.run_ok("story", "show", self.story).out)
        later = clock((end + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.run_ok("schedule", env=later)
        self.assertEqual({c["state"] for c in self.of_story(later)}, {"expired"})

    def test_an_expiry_is_taken_back(self):
        self.run_ok("story", "expire", self.story, "2026-03-01")
        self.run_ok("story", "expire", self.story, "off")
        self.assertIsNone(self.run_ok("story", "show", self.story, "--json").lines()[0]["expires"])
        self.assertEqual([c["slot"] for c in self.of_story()], [c["slot"] for c in sorted(self.own, key=lambda c: c["rep"])])
        self.assertIn("passed", self.refused("story", "expire", self.story, "2026-01-01"))
        self.refused("story", "expire", self.story, "some day", code=2)

    def test_an_embargo_moves_what_nobody_took(self):
        until = "2026-01-17T12:00:00Z"
        self.run_ok("story", "embargo", self.story, until)
        for card in self.of_story():
            self.assertGreaterEqual(card["slot"], until)
            self.assertIsNotNone(working_day(card["rep"], moment(card["slot"])))

    def test_no_own_time_after_the_expiry(self):
        self.run_ok("story", "expire", self.story, "2026-01-17T12:00:00Z")
        card = self.of_story()[0]
        err = self.refused("queue", "schedule", card["id"], "2026-01-19T10:00:00Z", "--anyway", "--as", card["rep"])
        self.assertIn("expires", err)

    def test_blocking_leaves_what_reps_took(self):
        taken = next(c for c in self.own if c["state"] in ("approved", "offered"))
        self.run_ok("queue", "accept", taken["id"], "--as", taken["rep"])
        out = self.run_ok("story", "block", self.story, "we are a party to it").out
        self.assertIn(f"{len(self.own) - 1} suggestion", out)
        states = {c["id"]: c["state"] for c in self.of_story()}
        self.assertEqual(states.pop(taken["id"]), "accepted")
        self.assertEqual(set(states.values()), {"withdrawn"})
        self.run_ok("story", "open", self.story)

    def test_a_retraction_is_not_lifted_by_accident(self):
        self.run_ok("story", "retract", self.story, "the study was withdrawn")
        err = self.refused("story", "open", self.story)
        self.assertIn("the study was withdrawn", err)
        self.assertIn("--force", err)
        self.assertEqual(self.run_ok("story", "show", self.story, "--json").lines()[0]["state"], "retracted")
        self.assertIn("stays withdrawn", self.run_ok("story", "open", self.story, "--force").out)
        self.assertEqual(self.run_ok("story", "show", self.story, "--json").lines()[0]["state"], "open")

    def test_a_story_as_json(self):
        story = self.run_ok("story", "show", self.story, "--json").lines()[0]
        self.assertEqual(story["story"], self.story)
        self.assertTrue(story["told_by"][0]["title"] and story["fits"][0]["why"])
        self.assertEqual([f["score"] for f in story["fits"]], sorted((f["score"] for f in story["fits"]), reverse=True))


class Reps(Planned):
    scheduled = True

    def test_away_and_back(self):
        self.assertIn("another slot", self.run_ok("rep", "away", "anna", "today", "2026-01-19").out)
        mine = [c for c in self.live() if c["rep"] == "anna"]
        self.assertTrue(mine)
        for card in mine:
            self.assertGreaterEqual(card["slot"], "2026-01-20")
        self.assertEqual(self.run_ok("rep", "show", "anna", "--json").lines()[0]["away"],
                         [{"from": "2026-01-15", "to": "2026-01-19"}])
        self.assertIn("2026-01-15 to 2026-01-19", self.run_ok("rep", "list").out)
        self.assertIn("back from 2026-01-15", self.run_ok("rep", "back", "anna").out)
        self.assertIn("was not away", self.run_ok("rep", "back", "anna").out)
        self.assertEqual(self.run_ok("rep", "show", "Anna", "--json").lines()[0]["away"], [])

    def test_nothing_is_planned_for_who_is_away(self):
        for number in [c["id"] for c in self.live() if c["rep"] == "anna"]:
            self.run_ok("queue", "withdraw", number, "--as", "mia")
        self.run_ok("rep", "away", "anna", "tomorrow", "2026-02-10")
        self.run_ok("schedule", env=clock("2026-01-16T06:00:00Z"))
        self.assertEqual([c for c in self.live(clock("2026-01-16T06:00:00Z")) if c["rep"] == "anna"], [])
        idle = self.run_ok("today", "anna", "--json", env=clock("2026-01-16T06:01:00Z")).lines()
        self.assertEqual(idle, [{"rep": "anna", "idle": "away until 2026-02-10"}])

    def test_away_days_of_the_file(self):
        self.import_reps(lambda rep: rep.update(away=[{"from": "2026-01-15", "to": "2026-01-16"}])
                         if rep["id"] == "anna" else None)
        for card in self.live():
            if card["rep"] == "anna":
                self.assertGreater(card["slot"], "2026-01-17")
        out = self.run_polyphony("import", "reps", self.file("bad.json", json.dumps(
            [{**warm_web.REPS[0], "away": [{"from": "soon"}]}])))
        self.assertEqual(out.code, 1)
        self.assertIn("no dates", out.err)

    def test_what_is_no_date(self):
        self.assertIn("no date", self.refused("rep", "away", "anna", "2026-02-30", code=2))
        self.assertIn("before it begins", self.refused("rep", "away", "anna", "2026-02-20", "2026-02-10"))
        self.assertIn("passed", self.refused("rep", "away", "anna", "2026-01-02"))
        self.assertIn("no such rep", self.refused("rep", "away", "nobody", "today"))

    def test_a_rep_who_moves_keeps_hours_in_the_new_zone(self):
        card = next(c for c in self.live() if c["rep"] == "anna" and c["state"] in ("approved", "offered"))
        self.run_ok("queue", "schedule", card["id"], "2026-01-20T09:00:00Z", "--as", "anna")

        def move(rep):
            if rep["id"] == "anna":
                rep["working_hours"]["timezone"] = "America/Los_Angeles"
        out = self.import_reps(move)
        self.assertIn("1 that reps accepted or scheduled themselves stays where it is", out)
        there = ZoneInfo("America/Los_Angeles")
        for c in self.live():
            if c["rep"] != "anna":
                continue
            local = moment(c["slot"]).astimezone(there)
            if c["id"] == card["id"]:
                self.assertEqual(c["slot"], "2026-01-20T09:00:00Z")
                self.assertIn("outside your hours", self.run_ok("today", "anna").out)
            else:
                self.assertTrue("08:30" <= f"{local:%H:%M}" < "17:00" and local.isoweekday() < 6, c)
                self.assertEqual(self.rows("SELECT day_starts AS d FROM slot WHERE suggestion = ?", c["id"])[0]["d"],
                                 int(local.replace(hour=8, minute=30, second=0).timestamp()))

    def test_new_holidays_move_slots(self):
        ics = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260115\r\n"
               "DTEND;VALUE=DATE:20260117\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
        self.run_ok("import", "holidays", self.file("h.ics", ics))
        for card in self.live():
            self.assertNotIn(str(working_day(card["rep"], moment(card["slot"]))), ("2026-01-15", "2026-01-16"))


class Caps(Planned):
    def test_a_cap_a_day(self):
        self.run_ok("schedule", env={"POLYPHONY_CAPS_LINKEDIN": "1", "POLYPHONY_CAPS_MASTODON": "1"})
        days = Counter((c["rep"], c["network"], working_day(c["rep"], moment(c["slot"]))) for c in self.live()
                       if c["network"] in ("linkedin", "mastodon"))
        self.assertTrue(days)
        self.assertEqual(max(days.values()), 1, days)
        self.assertGreater(len(days), len({(d[0], d[1]) for d in days}), "the others went to another day")

    def test_weekends_do_not_pile_up(self):
        for day in ("16T15", "17T09", "18T09", "18T20"):
            env = clock(f"2026-01-{day}:59:00Z")
            self.run_ok("schedule", env=env)
            waiting = Counter(c["rep"] for c in self.live(env) if c["state"] in UNTAKEN and
                              c["slot"] > env["POLYPHONY_NOW"])
            for rep, count in waiting.items():
                self.assertLessEqual(count, REPS[rep]["daily_quota"], (rep, day))

    def test_the_plan_assigns_what_can_be_placed(self):
        env = {"POLYPHONY_SCHEDULE_HORIZON_DAYS": "1", "POLYPHONY_SCHEDULE_STORY_REPS": "50"}
        reps = []
        for i in range(24):
            rep = copy.deepcopy(warm_web.REPS[0])
            rep.update(id=f"r{i:02}", name=f"Rep {i}", networks=["linkedin"], daily_quota=1)
            rep["audience"]["id"] = "all"
            reps.append(rep)
        self.run_ok("import", "reps", self.file("many.json", json.dumps(reps)))
        self.run_ok("curate")
        self.run_ok("schedule", env=env)
        notes = [r["note"] for r in self.rows("SELECT note FROM plan WHERE state = 'none'")]
        self.assertFalse([n for n in notes if "no free slot" in n], notes)

    def test_one_site_a_day_over_all_rounds(self):
        self.run_ok("schedule", env={"POLYPHONY_SCHEDULE_PER_SOURCE": "1"})
        sites = Counter((c["rep"], c["article"]["site"]) for c in self.live())
        self.assertTrue(sites)
        self.assertEqual(max(sites.values()), 1, sites)

    def test_a_first_story_is_worth_what_the_setting_says(self):
        """Two reps for one place in each of few stories: whom it fits better
        takes all of them, unless a first story counts."""
        one, two = copy.deepcopy(warm_web.REPS[0]), copy.deepcopy(warm_web.REPS[0])
        one.update(id="best", name="Best", daily_quota=20)
        two.update(id="next", name="Next", daily_quota=20)
        one["audience"]["id"], two["audience"]["id"] = "best", "next"
        two["audience"]["keywords"] = two["audience"]["keywords"][:2]
        two["audience"]["about"] = "Heat."
        served = {}
        for worth in ("0", "100"):
            home = self.home
            shutil.rmtree(home)
            warm_web.serve(self.web)
            self.run_ok("init")
            self.run_ok("import", "feeds", self.file("feeds.opml", warm_web.opml()))
            self.run_ok("import", "reps", self.file("two.json", json.dumps([one, two])))
            self.run_ok("curate")
            self.run_ok("schedule", env={"POLYPHONY_SCHEDULE_STORY_REPS": "1", "POLYPHONY_SCHEDULE_FIRST_STORY": worth})
            lines = self.rows("SELECT rep, score FROM plan WHERE round = 0")
            served[worth] = (sum(r["score"] for r in lines), len({r["rep"] for r in lines}))
        self.assertEqual(served["100"][1], 2, served)
        self.assertLessEqual(served["100"][0], served["0"][0], "the stated trade")


class Stable(Planned):
    scheduled = True

    def test_a_later_round_only_adds(self):
        before = self.plan()
        warm_web.serve(self.web, more=[warm_web.LATER])
        self.run_ok("curate", "--all", env=clock("2026-01-15T15:00:00Z"))
        self.run_ok("schedule", env=clock("2026-01-15T15:01:00Z"))
        after = self.plan()
        self.assertEqual([p for p in after if p in before], before)

    def test_a_new_article_moves_what_is_due_to_it(self):
        night, morning = clock("2026-01-15T23:00:00Z"), clock("2026-01-16T06:00:00Z")
        for card in self.live():
            self.run_ok("queue", "withdraw", card["id"], "--as", "mia")
        shutil.copytree(self.home, self.folder / "other")
        self.run_ok("schedule", env=morning)
        without = self.pairs("2026-01-16")
        shutil.rmtree(self.home)
        shutil.copytree(self.folder / "other", self.home)
        warm_web.serve(self.web, more=[warm_web.LATER])
        self.run_ok("curate", "--all", env=night)
        self.run_ok("schedule", env=morning)
        new = self.rows("SELECT s.key FROM story s JOIN article a ON a.id = s.lead WHERE a.url = ?",
                        warm_web.address(warm_web.LATER))[0]["key"]
        with_it = self.pairs("2026-01-16")
        takers = {rep for rep, story in with_it if story == new}
        self.assertTrue(takers)
        moved = {rep for rep, _ in without ^ with_it}
        self.assertEqual(moved, takers, (without - with_it, with_it - without))
        for rep in takers:
            self.assertLessEqual(len({p for p in without - with_it if p[0] == rep}), 1)


class Told(Planned):
    scheduled = True

    def test_each_choice_has_a_reason(self):
        for line in self.plan():
            reasons = json.loads(line["reason"])
            self.assertTrue(any("fits you" in r or "that fit you" in r for r in reasons), line)
        for card in self.live():
            self.assertTrue(any("fit" in r for r in card["reasons"]), card)
            self.assertIn(card["reasons"][0].split(",")[0], " ".join(
                self.run_ok("queue", "show", card["id"]).out.split()))

    def test_a_reason_of_another_day_says_so(self):
        mine = self.run_ok("today", "sigga", "--json").lines()
        self.assertEqual(list(mine[0]), ["rep", "idle"])
        self.assertNotIn("2026-01-15", mine[0]["idle"])
        later = self.run_ok("today", "sigga", "--json", env=clock("2026-01-17T09:00:00Z")).lines()
        self.assertIn("nothing was planned today yet; on 2026-01-15:", later[0]["idle"])
        self.assertIn("on 2026-01-15:", self.run_ok("today", "sigga", env=clock("2026-01-17T09:00:00Z")).out)

    def test_everybody_has_a_line(self):
        for card in self.live():
            if card["rep"] == "luz":
                self.run_ok("queue", "withdraw", card["id"], "--as", "mia")
        lines = self.run_ok("queue", "list", "--json").lines()
        self.assertEqual({c["rep"] for c in lines}, set(REPS))

    def test_a_change_that_is_asked_for_is_in_the_json(self):
        card = self.live()[0]
        text = card["text"] + " And 97 percent more, guaranteed."
        result = self.run_polyphony("queue", "edit", card["id"], text, "--as", card["rep"])
        self.assertEqual(result.code, 0, result)
        self.run_ok("queue", "change", card["id"], "no guarantees", "--as", "mia")
        mine = self.run_ok("today", card["rep"], "--json").lines()
        self.assertIn("changes_requested", {c["state"] for c in mine if c.get("id") == card["id"]})

    def test_an_offer_whose_time_has_passed_says_so(self):
        card = next(c for c in self.live() if c["rep"] == "anna" and c["state"] in ("approved", "offered"))
        after = (moment(card["slot"]) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.assertIn("its time has passed", self.run_ok("today", "anna", env=clock(after)).out)


if __name__ == "__main__":
    unittest.main()
