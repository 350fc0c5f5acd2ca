/*
 * cloud_call.h - one request to the cloud, from its route to its answer: who asks, what was
 * sent, and the five shapes in which OTC says no.
 *
 * A handler runs with the state locked, answers through these calls, and returns; what
 * takes time asks call_waits() first and is run again, whole, when the time has passed, so
 * that its checks hold at the moment of its effect.
 *
 * Source: "errors, throttling, quotas across services" of the API notes; which shape
 *         belongs to which service, see enum cloud_shape.
 */
#ifndef ELBTOP_SIM_CLOUD_CALL_H
#define ELBTOP_SIM_CLOUD_CALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sim/cloud_account.h"
#include "sim/cloud_state.h"
#include "sim/server.h"

enum cloud_host {
    CLOUD_HOST_IAM,
    CLOUD_HOST_ELB,
    CLOUD_HOST_VPC,
    CLOUD_HOST_COUNT,
};

/* How a service words its refusals. */
enum cloud_shape {
    SHAPE_ELB,      /* {"error_msg","error_code","request_id"}: ELB v3 */
    SHAPE_ELB_V2,   /* {"error_msg","error_code"}; conflicts as NeutronError */
    SHAPE_VPC,      /* {"code","message"}: EIP and VPC v1 */
    SHAPE_EIP_V3,   /* as ELB, with the codes of EIP */
    SHAPE_NEUTRON,  /* {"NeutronError":{"message","type","detail"}} */
    SHAPE_KEYSTONE, /* {"error":{"message","code","title"}} */
    SHAPE_IAM,      /* {"error_msg","error_code"} */
    SHAPE_COUNT,
};

struct cloud_call;

/* One published path. Segments in braces match anything; their texts go to call->args. */
struct cloud_row {
    const char *method;
    const char *path; /* "v3/{project}/elb/loadbalancers/{id}" */
    unsigned regions; /* that publish it */
    enum cloud_shape shape;
    unsigned rights; /* RIGHT_…, all of them needed; 0: any user; RIGHT_OPEN: nobody's */
    void (*handle)(struct cloud_call *call);
};

enum { RIGHT_OPEN = 1 << 16 };

/* Where the three servers are; fixed before the first request. */
struct cloud_places {
    const char *url[CLOUD_HOST_COUNT];
};

enum { CALL_ARGS = 4 };

struct cloud_call {
    struct cloud_state *state; /* locked */
    const struct cloud_places *places;
    enum cloud_host host;
    const struct ask *ask;
    struct reply *reply;
    const struct cloud_row *row;
    const char *args[CALL_ARGS]; /* what stood for {…}, in order */
    const char *project_arg;     /* what stood for {project}; NULL */
    const struct cloud_user *user;
    const struct cloud_project *project; /* NULL: a domain token */
    const struct cloud_token *token;     /* NULL: signed, or open */
    json_t *body;                        /* parsed on demand; owned */
    char request_id[CLOUD_HEX_ID_BYTES];
    int status; /* 0: not answered yet */
};

/* The row that publishes it in that region, with args filled in; NULL. */
const struct cloud_row *call_route(struct cloud_call *call, const struct cloud_row *rows,
                                   size_t count);
void call_release(struct cloud_call *call);

/* Does the caller's project hold the world's objects? Others are empty. */
bool call_at_home(const struct cloud_call *call);
bool call_may(const struct cloud_call *call, unsigned rights);
bool call_is_v2(const struct cloud_call *call);

/* ---- answers ---- */

/* The reference is taken; ELB and EIP v3 objects get the request_id. */
void call_answer(struct cloud_call *call, int status, json_t *json);
/* The same with an object that is text already, but for its closing brace; text is taken. */
void call_answer_open(struct cloud_call *call, int status, struct buf *text);
void call_answer_nothing(struct cloud_call *call); /* 204 */

enum cloud_no {
    NO_INPUT,    /* 400 */
    NO_ABSENT,   /* 404 */
    NO_CONFLICT, /* 409: in use */
    NO_QUOTA,    /* 409, 400 in v2.0 */
    NO_RIGHT,    /* 403 */
    NO_COUNT,
};

/* Refuses in the words of the row's shape, with its usual code for that reason. */
void call_no(struct cloud_call *call, enum cloud_no why, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with a code of its own. */
void call_refuse(struct cloud_call *call, enum cloud_shape shape, int status,
                 const char *code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/*
 * true: an answer was put off by so much simulated time; return at once. false: the time
 * is over (or this world has none), do it now. name: of the object, for the jitter.
 */
bool call_waits(struct cloud_call *call, const char *what, const char *name,
                int64_t least_ms, int64_t most_ms);

/* ---- what was sent; false: refused already ---- */

/* The object below `key` of the body; key NULL: the body itself. */
bool call_body(struct cloud_call *call, const char *key, const json_t **ret_object);

/* Absent or null leaves *ret as it is; another type or a value out of range is refused. */
bool call_text(struct cloud_call *call, const json_t *object, const char *key,
               size_t most, const char **ret);
bool call_int(struct cloud_call *call, const json_t *object, const char *key,
              int64_t least, int64_t most, int64_t *ret);
bool call_bool(struct cloud_call *call, const json_t *object, const char *key, bool *ret);
/* One of the words, else refused. words end with NULL. */
bool call_word(struct cloud_call *call, const json_t *object, const char *key,
               const char *const *words, const char **ret);

#endif
