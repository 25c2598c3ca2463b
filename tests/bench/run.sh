#!/bin/sh
# Quality and speed: called by `make bench`. Runs the scorers of the benches
# that lie beside the source (../shared/bench, or $BENCHES), then the programs
# of this folder, which hold a part of ours against the least that its job can
# cost, and prints one table. What is absent is said and left out.
#   QUICK=1   the short forms of the scorers (minutes become seconds)
#   TESTS=w   only lines whose names contain w
# A program's line ends in "ratio N": our time over the floor's. Each runs
# three times, in turns with the others, and the middle one counts, because
# the machine is never alone.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${BUILD:-build}
POLYPHONY=${POLYPHONY:-$root/$build/polyphony}
export POLYPHONY
benches=${BENCHES:-}
for folder in "$root/../shared/bench" "$root/../../shared/bench"; do
    [ -n "$benches" ] || [ ! -d "$folder" ] || benches=$(cd "$folder" && pwd)
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
status=0

wanted() {
    case $1 in *"${TESTS:-}"*) return 0 ;; esac
    return 1
}

# row NAME WORDS: a row of the table, its words folded into the second column.
row() {
    printf '%s\n' "$2" | fold -s -w 66 |
        awk -v name="$1" '{ printf "%-12s %s\n", NR == 1 ? name : "", $0 }' \
            >>"$tmp/table"
}

# scorer NAME PATH [ARGUMENT...]: its closing line.
scorer() {
    name=$1
    path=$benches/$2
    shift 2
    wanted "$name" || return 0
    if [ -z "$benches" ] || [ ! -x "$path" ]; then
        row "$name" "skipped: no bench here"
        return 0
    fi
    echo "$name: $(basename "$(dirname "$path")")/score $*" >&2
    "$path" "$@" >"$tmp/out" 2>&1
    code=$?
    line=$(sed '/^$/d' "$tmp/out" | tail -n 1)
    [ "$code" -eq 0 ] || {
        line="$line (exit $code)"
        status=1
    }
    row "$name" "${line#"$name": }"
}

scorers() {
    quick=${QUICK:+--quick}
    scorer feeds feeds/score
    scorer extract extract/score
    # shellcheck disable=SC2086 # $quick is a word or nothing
    scorer stories stories/score $quick
    # shellcheck disable=SC2086
    scorer rank rank/score $quick
    # shellcheck disable=SC2086
    scorer assign assign/score $quick
    scorer compose compose/score ${QUICK:+--limit 12}
    scorer social social/score all
}

# Inputs of the floor programs, from the benches: files of a useful size.
feed_files() {
    [ -z "$benches" ] ||
        find "$benches/feeds/data" -name '*.xml' -size +3k | sort | head -n 60
}

page_files() {
    [ -n "$benches" ] || return 0
    mkdir -p "$tmp/pages"
    for page in "$benches"/extract/aeb/*.html.gz; do
        to=$tmp/pages/$(basename "$page" .gz)
        [ ! -f "$page" ] || [ -f "$to" ] || gunzip -c "$page" >"$to"
    done
    find "$tmp/pages" -name '*.html' | sort | head -n 40
}

# floor NAME: one run of a program, its last line put aside.
# shellcheck disable=SC2046 # names of files of our benches: no blanks
floor() {
    program=$root/$build/bench/$1
    case $1 in
    floor_feed) set -- "$1" 20 $(feed_files) ;;
    floor_extract) set -- "$1" --rounds 2 $(page_files) ;;
    schedule_bench) set -- "$1" ${QUICK:+1000} ;;
    floor_desk)
        program=$here/desk_load.py
        set -- "$1" --seconds "$([ -n "$QUICK" ] && echo 2 || echo 6)" \
            --requests "$([ -n "$QUICK" ] && echo 5000 || echo 200000)"
        ;;
    esac
    name=$1
    shift
    if "$program" "$@" >"$tmp/out" 2>&1; then
        tail -n 1 "$tmp/out" >>"$tmp/runs.$name"
    else
        echo "failed: $(tail -n 1 "$tmp/out")" >"$tmp/failed.$name"
    fi
}

floors() {
    for turn in 1 2 3; do
        for source in "$here"/*.c; do
            name=$(basename "$source" .c)
            [ -f "$source" ] || continue
            wanted "$name" || continue
            # A day of 10,000 reps takes minutes, and its own times are the
            # processor's: once is enough.
            # The desk's load measures its floor by itself.
            [ "$name" != schedule_bench ] || [ "$turn" -eq 2 ] || continue
            [ "$name" != floor_desk ] || [ "$turn" -eq 2 ] || continue
            echo "$name: turn $turn" >&2
            floor "$name"
        done
    done
    for source in "$here"/*.c; do
        name=$(basename "$source" .c)
        if [ -f "$tmp/failed.$name" ]; then
            row "$name" "$(cat "$tmp/failed.$name")"
            status=1
        elif [ -f "$tmp/runs.$name" ]; then
            row "$name" "$(awk '{ print $NF "\t" $0 }' "$tmp/runs.$name" |
                sort -n | sed -n '1h; 2{p; q}; ${x; p}' | cut -f 2-)"
        fi
    done
}

: >"$tmp/table"
scorers
floors
cat "$tmp/table"
exit $status
