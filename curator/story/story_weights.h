/* Made by tools/fit_story.py from the development half of the stories bench:
 * weights by kind of pair, in the order of enum story_feature, the constant
 * last. Private to story_pair.c. */
static const double story_weights[3][STORY_FEATURES + 1] = {
    {4.524, -1.932, 3.035, 6.857, 3.694, 0, -3.117, 3.662, 4.603, -1.339,
     -0.515, 0.8817, -2.035, -10.01}, /* no body */
    {0.5037, 1.762, 2.354, 2.491, 2.873, 0.01776, -0.4738, 3.325, -2.271,
     -3.372, -0.2558, -0.7233, -3.861, -5.127}, /* one */
    {-1.781, 5.02, 1.826, 2.998, 4.396, 6.782, 0.2423, 4.305, -3.567, -0.647,
     0.8363, 4.077, -3.254, -16.12}, /* both */
};
