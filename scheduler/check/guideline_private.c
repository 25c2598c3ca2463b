/* Personal data: mail addresses, telephone, card and account numbers. Numbers
 * are read on the folded text, so that full-width digits and invisible signs
 * do not hide them; links are masked there. What only looks like a number of
 * the kind (dates, tracking codes, ISBNs) must pass. */
#include "guideline_inner.h"

#include "polyphony/mem.h"
#include "polyphony/utf8.h"

#include <stdlib.h>
#include <string.h>

struct private_params {
    bool email, phone, card, iban;
    const char *const *domains; /* addresses that may stand */
    size_t n_domains;
};

static bool
load_private(struct guideline *pack, struct rule *rule,
             const struct json *params, struct error *err)
{
    struct private_params *made = arena_alloc(pack->arena, sizeof *made);
    const struct json *types = json_get(params, "types");

    rule->params = made;
    if (!json_is_array(types) || json_first(types) == NULL)
        return error_set(err, ERROR_INPUT, "types: missing or empty");
    for (const struct json *item = json_first(types); item != NULL;
         item = json_next(item)) {
        const char *name = json_text(item) != NULL ? json_text(item) : "";

        if (strcmp(name, "email") == 0)
            made->email = true;
        else if (strcmp(name, "phone") == 0)
            made->phone = true;
        else if (strcmp(name, "card") == 0)
            made->card = true;
        else if (strcmp(name, "iban") == 0)
            made->iban = true;
        else
            return error_set(err, ERROR_INPUT, "types: %.40s is none", name);
    }
    return params_words(pack, params, "allow_email_domains", &made->domains,
                        &made->n_domains, err);
}

/* An address at an allowed domain, or below it. */
static bool
is_allowed(const struct check *check, const struct private_params *params,
           struct fold_span email)
{
    struct fold fold;
    size_t host = email.start;
    bool found = false;

    while (host < email.end && check->points[host] != '@' &&
           check->points[host] != 0xFF20)
        host++;
    host++;
    fold_init(&fold, check->points + host,
              host < email.end ? email.end - host : 0, NULL, 0);
    for (size_t i = 0; i < params->n_domains && !found; i++) {
        struct buf domain = {0};

        fold_text(&domain, params->domains[i], strlen(params->domains[i]));
        found =
            fold.len >= domain.len &&
            strcmp(fold.text + fold.len - domain.len, buf_text(&domain)) == 0 &&
            (fold.len == domain.len ||
             fold.text[fold.len - domain.len - 1] == '.');
        buf_deinit(&domain);
    }
    fold_deinit(&fold);
    return found;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

enum { MAX_DIGITS = 40 };

/* Digits in groups, as people write long numbers. */
struct number {
    size_t from, to; /* bytes of the folded text, "+" and "(" included */
    char digits[MAX_DIGITS + 1];
    size_t count, groups, first_group;
    size_t dots, slashes;
    bool plus, apart; /* apart: no letter touches it */
};

static bool
is_separator(const char *text, size_t at)
{
    return text[at] == ' ' || text[at] == '.' || text[at] == '/' ||
           text[at] == '(' || text[at] == ')';
}

/* The next number from *at on. */
static bool
next_number(const struct fold *fold, size_t *at, struct number *number)
{
    const char *text = fold->text;
    size_t i = *at, group = 0;

    while (i < fold->len && !is_digit(text[i]))
        i++;
    if (i >= fold->len)
        return false;
    *number = (struct number){.from = i, .apart = true};
    if (i > 0 && text[i - 1] == '(')
        number->from--;
    if (number->from > 0 && text[number->from - 1] == '+') {
        number->plus = true;
        number->from--;
    }
    if (number->from > 0 && (is_letter(text[number->from - 1])))
        number->apart = false;
    while (i < fold->len) {
        size_t gap = i;

        if (is_digit(text[i])) {
            if (group++ == 0)
                number->groups++;
            if (number->groups == 1)
                number->first_group++;
            if (number->count < MAX_DIGITS)
                number->digits[number->count] = text[i];
            number->count++;
            number->to = ++i;
            continue;
        }
        while (gap < fold->len && gap - i < 3 && is_separator(text, gap))
            gap++;
        if (gap == i || gap >= fold->len || !is_digit(text[gap]))
            break;
        for (; i < gap; i++) {
            number->dots += text[i] == '.';
            number->slashes += text[i] == '/';
        }
        group = 0;
    }
    if (number->to < fold->len && is_letter(text[number->to]))
        number->apart = false;
    *at = number->to;
    return true;
}

/* International: a plus, 9 to 15 digits (E.164). National: a leading nought,
 * 9 to 12 digits, in groups of which the first is more than the nought, and
 * no date. "00" is a plus. */
static bool
is_phone(const struct number *number)
{
    const char *digits = number->digits;

    if (!number->apart || number->slashes > 1)
        return false;
    if (number->plus)
        return digits[0] != '0' && number->count >= 9 && number->count <= 15 &&
               number->dots != 1;
    if (digits[0] != '0' || number->first_group < 2)
        return false;
    if (digits[1] == '0')
        return digits[2] != '0' && number->count >= 11 && number->count <= 17;
    return number->count >= 9 && number->count <= 12 && number->dots != 1 &&
           number->first_group != 1;
}

/* ISO/IEC 7812: the last digit is Luhn's; cards begin with 2 to 6. */
static bool
is_card(const struct number *number)
{
    unsigned sum = 0;

    if (!number->apart || number->plus || number->dots > 0 ||
        number->slashes > 0 || number->count < 13 || number->count > 19 ||
        number->digits[0] < '2' || number->digits[0] > '6')
        return false;
    for (size_t i = 0; i < number->count; i++) {
        unsigned digit =
            (unsigned)(number->digits[number->count - 1 - i] - '0');

        if (i % 2 == 1)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

static void
check_numbers(struct check *check, const struct private_params *params)
{
    const struct fold *fold = &check->fold;
    struct number number;
    size_t at = 0;

    while (next_number(fold, &at, &number)) {
        if ((params->card && is_card(&number)) ||
            (params->phone && is_phone(&number)))
            check_add_hit(check, fold->start[number.from],
                          fold->end[number.to - 1]);
    }
}

/* Lengths of account numbers by country (SWIFT's IBAN registry). */
static size_t
iban_length(const char *country)
{
    static const char lengths[] =
        "ad24ae23al28at20az28ba20be16bg22bh22br29by28ch21cr22cy28cz24de22dk18"
        "do28ee20eg29es24fi18fo18fr27gb22ge22gi23gl18gr27gt28hr21hu28ie22il23"
        "iq23is26it27jo30kw30kz20lb28lc32li21lt20lu20lv21ly25mc27md24me22mk19"
        "mr27mt31mu30nl18no15pk24pl28ps29pt25qa29ro24rs22sa24sc31se24si19sk24"
        "sm27st25sv28tl23tn24tr26ua29va22vg24xk20";

    for (size_t i = 0; lengths[i] != '\0'; i += 4) {
        if (lengths[i] == country[0] && lengths[i + 1] == country[1])
            return (size_t)(lengths[i + 2] - '0') * 10 +
                   (size_t)(lengths[i + 3] - '0');
    }
    return 0;
}

static bool
is_account_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

/* ISO 13616: country and check digits to the end, letters as numbers, and
 * the remainder by 97 is 1. */
static bool
is_checked(const char *account, size_t len)
{
    unsigned remainder = 0;

    for (size_t i = 0; i < len; i++) {
        char c = account[(i + 4) % len];

        if (is_digit(c))
            remainder = (remainder * 10 + (unsigned)(c - '0')) % 97;
        else
            remainder = (remainder * 100 + (unsigned)(c - 'a' + 10)) % 97;
    }
    return remainder == 1;
}

/* The end of an account number that begins at `from`; 0 for none. */
static size_t
match_iban(const struct fold *fold, size_t from)
{
    const char *text = fold->text;
    size_t want = iban_length(text + from), got = 0, at = from;
    char account[40];

    if (want == 0 || !is_digit(text[from + 2]) || !is_digit(text[from + 3]))
        return 0;
    while (got < want && at < fold->len) {
        if (text[at] == ' ' && got > 0 && at + 1 < fold->len &&
            is_account_char(text[at + 1])) {
            at++;
            continue;
        }
        if (!is_account_char(text[at]))
            return 0;
        account[got++] = text[at++];
    }
    if (got < want || (at < fold->len && (is_account_char(text[at]) ||
                                          (unsigned char)text[at] >= 0x80)))
        return 0;
    return is_checked(account, got) ? at : 0;
}

static void
check_accounts(struct check *check)
{
    const struct fold *fold = &check->fold;

    for (size_t at = 0; at + 15 <= fold->len; at++) {
        size_t end;

        if (!is_letter(fold->text[at]) || !is_letter(fold->text[at + 1]) ||
            (at > 0 &&
             (is_letter(fold->text[at - 1]) || is_digit(fold->text[at - 1]))))
            continue;
        end = match_iban(fold, at);
        if (end == 0)
            continue;
        check_add_hit(check, fold->start[at], fold->end[end - 1]);
        at = end - 1;
    }
}

static void
check_private(struct check *check, const struct rule *rule)
{
    const struct private_params *params = rule->params;

    for (size_t i = 0; params->email && i < check->n_emails; i++) {
        if (!is_allowed(check, params, check->emails[i]))
            check_add_hit(check, check->emails[i].start, check->emails[i].end);
    }
    if (params->phone || params->card)
        check_numbers(check, params);
    if (params->iban)
        check_accounts(check);
}

const struct rule_kind private_kinds[] = {
    {"pii", "types allow_email_domains", load_private, check_private},
    {NULL, NULL, NULL, NULL},
};
