#include "kube/credential.h"

#include <jansson.h>
#include <string.h>

#include "base/limits.h"
#include "base/when.h"
#include "wire/digest.h"
#include "wire/tree.h"

#include "base/banned.h"

void credential_release(struct credential *credential)
{
    secret_wipe(&credential->token);
    secret_wipe(&credential->cert_pem);
    secret_wipe(&credential->key_pem);
}

enum err_code token_check(struct span token, struct err *err)
{
    if (token.bytes == 0)
        return err_set(err, ERR_SHAPE, "the token is empty");
    if (token.bytes > LIMIT_TOKEN_BYTES)
        return err_set(err, ERR_SHAPE, "the token is longer than %zu bytes",
                       LIMIT_TOKEN_BYTES);
    for (size_t i = 0; i < token.bytes; i++) {
        unsigned char byte = (unsigned char)token.at[i];
        if (byte <= ' ' || byte >= 0x7f)
            return err_set(err, ERR_SHAPE,
                           "the token holds a byte that no header may: %zu", i + 1);
    }
    return ERR_OK;
}

/* ---- what it answers --------------------------------------------------------------- */

static enum err_code check_frame(const json_t *tree, const char *api_version,
                                 struct err *err)
{
    const char *version;
    const char *kind;
    enum err_code code;

    if ((code = tree_need_text(tree, "apiVersion", &version, err)) != ERR_OK ||
        (code = tree_need_text(tree, "kind", &kind, err)) != ERR_OK)
        return code;
    if (strcmp(kind, "ExecCredential") != 0) {
        err_at(err, "kind");
        return err_set(err, ERR_SHAPE, "expected ExecCredential");
    }
    if (strcmp(version, api_version) != 0) {
        err_at(err, "apiVersion");
        return err_set(err, ERR_SHAPE, "the plugin does not speak %s", api_version);
    }
    return ERR_OK;
}

static enum err_code decode_token(const json_t *status, struct credential *credential,
                                  struct err *err)
{
    const char *token;
    enum err_code code = tree_may_text(status, "token", &token, err);
    if (code != ERR_OK || token == NULL || token[0] == '\0')
        return code;

    code = token_check(span_of(token), err);
    if (code != ERR_OK)
        err_at(err, "token");
    else
        secret_set_text(&credential->token, token);
    return code;
}

static enum err_code decode_certificate(const json_t *status,
                                        struct credential *credential, struct err *err)
{
    const char *cert;
    const char *key;
    enum err_code code;

    if ((code = tree_may_text(status, "clientCertificateData", &cert, err)) != ERR_OK ||
        (code = tree_may_text(status, "clientKeyData", &key, err)) != ERR_OK)
        return code;
    if ((cert == NULL) != (key == NULL)) {
        err_at(err, cert == NULL ? "clientCertificateData" : "clientKeyData");
        return err_set(err, ERR_SHAPE, "missing beside the other half");
    }
    secret_set_text(&credential->cert_pem, cert);
    secret_set_text(&credential->key_pem, key);
    return ERR_OK;
}

static enum err_code decode_status(const json_t *status, struct credential *credential,
                                   struct err *err)
{
    const char *expires;
    enum err_code code;

    if ((code = decode_token(status, credential, err)) != ERR_OK ||
        (code = decode_certificate(status, credential, err)) != ERR_OK ||
        (code = tree_may_text(status, "expirationTimestamp", &expires, err)) != ERR_OK)
        return code;
    if (!secret_is_set(&credential->token) && !secret_is_set(&credential->cert_pem))
        return err_set(err, ERR_SHAPE, "holds neither a token nor a certificate");
    credential->expires_ms = when_from_text(expires);
    if (expires != NULL && credential->expires_ms == WHEN_UNKNOWN) {
        err_at(err, "expirationTimestamp");
        return err_set(err, ERR_SHAPE, "expected a time");
    }
    return ERR_OK;
}

enum err_code credential_decode(struct span text, const char *api_version,
                                struct credential *ret_credential, struct err *err)
{
    json_t *tree = NULL;
    const json_t *status;
    struct credential credential = {.expires_ms = WHEN_UNKNOWN};
    enum err_code code = tree_from_json(text, "its output", &tree, err);
    if (code != ERR_OK)
        return code;

    if ((code = check_frame(tree, api_version, err)) == ERR_OK &&
        (code = tree_need_object(tree, "status", &status, err)) == ERR_OK) {
        code = decode_status(status, &credential, err);
        if (code != ERR_OK)
            err_within(err, "status");
    }
    json_decref(tree);
    if (code != ERR_OK) {
        credential_release(&credential);
        return code;
    }
    credential_release(ret_credential);
    *ret_credential = credential;
    return ERR_OK;
}

/* ---- what it is told --------------------------------------------------------------- */

static void set_text(json_t *object, const char *key, const char *value)
{
    if (value != NULL)
        json_object_set_new(object, key, json_string(value));
}

static json_t *cluster_tree(const struct cluster *cluster)
{
    json_t *tree = json_object();
    struct buf ca;

    set_text(tree, "server", cluster->server);
    set_text(tree, "tls-server-name", cluster->tls_server_name);
    if (cluster->insecure)
        json_object_set_new(tree, "insecure-skip-tls-verify", json_true());
    if (cluster->ca_pem != NULL) {
        buf_init(&ca, LIMIT_FILE_BYTES * 2);
        base64_encode(&ca, span_of(cluster->ca_pem));
        set_text(tree, "certificate-authority-data", buf_text(&ca));
        buf_release(&ca);
    }
    set_text(tree, "proxy-url", cluster->proxy_url);
    if (cluster->exec->config_json != NULL) {
        json_t *config = NULL;
        tree_from_json(span_of(cluster->exec->config_json), "extension", &config, NULL);
        json_object_set_new(tree, "config", config);
    }
    return tree;
}

void credential_add_info(const struct cluster *cluster, bool has_terminal,
                         struct buf *out)
{
    json_t *tree = json_object();
    json_t *spec = json_object();

    set_text(tree, "kind", "ExecCredential");
    set_text(tree, "apiVersion", cluster->exec->api_version);
    json_object_set_new(spec, "interactive", json_boolean(has_terminal));
    if (cluster->exec->provide_cluster_info)
        json_object_set_new(spec, "cluster", cluster_tree(cluster));
    json_object_set_new(tree, "spec", spec);
    buf_add_text(out, "KUBERNETES_EXEC_INFO=");
    tree_to_json(tree, 0, out);
    json_decref(tree);
}
