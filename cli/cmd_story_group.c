/* polyphony story group: see the command table. */
#include "commands.h"

int
cmd_story_group(struct args *args)
{
    (void)args;
    return cli_complain("story group: not there yet");
}
