/* The networks, a line each, and how each of them counts.
 *
 * A text is walked in units (a code point, a grapheme cluster, an emoji, a
 * link), each with its weight; the length is their sum, and what fits is where
 * the sum passes the limit. The surprising thing: X counts after NFC, so its
 * places have to be carried back to the text as it was given. */
#include "polyphony/network.h"

#include "polyphony/emoji.h"
#include "polyphony/entities.h"
#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { LINK_WEIGHT = 23 }; /* X, Mastodon: any link, however long */

static const struct network networks[] = {
    /* 3,000: LinkedIn Help "Post character limit"; composing with text by
     * /feed/?shareActive is undocumented, so the link alone is passed.
     * Folds of this and the others: by third parties only. Which of them
     * draw a card of a link: seen in each. */
    {"linkedin", "LinkedIn", NETWORK_POINTS, 3000, 0,
     "https://www.linkedin.com/sharing/share-offsite/?url={url}", false, 210,
     true},
    /* docs.x.com "Counting characters"; twitter-text configuration v3 */
    {"x", "X", NETWORK_WEIGHTED, 280, 0,
     "https://x.com/intent/tweet?text={text}&url={url}", true, 0, true},
    /* 63,206: by third parties only */
    {"facebook", "Facebook", NETWORK_POINTS, 63206, 0,
     "https://www.facebook.com/sharer/sharer.php?u={url}", false, 477, true},
    /* docs.joinmastodon.org "Posting toots"; an instance may say otherwise */
    {"mastodon", "Mastodon", NETWORK_MASTODON, 500, 0,
     "https://{instance}/share?text={both}", true, 0, true},
    /* app.bsky.feed.post lexicon: maxGraphemes 300, maxLength 3000 */
    {"bluesky", "Bluesky", NETWORK_GRAPHEMES, 300, 3000,
     "https://bsky.app/intent/compose?text={both}", true, 0, true},
    /* developers.facebook.com/docs/threads/posts: 500, emoji by bytes */
    {"threads", "Threads", NETWORK_EMOJI_BYTES, 500, 0,
     "https://www.threads.com/intent/post?text={text}&url={url}", true, 0,
     true},
    /* developers.facebook.com/docs/instagram-api: caption 2,200 */
    {"instagram", "Instagram", NETWORK_POINTS, 2200, 0, NULL, false, 125,
     false},
    /* the title field: 300 */
    {"reddit", "Reddit", NETWORK_POINTS, 300, 0,
     "https://www.reddit.com/submit?url={url}&title={text}", false, 0, true},
    /* faq.whatsapp.com "How to link to WhatsApp" */
    {"whatsapp", "WhatsApp", NETWORK_POINTS, 0, 0, "https://wa.me/?text={both}",
     true, 0, true},
    /* RFC 6068 */
    {"mail", "Mail", NETWORK_POINTS, 0, 0, "mailto:?body={both}", true, 0,
     false},
    /* any other place: copy the text */
    {"other", "Other", NETWORK_POINTS, 0, 0, NULL, false, 0, false},
};

#define N_NETWORKS (sizeof networks / sizeof networks[0])

const struct network *
network_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < N_NETWORKS; i++) {
        if (strcmp(networks[i].name, name) == 0)
            return &networks[i];
    }
    return NULL;
}

const char *
network_title(const char *name)
{
    const struct network *network = network_find(name);

    return network != NULL ? network->title : name;
}

const struct network *
network_next(const struct network *before)
{
    size_t next = before != NULL ? (size_t)(before - networks) + 1 : 0;

    return next < N_NETWORKS ? &networks[next] : NULL;
}

size_t
network_limit(const struct network *network)
{
    return network->limit;
}

/* A text under way: what was counted so far and how much of it fits. */
struct count {
    size_t limit, limit_bytes;
    size_t length, bytes;
    size_t fits; /* code points */
};

static size_t
utf8_bytes(int32_t cp)
{
    return cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
}

static void
count_unit(struct count *count, size_t weight, size_t bytes, size_t end)
{
    count->length += weight;
    count->bytes += bytes;
    if ((count->limit == 0 || count->length <= count->limit) &&
        (count->limit_bytes == 0 || count->bytes <= count->limit_bytes))
        count->fits = end;
}

static void
count_points(const int32_t *points, size_t n, struct count *count)
{
    for (size_t i = 0; i < n; i++)
        count_unit(count, 1, utf8_bytes(points[i]), i + 1);
}

/* An emoji, joiners and all, is as long as its UTF-8. */
static void
count_emoji_bytes(const int32_t *points, size_t n, struct count *count)
{
    for (size_t at = 0; at < n;) {
        size_t emoji = emoji_match(points, n, at), weight = 0;

        for (size_t i = 0; i < emoji; i++)
            weight += utf8_bytes(points[at + i]);
        at += emoji > 0 ? emoji : 1;
        count_unit(count, emoji > 0 ? weight : 1, 0, at);
    }
}

static void
count_graphemes(const int32_t *points, size_t n, struct count *count)
{
    for (size_t at = 0; at < n;) {
        size_t length = utf8_grapheme(points, n, at), bytes = 0;

        for (size_t i = 0; i < length; i++)
            bytes += utf8_bytes(points[at + i]);
        at += length;
        count_unit(count, 1, bytes, at);
    }
}

static bool
is_handle_char(int32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') ||
           (cp >= 'A' && cp <= 'Z') || cp == '_';
}

/* "@user@host" at `at`: where the name ends in *name, and the whole in the
 * result; 0 for none. */
static size_t
match_handle(const int32_t *points, size_t n, size_t at, size_t *name)
{
    size_t end = at + 1, host;

    if (points[at] != '@' ||
        (at > 0 && (is_handle_char(points[at - 1]) || points[at - 1] == '/')))
        return 0;
    while (end < n && is_handle_char(points[end]))
        end++;
    if (end == at + 1 || end + 1 >= n || points[end] != '@')
        return 0;
    *name = end;
    host = ++end;
    while (end < n && (is_handle_char(points[end]) || points[end] == '.' ||
                       points[end] == '-'))
        end++;
    while (end > host && !is_handle_char(points[end - 1]))
        end--;
    return end > host ? end : 0;
}

/* lib/mastodon's StatusLengthValidator: a link with its scheme is 23, a
 * handle counts without its server. */
static void
count_mastodon(const int32_t *points, size_t n, struct count *count)
{
    struct entity *urls;
    size_t n_urls = entities_find_urls(points, n, &urls), next = 0;

    for (size_t at = 0; at < n;) {
        size_t end, name = 0;

        while (next < n_urls && urls[next].start < at)
            next++;
        if (next < n_urls && urls[next].start == at &&
            urls[next].end - at > 7 &&
            (points[at + 4] == ':' || points[at + 5] == ':') &&
            (points[at + 5] == '/' || points[at + 6] == '/')) {
            at = urls[next].end;
            count_unit(count, LINK_WEIGHT, 0, at);
            continue;
        }
        end = points[at] == '@' ? match_handle(points, n, at, &name) : 0;
        if (end > 0) {
            count_unit(count, name - at, 0, end);
            at = end;
            continue;
        }
        at += utf8_grapheme(points, n, at);
        count_unit(count, 1, 0, at);
    }
    free(urls);
}

/* twitter-text config/v3.json: ranges of weight 100 (of 200). */
static size_t
x_weight(int32_t cp)
{
    return cp <= 4351 || (cp >= 8192 && cp <= 8205) ||
                   (cp >= 8208 && cp <= 8223) || (cp >= 8242 && cp <= 8247)
               ? 1
               : 2;
}

static bool
x_refuses(int32_t cp)
{
    return cp == 0xFFFE || cp == 0xFEFF || cp == 0xFFFF;
}

static void
count_weighted(const int32_t *points, size_t n, struct count *count)
{
    struct entity *urls;
    size_t n_urls = entities_find_urls(points, n, &urls), next = 0;

    for (size_t at = 0; at < n;) {
        size_t emoji;

        while (next < n_urls && urls[next].start < at)
            next++;
        if (next < n_urls && urls[next].start == at) {
            at = urls[next].end;
            count_unit(count, LINK_WEIGHT, 0, at);
            continue;
        }
        emoji = emoji_match(points, n, at);
        if (emoji > 0) {
            at += emoji;
            count_unit(count, 2, 0, at);
        } else {
            count_unit(count, x_weight(points[at]), 0, at + 1);
            at++;
        }
    }
    free(urls);
}

/* Can the text up to here be composed apart from what begins here? */
static bool
begins_apart(int32_t cp)
{
    return !utf8_is_mark(cp) && !(cp >= 0x1160 && cp <= 0x11FF);
}

static int32_t *
compose(const char *text, size_t len, size_t *count)
{
    struct buf composed = {0};
    int32_t *points;

    utf8_normalise(&composed, UTF8_NFC, text, len);
    points = utf8_decode(buf_text(&composed), composed.len, count);
    buf_deinit(&composed);
    return points;
}

/* Code points of the text whose composed form is at most `fits` long. */
static size_t
fits_before_composing(const int32_t *points, size_t n, size_t fits)
{
    struct buf part = {0};
    size_t at = 0, composed = 0;

    while (at < n) {
        size_t end = at, length;

        buf_cut(&part, 0);
        do {
            buf_add_codepoint(&part, points[end++]);
        } while (end < n && !begins_apart(points[end]));
        free(compose(buf_text(&part), part.len, &length));
        composed += length;
        if (composed > fits)
            break;
        at = end;
    }
    buf_deinit(&part);
    return at;
}

/* X: composed first, then weighed. */
static void
count_x(const char *text, const int32_t *points, size_t n, struct count *count)
{
    bool plain = true;
    int32_t *composed;
    size_t n_composed;

    for (size_t i = 0; i < n && plain; i++)
        plain = points[i] < 0x300; /* NFC leaves these as they are */
    if (plain) {
        count_weighted(points, n, count);
        return;
    }
    composed = compose(text, strlen(text), &n_composed);
    count_weighted(composed, n_composed, count);
    if (count->fits == n_composed)
        count->fits = n;
    else if (n_composed != n ||
             memcmp(composed, points, n * sizeof *points) != 0)
        count->fits = fits_before_composing(points, n, count->fits);
    free(composed);
}

struct network_measure
network_measure_text(const struct network *network, const char *text)
{
    struct count count = {.limit = network->limit,
                          .limit_bytes = network->limit_bytes};
    struct network_measure measure = {.limit = network->limit};
    size_t n;
    int32_t *points = utf8_decode(text, strlen(text), &n);

    switch (network->unit) {
    case NETWORK_POINTS:
        count_points(points, n, &count);
        break;
    case NETWORK_EMOJI_BYTES:
        count_emoji_bytes(points, n, &count);
        break;
    case NETWORK_GRAPHEMES:
        count_graphemes(points, n, &count);
        break;
    case NETWORK_MASTODON:
        count_mastodon(points, n, &count);
        break;
    case NETWORK_WEIGHTED:
        count_x(text, points, n, &count);
        break;
    }
    measure.length = count.length;
    measure.fits = count.fits;
    measure.valid = count.length > 0 && count.fits == n;
    for (size_t i = 0; network->unit == NETWORK_WEIGHTED && i < n; i++) {
        if (x_refuses(points[i])) {
            measure.valid = false;
            measure.fits = i < measure.fits ? i : measure.fits;
        }
    }
    free(points);
    return measure;
}

size_t
network_length(const struct network *network, const char *text)
{
    return network_measure_text(network, text).length;
}

size_t
network_fits(const struct network *network, const char *text)
{
    return network_measure_text(network, text).fits;
}

/* A host name with an optional port, and nothing that could end it. */
static bool
is_instance(const char *instance)
{
    size_t len = instance != NULL ? strlen(instance) : 0;

    return len > 0 && len <= 253 && strchr("-.:", instance[0]) == NULL &&
           strspn(instance,
                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                  "0123456789.-:") == len;
}

/* Networks count lines as well; the third one is the last shown. */
#define FOLD_LINES 3
#define FOLD_WORD 24 /* a cut goes back to a blank at most so far */

size_t
network_fold(const struct network *network, const char *text)
{
    size_t len = strlen(text), at = utf8_offset(text, len, network->fold);
    size_t lines = 0, end;

    if (network->fold == 0)
        return len;
    for (size_t i = 0; i < at; i++) {
        if (text[i] == '\n' && ++lines == FOLD_LINES && text[i + 1] != '\0')
            return i;
    }
    if (at >= len)
        return len;
    end = at;
    while (end > 0 && at - end < FOLD_WORD && text[end] != ' ' &&
           text[end] != '\n')
        end--;
    return text[end] == ' ' || text[end] == '\n' ? end : at;
}

/* RFC 6068: a line ends in %0D%0A. */
static void
add_lines(struct buf *out, const char *text)
{
    struct buf line = {.max = (size_t)1 << 20};

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");

        buf_cut(&line, 0);
        buf_add_bytes(&line, text, len);
        buf_add_url(out, buf_text(&line));
        text += len;
        if (*text == '\n') {
            buf_add(out, "%0D%0A");
            text++;
        }
    }
    buf_deinit(&line);
}

void
network_mail_link(const char *subject, const char *text, const char *url,
                  struct buf *out)
{
    buf_add(out, "mailto:?subject=");
    buf_add_url(out, subject);
    buf_add(out, "&body=");
    add_lines(out, text);
    if (url != NULL && url[0] != '\0' && strstr(text, url) == NULL) {
        buf_add(out, "%0D%0A%0D%0A");
        buf_add_url(out, url);
    }
}

bool
network_is_instance(const char *instance)
{
    return is_instance(instance) && strchr(instance, '.') != NULL;
}

/* The value of a placeholder, percent-encoded. */
static void
add_value(struct buf *out, const char *name, size_t len, const char *instance,
          const char *text, const char *url)
{
    bool both = strncmp(name, "both", len) == 0;

    if (strncmp(name, "instance", len) == 0) {
        buf_add(out, instance);
    } else if (strncmp(name, "url", len) == 0) {
        buf_add_url(out, url);
    } else {
        buf_add_url(out, text);
        if (both && url[0] != '\0') {
            if (text[0] != '\0')
                buf_add(out, "%20");
            buf_add_url(out, url);
        }
    }
}

bool
network_share_link(const struct network *network, const char *instance,
                   const char *text, const char *url, struct buf *out)
{
    const char *p = network->share;

    if (p == NULL)
        return false;
    if (strstr(p, "{instance}") != NULL && !is_instance(instance))
        return false;
    if (url == NULL || (network->takes_text && strstr(text, url) != NULL))
        url = "";
    while (*p != '\0') {
        size_t plain = strcspn(p, "{"), len;

        /* "&url=" with nothing behind it is left out. */
        if (url[0] == '\0' && strncmp(p + plain, "{url}", 5) == 0) {
            const char *key = p + plain;

            while (key > p && *key != '&' && *key != '?')
                key--;
            if (*key == '&') {
                buf_add_bytes(out, p, (size_t)(key - p));
                p += plain + 5;
                continue;
            }
        }
        buf_add_bytes(out, p, plain);
        p += plain;
        if (*p == '\0')
            break;
        len = strcspn(++p, "}");
        add_value(out, p, len, instance, text, url);
        p += len + 1;
    }
    return buf_ok(out);
}
