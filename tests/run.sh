#!/bin/sh
# Every test, in the builds named (release, san): called by `make test`, which
# has installed what is missing. A stage prints what failed and how many passed
# and failed; the last line adds them up: N passed, N failed. Exits 1 where one
# failed. Each stage can be run alone: make unit SAN=1, make golden, ...
set -u
MAKE=${MAKE:-make}
passed=0
failed=0
names=
log=$(mktemp)
trap 'rm -f "$log"' EXIT
began=$(date +%s)

# stage LABEL SECONDS COMMAND...: run it, show it, take its counts. One that
# ends badly without a count, or takes too long, counts as one failed.
stage() {
    label=$1
    limit=$2
    shift 2
    start=$(date +%s)
    command -v timeout >/dev/null 2>&1 && set -- timeout "$limit" "$@"
    "$@" >"$log" 2>&1
    code=$?
    counts=$(sed -n 's/^[a-z]*: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' \
        "$log" | tail -n 1)
    p=${counts% *}
    f=${counts#* }
    [ "$code" -eq 0 ] || [ "${f:-0}" -gt 0 ] || {
        f=1
        echo "FAILED (exit $code)" >>"$log"
    }
    sed '/^[a-z]*: [0-9]* passed, [0-9]* failed$/d; /^make.*Error [0-9]*$/d' \
        "$log"
    passed=$((passed + ${p:-0}))
    failed=$((failed + ${f:-0}))
    names="$names$(sed -n "s/^FAILED /$label: /p" "$log")
"
    echo "$label: ${p:-0} passed, ${f:-0} failed ($(($(date +%s) - start)) s)"
    [ "$code" -eq 0 ]
}

# build LABEL [SAN=1]: the program and its tests; nothing else can run without.
build() {
    label=$1
    shift
    echo "building ($label)"
    # shellcheck disable=SC2086 # JOBS is a word or nothing
    $MAKE -s ${JOBS:-} "$@" programs || {
        failed=$((failed + 1))
        names="$names$label: does not build
"
        return 1
    }
}

for mode in "$@"; do
    case $mode in
    release)
        build release || continue
        stage house 300 $MAKE -s house
        stage unit 900 $MAKE -s unit
        stage golden 600 $MAKE -s golden
        stage integration 1500 $MAKE -s integration
        stage browser 900 $MAKE -s browser
        ;;
    san)
        build "sanitizers" SAN=1 || continue
        stage "unit, sanitized" 1500 $MAKE -s SAN=1 unit
        stage "golden, sanitized" 900 $MAKE -s SAN=1 golden
        stage "integration, sanitized" 2400 $MAKE -s SAN=1 integration
        stage "fuzz inputs, sanitized" 900 $MAKE -s SAN=1 replay
        ;;
    esac
done

names=$(printf '%s' "$names" | sed '/^$/d')
if [ -n "$names" ]; then
    echo
    echo "What failed:"
    printf '%s\n' "$names" | sed 's/^/  /'
    echo
fi
echo "took $(($(date +%s) - began)) s"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
