/* The reports; see the header. */
#include "polyphony/report.h"

#include <string.h>

#define DAYS_30 "2592000"

static const struct report reports[] = {
    {"feeds",
     "What each feed gave in 30 days, and what became of it",
     true,
     {"feed", "articles", "suggested", "shared", "dismissed"},
     "SELECT coalesce(nullif(f.title, ''), f.url), "
     "(SELECT count(*) FROM article AS a WHERE a.feed = f.id AND "
     "a.seen >= $1 - " DAYS_30 "), count(g.id), "
     "sum(coalesce(g.state = 'shared', 0)), "
     "sum(coalesce(g.state = 'dismissed', 0)) FROM feed AS f "
     "LEFT JOIN article AS a ON a.feed = f.id "
     "LEFT JOIN suggestion AS g ON g.article = a.id AND "
     "g.made >= $1 - " DAYS_30 " GROUP BY f.id ORDER BY 4 DESC, 3 DESC, 1"},
    {"pickup",
     "From what was read to what came of it, last 30 days",
     false,
     {"stories", "written", "offered", "accepted", "edited", "shared",
      "clicked", "leads"},
     "SELECT (SELECT count(*) FROM story WHERE founded >= $1 - " DAYS_30
     "), (SELECT count(*) FROM suggestion WHERE made >= $1 - " DAYS_30
     "), (SELECT count(DISTINCT suggestion) FROM audit WHERE is_now = "
     "'offered' AND at >= $1 - " DAYS_30
     "), (SELECT count(DISTINCT suggestion) FROM audit WHERE is_now IN "
     "('accepted', 'scheduled') AND at >= $1 - " DAYS_30
     "), (SELECT count(DISTINCT suggestion) FROM audit WHERE what = 'edit' "
     "AND at >= $1 - " DAYS_30
     "), (SELECT count(*) FROM share WHERE at >= $1 - " DAYS_30
     "), (SELECT count(DISTINCT suggestion) FROM click WHERE kind = 'person' "
     "AND at >= $1 - " DAYS_30
     "), (SELECT count(*) FROM outcome WHERE kind = 'lead' AND "
     "at >= $1 - " DAYS_30 ")"},
    {"reps",
     "What each rep was offered in 30 days, and did with it",
     true,
     {"rep", "written", "shared", "dismissed", "expired", "replies", "leads"},
     "SELECT r.name, count(g.id), sum(coalesce(g.state = 'shared', 0)), "
     "sum(coalesce(g.state = 'dismissed', 0)), "
     "sum(coalesce(g.state = 'expired', 0)), "
     "(SELECT count(*) FROM outcome AS o WHERE o.rep = r.id AND o.kind = "
     "'reply'), (SELECT count(*) FROM outcome AS o WHERE o.rep = r.id AND "
     "o.kind = 'lead') FROM rep AS r LEFT JOIN suggestion AS g ON "
     "g.rep = r.id AND g.made >= $1 - " DAYS_30
     " WHERE r.state <> 'gone' GROUP BY r.id ORDER BY r.name, r.id"},
};

const struct report *
report_table(size_t *count)
{
    *count = sizeof reports / sizeof reports[0];
    return reports;
}

const struct report *
report_find(const char *name)
{
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        if (strcmp(reports[i].name, name) == 0)
            return &reports[i];
    }
    return NULL;
}
