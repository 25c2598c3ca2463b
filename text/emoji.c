/* Emoji sequences; see the header. The tables are facts of Unicode 14
 * (emoji-data.txt) and of CLDR's region codes; which pairs a joiner makes one
 * is emoji-zwj-sequences.txt, written here as rules instead of 1,400 lines. */
#include "polyphony/emoji.h"

#include <stdbool.h>
#include <string.h>

enum {
    JOINER = 0x200D,
    TEXT_STYLE = 0xFE0E,
    EMOJI_STYLE = 0xFE0F,
    KEYCAP = 0x20E3,
    HEART = 0x2764,
    KISS = 0x1F48B,
    HANDSHAKE = 0x1F91D,
    BLACK_FLAG = 0x1F3F4,
    PERSON = 0x1F9D1
};

struct range {
    int32_t first, last;
};

static const struct range emoji[] = {
    {0xA9, 0xA9},       {0xAE, 0xAE},       {0x203C, 0x203C},
    {0x2049, 0x2049},   {0x2122, 0x2122},   {0x2139, 0x2139},
    {0x2194, 0x2199},   {0x21A9, 0x21AA},   {0x231A, 0x231B},
    {0x2328, 0x2328},   {0x23CF, 0x23CF},   {0x23E9, 0x23F3},
    {0x23F8, 0x23FA},   {0x24C2, 0x24C2},   {0x25AA, 0x25AB},
    {0x25B6, 0x25B6},   {0x25C0, 0x25C0},   {0x25FB, 0x25FE},
    {0x2600, 0x2604},   {0x260E, 0x260E},   {0x2611, 0x2611},
    {0x2614, 0x2615},   {0x2618, 0x2618},   {0x261D, 0x261D},
    {0x2620, 0x2620},   {0x2622, 0x2623},   {0x2626, 0x2626},
    {0x262A, 0x262A},   {0x262E, 0x262F},   {0x2638, 0x263A},
    {0x2640, 0x2640},   {0x2642, 0x2642},   {0x2648, 0x2653},
    {0x265F, 0x2660},   {0x2663, 0x2663},   {0x2665, 0x2666},
    {0x2668, 0x2668},   {0x267B, 0x267B},   {0x267E, 0x267F},
    {0x2692, 0x2697},   {0x2699, 0x2699},   {0x269B, 0x269C},
    {0x26A0, 0x26A1},   {0x26A7, 0x26A7},   {0x26AA, 0x26AB},
    {0x26B0, 0x26B1},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26C8, 0x26C8},   {0x26CE, 0x26CF},   {0x26D1, 0x26D1},
    {0x26D3, 0x26D4},   {0x26E9, 0x26EA},   {0x26F0, 0x26F5},
    {0x26F7, 0x26FA},   {0x26FD, 0x26FD},   {0x2702, 0x2702},
    {0x2705, 0x2705},   {0x2708, 0x270D},   {0x270F, 0x270F},
    {0x2712, 0x2712},   {0x2714, 0x2714},   {0x2716, 0x2716},
    {0x271D, 0x271D},   {0x2721, 0x2721},   {0x2728, 0x2728},
    {0x2733, 0x2734},   {0x2744, 0x2744},   {0x2747, 0x2747},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2763, 0x2764},   {0x2795, 0x2797},
    {0x27A1, 0x27A1},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},
    {0x2934, 0x2935},   {0x2B05, 0x2B07},   {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x3030, 0x3030},
    {0x303D, 0x303D},   {0x3297, 0x3297},   {0x3299, 0x3299},
    {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F170, 0x1F171},
    {0x1F17E, 0x1F17F}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A},
    {0x1F201, 0x1F202}, {0x1F21A, 0x1F21A}, {0x1F22F, 0x1F22F},
    {0x1F232, 0x1F23A}, {0x1F250, 0x1F251}, {0x1F300, 0x1F321},
    {0x1F324, 0x1F393}, {0x1F396, 0x1F397}, {0x1F399, 0x1F39B},
    {0x1F39E, 0x1F3F0}, {0x1F3F3, 0x1F3F5}, {0x1F3F7, 0x1F4FD},
    {0x1F4FF, 0x1F53D}, {0x1F549, 0x1F54E}, {0x1F550, 0x1F567},
    {0x1F56F, 0x1F570}, {0x1F573, 0x1F57A}, {0x1F587, 0x1F587},
    {0x1F58A, 0x1F58D}, {0x1F590, 0x1F590}, {0x1F595, 0x1F596},
    {0x1F5A4, 0x1F5A5}, {0x1F5A8, 0x1F5A8}, {0x1F5B1, 0x1F5B2},
    {0x1F5BC, 0x1F5BC}, {0x1F5C2, 0x1F5C4}, {0x1F5D1, 0x1F5D3},
    {0x1F5DC, 0x1F5DE}, {0x1F5E1, 0x1F5E1}, {0x1F5E3, 0x1F5E3},
    {0x1F5E8, 0x1F5E8}, {0x1F5EF, 0x1F5EF}, {0x1F5F3, 0x1F5F3},
    {0x1F5FA, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CB, 0x1F6D2},
    {0x1F6D5, 0x1F6D7}, {0x1F6DD, 0x1F6E5}, {0x1F6E9, 0x1F6E9},
    {0x1F6EB, 0x1F6EC}, {0x1F6F0, 0x1F6F0}, {0x1F6F3, 0x1F6FC},
    {0x1F7E0, 0x1F7EB}, {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FA74},
    {0x1FA78, 0x1FA7C}, {0x1FA80, 0x1FA86}, {0x1FA90, 0x1FAAC},
    {0x1FAB0, 0x1FABA}, {0x1FAC0, 0x1FAC5}, {0x1FAD0, 0x1FAD9},
    {0x1FAE0, 0x1FAE7}, {0x1FAF0, 0x1FAF6}};
static const struct range shown_as_emoji[] = {
    {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},
    {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},   {0x26CE, 0x26CE},   {0x26D4, 0x26D4},
    {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},
    {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274C},
    {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},
    {0x2795, 0x2797},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},
    {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F201, 0x1F201}, {0x1F21A, 0x1F21A},
    {0x1F22F, 0x1F22F}, {0x1F232, 0x1F236}, {0x1F238, 0x1F23A},
    {0x1F250, 0x1F251}, {0x1F300, 0x1F320}, {0x1F32D, 0x1F335},
    {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA},
    {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC},
    {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567},
    {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4},
    {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC},
    {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6D7}, {0x1F6DD, 0x1F6DF},
    {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB},
    {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945},
    {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FA74}, {0x1FA78, 0x1FA7C},
    {0x1FA80, 0x1FA86}, {0x1FA90, 0x1FAAC}, {0x1FAB0, 0x1FABA},
    {0x1FAC0, 0x1FAC5}, {0x1FAD0, 0x1FAD9}, {0x1FAE0, 0x1FAE7},
    {0x1FAF0, 0x1FAF6}};
static const struct range takes_skin_tone[] = {
    {0x261D, 0x261D},   {0x26F9, 0x26F9},   {0x270A, 0x270D},
    {0x1F385, 0x1F385}, {0x1F3C2, 0x1F3C4}, {0x1F3C7, 0x1F3C7},
    {0x1F3CA, 0x1F3CC}, {0x1F442, 0x1F443}, {0x1F446, 0x1F450},
    {0x1F466, 0x1F478}, {0x1F47C, 0x1F47C}, {0x1F481, 0x1F483},
    {0x1F485, 0x1F487}, {0x1F48F, 0x1F48F}, {0x1F491, 0x1F491},
    {0x1F4AA, 0x1F4AA}, {0x1F574, 0x1F575}, {0x1F57A, 0x1F57A},
    {0x1F590, 0x1F590}, {0x1F595, 0x1F596}, {0x1F645, 0x1F647},
    {0x1F64B, 0x1F64F}, {0x1F6A3, 0x1F6A3}, {0x1F6B4, 0x1F6B6},
    {0x1F6C0, 0x1F6C0}, {0x1F6CC, 0x1F6CC}, {0x1F90C, 0x1F90C},
    {0x1F90F, 0x1F90F}, {0x1F918, 0x1F91F}, {0x1F926, 0x1F926},
    {0x1F930, 0x1F939}, {0x1F93C, 0x1F93E}, {0x1F977, 0x1F977},
    {0x1F9B5, 0x1F9B6}, {0x1F9B8, 0x1F9B9}, {0x1F9BB, 0x1F9BB},
    {0x1F9CD, 0x1F9CF}, {0x1F9D1, 0x1F9DD}, {0x1FAC3, 0x1FAC5},
    {0x1FAF0, 0x1FAF6}};

/* Emoji that a female or male sign can follow. */
static const struct range gendered[] = {
    {0x26F9, 0x26F9},   {0x1F3C3, 0x1F3C4}, {0x1F3CA, 0x1F3CC},
    {0x1F46E, 0x1F471}, {0x1F473, 0x1F473}, {0x1F477, 0x1F477},
    {0x1F481, 0x1F482}, {0x1F486, 0x1F487}, {0x1F575, 0x1F575},
    {0x1F645, 0x1F647}, {0x1F64B, 0x1F64B}, {0x1F64D, 0x1F64E},
    {0x1F6A3, 0x1F6A3}, {0x1F6B4, 0x1F6B6}, {0x1F926, 0x1F926},
    {0x1F935, 0x1F935}, {0x1F937, 0x1F939}, {0x1F93C, 0x1F93E},
    {0x1F9B8, 0x1F9B9}, {0x1F9CD, 0x1F9CF}, {0x1F9D4, 0x1F9D4},
    {0x1F9D6, 0x1F9DF},
};

/* What a person can be or do: health worker, judge, pilot, farmer, cook ... */
static const struct range roles[] = {
    {0x2695, 0x2696},   {0x2708, 0x2708},   {0x1F33E, 0x1F33E},
    {0x1F373, 0x1F373}, {0x1F37C, 0x1F37C}, {0x1F384, 0x1F384},
    {0x1F393, 0x1F393}, {0x1F3A4, 0x1F3A4}, {0x1F3A8, 0x1F3A8},
    {0x1F3EB, 0x1F3EB}, {0x1F3ED, 0x1F3ED}, {0x1F4BB, 0x1F4BC},
    {0x1F527, 0x1F527}, {0x1F52C, 0x1F52C}, {0x1F680, 0x1F680},
    {0x1F692, 0x1F692}, {0x1F9AF, 0x1F9B3}, {0x1F9BC, 0x1F9BD},
};

/* Pairs of their own: rainbow flag, pirate flag, service dog, black cat ... */
static const struct {
    int32_t left, right;
} pairs[] = {
    {0x1F3F3, 0x1F308}, {0x1F3F3, 0x26A7},  {BLACK_FLAG, 0x2620},
    {0x1F441, 0x1F5E8}, {0x1F415, 0x1F9BA}, {0x1F408, 0x2B1B},
    {0x1F43B, 0x2744},  {HEART, 0x1F525},   {HEART, 0x1FA79},
    {0x1F62E, 0x1F4A8}, {0x1F635, 0x1F4AB}, {0x1F636, 0x1F32B},
    {0x1FAF1, 0x1FAF2},
};

static const char regions[] =
    "ACADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBY"
    "BZCACCCDCFCGCHCICKCLCMCNCOCPCRCUCVCWCXCYCZDEDGDJDKDMDODZEAECEEEGEHERESETEU"
    "FIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUICIDIEILIMIN"
    "IOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMG"
    "MHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPL"
    "PMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTATCTD"
    "TFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUNUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

#define HAS(table, cp) in_ranges(table, sizeof table / sizeof table[0], cp)

static bool
in_ranges(const struct range *table, size_t count, int32_t cp)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (cp > table[middle].last)
            low = middle + 1;
        else if (cp < table[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

static bool
is_adult(int32_t cp)
{
    return cp == 0x1F468 || cp == 0x1F469;
}

static bool
is_child(int32_t cp)
{
    return cp == 0x1F466 || cp == 0x1F467;
}

static bool
is_person(int32_t cp)
{
    return is_adult(cp) || cp == PERSON;
}

static bool
is_skin_tone(int32_t cp)
{
    return cp >= 0x1F3FB && cp <= 0x1F3FF;
}

static bool
is_region_letter(int32_t cp)
{
    return cp >= 0x1F1E6 && cp <= 0x1F1FF;
}

static size_t
match_flag(const int32_t *points, size_t count, size_t at)
{
    if (count - at < 2 || !is_region_letter(points[at + 1]))
        return 1;
    for (size_t i = 0; i + 1 < sizeof regions - 1; i += 2) {
        if (regions[i] == 'A' + points[at] - 0x1F1E6 &&
            regions[i + 1] == 'A' + points[at + 1] - 0x1F1E6)
            return 2;
    }
    return 1;
}

/* "1", U+FE0F if it likes, U+20E3. */
static size_t
match_keycap(const int32_t *points, size_t count, size_t at)
{
    size_t next = at + 1;

    if (next < count && points[next] == EMOJI_STYLE)
        next++;
    return next < count && points[next] == KEYCAP ? next + 1 - at : 0;
}

/* England, Scotland, Wales: a black flag and tag letters. */
static size_t
match_tags(const int32_t *points, size_t count, size_t at)
{
    static const char *const names[] = {"gbeng", "gbsct", "gbwls"};

    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        size_t i = 0;

        while (i < 5 && at + 1 + i < count &&
               points[at + 1 + i] == 0xE0000 + names[n][i])
            i++;
        if (i == 5 && at + 6 < count && points[at + 6] == 0xE007F)
            return 7;
    }
    return 0;
}

/* One emoji with its skin tone or style, before any joiner. */
static size_t
match_element(const int32_t *points, size_t count, size_t at)
{
    int32_t cp = points[at], next = at + 1 < count ? points[at + 1] : 0;
    bool styled = next == EMOJI_STYLE;

    if (!HAS(emoji, cp) || next == TEXT_STYLE)
        return 0;
    if (is_skin_tone(next) && HAS(takes_skin_tone, cp))
        return 2;
    if (HAS(shown_as_emoji, cp)) {
        /* U+FE0F belongs to those that have a text style as well. */
        return styled && (cp < 0x10000 || cp == 0x1F004 || cp == 0x1F21A ||
                          cp == 0x1F22F)
                   ? 2
                   : 1;
    }
    if (styled)
        return 2;
    return cp >= 0x2600 && cp != 0x265F ? 1 : 0;
}

enum joined { APART, UNFINISHED, WHOLE };

/* May `right` follow `left` over joiner number `step` (from 1) in a sequence
 * that began with `first`? */
static enum joined
join_persons(int32_t first, int32_t left, int32_t right, int step)
{
    if (step == 1) {
        if (HAS(roles, right))
            return WHOLE;
        if (right == HEART || right == HANDSHAKE)
            return UNFINISHED;
        if (is_adult(first) && is_child(right))
            return WHOLE;
        return is_adult(first) && is_adult(right) ? UNFINISHED : APART;
    }
    if (left == HEART && right == KISS)
        return UNFINISHED;
    if (left == HEART || left == KISS || left == HANDSHAKE)
        return is_person(right) ? WHOLE : APART;
    if (is_child(right) &&
        ((is_adult(left) && step == 2) || (is_child(left) && step <= 3)))
        return WHOLE;
    return APART;
}

static enum joined
join(int32_t first, int32_t left, int32_t right, int step)
{
    if (step == 1 && (right == 0x2640 || right == 0x2642))
        return HAS(gendered, first) ? WHOLE : APART;
    if (is_person(first))
        return join_persons(first, left, right, step);
    for (size_t i = 0; step == 1 && i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].left == left && pairs[i].right == right)
            return WHOLE;
    }
    return APART;
}

static size_t
match_joined(const int32_t *points, size_t count, size_t at, size_t length)
{
    size_t end = at + length;
    int32_t left = points[at];

    for (int step = 1; end + 1 < count && points[end] == JOINER; step++) {
        int32_t right = points[end + 1];
        enum joined joined = join(points[at], left, right, step);
        size_t more;

        if (joined == APART)
            break;
        more = match_element(points, count, end + 1);
        end += 1 + (more > 0 ? more : 1);
        left = right;
        if (joined == WHOLE)
            length = end - at;
    }
    return length;
}

size_t
emoji_match(const int32_t *points, size_t count, size_t at)
{
    int32_t cp = points[at];
    size_t length;

    if (cp < 0x80) {
        return (cp >= '0' && cp <= '9') || cp == '#' || cp == '*'
                   ? match_keycap(points, count, at)
                   : 0;
    }
    if (is_region_letter(cp))
        return match_flag(points, count, at);
    length = match_element(points, count, at);
    if (length == 0)
        return 0;
    if (cp == BLACK_FLAG) {
        size_t tags = match_tags(points, count, at);

        if (tags > 0)
            return tags;
    }
    return match_joined(points, count, at, length);
}
