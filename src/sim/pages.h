/*
 * pages.h - what the pods of the world say: a page of plain text that names the pod, the
 * way the request took, and the asker.
 */
#ifndef ELBTOP_SIM_PAGES_H
#define ELBTOP_SIM_PAGES_H

#include "sim/backends.h"
#include "sim/fabric.h"
#include "sim/gateway_routes.h"

struct pages;

/* Both borrowed; routes NULL: no gateway in this world. */
struct pages *pages_new(struct backends *backends, struct gateway_routes *routes);
void pages_free(struct pages *pages);

/* Fits fabric_serve; ctx is the pages. */
bool pages_serve(void *ctx, const struct fabric_visit *visit, struct fabric_page *page);

#endif
