#!/bin/sh
# The code tour names files and functions: do they exist? A line for each that
# does not; exit status 1 where there is one.
set -u
tour=docs/ARCHITECTURE.md
bad=0
for name in $(grep -o '`[A-Za-z_/.*]*`' "$tour" | tr -d '`' | sort -u); do
    case $name in
    *NAME* | *NNNN* | *'*'*) continue ;;
    */) [ -d "$name" ] ;;
    */*) [ -e "$name" ] || [ -e "$name.c" ] || [ -e "include/polyphony/$name" ] ;;
    *) continue ;;
    esac || { echo "$tour: $name: no such file"; bad=1; }
done
for name in $(grep -o '`[a-z_]*()`' "$tour" | tr -d '`()' | sort -u); do
    grep -rqE "^$name\(" base text store curator scheduler desk cli ||
        { echo "$tour: $name(): no such function"; bad=1; }
done
for word in $(sed -n 's/^| `base\/`[^|]*|[^|]*|\(.*\)|$/\1/p' "$tour" | grep -o '`[a-z_0-9]*`' | tr -d '`'); do
    ls base/"$word".c >/dev/null 2>&1 || ls base/"$word"_*.c >/dev/null 2>&1 ||
        { echo "$tour: base/$word.c: no such file"; bad=1; }
done
exit $bad
