#!/bin/bash
# The manual knows every command and option that the program knows, and no other.
set -u
elbtop=${TOP_BUILDDIR:?}/elbtop
manual=${TOP_SRCDIR:?}/doc/elbtop.1

echo "1..3"
status=0
report() { # number, name, what is wrong
    if [ -z "$3" ]; then
        echo "ok $1 - $2"
    else
        echo "not ok $1 - $2"
        echo "# $3"
        status=1
    fi
}

commands=$("$elbtop" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p')
missing=
for command in $commands; do
    grep -q "^\.SS \"*elbtop $command" "$manual" || missing="$missing $command"
done
report 1 "every command is in the manual" "$missing"

known=$(for command in "" $commands; do "$elbtop" $command --help; done |
    grep -o -- '--[a-z][a-z-]*' | sort -u)
missing=
for option in $known; do
    grep -qF -- "$(printf '%s' "$option" | sed 's/-/\\-/g')" "$manual" || missing="$missing $option"
done
report 2 "every option is in the manual" "$missing"

extra=
for option in $(sed -n 's/^\.BR\{0,1\} .*\(\\-\\-[a-z\\-]*\).*/\1/p' "$manual" | sed 's/\\//g' | sort -u); do
    printf '%s\n' "$known" | grep -qx -- "$option" || extra="$extra $option"
done
report 3 "every option of the manual is known to the program" "$extra"
exit $status
