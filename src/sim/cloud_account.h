/*
 * cloud_account.h - who may come in: one account (domain) with projects, users, access
 * keys and the tokens that were given out.
 *
 * Made new with each world: ids and secrets come from its seed and are worth nothing
 * elsewhere. Under the lock of the state; the texts of a project or user never change.
 *
 * Source: IAM API reference: project names, role of the domain, life of tokens; five failed
 *         signatures in a row lock a key for five minutes.
 */
#ifndef ELBTOP_SIM_CLOUD_ACCOUNT_H
#define ELBTOP_SIM_CLOUD_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "sim/cloud_state.h"

/* What a user may do; the rest is refused or, for lists of the vpc host, empty. */
enum {
    RIGHT_ELB_READ = 1,
    RIGHT_ELB_CHANGE = 2,
    RIGHT_VPC_READ = 4,
    RIGHT_VPC_CHANGE = 8,
    RIGHT_ALL = 15,
};

struct cloud_project {
    char id[CLOUD_HEX_ID_BYTES];
    char name[64];
};

struct cloud_user {
    char id[CLOUD_HEX_ID_BYTES];
    const char *name;
    char password[33];
    unsigned rights;
    const char *role;
};

struct cloud_key {
    char ak[24];
    char sk[48];
    char *security_token; /* NULL: a lasting key */
    const struct cloud_user *user;
    int64_t expires_ms;      /* wall; INT64_MAX */
    int failures;            /* signatures that did not fit, in a row */
    int64_t locked_until_ms; /* wall */
};

struct cloud_token {
    char *text;
    const struct cloud_user *user;
    const struct cloud_project *project; /* NULL: bound to the domain */
    const char *method;                  /* "password", "token" */
    int64_t issued_ms;                   /* wall */
    int64_t expires_ms;
};

enum {
    CLOUD_PROJECTS = 2,
    CLOUD_USERS = 3,
    CLOUD_TOKENS_MOST = 256,
    CLOUD_KEYS_MOST = 64
};

struct cloud_account {
    char domain_id[CLOUD_HEX_ID_BYTES];
    char domain_name[48];
    /* [0] is the region's own, empty; [1], "eu-de_demo", holds everything */
    struct cloud_project projects[CLOUD_PROJECTS];
    /* [0] may do all, [1] only read, [2] only read load balancers */
    struct cloud_user users[CLOUD_USERS];
    size_t key_count; /* keys[0] and keys[1] belong to users[0] and users[1] */
    struct cloud_key keys[CLOUD_KEYS_MOST];
    size_t token_count; /* in order of age; the oldest makes room */
    struct cloud_token tokens[CLOUD_TOKENS_MOST];
};

struct cloud_account *cloud_account_new(struct cloud_state *state);
void cloud_account_free(struct cloud_account *account);

/* The project that holds everything. */
const struct cloud_project *cloud_account_home(const struct cloud_account *account);

/* By id or name, NULL for what is not asked; NULL when there is none. */
const struct cloud_project *cloud_project_find(const struct cloud_account *account,
                                               const char *id, const char *name);
const struct cloud_user *cloud_user_find(const struct cloud_account *account,
                                         const char *id, const char *name);

/* project NULL: bound to the domain. */
const struct cloud_token *cloud_token_issue(struct cloud_state *state,
                                            const struct cloud_user *user,
                                            const struct cloud_project *project,
                                            const char *method);
/* Also one that has expired; NULL when it was never given out. */
const struct cloud_token *cloud_token_find(const struct cloud_account *account,
                                           const char *text);
bool cloud_token_is_live(const struct cloud_state *state,
                         const struct cloud_token *token);
/* Trouble: every token given out so far ends now. */
void cloud_tokens_expire(struct cloud_state *state);

struct cloud_key *cloud_key_find(struct cloud_account *account, struct span ak);
/* A temporary key; life in seconds. */
const struct cloud_key *cloud_key_issue(struct cloud_state *state,
                                        const struct cloud_user *user, int64_t life_s);
bool cloud_key_is_locked(const struct cloud_state *state, const struct cloud_key *key);
void cloud_key_failed(struct cloud_state *state, struct cloud_key *key);
void cloud_key_passed(struct cloud_key *key);

#endif
