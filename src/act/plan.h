/*
 * plan.h - what will be done, as it is shown and as it is executed: one object.
 *
 * A plan is built from a view by a pure function, read by a person, and then given to the
 * worker, which executes this very object: what was confirmed is what is sent. It carries
 * what it was built on (uid, resourceVersion), so that a world that has moved is found out.
 *
 * Owner: whoever holds it; plan_free ends it. It holds copies only and may cross threads.
 */
#ifndef ELBTOP_ACT_PLAN_H
#define ELBTOP_ACT_PLAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "act/around.h"
#include "base/arena.h"
#include "base/err.h"
#include "state/view.h"

/* Marks what the guided runs have made; only such things are taken away by them. */
#define PLAN_DEMO_LABEL "elbtop.io/demo"

/* What is known of the use of what goes: that is why a tear-down takes a typed word. */
#define PLAN_TRAFFIC "unknown: the cloud's meter (Cloud Eye) is not read"

/* Who owns the fields that are applied; visible in managedFields. */
#define PLAN_FIELD_MANAGER "elbtop"

enum {
    PLAN_OBJECTS = 1024, /* most things in one plan */
    PLAN_ADDRESSES = 64, /* most that are probed until they are silent */
    PLAN_THINGS = PLAN_OBJECTS + PLAN_ADDRESSES,
};

enum plan_kind { PLAN_CREATE, PLAN_LINK, PLAN_TEARDOWN };

/* What a confirmation takes; ux rules: 1 one `y`, 2 a typed word. */
enum plan_tier { TIER_YES = 1, TIER_WORD = 2 };

enum plan_fate { FATE_GOES, FATE_STAYS, FATE_DANGLES, FATE_ORPHAN, FATE_MAKES };

enum plan_thing {
    THING_SERVICE,
    THING_LISTENER,
    THING_ELB,
    THING_EIP,
    THING_NAME,
    THING_WORKLOAD,
    THING_DEPLOYMENT,
    THING_NAMESPACE,
    THING_ADDRESS, /* nothing that is deleted: the proof that nobody answers any more */
};

struct plan_object {
    enum plan_fate fate;
    enum plan_thing thing;
    size_t service;      /* of plan.services: with which it goes */
    const char *name;    /* "whoami/whoami", "80/TCP k8s_TCP_80", "k8s-whoami" */
    const char *id;      /* uid or cloud id; NULL: none, or not known */
    const char *pool_id; /* of a listener; NULL */
    const char *detail;  /* why, or what is with it; "" */
};

/* One Service that is acted on, with what the plan was built on. */
struct plan_service {
    const char *namespace;
    const char *name;
    const char *uid;              /* NULL: does not exist yet (create) */
    const char *resource_version; /* NULL likewise */
    const char *elb_id;           /* as shown; NULL */
    const char *ports;   /* as shown, "80/TCP 443/TCP"; NULL: it does not exist yet */
    const char *ingress; /* likewise, addresses with blanks between */
    const char *method;  /* "DELETE", "PATCH" */
    const char *path;    /* of the request */
    const char *twin;    /* the kubectl line that does the same */
};

/* Where nobody must answer any more once its Service is gone; asked last of all. */
struct plan_address {
    size_t service; /* of plan.services */
    const char *address;
    uint16_t port;
    bool answered; /* when the plan was made: only then is silence a change */
};

/*
 * Something that comes along with the Services: applied before them, or deleted after them.
 * What exists without PLAN_DEMO_LABEL belongs to somebody else and is left alone.
 */
struct plan_extra {
    enum plan_thing thing; /* THING_NAMESPACE, THING_DEPLOYMENT */
    const char *name;      /* "lb-demo", "lb-demo/hello" */
    const char *path;      /* of the object, without query */
    const char *manifest;  /* JSON; NULL: it is deleted */
    const char *twin;
    size_t object;              /* its line in plan.objects */
    const char *lodger_path[2]; /* lists that must be empty before it may go; NULL */
};

struct plan {
    enum plan_kind kind;
    enum plan_tier tier;
    size_t service_count;
    const struct plan_service *services; /* in the order in which they are done */
    size_t extra_count;
    struct plan_extra *extras; /* in the order in which they are done */
    size_t object_count;
    struct plan_object *objects;
    size_t address_count;
    struct plan_address *addresses;
    size_t goes_count;   /* objects with FATE_GOES */
    size_t orphan_count; /* cloud objects that nobody will own */
    const char *word;    /* what must be typed for TIER_WORD: "whoami", "delete 3" */
    const char *better;  /* a safer order, in words; NULL: this is it */
    size_t better_count; /* Services of that order, "ns/name" */
    const char *const *better_names;
    size_t warning_count;
    const char **warnings;
    bool cloud_read; /* ELB and EIP were read when it was built */
    bool behind;     /* but before something that speaks against it: read again */
    bool
        has_ownerless; /* a listener of nobody keeps an ELB: of one that has just gone? */
    bool bare;      /* for a dry run alone: nothing was looked up and nothing compared */
    char *manifest; /* of create and link: JSON, owned */
    const char *from_namespace; /* of a link: the Service whose elb.id is read again */
    const char *from_name;      /* when it is carried out; NULL: the manifest has it */
    int64_t built_wall_ms;
    struct arena arena;
};

struct plan_guard {
    bool protected_context;    /* always TIER_WORD */
    bool disarmed;             /* protected and not armed: refused */
    bool read_only;            /* refused */
    int64_t kubernetes_age_ms; /* of what the view is built on */
    const char *demo_label; /* key of a label that marks what may go with a `y`; NULL */
    size_t made_count;
    const char *const *made; /* uids of what this session made: may go with a `y` too */
    const char *only_namespace;  /* that was read; NULL: all were */
    const struct around *around; /* NULL: nothing is known */
};

/* Errors: ERR_REFUSED, the text says why C, L and X are off: read-only, too old a picture. */
enum err_code plan_guard_check(const struct plan_guard *guard, struct err *err);

/*
 * Tears down these Services ("ns/name"). TENANTs come first whatever the order given.
 * Errors: ERR_REFUSED with the reason in words (read-only, too old, owned by a Gateway
 * controller, already being deleted); ERR_ABSENT, where = the name that is not there.
 */
enum err_code plan_teardown(const struct view *view, const char *const *names,
                            size_t count, const struct plan_guard *guard,
                            struct plan **ret_plan, struct err *err);

/*
 * Applies this manifest (of wish_manifest, or from a file). kind: PLAN_CREATE or PLAN_LINK.
 * The manifest is linted against the view: an error refuses it, warnings go into the plan.
 * Errors: ERR_REFUSED when a live Service of that name cannot become this one, or the ELB
 *         that is named cannot be used; the text says what works.
 */
enum err_code plan_apply(const struct view *view, enum plan_kind kind,
                         const json_t *manifest, const struct plan_guard *guard,
                         struct plan **ret_plan, struct err *err);

/*
 * Asks the api-server about this manifest of a Service, whatever is there and whatever the
 * lint says; only for a dry run. namespace: where the manifest names none.
 * Errors: ERR_SHAPE without a name.
 */
enum err_code plan_dry_run(const json_t *manifest, const char *namespace,
                           struct plan **ret_plan, struct err *err);

/* A link's elb.id is read from this Service again at the moment of acting. */
void plan_read_id_from(struct plan *plan, const char *namespace, const char *name);

/*
 * Before the plan is confirmed: this comes along. Applied for a create or link; for a tear-
 * down it is deleted, if it carries PLAN_DEMO_LABEL and nobody else lives in it.
 * Errors: ERR_SHAPE for a kind other than Namespace and Deployment, or without a name.
 */
enum err_code plan_add_extra(struct plan *plan, const json_t *manifest, struct err *err);

void plan_free(struct plan *plan);

const char *plan_fate_word(enum plan_fate fate);    /* "GOES", "STAYS", … */
const char *plan_thing_word(enum plan_thing thing); /* "Service", "listener", … */

/* "Type whoami to tear down 2 things, leaving 2 orphans", "Press y to create". */
const char *plan_question(const struct plan *plan, char *out, size_t out_bytes);

/* "whoami/whoami", "3 Services". */
const char *plan_title(const struct plan *plan, char *out, size_t out_bytes);

#endif
