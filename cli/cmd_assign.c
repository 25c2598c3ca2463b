/* polyphony assign: stories and reps in, who shares what out. */
#include "assign_read.h"
#include "commands.h"
#include "polyphony/json.h"

#include <stdio.h>

#define FLUSH_BYTES ((size_t)64 << 10)

static void
flush(struct buf *buf)
{
    fwrite(buf_text(buf), 1, buf->len, stdout); /* cli_finish() asks ferror */
    buf_cut(buf, 0);
}

static void
put_answer(struct json_out *out, const struct answer *answer,
           const struct assign_input *input, const uint32_t *stories,
           size_t count)
{
    json_open(out, '{');
    json_member(out, "rep", answer->rep);
    if (answer->error != NULL) {
        json_member(out, "error", answer->error);
    } else {
        json_put_key(out, "stories");
        json_open(out, '[');
        for (size_t i = 0; i < count; i++)
            json_put_text(out, input->stories.ids[stories[i]]);
        json_close(out, ']');
    }
    json_close(out, '}');
    json_line(out);
}

static void
put_plan(const struct assign_input *input, const struct assign_plan *plan)
{
    struct buf buf = {0};
    struct json_out out = {.buf = &buf};
    size_t rep = 0;

    for (size_t i = 0; i < input->n_answers; i++) {
        const struct answer *answer = &input->answers[i];

        if (answer->error != NULL) {
            put_answer(&out, answer, input, NULL, 0);
        } else {
            put_answer(&out, answer, input, plan->stories + plan->first[rep],
                       plan->first[rep + 1] - plan->first[rep]);
            rep++;
        }
        if (buf.len >= FLUSH_BYTES)
            flush(&buf);
    }
    buf_printf(&buf, "{\"total\":%lld.%06lld,\"assigned\":%zu}\n",
               (long long)(plan->total / ASSIGN_ONE),
               (long long)(plan->total % ASSIGN_ONE),
               (size_t)plan->first[input->n_reps]);
    flush(&buf);
    buf_deinit(&buf);
}

static int
assign(struct assign_input *input, const char *stories, const char *reps)
{
    struct assign_problem problem;
    struct assign_plan *plan;
    struct error err = {0};

    if (!assign_read_stories(input, stories, &err) ||
        !assign_read_reps(input, reps, &err))
        return cli_fail(&err);
    problem = (struct assign_problem){.stories = input->story,
                                      .reps = input->rep,
                                      .candidates = input->candidate,
                                      .n_stories = input->n_stories,
                                      .n_reps = input->n_reps,
                                      .n_candidates = input->n_candidates};
    if (!assign_solve(&problem, &plan, &err))
        return cli_fail(&err);
    put_plan(input, plan);
    assign_free(plan);
    return cli_finish(input->complained ? EXIT_INPUT : EXIT_FINE);
}

int
cmd_assign(struct args *args)
{
    const char *stories = args_option(args, "--stories");
    struct assign_input input;
    int status;

    if (!args_done(args, 1, 1))
        return EXIT_USAGE;
    if (stories == NULL) {
        cli_complain("assign: --stories is missing");
        return cli_usage(args);
    }
    assign_input_init(&input);
    status = assign(&input, stories, args->items[0]);
    assign_input_deinit(&input);
    return status;
}
