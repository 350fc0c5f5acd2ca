#!/bin/bash
# Figures as ratios, in one run on one machine: `elbtop get services -A` beside
# `kubectl get services -A`, against the embedded world and, with BENCH_KUBECONFIG, against a
# cluster of yours. Run by `make bench`; BENCH_SIZES="1000 10000", BENCH_RUNS=5.
set -euo pipefail
elbtop=${TOP_BUILDDIR:?}/elbtop
measure=$TOP_BUILDDIR/tests/bench/measure
runs=${BENCH_RUNS:-5}
work=$(mktemp -d)
world=
stop_world() {
    [ -z "$world" ] || { kill "$world" 2>/dev/null && wait "$world" 2>/dev/null || true; }
    world=
}
trap 'stop_world; rm -rf "$work"' EXIT

row() { printf '%-34s %9s %9s %11s\n' "$@"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "1/%.1f", (a > 0 ? b / a : b); else print "-" }'; }

# of a process that goes on: user and system time in ms, peak memory in KiB
cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / hz) }' "/proc/$1/stat"; }
peak_of() { awk '/^VmHWM/ { print $2 }' "/proc/$1/status"; }

# name, then the commands through the environment
compare() {
    local title=$1 mine=$2 theirs=$3
    set -- $mine
    local m_wall=$1 m_cpu=$2 m_peak=$3
    row "$title" "wall ms" "cpu ms" "peak KiB"
    row "  elbtop get services -A" "$m_wall" "$m_cpu" "$m_peak"
    if [ -n "$theirs" ]; then
        set -- $theirs
        row "  kubectl get services -A" "$1" "$2" "$3"
        row "  ratio (must 1/3, 1/3, 1/4)" "$(ratio "$m_wall" "$1")" "$(ratio "$m_cpu" "$2")" "$(ratio "$m_peak" "$3")"
    fi
}

against() { # title, kubeconfig, elbtop's own options
    local title=$1 kubeconfig=$2; shift 2
    local mine theirs=
    mine=$("$measure" "$runs" "$elbtop" get services -A --kubeconfig "$kubeconfig" "$@")
    if command -v kubectl >/dev/null; then
        theirs=$("$measure" "$runs" kubectl --kubeconfig "$kubeconfig" get services -A)
    fi
    compare "$title" "$mine" "$theirs"
}

for size in ${BENCH_SIZES:-1000 10000}; do
    dir=$work/world-$size
    began=$(date +%s%N)
    rm -f "$work/ready"
    : >"$work/ready"
    "$elbtop" sim --dir "$dir" --services "$size" >"$work/ready" 2>"$work/sim.log" &
    world=$!
    until grep -q ready "$work/ready"; do
        kill -0 "$world" 2>/dev/null || { cat "$work/sim.log" >&2; exit 1; }
        read -r -t 0.05 <> <(:) || true
    done
    started=$((($(date +%s%N) - began) / 1000000))
    row "embedded world, $size Services" "wall ms" "cpu ms" "peak KiB"
    row "  start until ready" "$started" "$(cpu_of "$world")" "$(peak_of "$world")"
    [ "$size" -lt 10000 ] || row "  ratio (must be under 5 s)" "$(ratio "$started" 5000)" - -
    . "$dir/env"
    if command -v curl >/dev/null; then
        list=$("$measure" 3 curl -sk -o /dev/null --cert-type PEM -H "Authorization: Bearer $(sed -n 's/^ *token: *//p' "$dir/kubeconfig" | head -n 1 | tr -d \"\')" \
            "$(jq -r .api_server "$dir/sim.json")/api/v1/services")
        set -- $list
        row "  whole list by curl" "$1" "$2" "$3"
        [ "$size" -lt 10000 ] || row "  ratio (must be under 1 s)" "$(ratio "$1" 1000)" - -
    fi
    against "embedded world, $size Services, Kubernetes alone" "$dir/kubeconfig" --no-cloud --no-probe
    against "embedded world, $size Services, with its cloud" "$dir/kubeconfig" --no-probe
    stop_world
done

if [ -x "$TOP_BUILDDIR/tests/bench/terminal" ]; then
    "$TOP_BUILDDIR/tests/bench/terminal" "$TOP_BUILDDIR/tests/e2e/ui_main"
fi

if [ -n "${BENCH_KUBECONFIG:-}" ]; then
    against "cluster of $BENCH_KUBECONFIG" "$BENCH_KUBECONFIG" --no-cloud --no-probe
fi
