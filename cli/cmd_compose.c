/* polyphony compose: see the command table. */
#include "commands.h"

int
cmd_compose(struct args *args)
{
    (void)args;
    return cli_complain("compose: not there yet");
}
