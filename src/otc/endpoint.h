/*
 * endpoint.h - where the services live: base URLs from what people and catalogs write.
 *
 * A base URL is scheme, host and port, and what path stands before the version: of
 * "https://elb.example/api/v3/<id>" it is "https://elb.example/api". All functions add to
 * `out`, and nothing when they answer false.
 *
 * Source: OTC regions and endpoints; token catalogs of IAM.
 */
#ifndef ELBTOP_OTC_ENDPOINT_H
#define ELBTOP_OTC_ENDPOINT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "otc/account.h"

/* false when it is no http or https URL. */
bool endpoint_base(const char *url, struct buf *out);

/* Scheme and version added where they are missing: ".../v3". false when it is no URL. */
bool endpoint_auth_url(const char *url, struct buf *out);

/* Is the host one of the cloud's own, so that the host patterns hold? */
bool endpoint_is_otc(const char *url);

/*
 * The base URL of a service from a token's catalog. An endpoint of the region is taken
 * before one for all ("*" or null); region "": any. The first one wins.
 */
bool endpoint_from_catalog(const json_t *catalog, enum cloud_service service,
                           const char *region, struct buf *out);

#endif
