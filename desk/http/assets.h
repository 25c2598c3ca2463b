/* Style sheet, script and icon, at addresses that name their content
 * ("/static/style-1a2b3c4d.css"), so that browsers keep them for good. */
#ifndef POLYPHONY_DESK_ASSETS_H
#define POLYPHONY_DESK_ASSETS_H

/* The address of desk/NAME; "" when there is none. Lives for ever. */
const char *asset_path(const char *name);

#endif
