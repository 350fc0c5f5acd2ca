#!/bin/bash
# What could not be written is no success; and nothing goes where somebody else listens when one
# of the three standard files is closed.
set -u
elbtop=${TOP_BUILDDIR:?}/elbtop
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state elbtop
cd "$work" || exit 1

number=0
failed=0
# name, expected exit, text that stderr must have ("": nothing at all), line for a shell
expect() {
    local name=$1 status=$2 text=$3 line=$4 said got
    number=$((number + 1))
    said=$(timeout 60 bash -c "{ $line; } 2>&3" 3>&1 >/dev/null </dev/null)
    got=$?
    if [ "$got" -eq "$status" ] && { [ -n "$text" ] || [ -z "$said" ]; } && [[ "$said" == *"$text"* ]]; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        printf '# exit %s (wanted %s), says:\n' "$got" "$status"
        printf '%s\n' "$said" | head -5 | sed 's/^/#   /'
        failed=1
    fi
}

full="cannot write the output: No space left on device"
closed="cannot write the output: Bad file descriptor"
printf 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n' >a.yaml

expect "help on a full disk" 1 "$full" '"$elbtop" --help >/dev/full'
expect "the version on a full disk" 1 "$full" '"$elbtop" --version >/dev/full'
expect "the version with stdout closed" 1 "$closed" '"$elbtop" --version >&-'
expect "completion on a full disk" 1 "$full" '"$elbtop" completion bash >/dev/full'
expect "findings on a full disk" 1 "$full" '"$elbtop" validate -f a.yaml >/dev/full'
expect "help for a reader who has seen enough" 0 "" 'set -o pipefail; "$elbtop" --help | head -1 >/dev/null || [ $? = 141 ]'
expect "an unknown option with stderr closed" 2 "" '"$elbtop" --frob 2>&-'
if "$elbtop" --help | grep -q -- --demo; then
    demo='get services --demo --timeout 30s'
    expect "a list on a full disk" 1 "$full" "\"\$elbtop\" $demo >/dev/full"
    expect "a list with stdout closed" 1 "$closed" "\"\$elbtop\" $demo >&-"
    expect "a list with all three closed" 1 "" "\"\$elbtop\" $demo <&- >&- 2>&-"
    expect "a list with stdin and stderr closed" 0 "" "\"\$elbtop\" $demo <&- 2>&- | grep -q whoami"
    expect "changes on a full disk" 1 "cannot write the output" "\"\$elbtop\" $demo -w >/dev/full"
    expect "changes for a reader who has seen enough" 0 "" "\"\$elbtop\" $demo -w | head -1"
    expect "sentences on a full disk" 1 "cannot write the output" '"$elbtop" --demo --plain >/dev/full'
fi
echo "1..$number"
exit $failed
