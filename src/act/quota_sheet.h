/*
 * quota_sheet.h - the quotas of the project kind by kind: how many there are, how many there
 * may be, and which answer says so.
 *
 * The ELB service tells its limits only; how many there are is counted in the last whole set
 * of the cloud. The EIP service tells both. What nobody told is QUOTA_UNKNOWN.
 *
 * Source: OTC ELB API v3 "quotas", VPC API v1 "quotas?type=publicIp"; -1 is no limit.
 */
#ifndef ELBTOP_ACT_QUOTA_SHEET_H
#define ELBTOP_ACT_QUOTA_SHEET_H

#include "act/quota.h"
#include "base/err.h"

enum quota_kind {
    QUOTA_ELB,
    QUOTA_LISTENER,
    QUOTA_POOL,
    QUOTA_MEMBER,
    QUOTA_MONITOR,
    QUOTA_EIP,
    QUOTA_LISTENERS_PER_ELB, /* of each: there is no count of all to compare with */
    QUOTA_MEMBERS_PER_POOL,
    QUOTA_KIND_COUNT
};

enum quota_answer { QUOTA_FROM_ELB, QUOTA_FROM_EIP, QUOTA_ANSWER_COUNT };

struct quota_line {
    int64_t used; /* QUOTA_UNKNOWN */
    int64_t most; /* QUOTA_UNKNOWN, QUOTA_UNLIMITED */
};

struct quota_reading {
    bool asked;           /* an answer came, a good one or not */
    int64_t read_wall_ms; /* of the last good one; 0: there was none */
    struct err err;       /* of the last one */
};

struct quota_sheet {
    struct quota_line lines[QUOTA_KIND_COUNT];
    struct quota_reading readings[QUOTA_ANSWER_COUNT];
};

void quota_sheet_init(struct quota_sheet *sheet); /* nothing is known */

const char *quota_kind_name(enum quota_kind kind);  /* "ELB", "listeners per ELB" */
const char *quota_kind_field(enum quota_kind kind); /* as the answer calls it */
enum quota_answer quota_kind_answer(enum quota_kind kind);
const char *quota_answer_call(enum quota_answer answer);  /* "GET …" */
const char *quota_answer_right(enum quota_answer answer); /* what a 403 asks for */

/* The first kind of which one more Service with an ELB of its own needs one and finds none
 * left; QUOTA_KIND_COUNT: none is known to be used up. */
enum quota_kind quota_sheet_shortage(const struct quota_sheet *sheet);

/* What forms need of it. */
struct quota quota_sheet_brief(const struct quota_sheet *sheet);

#endif
