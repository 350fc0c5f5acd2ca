/*
 * todo.h - the next move of a person, in the words of the face that shows it.
 *
 * A row's todo says "{new}" and "{link}" where a face names its way to an ELB of its own or to
 * one that exists: the dashboard its keys, the command line its commands.
 */
#ifndef ELBTOP_STATE_TODO_H
#define ELBTOP_STATE_TODO_H

enum { TODO_TEXT_BYTES = 320 };

struct todo_ways {
    const char *new, *link;
};

/* Returns out; NULL is "". What has no room is cut. */
const char *todo_print(const char *todo, const struct todo_ways *ways,
                       char out[TODO_TEXT_BYTES]);

#endif
