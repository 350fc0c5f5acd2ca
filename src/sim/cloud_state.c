#include "sim/cloud_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "sim/cloud_account.h"
#include "sim/cloud_lb.h"
#include "sim/cloud_net.h"
#include "wire/digest.h"

#include "base/banned.h"

const char *cloud_kind_name(enum cloud_kind kind)
{
    static const char *const names[] = {
        [CLOUD_KIND_ELB] = "load balancer", [CLOUD_KIND_LISTENER] = "listener",
        [CLOUD_KIND_POOL] = "pool",         [CLOUD_KIND_MEMBER] = "member",
        [CLOUD_KIND_MONITOR] = "monitor",   [CLOUD_KIND_POLICY] = "policy",
        [CLOUD_KIND_EIP] = "eip",           [CLOUD_KIND_BANDWIDTH] = "bandwidth",
    };
    return names[kind];
}

/* ---- time, chance, ids ---- */

int64_t cloud_now_ms(const struct cloud_state *state)
{
    return state->pace == NULL ? clock_now_ms(&state->clock) : pace_now_ms(state->pace);
}

int64_t cloud_wall_ms(const struct cloud_state *state)
{
    return clock_wall_ms(&state->clock);
}

int64_t cloud_jitter_ms(const struct cloud_state *state, const char *what,
                        const char *name, int64_t least_ms, int64_t most_ms)
{
    if (state->pace == NULL)
        return 0;

    char label[320];
    snprintf(label, sizeof(label), "%s:%s", what, name);
    return pace_between(state->pace, label, least_ms, most_ms);
}

static void put_uuid(uint64_t high, uint64_t low, char out[CLOUD_ID_BYTES])
{
    high = (high & ~UINT64_C(0xf000)) | UINT64_C(0x4000);     /* version 4 */
    low = (low & ~(UINT64_C(3) << 62)) | (UINT64_C(1) << 63); /* variant 1 */
    snprintf(out, CLOUD_ID_BYTES, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(high >> 32),
             (unsigned)(high >> 16) & 0xffffu, (unsigned)high & 0xffffu,
             (unsigned)(low >> 48), (unsigned long long)(low & UINT64_C(0xffffffffffff)));
}

void cloud_new_id(struct cloud_state *state, char out[CLOUD_ID_BYTES])
{
    uint64_t high = chance_next(&state->chance);
    put_uuid(high, chance_next(&state->chance), out);
}

void cloud_new_hex_id(struct cloud_state *state, char out[CLOUD_HEX_ID_BYTES])
{
    uint64_t high = chance_next(&state->chance);
    uint64_t low = chance_next(&state->chance);
    snprintf(out, CLOUD_HEX_ID_BYTES, "%016llx%016llx", (unsigned long long)high,
             (unsigned long long)low);
}

void cloud_fixed_id(const char *name, char out[CLOUD_ID_BYTES])
{
    unsigned char hash[SHA256_BYTES];
    uint64_t half[2] = {0, 0};

    digest_sha256(span_of(name), hash);
    for (size_t i = 0; i < 16; i++)
        half[i / 8] = half[i / 8] << 8 | hash[i];
    put_uuid(half[0], half[1], out);
}

/* ---- things ---- */

void cloud_text_set(char **text, const char *value)
{
    char *copy = mem_copy_text(value);
    free(*text);
    *text = copy;
}

void cloud_text_cut(char *out, size_t out_bytes, const char *text)
{
    size_t bytes = strlen(text);

    if (bytes >= out_bytes) {
        bytes = out_bytes - 1;
        while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80)
            bytes--; /* stands within a character: begin before it */
    }
    memcpy(out, text, bytes);
    out[bytes] = '\0';
}

void cloud_thing_init(struct cloud_state *state, struct cloud_thing *thing,
                      const char *id, const char *name, const char *description,
                      json_t *more)
{
    if (id != NULL)
        snprintf(thing->id, sizeof(thing->id), "%s", id);
    else
        cloud_new_id(state, thing->id);
    thing->name = mem_copy_text(name == NULL ? "" : name);
    thing->description = mem_copy_text(description);
    thing->more = more == NULL ? json_object() : more;
    thing->created_ms = thing->updated_ms = cloud_wall_ms(state);
}

void cloud_thing_release(struct cloud_thing *thing)
{
    free(thing->name);
    free(thing->description);
    json_decref(thing->more);
}

void cloud_thing_touch(struct cloud_state *state, struct cloud_thing *thing)
{
    thing->updated_ms = cloud_wall_ms(state);
}

/* ---- sets ---- */

size_t cloud_table_place(const struct cloud_set *table, const char *id)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(table->at[middle]->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct cloud_thing *cloud_table_find(const struct cloud_set *table, const char *id)
{
    size_t place = cloud_table_place(table, id);
    if (place < table->count && strcmp(table->at[place]->id, id) == 0)
        return table->at[place];
    return NULL;
}

static void set_insert(struct cloud_set *set, size_t place, struct cloud_thing *thing)
{
    set->at = mem_grow(set->at, &set->capacity, set->count + 1, sizeof(*set->at));
    memmove(set->at + place + 1, set->at + place,
            (set->count - place) * sizeof(*set->at));
    set->at[place] = thing;
    set->count++;
}

static void set_cut(struct cloud_set *set, size_t place)
{
    set->count--;
    memmove(set->at + place, set->at + place + 1,
            (set->count - place) * sizeof(*set->at));
}

void cloud_table_add(struct cloud_set *table, struct cloud_thing *thing)
{
    set_insert(table, cloud_table_place(table, thing->id), thing);
}

void cloud_table_remove(struct cloud_set *table, const struct cloud_thing *thing)
{
    size_t place = cloud_table_place(table, thing->id);
    if (place < table->count && table->at[place] == thing)
        set_cut(table, place);
}

void cloud_links_add(struct cloud_set *links, struct cloud_thing *thing)
{
    if (!cloud_links_have(links, thing))
        set_insert(links, links->count, thing);
}

void cloud_links_remove(struct cloud_set *links, const struct cloud_thing *thing)
{
    for (size_t i = 0; i < links->count; i++) {
        if (links->at[i] == thing) {
            set_cut(links, i);
            return;
        }
    }
}

bool cloud_links_have(const struct cloud_set *links, const struct cloud_thing *thing)
{
    for (size_t i = 0; i < links->count; i++) {
        if (links->at[i] == thing)
            return true;
    }
    return false;
}

void cloud_set_release(struct cloud_set *set)
{
    free(set->at);
    *set = (struct cloud_set){0};
}

/* ---- ghosts ---- */

void cloud_ghost_add(struct cloud_state *state, const char *parent_id, int64_t lag_ms,
                     const char *format, ...)
{
    if (lag_ms <= 0)
        return;

    state->ghosts = mem_grow(state->ghosts, &state->ghost_capacity,
                             state->ghost_count + 1, sizeof(*state->ghosts));
    struct cloud_ghost *ghost = &state->ghosts[state->ghost_count++];
    snprintf(ghost->parent_id, sizeof(ghost->parent_id), "%s", parent_id);
    ghost->until_ms = cloud_now_ms(state) + lag_ms;
    va_list args;
    va_start(args, format);
    vsnprintf(ghost->text, sizeof(ghost->text), format, args);
    va_end(args);
}

static void ghosts_lay(struct cloud_state *state)
{
    int64_t now_ms = cloud_now_ms(state);
    size_t kept = 0;

    for (size_t i = 0; i < state->ghost_count; i++) {
        if (state->ghosts[i].until_ms > now_ms)
            state->ghosts[kept++] = state->ghosts[i];
    }
    state->ghost_count = kept;
}

const char *cloud_ghost_of(struct cloud_state *state, const char *parent_id)
{
    ghosts_lay(state);
    for (size_t i = 0; i < state->ghost_count; i++) {
        if (strcmp(state->ghosts[i].parent_id, parent_id) == 0)
            return state->ghosts[i].text;
    }
    return NULL;
}

size_t cloud_ghost_count(struct cloud_state *state, const char *parent_id)
{
    size_t count = 0;

    ghosts_lay(state);
    for (size_t i = 0; i < state->ghost_count; i++)
        count += strcmp(state->ghosts[i].parent_id, parent_id) == 0;
    return count;
}

/* ---- the lock, and telling ---- */

void cloud_tell(struct cloud_state *state, enum cloud_kind kind, enum cloud_change change,
                const struct cloud_thing *thing)
{
    if (state->told_count == 0)
        return;
    state->notes = mem_grow(state->notes, &state->note_capacity, state->note_count + 1,
                            sizeof(*state->notes));
    struct cloud_note *note = &state->notes[state->note_count++];
    *note = (struct cloud_note){.kind = kind, .change = change};
    snprintf(note->id, sizeof(note->id), "%s", thing->id);
    cloud_text_cut(note->name, sizeof(note->name), thing->name);
}

void cloud_lock(struct cloud_state *state)
{
    pthread_mutex_lock(&state->mu);
}

void cloud_unlock(struct cloud_state *state)
{
    struct cloud_note *notes = NULL;
    size_t count = state->note_count;

    if (count > 0) {
        notes = state->notes;
        state->notes = NULL;
        state->note_count = state->note_capacity = 0;
    }
    pthread_mutex_unlock(&state->mu);

    /* told[] no longer changes once objects do: see cloud_on_change. */
    for (size_t i = 0; i < count; i++) {
        for (size_t who = 0; who < state->told_count; who++)
            state->told[who].fn(state->told[who].ctx, &notes[i]);
    }
    free(notes);
}

void cloud_on_change(struct cloud_state *state, cloud_told fn, void *ctx)
{
    pthread_mutex_lock(&state->mu);
    if (state->told_count < CLOUD_TOLD_MOST) {
        state->told[state->told_count].fn = fn;
        state->told[state->told_count].ctx = ctx;
        state->told_count++;
    }
    pthread_mutex_unlock(&state->mu);
}

void cloud_set_backend_oracle(struct cloud_state *state, cloud_answers fn, void *ctx)
{
    pthread_mutex_lock(&state->mu);
    state->answers = fn;
    state->answers_ctx = ctx;
    pthread_mutex_unlock(&state->mu);
}

/* ---- new, free ---- */

static const struct cloud_quota usual_quota = {
    .loadbalancer = 50,
    .listener = 100,
    .pool = 500,
    .member = 500,
    .members_per_pool = 500,
    .healthmonitor = -1,
    .l7policy = 500,
    .public_ip = 50,
};

enum err_code cloud_state_new(const struct cloud_state_config *config,
                              struct cloud_state **ret_state, struct err *err)
{
    const struct cloud_region *region = cloud_region_find(config->region);
    if (region == NULL)
        return err_set(err, ERR_LOCAL, "region \"%s\" is not known; eu-de, eu-nl, eu-ch2",
                       config->region);

    struct cloud_state *state = mem_new(sizeof(*state));
    state->region = region;
    state->pace = config->pace;
    state->chance = chance_from(config->seed);
    state->quota = usual_quota;
    state->health_due_ms = INT64_MAX;
    state->switches = (struct cloud_switches){
        .surplus_next_marker = region->surplus_next_marker,
        .token_life_ms = 24 * 3600 * INT64_C(1000),
        .token_bytes = 4700,
    };
    pthread_mutex_init(&state->mu, NULL);
    state->account = cloud_account_new(state);
    cloud_net_init(state);
    *ret_state = state;
    return ERR_OK;
}

void cloud_state_free(struct cloud_state *state)
{
    if (state == NULL)
        return;
    cloud_lb_release(state);
    cloud_net_release(state);
    cloud_account_free(state->account);
    free(state->ghosts);
    free(state->notes);
    pthread_mutex_destroy(&state->mu);
    free(state);
}
