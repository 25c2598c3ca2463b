/* A rep's voice, as it stands in reps.json: how they write, and what they
 * have said of themselves. Reading is lenient: what is absent or of another
 * type takes its default. Strings live in the arena given. Pure. */
#ifndef POLYPHONY_VOICE_H
#define POLYPHONY_VOICE_H

#include "polyphony/arena.h"
#include "polyphony/json.h"

#define VOICE_HASHTAGS 2 /* where the voice says nothing */

struct voice_list {
    const char **items;
    size_t count;
};

/* What tone, notes and sample posts ask for, in words or by example. */
struct voice_cues {
    bool figure;   /* "one number first" */
    bool quote;    /* "quotes one line" */
    bool question; /* "asks what readers do" */
    bool brief;    /* "brisk", "short", or short samples */
    bool detail;   /* "explains one detail" */
};

/* What edits and sample posts taught (voice_learn.h); weighed in
 * compose_voice.c. */
struct voice_habits {
    bool opens_question, opens_number, opens_short, closes_question;
    bool no_question, no_exclamation, dash, no_dash;
    bool says_i, no_person; /* wishes in the first person; none of it */
    bool tags_inside, tags_last, emoji_often;
    int words; /* of a text; 0: not known */
};

struct voice {
    const char *tone, *notes, *company; /* NULL: not given */
    bool emoji;                         /* may use some */
    bool informal; /* says "du", "tu"; else "Sie", "vous", "usted" */
    int hashtags;  /* at most so many */
    bool gave_emoji, gave_hashtags; /* the rep said so themselves */
    struct voice_list languages;    /* ISO 639-1; never empty */
    struct voice_list samples;      /* the rep's own posts */
    struct voice_list statements;   /* first person, confirmed by the rep */
    struct voice_list learned;      /* lines of voice_learn.h, as read */
    struct voice_list avoided;      /* words that they take out */
    struct voice_list liked;        /* ... and those that they put in */
    struct voice_habits habits;
    struct voice_cues cues;
};

/* `rep` is one object of reps.json. */
void voice_read(struct arena *arena, const struct json *rep,
                struct voice *voice);

/* Takes a learned line into account: `line` as people read it, `json` as in
 * voice_learn.h. What the rep gave outranks samples; edits outrank both. What
 * is not understood is only kept among `learned`. */
void voice_apply(struct arena *arena, const char *line, const struct json *json,
                 struct voice *voice);

/* Is `tone` (figure, quote, question, brief, detail) one of the voice's? */
bool voice_has_tone(const struct voice *voice, const char *tone);
bool voice_is_tone(const char *tone); /* is there such a tone? */

bool voice_writes(const struct voice *voice, const char *language);

#endif
