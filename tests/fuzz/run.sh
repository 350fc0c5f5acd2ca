#!/bin/sh
# Builds the fuzz targets with clang and libFuzzer and lets each run for a while.
#
#   run.sh TOP_SRCDIR SECONDS "FLAGS" "LIBS" "SOURCES" [TARGET...]
#
# SOURCES are the files of the layers under test, relative to TOP_SRCDIR. Inputs that were
# found on the way stay in ./fuzz/NAME; a crash leaves ./fuzz/NAME-crash-… and ends this.
set -eu
top=$1 seconds=$2 flags=$3 libs=$4 sources=$5
shift 5
[ $# -gt 0 ] || set -- $(sed -n 's/^\([a-z][a-z0-9_]*\) .*/\1/p' "$top/tests/fuzz/targets")
: "${FUZZ_CC:=clang}"
sanitizers=address,undefined

mkdir -p fuzz/objects
objects=
for source in $sources; do
    object=fuzz/objects/$(echo "$source" | tr / -).o
    objects="$objects $object"
    [ -f "$source" ] || source=$top/$source # else it was made here
    [ "$object" -nt "$source" ] ||
        $FUZZ_CC -g -O1 $flags -fsanitize=fuzzer-no-link,$sanitizers \
            -c "$source" -o "$object"
done

for target; do
    $FUZZ_CC -g -O1 $flags -fsanitize=fuzzer,$sanitizers "$top/tests/fuzz/fuzz_$target.c" \
        $objects $libs -o "fuzz/fuzz_$target"
    corpora=
    for folder in $(sed -n "s/^$target //p" "$top/tests/fuzz/targets"); do
        corpora="$corpora $top/$folder"
    done
    mkdir -p "fuzz/$target"
    echo "== $target, $seconds s"
    "fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="fuzz/$target-" \
        "fuzz/$target" $corpora
done
