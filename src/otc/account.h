/*
 * account.h - a cloud account: region, project, endpoints and credentials, from
 * clouds.yaml (with secure.yaml and vendor profiles) and the OS_ environment.
 *
 * Source: otc: IAM, "where users keep credentials"; openstacksdk's order of search: the
 *         current folder, ~/.config/openstack, /etc/openstack.
 */
#ifndef ELBTOP_OTC_ACCOUNT_H
#define ELBTOP_OTC_ACCOUNT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "wire/secret.h"

enum account_way { ACCOUNT_PASSWORD, ACCOUNT_TOKEN, ACCOUNT_AKSK };

enum cloud_service { CLOUD_IAM, CLOUD_ELB, CLOUD_VPC, CLOUD_SERVICE_COUNT };

struct account {
    const char *cloud; /* name of the entry; "" when from the environment alone */
    enum account_way way;
    const char *region;       /* "eu-de", "eu-nl", "eu-ch2" */
    const char *auth_url;     /* ".../v3", with scheme */
    const char *project_id;   /* NULL when only the name is known */
    const char *project_name; /* NULL */
    const char *user_name;    /* NULL */
    const char *user_id;      /* NULL */
    const char *domain_name;  /* of the user; NULL */
    const char *domain_id;    /* NULL */
    struct secret password;
    struct secret token;
    const char *ak;
    struct secret sk;
    struct secret security_token; /* of temporary keys */
    const char *ca_pem;           /* cacert, read; NULL */
    bool insecure;                /* verify: false */
    /* base URLs set by hand (…_endpoint_override); NULL: see session.h */
    const char *override[CLOUD_SERVICE_COUNT];
    struct arena arena;
};

/*
 * cloud: --os-cloud; NULL: OS_CLOUD, else the OS_ environment when it names a server or
 * keys, else the only entry of clouds.yaml. An entry is complete in itself: of the
 * environment it takes only OS_PASSWORD, OS_REGION_NAME and OS_CACERT, where it has none.
 *
 * Which way: auth_type, else a token, else a password, else keys.
 * The region, when it is not said, is what stands before '_' in the project's name, or
 * the vendor's first. The project, when it is not said, is the region's own, named like
 * it.
 *
 * Errors: ERR_ABSENT when nothing names a cloud at all (then there is no cloud witness);
 *         ERR_LOCAL, ERR_SHAPE with where = "file: clouds.prod.auth.password".
 */
enum err_code account_load(const char *cloud, struct account **ret_account,
                           struct err *err);

/* Of an entry of that clouds.yaml alone. Errors: as above, but never ERR_ABSENT. */
enum err_code account_load_from(const char *clouds_file, const char *cloud,
                                struct account **ret_account, struct err *err);
void account_free(struct account *account);

/* "https://elb.eu-de.otc.t-systems.com"; false for a region that is not known. */
struct buf;
bool account_host_pattern(const char *region, enum cloud_service service,
                          struct buf *out);

#endif
