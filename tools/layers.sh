#!/bin/sh
# Refuses includes against the arrows of the house (docs/ARCHITECTURE.md):
#   cli -> desk -> { curator | scheduler } -> { store | text } -> base
#   tools/layers.sh [FILE...]   by default every .c and .h of the program
# A header in include/polyphony/ belongs to the folder whose .c file has its
# name, or begins with its name (db.h: store/db_sqlite.c). One that has no .c
# yet belongs nowhere and is let through; -v lists those.
# Pure modules take bytes and give structs: they may include base, text and
# one another, nothing that keeps or fetches. And each library that needs a
# guard stays behind its one door.
set -eu
cd "$(dirname "$0")/.."
verbose=0
[ "${1:-}" != -v ] || { verbose=1; shift; }
[ $# -gt 0 ] || set -- include/polyphony/*.h $(find base text store curator \
    scheduler desk cli -name '*.[ch]' 2>/dev/null | sort)

exec awk -v verbose="$verbose" '
BEGIN {
    # What each folder may include besides itself.
    may["base"] = " base "
    may["text"] = " text base "
    may["store"] = " store base "
    may["curator"] = " curator store text base "
    may["scheduler"] = " scheduler store text base "
    may["desk"] = " desk curator scheduler store text base "
    may["cli"] = " cli desk curator scheduler store text base "

    pure["curator"] = "^(feed|date|opml|discover|sanitize|plain|extract" \
                      "|story|rank)(_.*)?$"
    pure["scheduler"] = "^(assign|compose|voice|differ|network|entities" \
                        "|emoji|fold|guideline|slot|writer|zone)(_.*)?$"

    # Libraries with traps: where each is allowed.
    door["gumbo.h"] = "^base/html"
    door["libxml/"] = "^base/(xml|html_entity)"
    door["cjson/"] = "^base/json"
    door["sqlite3.h"] = "^store/"
    door["utf8proc.h"] = "^base/utf8"
    door["libstemmer.h"] = "^text/"
    impure = "^(curl/|sqlite3|sys/socket|netinet/|netdb|microhttpd|sodium)"

    for (i = 1; i < ARGC; i++) learn(ARGV[i])
}

# Which folder and module a file is of; .c files say it of their headers.
function learn(path,    parts, n, name) {
    n = split(path, parts, "/")
    name = parts[n]
    sub(/\.[ch]$/, "", name)
    if (path ~ /\.c$/) {
        if (!(name in home)) home[name] = parts[1]
        while (sub(/_[^_]*$/, "", name))
            if (!(name in kin)) kin[name] = parts[1]
    } else if (path !~ /^include\//) {
        inside[path] = 1
    }
}

function folder_of(name) {
    return name in home ? home[name] : name in kin ? kin[name] : ""
}

function is_pure(folder, name) {
    return folder in pure && name ~ pure[folder]
}

function refuse(why) {
    printf "%s:%d: %s\n", FILENAME, FNR, why
    bad = 1
}

function check_library(header,    key) {
    for (key in door)
        if (index(header, key) == 1 && FILENAME !~ door[key])
            refuse("<" header "> belongs behind " substr(door[key], 2))
    if ((is_pure(folder, module) || folder == "text") && header ~ impure)
        refuse(module " is pure and may not include <" header ">")
}

# `there` is the folder of the header included, `name` its module.
function check_ours(header, there, name) {
    if (there == "" || folder == "") return
    if (index(may[folder], " " there " ") == 0)
        refuse(folder " may not include " header " (" there ")")
    else if (is_pure(folder, module) && there != "base" && there != "text" &&
             !is_pure(there, name))
        refuse(module " is pure and may not include " header " (" there ")")
}

FNR == 1 {
    n = split(FILENAME, parts, "/")
    module = parts[n]
    room = FILENAME
    sub(/\/[^\/]*$/, "", room)
    sub(/\.[ch]$/, "", module)
    contract = FILENAME ~ /^include\//
    folder = contract ? folder_of(module) : parts[1]
    if (contract && folder == "" && verbose)
        print FILENAME ": no .c file of this name yet; not checked"
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    header = $0
    angle = header ~ /include[ \t]*</
    sub(/^[^<"]*[<"]/, "", header)
    sub(/[>"].*$/, "", header)
    if (angle) {
        check_library(header)
        next
    }
    name = header
    sub(/.*\//, "", name)
    sub(/\.h$/, "", name)
    if (header ~ /^polyphony\//)
        check_ours(header, folder_of(name), name)
    else if (contract)
        refuse("a contract may only include contracts, not " header)
    else if (!((room "/" header) in inside) &&
             !(index(header, parts[1] "/") == 1 && header in inside))
        refuse(header " is not a header of " parts[1])
}

END { exit bad }
' "$@"
