/* What the files of compose share among themselves. The way of a text:
 * compose_pack (word lists and phrases of a language) -> compose_words (the
 * article as words) -> compose_usable (which stretches can stand alone) ->
 * compose_units (sentences, clauses), compose_worth (what they are worth),
 * compose_phrases (key phrases) -> compose_frame (a shape filled in) ->
 * compose_form (is it well formed) -> compose (the choice). A text that another
 * writer made goes compose_adopt -> compose_faithful. */
#ifndef SCHEDULER_COMPOSE_INNER_H
#define SCHEDULER_COMPOSE_INNER_H

#include "polyphony/compose.h"
#include "polyphony/json.h"

#include <stdint.h>

/* ---- a language's pack */

enum word_list {
    WORDS_STOP,        /* function words */
    WORDS_ANAPHOR,     /* cannot open a text: he, this, however */
    WORDS_LOOSE,       /* points outside the sentence: above, earlier, they */
    WORDS_WEAK,        /* may point outside: this, they, its */
    WORDS_NEGATION,    /* not, never */
    WORDS_FIRST,       /* I, we, our */
    WORDS_DETERMINER,  /* the, each, many: begins a subject */
    WORDS_ARTICLE,     /* the, a: may lead a key phrase */
    WORDS_BEFORE,      /* before a key phrase: of, for, with */
    WORDS_VERB,        /* common finite verbs */
    WORDS_SUBORDINATE, /* while, if: the clause needs its other half */
    WORDS_CUT,         /* after a comma, ends a clause that stands alone */
    WORDS_DROP,        /* ... and the clause after it may stand alone */
    WORDS_DANGLE,      /* nothing may end with it */
    WORDS_TREND,
    WORDS_HOWTO,
    WORDS_CONTRAST,
    WORDS_SPEECH,
    WORDS_ASK,      /* begins a question, else a heading: why, how */
    WORDS_JOIN,     /* within a key phrase: of */
    WORDS_REASON,   /* because, so, must: the sentence argues */
    WORDS_LABEL,    /* before a number that only names: clause, chapter */
    WORDS_PAIR,     /* either, both: need what follows an "or" */
    WORDS_VAGUE,    /* some, quite, things: it does not */
    WORDS_HYPE,     /* amazing, revolutionary: promises what nobody checked */
    WORDS_FINITE,   /* is, has, will: makes a sentence; empty: not looked at */
    WORDS_RELATIVE, /* that, which, when: the verb that follows is its own */
    WORDS_ORDER,    /* click, install: a sentence that begins so is a step */
    WORDS_OPINION,  /* should, must, problem: the sentence takes a side */
    WORDS_ORDINARY, /* base, moment: neither a subject nor a hashtag */
    WORDS_COMMON,   /* data, user: no subject, but a hashtag of a large crew */
    WORDS_BODY,     /* foundation, ministry: a name with an article */
    WORDS_BEHIND,   /* to, as: behind a participle, beside WORDS_BEFORE */
    WORDS_SELF,     /* I, my: one person speaks */
    WORDS_COUNT
};

struct word_set {
    uint64_t *keys; /* sorted */
    size_t count;
};

/* How a phrase speaks to readers: "Sie", "vous", "usted", or "du", "tu". */
enum address { ADDRESS_NONE, ADDRESS_FORMAL, ADDRESS_INFORMAL };

/* Some words in a row ("according to"), and many of them. */
struct run {
    uint64_t *keys;
    size_t count;
};

struct run_list {
    struct run *items; /* sorted by the first key */
    size_t count;
};

/* Words that go with a name: a tone's, an emoji's. */
struct cue {
    const char *name;
    struct word_set words;
};

struct cue_list {
    struct cue *items;
    size_t count;
};

/* In a pack "&" or "%" (formal or informal), "~" (spoken), "-" (filler),
 * "@statistic,trend " and "^warm,plain " may lead a phrase, in that order. */
struct phrase {
    const char *id, *text; /* without those */
    const char *angle;     /* kinds of evidence that it is for; NULL: any */
    const char *tones;     /* of voice that it is for; NULL: any */
    const char *tone;      /* a cue of the voice that it is for; NULL: any */
    const char *from;      /* the company's file; NULL: built in */
    bool spoken;           /* for evidence in the first person */
    bool filler;           /* says little: for large crews only */
    bool off;              /* the company does not want it */
    enum address address;
    bool wish; /* "I wonder ...": for reps who say "I" */
    /* Which of the frame's slots it has (compose_frame.c). */
    unsigned char term_slot;
    bool asks_roles, asks_site, asks_author;
};

/* Fills in the last four; phrase_read() calls it. */
void phrase_find_slots(struct phrase *phrase);

struct phrase_list {
    const char *name;
    struct phrase *items;
    size_t count;
};

struct shape {
    const char *name, *text;
    const char *unit;  /* plain, quote, pair, phrases */
    const char *angle; /* of its own; NULL: the evidence's */
    const char *cue;   /* of the voice that likes it; may be NULL */
    const char *tones; /* that like it; may be NULL */
    const char *never; /* tones that do without it; may be NULL */
    double weight;
};

struct text_list {
    const char **items;
    size_t count;
};

struct compose_pack {
    const char *language;
    const char *open_quote, *close_quote;
    const char *the;           /* the article that a term may take; or NULL */
    const char *disclosure;    /* a line with {company}; or NULL */
    const char *spaced_stops;  /* stand after a blank: ":!?" in French */
    struct text_list no_ends;  /* letters that end no key phrase: "ly" */
    struct text_list definite; /* "du>le": compose_article.c; or none */
    struct text_list contract; /* "de+el>del"; or none */
    struct text_list adjective_ends, infinitive_ends; /* or none */
    bool capital_nouns;                               /* as in German */
    bool small_after_colon;                           /* as in French */
    struct text_list plural;    /* endings, "y>ies", longest first; or none */
    struct text_list weak_ends; /* ... where a determiner follows: "ing" */
    struct word_set words[WORDS_COUNT];
    struct phrase_list *lists;
    size_t n_lists;
    struct shape *shapes;
    size_t n_shapes;
    struct text_list bars;   /* small letters: a sentence with one is out */
    struct text_list starts; /* the same, at its beginning */
    struct text_list peel;   /* small letters: may be dropped with its comma */
    struct text_list emoji;
    struct text_list wishes;      /* small letters: "I" that claims nothing */
    struct text_list participles; /* endings: "ed" */
    struct text_list roles; /* "head of *>* leads": what people are called */
    struct cue_list tones;  /* words of a voice's tone and notes */
    struct cue_list signs;  /* emoji, by words of the evidence */
    struct run_list telling, dull; /* raise and lower a sentence's worth */
    bool lowers; /* evidence goes on in small letters behind a colon */
    struct arena *arena;
};

bool pack_read(const char *json, size_t len, struct compose_pack **pack,
               struct error *err);
void pack_free(struct compose_pack *pack);
/* One phrase: text with its marks, or an object {"text", "angle", "tone",
 * "spoken", "filler"}. False where it is neither. */
bool phrase_read(const struct compose_pack *pack, const struct json *node,
                 struct phrase *phrase);
/* Is the phrase fit for texts of this pack, in a list of this name? `why` says
 * what is wrong and how to mend it. `like` is the pack whose lists say what a
 * list holds. */
bool phrase_is_fit(const struct compose_pack *pack,
                   const struct compose_pack *like, const char *kind,
                   const struct phrase *phrase, struct error *why);
size_t compose_packs(const struct compose *compose);
struct compose_pack *compose_pack_at(const struct compose *compose, size_t at);
/* A language more; `pack` is the compose's from then on. */
bool compose_take_pack(struct compose *compose, struct compose_pack *pack);
bool word_set_has(const struct word_set *set, uint64_t key);
const struct phrase_list *pack_list(const struct compose_pack *pack,
                                    const char *name, size_t len);
const struct compose_pack *compose_pack_for(const struct compose *compose,
                                            const char *language);

void words_read(struct arena *arena, const char *text, struct word_set *set);

/* ["two words", ...] and {"name": "its words", ...} of a pack. */
void runs_read(struct arena *arena, const struct json *list,
               struct run_list *runs);
void cues_read(struct arena *arena, const struct json *object,
               struct cue_list *cues);
/* "warm,plain,": the tones of a voice; its cues' names are among them. */
const char *tones_of(const struct compose_pack *pack, const struct voice *voice,
                     struct arena *arena);
/* Is `name` one of `names` ("a,b"); have the two lists one in common? */
bool name_among(const char *names, const char *name);
bool names_meet(const char *names, const char *others);

/* ---- words */

struct word {
    size_t start, end;          /* bytes in the text */
    uint64_t key;               /* of the folded word */
    uint64_t stem;              /* the same without a plural s */
    bool capital, upper, digit; /* first letter; all letters; any digit */
    bool linked;                /* part of an address */
};

/* Letters and digits, joined by single inner apostrophes, hyphens and full
 * stops. Yours (free()). */
size_t words_cut(const char *text, size_t len, struct word **words);
uint64_t word_key(const char *word, size_t len);
uint64_t word_stem(const char *word, size_t len); /* as in struct word */
uint64_t compose_hash(uint64_t seed, const void *bytes, size_t len);
uint64_t compose_hash_text(uint64_t seed, const char *text); /* NULL: "" */

/* ---- units */

enum unit_kind { UNIT_SENTENCE, UNIT_CLAUSE, UNIT_PHRASE };

struct unit {
    enum unit_kind kind;
    size_t start, end;       /* bytes of the article's text */
    size_t cp_start, cp_end; /* code points */
    size_t first, count;     /* words */
    size_t sentence, paragraph;
    const char *text;  /* as it stands in a post: blanks single, begins with a
                          capital and ends with a stop (phrases: neither) */
    const char *angle; /* claim, statistic, quotation ... */
    bool negated, spoken; /* spoken: first person; only as a quotation */
    bool quoted;          /* holds quotation marks */
    bool argues;          /* takes a side */
    bool single;          /* spoken by one person */
    bool two;             /* sentences next to each other */
    double worth;         /* 0..1, whoever the rep is */
};

struct compose_index {
    struct arena *arena;
    const struct compose_pack *pack;
    const char *id, *url, *title, *text, *site, *author;
    bool the_site; /* people say "the ... Foundation" */
    size_t len;
    struct word *words;
    size_t n_words;
    struct word *title_words;
    size_t n_title;
    struct unit *units;
    size_t n_units, units_room;
    struct unit *phrases;
    size_t n_phrases, phrases_room;
    size_t lede;     /* number of the first long paragraph */
    uint64_t *stems; /* all stems of title and text, sorted, with repeats */
    size_t n_stems;
};

/* Why a stretch of words cannot be used; USABLE when it can. */
struct stretch {
    size_t start, end;   /* bytes */
    size_t first, count; /* words */
    bool begins, ends;   /* as a sentence does */
    bool follows;        /* what it points to stands in front */
};
bool unit_has(const struct compose_index *index, const struct unit *unit,
              uint64_t stem);
bool stretch_is_usable(const struct compose_index *index,
                       const struct stretch *stretch);
/* The same for a key phrase or a rep's term. */
bool stretch_is_fit_phrase(const struct compose_index *index, size_t start,
                           size_t end, size_t first, size_t count);
bool stretch_has(const struct compose_index *index, size_t first, size_t count,
                 enum word_list list);
bool stretch_is_spoken(const struct compose_index *index, size_t first,
                       size_t count);

void units_find(struct compose_index *index);
/* What the evidence is, for the reader: the angle. */
const char *unit_angle(const struct compose_index *index,
                       const struct unit *unit);
double unit_worth(const struct compose_index *index, const struct unit *unit);
/* How often words of the list stand in the unit. */
size_t runs_count(const struct compose_index *index, const struct unit *unit,
                  const struct run_list *runs);
/* Has the stretch a verb of its own, beside those of "that ..."? */
bool stretch_is_finite(const struct compose_index *index, size_t first,
                       size_t count);
void key_phrases_find(struct compose_index *index);
/* How often a stem stands in title and text. */
size_t index_count(const struct compose_index *index, uint64_t stem);
size_t index_count_word(const struct compose_index *index, const char *word,
                        size_t len);

/* Is a run of content words built as a noun phrase is in this language? */
bool phrase_is_built(const struct compose_index *index, size_t at, size_t n);
/* Do its phrases keep their article, as the text has it within a sentence? */
bool phrase_needs_article(const struct compose_pack *pack);
/* The article that the text says the noun with ("la ", "l’"), its blank
 * included; NULL where it never does. `keys` are the noun's n words. */
const char *term_article(const struct compose_index *index, const char *noun,
                         const uint64_t *keys, size_t n, struct arena *arena);
/* Appends a unit, in small letters where the language wants it so. */
void add_after(const struct compose_index *index, struct buf *out,
               const struct unit *unit);
/* Appends `text`, whose article may melt into the word before it. */
void add_contracted(const struct compose_pack *pack, struct buf *out,
                    const char *text);
bool index_has_key(const struct compose_index *index, uint64_t key);

/* ---- a rep's terms in an article */

struct term_of_rep {
    const char *text; /* as the article writes it; NULL: parts of it only */
    const char *bare; /* the same without an article; NULL: no subject */
    const char *tag;  /* "#StreamProcessing"; NULL: not all of it is there */
    uint64_t *stems;  /* its words that the article has */
    size_t n_stems;
    size_t n_words;  /* of the keyword, small words too */
    bool scattered;  /* its words do not stand together: a tag at most */
    bool is_noun;    /* may fill a gap in a phrase */
    bool with_the;   /* "the outbreak": its text begins so */
    bool is_concept; /* no word that goes with any article */
    bool is_subject; /* of the article: in its title, named, or said often */
};

struct rep_terms {
    struct term_of_rep *items;
    size_t count;
    uint64_t *stems; /* of all, each once */
    double *weights; /* rare in the article: more */
    size_t n_stems;
};

void rep_terms_find(const struct compose_index *index,
                    const struct compose_rep *rep, struct arena *arena,
                    struct rep_terms *terms);

/* ---- what was learned of a voice */

/* Added to the worth of evidence. */
double voice_likes_unit(const struct voice *voice,
                        const struct compose_index *index,
                        const struct unit *unit);
/* Times the weight of a shape; 0: never. `unit` may be NULL. */
double voice_likes_shape(const struct voice *voice,
                         const struct compose_index *index,
                         const struct shape *shape, const struct unit *unit);
bool voice_takes_phrase(const struct voice *voice, const struct phrase *phrase);
/* Has it a word that the rep likes? */
bool voice_likes_phrase(const struct voice *voice, const struct phrase *phrase);
size_t voice_phrase_cost(const struct voice *voice, const struct phrase *phrase,
                         size_t cost);
/* A dash for the colon that `out` ends with, where the rep likes dashes. */
void voice_join(const struct voice *voice, uint64_t hash, struct buf *out);

/* ---- filling a shape */

struct draft {
    struct buf body;             /* without link and hashtags */
    const struct unit *units[6]; /* evidence used, in order */
    size_t n_units;
    const char *phrases[6]; /* identifiers */
    size_t n_phrases;
    const struct term_of_rep *said; /* the term that a phrase spoke of */
    bool failed;                    /* a slot had nothing to fill it */
};

struct fill {
    const struct compose_index *index;
    const struct compose_rep *rep;
    const struct rep_terms *terms;
    const struct differ_story *story;
    const struct differ_history *history;
    const struct unit *evidence[3]; /* for E, E2 / N1, N2, N3 */
    uint64_t hash;
    bool choosy;       /* no fillers, nothing that the rep used lately */
    const char *roles; /* what many of the audience are called; or NULL */
    const char *tones; /* of the rep's voice */
};

/* Is it a subject of the article that the unit speaks of? */
bool term_is_sayable(const struct compose_index *index,
                     const struct term_of_rep *term, const struct unit *unit);
void draft_fill(struct draft *draft, const struct fill *fill,
                const char *template_text);
void draft_deinit(struct draft *draft);

/* Is the text well formed: the last look at what was put together? */
bool form_is_fine(const char *body, const struct draft *draft);

/* "heads of data platform" for "Head of data platform"; NULL where the pack
 * or the role does not allow to say so. */
const char *roles_of(const struct compose_pack *pack,
                     const struct compose_rep *rep, struct arena *arena);
/* "I work at Depot." where the body names Depot; else NULL. */
const char *disclosure_of(const struct compose_pack *pack,
                          const struct voice *voice, const char *body,
                          struct arena *arena);

/* ---- link, hashtags and emoji around a body */

#define LAYOUTS 6
struct layout {
    unsigned kind;               /* below LAYOUTS */
    bool tags_inside, tags_last; /* the rep's habit */
    const char *link;
    const char *tags[10];
    size_t n_tags;
    const char *emoji;      /* NULL: none */
    const char *disclosure; /* the same */
};
void layout_write(const struct layout *layout, const char *body,
                  struct buf *out);
/* Picks hashtags for a body: at most `most`, those first whose words the body
 * does not have yet; choosy: only what the article is about. */
void layout_pick_tags(struct layout *layout, const struct rep_terms *terms,
                      const char *body, size_t most, bool choosy);
/* The pack's emoji whose words the body has most of; for those who like them
 * often, and where the pack knows no such words, one that fits any. NULL: none.
 */
const char *layout_pick_emoji(const struct compose_pack *pack, const char *body,
                              bool often, uint64_t hash);
/* Does the text fit? Networks that we do not know take anything. */
bool layout_fits(const char *network, const char *text);

/* The first DIFFER_OPENING words. */
const char *compose_first_words(struct arena *arena, const char *text);

/* ---- a body that somebody else wrote */

/* Does it hold one of the pack's phrases that bar a sentence? */
bool pack_bars(const struct compose_pack *pack, const char *text);

/* Does it say what the article says, and no more? */
bool faithful_check(const struct compose_index *index,
                    const struct compose_rep *rep, const char *text,
                    struct error *why) MUST_CHECK;

#endif
