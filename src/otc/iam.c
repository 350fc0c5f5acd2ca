#include "otc/iam.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "otc/answer.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

/* ---- requests --------------------------------------------------------------- */

/* {"id":…} or {"name":…}: an id is unique, a name only inside something else. */
static json_t *id_or_name(const char *id, const char *name)
{
    return id != NULL ? json_pack("{s:s}", "id", id) : json_pack("{s:s}", "name", name);
}

static json_t *domain(const struct account *account)
{
    return id_or_name(account->domain_id, account->domain_name);
}

static bool has_domain(const struct account *account)
{
    return account->domain_id != NULL || account->domain_name != NULL;
}

static json_t *identity_by_password(const struct account *account)
{
    json_t *user = id_or_name(account->user_id, account->user_name);

    json_object_set_new(user, "password", json_string(secret_reveal(&account->password)));
    if (account->user_id == NULL && has_domain(account))
        json_object_set_new(user, "domain", domain(account));
    return json_pack("{s:[s], s:{s:o}}", "methods", "password", "password", "user", user);
}

static json_t *identity_by_token(const struct account *account)
{
    return json_pack("{s:[s], s:{s:s}}", "methods", "token", "token", "id",
                     secret_reveal(&account->token));
}

/* NULL: no scope is asked for, the token is bound as the service sees fit. */
static json_t *scope(const struct account *account)
{
    if (account->project_id == NULL && account->project_name == NULL)
        return NULL;
    json_t *project = id_or_name(account->project_id, account->project_name);
    if (account->project_id == NULL && has_domain(account))
        json_object_set_new(project, "domain", domain(account));
    return json_pack("{s:o}", "project", project);
}

static struct http_request *get(const char *path, const char *label)
{
    struct http_request *request = http_request_new("GET", path);

    http_headers_add(&request->headers, "Accept", "application/json");
    request->label = label;
    return request;
}

struct http_request *iam_token_request(const struct account *account, bool nocatalog)
{
    struct http_request *request = http_request_new(
        "POST", nocatalog ? "/v3/auth/tokens?nocatalog=1" : "/v3/auth/tokens");
    json_t *auth = json_object();
    json_t *bound = scope(account);

    json_object_set_new(auth, "identity",
                        account->way == ACCOUNT_TOKEN ? identity_by_token(account)
                                                      : identity_by_password(account));
    if (bound != NULL)
        json_object_set_new(auth, "scope", bound);
    json_t *body = json_pack("{s:o}", "auth", auth);
    tree_to_json(body, 0, &request->body);
    json_decref(body);

    http_headers_add(&request->headers, "Content-Type", "application/json;charset=utf8");
    http_headers_add(&request->headers, "Accept", "application/json");
    request->intent = HTTP_READS; /* asking for a token changes nothing */
    request->label = "log in";
    return request;
}

struct http_request *iam_check_request(const struct account *account)
{
    struct http_request *request = get("/v3/auth/tokens", "check token");
    const char *token = secret_reveal(&account->token);

    http_headers_add(&request->headers, "X-Auth-Token", token);
    http_headers_add(&request->headers, "X-Subject-Token", token);
    return request;
}

struct http_request *iam_project_request(const struct account *account)
{
    struct url url;

    url_init(&url, "/v3/projects");
    url_query(&url, "name", account->project_name);
    struct http_request *request = get(url_text(&url), "find project");
    url_release(&url);
    return request;
}

struct http_request *iam_catalog_request(void)
{
    return get("/v3/auth/catalog", "read catalog");
}

/* ---- answers ---------------------------------------------------------------- */

static enum err_code read_tree(const struct http_exchange *exchange, json_t **ret_tree,
                               struct err *err)
{
    enum err_code code = otc_answer_check(exchange, NULL, err);
    if (code != ERR_OK)
        return code;
    code = tree_from_json(buf_span(&exchange->body), "answer", ret_tree, err);
    if (code != ERR_OK && err != NULL)
        err->http_status = exchange->status;
    return code;
}

/*
 * The server's own clock when it answered, as it says: its Date, or when it made a token
 * just now. Ours may be wrong by hours without harm.
 */
static int64_t server_wall_ms(const struct http_exchange *exchange, const json_t *token,
                              int64_t wall_ms)
{
    int64_t date_ms = http_date_ms(&exchange->headers);
    int64_t issued_ms = tree_when(token, "issued_at");

    if (date_ms != WHEN_UNKNOWN)
        return date_ms;
    bool is_new = exchange->status == 201;
    return is_new && issued_ms != WHEN_UNKNOWN ? issued_ms : wall_ms;
}

static int64_t life_ms(const struct http_exchange *exchange, const json_t *token,
                       int64_t wall_ms)
{
    enum { USUAL_LIFE_MS = 24 * 3600 * 1000 };
    int64_t expires_ms = tree_when(token, "expires_at");

    if (expires_ms == WHEN_UNKNOWN)
        return USUAL_LIFE_MS;
    return expires_ms - server_wall_ms(exchange, token, wall_ms);
}

static enum err_code read_subject(const struct http_exchange *exchange,
                                  struct secret *token, struct err *err)
{
    const char *text = http_headers_get(&exchange->headers, "X-Subject-Token");

    if (text == NULL || text[0] == '\0')
        return ERR_OK;
    if (strlen(text) > LIMIT_TOKEN_BYTES) {
        err_at(err, "X-Subject-Token");
        return err_set(err, ERR_LIMIT, "longer than %zu bytes", LIMIT_TOKEN_BYTES);
    }
    secret_set_text(token, text);
    return ERR_OK;
}

enum err_code iam_token_read(const struct http_exchange *exchange, int64_t wall_ms,
                             struct iam_token *ret_token, struct err *err)
{
    struct iam_token token = {0};
    const json_t *body;

    enum err_code code = read_tree(exchange, &token.tree, err);
    if (code != ERR_OK)
        goto out;

    code = tree_need_object(token.tree, "token", &body, err);
    if (code != ERR_OK)
        goto out;

    code = read_subject(exchange, &token.token, err);
    if (code != ERR_OK)
        goto out;

    token.project_id = tree_text(body, "project.id");
    token.expires_wall_ms = tree_when(body, "expires_at");
    token.life_ms = life_ms(exchange, body, wall_ms);
    token.catalog = tree_at(body, "catalog");
    *ret_token = token;
    token = (struct iam_token){0};
out:
    iam_token_release(&token);
    return code;
}

void iam_token_release(struct iam_token *token)
{
    secret_wipe(&token->token);
    json_decref(token->tree);
    *token = (struct iam_token){0};
}

enum err_code iam_project_read(const struct http_exchange *exchange, const char *name,
                               char **ret_id, struct err *err)
{
    json_t *tree = NULL;
    const json_t *projects;

    enum err_code code = read_tree(exchange, &tree, err);
    if (code == ERR_OK)
        code = tree_need_array(tree, "projects", &projects, err);
    if (code != ERR_OK)
        goto out;

    /* The filter may have been ignored: the name is compared here as well. */
    for (size_t i = 0; i < json_array_size(projects); i++) {
        const json_t *project = json_array_get(projects, i);
        const char *found = tree_key_text(project, "name");
        const char *id = tree_key_text(project, "id");
        if (found == NULL || id == NULL || strcmp(found, name) != 0)
            continue;
        *ret_id = mem_copy_text(id);
        goto out;
    }
    code = err_set(err, ERR_ABSENT, "there is no project \"%s\"", name);
out:
    json_decref(tree);
    return code;
}

enum err_code iam_catalog_read(const struct http_exchange *exchange, json_t **ret_tree,
                               const json_t **ret_catalog, struct err *err)
{
    json_t *tree = NULL;

    enum err_code code = read_tree(exchange, &tree, err);
    if (code == ERR_OK)
        code = tree_need_array(tree, "catalog", ret_catalog, err);
    if (code == ERR_OK) {
        *ret_tree = tree;
        tree = NULL;
    }
    json_decref(tree);
    return code;
}
