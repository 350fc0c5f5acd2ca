#!/bin/bash
# The manual knows every command, option, key and line behind `:` that the program knows, and no other
# option; completion knows every command and option, too.
set -u
elbtop=${TOP_BUILDDIR:?}/elbtop
manual=${TOP_SRCDIR:?}/doc/elbtop.1

echo "1..9"
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

# ---- keys and lines ----

section() { # of the manual, without its escapes
    sed -n "/^\.SH $1\$/,/^\.SH/p" "$manual" | sed 's/\\-/-/g; s/\\(dq/"/g'
}

labels=$(tr '\n' ' ' <"$TOP_SRCDIR/tui/keymap.c" |
    grep -oP 'GROUP_(MOVE|LOOK|FIND|SORT|ACT|LEAVE),[^"]*?\{[^}]*\},\s*"\K([^"\\]|\\.)*' |
    sed 's/{close}/q/; s/{filter}/\//; s/{problems}/!/; s/{teardown}/X/' | sort -u)
missing=
while IFS= read -r label; do
    section KEYS | grep -qxF -- ".B \"$label\"" || missing="$missing [$label]"
done <<<"$labels"
[ "$(wc -l <<<"$labels")" -gt 40 ] || missing="the key map could not be read"
report 4 "every key of the help is in the manual" "$missing"

lines=$(grep -oP '\{"\K[a-z!]+(?=", COLON_(?!OFF))' "$TOP_SRCDIR/tui/colon.c" | sort -u)
missing=
for line in $lines; do
    section "COMMAND LINE" | grep -qxF -- ".B \":$line\"" || missing="$missing :$line"
done
[ "$(wc -w <<<"$lines")" -gt 15 ] || missing="the lines could not be read"
report 5 "every line behind : is in the manual" "$missing"

# ---- completion ----

number=6
for shell in bash zsh fish; do
    script=$("$elbtop" completion "$shell")
    missing=
    for command in $commands; do
        grep -qw -- "$command" <<<"$script" || missing="$missing $command"
    done
    for option in $known; do
        # fish writes an option as -l NAME
        grep -qE -- "(--|-l +)${option#--}([^a-z-]|\$)" <<<"$script" || missing="$missing $option"
    done
    report $number "completion of $shell knows every command and option" "$missing"
    number=$((number + 1))
done

# ---- the embedded world ----

missing=
for story in $("$elbtop" sim --help | sed -n '/^Stories/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
    section STORIES | grep -qxF -- ".B $story" || missing="$missing $story"
done
report $number "every story of the embedded world is in the manual" "$missing"
exit $status
