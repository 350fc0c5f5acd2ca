/*
 * clouds.h - clouds.yaml with what belongs to it: the entry of one cloud, put together
 * from its vendor's profile, the entry itself, and the secrets kept apart.
 *
 *   vendor profile   clouds-public.yaml, or built in: otc, otc-swiss
 *   clouds.yaml      OS_CLIENT_CONFIG_FILE, else the first of .,
 *                    $XDG_CONFIG_HOME/openstack, ~/.config/openstack, /etc/openstack;
 *                    .yaml, .yml, .json
 *   secure.yaml      OS_CLIENT_SECURE_FILE, else beside clouds.yaml, else as above
 *
 * Later ones win, key by key.
 *
 * Source: openstacksdk, its configuration files and vendor profiles.
 */
#ifndef ELBTOP_OTC_CLOUDS_H
#define ELBTOP_OTC_CLOUDS_H

#include <jansson.h>

#include "base/err.h"

struct clouds;

/*
 * Finds and reads the files.
 * Errors: ERR_ABSENT when there is no clouds.yaml; ERR_LOCAL, ERR_SHAPE, ERR_LIMIT with
 *         where = the file.
 */
enum err_code clouds_load(struct clouds **ret_clouds, struct err *err);

/* That file alone, with the vendors that are built in. */
enum err_code clouds_read(const char *path, struct clouds **ret_clouds, struct err *err);
void clouds_free(struct clouds *clouds);

const char *clouds_path(const struct clouds *clouds); /* of clouds.yaml, as opened */
size_t clouds_count(const struct clouds *clouds);
const char *clouds_only(
    const struct clouds *clouds); /* name of the only entry, or NULL */

/* "prod, staging, test" for a message. */
struct buf;
void clouds_list(const struct clouds *clouds, struct buf *out);

/* Names a place for a message: "clouds.yaml: clouds.prod.auth.password". */
void clouds_at(const struct clouds *clouds, const char *cloud, const char *field,
               struct err *err);

/* The entry put together; the caller owns the tree. Errors: no such cloud or profile. */
enum err_code clouds_entry(const struct clouds *clouds, const char *cloud,
                           json_t **ret_entry, struct err *err);

#endif
