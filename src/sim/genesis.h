/*
 * genesis.h - what is there before time begins: the nodes, objects and settled Services
 * of a story, told to the api-server and the cloud from within.
 */
#ifndef ELBTOP_SIM_GENESIS_H
#define ELBTOP_SIM_GENESIS_H

#include <stddef.h>

#include "base/err.h"
#include "sim/settled.h"
#include "sim/story.h"

/*
 * services: so many more, see sim/bulk.h; the account's quotas are then without limit.
 * Errors: ERR_SHAPE for what the story says wrongly, where = its place.
 */
enum err_code genesis_make(const struct settled_place *place, const struct story *story,
                           const char *region, size_t services, struct err *err);

#endif
