/* Articles, reps and company posts made from a seed, for benches: sentences
 * from patterns whose places are filled from word lists, so that no two
 * articles share many, and each has figures, names, reasons and quotations
 * as prose has. All words are ours. */
#ifndef POLYPHONY_MADE_ARTICLES_H
#define POLYPHONY_MADE_ARTICLES_H

#include "polyphony/buf.h"

#include <stdint.h>
#include <string.h>

#define MADE_TOPICS 16
#define MADE_NOUNS 10
#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *const made_topics[MADE_TOPICS][MADE_NOUNS + 1] = {
    {"freight", "container terminals", "customs filings", "freight rates",
     "cold storage", "port crews", "delivery windows", "pallet pools",
     "rail corridors", "shipping lanes", "warehouse shifts"},
    {"data platforms", "stream jobs", "checkpoint sizes", "query engines",
     "table formats", "schema registries", "batch windows", "state backends",
     "replay tests", "storage tiers", "ingest queues"},
    {"hospital care", "ward rosters", "triage desks", "infusion pumps",
     "discharge letters", "theatre lists", "nursing hours", "bed managers",
     "blood fridges", "waiting lists", "patient records"},
    {"power grids", "grid operators", "battery parks", "heat pumps",
     "peak tariffs", "transformer stations", "wind contracts", "meter readings",
     "balancing fees", "solar roofs", "reserve plants"},
    {"retail stores", "shelf audits", "loyalty cards", "store managers",
     "price labels", "returns desks", "basket sizes", "seasonal stock",
     "checkout queues", "supplier terms", "click orders"},
    {"factory floors", "press lines", "spindle sensors", "scrap rates",
     "shift leaders", "tool changes", "paint booths", "robot cells",
     "spare parts", "quality gates", "casting moulds"},
    {"bank lending", "credit desks", "loan books", "branch advisers",
     "payment rails", "fraud alerts", "savings rates", "mortgage files",
     "capital buffers", "card networks", "deposit flows"},
    {"software teams", "code reviews", "release trains", "test suites",
     "incident calls", "feature flags", "build farms", "pull requests",
     "service owners", "error budgets", "staging clusters"},
    {"crop farming", "grain silos", "soil probes", "harvest crews",
     "seed orders", "irrigation lines", "dairy herds", "field maps",
     "spray permits", "storage barns", "yield models"},
    {"rail travel", "signal boxes", "night trains", "platform staff",
     "ticket gates", "track works", "train paths", "dining cars",
     "delay claims", "rolling stock", "station clocks"},
    {"building sites", "crane hours", "timber frames", "site managers",
     "concrete pours", "permit offices", "scaffold crews", "insulation panels",
     "tender rounds", "survey drones", "façade parts"},
    {"water works", "pumping stations", "leak sensors", "pipe maps",
     "treatment basins", "rain tanks", "valve crews", "flow meters",
     "sludge presses", "supply zones", "river gauges"},
    {"insurance claims", "claims desks", "flood maps", "policy wordings",
     "repair networks", "loss adjusters", "premium bands", "hail models",
     "renewal letters", "broker portals", "damage photos"},
    {"school kitchens", "lunch menus", "kitchen crews", "allergy lists",
     "supplier vans", "oven cycles", "serving lines", "food waste",
     "menu plans", "delivery crates", "dish rooms"},
    {"airport work", "baggage belts", "gate agents", "de-icing trucks",
     "slot rules", "security lanes", "ground crews", "fuel bowsers",
     "runway checks", "transfer desks", "stand plans"},
    {"mobile networks", "radio masts", "fibre routes", "spectrum fees",
     "repair vans", "tower leases", "signal tests", "roaming deals",
     "rural cells", "core switches", "battery cabinets"},
};

/* What fills the places of the patterns below, by letter. */
static const char *const made_adjectives[] = {
    "older",    "smaller", "larger",  "shared",   "local",    "regional",
    "busy",     "modern",  "cheaper", "public",   "private",  "remote",
    "seasonal", "digital", "planned", "ageing",   "crowded",  "independent",
    "coastal",  "urban",   "rural",   "new",      "standard", "automated",
    "leased",   "mixed",   "lighter", "northern", "southern", "central"};
static const char *const made_verbs[] = {"cut the cost of",
                                         "doubled the use of",
                                         "replaced half of",
                                         "raised the budget for",
                                         "slowed the growth of",
                                         "opened a market for",
                                         "shortened the wait for",
                                         "published figures on",
                                         "stopped the planned sale of",
                                         "moved staff towards",
                                         "tested a new design for",
                                         "reported fewer faults in",
                                         "signed a contract for",
                                         "trained its teams on",
                                         "measured the noise of",
                                         "changed the rules for",
                                         "rebuilt the schedule of",
                                         "lost money on",
                                         "earned more from",
                                         "delayed the start of",
                                         "halved the paperwork around",
                                         "found a buyer for",
                                         "reduced the energy use of",
                                         "set a price cap for"};
static const char *const made_reasons[] = {
    "because spare capacity had run out in spring",
    "after two winters of rising repair bills",
    "because insurers asked for written proof",
    "after a trial with nine partners went well",
    "since fuel had become the largest expense",
    "because younger staff refused the night rota",
    "after the main supplier closed its second plant",
    "because customers wanted answers within an hour",
    "after auditors found gaps in the old records",
    "since rents in the centre had risen again",
    "because manual checks took three people a full day",
    "after storms had damaged the eastern depot",
    "because the previous contract ended without a successor",
    "since demand shifted from weekends to Monday mornings",
    "after a court ruled that the fees were too high",
    "because most faults came from a single component",
    "after neighbours complained about early lorries",
    "since the grant covers only work done this year",
    "because training in person had proved too slow",
    "after managers compared the numbers with rival regions"};
static const char *const made_places[] = {
    "Varnholt",  "Eskmouth",  "Tarrabay",  "Lindmark",   "Osterfeld",
    "Quellin",   "Norbrück",  "Castelmar", "Hallowgate", "Pendrith",
    "Saltmere",  "Vikstrand", "Orvieta",   "Dunmarrow",  "Kesselbach",
    "Montclare", "Arnhaven",  "Birkdal",   "Solvang",    "Trelleck",
    "Weyport",   "Zandrecht", "Ilmenau",   "Corvara"};
static const char *const made_first[] = {
    "Ines",  "Tomas", "Aisha", "Bruno",  "Clara", "Dmitri", "Elif",  "Farid",
    "Greta", "Hugo",  "Irena", "Jonas",  "Keiko", "Lars",   "Mirja", "Nadia",
    "Oskar", "Priya", "Rosa",  "Stefan", "Tilda", "Umar",   "Vera",  "Wanda"};
static const char *const made_last[] = {
    "Okafor",  "Lindqvist", "Moreau", "Petrov", "Hadley",   "Castellan",
    "Yilmaz",  "Brandt",    "Duarte", "Novak",  "Ferreira", "Haugen",
    "Ibrahim", "Jansen",    "Keller", "Larsen", "Mbeki",    "Nilsson",
    "Orlov",   "Pereira",   "Quirke", "Rossi",  "Santos",   "Tanaka"};
static const char *const made_firms[] = {
    "Institute", "Works", "Partners", "Group",   "Council", "Systems",
    "Holding",   "Union", "Office",   "Society", "Trust",   "Agency"};
static const char *const made_months[] = {
    "January", "March", "April", "May", "June", "September", "October"};
static const char *const made_sayings[] = {
    "people trust what they can count",     "the cheap option was the slow one",
    "nobody had asked the night shift",     "we stopped guessing in the spring",
    "a plan without a date is a wish",      "small repairs beat large projects",
    "the old forms hid the real delay",     "we pay for silence in the end",
    "good habits travel by example",        "one clear number changed the room",
    "the waiting costs more than the work", "every handover loses a day"};

/* a adjective, n noun of the topic, v verb, r reason, c place, p person,
 * f firm, m month, q saying; 1 two digits, 2 three digits, 3 thousands. */
static const char *const made_patterns[] = {
    "{f} {v} {a} {n} in {c} {r}.",
    "In {c}, {1} percent of {a} {n} now depend on {a} {n}.",
    "Spending on {a} {n} grew by {1} percent to {3} euros in {m}.",
    "The share of {n} that pass the first inspection rose from {1} to {1} "
    "percent within {1} weeks.",
    "{p}, who leads {a} {n} at {f}, expects {2} further sites before {m}.",
    "\"For {n}, {q},\" said {p} of {f}.",
    "Teams in {c} {v} {n} and kept {a} {n} for emergencies.",
    "A survey of {2} managers shows that {a} {n} fail less often than {a} {n}.",
    "{f} and {f} {v} {a} {n} {r}.",
    "Most {a} {n} need {1} minutes of care a day, while {n} need none.",
    "Instead of buying {a} {n}, the operator in {c} {v} {n} it already had.",
    "Engineers at {f} compared {2} {n} with {a} {n} and found that the "
    "difference came to {1} percent.",
    "By {m}, {f} will have moved {3} customers from {n} to {a} {n}.",
    "The first step was to count {n} by hand, and the second was to close "
    "{1} of them {r}.",
    "{c} has {2} {n}, more than any other city in the report.",
    "When {n} are scheduled together with {a} {n}, delays fall by {1} hours "
    "a month.",
    "{p} advises smaller firms to begin with {a} {n} and to leave {n} for "
    "later.",
    "Costs of {n} fell in {c}, but {a} {n} became {1} percent more expensive.",
    "Regulators in {c} want {f} to explain {a} {n} before {m}.",
    "An internal review at {f} blamed {a} {n} for {1} of {2} outages.",
    "Since {m}, crews in {c} have inspected {3} {n} without a single accident.",
    "Buyers of {a} {n} save about {2} euros a year {r}.",
    "The plan by {f} links {a} {n} with {n} across {1} districts.",
    "Without {a} {n}, the new rules would have closed {1} depots near {c}.",
    "Demand for {n} doubled {r}, according to {f}.",
    "{f} {v} {n} in {m} and now offers {a} {n} to partners in {c}.",
    "Two thirds of the {n} around {c} were built before {a} {n} existed.",
    "The cheapest way to repair {n} is to check {a} {n} every {1} days.",
    "{p} left {f} in {m} to build {a} {n} with a crew of {1}.",
    "Smaller operators share {a} {n} and split the bill for {n} each quarter.",
    "For every ten {n}, the city of {c} loses {1} hours to {a} {n}.",
    "{f} trains {2} people a year to look after {a} {n} and {n}.",
};

static uint64_t
made_draw(uint64_t *state, uint64_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (*state >> 33) % below;
}

#define MADE_PICK(state, list) ((list)[made_draw(state, COUNT(list))])

static void
made_place(struct buf *out, uint64_t *state, size_t topic, char what)
{
    size_t noun = 1 + made_draw(state, MADE_NOUNS);
    /* One place in five looks over to another topic. */
    size_t other =
        made_draw(state, 5) == 0 ? made_draw(state, MADE_TOPICS) : topic;

    switch (what) {
    case 'a':
        buf_add(out, MADE_PICK(state, made_adjectives));
        break;
    case 'n':
        buf_add(out, made_topics[other][noun]);
        break;
    case 'v':
        buf_add(out, MADE_PICK(state, made_verbs));
        break;
    case 'r':
        buf_add(out, MADE_PICK(state, made_reasons));
        break;
    case 'c':
        buf_add(out, MADE_PICK(state, made_places));
        break;
    case 'p':
        buf_printf(out, "%s %s", MADE_PICK(state, made_first),
                   MADE_PICK(state, made_last));
        break;
    case 'f':
        buf_printf(out, "%s %s", MADE_PICK(state, made_last),
                   MADE_PICK(state, made_firms));
        break;
    case 'm':
        buf_add(out, MADE_PICK(state, made_months));
        break;
    case 'q':
        buf_add(out, MADE_PICK(state, made_sayings));
        break;
    case '1':
        buf_printf(out, "%d", 11 + (int)made_draw(state, 80));
        break;
    case '2':
        buf_printf(out, "%d", 110 + (int)made_draw(state, 800));
        break;
    default:
        buf_printf(out, "%d,%03d", 2 + (int)made_draw(state, 90),
                   (int)made_draw(state, 1000));
        break;
    }
}

static void
made_sentence(struct buf *out, uint64_t *state, size_t topic)
{
    const char *p = MADE_PICK(state, made_patterns);

    for (; *p != '\0'; p++) {
        if (*p == '{') {
            made_place(out, state, topic, p[1]);
            p += 2;
        } else {
            buf_add_char(out, *p);
        }
    }
}

/* 40 to 79 sentences: 550 to 1,300 words. */
static void
made_article(struct buf *out, uint64_t *state, size_t topic)
{
    size_t count = 40 + made_draw(state, 40);

    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add(out, i % 4 == 0 ? "\n\n" : " ");
        made_sentence(out, state, topic);
    }
}

static void
made_title(struct buf *out, uint64_t *state, size_t topic)
{
    buf_printf(out, "%s: how ", MADE_PICK(state, made_places));
    made_place(out, state, topic, 'f');
    buf_printf(out, " %s %s ", MADE_PICK(state, made_verbs),
               MADE_PICK(state, made_adjectives));
    made_place(out, state, topic, 'n');
}

#endif
