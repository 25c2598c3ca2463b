/* Topics that are one in all but their ending: "robot" and "robots" are told
 * apart by readers of a text and by nobody who reads figures. */
#ifndef SCHEDULER_LEARN_TOPIC_STEM_H
#define SCHEDULER_LEARN_TOPIC_STEM_H

#include "name_table.h"

struct terms;

#define TOPIC_LANGUAGES 8 /* stemmed; topics of others stay as they are */

/* Begin with {.texts = {.arena = ...}}. */
struct topic_stems {
    struct name_table texts;
    struct {
        char language[4];
        struct terms *terms;
    } readers[TOPIC_LANGUAGES];
    size_t n_readers;
};
void topic_stems_deinit(struct topic_stems *stems);

/* Its words as their stems; the same text is the same address, whatever the
 * language ("" or NULL: not known, and nothing is stemmed). */
const char *topic_stem(struct topic_stems *stems, const char *topic,
                       const char *language);

#endif
