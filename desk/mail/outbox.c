/* What goes out, by two threads: one looks for mail to send, each minute for
 * the mail of the day; one makes events and tells them. See the header. */
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

#define DIGEST_EACH_MS 60000
#define LOOK_EACH_MS 1000
#define TURN_MS 200 /* and so how soon an end is noticed */
#define WAIT_MAX_S 3600

/* A thread with its tools. */
struct sending {
    struct store store;
    const struct config *config;
    atomic_bool *stopping;
    pthread_t thread;
    bool is_running;
};

struct outbox {
    struct sending mail, events;
    atomic_bool stopping;
};

int64_t
outbox_wait(int64_t first, int64_t tries)
{
    int64_t wait = tries < 12 ? first << tries : WAIT_MAX_S;

    return wait < WAIT_MAX_S ? wait : WAIT_MAX_S;
}

static void
wait_for_turn(const struct sending *sending, int turns)
{
    for (int i = 0; i < turns && !atomic_load(sending->stopping); i++)
        usleep(TURN_MS * 1000);
}

/* --- mail --------------------------------------------------------------
 */

/* A step that fails says so in the log and is tried again. */
static void
look_at_mail(struct sending *mail, int64_t *digest_at)
{
    struct error err;
    size_t queued;
    int sent;

    if (clock_mono_ms() >= *digest_at) {
        *digest_at = clock_mono_ms() + DIGEST_EACH_MS;
        if (!digest_queue_due(&mail->store, mail->config, clock_now(), &queued,
                              &err))
            log_event(LOG_ERROR, "digest", "%s", err.text);
    }
    if (!mail_send_due(&mail->store, mail->config, clock_now(), mail->stopping,
                       &sent, &err))
        log_event(LOG_ERROR, "mail", "%s", err.text);
}

static void *
send_mail(void *context)
{
    struct sending *mail = context;
    int64_t digest_at = 0;

    while (!atomic_load(mail->stopping)) {
        look_at_mail(mail, &digest_at);
        wait_for_turn(mail, LOOK_EACH_MS / TURN_MS);
    }
    return NULL;
}

/* --- events ------------------------------------------------------------
 */

static void
look_at_events(struct sending *events)
{
    struct error err;
    size_t made;
    bool has;

    if (!webhook_has_targets(&events->store, events->config, &has, &err) ||
        (has && !webhook_gather(&events->store, events->config, clock_now(),
                                &made, &err)))
        log_event(LOG_ERROR, "webhook", "%s", err.text);
}

static void *
tell_events(void *context)
{
    struct sending *events = context;
    struct webhook_sender *sender =
        webhook_sender_new(&events->store, events->config);
    int64_t look_at = 0;
    struct error err;

    while (sender != NULL && !atomic_load(events->stopping)) {
        bool ok;

        if (clock_mono_ms() >= look_at) {
            look_at = clock_mono_ms() + LOOK_EACH_MS;
            look_at_events(events);
        }
        ok = webhook_send(sender, clock_now(), TURN_MS, &err);
        if (!ok)
            log_event(LOG_ERROR, "webhook", "%s", err.text);
        if (!ok || !webhook_is_sending(sender))
            wait_for_turn(events, LOOK_EACH_MS / TURN_MS);
    }
    webhook_sender_free(sender);
    return NULL;
}

/* --- both --------------------------------------------------------------
 */

static bool
begin(struct outbox *outbox, struct sending *sending, const char *home,
      const struct config *config, void *(*run)(void *context),
      struct error *err)
{
    int code;

    sending->config = config;
    sending->stopping = &outbox->stopping;
    if (!store_open(home, &sending->store, err))
        return false;
    code = pthread_create(&sending->thread, NULL, run, sending);
    sending->is_running = code == 0;
    if (code != 0)
        store_close(&sending->store);
    errno = code;
    return code == 0 || error_errno(err, "starting the outbox");
}

static void
end(struct sending *sending)
{
    if (!sending->is_running)
        return;
    pthread_join(sending->thread, NULL);
    store_close(&sending->store);
}

bool
outbox_start(const char *home, const struct config *config, struct outbox **out,
             struct error *err)
{
    struct outbox *outbox;

    *out = NULL;
    if (!webhook_check(config, err))
        return false;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(err, ERROR_IO, "libcurl can't be set up");
    outbox = mem_calloc(1, sizeof *outbox);
    if ((mail_is_on(config) &&
         !begin(outbox, &outbox->mail, home, config, send_mail, err)) ||
        !begin(outbox, &outbox->events, home, config, tell_events, err)) {
        outbox_stop(outbox);
        return false;
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
    end(&outbox->mail);
    end(&outbox->events);
    free(outbox);
}
