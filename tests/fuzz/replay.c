/* A main() for fuzz targets where there is no libFuzzer: runs the target once
 * over no bytes at all and then over each file named, so that ordinary tests
 * with any compiler replay what fuzzing once found. The name of the input is
 * printed before it runs: after a crash, the last one is to blame. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_INPUT = 16 << 20 };

/* The whole file on the heap, one block of exactly its size; NULL when it
 * cannot be read. */
static uint8_t *
read_input(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *all = malloc(MAX_INPUT), *exact = NULL;

    if (file != NULL && all != NULL) {
        *size = fread(all, 1, MAX_INPUT, file);
        if (!ferror(file))
            exact = realloc(all, *size > 0 ? *size : 1);
    }
    if (exact == NULL)
        free(all);
    if (file != NULL)
        fclose(file);
    return exact;
}

int
main(int argc, char **argv)
{
    puts("(no bytes)");
    fflush(stdout);
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        size_t size = 0;
        uint8_t *input = read_input(argv[i], &size);

        puts(argv[i]);
        fflush(stdout);
        if (input == NULL) {
            perror(argv[i]);
            return 1;
        }
        LLVMFuzzerTestOneInput(input, size);
        free(input);
    }
    return 0;
}
