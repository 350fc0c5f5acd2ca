/*
 * ccm_cloud.h - the cloud as its controller speaks to it: a token that is renewed when it
 * is refused, and the few calls that make, find and end load balancers and addresses.
 *
 * Reads go to ELB v3, which knows both kinds of load balancer. Changes of a shared one go
 * to v2.0 where the region has it, all others to v3. Where there is no v2.0 a "union"
 * Service gets a dedicated load balancer: such regions sell no shared ones.
 *
 * A call that fails puts the cloud's words into `why`, as the controller quotes them:
 * `{"error_code":…}, status code: 409`.
 *
 * Source: ELB v3 and v2.0, EIP v1, IAM v3 API references.
 * Thread: the agent's.
 */
#ifndef ELBTOP_SIM_CCM_CLOUD_H
#define ELBTOP_SIM_CCM_CLOUD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "sim/agent.h"

struct ccm_cloud;

/* All borrowed for the life of the cloud. */
struct ccm_cloud_config {
    struct agent_server iam, elb, vpc;
    const char *user, *password, *domain, *project;
    bool has_shared_api;     /* v2.0 */
    const json_t *addresses; /* "namespace/name" of a Service: the address a
                                      story wants for it; NULL: none */
};

struct ccm_cloud *ccm_cloud_new(struct agent *agent,
                                const struct ccm_cloud_config *config);
void ccm_cloud_free(struct ccm_cloud *cloud);

/* ---- load balancers ---- */

enum { CCM_ID_BYTES = 40, CCM_ADDRESS_BYTES = 48 };

struct ccm_elb {
    char id[CCM_ID_BYTES];
    char vip_address[CCM_ADDRESS_BYTES];
    char vip_port_id[CCM_ID_BYTES];
    bool dedicated;
    char eip_id[CCM_ID_BYTES]; /* "" when it has none */
    char eip_address[CCM_ADDRESS_BYTES];
};

/* What an autocreate block asks for; texts borrowed, NULL where it says nothing. */
struct ccm_elb_wish {
    const char *name;
    bool dedicated;
    const char *subnet_id; /* IPv4 subnet of the VIP */
    const char *vip_address;
    const json_t *zones;               /* array */
    const char *l4_flavor, *l7_flavor; /* names */
    const json_t *network_ids;         /* array; of the backends' side */
};

bool ccm_cloud_elb_create(struct ccm_cloud *cloud, const struct ccm_elb_wish *wish,
                          struct ccm_elb *ret_elb, struct buf *why);

/* *ret_found false and true as result: the cloud says there is none. */
bool ccm_cloud_elb_get(struct ccm_cloud *cloud, const char *id, struct ccm_elb *ret_elb,
                       bool *ret_found, struct buf *why);

/* By its private or public address. */
bool ccm_cloud_elb_by_address(struct ccm_cloud *cloud, const char *address,
                              struct ccm_elb *ret_elb, bool *ret_found, struct buf *why);

/* What is not there any more counts as deleted. */
bool ccm_cloud_elb_delete(struct ccm_cloud *cloud, const struct ccm_elb *elb,
                          struct buf *why);

/* ---- public addresses ---- */

struct ccm_eip_wish {
    const char *type; /* "5_bgp" */
    const char *bandwidth_name;
    int64_t bandwidth_size;  /* Mbit/s */
    const char *share_type;  /* "PER" */
    const char *charge_mode; /* "traffic" */
    const char *address;     /* NULL: any */
};

/* Returns when it is settled and can be bound. Fills eip_id and eip_address. */
bool ccm_cloud_eip_create(struct ccm_cloud *cloud, const struct ccm_eip_wish *wish,
                          struct ccm_elb *elb, struct buf *why);
bool ccm_cloud_eip_bind(struct ccm_cloud *cloud, const struct ccm_elb *elb,
                        struct buf *why);
bool ccm_cloud_eip_delete(struct ccm_cloud *cloud, const char *eip_id, struct buf *why);

/* ---- anything below a load balancer ---- */

/* All pages of v3: "listeners", "loadbalancer_id", id. NULL: why. Owner: the caller. */
json_t *ccm_cloud_list(struct ccm_cloud *cloud, const char *collection,
                       const char *filter, const char *value, struct buf *why);

/*
 * Makes one object of a collection ("listeners", "pools", "pools/ID/members"); body is
 * taken. Returns it, without the envelope; NULL: why. Owner: the caller.
 */
json_t *ccm_cloud_make(struct ccm_cloud *cloud, bool dedicated, const char *collection,
                       const char *singular, json_t *body, struct buf *why);
bool ccm_cloud_end(struct ccm_cloud *cloud, bool dedicated, const char *collection,
                   const char *id, struct buf *why);

/* Is that how changes of such a load balancer are made? */
bool ccm_cloud_uses_v3(const struct ccm_cloud *cloud, bool dedicated);

#endif
