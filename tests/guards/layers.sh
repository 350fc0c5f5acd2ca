#!/bin/bash
# Includes point down: no floor of the house names one above it.
# The allowed floors of each folder; docs: doc/architecture.md.
set -u
cd "${TOP_SRCDIR:?}"

allowed() {
    case $1 in
    src/base)   echo "base" ;;
    src/wire)   echo "base wire" ;;
    src/kube)   echo "base wire kube" ;;
    src/otc)    echo "base wire otc" ;;
    src/net)    echo "base wire net" ;;
    src/settings) echo "base wire settings" ;;
    src/state)  echo "base wire kube otc net state" ;;
    src/act)    echo "base wire kube net state act" ;;
    src/cross)  echo "base state act cross" ;;
    src/record) echo "base wire kube otc net state cross record" ;;
    src/worker) echo "base wire kube otc net settings state act cross record worker" ;;
    src/lesson) echo "base wire cross worker lesson" ;;
    src/cli)    echo "base wire net settings state act cross record worker cli" ;;
    src/sim)    echo "base wire sim" ;;
    tui)        echo "base net settings state act cross tui" ;;
    esac
}

# Named exceptions, each with its reason.
excused() {
    case "$1 $2" in
    "src/cli/demo_world.c sim/sim.h" | "src/cli/sim.c sim/sim.h") return 0 ;; # the world's front door
    "src/lesson/classroom.c sim/sim.h") return 0 ;; # the same, of a lesson
    "src/sim/"*" kube/cluster.h" | "src/sim/"*" kube/login.h") return 0 ;;    # the ccm on another cluster
    "src/sim/"*" kube/kind.h") return 1 ;;
    "tui/"*" kube/object.h") return 0 ;; # struct pair, in rows
    "tui/term.c wire/digest.h") return 0 ;; # base64, for copying through the terminal
    esac
    return 1
}

number=0
failed=0
folders="src/base src/wire src/kube src/otc src/net src/settings src/state src/act src/cross src/record src/worker src/lesson src/cli src/sim tui"
echo "1..$(set -- $folders; echo $#)"
for folder in $folders; do
    number=$((number + 1))
    bad=
    for file in "$folder"/*.c "$folder"/*.h; do
        [ -f "$file" ] || continue
        for header in $(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file"); do
            floor=${header%%/*}
            [ "$floor" = "$header" ] && continue
            case " $(allowed "$folder") " in
            *" $floor "*) ;;
            *) excused "$file" "$header" || bad="$bad $file includes $header;" ;;
            esac
        done
    done
    if [ -z "$bad" ]; then
        echo "ok $number - $folder includes only what is below it"
    else
        echo "not ok $number - $folder includes only what is below it"
        echo "# $bad"
        failed=1
    fi
done
exit $failed
