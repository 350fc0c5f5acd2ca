#!/bin/bash
# Figures as ratios, in one run on one machine: `elbtop get services -A` beside
# `kubectl get services -A`, against the embedded world and, with BENCH_KUBECONFIG, against a
# cluster of yours. Then what an hour-long watch would take: the memory of a client and of its
# world before and after thousands of changes. Run by `make bench`; BENCH_SIZES="1000 10000",
# BENCH_RUNS=5, BENCH_CHANGES=10000 (0: none), BENCH_CHURN=500 of them a second.
set -euo pipefail
elbtop=${TOP_BUILDDIR:?}/elbtop
measure=$TOP_BUILDDIR/tests/bench/measure
runs=${BENCH_RUNS:-5}
work=$(mktemp -d)
world=
watcher=
stop() { [ -z "$1" ] || { kill "$1" 2>/dev/null && wait "$1" 2>/dev/null || true; }; }
stop_world() {
    stop "$watcher"
    stop "$world"
    world= watcher=
}
trap 'stop_world; rm -rf "$work"' EXIT

breathe() { read -r -t 0.05 <> <(:) || true; }

# directory, options of `elbtop sim`; sets world and started, in ms
start_world() {
    local dir=$1 began; shift
    began=$(date +%s%N)
    : >"$work/ready"
    "$elbtop" sim --dir "$dir" "$@" >"$work/ready" 2>"$work/sim.log" &
    world=$!
    until grep -q ready "$work/ready"; do
        kill -0 "$world" 2>/dev/null || { cat "$work/sim.log" >&2; exit 1; }
        breathe
    done
    started=$((($(date +%s%N) - began) / 1000000))
}

row() { printf '%-34s %9s %9s %11s\n' "$@"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "1/%.1f", (a > 0 ? b / a : b); else print "-" }'; }

times() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }'; }

# of a process that goes on: user and system time in ms, peak memory in KiB
cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / hz) }' "/proc/$1/stat"; }
peak_of() { awk '/^VmHWM/ { print $2 }' "/proc/$1/status"; }
memory_of() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

# title, what it says, what kubectl says, what the ratio ought to be
compare() {
    local title=$1 mine=$2 theirs=$3 wanted=$4
    set -- $mine
    local m_wall=$1 m_cpu=$2 m_peak=$3
    row "$title" "wall ms" "cpu ms" "peak KiB"
    row "  elbtop get services -A" "$m_wall" "$m_cpu" "$m_peak"
    if [ -n "$theirs" ]; then
        set -- $theirs
        row "  kubectl get services -A" "$1" "$2" "$3"
        row "  ratio ($wanted)" "$(ratio "$m_wall" "$1")" "$(ratio "$m_cpu" "$2")" "$(ratio "$m_peak" "$3")"
    fi
}

against() { # title, what the ratio ought to be, kubeconfig, elbtop's own options
    local title=$1 wanted=$2 kubeconfig=$3; shift 3
    local mine theirs=
    mine=$("$measure" "$runs" "$elbtop" get services -A --kubeconfig "$kubeconfig" "$@")
    if command -v kubectl >/dev/null; then
        theirs=$("$measure" "$runs" kubectl --kubeconfig "$kubeconfig" get services -A)
    fi
    compare "$title" "$mine" "$theirs" "$wanted"
}

for size in ${BENCH_SIZES:-1000 10000}; do
    dir=$work/world-$size
    start_world "$dir" --services "$size"
    row "embedded world, $size Services" "wall ms" "cpu ms" "peak KiB"
    row "  start until ready" "$started" "$(cpu_of "$world")" "$(peak_of "$world")"
    [ "$size" -lt 10000 ] || row "  ratio (4 s)" "$(ratio "$started" 4000)" - -
    . "$dir/env"
    if command -v curl >/dev/null; then
        list=$("$measure" 3 curl -sk -o /dev/null --cert-type PEM -H "Authorization: Bearer $(sed -n 's/^ *token: *//p' "$dir/kubeconfig" | head -n 1 | tr -d \"\')" \
            "$(jq -r .api_server "$dir/sim.json")/api/v1/services")
        set -- $list
        row "  whole list by curl" "$1" "$2" "$3"
        [ "$size" -lt 10000 ] || row "  ratio (must be under 1 s)" "$(ratio "$1" 1000)" - -
    fi
    against "embedded world, $size Services, Kubernetes alone" "must 1/3, 1/3, 1/4" \
        "$dir/kubeconfig" --no-cloud --no-probe
    against "embedded world, $size Services, with its cloud" "kubectl without: 1/1" \
        "$dir/kubeconfig" --no-probe
    stop_world
done

# Lines of the watch, one a change; gives up when none came for a minute.
wait_for_changes() {
    local wanted=$1 seen=0 last=0 quiet=0
    while [ "$seen" -lt "$wanted" ] && [ "$quiet" -lt 1200 ] && kill -0 "$watcher" 2>/dev/null; do
        breathe
        seen=$(wc -l <"$work/changes")
        [ "$seen" -gt "$last" ] && quiet=0 || quiet=$((quiet + 1))
        last=$seen
    done
    changes=$seen
}

# A day of a busy cluster, one change every nine seconds, in half a minute. The 10,000 changes
# that the api-server remembers, and the ends of what the client keeps, are reached before.
churn() {
    local more=$1 warm=11000 dir=$work/world-churn first client_first world_first
    start_world "$dir" --services 1000 --churn "${BENCH_CHURN:-500}"
    . "$dir/env"
    "$elbtop" get services -A -w --no-probe >"$work/changes" &
    watcher=$!
    wait_for_changes "$warm"
    first=$changes client_first=$(memory_of "$watcher") world_first=$(memory_of "$world")
    wait_for_changes $((changes + more))
    row "memory over $((changes - first)) changes" "KiB before" "KiB after" "ratio"
    row "  elbtop get services -A -w" "$client_first" "$(memory_of "$watcher")" \
        "$(times "$(memory_of "$watcher")" "$client_first")"
    row "  its world" "$world_first" "$(memory_of "$world")" \
        "$(times "$(memory_of "$world")" "$world_first")"
    stop_world
}
[ "${BENCH_CHANGES:-10000}" -eq 0 ] || churn "${BENCH_CHANGES:-10000}"

if [ -x "$TOP_BUILDDIR/tests/bench/terminal" ]; then
    "$TOP_BUILDDIR/tests/bench/terminal" "$TOP_BUILDDIR/tests/e2e/ui_main"
fi

if [ -n "${BENCH_KUBECONFIG:-}" ]; then
    against "cluster of $BENCH_KUBECONFIG" "must 1/3, 1/3, 1/4" "$BENCH_KUBECONFIG" --no-cloud --no-probe
fi
