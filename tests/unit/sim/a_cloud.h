/*
 * a_cloud.h - a cloud to ask in tests, over TCP: started, logged in, and asked in one line.
 */
#ifndef ELBTOP_TESTS_A_CLOUD_H
#define ELBTOP_TESTS_A_CLOUD_H

#include <jansson.h>

#include "sim/cloud_api.h"
#include "wire/http.h"

enum a_host { IAM, ELB, VPC };

enum { A_CLOUD_ANSWERS = 256 };

struct a_cloud {
    struct cloud *cloud;
    struct pace *pace; /* NULL: nothing takes time */
    struct http *http;
    struct http_peer *peers[3];
    struct cloud_login login;
    char *token; /* sent with every request; NULL: none */

    /* the last exchange, valid until the next */
    struct http_exchange *last;
    /* all trees handed out, released at the end */
    size_t tree_count;
    json_t *trees[A_CLOUD_ANSWERS];
};

/* For cmocka: the region is test-wide initial state, "eu-de" when NULL. */
struct a_cloud *a_cloud_new(const char *region, struct pace *pace);
void a_cloud_free(struct a_cloud *cloud);

/* Logs in as that user, to the world's project, and keeps the token. */
void a_cloud_log_in(struct a_cloud *cloud, const char *user);

/*
 * Asks and expects that status. "{p}" in the path becomes the project's id. body NULL or
 * JSON text with ' for ". Returns the answer's tree (NULL when it had no JSON), which stays
 * the cloud's.
 */
const json_t *ask(struct a_cloud *cloud, int status, enum a_host host, const char *method,
                  const char *body, const char *path_format, ...)
    __attribute__((format(printf, 6, 7)));

/* The text at a path of the tree ("loadbalancer.id"), which must be there. */
const char *text_at(const json_t *tree, const char *path);

/* Objects made over HTTP; each returns the id. */
const char *make_shared_elb(struct a_cloud *cloud, const char *name);
const char *make_dedicated_elb(struct a_cloud *cloud, const char *name);
const char *make_listener(struct a_cloud *cloud, const char *elb_id, int port);
const char *make_pool(struct a_cloud *cloud, const char *listener_id);
const char *make_member(struct a_cloud *cloud, const char *pool_id, const char *address);
const char *make_monitor(struct a_cloud *cloud, const char *pool_id);
const char *make_eip(struct a_cloud *cloud, const char *bandwidth_name);
const char *subnet_id(struct a_cloud *cloud);

#endif
