/*
 * plugin.h - an exec plugin's life: run, heard, its credential kept and renewed.
 *
 * The credential is renewed shortly before its end, while the old one still serves. A
 * plugin that fails, or whose credential is not accepted, is run again ever more rarely:
 * it may open a browser each time.
 *
 * Private to kube/: login.h is its only user.
 */
#ifndef ELBTOP_KUBE_PLUGIN_H
#define ELBTOP_KUBE_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/chance.h"
#include "base/err.h"
#include "kube/child.h"
#include "kube/cluster.h"
#include "kube/credential.h"
#include "wire/backoff.h"

/* May a fresh credential take the place of the old one? An err says why not. */
typedef enum err_code (*plugin_accept)(void *ctx, const struct credential *fresh,
                                       struct err *err);

struct plugin {
    /* fixed after plugin_init */
    const struct cluster *cluster; /* with its exec */
    plugin_accept accept;
    void *accept_ctx;

    int64_t now_ms; /* of the last plugin_work() */
    int64_t wall_ms;
    struct err err; /* why it failed */
    struct chance chance;
    struct backoff failures;

    bool is_reserved;       /* a screen has the terminal: it must be lent */
    bool is_lent;           /* for the next run */
    bool is_forced;         /* run again although there is a credential */
    bool waits;             /* it cannot run before the terminal is lent */
    bool holds;             /* the one that runs has the terminal */
    unsigned terminal_runs; /* that had it and are over */
    int64_t patience_ms;    /* how long the one that runs may take */

    struct child child;
    struct buf says;    /* its stderr, cleaned */
    size_t heard_bytes; /* of its stderr, that are in `says` */
    int64_t run_ms;     /* not run again before */

    struct credential credential;
    bool has_credential;
    int64_t obtained_ms;
    int64_t renew_wall_ms; /* INT64_MAX: never by time */
    int64_t end_wall_ms;
    int rejections; /* in a row */
};

enum plugin_state {
    PLUGIN_SERVES, /* there is a credential; it may be renewed meanwhile */
    PLUGIN_RUNS,
    PLUGIN_FAILED, /* err; run again at plugin_due_ms */
};

void plugin_init(struct plugin *plugin, const struct cluster *cluster,
                 plugin_accept accept, void *accept_ctx);
void plugin_release(struct plugin *plugin); /* one that runs is killed */

/* Reads, ends or starts it, whatever is due. */
enum plugin_state plugin_work(struct plugin *plugin, int64_t now_ms, int64_t wall_ms);

bool plugin_serves(const struct plugin *plugin);
int64_t plugin_due_ms(const struct plugin *plugin); /* INT64_MAX: nothing by time */

/* Run again now, whatever there is; with the terminal, if it is lent. */
void plugin_run_now(struct plugin *plugin, bool lends_terminal, int64_t now_ms);

/* 401. Run again at once the first time, then ever more rarely. */
void plugin_rejected(struct plugin *plugin, int64_t now_ms);

#endif
