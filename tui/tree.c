#include "tui/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

enum { ORPHAN_ORDER = 7, CALM_ORDER = 8, FOREIGN_ORDER = 9 };

void tree_release(struct tree *tree)
{
    free(tree->lines);
    *tree = (struct tree){0};
}

static void add(struct tree *tree, struct tree_line line)
{
    tree->lines = mem_grow(tree->lines, &tree->capacity, tree->count + 1, sizeof line);
    tree->lines[tree->count++] = line;
}

/* ---- order ---- */

int tree_order(const struct view_elb *elb)
{
    int order = elb->kind == ELB_ORPHAN    ? ORPHAN_ORDER
                : elb->kind == ELB_FOREIGN ? FOREIGN_ORDER
                                           : CALM_ORDER;

    for (size_t i = 0; i < elb->listener_count; i++) {
        const struct row *row = elb->listeners[i].row;
        if (row != NULL && row_state_order(row->state) < order)
            order = row_state_order(row->state);
    }
    return order;
}

bool tree_is_problem(const struct view_elb *elb)
{
    return tree_order(elb) <= row_state_order(ROW_DEGRADED) || elb->kind == ELB_ORPHAN;
}

/* ---- lines ---- */

/* Open where there is something to see: several owners, trouble, movement, or nobody. */
static bool is_open_by_itself(const struct view_elb *elb)
{
    size_t foreign = 0;

    for (size_t i = 0; i < elb->listener_count; i++)
        foreign += elb->listeners[i].role == LISTENER_FOREIGN;
    return elb->service_count > 1 || (foreign > 0 && elb->of_this_cluster) ||
           tree_order(elb) < CALM_ORDER;
}

static void add_members(struct tree *tree, struct tree_line parent)
{
    for (size_t i = 0; i < parent.listener->member_count; i++) {
        struct tree_line line = parent;
        line.kind = TREE_MEMBER;
        line.member = &parent.listener->members[i];
        line.under_last = parent.last;
        line.last = i + 1 == parent.listener->member_count;
        add(tree, line);
    }
}

static bool is_open(const struct view_elb *elb, struct tree_choice choice, bool all_fit)
{
    if (ids_has(choice.opened, elb->id))
        return true;
    return !ids_has(choice.closed, elb->id) && (all_fit || is_open_by_itself(elb));
}

static void add_elb(struct tree *tree, const struct view_elb *elb,
                    struct tree_choice choice, bool all_fit)
{
    bool open = is_open(elb, choice, all_fit);

    add(tree, (struct tree_line){.kind = TREE_ELB, .elb = elb, .open = open});
    for (size_t i = 0; open && elb->kind == ELB_ORPHAN && i < elb->clue_count; i++)
        add(tree, (struct tree_line){.kind = TREE_CLUE,
                                     .elb = elb,
                                     .clue = elb->clues[i],
                                     .last = i + 1 == elb->clue_count});
    for (size_t i = 0; open && i < elb->listener_count; i++) {
        struct tree_line line = {.kind = TREE_LISTENER,
                                 .elb = elb,
                                 .listener = &elb->listeners[i],
                                 .last = i + 1 == elb->listener_count};
        add(tree, line);
        if (choice.members)
            add_members(tree, line);
    }
}

static bool is_in_namespace(const struct view_elb *elb, const char *namespace)
{
    size_t bytes = namespace == NULL ? 0 : strlen(namespace);

    for (size_t i = 0; namespace != NULL && i < elb->service_count; i++) {
        if (strncmp(elb->services[i], namespace, bytes) == 0 &&
            elb->services[i][bytes] == '/')
            return true;
    }
    return namespace == NULL;
}

static bool is_wanted(const struct view_elb *elb, const struct scene *scene)
{
    return is_in_namespace(elb, scene->namespace) &&
           (!scene->problems_only || tree_is_problem(elb));
}

static bool is_shown(const struct view_elb *elb, const struct scene *scene,
                     struct tree_choice choice)
{
    return is_wanted(elb, scene) && (elb->of_this_cluster || choice.foreign);
}

/* A small project is shown whole; of a large one, what needs to be seen. */
static bool all_fit(const struct view *view, const struct scene *scene,
                    struct tree_choice choice)
{
    size_t lines = 0;

    for (size_t i = 0; i < view->elb_count && lines <= choice.room; i++) {
        const struct view_elb *elb = &view->elbs[i];
        if (!is_shown(elb, scene, choice))
            continue;
        lines += 1 + elb->listener_count;
        lines += elb->kind == ELB_ORPHAN ? elb->clue_count : 0;
        for (size_t k = 0; choice.members && k < elb->listener_count; k++)
            lines += elb->listeners[k].member_count;
    }
    return lines <= choice.room;
}

void tree_build(struct tree *tree, const struct scene *scene, struct tree_choice choice)
{
    const struct view *view = scene_view(scene);

    *tree = (struct tree){.lines = tree->lines, .capacity = tree->capacity};
    if (view == NULL)
        return;
    tree->elbs_total = view->elb_count;
    bool whole = all_fit(view, scene, choice);
    for (int order = 0; order <= FOREIGN_ORDER; order++) {
        for (size_t i = 0; i < view->elb_count; i++) {
            const struct view_elb *elb = &view->elbs[i];
            if (tree_order(elb) != order)
                continue;
            if (is_shown(elb, scene, choice)) {
                tree->elbs_shown++;
                add_elb(tree, elb, choice, whole);
            } else if (is_wanted(elb, scene)) {
                tree->foreign_hidden++;
            }
        }
    }
}

static const char *text_of(const char *text)
{
    return text == NULL ? "" : text;
}

const char *tree_line_id(const struct tree_line *line, char out[TREE_ID_BYTES])
{
    switch (line->kind) {
    case TREE_ELB:
        snprintf(out, TREE_ID_BYTES, "%s", line->elb->id);
        break;
    case TREE_CLUE:
        snprintf(out, TREE_ID_BYTES, "%s ?%.100s", line->elb->id, line->clue);
        break;
    case TREE_LISTENER:
    case TREE_MEMBER: /* who owns it and its port name it, wanted or there */
        snprintf(out, TREE_ID_BYTES, "%s %d/%.8s %.60s/%.60s %.40s", line->elb->id,
                 line->listener->port, line->listener->protocol,
                 text_of(line->listener->service_namespace),
                 text_of(line->listener->service_name != NULL
                             ? line->listener->service_name
                             : line->listener->id),
                 line->kind == TREE_MEMBER ? line->member->id : "");
        break;
    }
    return out;
}

/* ---- searching ---- */

static bool holds(const char *text, const char *part)
{
    return text != NULL && strcasestr(text, part) != NULL;
}

static bool listener_holds(const struct view_listener *listener, const char *text)
{
    char port[32];
    char service[600];

    snprintf(port, sizeof port, "%d/%.8s", listener->port, listener->protocol);
    snprintf(service, sizeof service, "%s/%s", text_of(listener->service_namespace),
             text_of(listener->service_name));
    return holds(port, text) || holds(listener->name, text) ||
           holds(listener->id, text) || holds(listener->pool_id, text) ||
           (listener->service_name != NULL && holds(service, text));
}

static bool elb_holds(const struct tree_line *line, const char *text)
{
    const struct view_elb *elb = line->elb;
    bool found = holds(elb->name, text) || holds(elb->id, text) ||
                 holds(elb->address, text) || holds(elb->vip_address, text);

    for (size_t i = 0; !line->open && !found && i < elb->listener_count; i++)
        found = listener_holds(&elb->listeners[i], text);
    return found;
}

bool tree_line_holds(const struct tree_line *line, const char *text)
{
    switch (line->kind) {
    case TREE_ELB:
        return elb_holds(line, text);
    case TREE_LISTENER:
        return listener_holds(line->listener, text);
    case TREE_MEMBER:
        return holds(line->member->address, text) || holds(line->member->node, text) ||
               holds(line->member->name, text);
    case TREE_CLUE:
        break;
    }
    return holds(line->clue, text);
}
