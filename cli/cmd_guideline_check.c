/* polyphony guideline check: see the command table. */
#include "commands.h"

int
cmd_guideline_check(struct args *args)
{
    (void)args;
    return cli_complain("guideline check: not there yet");
}
