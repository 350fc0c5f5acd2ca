#include "state/gone.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

enum { GONE_TEXTS = 5 };

/* What is shown, and who owns its texts. */
struct grave {
    struct gone gone;
    char *texts[GONE_TEXTS];
};

struct graveyard {
    size_t count;
    size_t next; /* where the next one goes */
    uint64_t generation;
    struct grave all[LIMIT_GONE];
};

static void grave_release(struct grave *grave)
{
    for (size_t i = 0; i < GONE_TEXTS; i++)
        free(grave->texts[i]);
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
        grave_release(&graveyard->all[i]);
    free(graveyard);
}

void graveyard_put(struct graveyard *graveyard, const struct gone *gone)
{
    struct grave *grave = &graveyard->all[graveyard->next];
    char *uid = mem_copy_text(gone->uid);
    char *namespace = mem_copy_text(gone->namespace);
    char *name = mem_copy_text(gone->name);
    char *elb_id = mem_copy_text(gone->elb_id);
    char *eip_id = mem_copy_text(gone->eip_id);

    grave_release(grave);
    *grave = (struct grave){
        .gone = {uid, namespace, name, elb_id, eip_id, gone->wall_ms},
        .texts = {uid, namespace, name, elb_id, eip_id},
    };
    graveyard->next = (graveyard->next + 1) % LIMIT_GONE;
    graveyard->generation++;
    if (graveyard->count < LIMIT_GONE)
        graveyard->count++;
}

/* What was a tenant's is not left over by it: only its maker leaves an ELB behind. */
void graveyard_add(struct graveyard *graveyard, const struct row *row, int64_t wall_ms)
{
    bool creator = row->role == ROLE_CREATOR;
    const struct gone gone = {
        .uid = row->uid,
        .namespace = row->namespace,
        .name = row->name,
        .elb_id = creator && row->elb != NULL ? row->elb->id : NULL,
        .eip_id = creator && row->eip != NULL ? row->eip->id : NULL,
        .wall_ms = wall_ms,
    };

    graveyard_put(graveyard, &gone);
}

size_t graveyard_count(const struct graveyard *graveyard)
{
    return graveyard->count;
}

const struct gone *graveyard_at(const struct graveyard *graveyard, size_t i)
{
    size_t oldest = graveyard->count < LIMIT_GONE ? 0 : graveyard->next;
    return &graveyard->all[(oldest + i) % LIMIT_GONE].gone;
}

uint64_t graveyard_generation(const struct graveyard *graveyard)
{
    return graveyard->generation;
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
        const struct gone *gone = &graveyard->all[i].gone;
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
