/*
 * login.h - turns a cluster's credentials into what a request needs.
 *
 * A token file is read again when it changes; an exec plugin is run when its credential
 * is missing or ends soon, one at a time, without blocking: login_start() starts the
 * child, its pipes are polled with the sockets, login_work() reads them. Its stdin is
 * closed; its stderr is kept for the screen; it is killed at INTERVAL_PLUGIN_MS.
 *
 * Worker thread only. Secrets stay here: requests get them as headers.
 */
#ifndef ELBTOP_KUBE_LOGIN_H
#define ELBTOP_KUBE_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "kube/cluster.h"
#include "wire/http.h"

struct login;

enum login_state {
    LOGIN_READY,   /* requests can be sent */
    LOGIN_RUNNING, /* a plugin runs */
    LOGIN_FAILED,  /* err says why; next try at login_due_ms */
};

struct login *login_new(const struct cluster *cluster); /* borrowed for its life */
void login_free(struct login *login);                   /* a running plugin is killed */

/* Does what is due: starts or reads the plugin, reads a changed token file. */
enum login_state login_work(struct login *login, int64_t now_ms, int64_t wall_ms);

/*
 * fds to poll, also while READY: a credential is renewed before it ends. Returns how many
 * were written (at most 2).
 */
size_t login_fds(const struct login *login, struct http_fd fds[2]);
int64_t login_due_ms(const struct login *login); /* INT64_MAX: nothing by time */

/* Adds Authorization and Impersonate headers, and how the answer may be packed. Only when
 * READY. */
void login_sign(const struct login *login, struct http_request *request);

/*
 * 401: what we have is not accepted; a plugin is run again, a token file read again. The
 * second time in a row the plugin has to wait.
 */
void login_rejected(struct login *login, int64_t now_ms);

/* The user asks for it (key R): waits of a failed plugin end. */
void login_retry_now(struct login *login, int64_t now_ms);

/* ---- plugins that ask a person ---- */

struct login_asking {
    const char *command;    /* the plugin's name, cleaned; NULL: there is none */
    bool may_ask;           /* it may use the terminal */
    bool waits;             /* and cannot go on without it */
    unsigned terminal_runs; /* that had the terminal and are over */
};

/* A screen has the terminal: no plugin uses it before it is lent. */
void login_reserve_terminal(struct login *login);
void login_asking(const struct login *login, struct login_asking *ret_asking);

/* The plugin is run now, whatever there is; with the terminal, if it is lent. */
void login_again(struct login *login, bool lends_terminal, int64_t now_ms);

/*
 * The peer with the client certificate of the moment. Changes (generation goes up) when a
 * plugin brings a new certificate. Owner: the login; the two before it stay valid too,
 * for requests that are under way. NULL when the cluster's address or certificates are
 * unusable.
 */
const struct http_peer *login_peer(const struct login *login);
uint64_t login_generation(const struct login *login);

void login_error(const struct login *login, struct err *ret_err);
const char *login_plugin_says(const struct login *login); /* last stderr, cleaned; "" */

/* When what we have ends, as it says itself: the plugin's expirationTimestamp, the client
 * certificate's notAfter, the token's exp where it is a JWT. WHEN_UNKNOWN. */
int64_t login_expires_wall_ms(const struct login *login);

#endif
