/* Made by tools/fit_story.py from the development half of the stories bench:
 * weights by kind of pair (no body, one, both), the constant last. */
static const double story_weights[3][STORY_FEATURES + 1] = {
    {4, 4, 2, 0, 2, 0, 1, 1, -2, -3, -.5, 0, -.3, -6},
    {2, 2, 2, 2, 2, 0, 1, 2, -2, -3, -.5, 0, -.3, -6},
    {2, 2, 2, 4, 2, 4, 1, 1, -2, -3, -.5, 1, -.3, -6},
};
