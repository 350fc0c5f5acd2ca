/*
 * kube_inside.h - what the files of the api-server share; for nobody else.
 *
 * A request becomes a struct kube_call (kube_route.c), is checked (kube_auth.c) and goes to
 * one of: discovery, list, watch, get, or a write. Writes of all sorts end in
 * kube_write.c, which defaults, validates, admits, notes managers and stores. What goes
 * wrong on the way is a struct kube_problem, told as a Status.
 */
#ifndef ELBTOP_SIM_KUBE_INSIDE_H
#define ELBTOP_SIM_KUBE_INSIDE_H

#include <jansson.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/chance.h"
#include "sim/kube_api.h"
#include "sim/kube_resource.h"
#include "sim/kube_store.h"

enum { KUBE_UID_BYTES = 37, KUBE_USERS = 16 };

/* ---- a problem, told as a Status ---- */

struct kube_problem {
    struct arena *arena;
    int code;           /* HTTP; 0: none */
    const char *reason; /* NULL: none is given */
    const char *message;
    bool has_details;
    const char *name, *group, *kind, *uid;
    json_t *causes; /* NULL: none */
    int retry_after_s;
    const char *continue_token; /* NULL: none */
};

void kube_problem_init(struct kube_problem *problem, struct arena *arena);
void kube_problem_release(struct kube_problem *problem);

/* The first problem wins. All return false, for `return kube_problem_…(…)`. */
bool kube_problem_set(struct kube_problem *problem, int code, const char *reason,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));
bool kube_problem_about(struct kube_problem *problem, const struct kube_kind *kind,
                        const char *name); /* names the resource in the details */
bool kube_problem_not_found(struct kube_problem *problem, const struct kube_kind *kind,
                            const char *name);
bool kube_problem_conflict(struct kube_problem *problem, const struct kube_kind *kind,
                           const char *name);

/* Several mistakes in one object: collected, then told as 422. */
void kube_mistake(struct kube_problem *problem, const char *cause, const char *field,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
bool kube_problem_invalid(struct kube_problem *problem, const struct kube_kind *kind,
                          const char *name); /* true when there was no mistake */

json_t *kube_problem_status(const struct kube_problem *problem);

/* ---- the api-server ---- */

struct kube_controller;
struct kube_addresses;
struct kube_documents;

struct kube_login {
    struct kube_user user; /* texts are owned */
};

struct kube_api {
    /* fixed after kube_api_new */
    struct kube_api_config config;
    struct cert_store *own_certs; /* when none were given */
    char *version;
    char *url;
    struct kube_login logins[KUBE_USERS];
    size_t login_count;
    struct kube_documents *documents; /* discovery and OpenAPI, made once */

    /* under lock */
    pthread_mutex_t lock;
    struct kube_store *store;
    struct chance *chances;           /* one per kind, and one for what leaves no trace */
    struct kube_addresses *addresses; /* cluster IPs and node ports in use */
    struct kube_controller *controller; /* NULL: none */
    struct kube_watch *watches;
    bool has_kubelet; /* Pods are started by it; else they run at once */

    /* under serving: stopped and started while others look on */
    pthread_mutex_t serving;
    struct server *server; /* NULL: stopped */
};

int64_t kube_wall_ms(void);
const char *kube_now_text(char out[32]); /* to the second */

/*
 * What falls to objects of a kind by chance: uids, addresses, ends of names. Each kind has
 * its own, so that two worlds of one seed give a Service the same uid, however the events
 * of their controllers and the questions of their clients fell in between. NULL: chance for
 * what is only said in answers.
 */
struct chance *kube_chance(const struct kube_api *api, const struct kube_kind *kind);
void kube_uid_make(struct chance *chance, char out[KUBE_UID_BYTES]);
void kube_suffix_make(struct chance *chance, char out[6]); /* "7zdr2" */

/* ---- a request ---- */

enum kube_look { KUBE_LOOK_WHOLE, KUBE_LOOK_TABLE, KUBE_LOOK_PARTIAL };

/* How the client wants it, out of Accept, ?pretty and the User-Agent. */
struct kube_format {
    enum kube_look look;
    bool list_look; /* asked as …List */
    bool yaml;
    bool pretty;
    const char *table_version; /* "v1", "v1beta1" */
    const char *include; /* includeObject of a Table: "Metadata", "None", "Object" */
};

struct kube_identity {
    const char *name;
    const char *uid;
    const char *groups[KUBE_USER_GROUPS + 2];
    enum kube_role role;
    const char *binding;
    const char *credential; /* of a client certificate: "X509SHA256=…"; NULL */
    bool anonymous;
};

struct kube_call {
    struct kube_api *api;
    const struct ask *ask;
    struct reply *reply;
    struct arena arena;
    struct kube_problem problem;
    struct kube_identity who;
    struct kube_format format;
    const struct kube_kind *kind; /* NULL: no such resource */
    const char *group, *version, *resource;
    const char *name_space; /* NULL: cluster scope or all namespaces */
    const char *name;       /* NULL: the collection */
    const char *subresource;
    const char *verb; /* "list", as authorization knows it */
    bool watch_path;
    size_t warning_count;
    json_t *said_again; /* of a YAML body: keys that stand twice; NULL: it was none */
};

/* false, with the problem set. */
bool kube_accept_read(struct kube_call *call);
bool kube_login_find(struct kube_call *call);
bool kube_may(const struct kube_identity *who, const char *verb, const char *group,
              const char *resource, const char *subresource);
bool kube_may_check(struct kube_call *call);

/* Answers. json is taken. */
void kube_answer_json(struct kube_call *call, int status, json_t *json);
void kube_answer_problem(struct kube_call *call);
void kube_answer_version(struct kube_call *call, int status,
                         const struct kube_version *version);
void kube_warn(struct kube_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void kube_answer_buf(struct kube_call *call, int status, struct buf *text); /* takes it */
void kube_answer_plain(struct kube_call *call, int status, const char *text);
void kube_answer_plain_json(struct kube_call *call, const char *text); /* as it stands */
void kube_answer_stream_headers(struct kube_call *call);

/* ---- objects as text ---- */

/* One object in the look asked for. first: a Table's column definitions are wanted. */
void kube_render(const struct kube_format *format, const struct kube_kind *kind,
                 const struct kube_version *version, bool first, struct buf *out);

/* Its parts. An item of a list has no kind and apiVersion. */
void kube_add_envelope(const struct kube_kind *kind, const struct kube_version *version,
                       struct buf *out);
void kube_add_item(const struct kube_kind *kind, const struct kube_version *version,
                   struct buf *out);
void kube_add_partial(const struct kube_version *version, struct buf *out);
void kube_add_row(const struct kube_format *format, const struct kube_kind *kind,
                  const struct kube_version *version, struct buf *out);
void kube_add_columns(const struct kube_kind *kind, struct buf *out);

/* ---- what a call may turn out to be; false: see the problem ---- */
bool kube_handle_get(struct kube_call *call);
bool kube_handle_list(struct kube_call *call);
bool kube_handle_watch(struct kube_call *call);
bool kube_handle_write(struct kube_call *call);
bool kube_handle_review(struct kube_call *call);
bool kube_handle_plain(
    struct kube_call *call); /* /version, /healthz, discovery, OpenAPI */

#endif
