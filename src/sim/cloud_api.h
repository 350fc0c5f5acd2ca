/*
 * cloud_api.h - the cloud as three servers on 127.0.0.1: iam, elb and vpc, over one state.
 *
 * The catalog of every token points back to them. Which calls exist depends on the region;
 * others are answered 404 APIGW.0101, as the gateway does. Calls need a token or a
 * signature. Creating and deleting takes the simulated time it takes in the field, and the
 * effect is at its end.
 */
#ifndef ELBTOP_SIM_CLOUD_API_H
#define ELBTOP_SIM_CLOUD_API_H

#include "base/err.h"
#include "sim/cloud_account.h"
#include "sim/cloud_lb.h"
#include "sim/cloud_net.h"
#include "sim/cloud_state.h"
#include "sim/server.h"

struct cloud;

struct cloud_config {
    const char *region;             /* "eu-de", "eu-nl", "eu-ch2" */
    const struct cert_store *certs; /* NULL: plain HTTP */
    struct pace *pace;              /* borrowed; NULL: nothing takes time (tests) */
    uint64_t seed;
    server_before before; /* of all three servers: "iam", "elb", "vpc"; NULL */
    server_heard heard;   /* NULL */
    void *around_ctx;
    uint16_t iam_port, elb_port, vpc_port; /* 0: any */
};

enum err_code cloud_new(const struct cloud_config *config, struct cloud **ret_cloud,
                        struct err *err);
void cloud_free(struct cloud *cloud); /* the servers end first */

/* "https://127.0.0.1:40123", without a path; valid as long as the cloud. */
const char *cloud_iam_url(const struct cloud *cloud);
const char *cloud_elb_url(const struct cloud *cloud);
const char *cloud_vpc_url(const struct cloud *cloud);

/* For stories and the network; its own lock. */
struct cloud_state *cloud_state(struct cloud *cloud);

/*
 * How to log in, for clouds.yaml: never changes. "ops" may do all; "reader" may read;
 * "elb-reader" sees no EIPs and is not told why.
 */
struct cloud_login {
    const char *user, *password, *domain, *project, *project_id, *ak, *sk, *region;
};
void cloud_login_of(struct cloud *cloud, const char *user, struct cloud_login *ret_login);

#endif
