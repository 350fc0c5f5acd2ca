/*
 * iam.h - the identity service: requests that log in, and what their answers say. Pure.
 *
 * Source: OTC IAM API, "obtaining a user token", "verifying a token", "querying the list
 *         of projects", "querying the service catalog"; Keystone v3 for the method
 *         "token".
 */
#ifndef ELBTOP_OTC_IAM_H
#define ELBTOP_OTC_IAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "otc/account.h"
#include "wire/http.h"

/* POST /v3/auth/tokens. nocatalog: the answer may leave the catalog out, several KB. */
struct http_request *iam_token_request(const struct account *account, bool nocatalog);

/* GET /v3/auth/tokens: what a token that is there already can do. */
struct http_request *iam_check_request(const struct account *account);

/* GET /v3/projects?name=… and GET /v3/auth/catalog; to be signed. */
struct http_request *iam_project_request(const struct account *account);
struct http_request *iam_catalog_request(void);

struct iam_token {
    struct secret token;     /* from X-Subject-Token; not set in an answer to check */
    const char *project_id;  /* NULL: bound to a domain, or to nothing */
    int64_t expires_wall_ms; /* WHEN_UNKNOWN */
    int64_t life_ms;         /* from the answer on, by the server's own clock */
    const json_t *catalog;   /* NULL */
    json_t *tree;            /* what the above is borrowed from */
};

/*
 * wall_ms: our clock, used when the answer has no Date.
 * Errors: as otc_answer_check; ERR_SHAPE for what a token cannot be without, ERR_LIMIT
 *         for one that is too long to be sent.
 */
enum err_code iam_token_read(const struct http_exchange *exchange, int64_t wall_ms,
                             struct iam_token *ret_token, struct err *err);
void iam_token_release(struct iam_token *token);

/* The id of the project with that name. ERR_ABSENT when there is none. Caller frees. */
enum err_code iam_project_read(const struct http_exchange *exchange, const char *name,
                               char **ret_id, struct err *err);

/* The catalog's array, inside *ret_tree. */
enum err_code iam_catalog_read(const struct http_exchange *exchange, json_t **ret_tree,
                               const json_t **ret_catalog, struct err *err);

#endif
