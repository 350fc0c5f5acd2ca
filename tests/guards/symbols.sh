#!/bin/bash
# A name is that of one function in the whole program: of two archives with the same name the
# linker takes the first and says nothing.
set -u
cd "${TOP_BUILDDIR:?}"

echo "1..1"
twice=$(for archive in lib*.a; do nm --defined-only -g "$archive" 2>/dev/null; done |
    awk '$2 == "T" || $2 == "D" || $2 == "R" || $2 == "B" { print $3 }' |
    grep -v -e '^__odr_asan' | sort | uniq -d)
if [ -z "$twice" ]; then
    echo "ok 1 - no two archives define the same name"
else
    echo "not ok 1 - no two archives define the same name"
    printf '# %s\n' $twice
    exit 1
fi
