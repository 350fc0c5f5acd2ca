/*
 * wish.h - a Service that somebody wants: with an ELB of its own (autocreate) or on one that
 * exists (attach); and the manifest that says so.
 *
 * The forms of the dashboard and the options of the command line fill the same wish.
 *
 * Source: seed page 2; OTC CCE guide, annotations of LoadBalancer Services.
 */
#ifndef ELBTOP_ACT_WISH_H
#define ELBTOP_ACT_WISH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

enum wish_kind { WISH_AUTOCREATE, WISH_ATTACH };

enum { WISH_PORTS = 32, WISH_PAIRS = 32, WISH_ZONES = 8, WISH_TEXT_BYTES = 256 };

struct wish_port {
    uint16_t port;
    char target[64];  /* number or name; "" the port itself */
    char protocol[8]; /* "TCP", "UDP" */
};

struct wish_pair {
    char key[WISH_TEXT_BYTES];
    char value[WISH_TEXT_BYTES];
};

struct wish {
    enum wish_kind kind;
    char namespace[64];
    char name[64];
    char class[16]; /* "union", "performance" */
    size_t port_count;
    struct wish_port ports[WISH_PORTS];
    size_t selector_count;
    struct wish_pair selector[WISH_PAIRS];
    size_t annotation_count; /* more annotations, by hand */
    struct wish_pair annotations[WISH_PAIRS];

    /* of WISH_AUTOCREATE */
    bool internal; /* type inner: no EIP */
    char elb_name[65];
    char bandwidth_name[68];
    int64_t bandwidth_mbit;
    char charge_mode[16];
    char eip_type[16];
    size_t zone_count;
    char zones[WISH_ZONES][32];
    char l4_flavor[64]; /* "" */
    char l7_flavor[64];
    char subnet[64]; /* of its private address, by id; "": that of the cluster */

    /* of WISH_ATTACH */
    char elb_id[64];
};

/* Defaults that work: union, public, 5 Mbit/s, traffic, 5_bgp, names from namespace and name. */
void wish_init(struct wish *wish, enum wish_kind kind, const char *namespace,
               const char *name);

/* "80", "80:http", "8080:8080/UDP". Errors: ERR_SHAPE with what was expected. */
enum err_code wish_add_port(struct wish *wish, const char *text, struct err *err);

/* "app=web,tier=front" into pairs. */
enum err_code wish_add_selector(struct wish *wish, const char *text, struct err *err);

/* "kubernetes.io/elb.lb-algorithm=ROUND_ROBIN". */
enum err_code wish_add_annotation(struct wish *wish, const char *text, struct err *err);

/*
 * "delay=5 timeout=10 max_retries=3 protocol=HTTP path=/healthz", each of them optional,
 * as annotation elb.health-check-option. Errors: ERR_SHAPE for another key.
 */
enum err_code wish_add_check(struct wish *wish, const char *text, struct err *err);

/* "eu-de-01" of a dedicated ELB. */
enum err_code wish_add_zone(struct wish *wish, const char *text, struct err *err);

/* After elb_name was changed: the bandwidth is named for it. */
void wish_name_bandwidth(struct wish *wish);

/* A whole v1 Service. New reference. Never elb.id beside elb.autocreate. */
json_t *wish_manifest(const struct wish *wish);

/* As eyes and kubectl read it. Owner: the caller, with free(). */
char *wish_yaml(const json_t *manifest);

/* "lb-demo/hello"; "a new Service" as long as it has no whole name. */
enum { WISH_WHOM_BYTES = 320 };
const char *wish_whom(const struct wish *wish, char out[WISH_WHOM_BYTES]);

#endif
