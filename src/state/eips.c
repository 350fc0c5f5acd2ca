/* The EIPs of the project: on which ELB, for which Service, and whether they are left over. */
#include "state/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "base/banned.h"

/* Whose each EIP is, in the order of the set; NULL where it is nobody's. */
static const struct elb **elbs_of_eips(const struct store *store)
{
    const struct elb_set *elbs = store->cloud.elbs;
    const struct eip_set *eips = store->cloud.eips;
    const struct elb **out = mem_new_array(eips->eip_count, sizeof *out);

    for (size_t i = 0; elbs != NULL && i < elbs->elb_count; i++) {
        const struct eip *eip = cloud_eip_of(&store->cloud, &elbs->elbs[i]);
        if (eip != NULL)
            out[eip - eips->eips] = &elbs->elbs[i];
    }
    return out;
}

static const struct spot *spot_of(const struct store *store, const struct elb *elb)
{
    struct spot *spot = NULL;

    if (elb != NULL)
        HASH_FIND_STR(store->spots, elb->id, spot);
    return spot;
}

static const char *eip_clean(struct eip_picture *picture, const char *text)
{
    return text == NULL ? NULL
                        : utf8_clean(&picture->arena, arena_text(&picture->arena, text));
}

static const char *eip_clean_or_empty(struct eip_picture *picture, const char *text)
{
    return text == NULL ? "" : eip_clean(picture, text);
}

static void put_eip_clue(struct eip_picture *picture, struct view_eip *out,
                         enum clue_from from, const char *text)
{
    const char **clues = arena_new_array(&picture->arena, 1, sizeof *clues);
    enum clue_from *froms = arena_new_array(&picture->arena, 1, sizeof *froms);

    clues[0] = text;
    froms[0] = from;
    out->clues = clues;
    out->clue_froms = froms;
    out->clue_count = 1;
}

static void judge_eip(struct store *store, struct eip_picture *picture,
                      struct view_eip *out, const struct spot *spot)
{
    const struct gone *gone = graveyard_by_eip(store->graveyard, out->id);

    if (spot != NULL && spot->card != NULL && spot->card->elb.kind == ELB_ORPHAN) {
        out->orphan = true;
        put_eip_clue(picture, out, CLUE_OF_EIP, "for: it hangs on an orphaned ELB");
    } else if (out->elb_id == NULL && gone != NULL && owner_may_judge(store) &&
               store->cloud.eips->read_wall_ms >= gone->wall_ms) {
        out->orphan = true;
        put_eip_clue(picture, out, CLUE_OF_MEMORY,
                     arena_print(&picture->arena,
                                 "for: was seen with %s/%s, which is gone",
                                 gone->namespace, gone->name));
    }
}

static void put_eip(struct store *store, struct eip_picture *picture,
                    const struct eip *eip, const struct elb *elb, struct view_eip *out)
{
    const struct spot *spot = spot_of(store, elb);

    *out = (struct view_eip){
        .id = eip_clean(picture, eip->id),
        .address = eip_clean_or_empty(picture, eip->address),
        .status = eip_clean_or_empty(picture, eip->status),
        .elb_id = elb == NULL ? NULL : eip_clean(picture, elb->id),
        .elb_name = elb == NULL ? NULL : eip_clean(picture, elb->name),
        .bandwidth_mbit = eip->bandwidth_mbit,
        .charge_mode = eip_clean(picture, eip->charge_mode),
        .created_ms = eip->created_ms,
    };
    if (spot != NULL && spot->card != NULL && spot->card->elb.service_count > 0)
        out->service = eip_clean(picture, spot->card->elb.services[0]);
    judge_eip(store, picture, out, spot);
    picture->orphan_count += out->orphan;
}

static void eip_picture_end(struct part *part)
{
    struct eip_picture *picture = (struct eip_picture *)part;

    arena_release(&picture->arena);
    free(picture->eips);
    free(picture);
}

static int compare_eips(const void *a, const void *b)
{
    const struct view_eip *one = a;
    const struct view_eip *two = b;
    int order = strcmp(one->address, two->address);
    return order != 0 ? order : strcmp(one->id, two->id);
}

struct eip_picture *eip_picture_make(struct store *store)
{
    const struct eip_set *set = store->cloud.eips;
    struct eip_picture *picture = mem_new(sizeof *picture);

    part_start(&picture->part, eip_picture_end);
    arena_init(&picture->arena, 0);
    if (set == NULL)
        return picture;
    const struct elb **elbs = elbs_of_eips(store);
    picture->eips = mem_new_array(set->eip_count, sizeof *picture->eips);
    for (size_t i = 0; i < set->eip_count; i++)
        put_eip(store, picture, &set->eips[i], elbs[i], &picture->eips[picture->count++]);
    free(elbs);
    qsort(picture->eips, picture->count, sizeof *picture->eips, compare_eips);
    return picture;
}
