/*
 * settled.h - Services that have been ready for long: the same story told to both sides,
 * as if the cloud controller had done its work then. Ids agree, descriptions name the
 * Service, times lie in the past.
 *
 * For the begin of a world, before its servers have clients.
 */
#ifndef ELBTOP_SIM_SETTLED_H
#define ELBTOP_SIM_SETTLED_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sim/ccm.h"
#include "sim/cloud_state.h"
#include "sim/kube_api.h"

/* What is common to all; borrowed. */
struct settled_place {
    struct kube_api *kube;
    struct cloud_state *cloud;
    const char *cluster_id;
    enum ccm_style style;
    size_t node_count;
    const char *const *nodes; /* internal addresses */
    int64_t wall_ms;          /* now */
};

struct settled_spec {
    const json_t *service; /* a manifest; every port has its nodePort */
    int64_t age_ms;
    const char *eip; /* public address; NULL: any */
    const char
        *attach; /* "namespace/name" of the Service it shares with; NULL: its own */
    const char *attach_id; /* the same by elb.id, for those who know it; NULL */
    const char *own_id;    /* of the load balancer that is made for it; NULL: any */
};

/* Errors: ERR_SHAPE for what the story says wrongly; where names the Service. */
enum err_code settled_add(const struct settled_place *place,
                          const struct settled_spec *spec, struct err *err);

/* The node's object with a Ready status; the caller owns it. */
json_t *settled_node(const char *address, const char *zone, const char *region,
                     size_t index, int64_t created_wall_ms);

/* "elb" and "shop/web" name the same id in every world; out as cloud_fixed_id(). */
void settled_id(const char *what, const char *key, char out[CLOUD_ID_BYTES]);

#endif
