#!/bin/bash
# kubectl.sh - a stock kubectl works on the world's api-server, with validation on and no
# flags that help it. Runs with the kubectl in PATH, and again with an old one when
# KUBECTL_OLD names it or kubectl-1.20 is in PATH. Skipped without kubectl.

set -u

program=${TOP_BUILDDIR:-.}/tests/sim/kube_api_main
clients=()
command -v kubectl >/dev/null && clients+=("$(command -v kubectl)")
old=${KUBECTL_OLD:-$(command -v kubectl-1.20 || true)}
[ -n "$old" ] && clients+=("$old")
if [ ${#clients[@]} = 0 ]; then
    echo "1..0 # SKIP no kubectl here"
    exit 0
fi

count=0
dir=$(mktemp -d "${TMPDIR:-/tmp}/elbtop-kubectl.XXXXXX")
server=
trap 'exec 9>&-; [ -n "$server" ] && wait "$server" 2>/dev/null; rm -rf "$dir"' EXIT

# say NAME STATUS: one line of TAP; the output of the command with a failure.
say() {
    count=$((count + 1))
    if [ "$2" = 0 ]; then
        echo "ok $count - $client_name: $1"
    else
        echo "not ok $count - $client_name: $1"
        sed 's/^/# /' "$dir/out"
    fi
}

# check NAME EXIT PATTERN COMMAND...: exit status and a pattern in what it prints.
check() {
    local name=$1 want=$2 pattern=$3
    shift 3
    "$@" >"$dir/out" 2>&1
    local got=$?
    [ "$got" = "$want" ] && grep -Eq -- "$pattern" "$dir/out"
    say "$name" $?
}

# until_true SECONDS COMMAND...
until_true() {
    local tries=$(($1 * 20))
    shift
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -le 0 ] && return 1
        sleep 0.05
    done
}

serve() {
    rm -f "$dir/in" && mkfifo "$dir/in"
    "$program" "$dir" <"$dir/in" >"$dir/ready" 2>"$dir/errors" &
    server=$!
    exec 9>"$dir/in"
    until_true 30 grep -q ready "$dir/ready"
}

manifests() {
    cat >"$dir/lb.yaml" <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    kubernetes.io/elb.class: "union"
    kubernetes.io/elb.autocreate: |
      {"type":"public","name":"k8s-web","bandwidth_name":"k8s-web-bw","bandwidth_size":5}
spec:
  type: LoadBalancer
  selector: { app: web }
  ports:
    - { name: http, port: 80, targetPort: http }
YAML
    sed 's/port: 80,/port: 8080,/' "$dir/lb.yaml" >"$dir/changed.yaml"
    sed 's/name: web$/name: strict/; s/  type:/  typo: x\n  type:/' "$dir/lb.yaml" >"$dir/typo.yaml"
    sed 's/name: web$/name: refused/; s/  annotations:/  annotations:\n    test\/refuse: "class is missing"/' \
        "$dir/lb.yaml" >"$dir/refused.yaml"
    cat >"$dir/event.yaml" <<'YAML'
apiVersion: v1
kind: Event
metadata: { name: web.1, namespace: default }
involvedObject: { kind: Service, namespace: default, name: web, uid: UID, apiVersion: v1 }
reason: EnsuringLoadBalancer
message: Ensuring load balancer
source: { component: service-controller }
firstTimestamp: "2026-01-01T00:00:00Z"
lastTimestamp: "2026-01-01T00:00:00Z"
count: 1
type: Normal
YAML
    cat >"$dir/grant.yaml" <<'YAML'
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: web }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop }]
  to: [{ group: "", kind: Service, name: web }]
YAML
    cat >"$dir/gateway.yaml" <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: eg }
spec:
  gatewayClassName: eg
  listeners: [{ name: http, port: 80, protocol: HTTP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web }
spec:
  parentRefs: [{ name: eg }]
  rules: [{ backendRefs: [{ name: web, port: 80 }] }]
YAML
}

# The recorded answer of a controller: an address.
give_address() {
    "$k" proxy --port 0 >"$dir/proxy" 2>&1 &
    local proxy=$!
    until_true 10 grep -q 'Starting to serve' "$dir/proxy"
    local port
    port=$(sed -n 's/.*127.0.0.1:\([0-9]*\).*/\1/p' "$dir/proxy")
    curl -s -X PATCH -H 'Content-Type: application/merge-patch+json' \
        -d '{"status":{"loadBalancer":{"ingress":[{"ip":"138.124.232.13"}]}}}' \
        "http://127.0.0.1:$port/api/v1/namespaces/default/services/web/status" >/dev/null
    kill "$proxy"
    wait "$proxy" 2>/dev/null
}

services() {
    check "version" 0 'v1\.31\.4' "$k" version
    check "apply" 0 'service/web created' "$k" apply -f "$dir/lb.yaml"
    check "apply again" 0 'service/web unchanged' "$k" apply -f "$dir/lb.yaml"
    check "diff" 1 '\+ +port: 8080' "$k" diff -f "$dir/changed.yaml"
    check "apply a change" 0 'service/web configured' "$k" apply -f "$dir/changed.yaml"
    check "apply with a field that is not there" 1 'unknown field' \
        "$k" apply -f "$dir/typo.yaml"
    check "apply what the webhook refuses" 1 \
        'admission webhook "validate.crd.service" denied the request: class is missing' \
        "$k" apply -f "$dir/refused.yaml"
    check "apply with a server's dry run" 0 'created \(server dry run\)' \
        "$k" apply --dry-run=server -f <(sed 's/name: web$/name: dry/' "$dir/lb.yaml")
    check "and nothing is there" 1 'NotFound' "$k" get svc dry
    check "get" 0 'web +LoadBalancer +10\.247\.[0-9.]+ +<pending> +8080:3[0-9]+/TCP' \
        "$k" get svc web
    check "get -o wide" 0 'app=web' "$k" get svc -A -o wide
    check "get -o yaml" 0 'allocateLoadBalancerNodePorts: true' "$k" get svc web -o yaml
    check "get -o jsonpath" 0 '^8080$' "$k" get svc web -o 'jsonpath={.spec.ports[*].port}'
    check "annotate" 0 'annotated' "$k" annotate svc web note=1
    check "label" 0 'labeled' "$k" label svc web tier=front
    check "get by label" 0 '^service/web$' "$k" get svc -l tier=front -o name
    check "get by field" 0 '^service/web$' \
        "$k" get svc --field-selector spec.type=LoadBalancer -o name
    check "patch, strategic" 0 'patched' \
        "$k" patch svc web -p '{"spec":{"ports":[{"port":443,"name":"https"}]}}'
    check "and both ports are there" 0 '^443 8080$' \
        "$k" get svc web -o 'jsonpath={.spec.ports[*].port}'
    check "patch, merge" 0 'patched' \
        "$k" patch svc web --type merge -p '{"metadata":{"labels":{"tier":null}}}'
    check "patch, JSON" 0 'patched' "$k" patch svc web --type json \
        -p '[{"op":"test","path":"/spec/type","value":"LoadBalancer"},{"op":"add","path":"/metadata/labels","value":{"x":"y"}}]'
    check "patch of what may not change" 1 'may not change once set' \
        "$k" patch svc web -p '{"spec":{"clusterIP":"10.247.9.9","clusterIPs":["10.247.9.9"]}}'
    "$k" apply -f "$dir/lb.yaml" >/dev/null 2>&1
}

applies() {
    check "apply --server-side" 0 'serverside-applied' \
        "$k" apply --server-side --force-conflicts -f "$dir/lb.yaml"
    check "apply --server-side with a conflict" 1 'conflict' \
        "$k" apply --server-side --field-manager other -f "$dir/changed-class.yaml"
    check "apply --server-side --force-conflicts" 0 'serverside-applied' \
        "$k" apply --server-side --field-manager other --force-conflicts -f "$dir/changed-class.yaml"
}

watches() {
    timeout 20 "$k" get svc web -w >"$dir/watch" 2>&1 &
    local watch=$!
    until_true 10 grep -q pending "$dir/watch"
    give_address
    until_true 10 grep -q 138.124.232.13 "$dir/watch"
    cp "$dir/watch" "$dir/out"
    say "get -w tells a change" $?
    kill "$watch" 2>/dev/null
    wait "$watch" 2>/dev/null
    if [ "$new" = yes ]; then
        check "wait --for=jsonpath" 0 'condition met' "$k" wait svc web --timeout 10s \
            --for 'jsonpath={.status.loadBalancer.ingress[0].ip}=138.124.232.13'
    fi
}

# Both generations of kubectl end a `get -w` with its connection, in peace; they do not take
# it up again. Who asks again, as every loop around it does, goes on where the world is.
restarts() {
    timeout 30 "$k" get svc web -w >"$dir/watch" 2>&1 &
    local watch=$!
    until_true 10 is_told_of_a_change
    echo s >&9
    wait "$watch"
    local ended=$?
    cp "$dir/watch" "$dir/out"
    [ "$ended" = 0 ]
    say "get -w ends with its server" $?
    check "nobody answers while it is away" 1 'refused' "$k" get svc web
    echo r >&9
    until_true 10 "$k" get svc web
    check "it comes back with the same port, tokens and objects" 0 '^web +LoadBalancer' \
        "$k" get svc web
    check "but not with what it remembered" 0 '"code":410' "$k" get --raw \
        '/api/v1/namespaces/default/services?watch=1&resourceVersion=1001&timeoutSeconds=5'
    timeout 30 "$k" get svc web -w >"$dir/watch" 2>&1 &
    watch=$!
    until_true 10 is_told_of_a_change
    local told=$?
    cp "$dir/watch" "$dir/out"
    say "and a new get -w tells what changes" $told
    kill "$watch" 2>/dev/null
    wait "$watch" 2>/dev/null
}

# The first change may come before the watch; then it is part of what the watch begins with.
is_told_of_a_change() {
    "$k" annotate svc web --overwrite "changed=$RANDOM" >/dev/null 2>&1
    [ "$(grep -c '^web ' "$dir/watch")" -ge 2 ]
}

events() {
    sed -i "s/uid: UID/uid: $("$k" get svc web -o 'jsonpath={.metadata.uid}')/" "$dir/event.yaml"
    check "create an event" 0 'event/web.1 created' "$k" create -f "$dir/event.yaml"
    check "get events" 0 'EnsuringLoadBalancer +service/web +Ensuring' "$k" get events
    check "describe with its events" 0 'EnsuringLoadBalancer +[^ ]+ +service-controller' \
        "$k" describe svc web
    if [ "$new" = yes ]; then
        check "events" 0 'EnsuringLoadBalancer +Service/web' "$k" events
        check "auth whoami" 0 'system:masters' "$k" auth whoami
    fi
}

rights() {
    check "auth can-i, yes" 0 '^yes$' "$k" auth can-i patch services/status
    check "auth can-i, no" 1 '^no$' "$k" --context viewer auth can-i delete svc
    check "auth can-i --list" 0 'services' "$k" --context viewer auth can-i --list
    check "a reader reads" 0 'web' "$k" --context viewer get svc
    check "a reader does not write" 1 'User "viewer" cannot delete resource "services"' \
        "$k" --context viewer delete svc web
    check "a client certificate" 0 'web' "$k" --context viewer-cert get svc
    check "explain" 0 'The port that will be exposed by this service' \
        "$k" explain service.spec.ports.port
    check "explain --recursive" 0 'ingress' "$k" explain service.status --recursive
    check "api-resources" 0 'gateways .*gateway.networking.k8s.io/v1' "$k" api-resources
    check "api-versions" 0 '^discovery.k8s.io/v1$' "$k" api-versions
}

others() {
    check "create deployment" 0 'created' "$k" create deployment web --image nginx --replicas 2
    check "rollout status" 0 'successfully rolled out' "$k" rollout status deploy/web
    check "endpoints of the Service" 0 '10\.0\.[0-9.]+' "$k" get endpointslices
    check "scale" 0 'scaled' "$k" scale deploy/web --replicas 3
    check "get pods" 0 '1/1 +Running' "$k" get pods -o wide
    check "get nodes" 0 '192.168.0.21 +Ready' "$k" get nodes -o wide
    check "apply a Gateway and its route" 0 'httproute.gateway.networking.k8s.io/web created' \
        "$k" apply -f "$dir/gateway.yaml"
    # Defaults within lists make a client-side apply of custom resources always a change.
    check "and again" 0 'httproute.gateway.networking.k8s.io/web (configured|unchanged)' \
        "$k" apply -f "$dir/gateway.yaml"
    check "get gateways" 0 'eg +eg' "$k" get gateways
    check "a group of two versions" 0 'gateway.networking.k8s.io/v1beta1' "$k" api-versions
    check "apply a ReferenceGrant" 0 'referencegrant.gateway.networking.k8s.io/web created' \
        "$k" apply -f "$dir/grant.yaml"
    check "get refgrant" 0 'web' "$k" get refgrant
    check "explain referencegrant" 0 'trusted' "$k" explain referencegrant.spec.from \
        --api-version=gateway.networking.k8s.io/v1beta1
}

ends() {
    check "create ns" 0 'created' "$k" create ns gone
    check "create in it" 0 'created' "$k" -n gone create configmap c --from-literal a=b
    check "delete ns waits for its end" 0 'deleted' "$k" delete ns gone --timeout 20s
    check "and it is gone" 1 'NotFound' "$k" get ns gone
    "$k" patch svc web --type merge -p '{"metadata":{"finalizers":["example.com/hold"]}}' >/dev/null
    check "delete --wait=false" 0 'deleted' "$k" delete svc web --wait=false
    check "and it waits for its finalizer" 0 'deletionTimestamp' "$k" get svc web -o yaml
    "$k" wait svc web --for=delete --timeout 20s -v=6 >"$dir/wait" 2>&1 &
    local waits=$!
    until_true 10 grep -q 'watch=true' "$dir/wait"
    "$k" patch svc web --type json -p '[{"op":"remove","path":"/metadata/finalizers"}]' >/dev/null
    wait "$waits"
    local ended=$?
    cp "$dir/wait" "$dir/out"
    say "wait --for=delete" $ended
    check "delete deployment" 0 'deleted' "$k" delete deploy web --timeout 20s
    check "delete --all" 0 'deleted' "$k" delete gateways,httproutes --all --timeout 20s
}

for k in "${clients[@]}"; do
    client_name=$("$k" version --client 2>/dev/null | sed -n 's/.*\(v1\.[0-9]*\.[0-9]*\).*/\1/p' | head -1)
    new=yes
    case $client_name in v1.1?.* | v1.20.*) new=no ;; esac
    export HOME=$dir/home KUBECONFIG=$dir/kubeconfig
    rm -rf "$HOME" && mkdir "$HOME"
    unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
    if ! serve; then
        cat "$dir/errors" >"$dir/out"
        say "the api-server starts" 1
        break
    fi
    manifests
    sed 's/"union"/"performance"/' "$dir/lb.yaml" >"$dir/changed-class.yaml"
    services
    applies
    watches
    restarts
    events
    rights
    others
    ends
    exec 9>&-
    wait "$server"
    cp "$dir/errors" "$dir/out"
    say "the api-server ends cleanly" $?
    server=
done
echo "1..$count"
