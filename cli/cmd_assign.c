/* polyphony assign: see the command table. */
#include "commands.h"

int
cmd_assign(struct args *args)
{
    (void)args;
    return cli_complain("assign: not there yet");
}
