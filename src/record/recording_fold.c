/* The oldest frame goes into the base: what was heard later of the same thing replaces it. */
#include "record/recording_inside.h"

#include "base/banned.h"

static void forget(struct recording *recording, struct frame *known)
{
    base_remove(&recording->base, known);
    recording_let_go(recording, known);
}

static void fold_fact(struct recording *recording, struct frame *frame)
{
    struct frame *before = base_find(&recording->base, frame->key);

    if (before != NULL)
        forget(recording, before);
    frame->marked = false;
    base_add(&recording->base, frame);
}

/* Late news of an older one of the same name says nothing of this one. */
static void fold_gone(struct recording *recording, struct frame *frame)
{
    struct frame *known = base_find(&recording->base, frame->key);

    if (known != NULL && (frame->uid_hash == 0 || known->uid_hash == 0 ||
                          frame->uid_hash == known->uid_hash))
        forget(recording, known);
    recording_let_go(recording, frame);
}

static void fold_list_began(struct recording *recording, struct frame *frame)
{
    struct frame *known;

    recording->listing[frame->kind] = true;
    for (size_t i = 0; (known = base_next(&recording->base, &i)) != NULL; i++) {
        if (known->op == LINE_PUT && known->kind == frame->kind)
            known->marked = true;
    }
    recording_let_go(recording, frame);
}

static void fold_list_ended(struct recording *recording, struct frame *frame)
{
    struct frame *known;
    size_t i = 0;

    while ((known = base_next(&recording->base, &i)) != NULL) {
        if (known->marked && known->kind == frame->kind)
            forget(recording, known); /* its place may be another's now */
        else
            i++;
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
