/*
 * What changed in a row, as lines of the timeline. Only what changed under our eyes is told:
 * the first picture of a thing is no news.
 */
#include "state/known.h"

#include <string.h>

#include "base/banned.h"

struct teller {
    struct store *store;
    const struct row *before;
    const struct row *row;
    const char *service; /* "ns/name" */
    int64_t wall_ms;
    bool address_is_new; /* it came under our eyes */
    struct arena arena;
};

static void tell(struct teller *teller, int step, char part, const char *who,
                 const char *what, int64_t wall_ms, bool failure)
{
    struct view_event line = {
        .wall_ms = wall_ms,
        .service = teller->service,
        .step = step,
        .part = part,
        .who = who,
        .what = what,
        .count = 1,
        .failure = failure,
    };
    timeline_add(teller->store->timeline, &line, true);
}

/* When it happened, if that is known and plausible for something we just learned. */
static int64_t time_of(const struct teller *teller, const struct step *step)
{
    bool known = step->exact && step->finished_ms != WHEN_UNKNOWN &&
                 step->finished_ms <= teller->wall_ms;
    return known ? step->finished_ms : teller->wall_ms;
}

static bool newly_settled(const struct step *before, const struct step *now)
{
    return !step_is_settled(before->state) && step_is_settled(now->state) &&
           now->state != STEP_SKIPPED && now->shade == SHADE_NONE;
}

static bool newly_undone(const struct step *before, const struct step *now)
{
    return before->shade == SHADE_UNDOING && now->state == STEP_WAITING;
}

/* That an old address answers our first probe is no change, but something learnt. */
static void tell_steps(struct teller *teller)
{
    bool gateway = teller->row->pattern == PATTERN_GATEWAY;

    for (int number = STEP_SEEN; number <= STEP_COUNT; number++) {
        const struct step *before = &teller->before->steps[number - 1];
        const struct step *now = &teller->row->steps[number - 1];
        if (newly_settled(before, now) && (number != STEP_ROUTED || now->exact))
            tell(teller, number, 0, step_actor(number, gateway),
                 arena_print(&teller->arena, "%d %s %s: %s", number, step_name(number),
                             step_state_name(now->state), now->evidence),
                 time_of(teller, now), false);
    }
}

static const char *const part_words[PART_COUNT] = {"ELB", "EIP", "EIP's binding",
                                                   "listener", "pool and members"};

/* Told when the cloud shows a part: that it is implied, step 5 or 6 have told already. */
static void tell_parts(struct teller *teller, uint8_t shown_before, uint8_t shown)
{
    for (int part = 0; part < PART_COUNT; part++) {
        const struct step *now = &teller->row->parts[part];
        char letter = (char)('a' + part);
        bool newly_shown = (shown & ~shown_before & (1 << part)) != 0;
        if (newly_shown && now->state == STEP_DONE && now->shade == SHADE_NONE)
            tell(teller, STEP_CLOUD, letter, "otc-api",
                 arena_print(&teller->arena, "%s: %s", part_label((enum step_part)part),
                             now->evidence),
                 time_of(teller, now), false);
        if (newly_undone(&teller->before->parts[part], now))
            tell(teller, STEP_CLOUD, letter, "otc-api",
                 arena_print(&teller->arena, "%s gone", part_words[part]),
                 teller->wall_ms, false);
    }
}

static void tell_ready(struct teller *teller)
{
    const struct row *before = teller->before;
    char took[WHEN_TEXT_BYTES];

    if (before->state == ROW_MOVING && before->since_exact)
        tell(teller, STEP_ROUTED, 0, "elbtop",
             arena_print(&teller->arena, "READY after %s",
                         duration_print(teller->row->since_ms - before->since_ms, took)),
             teller->wall_ms, false);
    else
        tell(teller, STEP_ROUTED, 0, "elbtop", "READY again", teller->wall_ms, false);
}

/* How an old address answers when it is first asked was so before, however bad it is. */
static bool is_first_word_of_probe(const struct teller *teller)
{
    const struct step *before = &teller->before->steps[STEP_ROUTED - 1];

    return !teller->address_is_new && teller->row->step == STEP_ROUTED &&
           teller->before->step == STEP_ROUTED && before->state == STEP_UNKNOWN &&
           before->shade == SHADE_NONE;
}

static void tell_state(struct teller *teller)
{
    const struct row *row = teller->row;

    if (row->state == teller->before->state || is_first_word_of_probe(teller))
        return;
    switch (row->state) {
    case ROW_DELETING:
        tell(teller, 0, 0, "api-server", "deletionTimestamp set", teller->wall_ms, false);
        break;
    case ROW_STUCK:
    case ROW_DEGRADED:
    case ROW_SKIPPED:
        tell(teller, row->state == ROW_SKIPPED ? 0 : row->step, 0, "elbtop",
             arena_print(&teller->arena, "%s: %s", row_state_name(row->state), row->why),
             row->since_ms != WHEN_UNKNOWN ? row->since_ms : teller->wall_ms, true);
        break;
    case ROW_READY:
        tell_ready(teller);
        break;
    case ROW_FAILED: /* the failure itself is told, by its event */
    case ROW_MOVING:
    case ROW_UNKNOWN:
        break;
    }
}

static void tell_address(struct teller *teller)
{
    const struct row *before = teller->before;
    const struct row *row = teller->row;

    if (before->ingress_count > 0 && row->ingress_count == 0)
        tell(teller, STEP_ADDRESS, 0, "ccm",
             arena_print(&teller->arena, "6 ADDRESS withdrawn: was %s", before->address),
             teller->wall_ms, true);
}

static void tell_stored(struct teller *teller)
{
    tell(teller, STEP_STORED, 0, "api-server",
         arena_print(&teller->arena, "Service stored, rv %s, ingress %s",
                     teller->row->resource_version,
                     teller->row->ingress_count == 0 ? "empty" : teller->row->address),
         teller->wall_ms, false);
}

void tell_row(struct store *store, const struct known *known, const struct row *before,
              uint8_t shown_before, int64_t wall_ms)
{
    struct teller teller = {.store = store,
                            .before = before,
                            .row = known->row,
                            .wall_ms = wall_ms,
                            .address_is_new = known->past.address.exact};

    if (before == NULL && !known->came_live)
        return;
    arena_init(&teller.arena, 0);
    teller.service =
        arena_print(&teller.arena, "%s/%s", known->row->namespace, known->row->name);
    if (before == NULL) {
        tell_stored(&teller);
    } else {
        tell_steps(&teller);
        tell_parts(&teller, shown_before, known->shown);
        tell_address(&teller);
        tell_state(&teller);
    }
    arena_release(&teller.arena);
}

/* The ccm said that it is done, and never that it began: what it made may be left. */
static bool left_without_cleanup(const struct known *known)
{
    const struct told *told = past_told(&known->past);

    return told->deleted_api_ms != WHEN_UNKNOWN &&
           told->deleting_api_ms == WHEN_UNKNOWN && known->row->role == ROLE_CREATOR &&
           known->row->elb != NULL && known->row->elb->found;
}

void tell_gone(struct store *store, const struct known *known, int64_t wall_ms)
{
    const struct row *row = known->row;
    struct teller teller = {.store = store, .row = row, .wall_ms = wall_ms};
    char took[WHEN_TEXT_BYTES];

    if (row == NULL)
        return;
    arena_init(&teller.arena, 0);
    teller.service = arena_print(&teller.arena, "%s/%s", row->namespace, row->name);
    if (row->deleted_ms == WHEN_UNKNOWN)
        tell(&teller, 0, 0, "api-server", "object gone", wall_ms, false);
    else
        tell(&teller, 0, 0, "api-server",
             arena_print(&teller.arena, "object gone after %s",
                         duration_print(wall_ms - row->deleted_ms, took)),
             wall_ms, false);
    if (left_without_cleanup(known))
        tell(&teller, 0, 0, "elbtop",
             arena_print(&teller.arena,
                         "gone without a clean-up: look for ELB %s and its EIP",
                         row->elb->name),
             wall_ms, true);
    arena_release(&teller.arena);
}
