/*
 * hands.h - the built program's commands against an embedded world of this process: what
 * they print, what they end in, and the environment they get.
 */
#ifndef ELBTOP_TESTS_SIM_HANDS_H
#define ELBTOP_TESTS_SIM_HANDS_H

#include "base/buf.h"
#include "world.h"

enum { HANDS_WORDS = 40, HANDS_ENV = 16 };

struct hands {
    struct world *world;
    char *dir; /* home, configuration and state of the commands */
    char *program;
    char *env_texts[HANDS_ENV];
    const char *env[HANDS_ENV + 1]; /* of the commands, NULL at the end */
    struct buf out, err;            /* of the last command */
    int status;
};

/* A world with this story at speed 100; the program's own environment is empty. */
struct hands *hands_open(const char *story);
void hands_close(struct hands *hands);

/*
 * Runs `elbtop LINE` without a terminal and waits for its end; returns its exit status. The
 * line is cut at blanks; a word may be put into '…'.
 */
int hands_run(struct hands *hands, const char *line);

/* The line as words after the program's own; they live in the line's copy, the caller's. */
char *hands_words(const struct hands *hands, const char *line, const char **ret_argv);

bool hands_said(const struct hands *hands, const char *text);       /* on stdout */
bool hands_complained(const struct hands *hands, const char *text); /* on stderr */

/* Each fails with all that was printed: runs it and expects this end; expects this text. */
void hands_runs(struct hands *hands, const char *line, int status);
void hands_says(const struct hands *hands, const char *text);
void hands_complains(const struct hands *hands, const char *text);

void hands_fault(struct hands *hands, const char *fault); /* as sim/fault.h has it */

/* A line of config.yaml, for the commands that follow. */
void hands_configure(struct hands *hands, const char *text);

/* All receipts so far, one after the other. */
char *hands_receipts(const struct hands *hands);

#endif
