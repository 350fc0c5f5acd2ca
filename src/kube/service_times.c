/*
 * managedFields holds, per writer and subresource, which fields it owns and when it last
 * changed one of them. Writers are told apart by what they own, not by their names: the
 * cloud controller's names are not published (and anyone may use them).
 */
#include <string.h>

#include "base/when.h"
#include "kube/decode.h"
#include "wire/tree.h"

#include "base/banned.h"

#define OWNS_INGRESS   "f:ingress"
#define OWNS_FINALIZER "f:finalizers"
#define OWNS_ELB_ID    "f:kubernetes.io/elb.id"

static void note_earlier(int64_t *moment, int64_t when)
{
    if (when != WHEN_UNKNOWN && (*moment == WHEN_UNKNOWN || when < *moment))
        *moment = when;
}

static void read_entry(const json_t *entry, struct service_times *times)
{
    const json_t *owned = tree_key(entry, "fieldsV1");
    const char *subresource = tree_key_text(entry, "subresource");
    int64_t when = tree_when(entry, "time");

    if (subresource == NULL || subresource[0] == '\0') {
        /* Keys of annotations hold dots, so the last step is not a path. */
        if (tree_key(tree_at(owned, "f:metadata.f:annotations"), OWNS_ELB_ID) != NULL)
            note_earlier(&times->ids_ms, when);
        return;
    }
    if (strcmp(subresource, "status") != 0)
        return;

    /* Both patches of the service controller share one entry: once it owns the ingress,
     * its time no longer tells about the finalizer. */
    if (tree_at(owned, "f:status.f:loadBalancer." OWNS_INGRESS) != NULL)
        note_earlier(&times->ingress_ms, when);
    else if (tree_at(owned, "f:metadata." OWNS_FINALIZER) != NULL)
        note_earlier(&times->finalizer_ms, when);
}

void service_times_decode(struct span managed, struct service_times *ret_times)
{
    json_t *entries = NULL;
    struct err err = ERR_INIT;

    /* Most say nothing of the three; a search is ten times cheaper than a parse. */
    if (!span_has(managed, OWNS_INGRESS) && !span_has(managed, OWNS_FINALIZER) &&
        !span_has(managed, OWNS_ELB_ID))
        return;
    if (tree_from_json(managed, "managedFields", &entries, &err) != ERR_OK)
        return;

    for (size_t i = 0; i < json_array_size(entries); i++)
        read_entry(json_array_get(entries, i), ret_times);
    json_decref(entries);
}
