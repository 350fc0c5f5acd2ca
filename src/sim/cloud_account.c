#include "sim/cloud_account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

static const char base64_signs[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum { KEY_FAILURES_MOST = 5, KEY_LOCK_MS = 5 * 60 * 1000 };

/* A secret, of the first `kinds` of the base64 alphabet. Not drawn from the world's seed: who
 * knows the seed must not know the password, and a login more must not change what comes. */
static void put_secret(uint32_t kinds, char *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = base64_signs[arc4random_uniform(kinds)];
    out[count] = '\0';
}

static void user_init(struct cloud_state *state, struct cloud_user *user,
                      const char *name, unsigned rights, const char *role)
{
    cloud_new_hex_id(state, user->id);
    user->name = name;
    user->rights = rights;
    user->role = role;
    put_secret(62, user->password, sizeof(user->password) - 1);
}

static struct cloud_key *key_add(struct cloud_account *account,
                                 const struct cloud_user *user)
{
    if (account->key_count == CLOUD_KEYS_MOST) {
        /* The lasting keys stay; the oldest temporary one makes room. */
        struct cloud_key *oldest = &account->keys[2];
        free(oldest->security_token);
        memmove(oldest, oldest + 1, (CLOUD_KEYS_MOST - 3) * sizeof(*oldest));
        account->key_count--;
    }
    struct cloud_key *key = &account->keys[account->key_count++];
    *key = (struct cloud_key){.user = user, .expires_ms = INT64_MAX};
    put_secret(26, key->ak, 20);
    put_secret(62, key->sk, 40);
    return key;
}

struct cloud_account *cloud_account_new(struct cloud_state *state)
{
    struct cloud_account *account = mem_new(sizeof(*account));
    const char *region = state->region->name;

    cloud_new_hex_id(state, account->domain_id);
    snprintf(account->domain_name, sizeof(account->domain_name),
             "OTC-SIM-00000000001000000042");
    snprintf(account->projects[0].name, sizeof(account->projects[0].name), "%s", region);
    snprintf(account->projects[1].name, sizeof(account->projects[1].name), "%s_demo",
             region);
    for (size_t i = 0; i < CLOUD_PROJECTS; i++)
        cloud_new_hex_id(state, account->projects[i].id);

    user_init(state, &account->users[0], "ops", RIGHT_ALL, "te_admin");
    user_init(state, &account->users[1], "reader", RIGHT_ELB_READ | RIGHT_VPC_READ,
              "readonly");
    user_init(state, &account->users[2], "elb-reader", RIGHT_ELB_READ, "elb_readonly");
    key_add(account, &account->users[0]);
    key_add(account, &account->users[1]);
    return account;
}

void cloud_account_free(struct cloud_account *account)
{
    if (account == NULL)
        return;
    for (size_t i = 0; i < account->token_count; i++)
        free(account->tokens[i].text);
    for (size_t i = 0; i < account->key_count; i++)
        free(account->keys[i].security_token);
    free(account);
}

const struct cloud_project *cloud_account_home(const struct cloud_account *account)
{
    return &account->projects[1];
}

const struct cloud_project *cloud_project_find(const struct cloud_account *account,
                                               const char *id, const char *name)
{
    for (size_t i = 0; i < CLOUD_PROJECTS; i++) {
        const struct cloud_project *project = &account->projects[i];
        if (id != NULL ? strcmp(project->id, id) == 0
                       : name != NULL && strcmp(project->name, name) == 0)
            return project;
    }
    return NULL;
}

const struct cloud_user *cloud_user_find(const struct cloud_account *account,
                                         const char *id, const char *name)
{
    for (size_t i = 0; i < CLOUD_USERS; i++) {
        const struct cloud_user *user = &account->users[i];
        if (id != NULL ? strcmp(user->id, id) == 0
                       : name != NULL && strcmp(user->name, name) == 0)
            return user;
    }
    return NULL;
}

/* ---- tokens ---- */

/* Looks like the PKI tokens of OTC: base64 of a CMS message, which begins with "MII". */
static char *token_text(struct cloud_state *state)
{
    size_t bytes = state->switches.token_bytes;
    char *text = mem_new(bytes + 1);

    put_secret(64, text, bytes);
    memcpy(text, "MII", 3);
    return text;
}

const struct cloud_token *cloud_token_issue(struct cloud_state *state,
                                            const struct cloud_user *user,
                                            const struct cloud_project *project,
                                            const char *method)
{
    struct cloud_account *account = state->account;

    if (account->token_count == CLOUD_TOKENS_MOST) {
        free(account->tokens[0].text);
        memmove(account->tokens, account->tokens + 1,
                (CLOUD_TOKENS_MOST - 1) * sizeof(account->tokens[0]));
        account->token_count--;
    }
    struct cloud_token *token = &account->tokens[account->token_count++];
    *token = (struct cloud_token){
        .text = token_text(state),
        .user = user,
        .project = project,
        .method = method,
        .issued_ms = cloud_wall_ms(state),
        .expires_ms = cloud_wall_ms(state) + state->switches.token_life_ms,
    };
    return token;
}

const struct cloud_token *cloud_token_find(const struct cloud_account *account,
                                           const char *text)
{
    for (size_t i = account->token_count; i-- > 0;) {
        if (strcmp(account->tokens[i].text, text) == 0)
            return &account->tokens[i];
    }
    return NULL;
}

bool cloud_token_is_live(const struct cloud_state *state, const struct cloud_token *token)
{
    return cloud_wall_ms(state) < token->expires_ms;
}

void cloud_tokens_expire(struct cloud_state *state)
{
    for (size_t i = 0; i < state->account->token_count; i++)
        state->account->tokens[i].expires_ms = cloud_wall_ms(state);
}

/* ---- access keys ---- */

struct cloud_key *cloud_key_find(struct cloud_account *account, struct span ak)
{
    for (size_t i = 0; i < account->key_count; i++) {
        if (span_is(ak, account->keys[i].ak))
            return &account->keys[i];
    }
    return NULL;
}

const struct cloud_key *cloud_key_issue(struct cloud_state *state,
                                        const struct cloud_user *user, int64_t life_s)
{
    struct cloud_key *key = key_add(state->account, user);

    key->expires_ms = cloud_wall_ms(state) + life_s * 1000;
    key->security_token = mem_new(1024 + 1);
    put_secret(64, key->security_token, 1024);
    return key;
}

bool cloud_key_is_locked(const struct cloud_state *state, const struct cloud_key *key)
{
    return cloud_wall_ms(state) < key->locked_until_ms;
}

void cloud_key_failed(struct cloud_state *state, struct cloud_key *key)
{
    if (++key->failures < KEY_FAILURES_MOST)
        return;
    key->failures = 0;
    key->locked_until_ms = cloud_wall_ms(state) + KEY_LOCK_MS;
}

void cloud_key_passed(struct cloud_key *key)
{
    key->failures = 0;
}
