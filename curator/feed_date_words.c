/* The words in dates: months and days of the week by how they begin, in some
 * forty languages, and zones by name. What begins like two of them is
 * decided by the longer entry ("marras" is Finnish for November, "mar" is
 * March to most), and "mar" itself, which is also the Tuesday of the French
 * and Spanish, by feed_date.c. */
#include "feed_date_words.h"

#include <string.h>

/* Sorted by bytes. */
static const struct date_word words[] = {
    {"abr", WORD_MONTH, 4},
    {"ago", WORD_MONTH, 8},
    {"aou", WORD_MONTH, 8},
    {"api", WORD_MONTH, 4},
    {"ara", WORD_MONTH, 12},
    {"avr", WORD_MONTH, 4},
    {"ağu", WORD_MONTH, 8},
    {"birz", WORD_MONTH, 6},
    {"brez", WORD_MONTH, 3},
    {"břez", WORD_MONTH, 3},
    {"cervence", WORD_MONTH, 7},
    {"cumart", WORD_DAY, 6},
    {"czw", WORD_DAY, 4},
    {"des", WORD_MONTH, 12},
    {"di", WORD_DAY, 2},
    {"dienstag", WORD_DAY, 2},
    {"din", WORD_DAY, 2},
    {"dom", WORD_DAY, 0},
    {"donnerstag", WORD_DAY, 4},
    {"déc", WORD_MONTH, 12},
    {"eki", WORD_MONTH, 10},
    {"ene", WORD_MONTH, 1},
    {"feb", WORD_MONTH, 2},
    {"fr", WORD_DAY, 5},
    {"freitag", WORD_DAY, 5},
    {"fév", WORD_MONTH, 2},
    {"gen", WORD_MONTH, 1},
    {"giu", WORD_MONTH, 6},
    {"gruo", WORD_MONTH, 12},
    {"hei", WORD_MONTH, 7},
    {"huh", WORD_MONTH, 4},
    {"ian", WORD_MONTH, 1},
    {"iul", WORD_MONTH, 7},
    {"jan", WORD_MONTH, 1},
    {"jeu", WORD_DAY, 4},
    {"jou", WORD_MONTH, 12},
    {"juil", WORD_MONTH, 7},
    {"jul", WORD_MONTH, 7},
    {"juu", WORD_MONTH, 6},
    {"jän", WORD_MONTH, 1},
    {"jún", WORD_MONTH, 6},
    {"kedd", WORD_DAY, 2},
    {"kesk", WORD_DAY, 3},
    {"kov", WORD_MONTH, 3},
    {"kvě", WORD_MONTH, 5},
    {"lapk", WORD_MONTH, 11},
    {"led", WORD_MONTH, 1},
    {"lip", WORD_MONTH, 7},
    {"lis", WORD_MONTH, 11},
    {"lug", WORD_MONTH, 7},
    {"lut", WORD_MONTH, 2},
    {"lør", WORD_DAY, 6},
    {"maanantai", WORD_DAY, 1},
    {"maanda", WORD_DAY, 1},
    {"mai", WORD_MONTH, 5},
    {"man", WORD_DAY, 1},
    {"mard", WORD_DAY, 2},
    {"marți", WORD_DAY, 2},
    {"maí", WORD_MONTH, 5},
    {"mer", WORD_DAY, 3},
    {"mie", WORD_DAY, 3},
    {"mon", WORD_DAY, 1},
    {"mrt", WORD_MONTH, 3},
    {"máj", WORD_MONTH, 5},
    {"mär", WORD_MONTH, 3},
    {"ned", WORD_DAY, 0},
    {"nis", WORD_MONTH, 4},
    {"nov", WORD_MONTH, 11},
    {"oct", WORD_MONTH, 10},
    {"ons", WORD_DAY, 3},
    {"ott", WORD_MONTH, 10},
    {"ozu", WORD_MONTH, 3},
    {"pazar", WORD_DAY, 0},
    {"per", WORD_DAY, 4},
    {"pet", WORD_DAY, 5},
    {"pon", WORD_DAY, 1},
    {"pát", WORD_DAY, 5},
    {"qua", WORD_DAY, 3},
    {"rij", WORD_MONTH, 10},
    {"rugs", WORD_MONTH, 9},
    {"sa", WORD_DAY, 6},
    {"sal", WORD_DAY, 2},
    {"samstag", WORD_DAY, 6},
    {"saus", WORD_MONTH, 1},
    {"sep", WORD_MONTH, 9},
    {"sex", WORD_DAY, 5},
    {"sij", WORD_MONTH, 1},
    {"sob", WORD_DAY, 6},
    {"sri", WORD_DAY, 3},
    {"srpanj", WORD_MONTH, 7},
    {"stud", WORD_MONTH, 11},
    {"stř", WORD_DAY, 3},
    {"subat", WORD_MONTH, 2},
    {"svi", WORD_MONTH, 5},
    {"szep", WORD_MONTH, 9},
    {"szomb", WORD_DAY, 6},
    {"sön", WORD_DAY, 0},
    {"tam", WORD_MONTH, 1},
    {"ter", WORD_DAY, 2},
    {"tii", WORD_DAY, 2},
    {"tis", WORD_DAY, 2},
    {"torst", WORD_DAY, 4},
    {"tra", WORD_MONTH, 4},
    {"tue", WORD_DAY, 2},
    {"urr", WORD_MONTH, 10},
    {"uto", WORD_DAY, 2},
    {"vasar", WORD_MONTH, 2},
    {"ven", WORD_DAY, 5},
    {"vri", WORD_DAY, 5},
    {"woe", WORD_DAY, 3},
    {"wto", WORD_DAY, 2},
    {"xul", WORD_MONTH, 7},
    {"xuñ", WORD_MONTH, 6},
    {"zat", WORD_DAY, 6},
    {"zář", WORD_MONTH, 9},
    {"ápr", WORD_MONTH, 4},
    {"úno", WORD_MONTH, 2},
    {"čer", WORD_MONTH, 6},
    {"čtv", WORD_DAY, 4},
    {"čvn", WORD_MONTH, 6},
    {"śro", WORD_DAY, 3},
    {"απρ", WORD_MONTH, 4},
    {"αύγ", WORD_MONTH, 8},
    {"δευ", WORD_DAY, 1},
    {"ιουλ", WORD_MONTH, 7},
    {"ιούλ", WORD_MONTH, 7},
    {"κυρ", WORD_DAY, 0},
    {"μάρ", WORD_MONTH, 3},
    {"μαΐ", WORD_MONTH, 5},
    {"μαι", WORD_MONTH, 5},
    {"μαϊ", WORD_MONTH, 5},
    {"νοε", WORD_MONTH, 11},
    {"παρ", WORD_DAY, 5},
    {"σαβ", WORD_DAY, 6},
    {"τετ", WORD_DAY, 3},
    {"φεβ", WORD_MONTH, 2},
    {"апр", WORD_MONTH, 4},
    {"бер", WORD_MONTH, 3},
    {"вос", WORD_DAY, 0},
    {"вів", WORD_DAY, 2},
    {"дек", WORD_MONTH, 12},
    {"жні", WORD_MONTH, 8},
    {"июл", WORD_MONTH, 7},
    {"кас", WORD_MONTH, 10},
    {"крас", WORD_MONTH, 4},
    {"лис", WORD_MONTH, 11},
    {"ліп", WORD_MONTH, 7},
    {"май", WORD_MONTH, 5},
    {"март", WORD_MONTH, 3},
    {"мај", WORD_MONTH, 5},
    {"нов", WORD_MONTH, 11},
    {"ноя", WORD_MONTH, 11},
    {"пʼят", WORD_DAY, 5},
    {"пон", WORD_DAY, 1},
    {"сак", WORD_MONTH, 3},
    {"сеп", WORD_MONTH, 9},
    {"серед", WORD_DAY, 3},
    {"сре", WORD_DAY, 3},
    {"суб", WORD_DAY, 6},
    {"тра", WORD_MONTH, 5},
    {"чер", WORD_MONTH, 6},
    {"чэр", WORD_MONTH, 6},
    {"юни", WORD_MONTH, 6},
    {"яну", WORD_MONTH, 1},
    {"јул", WORD_MONTH, 7},
    {"אוג", WORD_MONTH, 8},
    {"אפר", WORD_MONTH, 4},
    {"יול", WORD_MONTH, 7},
    {"ינו", WORD_MONTH, 1},
    {"מרס", WORD_MONTH, 3},
    {"נוב", WORD_MONTH, 11},
    {"פבר", WORD_MONTH, 2},
    {"آور", WORD_MONTH, 4},
    {"أغس", WORD_MONTH, 8},
    {"أيا", WORD_MONTH, 5},
    {"ابر", WORD_MONTH, 4},
    {"اكت", WORD_MONTH, 10},
    {"تمو", WORD_MONTH, 7},
    {"دسا", WORD_MONTH, 12},
    {"سبت", WORD_MONTH, 9},
    {"فبر", WORD_MONTH, 2},
    {"مار", WORD_MONTH, 3},
    {"مه", WORD_MONTH, 5},
    {"نيس", WORD_MONTH, 4},
    {"يول", WORD_MONTH, 7},
    {"ژان", WORD_MONTH, 1},
    {"ژوئی", WORD_MONTH, 7},
    {"अग", WORD_MONTH, 8},
    {"आग", WORD_MONTH, 8},
    {"जुल", WORD_MONTH, 7},
    {"दिस", WORD_MONTH, 12},
    {"फर", WORD_MONTH, 2},
    {"मई", WORD_MONTH, 5},
    {"सित", WORD_MONTH, 9},
    {"กันย", WORD_MONTH, 9},
    {"ตุล", WORD_MONTH, 10},
    {"พฤศจ", WORD_MONTH, 11},
    {"มกร", WORD_MONTH, 1},
    {"มีน", WORD_MONTH, 3},
    {"เมษ", WORD_MONTH, 4},
};

/* Minutes east of UTC. Where a name means several, the one most feeds mean. */
static const struct zone {
    const char *name;
    int minutes;
} zones[] = {
    {"a", -60},    {"acdt", 630},  {"acst", 570},  {"adt", -180}, {"aedt", 660},
    {"aest", 600}, {"akdt", -480}, {"akst", -540}, {"art", -180}, {"ast", -240},
    {"at", -240},  {"awst", 480},  {"brst", -120}, {"brt", -180}, {"bst", 60},
    {"cat", 120},  {"cdt", -300},  {"cest", 120},  {"cet", 60},   {"cst", -360},
    {"ct", -360},  {"eat", 180},   {"edt", -240},  {"eest", 180}, {"eet", 120},
    {"est", -300}, {"et", -300},   {"gmt", 0},     {"gst", 240},  {"hdt", -540},
    {"hkt", 480},  {"hst", -600},  {"ict", 420},   {"idt", 180},  {"ist", 330},
    {"jst", 540},  {"kst", 540},   {"m", -720},    {"mdt", -360}, {"mest", 120},
    {"mesz", 120}, {"met", 60},    {"mez", 60},    {"msd", 240},  {"msk", 180},
    {"mst", -420}, {"mt", -420},   {"n", 60},      {"ndt", -150}, {"nst", -210},
    {"nzdt", 780}, {"nzst", 720},  {"pdt", -420},  {"pht", 480},  {"pkt", 300},
    {"pst", -480}, {"pt", -480},   {"sast", 120},  {"sgt", 480},  {"sst", -660},
    {"trt", 180},  {"ut", 0},      {"utc", 0},     {"wast", 120}, {"wat", 60},
    {"west", 60},  {"wet", 0},     {"wib", 420},   {"wit", 540},  {"wita", 480},
    {"y", 720},    {"z", 0},       {"zulu", 0},
};

const struct date_word *
date_word_find(const char *word, size_t len)
{
    const struct date_word *best = NULL;
    size_t best_len = 0;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n;

        if (words[i].begins[0] != word[0])
            continue;
        n = strlen(words[i].begins);
        /* Two letters are a whole word ("Mo"), never a beginning. */
        if (n > len || n <= best_len || (n == 2 && len > 2) ||
            memcmp(words[i].begins, word, n) != 0)
            continue;
        best = &words[i];
        best_len = n;
    }
    return best;
}

bool
date_zone_find(const char *word, size_t len, int *minutes)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (strlen(zones[i].name) == len &&
            memcmp(zones[i].name, word, len) == 0) {
            *minutes = zones[i].minutes;
            return true;
        }
    }
    return false;
}
