#include "lesson/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "lesson/twin.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { LINES_MOST = 400, PARTS_MOST = 12, PART_BYTES = 160 };

struct talk {
    int64_t begun_ms;
    struct arena arena;
    size_t count;
    struct lesson_line lines[LINES_MOST]; /* what is more is left out */
    const char *namespace, *name;         /* what is spoken of */
    bool made_elb;                        /* for that Service, by the ccm */
    bool deleting;
    const char *looked_up; /* the ELB that was read last; NULL */
};

/* One request, taken apart. */
struct said {
    enum lesson_actor who;
    const char *server, *method, *target, *body;
    const json_t *tree; /* the body; NULL */
    int status;
    size_t count;
    char parts[PARTS_MOST][PART_BYTES]; /* the path, cut at '/' */
};

struct talk *talk_new(int64_t begun_ms)
{
    struct talk *talk = mem_new(sizeof *talk);

    talk->begun_ms = begun_ms;
    return talk;
}

void talk_free(struct talk *talk)
{
    if (talk == NULL)
        return;
    arena_release(&talk->arena);
    free(talk);
}

size_t talk_count(const struct talk *talk)
{
    return talk->count;
}

void talk_turn_to(struct talk *talk, const char *namespace, const char *name)
{
    talk->namespace = arena_text(&talk->arena, namespace);
    talk->name = arena_text(&talk->arena, name);
    talk->made_elb = false;
    talk->deleting = false;
    talk->looked_up = NULL;
}

/* ---- a request taken apart ---- */

static bool actor_of(const char *who, enum lesson_actor *ret_actor)
{
    static const struct {
        const char *name;
        enum lesson_actor actor;
    } actors[] = {{"kubectl", LESSON_YOU},
                  {"cloud-controller-manager", LESSON_CCM},
                  {"envoy-gateway", LESSON_GATEWAY}};

    for (size_t i = 0; who != NULL && i < ARRAY_COUNT(actors); i++) {
        *ret_actor = actors[i].actor;
        if (strcmp(actors[i].name, who) == 0)
            return true;
    }
    return false;
}

static void cut_path(struct said *said)
{
    struct span path = span_of(said->target);
    struct span rest, part;

    span_cut(&path, '?', &rest);
    while (said->count < PARTS_MOST && span_cut(&rest, '/', &part)) {
        if (part.bytes == 0)
            continue;
        snprintf(said->parts[said->count++], PART_BYTES, "%.*s", (int)part.bytes,
                 part.at);
    }
}

static const char *part(const struct said *said, size_t at)
{
    return at < said->count ? said->parts[at] : "";
}

/* What stands behind that word in the path; "" when it is not there. */
static const char *behind(const struct said *said, const char *word)
{
    for (size_t i = 0; i + 1 < said->count; i++) {
        if (strcmp(said->parts[i], word) == 0)
            return said->parts[i + 1];
    }
    return "";
}

static bool speaks_of(const struct said *said, const char *word)
{
    return said->body != NULL && strstr(said->body, word) != NULL;
}

static bool is(const struct said *said, const char *method)
{
    return strcmp(said->method, method) == 0;
}

/* ---- what it means ---- */

static struct lesson_line line_of(const struct talk *talk, const struct said *said,
                                  enum lesson_actor to)
{
    return (struct lesson_line){
        .from = said->who,
        .to = to,
        .verb = said->method,
        .step = "",
        .text = "",
        .namespace = talk->namespace,
        .name = talk->name,
        .method = said->method,
        .target = said->target,
        .body = said->body,
        .twin = "",
        .status = said->status,
    };
}

/* Events that only repeat what another one has said. */
static bool is_echo(const char *reason)
{
    static const char *const echoes[] = {"EnsuredLoadBalancer", "SyncLoadBalancerFailed",
                                         "UpdateLoadBalancerFailed"};

    for (size_t i = 0; i < ARRAY_COUNT(echoes); i++) {
        if (strcmp(reason, echoes[i]) == 0)
            return true;
    }
    return false;
}

static bool understand_event(const struct said *said, struct arena *arena,
                             struct lesson_line *line)
{
    const char *reason = tree_text(said->tree, "reason");
    const char *message = tree_text(said->tree, "message");

    if (!is(said, "POST") || reason == NULL || is_echo(reason))
        return false;
    bool failed = strstr(reason, "Failed") != NULL;
    line->verb = failed ? "Event: no" : "Event";
    line->step = strcmp(reason, "EnsuringLoadBalancer") == 0 ? "3" : "";
    line->text = arena_text(arena, reason);
    if (failed && message != NULL)
        line->problem = arena_print(arena, "%s: %s", reason, message);
    return true;
}

static void understand_status(struct talk *talk, const struct said *said,
                              struct lesson_line *line)
{
    const json_t *finalizers = tree_at(said->tree, "metadata.finalizers");
    bool speaks_of_it = speaks_of(said, "\"finalizers\"");

    if (speaks_of_it && json_array_size(finalizers) == 0) {
        line->verb = "let go";
        line->text = "finalizer off";
    } else if (speaks_of_it) {
        line->verb = "finalizer";
        line->step = "3";
        line->text = "holds the object";
    } else if (json_array_size(tree_at(said->tree, "status.loadBalancer.ingress")) > 0) {
        line->verb = "ingress";
        line->step = "6";
        line->text = "EXTERNAL-IP";
    } else {
        line->verb = "ingress []";
        line->text = talk->deleting ? "EXTERNAL-IP gone" : "no address";
    }
}

static bool understand_service(struct talk *talk, const struct said *said,
                               struct arena *arena, struct lesson_line *line)
{
    const char *name = behind(said, "services");
    bool status = strcmp(part(said, said->count - 1), "status") == 0;

    line->namespace = arena_text(arena, behind(said, "namespaces"));
    line->name = arena_text(arena, name);
    if (said->who == LESSON_YOU && is(said, "DELETE")) {
        line->verb = "delete";
        line->text = arena_text(arena, name);
    } else if (said->who == LESSON_YOU || said->who == LESSON_GATEWAY) {
        line->verb = speaks_of(said, "\"spec\"") ? "apply" : "patch";
        line->step = "1";
        line->text = arena_text(arena, name);
    } else if (status) {
        understand_status(talk, said, line);
    } else if (speaks_of(said, "elb.mark")) {
        line->verb = "elb.mark";
        line->text = "a note of its own";
    } else {
        line->verb = "elb.id";
        line->step = "5";
        line->text = "elb.id, elb.eip-id";
    }
    return true;
}

static bool is_programmed(const json_t *gateway)
{
    const json_t *conditions = tree_at(gateway, "status.conditions");

    for (size_t i = 0; i < json_array_size(conditions); i++) {
        const json_t *one = json_array_get(conditions, i);
        const char *type = tree_text(one, "type");
        const char *status = tree_text(one, "status");
        if (type != NULL && status != NULL && strcmp(type, "Programmed") == 0)
            return strcmp(status, "True") == 0;
    }
    return false;
}

/* Gateways, routes and classes: what envoy-gw reads and tells. */
static bool understand_other(const struct said *said, struct arena *arena,
                             struct lesson_line *line)
{
    static const struct {
        const char *plural, *kind, *step;
    } kinds[] = {{"gateways", "Gateway", "a"},
                 {"gatewayclasses", "GatewayClass", ""},
                 {"httproutes", "HTTPRoute", "d"},
                 {"deployments", "Deployment", "b"}};

    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        const char *name = behind(said, kinds[i].plural);
        if (name[0] == '\0')
            continue;
        bool status = strcmp(part(said, said->count - 1), "status") == 0;
        bool programmed = status && is_programmed(said->tree);
        line->verb = is(said, "DELETE") ? "delete" : status ? "status" : "apply";
        line->step = programmed ? "c" : kinds[i].step;
        line->text = arena_print(arena, "%s %s", kinds[i].kind, name);
        return true;
    }
    return false;
}

static bool understand_kube(struct talk *talk, const struct said *said,
                            struct arena *arena, struct lesson_line *line)
{
    *line = line_of(talk, said, LESSON_API);
    if (is(said, "GET"))
        return false;
    if (behind(said, "namespaces")[0] != '\0' && strncmp(part(said, 4), "events", 6) == 0)
        return understand_event(said, arena, line);
    if (behind(said, "services")[0] != '\0')
        return understand_service(talk, said, arena, line);
    return understand_other(said, arena, line);
}

/* The last part of an address, or of a name, is enough to know it by. */
static const char *short_address(struct arena *arena, const char *address)
{
    const char *dot = address == NULL ? NULL : strrchr(address, '.');

    while (dot != NULL && dot > address && dot[-1] != '.')
        dot--;
    return dot == NULL ? "EIP" : arena_print(arena, ".%s", dot);
}

static bool understand_eip(const struct said *said, struct arena *arena,
                           struct lesson_line *line)
{
    const char *port = tree_text(said->tree, "publicip.port_id");
    const char *address = tree_text(said->tree, "publicip.ip_address");

    if (is(said, "POST")) {
        line->verb = "POST eip";
        line->step = "4b";
        line->text =
            address != NULL && said->status < 400 ? short_address(arena, address) : "EIP";
    } else if (is(said, "PUT")) {
        bool binds = port != NULL && port[0] != '\0';
        line->verb = binds ? "PUT eip: bind" : "PUT eip: free";
        line->step = binds ? "4c" : "";
        line->text = binds ? "bound" : "unbound";
    } else if (is(said, "DELETE")) {
        line->verb = "DELETE eip";
        line->text = "released";
    } else {
        return false;
    }
    return true;
}

/* What each collection of the ELB service is called here, and the part it makes. */
static const struct {
    const char *plural, *word, *step, *name;
} collections[] = {
    {"members", "member", "4e", "member.address"},
    {"healthmonitors", "monitor", "4e", "healthmonitor.type"},
    {"pools", "pool", "4e", "pool.name"},
    {"listeners", "listener", "4d", "listener.name"},
    {"loadbalancers", "elb", "4a", "loadbalancer.name"},
};

static size_t collection_of(const struct said *said)
{
    for (size_t i = 0; i < ARRAY_COUNT(collections); i++) {
        for (size_t k = 0; k < said->count; k++) {
            if (strcmp(said->parts[k], collections[i].plural) == 0)
                return i;
        }
    }
    return ARRAY_COUNT(collections);
}

/* An ELB that is not made is looked up: the ccm reads it before it builds on it. */
static bool understand_lookup(struct talk *talk, const struct said *said,
                              struct lesson_line *line)
{
    const char *id = behind(said, "loadbalancers");

    if (id[0] == '\0' || talk->made_elb || talk->deleting ||
        (talk->looked_up != NULL && strcmp(talk->looked_up, id) == 0))
        return false;
    talk->looked_up = arena_text(&talk->arena, id);
    line->verb = "GET elb";
    line->step = "4a";
    line->text = "it is there";
    return true;
}

static bool understand_elb(struct talk *talk, const struct said *said,
                           struct arena *arena, struct lesson_line *line)
{
    size_t at = collection_of(said);

    if (at == ARRAY_COUNT(collections))
        return false;
    if (is(said, "GET"))
        return understand_lookup(talk, said, line);
    const char *name = tree_text(said->tree, collections[at].name);
    line->verb = arena_print(arena, "%s %s", said->method, collections[at].word);
    line->step = is(said, "POST") ? collections[at].step : "";
    line->text = name != NULL         ? arena_text(arena, name)
                 : is(said, "DELETE") ? "gone"
                                      : collections[at].word;
    return true;
}

static bool understand_cloud(struct talk *talk, const struct said *said,
                             struct arena *arena, struct lesson_line *line)
{
    *line = line_of(talk, said, LESSON_CLOUD);
    if (said->who != LESSON_CCM)
        return false;
    return strcmp(part(said, 2), "publicips") == 0
               ? understand_eip(said, arena, line)
               : understand_elb(talk, said, arena, line);
}

static bool understand(struct talk *talk, const struct said *said, struct arena *arena,
                       struct lesson_line *line)
{
    bool api = strcmp(part(said, 0), "api") == 0 || strcmp(part(said, 0), "apis") == 0;
    bool login = strcmp(part(said, 1), "auth") == 0;

    if (login || !(api ? understand_kube(talk, said, arena, line)
                       : understand_cloud(talk, said, arena, line)))
        return false;
    line->twin = twin_of(line, arena);
    return true;
}

/* ---- lines ---- */

static struct lesson_line *add(struct talk *talk, const struct lesson_line *line)
{
    if (talk->count == LINES_MOST)
        return &talk->lines[LINES_MOST - 1];
    talk->lines[talk->count] = *line;
    return &talk->lines[talk->count++];
}

/* What the conversation is about from here on. */
static void remember(struct talk *talk, const struct lesson_line *line)
{
    bool is_user = line->from == LESSON_YOU || line->from == LESSON_GATEWAY;

    if (line->name != NULL && line->to == LESSON_API && line->name != talk->name &&
        (talk->name == NULL || strcmp(talk->name, line->name) != 0 ||
         strcmp(talk->namespace, line->namespace) != 0)) {
        bool deleting = is_user && strcmp(line->verb, "delete") == 0;
        talk_turn_to(talk, line->namespace, line->name);
        talk->deleting = deleting;
    }
    if (is_user && strcmp(line->verb, "delete") == 0)
        talk->deleting = true;
    if (strcmp(line->verb, "POST elb") == 0)
        talk->made_elb = true;
}

/* The api-server's own part: what it does of itself when it took something. */
static void add_stored(struct talk *talk, const struct lesson_line *call)
{
    struct lesson_line stored = *call;

    stored.from = stored.to = LESSON_API;
    stored.verb = "";
    stored.method = stored.target = "";
    stored.body = NULL;
    stored.status = 0;
    if (strcmp(call->verb, "delete") == 0) {
        stored.text = "marked: the finalizer holds it";
    } else if (call->status == 201) {
        stored.step = "2";
        stored.text = "no address yet";
    } else {
        return;
    }
    add(talk, &stored);
}

/* Conditions are told again and again; once is enough. */
static bool was_said(const struct talk *talk, const struct lesson_line *line)
{
    for (size_t i = 0; i < talk->count; i++) {
        const struct lesson_line *old = &talk->lines[i];
        if (line->from == LESSON_GATEWAY && strcmp(line->verb, "status") == 0 &&
            strcmp(old->verb, line->verb) == 0 && strcmp(old->step, line->step) == 0 &&
            strcmp(old->text, line->text) == 0)
            return true;
    }
    return false;
}

static void hear_call(struct talk *talk, const json_t *entry)
{
    struct said said = {
        .server = tree_text(entry, "server"),
        .method = arena_text(&talk->arena, tree_text(entry, "method")),
        .target = arena_text(&talk->arena, tree_text(entry, "target")),
        .body = arena_text(&talk->arena, tree_text(entry, "body")),
        .status = (int)tree_int(entry, "status", 0),
    };
    struct lesson_line line;
    json_t *body = NULL;

    if (!actor_of(tree_text(entry, "who"), &said.who))
        return;
    if (said.body != NULL)
        tree_from_json(span_of(said.body), "body", &body, NULL);
    said.tree = body;
    cut_path(&said);
    if (understand(talk, &said, &talk->arena, &line) && !was_said(talk, &line)) {
        line.at_ms = tree_int(entry, "at_ms", 0) - talk->begun_ms;
        if (line.status >= 400 && line.problem == NULL)
            line.problem = arena_print(&talk->arena, "answered %d", line.status);
        remember(talk, &line);
        const struct lesson_line *added = add(talk, &line);
        if (line.to == LESSON_API && line.name != NULL && line.status < 400 &&
            (line.from == LESSON_YOU || line.from == LESSON_GATEWAY) &&
            behind(&said, "services")[0] != '\0')
            add_stored(talk, added);
    }
    json_decref(body);
}

/* What happens around the calls, in the user's words. */
static void add_aside(struct talk *talk, const char *text)
{
    struct lesson_line line = {
        .from = LESSON_YOU,
        .to = LESSON_YOU,
        .verb = "",
        .step = "",
        .text = arena_text(&talk->arena, text),
        .namespace = talk->namespace,
        .name = talk->name,
        .method = "",
        .target = "",
        .twin = "",
    };
    add(talk, &line);
}

static bool is_note(const char *text)
{
    return span_starts(span_of(text), "apply ") || span_starts(span_of(text), "patch ") ||
           span_starts(span_of(text), "delete ");
}

/* The story's own notes of what the user did: only their bad news are news. */
static void hear_story(struct talk *talk, const char *text)
{
    const char *why = strstr(text, ": ");

    if (!is_note(text)) {
        add_aside(talk, text);
        return;
    }
    for (size_t i = talk->count; why != NULL && i > 0; i--) {
        struct lesson_line *line = &talk->lines[i - 1];
        if (line->from != LESSON_YOU || line->status < 400)
            continue;
        line->problem = arena_text(&talk->arena, why + 2);
        return;
    }
}

void talk_foresee_route(struct talk *talk, const char *address, struct arena *arena,
                        struct lesson_line *ret_line)
{
    *ret_line = (struct lesson_line){
        .from = LESSON_CLOUD,
        .to = LESSON_FABRIC,
        .verb = "BGP",
        .step = "7",
        .text = short_address(arena, address),
        .namespace = arena_text(arena, talk->namespace),
        .name = arena_text(arena, talk->name),
        .method = "",
        .target = arena_print(arena, "advertise %s/32", address),
        .twin = arena_print(arena, "curl http://%s/", address),
    };
}

static void hear_fabric(struct talk *talk, const json_t *entry)
{
    const char *text = tree_text(entry, "target");
    const char *address = text == NULL ? NULL : strrchr(text, ' ');
    struct lesson_line line;

    if (address == NULL)
        return;
    talk_foresee_route(talk, address + 1, &talk->arena, &line);
    line.at_ms = tree_int(entry, "at_ms", 0) - talk->begun_ms;
    add(talk, &line);
}

void talk_hear(struct talk *talk, const json_t *entry)
{
    const char *server = tree_text(entry, "server");

    if (server == NULL || tree_text(entry, "target") == NULL)
        return;
    if (strcmp(server, "story") == 0)
        hear_story(talk, tree_text(entry, "target"));
    else if (strcmp(server, "fabric") == 0)
        hear_fabric(talk, entry);
    else if (tree_text(entry, "method") != NULL)
        hear_call(talk, entry);
}

bool talk_foresee(struct talk *talk, const json_t *call, struct arena *arena,
                  struct lesson_line *ret_line)
{
    struct said said = {
        .server = "",
        .method = arena_text(arena, tree_text(call, "method")),
        .target = arena_text(arena, tree_text(call, "target")),
        .body = arena_text(arena, tree_text(call, "body")),
    };
    json_t *body = NULL;

    if (said.method == NULL || said.target == NULL ||
        !actor_of(tree_text(call, "who"), &said.who))
        return false;
    if (said.body != NULL)
        tree_from_json(span_of(said.body), "body", &body, NULL);
    said.tree = body;
    cut_path(&said);
    bool known = understand(talk, &said, arena, ret_line);
    if (!known) { /* it waits, so it is shown, whatever it is */
        *ret_line =
            line_of(talk, &said, part(&said, 0)[0] == 'a' ? LESSON_API : LESSON_CLOUD);
        ret_line->twin = twin_of(ret_line, arena);
    }
    /* What is foreseen outlives the talk: it goes up to the screen. */
    ret_line->namespace = arena_text(arena, ret_line->namespace);
    ret_line->name = arena_text(arena, ret_line->name);
    json_decref(body);
    return true;
}

struct lesson_line *talk_copy(const struct talk *talk, struct arena *arena)
{
    struct lesson_line *lines = arena_new_array(arena, talk->count + 1, sizeof *lines);

    for (size_t i = 0; i < talk->count; i++) {
        const struct lesson_line *from = &talk->lines[i];
        lines[i] = *from;
        lines[i].verb = arena_text(arena, from->verb);
        lines[i].step = arena_text(arena, from->step);
        lines[i].text = arena_text(arena, from->text);
        lines[i].namespace = arena_text(arena, from->namespace);
        lines[i].name = arena_text(arena, from->name);
        lines[i].method = arena_text(arena, from->method);
        lines[i].target = arena_text(arena, from->target);
        lines[i].body = arena_text(arena, from->body);
        lines[i].problem = arena_text(arena, from->problem);
        lines[i].twin = arena_text(arena, from->twin);
    }
    return lines;
}
