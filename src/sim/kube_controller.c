#include "sim/kube_controller.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/kube_endpoints.h"
#include "sim/kube_scheduler.h"
#include "sim/kube_workload.h"
#include "sim/kube_write.h"
#include "wire/tree.h"
#include "base/banned.h"

enum {
    ROUNDS_MOST = 1000000, /* of one run; more would be a circle */
    TREES_KEPT = 64,
};

/* A Service or Pod as a tree. Pods are looked at for each of their Services, again and again. */
struct kept_tree {
    struct kube_version *of; /* held, so that no other can have its address */
    json_t *tree;
};

/* Something that changed and was not looked at yet. */
struct note {
    const struct kube_kind *kind;
    char *name_space;
    char *name;
    char *uid;
    bool deleted;
    struct kube_version *last; /* of what was deleted, held */
};

struct kube_controller {
    struct kube_api *api;
    struct note *notes; /* a queue */
    size_t first;
    size_t count;
    size_t capacity;
    bool running;
    struct kept_tree
        trees[TREES_KEPT]; /* each at the place its version's address gives */
};

static const char foreground[] = "foregroundDeletion";

/* ---- trees ---- */

static struct kept_tree *place_of(struct kube_controller *controller,
                                  const struct kube_version *version)
{
    return &controller->trees[((uintptr_t)version / sizeof *version) % TREES_KEPT];
}

/* Takes the tree. */
static void keep_tree(struct kept_tree *place, const struct kube_version *of,
                      json_t *tree)
{
    kube_version_drop(place->of);
    json_decref(place->tree);
    place->of = of == NULL ? NULL : kube_version_hold(of);
    place->tree = tree;
}

json_t *kube_controller_tree(struct kube_api *api, const struct kube_version *version)
{
    struct kept_tree *place = place_of(api->controller, version);

    if (place->of != version)
        keep_tree(place, version, kube_version_tree_unmanaged(version));
    return json_incref(place->tree);
}

/* ---- notes ---- */

static void note_change(void *ctx, const struct kube_kind *kind,
                        const struct kube_change *change, json_t *object)
{
    struct kube_controller *controller = ctx;

    if (kind->type == &kube_type_event || kind->type == &kube_type_lease)
        return; /* nothing follows from them */
    if (kind->type == &kube_type_service || kind->type == &kube_type_pod)
        keep_tree(place_of(controller, change->now), change->now, json_incref(object));
    controller->notes = mem_grow(controller->notes, &controller->capacity,
                                 controller->count + 1, sizeof *controller->notes);
    controller->notes[controller->count++] = (struct note){
        .kind = kind,
        .name_space = mem_copy_text(change->now->name_space),
        .name = mem_copy_text(change->now->name),
        .uid = mem_copy_text(change->now->uid),
        .deleted = change->type == KUBE_DELETED,
        .last = kube_version_hold(change->now),
    };
}

static void note_release(struct note *note)
{
    free(note->name_space);
    free(note->name);
    free(note->uid);
    kube_version_drop(note->last);
    *note = (struct note){0};
}

struct kube_controller *kube_controller_new(struct kube_api *api)
{
    struct kube_controller *controller = mem_new(sizeof *controller);

    controller->api = api;
    kube_store_on_change(api->store, note_change, controller);
    return controller;
}

void kube_controller_free(struct kube_controller *controller)
{
    if (controller == NULL)
        return;
    for (size_t i = controller->first; i < controller->count; i++)
        note_release(&controller->notes[i]);
    for (size_t i = 0; i < TREES_KEPT; i++)
        keep_tree(&controller->trees[i], NULL, NULL);
    free(controller->notes);
    free(controller);
}

/* ---- writing as a controller ---- */

struct kube_wish kube_controller_wish(const struct kube_kind *kind,
                                      const char *name_space, const char *name,
                                      const char *manager)
{
    return (struct kube_wish){.kind = kind,
                              .name_space = name_space,
                              .name = name,
                              .subresource = "",
                              .manager = manager,
                              .internal = true};
}

static bool delete_one(struct kube_api *api, const struct kube_kind *kind,
                       const char *name_space, const char *name,
                       const struct kube_farewell *farewell)
{
    struct arena arena;
    struct kube_problem problem;
    struct kube_version *last = NULL;
    struct kube_wish wish = kube_controller_wish(kind, name_space, name, NULL);
    bool gone = false;

    arena_init(&arena, 0);
    kube_problem_init(&problem, &arena);
    if (kube_write_delete(api, &wish, farewell, &last, &gone, &problem))
        kube_version_drop(last);
    kube_problem_release(&problem);
    arena_release(&arena);
    return gone;
}

bool kube_controller_delete(struct kube_api *api, const struct kube_kind *kind,
                            const char *name_space, const char *name)
{
    return delete_one(api, kind, name_space, name, &(struct kube_farewell){0});
}

bool kube_controller_end(struct kube_api *api, const struct kube_kind *kind,
                         const char *name_space, const char *name)
{
    return delete_one(api, kind, name_space, name,
                      &(struct kube_farewell){.has_grace = true});
}

void kube_controller_put(struct kube_api *api, const struct kube_wish *wish,
                         json_t *object)
{
    struct arena arena;
    struct kube_problem problem;
    struct kube_version *stored = NULL;
    const struct kube_version *before =
        wish->name == NULL
            ? NULL
            : kube_store_find(api->store, wish->kind, wish->name_space, wish->name);

    arena_init(&arena, 0);
    kube_problem_init(&problem, &arena);
    if (before == NULL) {
        kube_write_create(api, wish, object, &stored, &problem);
    } else {
        struct kube_version *held = kube_version_hold(before);
        kube_write_update(api, wish, held, object, &stored, &problem);
        kube_version_drop(held);
    }
    kube_version_drop(stored);
    kube_problem_release(&problem);
    arena_release(&arena);
}

/* ---- garbage ---- */

/* Deletes what the uid owns; how much of it is still there. */
static size_t delete_owned(struct kube_api *api, const char *uid)
{
    size_t left = 0;

    for (size_t k = 0; k < kube_kind_count; k++) {
        const struct kube_kind *kind = &kube_kinds[k];
        for (size_t i = kube_store_count(api->store, kind); kind->stored_as == 0 && i > 0;
             i--) {
            const struct kube_version *one = kube_store_at(api->store, kind, i - 1);
            if (strcmp(one->owner, uid) != 0)
                continue;
            struct kube_version *held = kube_version_hold(one);
            bool gone = kube_controller_delete(api, kind, held->name_space, held->name);
            left += !gone;
            kube_version_drop(held);
        }
    }
    return left;
}

/* Takes the finalizer away; false when it was not there. */
static bool remove_text(json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (one != NULL && strcmp(one, text) == 0)
            return json_array_remove(list, i) == 0;
    }
    return false;
}

static void end_foreground(struct kube_api *api, const struct kube_kind *kind,
                           const struct kube_version *version)
{
    if (!version->deleting || strstr(version->text, foreground) == NULL ||
        delete_owned(api, version->uid) > 0)
        return;
    json_t *object = kube_version_tree(version);
    json_t *list = json_object_get(json_object_get(object, "metadata"), "finalizers");
    if (!remove_text(list, foreground)) {
        json_decref(object);
        return;
    }
    struct kube_wish wish =
        kube_controller_wish(kind, version->name_space, version->name, NULL);
    kube_controller_put(api, &wish, object);
}

/* The owner of what has gone may have waited for it. */
static void look_at_owner(struct kube_api *api, const char *uid)
{
    for (size_t k = 0; uid[0] != '\0' && k < kube_kind_count; k++) {
        const struct kube_kind *kind = &kube_kinds[k];
        for (size_t i = 0; kind->stored_as == 0 && i < kube_store_count(api->store, kind);
             i++) {
            const struct kube_version *one = kube_store_at(api->store, kind, i);
            if (!one->deleting || strcmp(one->uid, uid) != 0)
                continue;
            struct kube_version *held = kube_version_hold(one);
            end_foreground(api, kind, held);
            kube_version_drop(held);
            return;
        }
    }
}

/* ---- namespaces ---- */

static size_t empty_namespace(struct kube_api *api, const char *name)
{
    size_t left = 0;

    for (size_t k = 0; k < kube_kind_count; k++) {
        const struct kube_kind *kind = &kube_kinds[k];
        if (!kind->namespaced || kind->stored_as != 0)
            continue;
        for (size_t i = kube_store_count(api->store, kind); i > 0; i--) {
            const struct kube_version *one = kube_store_at(api->store, kind, i - 1);
            if (strcmp(one->name_space, name) != 0)
                continue;
            struct kube_version *held = kube_version_hold(one);
            left += !kube_controller_delete(api, kind, name, held->name);
            kube_version_drop(held);
        }
    }
    return left;
}

static void end_namespace(struct kube_api *api, const char *name)
{
    const struct kube_kind *kind = kube_kind_find("", "v1", "namespaces");
    const struct kube_version *version = kube_store_find(api->store, kind, "", name);

    if (version == NULL || !version->deleting || empty_namespace(api, name) > 0)
        return;
    version = kube_store_find(api->store, kind, "", name);
    if (version == NULL)
        return;
    json_t *object = kube_version_tree(version);
    struct kube_wish wish = kube_controller_wish(kind, "", name, NULL);
    json_t *list = json_object_get(json_object_get(object, "spec"), "finalizers");
    /* Whoever else holds it comes first: in the end the order makes no difference. */
    bool held = json_array_size(tree_at(object, "metadata.finalizers")) > 0;
    if (held || (!remove_text(list, "kubernetes") && json_array_size(list) > 0)) {
        json_decref(object);
        return;
    }
    wish.subresource = "finalize";
    kube_controller_put(api, &wish, object);
}

/* ---- all ---- */

static void work_on(struct kube_controller *controller, const struct note *note)
{
    struct kube_api *api = controller->api;
    const struct kube_version *now =
        kube_store_find(api->store, note->kind, note->name_space, note->name);

    if (note->deleted) {
        delete_owned(api, note->uid);
        look_at_owner(api, note->last->owner);
        if (note->name_space[0] != '\0')
            end_namespace(api, note->name_space);
    } else if (now != NULL && now->deleting) {
        struct kube_version *held = kube_version_hold(now);
        if (note->kind->type == &kube_type_namespace)
            end_namespace(api, note->name);
        else
            end_foreground(api, note->kind, held);
        kube_version_drop(held);
    }
    kube_scheduler_follow(api, note->kind, note->name_space, note->name);
    kube_endpoints_follow(api, note->kind, note->name_space, note->name, note->last);
    kube_workload_follow(api, note->kind, note->name_space, note->name, note->last);
}

void kube_controller_run(struct kube_api *api)
{
    struct kube_controller *controller = api->controller;

    if (controller == NULL || controller->running)
        return;
    controller->running = true;
    for (size_t rounds = 0; controller->first < controller->count && rounds < ROUNDS_MOST;
         rounds++) {
        struct note note = controller->notes[controller->first++];
        work_on(controller, &note);
        note_release(&note);
    }
    if (controller->first == controller->count)
        controller->first = controller->count = 0;
    controller->running = false;
}
