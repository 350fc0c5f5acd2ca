#include "state/tally.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/mem.h"

#include "base/banned.h"

/* A pod of a cluster with two families is in a slice of each: they are counted apart. */
enum family { FAMILY_IPV4, FAMILY_IPV6, FAMILY_OTHER, FAMILY_COUNT };

/* Namespace and name in one key; names hold no '/'. */
struct sum {
    size_t ready[FAMILY_COUNT];
    size_t total[FAMILY_COUNT];
    size_t slices;
    UT_hash_handle hh;
    char key[];
};

struct slice {
    struct sum *sum; /* of its Service; NULL: belongs to none */
    enum family family;
    size_t ready;
    size_t total;
    bool marked; /* not seen in the list that arrives */
    UT_hash_handle hh;
    char key[];
};

struct tally {
    struct sum *sums;
    struct slice *slices;
    char *key; /* where keys are put together */
    size_t key_room;
};

struct tally *tally_new(void)
{
    return mem_new(sizeof(struct tally));
}

static const char *key_of(struct tally *tally, const char *namespace, const char *name)
{
    size_t before = strlen(namespace);
    size_t bytes = before + 1 + strlen(name) + 1;

    tally->key = mem_grow(tally->key, &tally->key_room, bytes, 1);
    memcpy(tally->key, namespace, before);
    tally->key[before] = '/';
    memcpy(tally->key + before + 1, name, strlen(name) + 1);
    return tally->key;
}

static struct sum *sum_for(struct tally *tally, const char *key)
{
    struct sum *sum;

    HASH_FIND_STR(tally->sums, key, sum);
    if (sum != NULL)
        return sum;
    size_t bytes = strlen(key) + 1;
    sum = mem_new(sizeof *sum + bytes);
    memcpy(sum->key, key, bytes);
    HASH_ADD_STR(tally->sums, key, sum);
    return sum;
}

static void slice_leave(struct tally *tally, struct slice *slice)
{
    struct sum *sum = slice->sum;
    if (sum == NULL)
        return;

    sum->ready[slice->family] -= slice->ready;
    sum->total[slice->family] -= slice->total;
    sum->slices--;
    slice->sum = NULL;
    if (sum->slices > 0)
        return;
    HASH_DEL(tally->sums, sum);
    free(sum);
}

static enum family family_of(const struct endpoint_slice *from)
{
    if (strcmp(from->address_type, "IPv4") == 0)
        return FAMILY_IPV4;
    return strcmp(from->address_type, "IPv6") == 0 ? FAMILY_IPV6 : FAMILY_OTHER;
}

static void slice_join(struct slice *slice, struct sum *sum,
                       const struct endpoint_slice *from)
{
    slice->sum = sum;
    slice->family = family_of(from);
    slice->ready = from->ready;
    slice->total = from->total;
    sum->ready[slice->family] += from->ready;
    sum->total[slice->family] += from->total;
    sum->slices++;
}

static struct slice *slice_for(struct tally *tally, const char *key)
{
    struct slice *slice;

    HASH_FIND_STR(tally->slices, key, slice);
    if (slice != NULL)
        return slice;
    size_t bytes = strlen(key) + 1;
    slice = mem_new(sizeof *slice + bytes);
    memcpy(slice->key, key, bytes);
    HASH_ADD_STR(tally->slices, key, slice);
    return slice;
}

bool tally_put(struct tally *tally, const struct kube_object *object)
{
    const struct endpoint_slice *from = &object->endpoint_slice;
    const char *namespace = object->meta.namespace;
    struct slice *slice = slice_for(tally, key_of(tally, namespace, object->meta.name));

    slice->marked = false;
    if (from->service[0] == '\0') {
        slice_leave(tally, slice);
        return false;
    }
    struct sum *sum = sum_for(tally, key_of(tally, namespace, from->service));
    if (slice->sum == sum && slice->family == family_of(from) &&
        slice->ready == from->ready && slice->total == from->total)
        return false;
    sum->slices++; /* holds it while the slice may leave it */
    slice_leave(tally, slice);
    slice_join(slice, sum, from);
    sum->slices--;
    return true;
}

static void slice_drop(struct tally *tally, struct slice *slice)
{
    HASH_DEL(tally->slices, slice);
    slice_leave(tally, slice);
    free(slice);
}

const char *tally_gone(struct tally *tally, const char *namespace, const char *name)
{
    struct slice *slice;
    const char *key = key_of(tally, namespace, name);

    HASH_FIND_STR(tally->slices, key, slice);
    if (slice == NULL)
        return NULL;
    bool belonged = slice->sum != NULL;
    if (belonged)
        key_of(tally, "", strchr(slice->sum->key, '/') + 1);
    slice_drop(tally, slice);
    return belonged ? tally->key + 1 : NULL;
}

void tally_list_began(struct tally *tally)
{
    for (struct slice *slice = tally->slices; slice != NULL; slice = slice->hh.next)
        slice->marked = true;
}

void tally_list_ended(struct tally *tally,
                      void (*changed)(void *ctx, const char *namespace, const char *name),
                      void *ctx)
{
    struct slice *slice;
    struct slice *next;

    HASH_ITER(hh, tally->slices, slice, next)
    {
        if (!slice->marked)
            continue;
        char *service = mem_copy_text(slice->sum == NULL ? NULL : slice->sum->key);
        slice_drop(tally, slice);
        if (service != NULL) {
            char *slash = strchr(service, '/');
            *slash = '\0';
            changed(ctx, service, slash + 1);
        }
        free(service);
    }
}

bool tally_sum(const struct tally *tally, const char *namespace, const char *service,
               size_t *ret_ready, size_t *ret_total)
{
    char key[512];
    struct sum *sum;
    size_t before = strlen(namespace);
    size_t bytes = strlen(service);

    if (before + bytes + 2 > sizeof key)
        return false;
    memcpy(key, namespace, before);
    key[before] = '/';
    memcpy(key + before + 1, service, bytes + 1);
    HASH_FIND_STR(tally->sums, key, sum);
    if (sum == NULL)
        return false;
    size_t most = FAMILY_IPV4;
    for (size_t family = 0; family < FAMILY_COUNT; family++) {
        if (sum->total[family] > sum->total[most])
            most = family;
    }
    *ret_ready = sum->ready[most];
    *ret_total = sum->total[most];
    return true;
}

void tally_free(struct tally *tally)
{
    struct slice *slice;
    struct slice *next;

    if (tally == NULL)
        return;
    HASH_ITER(hh, tally->slices, slice, next)
    slice_drop(tally, slice);
    free(tally->key);
    free(tally);
}
