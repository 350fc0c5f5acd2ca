#!/bin/bash
# Bad input gets one clear line that names the file, field or host, and a non-zero exit; never a
# crash, never a hang.
set -u
elbtop=${TOP_BUILDDIR:?}/elbtop
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset KUBECONFIG OS_CLOUD OS_CLIENT_CONFIG_FILE ELBTOP_PROBE_PROXY KUBERNETES_SERVICE_HOST
for name in $(env | sed -n 's/^\(OS_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
export HOME=$work XDG_CONFIG_HOME=$work/config
cd "$work" || exit 1

number=0
failed=0
# name, expected exit, text that stderr must have, command...
expect() {
    local name=$1 status=$2 text=$3; shift 3
    number=$((number + 1))
    local said got lines
    said=$(timeout 20 "$@" 2>&1 >/dev/null </dev/null)
    got=$?
    lines=$(printf '%s\n' "$said" | grep -c '^elbtop: ')
    if [ "$got" -eq "$status" ] && [ "$lines" -ge 1 ] && [[ "$said" == *"$text"* ]]; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        printf '# exit %s (wanted %s), says:\n' "$got" "$status"
        printf '%s\n' "$said" | head -5 | sed 's/^/#   /'
        failed=1
    fi
}

cluster() { # file, server, more cluster fields, user fields
    cat >"$1" <<END
apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: k, user: u}}]
clusters: [{name: k, cluster: {server: "$2"$3}}]
users: [{name: u, user: {$4}}]
END
}

get() { "$elbtop" get services --no-probe --timeout 3s "$@"; }
export -f get; export elbtop

expect "an unknown option" 2 "unknown option --frob" "$elbtop" --frob
expect "an unknown kind" 2 "unknown kind pods" "$elbtop" get pods
expect "explain wants a namespace" 2 "expected NAMESPACE/NAME" "$elbtop" explain hello

expect "a kubeconfig that is not there" 1 "none.yaml" "$elbtop" get services --kubeconfig none.yaml
mkdir folder
expect "a kubeconfig that is a folder" 1 "folder" "$elbtop" get services --kubeconfig folder
printf 'clusters: [\n  oh: }\n' >broken.yaml
expect "a kubeconfig that is no YAML" 1 "broken.yaml:" "$elbtop" get services --kubeconfig broken.yaml
printf '\0\1\2\3' >binary
expect "a kubeconfig that is binary" 1 "binary" "$elbtop" get services --kubeconfig binary
cluster good.yaml https://127.0.0.1:1 "" 'token: t'
expect "a context that is not there" 1 "nosuch" "$elbtop" get services --kubeconfig good.yaml --context nosuch
cluster ca.yaml https://127.0.0.1:1 ', certificate-authority-data: "%%%"' 'token: t'
expect "a certificate that is no base64" 1 "certificate-authority-data" "$elbtop" get services --kubeconfig ca.yaml
cluster pem.yaml https://127.0.0.1:1 ', certificate-authority-data: aGVsbG8=' 'token: t'
expect "a certificate that is no PEM" 1 "certificate" "$elbtop" get services --kubeconfig pem.yaml --no-cloud
cluster nofile.yaml https://127.0.0.1:1 ', certificate-authority: /none.pem' 'token: t'
expect "a certificate file that is not there" 1 "/none.pem" "$elbtop" get services --kubeconfig nofile.yaml
cluster scheme.yaml ftp://127.0.0.1 "" 'token: t'
expect "a server that is no https address" 1 "ftp" "$elbtop" get services --kubeconfig scheme.yaml --no-cloud
cluster plugin.yaml https://127.0.0.1:1 "" 'exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, interactiveMode: Never}'
expect "a plugin that is not there" 3 "no-such-plugin" "$elbtop" get services --kubeconfig plugin.yaml --no-cloud --no-probe --timeout 5s
expect "a server that refuses" 3 "127.0.0.1" "$elbtop" get services --kubeconfig good.yaml --no-cloud --no-probe --timeout 5s

printf 'clouds:\n  a:\n   b: [\n' >clouds.yaml
expect "a clouds.yaml that is no YAML" 1 "clouds.yaml" "$elbtop" get services --kubeconfig good.yaml
printf 'clouds:\n  a:\n    auth: {username: x}\n' >clouds.yaml
expect "a cloud without an address" 1 "auth_url" "$elbtop" get services --kubeconfig good.yaml --os-cloud a
expect "a cloud that is not there" 1 "nosuch" "$elbtop" get services --kubeconfig good.yaml --os-cloud nosuch
rm clouds.yaml
expect "a log file that cannot be opened" 1 "/nosuch/dir/log" "$elbtop" get services --kubeconfig good.yaml --log-file /nosuch/dir/log
expect "a proxy that is no address" 1 "proxy" "$elbtop" get services --kubeconfig good.yaml --no-cloud --probe-proxy "::::"

echo "1..$number"
exit $failed
