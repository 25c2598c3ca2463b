/* Looks into the outbox every second; see the header. */
#include "outbox.h"

#include "mail.h"

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

static void *
run(void *context)
{
    struct outbox *outbox = context;

    while (!atomic_load(&outbox->stopping)) {
        struct error err;
        int sent;

        if (!mail_send_due(&outbox->store, outbox->config, clock_now(),
                           &outbox->stopping, &sent, &err))
            log_event(LOG_ERROR, "mail", "%s", err.text);
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
    if (!mail_is_on(config))
        return true;
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
