/* The home's folder of a company's own phrases; what a file holds is
 * compose_company.h. One thread. */
#ifndef POLYPHONY_PHRASES_H
#define POLYPHONY_PHRASES_H

#include "polyphony/compose_company.h"

#define PHRASES_FOLDER "phrases" /* in the home */
#define PHRASES_FILES 64         /* of it, at most */

/* All *.json of the folder, in the order of their names; a folder that is not
 * there is fine. Returns how many files were taken; *left_out (may be NULL)
 * how many were not. */
size_t phrases_load(struct compose *compose, const char *home, size_t *left_out,
                    phrases_told *told, void *data);

/* One file, by its path. */
bool phrases_load_file(struct compose *compose, const char *path,
                       phrases_told *told, void *data);

#endif
