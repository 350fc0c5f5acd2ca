#include "state/gone.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

struct graveyard {
    size_t count;
    size_t next; /* where the next one goes */
    struct gone all[LIMIT_GONE];
};

static void gone_release(struct gone *gone)
{
    free(gone->uid);
    free(gone->namespace);
    free(gone->name);
    free(gone->elb_id);
    free(gone->eip_id);
}

struct graveyard *graveyard_new(void)
{
    return mem_new(sizeof(struct graveyard));
}

void graveyard_free(struct graveyard *graveyard)
{
    if (graveyard == NULL)
        return;
    for (size_t i = 0; i < graveyard->count; i++)
        gone_release(&graveyard->all[i]);
    free(graveyard);
}

/* What was a tenant's is not left over by it: only its maker leaves an ELB behind. */
void graveyard_add(struct graveyard *graveyard, const struct row *row, int64_t wall_ms)
{
    struct gone *slot = &graveyard->all[graveyard->next];
    bool creator = row->role == ROLE_CREATOR;

    gone_release(slot);
    *slot = (struct gone){
        .uid = mem_copy_text(row->uid),
        .namespace = mem_copy_text(row->namespace),
        .name = mem_copy_text(row->name),
        .elb_id = mem_copy_text(creator && row->elb != NULL ? row->elb->id : NULL),
        .eip_id = mem_copy_text(creator && row->eip != NULL ? row->eip->id : NULL),
        .wall_ms = wall_ms,
    };
    graveyard->next = (graveyard->next + 1) % LIMIT_GONE;
    if (graveyard->count < LIMIT_GONE)
        graveyard->count++;
}

static const char *field(const struct gone *gone, size_t offset)
{
    return *(char *const *)((const char *)gone + offset);
}

static const struct gone *newest(const struct graveyard *graveyard, size_t offset,
                                 const char *wanted)
{
    const struct gone *found = NULL;

    if (wanted == NULL)
        return NULL;
    for (size_t i = 0; i < graveyard->count; i++) {
        const struct gone *gone = &graveyard->all[i];
        const char *text = field(gone, offset);
        if (text != NULL && strcmp(text, wanted) == 0 &&
            (found == NULL || gone->wall_ms >= found->wall_ms))
            found = gone;
    }
    return found;
}

const struct gone *graveyard_by_uid(const struct graveyard *graveyard, const char *uid)
{
    return newest(graveyard, offsetof(struct gone, uid), uid);
}

const struct gone *graveyard_by_elb(const struct graveyard *graveyard, const char *elb_id)
{
    return newest(graveyard, offsetof(struct gone, elb_id), elb_id);
}

const struct gone *graveyard_by_eip(const struct graveyard *graveyard, const char *eip_id)
{
    return newest(graveyard, offsetof(struct gone, eip_id), eip_id);
}
