#!/bin/bash
# Every source file has its line in doc/code-map.md, and every line its file.
set -u
cd "${TOP_SRCDIR:?}"

echo "1..2"
status=0
missing=
for file in src/*.[ch] src/*/*.[ch] tui/*.[ch]; do
    # A header and its source share a line: `src/base/err`.
    grep -qF "\`${file%.[ch]}\`" doc/code-map.md || missing="$missing $file"
done
if [ -z "$missing" ]; then
    echo "ok 1 - every source file is on the map"
else
    echo "not ok 1 - every source file is on the map"
    echo "# missing:$missing"
    status=1
fi

gone=
for name in $(sed -n 's/^- `\([^`]*\)`.*/\1/p' doc/code-map.md); do
    [ -e "$name" ] || ls "$name".[ch] >/dev/null 2>&1 || gone="$gone $name"
done
if [ -z "$gone" ]; then
    echo "ok 2 - every line of the map has its file"
else
    echo "not ok 2 - every line of the map has its file"
    echo "# gone:$gone"
    status=1
fi
exit $status
