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

/* One line of this Service; what the caller leaves out is filled in. */
static void tell(struct teller *teller, struct view_event line)
{
    line.service = teller->service;
    line.count = 1;
    line.read_ms = teller->wall_ms;
    line.first_ms = line.last_ms = WHEN_UNKNOWN;
    if (!line.exact)
        line.wall_ms = teller->wall_ms;
    timeline_add(teller->store->timeline, &line, true);
}

/* Is it known when it happened, and plausible for something we just learned? */
static bool is_timed(const struct teller *teller, const struct step *step)
{
    return step->exact && step->finished_ms != WHEN_UNKNOWN &&
           step->finished_ms <= teller->wall_ms;
}

static enum event_from source_of_step(int number)
{
    if (number == STEP_ROUTED)
        return FROM_PROBE;
    return number == STEP_CLOUD ? FROM_VERDICT : FROM_OBJECT;
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
            tell(teller,
                 (struct view_event){
                     .wall_ms = now->finished_ms,
                     .exact = is_timed(teller, now),
                     .step = number,
                     .who = step_actor(number, gateway),
                     .what = arena_print(&teller->arena, "%d %s %s: %s", number,
                                         step_name(number), step_state_name(now->state),
                                         now->evidence),
                     .from = source_of_step(number),
                     .rule = arena_print(&teller->arena,
                                         "this step was %s in the picture before "
                                         "and is %s now",
                                         step_state_name(before->state),
                                         step_state_name(now->state)),
                 });
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
            tell(teller,
                 (struct view_event){
                     .wall_ms = now->finished_ms,
                     .exact = is_timed(teller, now),
                     .step = STEP_CLOUD,
                     .part = letter,
                     .who = "otc-api",
                     .what = arena_print(&teller->arena, "%s: %s",
                                         part_label((enum step_part)part), now->evidence),
                     .from = FROM_CLOUD,
                     .rule = "the lists before had it not, these have it",
                 });
        if (newly_undone(&teller->before->parts[part], now))
            tell(teller,
                 (struct view_event){
                     .step = STEP_CLOUD,
                     .part = letter,
                     .who = "otc-api",
                     .what = arena_print(&teller->arena, "%s gone", part_words[part]),
                     .from = FROM_CLOUD,
                     .rule = "the lists before had it, these have it no more",
                 });
    }
}

static void tell_ready(struct teller *teller)
{
    const struct row *before = teller->before;
    char took[WHEN_TEXT_BYTES];
    const char *what = "READY again";

    if (before->state == ROW_MOVING && before->since_exact)
        what =
            arena_print(&teller->arena, "READY after %s",
                        duration_print(teller->row->since_ms - before->since_ms, took));
    tell(teller, (struct view_event){.step = STEP_ROUTED,
                                     .who = "elbtop",
                                     .what = what,
                                     .from = FROM_VERDICT,
                                     .rule = "every step is done, given or not needed"});
}

/* How an old address answers when it is first asked was so before, however bad it is. */
static bool is_first_word_of_probe(const struct teller *teller)
{
    const struct step *before = &teller->before->steps[STEP_ROUTED - 1];

    return !teller->address_is_new && teller->row->step == STEP_ROUTED &&
           teller->before->step == STEP_ROUTED && before->state == STEP_UNKNOWN &&
           before->shade == SHADE_NONE;
}

static const char *state_rule(enum row_state state)
{
    if (state == ROW_STUCK)
        return "a step is over its limit, and nobody said why";
    if (state == ROW_SKIPPED)
        return "neither elb.autocreate nor elb.id, or the ccm said that it skips it";
    return "it was whole, and something of it is hurt now";
}

static void tell_state(struct teller *teller)
{
    const struct row *row = teller->row;

    if (row->state == teller->before->state || is_first_word_of_probe(teller))
        return;
    switch (row->state) {
    case ROW_DELETING:
        tell(teller, (struct view_event){
                         .who = "api-server",
                         .what = "deletionTimestamp set",
                         .from = FROM_OBJECT,
                         .rule = "metadata.deletionTimestamp is there now",
                     });
        break;
    case ROW_STUCK:
    case ROW_DEGRADED:
    case ROW_SKIPPED:
        tell(teller, (struct view_event){
                         .wall_ms = row->since_ms,
                         .exact = row->since_ms != WHEN_UNKNOWN,
                         .step = row->state == ROW_SKIPPED ? 0 : row->step,
                         .who = "elbtop",
                         .what = arena_print(&teller->arena, "%s: %s",
                                             row_state_name(row->state), row->why),
                         .failure = true,
                         .from = FROM_VERDICT,
                         .rule = state_rule(row->state),
                     });
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
        tell(teller,
             (struct view_event){
                 .step = STEP_ADDRESS,
                 .who = "ccm",
                 .what = arena_print(&teller->arena, "6 ADDRESS withdrawn: was %s",
                                     before->address),
                 .failure = true,
                 .from = FROM_OBJECT,
                 .rule = "status.loadBalancer.ingress had an entry and is empty",
             });
}

static void tell_stored(struct teller *teller)
{
    const struct row *row = teller->row;

    tell(teller,
         (struct view_event){
             .step = STEP_STORED,
             .who = "api-server",
             .what = arena_print(&teller->arena, "Service stored, rv %s, ingress %s",
                                 row->resource_version,
                                 row->ingress_count == 0 ? "empty" : row->address),
             .from = FROM_OBJECT,
             .rule = "its watch showed it for the first time: it has a uid",
         });
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
    const char *what = "object gone";
    if (row->deleted_ms != WHEN_UNKNOWN)
        what = arena_print(&teller.arena, "object gone after %s",
                           duration_print(wall_ms - row->deleted_ms, took));
    tell(&teller, (struct view_event){
                      .who = "api-server",
                      .what = what,
                      .from = FROM_OBJECT,
                      .rule = "its watch said DELETED, or a new list has it no more",
                  });
    if (left_without_cleanup(known))
        tell(&teller,
             (struct view_event){
                 .who = "elbtop",
                 .what = arena_print(&teller.arena,
                                     "gone without a clean-up: look for ELB %s and its "
                                     "EIP",
                                     row->elb->name),
                 .failure = true,
                 .from = FROM_VERDICT,
                 .rule = "DeletedLoadBalancer without DeletingLoadBalancer before it",
             });
    arena_release(&teller.arena);
}
