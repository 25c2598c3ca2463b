#!/bin/sh
# The long, hostile runs that are too slow for every change: `make soak`.
# Unit tests under valgrind (which sees what ASan does not: uninitialised
# values), ten minutes of fuzzing a target, and the integration tests over and
# over, with other random moments at which what runs is killed.
# SOAK_ROUNDS (10) and FUZZ_SECONDS (600) make it longer or shorter.
set -u
MAKE=${MAKE:-make}
failed=0

echo "soak: unit tests under valgrind"
$MAKE -s programs || exit 1
for program in build/unit/test_*; do
    case $program in *.d) continue ;; esac
    valgrind --quiet --error-exitcode=99 --leak-check=full \
        --errors-for-leak-kinds=definite "$program" >build/valgrind.log 2>&1
    [ $? -ne 99 ] || {
        grep '^==' build/valgrind.log | head -n 40
        echo "FAILED valgrind: $program"
        failed=$((failed + 1))
    }
done

echo "soak: the queue beside its model"
POLYPHONY_QUEUE_MOVES=100000 build/unit/test_queue || failed=$((failed + 1))

echo "soak: fuzzing"
FUZZ_SECONDS=${FUZZ_SECONDS:-600} $MAKE -s fuzz || failed=$((failed + 1))

echo "soak: integration tests, ${SOAK_ROUNDS:-10} rounds"
$MAKE -s SAN=1 all || exit 1
round=0
while [ "$round" -lt "${SOAK_ROUNDS:-10}" ]; do
    round=$((round + 1))
    TEST_SEED=$round $MAKE -s SAN=1 integration || failed=$((failed + 1))
done

echo "soak: $failed failed"
[ "$failed" -eq 0 ]
