/* The oldest frame goes into the base: what was heard later of the same thing replaces it. */
#include "record/recording_inside.h"

#include "base/banned.h"

static struct frame *find_known(const struct recording *recording, const char *key)
{
    struct frame *known = NULL;

    HASH_FIND_STR(recording->base, key, known);
    return known;
}

static void forget(struct recording *recording, struct frame *known)
{
    HASH_DEL(recording->base, known);
    recording_let_go(recording, known);
}

static void fold_fact(struct recording *recording, struct frame *frame)
{
    struct frame *before = find_known(recording, frame->key);

    if (before != NULL)
        forget(recording, before);
    frame->marked = false;
    HASH_ADD_STR(recording->base, key, frame);
}

/* Late news of an older one of the same name says nothing of this one. */
static void fold_gone(struct recording *recording, struct frame *frame)
{
    struct frame *known = find_known(recording, frame->key);

    if (known != NULL && (frame->uid_hash == 0 || known->uid_hash == 0 ||
                          frame->uid_hash == known->uid_hash))
        forget(recording, known);
    recording_let_go(recording, frame);
}

static void fold_list_began(struct recording *recording, struct frame *frame)
{
    recording->listing[frame->kind] = true;
    for (struct frame *known = recording->base; known != NULL; known = known->hh.next) {
        if (known->op == LINE_PUT && known->kind == frame->kind)
            known->marked = true;
    }
    recording_let_go(recording, frame);
}

static void fold_list_ended(struct recording *recording, struct frame *frame)
{
    struct frame *known;
    struct frame *next;

    HASH_ITER(hh, recording->base, known, next)
    {
        if (known->marked && known->kind == frame->kind)
            forget(recording, known);
    }
    recording->listing[frame->kind] = false;
    recording->listed[frame->kind] = true;
    recording_let_go(recording, frame);
}

void recording_fold(struct recording *recording)
{
    struct frame *frame = recording->oldest;

    recording->oldest = frame->next;
    if (recording->oldest == NULL)
        recording->newest = NULL;
    frame->next = NULL;
    recording->frames--;
    recording->from_wall_ms = frame->wall_ms;
    switch (frame->op) {
    case LINE_LIST_BEGAN:
        fold_list_began(recording, frame);
        break;
    case LINE_LIST_ENDED:
        fold_list_ended(recording, frame);
        break;
    case LINE_GONE:
        fold_gone(recording, frame);
        break;
    default:
        fold_fact(recording, frame);
        break;
    }
}
