/* polyphony rank: see the command table. */
#include "commands.h"

int
cmd_rank(struct args *args)
{
    (void)args;
    return cli_complain("rank: not there yet");
}
