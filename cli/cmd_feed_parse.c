/* polyphony feed parse: see the command table. */
#include "commands.h"

int
cmd_feed_parse(struct args *args)
{
    (void)args;
    return cli_complain("feed parse: not there yet");
}
