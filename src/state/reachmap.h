/*
 * reachmap.h - what the probe last said of each address and port.
 *
 * A result may arrive before the Service whose address it is, so results are kept by target
 * and claimed when a row is made.
 */
#ifndef ELBTOP_STATE_REACHMAP_H
#define ELBTOP_STATE_REACHMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/probe.h"

struct reachmap;

struct reachmap *reachmap_new(void);
void reachmap_free(struct reachmap *map);

/*
 * Keeps a result. true: it differs in a way that a row shows or is judged by; *ret_owner is
 * who claimed the target, or NULL.
 */
bool reachmap_put(struct reachmap *map, const char *address, uint16_t port,
                  const struct probe_result *result, void **ret_owner);

/* The result for a target, which is the owner's from now on. UNKNOWN when there is none. */
struct probe_result reachmap_claim(struct reachmap *map, const char *address,
                                   uint16_t port, void *owner);
/* The owner no longer has that address: what was said of it is forgotten. */
void reachmap_leave(struct reachmap *map, const char *address, uint16_t port,
                    const void *owner);

#endif
