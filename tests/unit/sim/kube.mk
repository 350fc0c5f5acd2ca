# Tests of the servers and of the Kubernetes api-server.
