/*
 * contract.h - what other programs may rely on at 80x24 in ASCII: places and strings of the
 * screen contract, checked on a frame as text.
 */
#ifndef ELBTOP_TESTS_SCREEN_CONTRACT_H
#define ELBTOP_TESTS_SCREEN_CONTRACT_H

#include <stdbool.h>

/*
 * frame: 24 lines as grid_print() gives them. Returns NULL when it holds, else what is
 * broken, in words; valid until the next call.
 */
const char *contract_broken(const char *frame);

#endif
