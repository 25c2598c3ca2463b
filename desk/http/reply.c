/* Plain answers onto the wire; see the header. */
#include "reply.h"

#include "kept.h"
#include "desk/page.h"
#include "router.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <zlib.h>

#define PACK_LEAST 860 /* bytes below which packing makes nothing smaller */

/* A header of a part is at most this long. The library moves what is left of
 * this after each line: with more of it, 2 MiB of short lines would keep a
 * thread busy for half a minute. */
#define PART_ROOM 2048
#define NAME_MAX_BYTES 200

/* --- files that came -------------------------------------------------- */

struct upload_reading {
    struct request *request;
    struct buf value;
    char name[NAME_MAX_BYTES];
    bool is_file, is_open;
};

/* As other forms' texts are: lines end in \n. */
static void
add_text(struct request *request, const char *name, const char *text,
         size_t len)
{
    char *value = arena_strndup(request->arena, text, len);

    request_add(request, &request->form, name, strlen(name), value,
                text_mend_line_ends(value, len));
}

static void
end_field(struct upload_reading *reading)
{
    struct request *request = reading->request;
    const char *text = buf_text(&reading->value);
    size_t len = reading->value.len;

    if (!reading->is_open)
        return;
    if (reading->is_file && request->upload.name == NULL) {
        request->upload =
            (struct upload){.name = arena_strdup(request->arena, reading->name),
                            .bytes = arena_strndup(request->arena, "", 0),
                            .len = len};
        if (len > 0) {
            char *bytes = arena_alloc(request->arena, len + 1);

            memcpy(bytes, text, len);
            request->upload.bytes = bytes;
        }
    } else if (!reading->is_file) {
        if (strlen(text) != len || !utf8_valid(text, len) ||
            !utf8_valid(reading->name, strlen(reading->name)))
            request->problem = "It holds bytes that are no text.";
        else
            add_text(request, reading->name, text, len);
    }
    buf_cut(&reading->value, 0);
    reading->is_open = false;
}

static enum MHD_Result
read_part(void *context, enum MHD_ValueKind kind, const char *key,
          const char *file_name, const char *type, const char *encoding,
          const char *data, uint64_t offset, size_t size)
{
    struct upload_reading *reading = context;

    (void)kind;
    (void)type;
    (void)encoding;
    if (offset == 0) {
        end_field(reading);
        snprintf(reading->name, sizeof reading->name, "%s",
                 key != NULL ? key : "");
        reading->is_file = file_name != NULL;
        reading->is_open = true;
    }
    buf_add_bytes(&reading->value, data, size);
    return reading->request->problem == NULL ? MHD_YES : MHD_NO;
}

static void
read_parts(struct request *request, void *connection)
{
    struct upload_reading reading = {.request = request};
    struct MHD_PostProcessor *processor =
        MHD_create_post_processor(connection, PART_ROOM, read_part, &reading);
    const char *problem = NULL;

    if (processor == NULL || MHD_post_process(processor, request->body,
                                              request->body_len) != MHD_YES)
        problem = "The form could not be read.";
    if (processor != NULL && MHD_destroy_post_processor(processor) != MHD_YES &&
        problem == NULL)
        problem = "The form ends in its middle.";
    if (problem == NULL)
        end_field(&reading);
    if (request->problem == NULL)
        request->problem = problem;
    buf_deinit(&reading.value);
}

void
reply_offer_parts(struct MHD_Connection *connection, struct request *request)
{
    request->read_parts = read_parts;
    request->connection = connection;
}

void
reply_too_large(struct request *request, struct response *response, size_t max)
{
    page_refuse(request, response, 413, NULL,
                "%zu KiB are the most that is taken here.", max / 1024);
}

/* --- packing ---------------------------------------------------------- */

static bool
takes_gzip(const struct request *request)
{
    const char *text = request_header(request, "Accept-Encoding");
    const char *found = strstr(text, "gzip");

    return found != NULL && strncmp(found + 4, ";q=0", 4) != 0;
}

static bool
is_text(const char *type)
{
    return type != NULL &&
           (strncmp(type, "text/", 5) == 0 || strstr(type, "json") != NULL ||
            strstr(type, "xml") != NULL);
}

/* The packed bytes, yours; NULL when that makes nothing smaller. */
static unsigned char *
pack(const char *bytes, size_t len, bool well, size_t *packed_len)
{
    z_stream stream = {0};
    unsigned char *out;

    if (deflateInit2(&stream, well ? 9 : 1, Z_DEFLATED, 15 + 16, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    out = mem_alloc(len);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (unsigned)len;
    stream.next_out = out;
    stream.avail_out = (unsigned)len;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
        free(out);
        out = NULL;
    }
    *packed_len = stream.total_out;
    deflateEnd(&stream);
    return out;
}

/* --- sending ---------------------------------------------------------- */

static struct MHD_Response *
make_file(struct response *response)
{
    struct MHD_Response *out;
    struct stat st;

    if (fstat(response->file, &st) != 0)
        return NULL;
    out = MHD_create_response_from_fd64((uint64_t)st.st_size, response->file);
    if (out != NULL)
        response->file = -1; /* the library's now */
    return out;
}

/* NULL when packing makes nothing smaller. */
static struct MHD_Response *
make_packed(const char *bytes, size_t len, bool well)
{
    size_t packed_len = 0;
    unsigned char *packed = pack(bytes, len, well, &packed_len);
    struct MHD_Response *out;

    if (packed == NULL)
        return NULL;
    out = MHD_create_response_from_buffer(packed_len, packed,
                                          MHD_RESPMEM_MUST_FREE);
    if (out != NULL)
        MHD_add_response_header(out, "Content-Encoding", "gzip");
    else
        free(packed);
    return out;
}

static struct MHD_Response *
make(struct request *request, struct response *response)
{
    const char *bytes = response->bytes;
    size_t len = response->len;
    struct MHD_Response *out = NULL;
    bool may_pack = is_text(response->type);

    if (response->file >= 0)
        return make_file(response);
    if (bytes == NULL) {
        len = response->body.len;
        bytes = buf_text(&response->body);
    }
    if (may_pack && len >= PACK_LEAST && takes_gzip(request))
        out = make_packed(bytes, len, response->keep);
    if (out == NULL && (response->bytes != NULL || len == 0)) {
        out = MHD_create_response_from_buffer(len, (void *)(uintptr_t)bytes,
                                              response->bytes != NULL
                                                  ? MHD_RESPMEM_PERSISTENT
                                                  : MHD_RESPMEM_MUST_COPY);
    } else if (out == NULL) {
        char *taken = buf_take(&response->body);

        out =
            MHD_create_response_from_buffer(len, taken, MHD_RESPMEM_MUST_FREE);
        if (out == NULL)
            free(taken);
    }
    if (out != NULL && may_pack)
        MHD_add_response_header(out, "Vary", "Accept-Encoding");
    return out;
}

static void
add_headers(const struct request *request, const struct response *response,
            struct MHD_Response *out)
{
    static const char *const always[][2] = {
        {"Content-Security-Policy",
         "default-src 'self'; object-src 'none'; base-uri 'none'; "
         "form-action 'self'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy",
         "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
         "clipboard-write=(self)"},
    };

    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        MHD_add_response_header(out, always[i][0], always[i][1]);
    if (request->is_tls)
        MHD_add_response_header(out, "Strict-Transport-Security",
                                "max-age=31536000");
    MHD_add_response_header(
        out, "Cache-Control",
        response->keep ? "public, max-age=31536000, immutable" : "no-store");
    if (response->type != NULL)
        MHD_add_response_header(out, "Content-Type", response->type);
    for (size_t i = 0; i < response->header_count; i++)
        MHD_add_response_header(out, response->headers[i].name,
                                response->headers[i].value);
}

static void
destroy_wire(void *wire)
{
    MHD_destroy_response(wire);
}

/* The bytes of a kept page as they are. */
static struct MHD_Response *
make_plain(struct kept_page *page, size_t len)
{
    const char *bytes;
    struct kept_bytes *held = kept_hold_bytes(page, &bytes);
    struct MHD_Response *out =
        MHD_create_response_from_buffer_with_free_callback_cls(
            len, (void *)(uintptr_t)bytes, kept_drop_bytes, held);

    if (out == NULL)
        kept_drop_bytes(held);
    return out;
}

/* A page that is kept goes out as it went before: packed once, its headers
 * made once. All of them are the same: kept.c takes none that has its own. */
static enum MHD_Result
send_kept(struct MHD_Connection *connection, struct request *request,
          struct response *response)
{
    bool packed = response->len >= PACK_LEAST && takes_gzip(request);
    struct MHD_Response *out = kept_wire(response->kept, packed);

    if (out == NULL) {
        if (packed)
            out = make_packed(response->bytes, response->len, false);
        if (out == NULL)
            out = make_plain(response->kept, response->len);
        if (out == NULL)
            return MHD_NO;
        MHD_add_response_header(out, "Vary", "Accept-Encoding");
        add_headers(request, response, out);
        out = kept_add_wire(response->kept, packed, out, destroy_wire);
    }
    return MHD_queue_response(connection, (unsigned)response->status, out);
}

enum MHD_Result
reply_send(struct MHD_Connection *connection, struct request *request,
           struct response *response)
{
    struct MHD_Response *out;
    enum MHD_Result result;

    if (response->kept != NULL)
        return send_kept(connection, request, response);
    out = make(request, response);
    if (out == NULL)
        return MHD_NO;
    add_headers(request, response, out);
    result = MHD_queue_response(connection, (unsigned)response->status, out);
    MHD_destroy_response(out);
    return result;
}
