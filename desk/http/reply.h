/* Between router.c's plain answers and libmicrohttpd: headers that every
 * answer carries, compression, and files that came with a form. */
#ifndef POLYPHONY_DESK_REPLY_H
#define POLYPHONY_DESK_REPLY_H

#include "response.h"

#include <microhttpd.h>

/* multipart/form-data, when router.c asks for it: fields to request->form, the
 * file to request->upload. */
void reply_offer_parts(struct MHD_Connection *connection,
                       struct request *request);
void reply_too_large(struct request *request, struct response *response,
                     size_t max);
enum MHD_Result reply_send(struct MHD_Connection *connection,
                           struct request *request, struct response *response);

#endif
