# Small guards over the tree itself.
dist_check_SCRIPTS += \
    tests/guards/code-map.sh \
    tests/guards/layers.sh \
    tests/guards/manual.sh \
    tests/guards/symbols.sh
