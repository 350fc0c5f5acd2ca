dist_man_MANS += doc/elbtop.1
EXTRA_DIST += examples/fortune.yaml examples/lb-demo.yaml examples/whoami.yaml
EXTRA_DIST += doc/architecture.md doc/code-map.md doc/sources.md doc/testing.md
