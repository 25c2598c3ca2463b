/* The writer's connection; see the header. The address is the base of an
 * OpenAI-compatible API ("http://127.0.0.1:8081/v1"); one that ends in
 * /chat/completions is taken as it is. */
#include "polyphony/model.h"

#include "polyphony/file.h"
#include "polyphony/mem.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/chat/completions"
#define MAX_KEY 4096
#define CONNECT_MS 5000L

struct model {
    char *url, *name;
    long timeout_s;
    CURL *easy;
    struct curl_slist *headers;
};

static bool
add_header(struct model *model, const char *line)
{
    struct curl_slist *longer = curl_slist_append(model->headers, line);

    if (longer != NULL)
        model->headers = longer;
    return longer != NULL;
}

/* One line of printable characters; a line break would make a header more. */
static bool
read_key(struct model *model, const char *path, struct error *err)
{
    struct buf key = {.max = MAX_KEY}, line = {0};
    bool ok = file_read(path, &key, err);

    buf_trim(&key);
    for (size_t i = 0; ok && i < key.len; i++) {
        if (key.data[i] <= 0x20 || key.data[i] >= 0x7F)
            ok = error_set(err, ERROR_INPUT, "%s: not one line of a key", path);
    }
    if (ok && key.len == 0)
        ok = error_set(err, ERROR_INPUT, "%s: no key in it", path);
    buf_printf(&line, "Authorization: Bearer %s", buf_text(&key));
    if (ok && !add_header(model, buf_text(&line)))
        ok = error_set(err, ERROR_IO, "libcurl can't be started");
    buf_deinit(&line);
    buf_deinit(&key);
    return ok ? true : error_wrap(err, "[writer] key_file");
}

static bool
set_url(struct model *model, const char *url, struct error *err)
{
    struct buf text = {0};
    size_t len = strlen(url);

    if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
        return error_set(err, ERROR_INPUT,
                         "[writer] url \"%.200s\" is no http address", url);
    while (len > 0 && url[len - 1] == '/')
        len--;
    buf_add_bytes(&text, url, len);
    if (len < strlen(PATH) ||
        strncmp(url + len - strlen(PATH), PATH, strlen(PATH)) != 0)
        buf_add(&text, PATH);
    model->url = buf_take(&text);
    return true;
}

bool
model_new(const struct config *config, struct model **out, struct error *err)
{
    const char *url = config_text(config, "writer.url");
    const char *key_file = config_text(config, "writer.key_file");
    const char *name = config_text(config, "writer.model");
    struct model *model;

    *out = NULL;
    if (url[0] == '\0')
        return true;
    if (name[0] == '\0' || strlen(name) > 100)
        return error_set(err, ERROR_INPUT,
                         "[writer] model: say which model writes");
    model = mem_calloc(1, sizeof *model);
    model->name = mem_strdup(name);
    model->timeout_s = config_number(config, "writer.timeout_s");
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
        (model->easy = curl_easy_init()) == NULL ||
        !add_header(model, "Content-Type: application/json") ||
        !add_header(model, "Expect:"))
        error_set(err, ERROR_IO, "libcurl can't be started");
    else if (set_url(model, url, err) &&
             (key_file[0] == '\0' || read_key(model, key_file, err))) {
        *out = model;
        return true;
    }
    model_free(model);
    return false;
}

void
model_free(struct model *model)
{
    if (model == NULL)
        return;
    curl_easy_cleanup(model->easy);
    curl_slist_free_all(model->headers);
    free(model->url);
    free(model->name);
    free(model);
    curl_global_cleanup();
}

const char *
model_name(const struct model *model)
{
    return model->name;
}

static size_t
on_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct buf *answer = context;

    buf_add_bytes(answer, bytes, size * count);
    return buf_ok(answer) ? size * count : 0;
}

#define SET(option, value)                                                     \
    (curl_easy_setopt(model->easy, (option), (value)) == CURLE_OK)

static bool
set_up(struct model *model, const struct buf *request, struct buf *answer)
{
    curl_easy_reset(model->easy);
    return SET(CURLOPT_URL, model->url) &&
           SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
           SET(CURLOPT_FOLLOWLOCATION, 0L) && SET(CURLOPT_PROXY, "") &&
           SET(CURLOPT_NOSIGNAL, 1L) &&
           SET(CURLOPT_TIMEOUT_MS, model->timeout_s * 1000) &&
           SET(CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS) &&
           SET(CURLOPT_HTTPHEADER, model->headers) &&
           SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->len) &&
           SET(CURLOPT_POSTFIELDS, buf_text(request)) &&
           SET(CURLOPT_WRITEFUNCTION, on_bytes) &&
           SET(CURLOPT_WRITEDATA, answer);
}

bool
model_ask(struct model *model, const struct buf *request, struct buf *answer,
          struct error *err)
{
    CURLcode code;
    long status = 0;

    if (answer->max == 0 || answer->max > MODEL_MAX_ANSWER)
        answer->max = MODEL_MAX_ANSWER;
    if (!set_up(model, request, answer))
        return error_set(err, ERROR_IO, "libcurl can't be set up");
    code = curl_easy_perform(model->easy);
    if (!buf_ok(answer))
        return error_set(err, ERROR_LIMIT,
                         "its answer is over the limit of %zu bytes",
                         answer->max);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return error_set(err, ERROR_LIMIT, "no answer within %ld s",
                         model->timeout_s);
    if (code != CURLE_OK)
        return error_set(err, ERROR_IO, "%s", curl_easy_strerror(code));
    curl_easy_getinfo(model->easy, CURLINFO_RESPONSE_CODE, &status);
    return status == 200 || error_set(err, ERROR_IO, "it answers %ld", status);
}
