/* The functions behind the command table in main.c, one file each. */
#ifndef POLYPHONY_COMMANDS_H
#define POLYPHONY_COMMANDS_H

#include "cli.h"

int cmd_article_extract(struct args *args);
int cmd_assign(struct args *args);
int cmd_compose(struct args *args);
int cmd_feed_parse(struct args *args);
int cmd_fetch(struct args *args);
int cmd_guideline_check(struct args *args);
int cmd_rank(struct args *args);
int cmd_story_group(struct args *args);

#endif
