"""A little web about warm buildings, for tests that go the whole way: seven
sites with feeds of several kinds, pages around the articles, two stories that
two sites tell in their own words, and six reps in as many zones. All wording is
ours and everything in it is invented.
"""
import json
from email.utils import format_datetime
from datetime import datetime, timedelta, timezone
from html import escape

from harness import NOW, Reply

CLOCK = datetime.fromisoformat(NOW.replace("Z", "+00:00"))

# site: (name, kind of feed)
SITES = {
    "boilerroom.example": ("The Boiler Room", "rss"),
    "townandtariff.example": ("Town and Tariff", "atom"),
    "coldnumbers.example": ("Cold Numbers", "json"),
    "fittersweekly.example": ("Fitters Weekly", "rss"),
    "wardandtheatre.example": ("Ward and Theatre", "atom"),
    "roofline.example": ("Roofline", "json"),
    "chaleurlocale.example": ("Chaleur locale", "rss"),
}

# site, slug, hours ago, title, paragraphs
ARTICLES = [
    ("boilerroom.example", "42-schools", 20,
     "Aldervik takes the gas boilers out of 42 schools",
     ["The town of Aldervik has switched off the last gas boiler in its 42 schools. Heat pumps now warm every "
      "classroom, and the programme ended five months before the date that the council had promised.",
      "The work cost 31 million euros, a tenth below the budget of 2022. Project lead Marit Solheim says that one "
      "decision saved more than any other: each building got new radiators before it got a heat pump, so that the "
      "water in the pipes never has to be hotter than 50 degrees.",
      "Gas use in the schools fell from 18 gigawatt hours a year to nothing. The electricity bill grew by 5.6 gigawatt "
      "hours, which the town buys from a wind park across the fjord under a contract of twelve years.",
      "Two schools needed a second look. In both of them the old pipes under the gym leaked once the flow was doubled, "
      "and the repair closed the halls for three weeks. Solheim advises other towns to test the pipes under pressure "
      "in the summer before the machines arrive."]),
    ("townandtariff.example", "aldervik-schools", 17,
     "All 42 schools in Aldervik are now heated without gas",
     ["Aldervik has switched off the last gas boiler in its 42 schools. Heat pumps now warm every classroom, five months "
      "before the date that the council had promised, from a village school with two rooms to a college of 1,400 pupils.",
      "The work cost 31 million euros, a tenth below the budget of 2022, and the rest will pay for better windows in the "
      "four oldest houses. According to project lead Marit Solheim each building got new radiators before it got a heat "
      "pump, so that the water in the pipes never has to be hotter than 50 degrees.",
      "Gas use in the schools fell from 18 gigawatt hours a year to nothing, while the electricity bill grew by 5.6 "
      "gigawatt hours, bought from a wind park across the fjord.",
      "In two schools the old pipes under the gym leaked once the flow was doubled, and the repair closed the halls for "
      "three weeks. Other towns have asked for the plans, which Aldervik has put on its website with a list of mistakes."]),
    ("coldnumbers.example", "two-winters", 30,
     "1,180 heat pumps measured over two winters: 3.1 units of heat for one of power",
     ["The Brenner Institute has published what 1,180 heat pumps did in ordinary houses over two winters. On average "
      "they gave 3.1 units of heat for each unit of electricity, with 2.4 at the lower end and 4.3 at the upper.",
      "Every machine had its own meters for power and heat, read each minute. The researchers did not choose the "
      "houses: any owner in the region of Lower Marn could sign up, and a third of the homes were built before 1960.",
      "The age of a house explained little. What mattered was the temperature of the water that leaves the machine: "
      "each five degrees less saved about 8 percent of the electricity. Four installations in ten were set hotter than "
      "the rooms needed.",
      "Lead author Jonas Heim thinks that a visit after the first winter would pay for itself within a year. The "
      "institute has opened the data set, without names and addresses, for anybody who wants to check the sums."]),
    ("fittersweekly.example", "institute-measured", 26,
     "1,180 heat pumps measured over two winters: what fitters can learn",
     ["The Brenner Institute has published what 1,180 heat pumps did in ordinary houses over two winters, and it is worth "
      "an evening of every fitter. On average they gave 3.1 units of heat for each unit of electricity, with 2.4 at the "
      "lower end and 4.3 at the upper.",
      "The age of a house explained little: a third of the homes were built before 1960. What mattered was the "
      "temperature of the water that leaves the machine. Each five degrees less saved about 8 percent of the electricity, "
      "and four installations in ten were set hotter than the rooms needed.",
      "Lead author Jonas Heim thinks that a visit after the first winter would pay for itself within a year. Several "
      "firms in Lower Marn now sell one at a fixed price of 140 euros.",
      "They report that nine of ten customers say yes when the offer is part of the first contract. The institute has "
      "opened the data set for anybody who wants to check the sums."]),
    ("boilerroom.example", "data-centre-heat", 44,
     "A data centre in Orrefors warms 3,500 homes and wants to do more",
     ["Since October the computers of a data centre in Orrefors heat 3,500 homes. The warm water leaves the cooling "
      "loop at 32 degrees, and two heat pumps of 6 megawatts lift it to the 75 degrees that the district network needs.",
      "The utility pays 18 euros for a megawatt hour of heat in winter and nothing in July. That was the hardest part "
      "of the contract, says its head of networks Petra Lind, because the computers are hottest when nobody wants heat.",
      "The answer lies in the rock. From next year surplus warmth will go into 140 boreholes, each 300 metres deep, "
      "and come back from November on. A trial with six of them returned 71 percent of what had been stored.",
      "Lind expects that the whole field will cover a quarter of the winter demand and let the town close its last "
      "oil boiler, which now runs for some 200 hours a year."]),
    ("townandtariff.example", "night-tariff", 52,
     "A tariff that halves the price at night moves a fifth of the heating load",
     ["In Helmsand 2,300 households with heat pumps tried a tariff with three prices a day. Between one and five in "
      "the morning a kilowatt hour cost 14 cents, between five and eight in the evening 41.",
      "After six months a fifth of the heating load had moved from the evening into the night. Nobody had to get up "
      "for it: the machines read the prices and warmed the hot water tank and the floors beforehand.",
      "Rooms were on average 0.6 degrees cooler at eight in the evening. Only 4 percent of the families left the "
      "trial, most of them because they work in shifts, according to grid planner Sofie Brandt.",
      "The grid company says that it could connect 900 more heat pumps to the same cables if everybody had such a "
      "tariff. The regulator wants to decide in the summer whether it becomes the standard for new connections."]),
    ("coldnumbers.example", "hot-water-legionella", 60,
     "Hot water at 48 degrees stayed safe in 96 flats, with a filter and many samples",
     ["For a year 96 flats in Tarnby had hot water of 48 degrees instead of 60. An ultrafilter in the cellar kept "
      "bacteria out of the pipes, and a laboratory took 1,150 samples; none was above the limit for legionella.",
      "The lower temperature matters for heat pumps. In this house it saved 23 percent of the electricity for hot "
      "water, about 61 euros a flat and year.",
      "The filter itself costs 7,900 euros and has to be changed every four years. Engineer Nadia Rask reckons that a "
      "building needs some forty flats before the sum comes out ahead.",
      "The rules still ask for 60 degrees in large buildings. Tarnby worked under a permit that ends in March, and the "
      "housing company has asked to keep it for its other eleven houses."]),
    ("fittersweekly.example", "apprentices", 70,
     "Half a year to a heat pump fitter: a school for people who change trades",
     ["A school in Vessby turns bakers, drivers and soldiers into heat pump fitters within 26 weeks. Of the first 64 "
      "people who began, 58 passed, and 55 had a contract before the last exam.",
      "Half of the time is spent in a hall with 18 machines which teachers break every evening. Finding the fault by "
      "eight in the morning is the first lesson of the day, says head teacher Omar Dahl.",
      "Firms pay 4,200 euros a place and get the money back from the region if the person stays for two years. "
      "Electric work remains in the hands of a master, and graduates may do it only after a further course.",
      "Dahl has a waiting list of 210 people. A second hall opens in May, with room for cooling plants and the "
      "propane machines that need training of their own."]),
    ("wardandtheatre.example", "hospital-boreholes", 36,
     "A hospital stores summer heat under its car park and cools theatres with it",
     ["Under the car park of the hospital in Lund Hills lie 96 boreholes. In summer they take the heat of operating "
      "theatres and scanners, and in winter a heat pump of 1.2 megawatts brings it back to the wards.",
      "In the first full year the hospital bought 62 percent less gas. Cooling, which used to need three machines on "
      "the roof, now costs little more than the power of the pumps.",
      "Technical director Ruth Okafor insisted that one gas boiler stays for emergencies. It ran for nine hours in the "
      "year, all of them tests, and she plans to replace it with a battery and an electric boiler in 2028.",
      "The drilling took eleven weeks and was louder than announced. Two wards had to move for a month, and Okafor "
      "would today begin with the side that is far from the beds."]),
    ("wardandtheatre.example", "laundry-heat", 80,
     "Waste heat of the hospital laundry now warms its kitchen",
     ["The laundry of the hospital group in Westmark washes nine tonnes a day, and until last spring all the warmth "
      "went down the drain. A heat exchanger and a small heat pump now bring it to the kitchen next door.",
      "They deliver 410 megawatt hours of heat a year, four fifths of what the kitchen needs for hot water. The "
      "installation cost 186,000 euros and should have paid for itself after three and a half years.",
      "The trouble was lint. Filters clogged every second day in the first month, until technician Paul Weever built "
      "a settling tank from an old milk cooler.",
      "The group wants to repeat the idea in two other houses. Weever has written down the dimensions of the tank and "
      "sends the drawing to any hospital that asks."]),
    ("roofline.example", "propane-rules", 48,
     "Propane heat pumps on roofs: new distances, fewer papers",
     ["From April on a heat pump with propane may stand on a flat roof if it keeps one metre from windows and vents. "
      "Until now planners needed an expert's report for each house, which took nine weeks on average.",
      "Propane warms the climate far less than the old refrigerants when it escapes, but it burns. The new rule "
      "allows up to 4.9 kilograms a machine outdoors and asks for a sensor that stops the compressor at a leak.",
      "Fire officer Helena Ruiz, who wrote the draft, had 40 leaks measured on a test roof. Wind of two metres a "
      "second was enough to keep the gas below the dangerous share at a distance of 80 centimetres.",
      "Makers expect that prices fall by some 6 percent because one model will do for roof and garden. Housing "
      "companies with thousands of flats in narrow courtyards have waited for it."]),
    ("roofline.example", "facade-drones", 90,
     "Drones with heat cameras find leaks in 600 facades in eleven nights",
     ["In eleven cold nights two drones photographed 600 blocks of flats in Karsholm with heat cameras. A program "
      "marked 2,140 places where warmth escapes, from window frames to forgotten pipes behind radiators.",
      "The housing company had every tenth mark checked by hand. Of these, 86 percent were real, and most of the "
      "others were lamps and the exhaust of cookers.",
      "A night of flying costs 3,800 euros. Energy manager Li Wen has so far mended the 300 worst places and counts on "
      "saving 5 percent of the heat, before a single wall gets new insulation.",
      "Tenants could object to the pictures, and 41 did. Their windows were blacked out before anybody saw the images, "
      "which are deleted after twelve months."]),
    ("chaleurlocale.example", "reseau-de-chaleur", 40,
     "La ville de Mauvray relie ses piscines au réseau de chaleur",
     ["Depuis le mois de décembre, les trois piscines de Mauvray sont chauffées par le réseau de chaleur de la ville. "
      "La chaufferie au bois fournit désormais l'eau chaude et le chauffage des vestiaires, et les anciennes chaudières "
      "à gaz ne servent plus qu'en cas de panne.",
      "Les travaux ont coûté 2,4 millions d'euros et duré neuf mois. La facture d'énergie a baissé de 38 pour cent, "
      "selon la directrice des bâtiments Claire Vasseur, qui prévoit de relier aussi le gymnase et la médiathèque.",
      "Le plus difficile a été la traversée de la rivière. Les tuyaux passent sous le vieux pont, dans une gaine que "
      "les ouvriers ont posée en deux nuits, pour ne pas couper la circulation pendant la journée.",
      "La ville publie chaque mois la consommation de ses bâtiments. Les habitants peuvent comparer les chiffres avec "
      "ceux de l'année précédente et poser leurs questions au conseil municipal."]),
]

# What came while nobody looked; for a second round.
LATER = ("boilerroom.example", "river-pump", 1,
         "A river pump heats the old town of Castellane without a chimney",
         ["A heat pump of 9 megawatts takes warmth from the river at Castellane, even at four degrees. Since Monday "
          "it heats 1,900 homes in the old town, where chimneys and delivery lorries had long been unwanted.",
          "The intake lies behind a screen with slots of three millimetres, so that young fish stay outside. Biologist "
          "Ines Ferro counted for a year before the permit was signed, and will count for five more.",
          "Households pay 9.8 cents a kilowatt hour, a cent less than for gas last winter. The utility guarantees the "
          "price for ten years because it bought the electricity ahead for the same time.",
          "The machine house is a former tannery. Its thick walls keep the noise inside: at the nearest window 31 "
          "decibels were measured at night, less than the river itself makes."])


def _audience(about, keywords, role):
    return {"about": about, "name": role, "role": role, "keywords": keywords,
            "avoid": ["cryptocurrency"], "industry": "Buildings"}


def _rep(id, name, zone, networks, audience, quota=2, language="en",
         days=(1, 2, 3, 4, 5), start="08:30", end="17:00", voice=None):
    return {"id": id, "name": name, "language": language, "networks": networks,
            "audience": {"id": id, "timezone": zone, **audience},
            "voice": voice or {"tone": "plain", "emoji": False, "hashtags": 1},
            "daily_quota": quota,
            "working_hours": {"days": list(days), "start": start, "end": end,
                              "timezone": zone}}


REPS = [
    _rep("anna", "Anna", "Europe/Berlin", ["linkedin", "mastodon"], _audience(
        "Heads of municipal buildings who replace gas boilers by heat pumps in schools and town halls.",
        ["heat pump", "gas boiler", "schools", "district heating", "radiators"], "Head of municipal buildings"), 3),
    _rep("ken", "Ken", "Asia/Tokyo", ["linkedin", "x"], _audience(
        "Engineers who install and set heat pumps and want measured numbers from the field.",
        ["heat pump", "installation", "electricity", "measured", "hot water"], "Heating engineer"), 2,
        start="09:00", end="18:00"),
    _rep("luz", "Luz", "America/Denver", ["linkedin"], _audience(
        "Energy managers of hospitals and housing companies who cut gas, store heat and look at tariffs.",
        ["hospital", "boreholes", "heat pump", "tariff", "gas"], "Energy manager"), 2,
        days=(2, 3, 4, 5, 6), start="07:00", end="12:00"),
    _rep("tove", "Tove", "Australia/Adelaide", ["bluesky", "linkedin"], _audience(
        "Planners in housing companies who want warm flats, safe hot water and quiet roofs.",
        ["heat pump", "housing", "flats", "propane", "hot water"], "Housing planner"), 1,
        start="22:00", end="02:00"),
    _rep("chloe", "Chloé", "Europe/Paris", ["linkedin"], _audience(
        "Des directrices et directeurs de bâtiments qui relient écoles et piscines au réseau de chaleur.",
        ["réseau de chaleur", "piscines", "chauffage"], "Directrice des bâtiments"), 2, language="fr",
        voice={"tone": "clair", "language": "fr", "hashtags": 1}),
    _rep("sigga", "Sigga", "Atlantic/Reykjavik", ["linkedin"], _audience(
        "Fólk sem hitar hús með jarðvarma og varmadælum.", ["heat pump", "boreholes"], "Verkfræðingur"), 2,
        language="is", voice={"tone": "plain", "language": "is", "hashtags": 1}),
]

COMPANY = [
    {"text": "42 schools, no gas boiler left. Aldervik shows how a town can change its heating in three years, and "
             "our pumps were part of it. Read how larger radiators made smaller machines possible.",
     "url": "https://boilerroom.example/42-schools", "published": "2026-01-14T10:00:00Z", "network": "linkedin"},
]


def address(article):
    return f"http://{article[0]}/{article[1]}"


def _when(article):
    return CLOCK - timedelta(hours=article[2])


def _page(article):
    site, slug, _, title, paragraphs = article
    name = SITES[site][0]
    body = "\n".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    return (f'<!doctype html><html lang="{"fr" if site.startswith("chaleur") else "en"}"><head>'
            f"<title>{escape(title)} | {name}</title>"
            f'<link rel="canonical" href="http://{site}/{slug}">'
            f'<meta property="og:site_name" content="{name}"></head><body>'
            f'<nav><a href="/">Home</a> <a href="/about">About us</a> <a href="/contact">Contact</a></nav>'
            f"<article><h1>{escape(title)}</h1>\n{body}\n</article>"
            f'<footer><p>{name}. All rights reserved. <a href="/privacy">Privacy</a></p></footer></body></html>')


def _rss(site, articles):
    items = "".join(
        f"<item><title>{escape(a[3])}</title><link>{address(a)}</link><guid>{address(a)}</guid>"
        f"<pubDate>{format_datetime(_when(a))}</pubDate><description>{escape(a[4][0])}</description></item>"
        for a in articles)
    return (f'<?xml version="1.0"?><rss version="2.0"><channel><title>{SITES[site][0]}</title>'
            f"<link>http://{site}/</link><description>News</description>{items}</channel></rss>")


def _atom(site, articles):
    items = "".join(
        f'<entry><id>tag:{site},2026:{a[1]}</id><title>{escape(a[3])}</title><link href="{address(a)}"/>'
        f"<updated>{_when(a).isoformat()}</updated><published>{_when(a).isoformat()}</published>"
        f"<summary>{escape(a[4][0])}</summary></entry>" for a in articles)
    return (f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>http://{site}/</id>'
            f"<title>{SITES[site][0]}</title><updated>{CLOCK.isoformat()}</updated>{items}</feed>")


def _json(site, articles):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": SITES[site][0],
                       "home_page_url": f"http://{site}/",
                       "items": [{"id": a[1], "url": address(a), "title": a[3], "summary": a[4][0],
                                  "date_published": _when(a).isoformat()} for a in articles]})


FEEDS = {"rss": (_rss, "application/rss+xml; charset=utf-8"),
         "atom": (_atom, "application/atom+xml; charset=utf-8"),
         "json": (_json, "application/feed+json")}


def serve(web, sites=None, more=()):
    """Put the sites (all, or those named) on a Web, with validators."""
    for site in sites or SITES:
        own = [a for a in [*more, *ARTICLES] if a[0] == site]
        write, type = FEEDS[SITES[site][1]]
        body = write(site, own)
        web[f"{site}/feed"] = Reply(body, type=type, etag=f'"{hash(body) & 0xffffff:x}"')
        for article in own:
            web[f"{site}/{article[1]}"] = _page(article)


def opml(sites=None):
    lines = "".join(f'<outline type="rss" text="{SITES[s][0]}" xmlUrl="http://{s}/feed"/>' for s in sites or SITES)
    return f'<?xml version="1.0"?><opml version="2.0"><body><outline text="Heat">{lines}</outline></body></opml>'


def seed(test, sites=None, reps=None, company=True):
    """A home with the feeds and reps brought in."""
    serve(test.web, sites)
    test.run_ok("init")
    test.run_ok("import", "feeds", test.file("feeds.opml", opml(sites)))
    test.run_ok("import", "reps", test.file("reps.json", json.dumps(
        [r for r in REPS if reps is None or r["id"] in reps])))
    if company:
        test.run_ok("import", "company", test.file("company.jsonl", "".join(json.dumps(c) + "\n" for c in COMPANY)))


def end(test):
    """All that a home came to, by keys and never by row numbers."""
    return {
        "articles": test.rows("SELECT f.url, a.guid, a.title, a.text, a.page, s.key FROM article a JOIN feed f "
                              "ON f.id = a.feed LEFT JOIN story s ON s.id = a.story ORDER BY 1, 2"),
        "stories": test.rows("SELECT s.key, a.guid, s.same_as, s.published FROM story s JOIN article a "
                             "ON a.id = s.lead ORDER BY 1"),
        "relevance": test.rows("SELECT r.audience, s.key, r.score, r.why FROM relevance r JOIN story s "
                               "ON s.id = r.story ORDER BY 1, 2"),
        "plan": test.rows("SELECT p.day, p.rep, s.key, p.round, p.place, p.state FROM plan p JOIN story s "
                          "ON s.id = p.story ORDER BY 1, 2, 3"),
        "suggestions": test.rows("SELECT g.key, g.text, g.state, g.revision, l.at FROM suggestion g "
                                 "LEFT JOIN slot l ON l.suggestion = g.id ORDER BY 1"),
        "audit": test.rows("SELECT g.key, u.what, u.was, u.is_now, u.at, u.who FROM audit u JOIN suggestion g "
                           "ON g.id = u.suggestion ORDER BY 1, u.id"),
        "idle": test.rows("SELECT rep, why FROM idle ORDER BY 1"),
        "next visits": test.rows("SELECT f.url, s.next_visit, s.failures FROM feed f JOIN fetch_state s "
                                 "ON s.feed = f.id ORDER BY 1"),
    }
