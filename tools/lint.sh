#!/bin/sh
# tools/lint.sh house HEADER...   what needs no tools: who includes whom, every
#                                 header alone, the man page, the demo's data
# tools/lint.sh tools FILE...     formatting, clang-tidy, cppcheck, mandoc, the
#                                 longest functions (a list to read, no verdict)
# FLAGS holds the compiler's, CC, POLYPHONY and PYTHON what to use. Prints what
# failed and at the end how many passed and failed; exits 1 where one failed.
set -u
mode=$1
shift
passed=0
failed=0
export CC="${CC:-cc}" FLAGS="${FLAGS:-}"
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# check NAME COMMAND...: what it prints is shown where it fails.
check() {
    name=$1
    shift
    if "$@" >"$out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        head -n 60 "$out"
        echo "FAILED $name"
    fi
}

# each FILE... runs $EACH on every file, as many at once as there are
# processors; fails where one did.
each() {
    printf '%s\n' "$@" | xargs -n 1 \
        -P "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" sh -c "$EACH" _
}

headers_alone() {
    # Twice, so that a missing include guard shows as well. A table "Made by"
    # a tool is part of the one file that includes it.
    EACH='head -n 1 "$1" | grep -q "^/\* Made by " && exit 0
        printf "#include \"%s\"\n#include \"%s\"\nextern int none;\n" \
        "$1" "$1" | $CC $FLAGS -I. -x c -fsyntax-only - || {
            echo "$1 does not compile alone"; exit 1; }'
    each "$@"
}

# A command that the program has and the page lacks; and each has an example.
man_page() {
    # shellcheck disable=SC2020
    "$POLYPHONY" help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' |
        { bad=0
        while read -r command; do
            grep -q "^\.It \(Xo \)\{0,1\}Ic $command\( \|\$\)" docs/polyphony.1 || {
                echo "docs/polyphony.1 lacks the command $command"
                bad=1
            }
            grep -q "^\.Dl .*polyphony.* $command\( \|\$\)" docs/polyphony.1 || {
                echo "docs/polyphony.1 has no example of $command"
                bad=1
            }
        done
        exit $bad; }
}

# A setting that the program has and the page lacks.
man_settings() {
    for key in $(sed -n 's/^    {"\([a-z]*\.[a-z_]*\)",.*/\1/p' \
        store/config.c); do
        grep -q "^\.It Cm $key\( \|\$\)" docs/polyphony.1 ||
            { echo "docs/polyphony.1 lacks the setting $key"; return 1; }
    done
}

# Every `file.c` and `function()` that the code tour names is there.
tour() {
    for name in $(grep -o '`[a-z/_]*\.[ch]`' "$1" | tr -d '\140' | sort -u); do
        case $name in */*) [ -e "$name" ] || [ -e "include/$name" ] ;;
        *) find base text store curator scheduler desk cli include tests \
            -name "$name" | grep -q . ;; esac ||
            { echo "$1 names $name, which is not there"; return 1; }
    done
}

# Two migrations of one number: the second would never run.
migrations() {
    twice=$(ls store/migrate | cut -c 1-4 | sort | uniq -d)
    [ -z "$twice" ] || { echo "several migrations are number $twice"; return 1; }
}

deps_known() {
    for name in $PKGS; do
        grep -q "^    $name) " tools/deps.sh ||
            { echo "tools/deps.sh does not know $name"; return 1; }
    done
}

tidy() {
    # One process a file: clang-tidy 14 with several invents findings. Only
    # the findings are shown; for the path to one: clang-tidy FILE -- -Iinclude
    EACH='found=$(clang-tidy --quiet "$1" -- $FLAGS 2>/dev/null) ||
        { printf "%s\n" "$found" | grep "error:"; exit 1; }'
    each "$@"
}

only() { # only c FILE...: those of that ending
    ending=$1
    shift
    printf '%s\n' "$@" | grep "\.$ending\$"
}

longest() {
    echo "Longest functions (lines, branches):"
    pmccabe "$@" | sort -k5,5nr | head -n 8 |
        awk '{ printf "  %4d  %3d  %s %s\n", $5, $1, $6, $7 }'
    echo "Most branching functions:"
    pmccabe "$@" | sort -k1,1nr | head -n 8 |
        awk '{ printf "  %4d  %3d  %s %s\n", $5, $1, $6, $7 }'
    echo "Longest files:"
    wc -l "$@" | sort -nr | sed -n '2,6p'
}

case $mode in
house)
    check "layers: includes against the arrows" sh tools/layers.sh
    check "every header compiles alone" headers_alone "$@"
    check "man page has every command, with an example" man_page
    check "man page has every setting" man_settings
    check "tools/deps.sh knows every library" deps_known
    check "each migration has a number of its own" migrations
    [ ! -e docs/ARCHITECTURE.md ] ||
        check "the code tour names what is there" tour docs/ARCHITECTURE.md
    [ ! -e feeds/demo/check.py ] ||
        check "demo and starter data" "$PYTHON" feeds/demo/check.py
    ;;
tools)
    # shellcheck disable=SC2046 # our file names have no blanks
    {
    check "clang-format (make format mends it)" \
        clang-format --dry-run -Werror $(git ls-files '*.c' '*.h')
    check "mandoc" mandoc -Tlint -Wwarning docs/polyphony.1
    check "cppcheck" cppcheck --quiet --std=c11 --error-exitcode=1 -Iinclude \
        --enable=warning,portability --inline-suppr --max-configs=1 \
        --suppressions-list=tools/cppcheck.txt \
        -j "$(getconf _NPROCESSORS_ONLN)" $(only c "$@")
    check "clang-tidy" tidy $(only c "$@")
    longest $(only c "$@")
    }
    ;;
esac
echo "$mode: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
