/* What is said of the company at the desk; see the header. */
#include "company_said.h"

#include "desk/desk_queue.h"
#include "desk/marketing/rep_write.h"
#include "desk/page.h"
#include "desk/pages.h"
#include "desk/place.h"

#include "polyphony/config.h"
#include "polyphony/url.h"
#include "polyphony/zone.h"

#include <string.h>

#define MOST 200 /* bytes; the address stands in each request we send */

/* In the order of struct company_said. */
static const char *const keys[] = {"company.name", "fetch.contact",
                                   "company.timezone"};

/* "tarnwell.example" as people write it; a mail address does as well. */
static const char *
contact_of(struct request *request, const char *text)
{
    const char *url;

    if (text == NULL || text[0] == '\0' || is_mail_address(text))
        return text;
    url = url_normalise(request->arena,
                        strstr(text, "://") != NULL
                            ? text
                            : arena_printf(request->arena, "https://%s", text));
    return url != NULL && !url_is_inner(url) ? url : NULL;
}

static const char *
line_of(struct request *request, const char *name)
{
    return request_has_field(request, name) ? request_line(request, name)
                                            : NULL;
}

static bool
is_long(const char *text)
{
    return text != NULL && strlen(text) > MOST;
}

bool
company_hear(struct request *request, struct company_said *said)
{
    const char *contact = line_of(request, "contact");

    *said = (struct company_said){.name = line_of(request, "company"),
                                  .contact = contact_of(request, contact),
                                  .zone = line_of(request, "zone")};
    if (is_long(said->name))
        said->problem = "The company's name is too long: 200 bytes at most";
    else if ((contact != NULL && said->contact == NULL) ||
             is_long(said->contact))
        said->problem = "The company's site is no address of the open web, "
                        "such as tarnwell.example";
    else if (said->zone != NULL && said->zone[0] != '\0' &&
             zone_find(said->zone) == NULL)
        said->problem = "There is no such time zone; write Europe/Berlin or "
                        "UTC";
    return said->problem == NULL;
}

bool
company_keep(struct request *request, const struct company_said *said,
             struct error *err)
{
    const char *const values[] = {said->name, said->contact, said->zone};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (values[i] != NULL &&
            !config_say(request->place->config, request->store, keys[i],
                        values[i], err))
            return false;
    }
    return true;
}

void
company_show(struct request *request, struct view *view)
{
    const struct config *config = request->config;
    const char *contact = config_text(config, "fetch.contact");

    view_text(view, "company_said", config_text(config, "company.name"));
    view_text(view, "contact_said",
              strstr(contact, "polyphony.example") != NULL ? "" : contact);
    view_text(view, "zone_said", config_text(config, "company.timezone"));
    view_flag(view, "company_given", config_is_given(config, keys[0]));
    view_flag(view, "contact_given", config_is_given(config, keys[1]));
    view_flag(view, "zone_given", config_is_given(config, keys[2]));
}

/* --- the form of the page Place ------------------------------------------- */

struct keeping {
    struct request *request;
    const struct company_said *said;
};

static bool
keep_all(void *context, struct error *err)
{
    struct keeping *keeping = context;

    return company_keep(keeping->request, keeping->said, err);
}

static const char *
note_of(struct request *request, const struct company_said *said)
{
    return arena_printf(
        request->arena, "the company:%s%s%s%s%s%s",
        said->name != NULL ? " " : "", said->name != NULL ? said->name : "",
        said->contact != NULL ? " " : "",
        said->contact != NULL ? said->contact : "",
        said->zone != NULL ? " " : "", said->zone != NULL ? said->zone : "");
}

bool
page_place_company(struct request *request, struct response *response,
                   struct error *err)
{
    struct company_said said;
    struct keeping keeping = {request, &said};

    if (!company_hear(request, &said))
        return error_set(err, ERROR_INPUT, "%s", said.problem);
    return desk_act(request, "settings", note_of(request, &said), keep_all,
                    &keeping, err) &&
           page_done(request, response, "/admin#company", err,
                     "Kept, and in force now.");
}
