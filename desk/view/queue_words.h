/* What the audit calls things, as one tells it. Pure. */
#ifndef POLYPHONY_DESK_QUEUE_WORDS_H
#define POLYPHONY_DESK_QUEUE_WORDS_H

/* "approved it" for the audit's "approve". */
const char *move_words(const char *what);

/* "asked for a change" for the verdict "change". */
const char *verdict_words(const char *verdict);

#endif
