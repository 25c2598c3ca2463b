"""The whole way, from feeds to the queue, on a little web: what people may
rely on in `queue list --json`, and that doing it again changes nothing."""
import json
import re
import unittest
from collections import Counter
from datetime import datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import warm_web
from harness import NOW, PolyphonyTest
from likeness import same_post

DEAD = {"rejected", "dismissed", "expired", "withdrawn", "discarded"}
MEMBERS = {"id", "rep", "story", "article", "network", "text", "state", "slot",
           "score", "why", "source", "findings"}
REPS = {rep["id"]: rep for rep in warm_web.REPS}


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def working_day(rep, at):
    """The local day to which this moment belongs, or None outside of hours.
    A night shift belongs to the day on which it began."""
    hours = REPS[rep]["working_hours"]
    local = at.astimezone(ZoneInfo(hours["timezone"]))
    now, start, end = f"{local:%H:%M}", hours["start"], hours["end"]
    day = local.date()
    if start < end:
        inside = start <= now < end
    else:
        inside = now >= start or now < end
        if now < end:
            day -= timedelta(days=1)
    return day if inside and day.isoweekday() in hours["days"] else None


def stems(text):
    """Words without the endings of English, for comparing."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return {re.sub(r"(ings?|ies|ied|es|ed|s|e|y)$", "", w) if len(w) > 4 else w.rstrip("s") for w in words}


def breaches(cards):
    """Everything that a day's queue must not do, as lines."""
    live = [c for c in cards if c["state"] not in DEAD]
    for card in cards:
        yield from _form(card)
    for card in live:
        yield from _slot(card)
        yield from _why(card)
    for one, other in combinations(live, 2):
        yield from _pair(one, other)
    days = Counter((c["rep"], working_day(c["rep"], moment(c["slot"]))) for c in live if c["slot"])
    for (rep, day), count in days.items():
        if count > REPS[rep]["daily_quota"]:
            yield f"{rep} has {count} slots on {day}"


def _form(card):
    if MEMBERS - set(card):
        yield f"{card.get('id')}: no {MEMBERS - set(card)}"
    if not card["text"].strip() or not card["article"]["url"] or not card["article"]["title"]:
        yield f"{card['id']}: no text, url or title"
    if card["network"] not in REPS[card["rep"]]["networks"]:
        yield f"{card['id']}: {card['rep']} is not on {card['network']}"
    if any(f["severity"] == "block" for f in card["findings"]):
        yield f"{card['id']}: blocked, and in the queue"
    if not 0 <= card["score"] <= 1:
        yield f"{card['id']}: score {card['score']}"


def _slot(card):
    if card["slot"] is None:
        yield f"{card['id']}: {card['state']} without a slot"
        return
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", card["slot"]):
        yield f"{card['id']}: slot {card['slot']}"
    if working_day(card["rep"], moment(card["slot"])) is None:
        yield f"{card['id']}: {card['slot']} is not in the working time of {card['rep']}"
    if moment(card["slot"]) < moment(NOW):
        yield f"{card['id']}: {card['slot']} has passed"


def _why(card):
    audience = REPS[card["rep"]]["audience"]
    article = next(a for a in warm_web.ARTICLES if warm_web.address(a) == card["article"]["url"])
    seen = stems(" ".join([card["text"], article[3], *article[4], audience["about"], *audience["keywords"]]))
    if not card["why"]:
        yield f"{card['id']}: no why"
    for why in card["why"]:
        if not stems(why["term"]) <= seen or not why["weight"]:
            yield f"{card['id']}: why {why}, which nobody can find"


def _pair(one, other):
    names = f"{one['id']} ({one['rep']}) and {other['id']} ({other['rep']})"
    apart = None
    if one["slot"] and other["slot"]:
        apart = abs(moment(one["slot"]) - moment(other["slot"]))
    if one["id"] == other["id"]:
        yield f"{names}: one id"
    if one["rep"] == other["rep"]:
        if one["story"] == other["story"]:
            yield f"{names}: a story twice"
        if apart is not None and apart < timedelta(minutes=30):
            yield f"{names}: {apart} apart"
    elif one["story"] == other["story"] and one["network"] == other["network"]:
        if apart is not None and apart < timedelta(hours=4):
            yield f"{names}: one story in one network {apart} apart"
    if (one["rep"] == other["rep"] or one["story"] == other["story"]) and same_post(one["text"], other["text"]):
        yield f"{names}: the same post: {one['text']!r} {other['text']!r}"


class Way(PolyphonyTest):
    def setUp(self):
        super().setUp()
        warm_web.seed(self)

    def go(self, env=None):
        self.run_ok("curate", env=env)
        self.run_ok("schedule", env=env)

    def queue(self, env=None):
        """(suggestions, why of the idle reps)"""
        lines = self.run_ok("queue", "list", "--json", env=env).lines()
        return ([line for line in lines if "idle" not in line],
                {line["rep"]: line["idle"] for line in lines if "idle" in line})

    def everything(self):
        """What the user has, without the row numbers."""
        return (self.rows("SELECT key, text, state, score FROM suggestion ORDER BY key"),
                self.rows("SELECT s.key, a.guid, a.digest FROM article a JOIN story s ON s.id = a.story ORDER BY a.guid"),
                self.rows("SELECT count(*) FROM audit"), self.rows("SELECT count(*) FROM plan"))

    def test_the_queue_keeps_its_contract(self):
        self.go()
        cards, idle = self.queue()
        self.assertEqual(list(breaches(cards)), [])
        self.assertEqual({c["rep"] for c in cards} | set(idle), set(REPS))
        self.assertGreaterEqual(len(cards), 3)

    def test_a_crowded_queue_keeps_its_contract(self):
        """Nearly any story is good enough for anybody, so that they meet."""
        self.go(env={"POLYPHONY_SCHEDULE_LEAST_SCORE": "1", "POLYPHONY_SCHEDULE_PER_SOURCE": "9"})
        cards, idle = self.queue()
        self.assertEqual(list(breaches(cards)), [])
        self.assertEqual({c["rep"] for c in cards} | set(idle), set(REPS))
        self.assertEqual(Counter(c["rep"] for c in cards), {"anna": 3, "ken": 2, "luz": 2, "tove": 1, "chloe": 1})
        self.assertLess(len({c["story"] for c in cards}), len(cards), "some story has two reps")

    def test_a_rep_whose_language_we_do_not_write_is_told_so(self):
        self.go()
        cards, idle = self.queue()
        self.assertNotIn("sigga", {c["rep"] for c in cards})
        self.assertRegex(idle["sigga"], r"\bis\b|Icelandic")
        self.assertIn(idle["sigga"], self.run_ok("today", "sigga").out.replace("\n   ", " "))

    def test_who_writes_french_gets_french(self):
        self.go()
        for card in self.queue()[0]:
            self.assertEqual(card["rep"] == "chloe", "chaleurlocale" in card["article"]["url"])

    def test_every_kind_of_feed_is_read(self):
        self.run_ok("curate")
        feeds = self.run_ok("feed", "list", "--json").lines()
        self.assertEqual({f["health"] for f in feeds}, {"well"}, feeds)
        have = {row["url"].replace("https", "http") for row in self.rows("SELECT url FROM article WHERE words > 100")}
        self.assertEqual(have, {warm_web.address(a) for a in warm_web.ARTICLES})

    def test_what_two_sites_tell_is_one_story(self):
        self.run_ok("curate")
        told = {}
        for row in self.rows("SELECT url, story FROM article"):
            told.setdefault(row["story"], set()).add(row["url"].rsplit("/", 1)[1])
        twice = sorted(sorted(slugs) for slugs in told.values() if len(slugs) > 1)
        self.assertEqual(twice, [["42-schools", "aldervik-schools"], ["institute-measured", "two-winters"]])

    def test_nothing_echoes_the_company(self):
        self.go()
        for card in self.queue()[0]:
            self.assertFalse(same_post(card["text"], warm_web.COMPANY[0]["text"]), card["text"])

    def test_each_sentence_taken_stands_in_the_article(self):
        self.go()
        for card in self.queue()[0]:
            article = next(a for a in warm_web.ARTICLES if warm_web.address(a) == card["article"]["url"])
            body = " ".join(article[4])
            for source in card["source"]:
                self.assertIn(" ".join(source["text"].split()), f"{article[3]} {body}")
            for number in re.findall(r"\d[\d.,]*\d|\d", re.sub(r"https?://\S+", "", card["text"])):
                self.assertIn(number, f"{article[3]} {body}")

    def test_a_second_round_asks_with_validators_and_changes_nothing(self):
        self.go()
        before = self.everything()
        self.web.forget()
        result = self.run_ok("curate", "--all")
        feeds = [r for r in self.web.requests if r.path == "/feed"]
        self.assertEqual(len(feeds), len(warm_web.SITES))
        self.assertTrue(all(r.headers.get("If-None-Match") for r in feeds), feeds)
        self.assertEqual([r for r in self.web.requests if r.path not in ("/feed", "/robots.txt")], [])
        self.assertIn("7 unchanged", result.out)
        self.assertIn("Nothing new to write", self.run_ok("schedule").out)
        self.assertEqual(self.everything(), before)

    def test_what_came_later_is_seen_the_next_day(self):
        self.go()
        before = {c["id"] for c in self.queue()[0]}
        warm_web.serve(self.web, more=[warm_web.LATER])
        tomorrow = {"POLYPHONY_NOW": "2026-01-16T06:00:00Z"}
        self.web.forget()
        self.go(env=tomorrow)
        self.assertIn("/river-pump", self.web.paths("boilerroom.example"))
        cards, _ = self.queue(env=tomorrow)
        new = [c for c in cards if c["id"] not in before]
        self.assertTrue(new)
        live = [c for c in cards if c["state"] not in DEAD]
        for one, other in combinations(live, 2):
            self.assertFalse(one["rep"] == other["rep"] and one["story"] == other["story"])
            if one["rep"] == other["rep"] or one["story"] == other["story"]:
                self.assertFalse(same_post(one["text"], other["text"]), (one["text"], other["text"]))

    def test_two_homes_come_to_the_same_end(self):
        self.go()
        first = self.everything()
        self.home = self.folder / "other"
        warm_web.seed(self)
        self.go()
        self.assertEqual(self.everything(), first)

    def test_importing_the_same_again_says_so(self):
        for what, file, said in (("feeds", "feeds.opml", "0 feeds added, 7 were there already"),
                                 ("reps", "reps.json", "0 reps added, 0 changed, 6 as they were"),
                                 ("company", "company.jsonl", "0 company posts added, 1 was there already")):
            self.assertIn(said, self.run_ok("import", what, self.folder / file).out)

    def test_today_is_a_page_for_people(self):
        self.go()
        out = self.run_ok("today", "anna").out
        cards = [c for c in self.queue()[0] if c["rep"] == "anna"]
        self.assertTrue(cards)
        for card in cards:
            self.assertIn(f"#{card['id']}", out)
            self.assertIn(card["article"]["title"], out)
            self.assertIn(card["why"][0]["term"], out)
        self.assertIn("queue accept", out)

    def test_every_listing_has_json_lines(self):
        self.go()
        for args in (("feed", "list"), ("story", "list"), ("queue", "list"), ("queue", "list", "--review"),
                     ("today", "anna"), ("queue", "show", "1")):
            with self.subTest(args=args):
                lines = self.run_ok(*args, "--json").lines()
                self.assertTrue(lines or "--review" in args)
                self.assertTrue(all(isinstance(line, dict) for line in lines))

    def test_an_empty_home_says_what_to_do(self):
        self.home = self.folder / "empty"
        self.run_ok("init")
        self.assertIn("import feeds", self.run_ok("curate").out)
        self.assertIn("import reps", self.run_ok("schedule").out)
        self.assertEqual(self.run_ok("queue", "list", "--json").out, "")
        self.assertIn("curate", self.run_ok("story", "list").out)
        result = self.run_polyphony("today", "nobody")
        self.assertEqual(result.code, 1)
        self.assertIn("import reps", result.err)


if __name__ == "__main__":
    unittest.main()
