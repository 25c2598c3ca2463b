/* All pages, by who comes to them; routes.c says at which address. */
#ifndef POLYPHONY_DESK_PAGES_H
#define POLYPHONY_DESK_PAGES_H

#include "router.h"

/* anybody */
route_handler page_front, page_asset, page_health;
route_handler page_sign_in, page_sign_in_password, page_sign_in_mail;
route_handler page_link, page_link_take;
route_handler page_set_up, page_set_up_take;

/* somebody */
route_handler page_account, page_account_password, page_account_sessions;
route_handler page_sign_out;

/* rep */

/* reviewer */

/* marketing */
route_handler page_start;

/* manager and admin */

/* API */
route_handler api_not_yet;

#endif
