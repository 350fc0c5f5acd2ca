/*
 * All texts are found first, wherever and under whatever name they were written; then the
 * account is made of them, and what is missing is named.
 */
#include "otc/account.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "otc/account_texts.h"
#include "otc/clouds.h"
#include "otc/endpoint.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- which way -------------------------------------------------------------- */

static enum err_code choose_way(const struct account_texts *said,
                                enum account_way *ret_way, struct err *err)
{
    static const struct {
        const char *type;
        enum account_way way;
    } types[] = {{"password", ACCOUNT_PASSWORD},
                 {"v3password", ACCOUNT_PASSWORD},
                 {"token", ACCOUNT_TOKEN},
                 {"v3token", ACCOUNT_TOKEN},
                 {"aksk", ACCOUNT_AKSK}};
    const char *type = said->at[FIELD_AUTH_TYPE];

    for (size_t i = 0; type != NULL && i < ARRAY_COUNT(types); i++) {
        *ret_way = types[i].way;
        if (strcmp(type, types[i].type) == 0)
            return ERR_OK;
    }
    if (type != NULL) {
        account_texts_at(said, FIELD_AUTH_TYPE, err);
        return err_set(err, ERR_LOCAL, "expected password, token or aksk, got \"%s\"",
                       type);
    }
    if (said->at[FIELD_TOKEN] != NULL)
        *ret_way = ACCOUNT_TOKEN;
    else if (said->at[FIELD_PASSWORD] == NULL && said->at[FIELD_AK] != NULL)
        *ret_way = ACCOUNT_AKSK;
    else
        *ret_way = ACCOUNT_PASSWORD;
    return ERR_OK;
}

static enum err_code need(const struct account_texts *said, enum account_field field,
                          struct err *err)
{
    return said->at[field] == NULL ? account_texts_missing(said, field, err) : ERR_OK;
}

/* A name is unique only inside its domain, an id is so by itself. */
static enum err_code need_user(const struct account_texts *said, struct err *err)
{
    if (said->at[FIELD_USER_ID] != NULL)
        return ERR_OK;
    if (said->at[FIELD_USER_NAME] == NULL)
        return account_texts_missing(said, FIELD_USER_NAME, err);
    if (said->at[FIELD_DOMAIN_NAME] == NULL && said->at[FIELD_DOMAIN_ID] == NULL)
        return account_texts_missing(said, FIELD_DOMAIN_NAME, err);
    return ERR_OK;
}

static enum err_code need_credentials(const struct account_texts *said,
                                      enum account_way way, struct err *err)
{
    enum err_code code = ERR_OK;

    switch (way) {
    case ACCOUNT_PASSWORD:
        code = need_user(said, err);
        return code != ERR_OK ? code : need(said, FIELD_PASSWORD, err);
    case ACCOUNT_TOKEN:
        return need(said, FIELD_TOKEN, err);
    case ACCOUNT_AKSK:
        code = need(said, FIELD_AK, err);
        return code != ERR_OK ? code : need(said, FIELD_SK, err);
    }
    return code;
}

static void set_credentials(struct account *account, const struct account_texts *said)
{
    struct arena *arena = &account->arena;

    account->user_name = arena_text(arena, said->at[FIELD_USER_NAME]);
    account->user_id = arena_text(arena, said->at[FIELD_USER_ID]);
    account->domain_name = arena_text(arena, said->at[FIELD_DOMAIN_NAME]);
    account->domain_id = arena_text(arena, said->at[FIELD_DOMAIN_ID]);
    account->ak = arena_text(arena, said->at[FIELD_AK]);
    secret_set_text(&account->password, said->at[FIELD_PASSWORD]);
    secret_set_text(&account->token, said->at[FIELD_TOKEN]);
    secret_set_text(&account->sk, said->at[FIELD_SK]);
    secret_set_text(&account->security_token, said->at[FIELD_SECURITY_TOKEN]);
}

/* ---- region and project ----------------------------------------------------- */

/* "eu-de", "eu-ch2"; a project called "demo" names no region. */
static bool is_region(struct span text)
{
    if (text.bytes < 4 || text.at[2] != '-')
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool may_be_digit = i > 3;
        if (i != 2 && !islower(c) && !(may_be_digit && isdigit(c)))
            return false;
    }
    return true;
}

/* regions: [eu-de, …] or [{name: eu-de}, …] */
static const char *first_region(const json_t *entry)
{
    const json_t *first = json_array_get(tree_key(entry, "regions"), 0);
    const char *name = tree_key_text(first, "name");
    return name != NULL ? name : json_string_value(first);
}

static const char *find_region(const struct account_texts *said, struct arena *arena)
{
    struct span rest = span_of(said->at[FIELD_PROJECT_NAME]);
    struct span prefix;

    if (said->at[FIELD_REGION] != NULL)
        return arena_text(arena, said->at[FIELD_REGION]);
    if (span_cut(&rest, '_', &prefix) && is_region(prefix))
        return arena_bytes(arena, prefix.at, prefix.bytes);
    const char *first = first_region(said->entry);
    return first == NULL ? "" : arena_text(arena, first);
}

static void set_project(struct account *account, const struct account_texts *said)
{
    account->project_id = arena_text(&account->arena, said->at[FIELD_PROJECT_ID]);
    account->project_name = arena_text(&account->arena, said->at[FIELD_PROJECT_NAME]);
    bool is_open = account->project_id == NULL && account->project_name == NULL;
    if (is_open && account->way != ACCOUNT_TOKEN && account->region[0] != '\0')
        account->project_name = account->region;
}

/* ---- URLs ------------------------------------------------------------------- */

#define REGION_MARK "{region_name}"

/* "https://iam.{region_name}.otc…": adds the text with the region put in. */
static bool put_region(const char *text, const char *region, struct buf *out)
{
    const char *mark;

    while ((mark = strstr(text, REGION_MARK)) != NULL) {
        if (region[0] == '\0')
            return false;
        buf_add(out, text, (size_t)(mark - text));
        buf_add_text(out, region);
        text = mark + strlen(REGION_MARK);
    }
    return buf_add_text(out, text);
}

typedef bool (*make_url)(const char *url, struct buf *out);

static enum err_code read_url(struct account *account, const struct account_texts *said,
                              enum account_field field, make_url make,
                              const char **ret_url, struct err *err)
{
    struct buf text;
    struct buf url;
    enum err_code code = ERR_OK;

    buf_init(&text, LIMIT_CLOUD_TEXT_BYTES);
    buf_init(&url, LIMIT_CLOUD_TEXT_BYTES);
    if (!put_region(said->at[field], account->region, &text)) {
        code = account_texts_missing(said, FIELD_REGION, err);
    } else if (!make(buf_text(&text), &url)) {
        account_texts_at(said, field, err);
        code = err_set(err, ERR_LOCAL, "not an URL of http or https");
    } else {
        *ret_url = arena_text(&account->arena, buf_text(&url));
    }
    buf_release(&text);
    buf_release(&url);
    return code;
}

/* Keys need no URL: who signs with them is at home in the region's own cloud. */
static enum err_code guess_auth_url(struct account *account,
                                    const struct account_texts *said, struct err *err)
{
    struct buf url;
    enum err_code code = ERR_OK;

    buf_init(&url, LIMIT_CLOUD_TEXT_BYTES);
    if (account->way == ACCOUNT_AKSK &&
        account_host_pattern(account->region, CLOUD_IAM, &url))
        account->auth_url = arena_print(&account->arena, "%s/v3", buf_text(&url));
    else
        code = account_texts_missing(said, FIELD_AUTH_URL, err);
    buf_release(&url);
    return code;
}

static enum err_code set_urls(struct account *account, const struct account_texts *said,
                              struct err *err)
{
    static const enum account_field overrides[CLOUD_SERVICE_COUNT] = {
        [CLOUD_IAM] = FIELD_OVERRIDE_IAM,
        [CLOUD_ELB] = FIELD_OVERRIDE_ELB,
        [CLOUD_VPC] = FIELD_OVERRIDE_VPC,
    };
    enum err_code code;

    if (said->at[FIELD_AUTH_URL] != NULL)
        code = read_url(account, said, FIELD_AUTH_URL, endpoint_auth_url,
                        &account->auth_url, err);
    else
        code = guess_auth_url(account, said, err);
    for (int i = 0; i < CLOUD_SERVICE_COUNT && code == ERR_OK; i++) {
        if (said->at[overrides[i]] != NULL)
            code = read_url(account, said, overrides[i], endpoint_base,
                            &account->override[i], err);
    }
    return code;
}

/* ---- TLS -------------------------------------------------------------------- */

static bool is_one_of(const char *text, const char *a, const char *b, const char *c)
{
    struct span span = span_of(text);
    return span_is_nocase(span, a) || span_is_nocase(span, b) || span_is_nocase(span, c);
}

static bool is_insecure(const struct account_texts *said)
{
    return is_one_of(said->at[FIELD_VERIFY], "false", "no", "0") ||
           is_one_of(said->at[FIELD_INSECURE], "true", "yes", "1");
}

static enum err_code read_cacert(struct account *account,
                                 const struct account_texts *said, struct err *err)
{
    const char *path = said->at[FIELD_CACERT];
    const char *home = account_env("HOME");
    struct err why = ERR_INIT;
    struct buf pem;

    if (path == NULL)
        return ERR_OK;
    if (strncmp(path, "~/", 2) == 0 && home != NULL)
        path = arena_print(&account->arena, "%s%s", home, path + 1);
    enum err_code code = file_read(path, LIMIT_FILE_BYTES, &pem, &why);
    if (code != ERR_OK) {
        account_texts_at(said, FIELD_CACERT, err);
        return err_set(err, code, "%s %s", path, why.text);
    }
    account->ca_pem = arena_text(&account->arena, buf_text(&pem));
    buf_release(&pem);
    return ERR_OK;
}

/* ---- the account ------------------------------------------------------------ */

static enum err_code fill(struct account *account, const struct account_texts *said,
                          struct err *err)
{
    enum err_code code = choose_way(said, &account->way, err);
    if (code != ERR_OK)
        return code;

    account->cloud = arena_text(&account->arena, said->cloud);
    account->region = find_region(said, &account->arena);
    set_project(account, said);
    code = set_urls(account, said, err);
    if (code != ERR_OK)
        return code;

    code = need_credentials(said, account->way, err);
    if (code != ERR_OK)
        return code;

    set_credentials(account, said);
    account->insecure = is_insecure(said);
    return read_cacert(account, said, err);
}

/* clouds NULL: from the environment alone. */
static enum err_code load_from(const struct clouds *clouds, const char *cloud,
                               struct account **ret_account, struct err *err)
{
    struct account *account = mem_new(sizeof *account);
    struct account_texts said = {
        .clouds = clouds, .cloud = cloud, .arena = &account->arena};
    json_t *entry = NULL;
    enum err_code code = ERR_OK;

    if (clouds != NULL)
        code = clouds_entry(clouds, cloud, &entry, err);
    if (code != ERR_OK)
        goto out;

    said.entry = entry;
    code = account_texts_find(&said, err);
    if (code != ERR_OK)
        goto out;

    code = fill(account, &said, err);
    if (code != ERR_OK)
        goto out;

    *ret_account = account;
    account = NULL;
out:
    json_decref(entry);
    account_free(account);
    return code;
}

static enum err_code none_is_named(const struct clouds *clouds, struct err *err)
{
    struct buf names;

    buf_init(&names, LIMIT_CLOUD_TEXT_BYTES);
    clouds_list(clouds, &names);
    err_at(err, "%s", clouds_path(clouds));
    err_set(err, ERR_ABSENT,
            clouds_count(clouds) == 0 ? "names no cloud" : "choose one of its clouds: %s",
            buf_text(&names));
    buf_release(&names);
    return ERR_ABSENT;
}

enum err_code account_load(const char *cloud, struct account **ret_account,
                           struct err *err)
{
    struct clouds *clouds = NULL;
    struct err why = ERR_INIT;

    if (cloud == NULL)
        cloud = account_env("OS_CLOUD");
    if (cloud == NULL && account_in_environment())
        return load_from(NULL, "", ret_account, err);

    enum err_code code = clouds_load(&clouds, &why);
    if (code == ERR_ABSENT && cloud != NULL) {
        err_at(err, "cloud \"%s\"", cloud);
        return err_set(err, ERR_LOCAL, "%s", why.text);
    }
    if (code != ERR_OK) {
        if (err != NULL && err->code == ERR_OK)
            *err = why;
        return code;
    }
    if (cloud == NULL)
        cloud = clouds_only(clouds);
    code = cloud == NULL ? none_is_named(clouds, err)
                         : load_from(clouds, cloud, ret_account, err);
    clouds_free(clouds);
    return code;
}

enum err_code account_load_from(const char *clouds_file, const char *cloud,
                                struct account **ret_account, struct err *err)
{
    struct clouds *clouds = NULL;
    enum err_code code = clouds_read(clouds_file, &clouds, err);

    if (code == ERR_OK)
        code = load_from(clouds, cloud, ret_account, err);
    clouds_free(clouds);
    return code;
}

void account_free(struct account *account)
{
    if (account == NULL)
        return;
    secret_wipe(&account->password);
    secret_wipe(&account->token);
    secret_wipe(&account->sk);
    secret_wipe(&account->security_token);
    arena_release(&account->arena);
    free(account);
}

/* ---- hosts ------------------------------------------------------------------ */

bool account_host_pattern(const char *region, enum cloud_service service, struct buf *out)
{
    static const struct {
        const char *region;
        const char *domain;
        const char *iam;
    } regions[] = {
        {"eu-de", "eu-de.otc.t-systems.com", "iam"},
        {"eu-nl", "eu-nl.otc.t-systems.com", "iam"},
        {"eu-ch2", "eu-ch2.sc.otc.t-systems.com", "iam-pub"},
    };
    static const char *const names[CLOUD_SERVICE_COUNT] = {
        [CLOUD_ELB] = "elb", [CLOUD_VPC] = "vpc", /* addresses live there too */
    };

    for (size_t i = 0; i < ARRAY_COUNT(regions); i++) {
        if (strcmp(region, regions[i].region) != 0)
            continue;
        const char *name = service == CLOUD_IAM ? regions[i].iam : names[service];
        return buf_print(out, "https://%s.%s", name, regions[i].domain);
    }
    return false;
}
