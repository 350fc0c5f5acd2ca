#include "sim/iam_api.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- parts of answers ---- */

/* Six decimals and Z: the one service of OTC that writes times so. */
static json_t *show_time(int64_t wall_ms)
{
    char text[WHEN_TEXT_BYTES];

    when_print(wall_ms - wall_ms % 1000, text);
    return json_sprintf("%.19s.%03d000Z", text, (int)(wall_ms % 1000));
}

static json_t *show_domain(const struct cloud_call *call)
{
    const struct cloud_account *account = call->state->account;
    return json_pack("{s:s, s:s}", "id", account->domain_id, "name",
                     account->domain_name);
}

/* ---- the catalog ---- */

static void add_service(json_t *catalog, const struct cloud_call *call, const char *type,
                        const char *name, const char *region, json_t *url)
{
    char id[CLOUD_ID_BYTES], endpoint_id[CLOUD_ID_BYTES], label[80];

    cloud_fixed_id(type, id);
    snprintf(label, sizeof(label), "%s endpoint in %s", type, call->state->region->name);
    cloud_fixed_id(label, endpoint_id);
    json_array_append_new(catalog,
                          json_pack("{s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:s, s:o}]}",
                                    "type", type, "name", name, "id", id, "endpoints",
                                    "id", endpoint_id, "interface", "public", "region",
                                    region, "region_id", region, "url", url));
}

static json_t *show_catalog(const struct cloud_call *call)
{
    const struct cloud_state *state = call->state;
    const char *iam = call->places->url[CLOUD_HOST_IAM];
    const char *elb = call->places->url[CLOUD_HOST_ELB];
    const char *vpc = call->places->url[CLOUD_HOST_VPC];
    const char *region = state->region->name;
    const char *project = call->project == NULL ? "" : call->project->id;
    json_t *catalog = json_array();

    add_service(catalog, call, "identity", "keystone", "*", json_sprintf("%s/v3", iam));
    if (call->project == NULL)
        return catalog;
    if (!state->switches.no_elbv3_in_catalog)
        add_service(catalog, call, "elbv3", "elbv3", region,
                    json_sprintf("%s/v3/%s", elb, project));
    add_service(catalog, call, "elb", "elbv1", region, json_sprintf("%s/v1.0", elb));
    if (state->region->bit == REGION_DE)
        add_service(catalog, call, "load-balancer", "octavia", region, json_string(elb));
    add_service(catalog, call, "network", "neutron", region, json_string(vpc));
    add_service(catalog, call, "vpc", "vpc", region,
                json_sprintf("%s/v1/%s", vpc, project));
    add_service(catalog, call, "vpcv2.0", "vpc2.0", region,
                json_sprintf("%s/v2.0/%s", vpc, project));
    return catalog;
}

/* ---- tokens ---- */

static void refuse_login(struct cloud_call *call, const char *text)
{
    call_refuse(call, SHAPE_KEYSTONE, 401, "", "%s", text);
}

static bool domain_fits(const struct cloud_account *account, const json_t *domain)
{
    const char *id = tree_text(domain, "id");
    const char *name = tree_text(domain, "name");

    if (id != NULL)
        return strcmp(id, account->domain_id) == 0;
    return name != NULL && strcmp(name, account->domain_name) == 0;
}

/* A user is named by id, or by name within a domain. NULL: refused. */
static const struct cloud_user *read_password(struct cloud_call *call, const json_t *auth)
{
    const json_t *sent = tree_at(auth, "identity.password.user");
    const char *id = tree_text(sent, "id"), *name = tree_text(sent, "name");
    const char *password = tree_text(sent, "password");

    if ((id == NULL && name == NULL) || password == NULL) {
        call_no(call, NO_INPUT, "Expecting to find id or name, and password, in user.");
        return NULL;
    }
    if (id == NULL && tree_at(sent, "domain") == NULL) {
        call_no(call, NO_INPUT, "Expecting to find domain in user.");
        return NULL;
    }
    const struct cloud_account *account = call->state->account;
    const struct cloud_user *user = cloud_user_find(account, id, name);
    if (user == NULL || strcmp(user->password, password) != 0 ||
        (id == NULL && !domain_fits(account, tree_at(sent, "domain")))) {
        refuse_login(call, "The username or password is wrong.");
        return NULL;
    }
    return user;
}

static const struct cloud_user *read_token(struct cloud_call *call, const json_t *auth)
{
    const char *text = tree_text(auth, "identity.token.id");
    const struct cloud_token *token =
        text == NULL ? NULL : cloud_token_find(call->state->account, text);

    if (token != NULL && cloud_token_is_live(call->state, token))
        return token->user;
    refuse_login(call, "The token is invalid or has expired.");
    return NULL;
}

static bool has_method(const json_t *auth, const char *method)
{
    const json_t *methods = tree_at(auth, "identity.methods");
    size_t i;
    json_t *item;

    json_array_foreach(methods, i, item)
    {
        const char *text = json_string_value(item);
        if (text != NULL && strcmp(text, method) == 0)
            return true;
    }
    return false;
}

static const struct cloud_user *read_identity(struct cloud_call *call, const json_t *auth,
                                              const char **ret_method)
{
    if (has_method(auth, "totp")) {
        refuse_login(call, "No virtual MFA device is bound to the user.");
        return NULL;
    }
    *ret_method = has_method(auth, "token") ? "token" : "password";
    if (has_method(auth, "token"))
        return read_token(call, auth);
    if (has_method(auth, "password"))
        return read_password(call, auth);
    call_no(call, NO_INPUT, "Expecting to find a supported method in identity.methods.");
    return NULL;
}

/* Project wins over domain; neither: the domain. false: refused. */
static bool read_scope(struct cloud_call *call, const json_t *auth,
                       const struct cloud_project **ret_project)
{
    const struct cloud_account *account = call->state->account;
    const json_t *project = tree_at(auth, "scope.project");
    const json_t *domain = tree_at(auth, "scope.domain");

    *ret_project = NULL;
    if (project != NULL) {
        *ret_project = cloud_project_find(account, tree_text(project, "id"),
                                          tree_text(project, "name"));
        if (*ret_project == NULL)
            refuse_login(call,
                         "The project does not exist or the user has no role in it.");
        return *ret_project != NULL;
    }
    if (domain == NULL || domain_fits(account, domain))
        return true;
    refuse_login(call, "The domain does not exist or the user has no role in it.");
    return false;
}

static json_t *show_token(const struct cloud_call *call, const struct cloud_token *token)
{
    json_t *json =
        json_pack("{s:[s], s:o, s:o, s:{s:s, s:s, s:s, s:o}, s:[{s:s, s:s}]}", "methods",
                  token->method, "issued_at", show_time(token->issued_ms), "expires_at",
                  show_time(token->expires_ms), "user", "id", token->user->id, "name",
                  token->user->name, "password_expires_at", "", "domain",
                  show_domain(call), "roles", "id", "0", "name", token->user->role);

    if (token->project == NULL)
        json_object_set_new(json, "domain", show_domain(call));
    else
        json_object_set_new(json, "project",
                            json_pack("{s:s, s:s, s:o}", "id", token->project->id, "name",
                                      token->project->name, "domain", show_domain(call)));
    return json;
}

static void answer_token(struct cloud_call *call, int status,
                         const struct cloud_token *token)
{
    const char *nocatalog = ask_query(call->ask, "nocatalog");
    json_t *json = show_token(call, token);

    call->project = token->project;
    if (nocatalog == NULL || nocatalog[0] == '\0')
        json_object_set_new(json, "catalog", show_catalog(call));
    reply_header(call->reply, "X-Subject-Token", token->text);
    call_answer(call, status, json_pack("{s:o}", "token", json));
}

static void token_create(struct cloud_call *call)
{
    const json_t *auth;
    const char *method = NULL;
    const struct cloud_project *project = NULL;

    if (!call_body(call, "auth", &auth))
        return;
    const struct cloud_user *user = read_identity(call, auth, &method);
    if (user == NULL || !read_scope(call, auth, &project) ||
        call_waits(call, "login", user->name, 100, 300))
        return;
    answer_token(call, 201, cloud_token_issue(call->state, user, project, method));
}

static void token_check(struct cloud_call *call)
{
    const char *text = ask_header(call->ask, "X-Subject-Token");
    const struct cloud_token *token =
        text == NULL ? NULL : cloud_token_find(call->state->account, text);

    if (token == NULL || !cloud_token_is_live(call->state, token))
        call_no(call, NO_ABSENT, "The token could not be found.");
    else
        answer_token(call, 200, token);
}

/* ---- projects, catalog, versions ---- */

static json_t *show_project(const struct cloud_call *call,
                            const struct cloud_project *project)
{
    const char *domain_id = call->state->account->domain_id;
    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:s, s:{s:o}}", "id", project->id,
                     "name", project->name, "domain_id", domain_id, "parent_id",
                     domain_id, "enabled", 1, "is_domain", 0, "description", "", "links",
                     "self",
                     json_sprintf("%s/v3/projects/%s", call->places->url[CLOUD_HOST_IAM],
                                  project->id));
}

static bool project_is_asked(const struct ask *ask, const struct cloud_project *project)
{
    const char *name = ask_query(ask, "name");
    const char *enabled = ask_query(ask, "enabled");

    return (name == NULL || strcmp(name, project->name) == 0) &&
           (enabled == NULL || strcmp(enabled, "false") != 0);
}

/* Both lists: those the user can reach, and those that fit a search. */
static void project_list(struct cloud_call *call)
{
    const struct cloud_account *account = call->state->account;
    const char *domain_id = ask_query(call->ask, "domain_id");
    json_t *projects = json_array();

    for (size_t i = 0; i < CLOUD_PROJECTS; i++) {
        if (project_is_asked(call->ask, &account->projects[i]) &&
            (domain_id == NULL || strcmp(domain_id, account->domain_id) == 0))
            json_array_append_new(projects, show_project(call, &account->projects[i]));
    }
    json_t *links = json_pack(
        "{s:o, s:n, s:n}", "self",
        json_sprintf("%s%s", call->places->url[CLOUD_HOST_IAM], call->ask->path),
        "previous", "next");
    call_answer(call, 200, json_pack("{s:o, s:o}", "projects", projects, "links", links));
}

static void project_show(struct cloud_call *call)
{
    const struct cloud_project *project =
        cloud_project_find(call->state->account, call->args[0], NULL);

    if (project == NULL)
        call_no(call, NO_ABSENT, "Could not find project: %s.", call->args[0]);
    else
        call_answer(call, 200,
                    json_pack("{s:o}", "project", show_project(call, project)));
}

static void catalog(struct cloud_call *call)
{
    call_answer(
        call, 200,
        json_pack("{s:o, s:{s:o}}", "catalog", show_catalog(call), "links", "self",
                  json_sprintf("%s/v3/auth/catalog", call->places->url[CLOUD_HOST_IAM])));
}

static json_t *show_version(const struct cloud_call *call)
{
    return json_pack(
        "{s:s, s:s, s:s, s:[{s:s, s:o}], s:[{s:s, s:s}]}", "id", "v3.6", "status",
        "stable", "updated", "2016-04-04T00:00:00Z", "links", "rel", "self", "href",
        json_sprintf("%s/v3/", call->places->url[CLOUD_HOST_IAM]), "media-types", "base",
        "application/json", "type", "application/vnd.openstack.identity-v3+json");
}

static void version(struct cloud_call *call)
{
    call_answer(call, 200, json_pack("{s:o}", "version", show_version(call)));
}

/* Keystone answers its root with 300. */
static void all_versions(struct cloud_call *call)
{
    call_answer(call, 300,
                json_pack("{s:{s:[o]}}", "versions", "values", show_version(call)));
}

/* ---- temporary access keys ---- */

/* Whose key shall it be? The token of the body, else that of the header. */
static const struct cloud_user *key_owner(struct cloud_call *call, const json_t *auth)
{
    const char *text = tree_text(auth, "identity.token.id");
    const struct cloud_token *token;

    if (text == NULL)
        text = ask_header(call->ask, "X-Auth-Token");
    token = text == NULL ? NULL : cloud_token_find(call->state->account, text);
    if (token != NULL && cloud_token_is_live(call->state, token))
        return token->user;
    call_refuse(call, SHAPE_IAM, 401, "IAM.0067", "The token is invalid.");
    return NULL;
}

static void securitytoken_create(struct cloud_call *call)
{
    const json_t *auth;
    int64_t life_s;

    if (!call_body(call, "auth", &auth))
        return;
    if (!has_method(auth, "token")) {
        call_no(call, NO_INPUT, "Only the method token is supported.");
        return;
    }
    life_s = tree_int(auth, "identity.token.duration_seconds", 900);
    if (life_s < 900 || life_s > 86400) {
        call_no(call, NO_INPUT, "duration_seconds must be from 900 to 86400.");
        return;
    }
    const struct cloud_user *user = key_owner(call, auth);
    if (user == NULL)
        return;
    const struct cloud_key *key = cloud_key_issue(call->state, user, life_s);
    call_answer(call, 201,
                json_pack("{s:{s:s, s:s, s:s, s:o}}", "credential", "access", key->ak,
                          "secret", key->sk, "securitytoken", key->security_token,
                          "expires_at", show_time(key->expires_ms)));
}

/* ---- what is published ---- */

enum { WHERE = REGION_ALL };

const struct cloud_row iam_api_rows[] = {
    {"GET", "", WHERE, SHAPE_KEYSTONE, RIGHT_OPEN, all_versions},
    {"GET", "v3", WHERE, SHAPE_KEYSTONE, RIGHT_OPEN, version},
    {"POST", "v3/auth/tokens", WHERE, SHAPE_KEYSTONE, RIGHT_OPEN, token_create},
    {"GET", "v3/auth/tokens", WHERE, SHAPE_KEYSTONE, 0, token_check},
    {"GET", "v3/auth/projects", WHERE, SHAPE_KEYSTONE, 0, project_list},
    {"GET", "v3/auth/catalog", WHERE, SHAPE_KEYSTONE, 0, catalog},
    {"GET", "v3/projects", WHERE, SHAPE_KEYSTONE, 0, project_list},
    {"GET", "v3/projects/{id}", WHERE, SHAPE_KEYSTONE, 0, project_show},
    {"POST", "v3.0/OS-CREDENTIAL/securitytokens", WHERE, SHAPE_IAM, RIGHT_OPEN,
     securitytoken_create},
};

const size_t iam_api_row_count = ARRAY_COUNT(iam_api_rows);
