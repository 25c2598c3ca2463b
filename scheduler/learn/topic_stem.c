/* Stems of topics; see the header. */
#include "topic_stem.h"

#include "polyphony/buf.h"
#include "polyphony/terms.h"

#include <string.h>

void
topic_stems_deinit(struct topic_stems *stems)
{
    for (size_t i = 0; i < stems->n_readers; i++)
        terms_free(stems->readers[i].terms);
    stems->n_readers = 0;
}

/* NULL where there are too many by now. */
static struct terms *
reader_of(struct topic_stems *stems, const char *language)
{
    size_t i = 0;

    while (i < stems->n_readers &&
           strcmp(stems->readers[i].language, language) != 0)
        i++;
    if (i == TOPIC_LANGUAGES || strlen(language) != 2)
        return NULL;
    if (i == stems->n_readers) {
        memcpy(stems->readers[i].language, language, 3);
        stems->readers[i].terms = terms_new(language);
        stems->n_readers++;
    }
    return stems->readers[i].terms;
}

const char *
topic_stem(struct topic_stems *stems, const char *topic, const char *language)
{
    struct terms *terms = language != NULL ? reader_of(stems, language) : NULL;
    struct buf words = {.max = 4096};
    const struct term *list;
    const char *stem;
    size_t count = 0;

    if (terms != NULL)
        count = terms_read(terms, topic, strlen(topic), &list);
    for (size_t i = 0; i < count; i++)
        buf_printf(&words, "%s%s", i > 0 ? " " : "", list[i].stem);
    stem = words.len > 0 && buf_ok(&words)
               ? name_table_keep(&stems->texts, buf_text(&words), words.len)
               : name_table_keep(&stems->texts, topic, strlen(topic));
    buf_deinit(&words);
    return stem;
}
