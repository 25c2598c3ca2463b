#!/bin/sh
# Writes assembler that packs the named files into the program, and a table of
# them that base/embedded.c searches: name, first byte, length. Each file is
# followed by a NUL, so that text can be used as it is.
set -eu
echo '.section .note.GNU-stack,"",%progbits'
echo '.section .rodata'
n=0
for f in "$@"; do
    printf '.balign 16\nname%d: .asciz "%s"\n.balign 16\nfile%d: .incbin "%s"\nend%d: .byte 0\n' $n "$f" $n "$f" $n
    n=$((n + 1))
done
echo '.section .data.rel.ro,"aw"'
echo '.balign 8'
echo '.globl embedded_table'
echo 'embedded_table:'
i=0
while [ $i -lt $n ]; do
    printf '.quad name%d, file%d, end%d - file%d\n' $i $i $i $i
    i=$((i + 1))
done
echo '.quad 0, 0, 0'
