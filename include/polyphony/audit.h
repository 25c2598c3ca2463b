/* The audit: who did what, when, with which words; each row holds a hash over
 * itself and the hash before it. What a chain can show: that no row was
 * changed, put in or taken out between two others. What it can't show by
 * itself: that its end was cut off, or that all of it was written anew. For
 * that its head (how many rows, and the hash of the last) has to be kept
 * where who could do so has no hand: `audit export`, `backup` and the log of
 * `run` print it, and `audit verify --expect` compares.
 *
 * docs/internals/audit.md says how an outsider verifies an export. Rows are
 * written by queue_write_audit(), within the move that they tell of. */
#ifndef POLYPHONY_AUDIT_H
#define POLYPHONY_AUDIT_H

#include "polyphony/digest.h"
#include "polyphony/store.h"

#define AUDIT_HEAD_TEXT (DIGEST_TEXT + 24) /* "412:9f2c..." */

struct audit_head {
    int64_t rows;
    char hash[DIGEST_TEXT]; /* of the last one; "" where there is none */
};

/* COUNT:HASH as it was printed; the hash may be cut to 12 digits or more. */
bool audit_head_read(const char *text, struct audit_head *head,
                     struct error *err) MUST_CHECK;
/* The reverse; returns out. */
char *audit_head_text(const struct audit_head *head, char out[AUDIT_HEAD_TEXT]);

/* The head by now, without going through the rows. */
bool audit_head_now(struct store *store, struct audit_head *head,
                    struct error *err) MUST_CHECK;

/* Goes through all rows. ERROR_CONFLICT names the first one that does not
 * fit, or says that rows are missing at the end, by the head that is kept
 * beside them and by `expected` (an earlier head from elsewhere; may be
 * NULL). *head is what was reached. */
bool audit_verify(struct store *store, const struct audit_head *expected,
                  struct audit_head *head, struct error *err) MUST_CHECK;

/* The same for an exported file ("-": standard input), which may begin later
 * than the audit: *before is then the head that its first line claims to
 * follow, which nothing in the file can prove. */
bool audit_verify_file(const char *path, const struct audit_head *expected,
                       struct audit_head *before, struct audit_head *head,
                       struct error *err) MUST_CHECK;

/* A line of JSON for each row from the first one at or after `since` on
 * (TIME_NONE: all), given to `write`, which returns false to end it. */
bool audit_export(struct store *store, int64_t since,
                  bool (*write)(const char *line, size_t len, void *context),
                  void *context, struct audit_head *head,
                  struct error *err) MUST_CHECK;

#endif
