#include "sim/places.h"

#include "base/limits.h"
#include "wire/digest.h"
#include "wire/tree.h"

#include "base/banned.h"

static json_t *base64_of(const char *text)
{
    struct buf encoded;
    buf_init(&encoded, LIMIT_MIB);
    base64_encode(&encoded, span_of(text));
    json_t *json = json_string(buf_text(&encoded));
    buf_release(&encoded);
    return json;
}

static json_t *credentials_of(const struct places_user *user)
{
    if (user->token != NULL)
        return json_pack("{s:s}", "token", user->token);
    return json_pack("{s:o, s:o}", "client-certificate-data", base64_of(user->cert_pem),
                     "client-key-data", base64_of(user->key_pem));
}

void places_kubeconfig(const struct places *places, struct buf *out)
{
    json_t *contexts = json_array();
    json_t *users = json_array();

    for (size_t i = 0; i < places->user_count; i++) {
        const struct places_user *user = &places->users[i];
        json_array_append_new(contexts,
                              json_pack("{s:s, s:{s:s, s:s}}", "name", user->context,
                                        "context", "cluster", "sim", "user", user->user));
        json_array_append_new(users, json_pack("{s:s, s:o}", "name", user->user, "user",
                                               credentials_of(user)));
    }
    json_t *tree =
        json_pack("{s:s, s:s, s:[{s:s, s:{s:s, s:o}}], s:o, s:s, s:{}, s:o}",
                  "apiVersion", "v1", "kind", "Config", "clusters", "name", "sim",
                  "cluster", "server", places->api_server, "certificate-authority-data",
                  base64_of(places->ca_pem), "contexts", contexts, "current-context",
                  places->users[0].context, "preferences", "users", users);
    tree_to_yaml(tree, out);
    json_decref(tree);
}

void places_clouds_yaml(const struct places *places, struct buf *out)
{
    struct buf auth_url;

    buf_init(&auth_url, LIMIT_KIB);
    buf_print(&auth_url, "%s/v3", places->iam);
    json_t *auth =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "auth_url", buf_text(&auth_url),
                  "username", places->user, "password", places->password, "project_name",
                  places->project, "user_domain_name", places->domain);
    json_t *tree =
        json_pack("{s:{s:{s:s, s:s, s:s, s:s, s:o}}}", "clouds", "sim", "region_name",
                  places->region, "interface", "public", "identity_api_version", "3",
                  "cacert", places->ca_file, "auth", auth);
    tree_to_yaml(tree, out);
    json_decref(tree);
    buf_release(&auth_url);
}

/* 'it'\''s' */
static void add_quoted(struct buf *out, const char *text)
{
    buf_add_byte(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            buf_add_text(out, "'\\''");
        else
            buf_add_byte(out, *text);
    }
    buf_add_byte(out, '\'');
}

static void add_export(struct buf *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buf_print(out, "export %s=", name);
    add_quoted(out, value);
    buf_add_byte(out, '\n');
}

void places_env(const struct places *places, struct buf *out)
{
    add_export(out, "KUBECONFIG", places->kubeconfig);
    add_export(out, "OS_CLIENT_CONFIG_FILE", places->clouds_yaml);
    add_export(out, "OS_CLOUD", "sim");
    add_export(out, "ELBTOP_PROBE_PROXY", places->probe_proxy);
}

static void add_place(json_t *tree, const char *name, const char *value)
{
    if (value != NULL)
        json_object_set_new(tree, name, json_string(value));
}

json_t *places_tree(const struct places *places)
{
    json_t *tree = json_pack("{s:I}", "pid", (json_int_t)places->pid);

    add_place(tree, "api_server", places->api_server);
    add_place(tree, "iam", places->iam);
    add_place(tree, "elb", places->elb);
    add_place(tree, "vpc", places->vpc);
    add_place(tree, "probe_proxy", places->probe_proxy);
    add_place(tree, "control", places->control);
    return tree;
}

void places_json(const struct places *places, struct buf *out)
{
    json_t *tree = places_tree(places);
    tree_to_json(tree, 2, out);
    buf_add_byte(out, '\n');
    json_decref(tree);
}
