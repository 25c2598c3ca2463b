/* polyphony phrases check|list: the words that stand around an article's own:
 * those that the program brings, and a company's own files of the home's
 * folder "phrases". Neither needs a home to be there. */
#include "commands.h"
#include "home.h"

#include "polyphony/file.h"
#include "polyphony/json.h"
#include "polyphony/language.h"
#include "polyphony/phrases.h"

#include <stdio.h>
#include <string.h>

/* --- check ---------------------------------------------------------------- */

struct checking {
    struct compose *compose;
    struct guideline *rules;
    const char *path, *name; /* the file at hand, and as lines call it */
    const char *language;
    size_t count;
    bool bad;
};

static void
tell(void *data, bool is_fault, const char *line)
{
    struct checking *checking = data;

    checking->bad = checking->bad || is_fault;
    cli_complain("%s%s", line, is_fault ? "" : " (only worth knowing)");
}

/* The phrase as it may stand in a post. */
static void
fill_gaps(const char *text, struct buf *out)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "{"), gap;

        buf_add_bytes(out, text, plain);
        text += plain;
        gap = strcspn(text, "}");
        if (*text == '\0')
            break;
        buf_add(out, "Depot");
        text += gap + (text[gap] == '}');
    }
}

/* Rules speak of whole posts as well ("no link"): what counts here is a
 * finding that lies on words of the phrase. */
static void
check_rules(struct checking *checking, const struct phrase_info *phrase)
{
    struct buf text = {.max = 4096};
    struct guideline_post post = {.network = network_find("linkedin")};
    struct guideline_report *report;

    fill_gaps(phrase->text, &text);
    post.text = buf_text(&text);
    guideline_check(checking->rules, &post, &report);
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct guideline_finding *finding = &report->findings[i];

        if (finding->severity == GUIDELINE_ADVISE ||
            finding->start == finding->end)
            continue;
        checking->bad = true;
        cli_complain("%s: phrases.%s: \"%s\" breaks the rule %s: %s; %s",
                     checking->name, phrase->kind, phrase->text, finding->rule,
                     finding->message, finding->fix);
    }
    guideline_report_free(report);
    buf_deinit(&text);
}

static void
check_phrase(void *data, const struct phrase_info *phrase)
{
    struct checking *checking = data;

    if (phrase->from == NULL || strcmp(phrase->from, checking->name) != 0)
        return;
    checking->language = phrase->language;
    checking->count++;
    check_rules(checking, phrase);
}

/* Each file beside the built-in ones alone, so that two that the company
 * means to choose from don't meet. */
static bool
check_file(struct checking *checking, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct error err;

    checking->path = path;
    checking->name = slash != NULL ? slash + 1 : path;
    checking->language = NULL;
    checking->count = 0;
    checking->bad = false;
    if (!compose_new(&checking->compose, &err)) {
        cli_fail(&err);
        return false;
    }
    if (phrases_load_file(checking->compose, path, tell, checking))
        compose_company_each(checking->compose, NULL, check_phrase, checking);
    if (!checking->bad && checking->count > 0)
        printf("%s: fine: %zu %s in %s\n", path, checking->count,
               count_word(checking->count == 1, "phrase", "phrases"),
               language_name(checking->language));
    else if (!checking->bad)
        printf("%s: fine: no phrases of its own\n", path);
    compose_free(checking->compose); /* the language's name is its own */
    return !checking->bad;
}

static bool
load_rules(const char *path, struct guideline **rules, struct error *err)
{
    struct buf text = {.max = (size_t)4 << 20};
    bool ok;

    if (path == NULL)
        return guideline_load_builtin("starter", rules, err);
    ok = file_read(path, &text, err) &&
         (guideline_load(buf_text(&text), text.len, rules, err) ||
          error_wrap(err, "%s", path));
    buf_deinit(&text);
    return ok;
}

int
cmd_phrases_check(struct args *args)
{
    const char *rules = args_option(args, "--rules");
    struct checking checking = {0};
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 1, 1000))
        return EXIT_USAGE;
    if (!load_rules(rules, &checking.rules, &err))
        return cli_fail(&err);
    for (size_t i = 0; i < args->count; i++)
        if (!check_file(&checking, args->items[i]))
            status = EXIT_INPUT;
    guideline_free(checking.rules);
    return cli_finish(status);
}

/* --- list ----------------------------------------------------------------- */

static const char *const kinds[][2] = {
    {"answer", "after a question"},
    {"ask", "a question at the end"},
    {"asked", "a question at the beginning"},
    {"credit", "after a quotation"},
    {"further", "between two points of the article"},
    {"lead", "before a sentence of the article"},
    {"note", "after a sentence of the article"},
    {"opener", "a first line"},
    {"part", "around one or two key phrases"},
    {"says", "before a quotation"},
    {"topics", "around three key phrases"},
    {"wonder", "a question about a key phrase"},
};

struct listing {
    const char *language, *kind;
    bool json;
};

static void
print_heading(struct listing *listing, const struct phrase_info *phrase)
{
    if (listing->language != phrase->language)
        printf("%s%s%s%s\n", listing->language != NULL ? "\n" : "", bold(),
               language_name(phrase->language), plain());
    if (listing->language == phrase->language && listing->kind == phrase->kind)
        return;
    printf("\n  %s%s%s", bold(), phrase->kind, plain());
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i][0], phrase->kind) == 0)
            printf("  %s%s%s", dim(), kinds[i][1], plain());
    putchar('\n');
    listing->language = phrase->language;
    listing->kind = phrase->kind;
}

static void
print_phrase(void *data, const struct phrase_info *phrase)
{
    struct listing *listing = data;

    print_heading(listing, phrase);
    printf("    %s%s%s  %s", dim(), phrase->id, plain(), phrase->text);
    if (phrase->tone != NULL)
        printf("  %s[tone: %s]%s", dim(), phrase->tone, plain());
    if (phrase->angle != NULL)
        printf("  %s[for a %s]%s", dim(), phrase->angle, plain());
    if (phrase->address != NULL)
        printf("  %s[%s]%s", dim(), phrase->address, plain());
    if (phrase->spoken)
        printf("  %s[for the first person]%s", dim(), plain());
    if (phrase->filler)
        printf("  %s[large crews]%s", dim(), plain());
    if (phrase->from != NULL)
        printf("  %s[%s]%s", bold(), phrase->from, plain());
    if (phrase->off)
        printf("  %s[off]%s", flag(), plain());
    putchar('\n');
}

static void
print_json(void *data, const struct phrase_info *phrase)
{
    struct buf text = {.max = 65536};
    struct json_out out = {.buf = &text};

    (void)data;
    json_open(&out, '{');
    json_member(&out, "language", phrase->language);
    json_member(&out, "kind", phrase->kind);
    json_member(&out, "tone", phrase->tone);
    json_member(&out, "angle", phrase->angle);
    json_member(&out, "address", phrase->address);
    json_member(&out, "id", phrase->id);
    json_member(&out, "text", phrase->text);
    json_member_bool(&out, "spoken", phrase->spoken);
    json_member_bool(&out, "filler", phrase->filler);
    json_member(&out, "from", phrase->from);
    json_member_bool(&out, "off", phrase->off);
    json_close(&out, '}');
    json_line(&out);
    fputs(buf_text(&text), stdout);
    buf_deinit(&text);
}

int
cmd_phrases_list(struct args *args)
{
    const char *language = args_option(args, "--language");
    struct listing listing = {.json = args_flag(args, "--json")};
    struct checking checking = {0};
    struct compose *compose = NULL;
    struct error err;
    int status = EXIT_FINE;

    if (!args_done(args, 0, 0))
        return EXIT_USAGE;
    if (!compose_new(&compose, &err))
        return cli_fail(&err);
    phrases_load(compose, store_home(args->home), NULL, tell, &checking);
    if (checking.bad)
        status = EXIT_INPUT;
    if (language != NULL && !compose_knows(compose, language))
        status =
            cli_complain("%s: there are no phrases in that language", language);
    else
        compose_company_each(compose, language,
                             listing.json ? print_json : print_phrase,
                             &listing);
    compose_free(compose);
    return cli_finish(status);
}
