dist_man_MANS += doc/elbtop.1
EXTRA_DIST += examples/fortune.yaml examples/lb-demo.yaml examples/whoami.yaml
EXTRA_DIST += doc/architecture.md doc/code-map.md doc/recording.md doc/sources.md doc/testing.md

# Drawn anew after the screen has changed; needs what the tests need.
EXTRA_DIST += doc/pictures
.PHONY: pictures
pictures: tests/screen/pictures$(EXEEXT)
	mkdir -p $(srcdir)/doc/pictures
	TOP_SRCDIR='$(abs_top_srcdir)' tests/screen/pictures $(srcdir)/doc/pictures
