/*
 * places.h - the texts of the files by which clients find a world: kubeconfig,
 * clouds.yaml, env and sim.json. Pure.
 */
#ifndef ELBTOP_SIM_PLACES_H
#define ELBTOP_SIM_PLACES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* One context of the kubeconfig. */
struct places_user {
    const char *context;
    const char *user;
    const char *token;    /* NULL: a client certificate */
    const char *cert_pem; /* NULL: a token */
    const char *key_pem;
};

/* What a world is reached by; NULL where it has not that part. */
struct places {
    const char *api_server, *iam, *elb, *vpc, *control; /* URLs */
    const char *probe_proxy;
    const char *ca_pem;
    const char *ca_file; /* paths */
    const char *kubeconfig;
    const char *clouds_yaml;
    const char *user, *password, *domain, *project, *region; /* of the cloud */
    size_t user_count;                                       /* the first is current */
    const struct places_user *users;
    long pid;
};

void places_kubeconfig(const struct places *places, struct buf *out);
void places_clouds_yaml(const struct places *places, struct buf *out);
void places_env(const struct places *places, struct buf *out); /* to be sourced by sh */
void places_json(const struct places *places, struct buf *out);
json_t *places_tree(const struct places *places); /* the same; a new tree */

#endif
