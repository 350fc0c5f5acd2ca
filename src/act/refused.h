/*
 * refused.h - what an api-server means when it says no to a change, and what works instead.
 *
 * Admission webhooks, field ownership, preconditions, rights, quotas and a namespace that is
 * not there all answer with a status and a sentence. Here the sentence is understood, so that
 * a form can name the field and a command can name the next move.
 *
 * Source: recorded answers of an api-server 1.36 (101-113, 203-232, 300-318, 405-409, 424);
 *         CCE's admission webhook as seen, with its spelling.
 */
#ifndef ELBTOP_ACT_REFUSED_H
#define ELBTOP_ACT_REFUSED_H

#include "base/err.h"
#include "wire/http.h"

enum refused_kind {
    REFUSED_NOT,        /* it was accepted */
    REFUSED_BY_WEBHOOK, /* an admission webhook says no; text is its reason alone */
    REFUSED_BY_OWNER,   /* another field manager owns the field (server-side apply) */
    REFUSED_CHANGED,    /* a precondition fails: changed, or deleted and made again */
    REFUSED_NAMESPACE,  /* the namespace is not there, or is going */
    REFUSED_RIGHT,      /* a right is missing */
    REFUSED_QUOTA,      /* a ResourceQuota of the namespace is full */
    REFUSED_INVALID,    /* fields that cannot be */
    REFUSED_UNCHECKABLE, /* a webhook cannot do dry runs: that says nothing of the change */
    REFUSED_LATER,       /* too busy; err.retry_after_ms may say when */
    REFUSED_LOGIN,       /* 401 */
    REFUSED_GONE,        /* 404 of the object itself */
    REFUSED_FAILED,      /* 5xx, or an answer that makes no sense */
    REFUSED_NO_ANSWER,   /* the line broke: whether it arrived is not known */
};

struct refused {
    enum refused_kind kind;
    struct err err;   /* code, status and the server's text, one line */
    char text[240];   /* the same without wrapping */
    char field[160];  /* ".metadata.annotations.kubernetes.io/elb.class"; "" */
    char owner[80];   /* field manager that owns it; "" */
    char advice[160]; /* what works; "" */
};

/* Returns the kind. */
enum refused_kind refused_of(const struct http_exchange *exchange,
                             struct refused *ret_refused);

#endif
