/*
 * object_path.h - where an object lives at an api-server, from its apiVersion and kind.
 */
#ifndef ELBTOP_SIM_OBJECT_PATH_H
#define ELBTOP_SIM_OBJECT_PATH_H

#include <stdbool.h>

#include "wire/url.h"

/*
 * Inits url with "/api/v1/namespaces/shop/services/web". namespace NULL or "": "default"
 * for kinds that have one. false: apiVersion, kind or name are missing (url is inited).
 */
bool object_path(const char *api_version, const char *kind, const char *namespace,
                 const char *name, struct url *url);

#endif
