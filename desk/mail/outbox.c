/* Looks every second: events to make and to tell, mail to send; each minute
 * for the mail of the day. See the header. */
#include "outbox.h"

#include "digest.h"
#include "mail.h"
#include "webhook.h"

#include "polyphony/clock.h"
#include "polyphony/log.h"
#include "polyphony/mem.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct outbox {
    struct store store;
    const struct config *config;
    pthread_t thread;
    atomic_bool stopping;
};

#define DIGEST_EACH_MS 60000

/* A step that fails says so in the log and is tried again. */
static void
look_at_mail(struct outbox *outbox, int64_t *digest_at)
{
    struct error err;
    size_t queued;
    int sent;

    if (clock_mono_ms() >= *digest_at) {
        *digest_at = clock_mono_ms() + DIGEST_EACH_MS;
        if (!digest_queue_due(&outbox->store, outbox->config, clock_now(),
                              &queued, &err))
            log_event(LOG_ERROR, "digest", "%s", err.text);
    }
    if (!mail_send_due(&outbox->store, outbox->config, clock_now(),
                       &outbox->stopping, &sent, &err))
        log_event(LOG_ERROR, "mail", "%s", err.text);
}

static void
look_at_events(struct outbox *outbox)
{
    struct error err;
    size_t made;

    bool has;

    if (!webhook_has_targets(&outbox->store, outbox->config, &has, &err) ||
        (has && !webhook_gather(&outbox->store, outbox->config, clock_now(),
                                &made, &err)) ||
        !webhook_send_due(&outbox->store, outbox->config, clock_now(),
                          &outbox->stopping, &err))
        log_event(LOG_ERROR, "webhook", "%s", err.text);
}

static void *
run(void *context)
{
    struct outbox *outbox = context;
    int64_t digest_at = 0;

    while (!atomic_load(&outbox->stopping)) {
        if (mail_is_on(outbox->config))
            look_at_mail(outbox, &digest_at);
        look_at_events(outbox);
        for (int i = 0; i < 5 && !atomic_load(&outbox->stopping); i++)
            usleep(200000);
    }
    return NULL;
}

bool
outbox_start(const char *home, const struct config *config, struct outbox **out,
             struct error *err)
{
    struct outbox *outbox;
    int code;

    *out = NULL;
    if (!webhook_check(config, err))
        return false;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(err, ERROR_IO, "libcurl can't be set up");
    outbox = mem_calloc(1, sizeof *outbox);
    outbox->config = config;
    if (!store_open(home, &outbox->store, err)) {
        free(outbox);
        return false;
    }
    code = pthread_create(&outbox->thread, NULL, run, outbox);
    if (code != 0) {
        store_close(&outbox->store);
        free(outbox);
        errno = code;
        return error_errno(err, "starting the outbox");
    }
    *out = outbox;
    return true;
}

void
outbox_stop(struct outbox *outbox)
{
    if (outbox == NULL)
        return;
    atomic_store(&outbox->stopping, true);
    pthread_join(outbox->thread, NULL);
    store_close(&outbox->store);
    free(outbox);
}
