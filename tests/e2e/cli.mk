# The commands, as people and scripts call them.
dist_check_SCRIPTS += tests/e2e/bad_input.sh tests/e2e/output.sh
