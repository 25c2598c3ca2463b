/* Moves in words; see the header. */
#include "queue_words.h"

#include <string.h>

/* What the audit calls a move, as one tells it: "Ruth approved it". */
const char *
move_words(const char *what)
{
    static const char *const words[][2] = {
        {"write", "wrote it"},
        {"clear itself", "let it pass: no rule had anything to say"},
        {"send to review", "sent it to review"},
        {"approve", "approved it"},
        {"approve all", "approved it, with others of the story at once"},
        {"ask for a change", "asked for a change"},
        {"reject", "rejected it"},
        {"edit", "edited it"},
        {"offer", "offered it"},
        {"accept", "accepted it"},
        {"schedule", "scheduled it"},
        {"move", "moved it to another time"},
        {"snooze", "put it off"},
        {"dismiss", "dismissed it"},
        {"share", "shared it"},
        {"withdraw", "withdrew it"},
        {"withdraw all", "withdrew it, with others of the story"},
        {"expire", "let it expire"},
        {"later slot", "gave it a later slot"},
        {"check again", "checked it again"},
        {"take back", "took it back"},
        {"undo", "took the last move back"},
        {"not yet", "said: not yet"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i][0], what) == 0)
            return words[i][1];
    }
    return what;
}

const char *
verdict_words(const char *verdict)
{
    if (strcmp(verdict, "approve") == 0)
        return "approved";
    return strcmp(verdict, "reject") == 0 ? "rejected" : "asked for a change";
}
