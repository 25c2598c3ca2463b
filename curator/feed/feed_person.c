/* Authors and categories: the same in every dialect. */
#include "feed_reader.h"

void
feed_person_name(struct feed_reader *reader, const char *text)
{
    reader->person.name = arena_strdup(feed_reader_record(reader)->arena, text);
}

void
feed_person_mail(struct feed_reader *reader, const char *text)
{
    reader->person.mail = arena_strdup(feed_reader_record(reader)->arena, text);
}

/* Their page is not their name. */
void
feed_person_other(struct feed_reader *reader, const char *text)
{
    (void)reader;
    (void)text;
}

static bool
is_blank(const char *text)
{
    while (text != NULL &&
           (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r'))
        text++;
    return text == NULL || *text == '\0';
}

/* Name, else mail address, else whatever stands there. */
void
feed_person_end(struct feed_reader *reader, const char *text)
{
    const char *name = reader->person.name;

    if (is_blank(name))
        name = reader->person.mail;
    if (is_blank(name))
        name = text;
    feed_offer_author(feed_reader_record(reader),
                      feed_reader_top(reader)->rule->rank, name);
}

void
feed_category_end(struct feed_reader *reader, const char *text)
{
    feed_add_category(reader->feed, feed_reader_record(reader), text);
}
