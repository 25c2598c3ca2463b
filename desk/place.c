/* What requests share; see the header. */
#include "place.h"

#include "polyphony/people.h"
#include "polyphony/zone.h"

#include <stdlib.h>
#include <string.h>

bool
desk_place_init(struct desk_place *place, const char *home,
                struct config *config, struct error *err)
{
    memset(place, 0, sizeof *place);
    throttle_init(&place->throttle);
    rulebooks_init(&place->rules);
    jobs_init(&place->jobs, home, config);
    backups_init(&place->backups, home,
                 config_number(config, "desk.backups_kept"));
    pthread_mutex_init(&place->hashing, NULL);
    if (getenv("POLYPHONY_DESK_UNKEPT") == NULL ||
        strcmp(getenv("POLYPHONY_DESK_UNKEPT"), "pages") == 0)
        place->memo = memo_new();
    place->home = home;
    place->config = config;
    place->header = config_text(config, "desk.sign_in_header");
    place->url = config_text(config, "desk.url");
    if (!networks_read(config_text(config, "desk.proxies"), &place->proxies,
                       err))
        return error_wrap(err, "[desk] proxies");
    if (!networks_read(config_text(config, "desk.sign_in_networks"),
                       &place->header_peers, err))
        return error_wrap(err, "[desk] sign_in_networks");
    if (place->header[0] != '\0' && place->header_peers.count == 0)
        return error_set(err, ERROR_INPUT,
                         "[desk] sign_in_header: sign_in_networks must say "
                         "who may send it");
    if (place->url[0] != '\0' && strncmp(place->url, "http://", 7) != 0 &&
        strncmp(place->url, "https://", 8) != 0)
        return error_set(err, ERROR_INPUT,
                         "[desk] url: \"%.80s\" is no https:// address",
                         place->url);
    if (zone_find(config_text(config, "company.timezone")) == NULL)
        return error_set(err, ERROR_INPUT,
                         "[company] timezone: \"%.80s\" is no time zone; "
                         "write Europe/Berlin or UTC",
                         config_text(config, "company.timezone"));
    return secret_make(place->key, err);
}

void
desk_place_deinit(struct desk_place *place)
{
    jobs_deinit(&place->jobs);
    backups_deinit(&place->backups);
    memo_free(place->memo);
    throttle_deinit(&place->throttle);
    rulebooks_deinit(&place->rules);
    pthread_mutex_destroy(&place->hashing);
}
