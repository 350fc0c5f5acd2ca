#include "state/few.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void few_release(struct few *few)
{
    for (size_t i = 0; i < few->count; i++)
        kube_object_free(few->objects[i]);
    free(few->objects);
    free(few->marked);
}

static bool is_same(const struct kube_object *object, const char *namespace,
                    const char *name)
{
    return strcmp(object->meta.namespace, namespace) == 0 &&
           strcmp(object->meta.name, name) == 0;
}

size_t few_find(const struct few *few, const char *namespace, const char *name)
{
    size_t at = 0;
    while (at < few->count && !is_same(few->objects[at], namespace, name))
        at++;
    return at;
}

void few_put(struct few *few, struct kube_object *object)
{
    size_t at = few_find(few, object->meta.namespace, object->meta.name);

    if (at < few->count) {
        kube_object_free(few->objects[at]);
    } else {
        few->objects = mem_grow(few->objects, &few->room, few->count + 1,
                                sizeof(struct kube_object *));
        few->marked =
            mem_grow(few->marked, &few->marked_room, few->count + 1, sizeof(bool));
        few->count++;
    }
    few->objects[at] = object;
    few->marked[at] = false;
}

void few_keep(struct few *few, struct kube_object *object)
{
    size_t at = few_find(few, object->meta.namespace, object->meta.name);

    if (at < few->count)
        few->marked[at] = false;
    kube_object_free(object);
}

void few_remove(struct few *few, size_t at)
{
    kube_object_free(few->objects[at]);
    few->count--;
    few->objects[at] = few->objects[few->count];
    few->marked[at] = few->marked[few->count];
}

void few_mark(struct few *few)
{
    for (size_t i = 0; i < few->count; i++)
        few->marked[i] = true;
}

bool few_sweep(struct few *few)
{
    size_t before = few->count;

    for (size_t i = few->count; i-- > 0;) {
        if (few->marked[i])
            few_remove(few, i);
    }
    return few->count != before;
}
