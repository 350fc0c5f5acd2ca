/*
 * sim.h - the embedded world: an api-server, a cloud, a cloud controller and a network, on
 * 127.0.0.1, for demos, lessons and tests. It is reached over TCP alone.
 *
 * Its servers are written from the API documents and recorded answers, never from the
 * client's decoders: a misspelt field cannot pass by being misspelt twice.
 */
#ifndef ELBTOP_SIM_SIM_H
#define ELBTOP_SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct sim_config {
    const char *dir;        /* where the files go; made when absent; NULL: a new private
                                      folder below TMPDIR that is removed at the end */
    const char *story;      /* name or file; NULL: "seed" */
    double speed;           /* 0: 1 */
    uint64_t seed;          /* 0: 1 */
    size_t services;        /* that many more, ready from the start */
    double churn;           /* changes a second among those */
    const char *region;     /* NULL: "eu-de" */
    const char *kubeconfig; /* run against that cluster; no api-server of our own */
    const char *context;    /* of it; NULL */
    bool no_ccm;            /* the api-server part alone */
    size_t fault_count;
    const char *const *faults; /* "elb:status=429:count=3", see sim/fault.h */
    uint16_t api_port;         /* 0: any */
    bool paused;
};

struct sim;

enum err_code sim_start(const struct sim_config *config, struct sim **ret_sim,
                        struct err *err);
void sim_stop(struct sim *sim); /* everything ended and joined, files removed */

/* Where it is; valid as long as the sim. */
struct sim_places {
    const char *dir;
    const char *kubeconfig;                             /* file */
    const char *clouds_yaml;                            /* file */
    const char *api_server, *iam, *elb, *vpc, *control; /* URLs */
    const char *probe_proxy;                            /* "socks5h://127.0.0.1:40127" */
};
const struct sim_places *sim_places(const struct sim *sim);

/* The built-in stories and the words of faults, for people. */
void sim_help(struct buf *out);

#endif
