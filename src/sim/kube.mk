# The Kubernetes api-server: src/sim/kube_*.
