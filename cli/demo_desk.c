/* polyphony demo --desk: the demo's home served, with its little web beside
 * it, people to sign in as, and a few edits by reps for a reviewer to look
 * at. Sign-in links are made anew at each start, because each works once. */
#include "demo_desk.h"
#include "serve.h"

#include "polyphony/buf.h"
#include "polyphony/demo_web.h"
#include "polyphony/mem.h"
#include "polyphony/people.h"
#include "polyphony/reps.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct member {
    const char *role, *name, *rep, *does;
} members[] = {
    {"rep", "Ines", "ines", "what a rep can share today"},
    {"rep", "Anjali", "anjali", "the same in another voice"},
    {"reviewer", "Ruth", NULL, "what needs a person before it goes out"},
    {"marketing", "Mika", NULL, "feeds, stories, audiences, calendar"},
    {"manager", "Noor", NULL, "what came of it"},
    {"admin", "Alex", NULL, "all of it, people and backups"},
};
#define N_MEMBERS (sizeof members / sizeof members[0])

/* What reps wrote in front of a suggestion of theirs, each against a rule. */
static const struct scribble {
    const char *rep, *name, *words;
} scribbles[] = {
    {"tom", "Tom", "Guaranteed to stop every attack."},
    {"harriet", "Harriet",
     "Nobody else gets this right, and 97% of firms fail."},
    {"callum", "Callum", "BEST READ OF THE YEAR!!!!"},
};

/* A rep's first text that nobody has touched gets their words in front. */
static bool
scribble(struct home *home, struct queue *queue, const struct scribble *s,
         struct error *err)
{
    struct arena *arena = arena_new(0);
    struct buf text = {0};
    struct suggestion *list;
    size_t count;
    bool ok = queue_list(&home->store, QUEUE_LIVE, s->rep, home->now, arena,
                         &list, &count, err);

    queue->who = s->name;
    for (size_t i = 0; ok && i < count; i++) {
        if (strcmp(list[i].state, "approved") != 0 &&
            strcmp(list[i].state, "offered") != 0)
            continue;
        buf_printf(&text, "%s\n\n%s", s->words, list[i].text);
        ok = queue_edit(queue, list[i].id, buf_text(&text), NULL, err);
        break;
    }
    buf_deinit(&text);
    arena_free(arena);
    return ok;
}

/* The first time only: people, and something for the reviewer. */
static bool
seed_people(struct home *home, struct error *err)
{
    char secret[SECRET_TEXT];
    struct queue queue;
    int64_t people;
    bool ok = people_count(&home->store, &people, err);

    if (!ok || people > 0)
        return ok;
    for (size_t i = 0; ok && i < N_MEMBERS; i++) {
        struct person_new new = {.role = members[i].role,
                                 .name = members[i].name,
                                 .rep = members[i].rep};

        ok = people_add(&home->store, &new, home->now, secret, err);
    }
    ok = ok && home_fill_queue(home, &queue, err);
    for (size_t i = 0; ok && i < sizeof scribbles / sizeof scribbles[0]; i++)
        ok = scribble(home, &queue, &scribbles[i], err);
    return ok;
}

static bool
say_member(struct home *home, const struct member *member, const char *base,
           struct error *err)
{
    struct arena *arena = arena_new(0);
    char secret[SECRET_TEXT];
    struct person person;
    bool ok =
        people_find_login(&home->store, arena, member->name, &person, err);

    if (ok && person.id != 0) {
        ok = people_link(&home->store, person.id, home->now, INVITATION_SECONDS,
                         secret, err);
        if (ok)
            printf("   %s%-8s%s %-10s %s\n   %s/sign-in/%s\n\n", bold(),
                   person.name, plain(), person.role, member->does, base,
                   secret);
    }
    arena_free(arena);
    return ok;
}

static bool
greet(struct home *home, const char *base, struct error *err)
{
    if (!seed_people(home, err))
        return false;
    printf("\nSign in as one of them, each by a link that works once; a "
           "private window keeps\na second person apart:\n\n");
    for (size_t i = 0; i < N_MEMBERS; i++)
        if (!say_member(home, &members[i], base, err))
            return false;
    printf("Ctrl-C ends it; the same command brings it back.\n");
    return true;
}

int
demo_desk(struct args *args, const char *listen, int64_t epoch)
{
    struct demo_web *web;
    struct error err;
    char proxy[64];
    sigset_t signals;
    int port, status;

    /* The web's threads leave them to the server, as its own do. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (pthread_sigmask(SIG_BLOCK, &signals, NULL) != 0)
        return cli_complain("signals can't be set up");
    web = demo_web_start(epoch, &port, &err);
    if (web == NULL)
        return cli_fail(&err);
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", port);
    if (setenv("POLYPHONY_FETCH_PROXY", proxy, 1) == 0)
        status = serve_home(args, listen, true, greet);
    else
        status = cli_complain("out of memory");
    demo_web_stop(web);
    return status;
}
