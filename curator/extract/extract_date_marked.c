/* Dates in elements that are marked up as dates, by their tag or by what their
 * names say; the machine-readable attribute before the printed text. */
#include "extract_date.h"

#include <string.h>
#include <strings.h>

/* An element's names in lower case, one after the other. Nobody gives a date
 * so many that it is not among the first. */
static void
join_names(const struct html_node *node, char *joined, size_t room)
{
    static const char *const by[] = {"class", "id", "itemprop", "property"};
    size_t len = 0;

    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        const char *name = html_attr(node, by[i]);

        for (; name != NULL && *name != '\0' && len + 2 < room; name++)
            joined[len++] = *name >= 'A' && *name <= 'Z'
                                ? (char)(*name - 'A' + 'a')
                                : *name;
        if (name != NULL)
            joined[len++] = ' ';
        if (len + 2 >= room)
            break;
    }
    joined[len] = '\0';
}

static bool
has_any(const char *names, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strstr(names, *words) != NULL)
            return true;
    }
    return false;
}

/* How good a marked-up element is: smaller is better, 9 is none. */
static int
mark_rank(const struct html_node *node)
{
    static const char *const published[] = {
        "datepublished", "pubdate",   "published", "datecreated",
        "entry-date",    "post-date", NULL};
    static const char *const modified[] = {"datemodified", "updated",
                                           "modified", NULL};
    static const char *const dates[] = {"date", "time",   "datum", "fecha",
                                        "data", "stamp",  "meta",  "byline",
                                        "info", "posted", NULL};
    bool is_time = node->tag == HTML_TIME;
    char names[400];

    join_names(node, names, sizeof names);
    if (has_any(names, published) || html_attr(node, "pubdate") != NULL)
        return has_any(names, modified) ? 3 : 1;
    if (has_any(names, modified))
        return is_time ? 5 : 7;
    if (is_time)
        return 2;
    return has_any(names, dates) ? 4 : 9;
}

static bool
read_attr(const struct html_node *node, const char *name,
          struct page_date *date)
{
    const char *value = html_attr(node, name);

    return value != NULL && page_date_find(value, strlen(value), false, date);
}

static bool
read_marked(const struct facts *facts, const struct html_node *node,
            struct page_date *date)
{
    struct buf text = {.max = 20000};
    bool ok;

    if (read_attr(node, "datetime", date) || read_attr(node, "content", date) ||
        read_attr(node, "title", date))
        return true;
    html_text(node, &text);
    ok = text.len < 400 && page_date_find(buf_text(&text), text.len,
                                          date_month_first(facts), date);
    buf_deinit(&text);
    return ok;
}

static bool
is_markable(const struct html_node *node)
{
    return node->tag != HTML_TEXT && node->tag != HTML_BODY &&
           node->tag != HTML_META &&
           (node->n_attrs > 0 || node->tag == HTML_TIME);
}

bool
marked_date(const struct facts *facts, int least, int most,
            struct page_date *date)
{
    const struct html_node *root = html_root(facts->doc);
    struct page_date found;
    int best_rank = most + 1, tries = 0;

    for (const struct html_node *node = root;
         node != NULL && tries < MARKED_MAX_TRIES;
         node = html_next(root, node)) {
        int rank;

        if (!is_markable(node))
            continue;
        rank = mark_rank(node);
        if (rank < least || rank >= best_rank)
            continue;
        tries++;
        if (node_is_aside(node) || !read_marked(facts, node, &found))
            continue;
        *date = found;
        best_rank = rank;
    }
    return best_rank <= most;
}

bool
marked_same_day(const struct facts *facts, const struct page_date *day,
                struct page_date *date)
{
    const struct html_node *root = html_root(facts->doc);
    int tries = 0;

    for (const struct html_node *node = root;
         node != NULL && tries < MARKED_MAX_TRIES;
         node = html_next(root, node)) {
        if (node->tag != HTML_TIME || html_attr(node, "datetime") == NULL)
            continue;
        tries++;
        if (read_attr(node, "datetime", date) && date->year == day->year &&
            date->month == day->month && date->day == day->day)
            return true;
    }
    return false;
}

bool
marked_within(const struct facts *facts, const struct html_node *top,
              struct page_date *date)
{
    size_t looked = 0;

    for (const struct html_node *node = top; node != NULL && looked < 200;
         node = html_next(top, node), looked++) {
        struct buf text = {.max = 400};
        bool ok;

        if (node == top || !is_markable(node) || mark_rank(node) > 4)
            continue;
        html_text(node, &text);
        ok = text.len < 60 && page_date_find(buf_text(&text), text.len,
                                             date_month_first(facts), date);
        buf_deinit(&text);
        if (ok)
            return true;
    }
    return false;
}
