EXTRA_DIST += doc/architecture.md doc/code-map.md doc/sources.md doc/testing.md
