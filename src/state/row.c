/*
 * A row lives in one block: the count of holders, the row, its arrays, its texts. The walk
 * over all it points to is pack_row(), made twice.
 */
#include "state/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <stdalign.h>

#include "base/mem.h"
#include "state/counted.h"
#include "state/pack.h"

#include "base/banned.h"

struct row_block {
    struct counted counted;
    alignas(max_align_t) struct row row; /* what it points to stands behind it */
};

static struct row_block *block_of(const struct row *row)
{
    return (struct row_block *)(uintptr_t)((const char *)row -
                                           offsetof(struct row_block, row));
}

/* ---- the walk ---- */

static const char *const *pack_texts(struct pack *pack, const char *const *texts,
                                     size_t count)
{
    const char **copy = pack_array(pack, texts, count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        copy[i] = pack_text(pack, texts[i]);
    return copy;
}

static const struct pair *pack_pairs(struct pack *pack, const struct pair *pairs,
                                     size_t count)
{
    struct pair *copy = pack_array(pack, pairs, count, sizeof *pairs);
    for (size_t i = 0; i < count; i++) {
        copy[i].key = pack_text(pack, pairs[i].key);
        copy[i].value = pack_text(pack, pairs[i].value);
    }
    return copy;
}

static const struct row_port *pack_ports(struct pack *pack, const struct row_port *ports,
                                         size_t count)
{
    struct row_port *copy = pack_array(pack, ports, count, sizeof *ports);
    for (size_t i = 0; i < count; i++) {
        copy[i].name = pack_text(pack, ports[i].name);
        copy[i].protocol = pack_text(pack, ports[i].protocol);
        copy[i].target_port = pack_text(pack, ports[i].target_port);
    }
    return copy;
}

static const struct row_elb *pack_elb(struct pack *pack, const struct row_elb *elb)
{
    if (elb == NULL)
        return NULL;
    struct row_elb *copy = pack_array(pack, elb, 1, sizeof *elb);
    copy->id = pack_text(pack, elb->id);
    copy->name = pack_text(pack, elb->name);
    copy->class = pack_text(pack, elb->class);
    copy->provisioning_status = pack_text(pack, elb->provisioning_status);
    copy->operating_status = pack_text(pack, elb->operating_status);
    copy->vip_address = pack_text(pack, elb->vip_address);
    return copy;
}

static const struct row_listener *pack_listeners(struct pack *pack,
                                                 const struct row_listener *listeners,
                                                 size_t count)
{
    struct row_listener *copy = pack_array(pack, listeners, count, sizeof *listeners);
    for (size_t i = 0; i < count; i++) {
        copy[i].id = pack_text(pack, listeners[i].id);
        copy[i].name = pack_text(pack, listeners[i].name);
        copy[i].protocol = pack_text(pack, listeners[i].protocol);
        copy[i].pool_id = pack_text(pack, listeners[i].pool_id);
    }
    return copy;
}

static const struct row_eip *pack_eip(struct pack *pack, const struct row_eip *eip)
{
    if (eip == NULL)
        return NULL;
    struct row_eip *copy = pack_array(pack, eip, 1, sizeof *eip);
    copy->id = pack_text(pack, eip->id);
    copy->address = pack_text(pack, eip->address);
    copy->status = pack_text(pack, eip->status);
    copy->charge_mode = pack_text(pack, eip->charge_mode);
    return copy;
}

static const struct row_gateway *pack_gateway(struct pack *pack,
                                              const struct row_gateway *gateway)
{
    if (gateway == NULL)
        return NULL;
    struct row_gateway *copy = pack_array(pack, gateway, 1, sizeof *gateway);
    copy->namespace = pack_text(pack, gateway->namespace);
    copy->name = pack_text(pack, gateway->name);
    copy->class = pack_text(pack, gateway->class);
    copy->routes = pack_texts(pack, gateway->routes, gateway->route_count);
    return copy;
}

static const struct advice *pack_advice(struct pack *pack, const struct advice *advice,
                                        size_t count)
{
    struct advice *copy = pack_array(pack, advice, count, sizeof *advice);
    for (size_t i = 0; i < count; i++) {
        copy[i].rule = pack_own(pack, advice[i].rule);
        copy[i].text = pack_own(pack, advice[i].text);
    }
    return copy;
}

static void pack_steps(struct pack *pack, struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        steps[i].evidence = pack_own(pack, steps[i].evidence);
}

static void pack_row(struct pack *pack, struct row *row)
{
    row->namespace = pack_text(pack, row->namespace);
    row->name = pack_text(pack, row->name);
    row->uid = pack_text(pack, row->uid);
    row->resource_version = pack_text(pack, row->resource_version);
    row->labels = pack_pairs(pack, row->labels, row->label_count);

    row->class = pack_own(pack, row->class);
    pack_steps(pack, row->steps, STEP_COUNT);
    pack_steps(pack, row->parts, PART_COUNT);

    row->address = pack_text(pack, row->address);
    row->ingress = pack_texts(pack, row->ingress, row->ingress_count);
    row->ports = pack_ports(pack, row->ports, row->port_count);
    row->elb = pack_elb(pack, row->elb);
    row->listeners = pack_listeners(pack, row->listeners, row->listener_count);
    row->eip = pack_eip(pack, row->eip);
    row->shared_with = pack_texts(pack, row->shared_with, row->shared_count);
    row->gateway = pack_gateway(pack, row->gateway);

    row->why = pack_own(pack, row->why);
    row->who = pack_own(pack, row->who);
    row->todo = pack_own(pack, row->todo);
    row->advice = pack_advice(pack, row->advice, row->advice_count);
    row->api_code = pack_own(pack, row->api_code);
}

const struct row *row_build(const struct row *draft, const struct scratch *scratch)
{
    struct pack pack;

    pack_init(&pack, scratch);
    struct row measured = *draft;
    pack_row(&pack, &measured);

    struct row_block *block = mem_new(sizeof *block + pack_bytes(&pack));
    counted_start(&block->counted);
    block->row = *draft;
    pack_start(&pack, (char *)(block + 1));
    pack_row(&pack, &block->row);
    pack_release(&pack);
    return &block->row;
}

const struct row *row_ref(const struct row *row)
{
    if (row != NULL)
        counted_hold(&block_of(row)->counted);
    return row;
}

void row_unref(const struct row *row)
{
    if (row == NULL)
        return;
    struct row_block *block = block_of(row);
    if (counted_let_go(&block->counted))
        free(block);
}

/* ---- words ---- */

struct state_word {
    const char *name;
    int order;
};

static const struct state_word state_words[] = {
    [ROW_FAILED] = {"FAILED", 1},   [ROW_STUCK] = {"STUCK", 2},
    [ROW_SKIPPED] = {"SKIPPED", 3}, [ROW_DEGRADED] = {"DEGRADED", 4},
    [ROW_MOVING] = {"MOVING", 5},   [ROW_DELETING] = {"DELETING", 6},
    [ROW_READY] = {"READY", 8},     [ROW_UNKNOWN] = {"UNKNOWN", 9},
};

const char *row_state_name(enum row_state state)
{
    return state_words[state].name;
}

int row_state_order(enum row_state state)
{
    return state_words[state].order;
}

const char *row_pattern_name(enum row_pattern pattern)
{
    static const char *const names[] = {[PATTERN_NONE] = "none",
                                        [PATTERN_AUTOCREATE] = "autocreate",
                                        [PATTERN_ATTACH] = "attach",
                                        [PATTERN_BOTH] = "both",
                                        [PATTERN_GATEWAY] = "gateway"};
    return names[pattern];
}

const char *row_role_name(enum row_role role)
{
    static const char *const names[] = {
        [ROLE_NONE] = "none", [ROLE_CREATOR] = "creator", [ROLE_TENANT] = "tenant"};
    return names[role];
}

const char *row_marks(const struct row *row, char out[STEP_COUNT + 1])
{
    for (int i = 0; i < STEP_COUNT; i++)
        out[i] = step_mark(&row->steps[i]);
    out[STEP_COUNT] = '\0';
    return out;
}

const char *row_state_word(const struct row *row, char *out, size_t out_bytes)
{
    if (row->state != ROW_MOVING)
        snprintf(out, out_bytes, "%s", row_state_name(row->state));
    else if (row->step == STEP_CLOUD)
        snprintf(out, out_bytes, "4 CLOUD %d/%d", row->parts_settled, PART_COUNT);
    else
        snprintf(out, out_bytes, "%d %s", row->step, step_name(row->step));
    return out;
}

static bool has_no_step(enum row_state state)
{
    return state == ROW_SKIPPED || state == ROW_DELETING || state == ROW_UNKNOWN;
}

/* The part that failed or is stuck, else the lowest that is not settled; -1. */
static int telling_part(const struct row *row)
{
    for (int part = 0; part < PART_COUNT; part++) {
        if (row->parts[part].state == STEP_FAILED || row->parts[part].state == STEP_STUCK)
            return part;
    }
    return row->part;
}

const char *row_step_word(const struct row *row, char out[4])
{
    int part = telling_part(row);

    if (has_no_step(row->state) || row->step < 1)
        snprintf(out, 4, "-");
    else if (row->step == STEP_CLOUD && part >= 0)
        snprintf(out, 4, "4%c", 'a' + part % PART_COUNT);
    else
        snprintf(out, 4, "%d", row->step % 10);
    return out;
}
