/* What became of what was offered: sums, and groups by a name. Topics of one
 * stem are one group. */
#include "polyphony/pickup.h"
#include "name_table.h"

#include <stdlib.h>
#include <string.h>

void
pickup_add(struct pickup_steps *steps, const struct pickup_item *item)
{
    steps->offered++;
    steps->accepted += item->accepted;
    steps->edited += item->accepted && item->edited;
    steps->shared += item->shared;
    steps->opened += item->opened;
    steps->led += item->led;
    steps->dismissed += item->dismissed;
}

static const char *
name_of(const struct pickup_item *item, enum pickup_key key)
{
    switch (key) {
    case PICKUP_TOPIC:
        return item->topic;
    case PICKUP_SITE:
        return item->site;
    case PICKUP_TEAM:
        return item->team;
    case PICKUP_REP:
        return item->rep;
    case PICKUP_NETWORK:
        return item->network;
    case PICKUP_REASON:
        return item->reason;
    case PICKUP_FEED:
        break;
    }
    return "";
}

static int
by_offered(const void *a, const void *b)
{
    const struct pickup_group *x = a, *y = b;

    if (x->steps.offered != y->steps.offered)
        return x->steps.offered > y->steps.offered ? -1 : 1;
    if (x->feed != y->feed)
        return x->feed < y->feed ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* While items are counted. */
struct gathered {
    struct pickup_group group; /* first: lists are of these */
    const char *stem;
    struct gathered *into; /* that has the same stem and more offers; NULL */
};

/* So often was something of a group dismissed for a reason. */
struct said {
    struct gathered *of;
    const char *reason;
    int64_t count;
};

static int
by_group(const void *a, const void *b)
{
    const struct said *x = a, *y = b;

    if (x->of != y->of)
        return x->of < y->of ? -1 : 1;
    return strcmp(x->reason, y->reason);
}

/* One more kind of reason with its count, where it is among the first. */
static void
rank_reason(struct pickup_group *group, const char *name, int64_t count)
{
    size_t at = group->n_reasons;

    while (at > 0 && group->reasons[at - 1].count < count)
        at--;
    if (at == PICKUP_REASONS)
        return;
    if (group->n_reasons < PICKUP_REASONS)
        group->n_reasons++;
    for (size_t i = group->n_reasons - 1; i > at; i--)
        group->reasons[i] = group->reasons[i - 1];
    group->reasons[at].name = name;
    group->reasons[at].count = count;
}

/* The group of an item, made where it is the first of it. */
static struct gathered *
group_of(struct name_table *table, const char *name, int64_t feed)
{
    struct name_entry *entry =
        name_table_pair(table, feed != 0 ? feed : (intptr_t)name, 0);
    struct gathered *gathered = entry->value;

    if (gathered == NULL) {
        gathered = arena_alloc(table->arena, sizeof *gathered);
        *gathered = (struct gathered){.group = {.name = name, .feed = feed}};
        entry->value = gathered;
    }
    return gathered;
}

static void
count_reason(struct name_table *table, struct gathered *of, const char *reason)
{
    struct name_entry *entry =
        name_table_pair(table, (intptr_t)reason, (intptr_t)of);
    struct said *said = entry->value;

    if (said == NULL) {
        said = arena_alloc(table->arena, sizeof *said);
        *said = (struct said){of, reason, 0};
        entry->value = said;
    }
    said->count++;
}

/* By text, so that of reasons that are as frequent the first comes first. */
static void
rank_reasons(const struct name_table *table)
{
    struct said *list = arena_array(table->arena, table->count, sizeof *list);
    size_t count = 0;

    for (size_t i = 0; i < table->room; i++) {
        if (!table->entries[i].taken)
            continue;
        list[count] = *(struct said *)table->entries[i].value;
        if (list[count].of->into != NULL)
            list[count].of = list[count].of->into;
        count++;
    }
    if (count > 0)
        qsort(list, count, sizeof *list, by_group);
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count && by_group(&list[i], &list[i + 1]) == 0)
            list[i + 1].count += list[i].count;
        else
            rank_reason(&list[i].of->group, list[i].reason, list[i].count);
    }
}

static void
add_steps(struct pickup_steps *to, const struct pickup_steps *more)
{
    to->offered += more->offered;
    to->accepted += more->accepted;
    to->edited += more->edited;
    to->shared += more->shared;
    to->opened += more->opened;
    to->led += more->led;
    to->dismissed += more->dismissed;
}

/* Those of one stem go into the commonest of them; the others are marked. */
static void
merge_endings(struct gathered **list, size_t count, struct arena *arena)
{
    struct name_table stems = {.arena = arena};

    for (size_t i = 0; i < count; i++) {
        struct name_entry *entry =
            name_table_pair(&stems, (intptr_t)list[i]->stem, 0);
        struct gathered *first = entry->value;

        if (first == NULL || by_offered(list[i], first) < 0)
            entry->value = list[i];
    }
    for (size_t i = 0; i < count; i++) {
        struct gathered *first =
            name_table_pair(&stems, (intptr_t)list[i]->stem, 0)->value;

        if (first != list[i])
            list[i]->into = first;
    }
    for (size_t i = 0; i < count; i++) {
        if (list[i]->into != NULL)
            add_steps(&list[i]->into->group.steps, &list[i]->group.steps);
    }
}

static struct gathered **
list_of(const struct name_table *table)
{
    struct gathered **list =
        arena_array(table->arena, table->count, sizeof(struct gathered *));
    size_t count = 0;

    for (size_t i = 0; i < table->room; i++) {
        if (table->entries[i].taken)
            list[count++] = table->entries[i].value;
    }
    return list;
}

void
pickup_by(const struct pickup_item *items, size_t n_items, enum pickup_key key,
          struct arena *arena, struct pickup_group **groups, size_t *count)
{
    struct name_table names = {.arena = arena}, reasons = {.arena = arena};
    bool by_feed = key == PICKUP_FEED;
    struct gathered **list;

    for (size_t i = 0; i < n_items; i++) {
        const char *name = name_of(&items[i], key);
        struct gathered *of;

        if (!by_feed && name[0] == '\0')
            continue;
        of = group_of(&names, name, by_feed ? items[i].feed : 0);
        of->stem = items[i].stem;
        pickup_add(&of->group.steps, &items[i]);
        if (items[i].reason[0] != '\0')
            count_reason(&reasons, of, items[i].reason);
    }
    list = list_of(&names);
    if (key == PICKUP_TOPIC)
        merge_endings(list, names.count, arena);
    rank_reasons(&reasons);
    *groups = arena_array(arena, names.count, sizeof **groups);
    *count = 0;
    for (size_t i = 0; i < names.count; i++) {
        if (list[i]->into == NULL)
            (*groups)[(*count)++] = list[i]->group;
    }
    if (*count > 0)
        qsort(*groups, *count, sizeof **groups, by_offered);
}
