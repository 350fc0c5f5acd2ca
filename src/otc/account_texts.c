#include "otc/account_texts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

/*
 * The first name of each is the one used in messages. Keys are looked for below `auth`
 * and beside it: tools differ in that too. A key that is twice there counts below `auth`.
 */
static const struct {
    const char *place; /* in a message: "auth.password" */
    bool is_secret;
    bool fills; /* the environment completes an entry that has none */
    const char *keys[4];
    const char *variables[7];
} fields[FIELD_COUNT] = {
    [FIELD_AUTH_TYPE] = {.place = "auth_type",
                         .keys = {"auth_type"},
                         .variables = {"OS_AUTH_TYPE"}},
    [FIELD_AUTH_URL] = {.place = "auth.auth_url",
                        .keys = {"auth_url"},
                        .variables = {"OS_AUTH_URL"}},
    [FIELD_USER_NAME] = {.place = "auth.username",
                         .keys = {"username", "user_name"},
                         .variables = {"OS_USERNAME"}},
    [FIELD_USER_ID] = {.place = "auth.user_id",
                       .keys = {"user_id"},
                       .variables = {"OS_USER_ID", "OS_USERID"}},
    [FIELD_PASSWORD] = {.place = "auth.password",
                        .is_secret = true,
                        .fills = true,
                        .keys = {"password"},
                        .variables = {"OS_PASSWORD"}},
    [FIELD_DOMAIN_NAME] = {.place = "auth.user_domain_name",
                           .keys = {"user_domain_name", "domain_name",
                                    "project_domain_name"},
                           .variables = {"OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME",
                                         "OS_PROJECT_DOMAIN_NAME"}},
    [FIELD_DOMAIN_ID] = {.place = "auth.user_domain_id",
                         .keys = {"user_domain_id", "domain_id", "project_domain_id"},
                         .variables = {"OS_USER_DOMAIN_ID", "OS_DOMAIN_ID",
                                       "OS_PROJECT_DOMAIN_ID"}},
    [FIELD_PROJECT_NAME] = {.place = "auth.project_name",
                            .keys = {"project_name", "tenant_name"},
                            .variables = {"OS_PROJECT_NAME", "OS_TENANT_NAME"}},
    [FIELD_PROJECT_ID] = {.place = "auth.project_id",
                          .keys = {"project_id", "tenant_id"},
                          .variables = {"OS_PROJECT_ID", "OS_TENANT_ID",
                                        "OTC_SDK_PROJECT_ID"}},
    [FIELD_TOKEN] = {.place = "auth.token",
                     .is_secret = true,
                     .keys = {"token", "auth_token"},
                     .variables = {"OS_TOKEN", "OS_AUTH_TOKEN", "OS_TOKEN_ID"}},
    [FIELD_AK] = {.place = "ak",
                  .keys = {"ak", "access_key", "access_key_id"},
                  .variables = {"OS_ACCESS_KEY", "OS_ACCESS_KEY_ID", "OS_AK",
                                "OTC_SDK_AK", "AWS_ACCESS_KEY_ID", "S3_ACCESS_KEY_ID"}},
    [FIELD_SK] = {.place = "sk",
                  .is_secret = true,
                  .keys = {"sk", "secret_key", "secret_access_key"},
                  .variables = {"OS_SECRET_KEY", "OS_ACCESS_KEY_SECRET", "OS_SK",
                                "OTC_SDK_SK", "AWS_ACCESS_SECRET_KEY",
                                "AWS_SECRET_ACCESS_KEY", "S3_SECRET_ACCESS_KEY"}},
    [FIELD_SECURITY_TOKEN] = {.place = "security_token",
                              .is_secret = true,
                              .keys = {"security_token", "securitytoken"},
                              .variables = {"OS_SECURITY_TOKEN", "OS_AKSK_SECURITY_TOKEN",
                                            "OS_ST", "AWS_SECURITY_TOKEN",
                                            "S3_SECURITY_TOKEN"}},
    [FIELD_REGION] = {.place = "region_name",
                      .fills = true,
                      .keys = {"region_name"},
                      .variables = {"OS_REGION_NAME", "OS_REGION_ID"}},
    [FIELD_CACERT] = {.place = "cacert",
                      .fills = true,
                      .keys = {"cacert"},
                      .variables = {"OS_CACERT", "OS_CA_CERT", "OS_CA_CERT_FILE"}},
    [FIELD_VERIFY] = {.place = "verify", .keys = {"verify"}, .variables = {"OS_VERIFY"}},
    [FIELD_INSECURE] = {.place = "insecure",
                        .keys = {"insecure"},
                        .variables = {"OS_INSECURE"}},
    [FIELD_OVERRIDE_IAM] = {.place = "identity_endpoint_override",
                            .keys = {"identity_endpoint_override"},
                            .variables = {"OS_IDENTITY_ENDPOINT_OVERRIDE"}},
    [FIELD_OVERRIDE_ELB] =
        {.place = "elb_endpoint_override",
         .keys = {"elb_endpoint_override", "elbv3_endpoint_override",
                  "vlb_endpoint_override", "load_balancer_endpoint_override"},
         .variables = {"OS_ELB_ENDPOINT_OVERRIDE", "OS_ELBV3_ENDPOINT_OVERRIDE",
                       "OS_VLB_ENDPOINT_OVERRIDE", "OS_LOAD_BALANCER_ENDPOINT_OVERRIDE"}},
    [FIELD_OVERRIDE_VPC] = {.place = "vpc_endpoint_override",
                            .keys = {"vpc_endpoint_override",
                                     "network_endpoint_override"},
                            .variables = {"OS_VPC_ENDPOINT_OVERRIDE",
                                          "OS_NETWORK_ENDPOINT_OVERRIDE"}},
};

const char *account_env(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Names of other clouds' keys (AWS_, S3_) alone do not mean that this cloud is meant. */
bool account_in_environment(void)
{
    static const char *const telling[] = {"OS_AUTH_URL", "OS_ACCESS_KEY",
                                          "OS_ACCESS_KEY_ID", "OS_AK", "OTC_SDK_AK"};

    for (size_t i = 0; i < ARRAY_COUNT(telling); i++) {
        if (account_env(telling[i]) != NULL)
            return true;
    }
    return false;
}

void account_texts_at(const struct account_texts *said, enum account_field field,
                      struct err *err)
{
    if (said->clouds != NULL)
        clouds_at(said->clouds, said->cloud, fields[field].place, err);
    else
        err_at(err, "%s", fields[field].variables[0]);
}

enum err_code account_texts_missing(const struct account_texts *said,
                                    enum account_field field, struct err *err)
{
    account_texts_at(said, field, err);
    return err_set(err, ERR_LOCAL, "missing");
}

/* ---- finding texts ---------------------------------------------------------- */

static const char *find_variable(enum account_field field)
{
    for (size_t i = 0; i < ARRAY_COUNT(fields[field].variables); i++) {
        const char *name = fields[field].variables[i];
        const char *value = name == NULL ? NULL : account_env(name);
        if (value != NULL)
            return value;
    }
    return NULL;
}

static const json_t *find_key(const json_t *entry, enum account_field field)
{
    const json_t *auth = tree_key(entry, "auth");

    for (size_t i = 0; i < ARRAY_COUNT(fields[field].keys); i++) {
        const char *key = fields[field].keys[i];
        if (key == NULL)
            break;
        if (tree_key(auth, key) != NULL)
            return tree_key(auth, key);
        if (tree_key(entry, key) != NULL)
            return tree_key(entry, key);
    }
    return NULL;
}

static enum err_code read_key(struct account_texts *said, enum account_field field,
                              struct err *err)
{
    const json_t *node = find_key(said->entry, field);

    if (node == NULL)
        return ERR_OK;
    if (json_is_string(node)) {
        const char *text = json_string_value(node);
        said->at[field] = text[0] == '\0' ? NULL : text;
    } else if (json_is_boolean(node)) {
        said->at[field] = json_is_true(node) ? "true" : "false";
    } else if (json_is_integer(node) && !fields[field].is_secret) {
        said->at[field] =
            arena_print(said->arena, "%lld", (long long)json_integer_value(node));
    } else {
        /* Leading zeros are lost by now: a secret cannot be guessed from a number. */
        account_texts_at(said, field, err);
        return err_set(err, ERR_SHAPE,
                       json_is_number(node) ? "is a number; put it in quotes"
                                            : "expected text");
    }
    return ERR_OK;
}

enum err_code account_texts_find(struct account_texts *said, struct err *err)
{
    enum err_code code = ERR_OK;

    for (enum account_field field = 0; field < FIELD_COUNT && code == ERR_OK; field++) {
        code = read_key(said, field, err);
        bool may_fill = said->entry == NULL || fields[field].fills;
        if (said->at[field] == NULL && may_fill)
            said->at[field] = find_variable(field);
    }
    return code;
}
