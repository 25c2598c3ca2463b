/* The audit, for the admin: is it what was written, and all of it to keep. */
#include "desk/desk_queue.h"
#include "desk/page.h"
#include "desk/pages.h"

#include "polyphony/audit.h"
#include "polyphony/clock.h"

#include <stdio.h>
#include <unistd.h>

bool
page_audit_verify(struct request *request, struct response *response,
                  struct error *err)
{
    const char *expect = request_field(request, "expect");
    struct audit_head expected, head;
    struct error why;

    if (expect[0] != '\0' && !audit_head_read(expect, &expected, &why)) {
        if (request->is_verb)
            return error_set(err, ERROR_INPUT,
                             "That is no head: one is COUNT:HASH. Nothing was "
                             "verified");
        return page_done(request, response, "/admin", err,
                         "That is no head: one is COUNT:HASH, as the "
                         "page showed it. Nothing was verified.");
    }
    if (audit_verify(request->store, expect[0] != '\0' ? &expected : NULL,
                     &head, &why)) {
        page_tell_text(request, "holds", "yes");
        page_tell_number(request, "rows", head.rows);
        return page_done(
            request, response, "/admin", err,
            "The audit holds: %lld rows, each as it was written%s.",
            (long long)head.rows,
            expect[0] != '\0' ? ", and what you expected is among them" : "");
    }
    page_tell_text(request, "holds", "");
    return page_done(request, response, "/admin", err,
                     "The audit does not hold: %s. Compare it with an export "
                     "that you kept, and find out who could write to the "
                     "database.",
                     why.text);
}

static bool
write_line(const char *line, size_t len, void *context)
{
    return fwrite(line, 1, len, context) == len;
}

/* By way of a file without a name: it may be larger than an answer. */
bool
page_audit_export(struct request *request, struct response *response,
                  struct error *err)
{
    struct audit_head head;
    FILE *file;
    bool ok;

    if (!desk_act(request, "export audit", request->person.name, NULL, NULL,
                  err))
        return false;
    file = tmpfile();
    if (file == NULL)
        return error_errno(err, "a file for the export");
    ok = audit_export(request->store, TIME_NONE, write_line, file, &head, err);
    if (ok && fflush(file) != 0)
        ok = error_errno(err, "a file for the export");
    if (ok) {
        response->file = dup(fileno(file));
        ok = response->file >= 0 || error_errno(err, "a file for the export");
    }
    fclose(file);
    if (ok)
        response_download(request, response, "application/jsonl",
                          "polyphony-audit.jsonl");
    return ok;
}
