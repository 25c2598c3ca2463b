/* polyphony article extract: see the command table. */
#include "commands.h"

int
cmd_article_extract(struct args *args)
{
    (void)args;
    return cli_complain("article extract: not there yet");
}
