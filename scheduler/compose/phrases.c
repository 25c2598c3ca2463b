/* The folder of a company's phrases; see phrases.h. What stands in the files
 * is judged in compose_company.c. */
#include "polyphony/phrases.h"

#include "polyphony/file.h"
#include "polyphony/mem.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_PATH 4096

static int
is_pack(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return entry->d_name[0] != '.' && len > 5 &&
           strcmp(entry->d_name + len - 5, ".json") == 0;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* A pipe would never end, a folder never begin. */
static bool
is_file(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool
phrases_load_file(struct compose *compose, const char *path, phrases_told *told,
                  void *data)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    struct buf text = {.max = PHRASES_BYTES};
    struct error why;
    bool ok;

    if (is_file(path)
            ? file_read(path, &text, &why)
            : error_set(&why, ERROR_INPUT,
                        "%.120s: is no file that can be read", name)) {
        ok = compose_company_add(compose, name, buf_text(&text), text.len, told,
                                 data);
    } else {
        if (told != NULL)
            told(data, true, why.text);
        ok = false;
    }
    buf_deinit(&text);
    return ok;
}

static bool
load(struct compose *compose, const char *folder, const char *name,
     phrases_told *told, void *data)
{
    char path[MAX_PATH];

    if (snprintf(path, sizeof path, "%s/%s", folder, name) < MAX_PATH)
        return phrases_load_file(compose, path, told, data);
    if (told != NULL)
        told(data, true, "a path in the folder phrases is too long");
    return false;
}

size_t
phrases_load(struct compose *compose, const char *home, size_t *left_out,
             phrases_told *told, void *data)
{
    struct dirent **list = NULL;
    char folder[MAX_PATH];
    size_t taken = 0, bad = 0;
    int n = -1;

    if (snprintf(folder, sizeof folder, "%s/" PHRASES_FOLDER, home) < MAX_PATH)
        n = scandir(folder, &list, is_pack, by_name);
    for (int i = 0; i < n; i++) {
        if (i < PHRASES_FILES) {
            bool ok = load(compose, folder, list[i]->d_name, told, data);

            taken += ok;
            bad += !ok;
        } else if (i == PHRASES_FILES) {
            bad++;
            if (told != NULL)
                told(data, true, "more than 64 files; the rest is left out");
        }
        free(list[i]);
    }
    free(list);
    if (left_out != NULL)
        *left_out = bad;
    return taken;
}
