/*
 * tree.h - ELBs, their listeners and members as lines: which are shown, in what order.
 *
 * Listeners that nobody here owns are shown, because they decide whether an ELB can go.
 * Lines point into the snapshot they were made from.
 */
#ifndef ELBTOP_TUI_TREE_H
#define ELBTOP_TUI_TREE_H

#include "tui/ids.h"
#include "tui/scene.h"

enum tree_kind { TREE_ELB, TREE_LISTENER, TREE_MEMBER, TREE_CLUE };

struct tree_line {
    enum tree_kind kind;
    const struct view_elb *elb;
    const struct view_listener *listener; /* of listeners and members */
    const struct view_member *member;
    const char *clue;
    bool open;       /* an ELB whose listeners follow */
    bool last;       /* of its brothers */
    bool under_last; /* a member under the last listener */
};

struct tree {
    size_t count, capacity;
    struct tree_line *lines;
    size_t elbs_shown, elbs_total, foreign_hidden;
};

void tree_release(struct tree *tree); /* zero-filled ones are fine */

struct tree_choice {
    const struct ids *opened; /* by hand */
    const struct ids *closed; /* by hand; all others as there is room and reason */
    size_t room;              /* lines that can be shown */
    bool members;             /* a line for each */
    bool foreign;             /* ELBs that have nothing to do with this cluster, too */
};
void tree_build(struct tree *tree, const struct scene *scene, struct tree_choice choice);

enum { TREE_ID_BYTES = 256 };

/* What tells a line apart for as long as it lives. */
const char *tree_line_id(const struct tree_line *line, char out[TREE_ID_BYTES]);

/* Does the line speak of this, in upper or lower case? A folded ELB also for its listeners. */
bool tree_line_holds(const struct tree_line *line, const char *text);

/* The place of an ELB in "problems first": that of its worst Service. */
int tree_order(const struct view_elb *elb);
bool tree_is_problem(const struct view_elb *elb);

#endif
