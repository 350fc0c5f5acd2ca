#include "worker/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/banned.h"

enum { KEY_BYTES = 320 };

static const char annotation[] = "external-dns.alpha.kubernetes.io/hostname";

struct entry {
    char *service; /* "ns/name" */
    char *host;
    UT_hash_handle hh;
};

struct names {
    struct entry *entries;
};

struct names *names_new(void)
{
    return mem_new(sizeof(struct names));
}

static void forget(struct names *names, struct entry *entry)
{
    HASH_DEL(names->entries, entry);
    free(entry->service);
    free(entry->host);
    free(entry);
}

void names_free(struct names *names)
{
    struct entry *entry;
    struct entry *next;

    if (names == NULL)
        return;
    HASH_ITER(hh, names->entries, entry, next)
    forget(names, entry);
    free(names);
}

static struct entry *find(const struct names *names, const char *namespace,
                          const char *name)
{
    struct entry *entry;
    char key[KEY_BYTES];

    snprintf(key, sizeof key, "%s/%s", namespace, name);
    HASH_FIND_STR(names->entries, key, entry);
    return entry;
}

static void remember(struct names *names, const struct meta *meta, const char *host)
{
    char key[KEY_BYTES];

    if (HASH_COUNT(names->entries) >= LIMIT_NAMES)
        return;
    struct entry *entry = mem_new(sizeof *entry);
    snprintf(key, sizeof key, "%s/%s", meta->namespace, meta->name);
    entry->service = mem_copy_text(key);
    entry->host = mem_copy_text(host);
    HASH_ADD_KEYPTR(hh, names->entries, entry->service, strlen(entry->service), entry);
}

void names_put(struct names *names, const struct kube_object *service)
{
    const struct meta *meta = &service->meta;
    const char *host = meta_annotation(meta, annotation);

    /* Hardly any Service has such a name: the others cost one look. */
    if (host == NULL && names->entries == NULL)
        return;
    struct entry *entry = find(names, meta->namespace, meta->name);
    if (entry != NULL && host != NULL && strcmp(entry->host, host) == 0)
        return;
    if (entry != NULL)
        forget(names, entry);
    if (host != NULL && host[0] != '\0')
        remember(names, meta, host);
}

void names_gone(struct names *names, const char *namespace, const char *name)
{
    if (namespace == NULL || name == NULL || names->entries == NULL)
        return;
    struct entry *entry = find(names, namespace, name);
    if (entry != NULL)
        forget(names, entry);
}

size_t names_copy(const struct names *names, struct arena *arena,
                  const struct around_name **ret_names)
{
    size_t count = 0;
    struct around_name *copies =
        arena_new_array(arena, HASH_COUNT(names->entries), sizeof *copies);

    for (const struct entry *entry = names->entries; entry != NULL;
         entry = entry->hh.next)
        copies[count++] = (struct around_name){arena_text(arena, entry->service),
                                               arena_text(arena, entry->host)};
    *ret_names = copies;
    return count;
}
