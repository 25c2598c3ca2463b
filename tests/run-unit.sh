#!/bin/sh
# Runs unit test programs (cmocka) one by one; a line for each that fails,
# and at the end how many passed and failed. Exit status 1 where one failed.
set -u
passed=0
failed=0
for t in "$@"; do
    out=$("$t" 2>&1)
    code=$?
    p=$(printf '%s\n' "$out" | grep -c '^\[       OK \]')
    f=$(printf '%s\n' "$out" | grep -c '^\[  FAILED  \] .*[a-z]' )
    if [ "$code" -ne 0 ]; then
        printf '%s\n' "$out" | tail -n 25
        echo "FAILED $t (exit $code)"
        f=$(printf '%s\n' "$out" | grep -c '^\[  FAILED  \] [a-z_0-9]*$')
        [ "$f" -gt 0 ] || f=1
    else
        f=0
    fi
    passed=$((passed + p))
    failed=$((failed + f))
done
echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
