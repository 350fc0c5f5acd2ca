/*
 * Each file of tests/data/kube/kubeconfig/ is a kubeconfig. Comments at its top say how
 * it is asked: "# context: NAME" is --context, "# also: FILE" puts a second file behind
 * it in KUBECONFIG. The test stands in their folder, so that no expectation knows where
 * it lies.
 */
#include "kube/cluster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "kube/cluster_env.h"
#include "unit/kube/cases.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- printing ---------------------------------------------------------------------- */

static void text(struct buf *out, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0')
        buf_print(out, "%s = %s\n", name, value);
}

static void secret(struct buf *out, const char *name, const struct secret *value)
{
    if (secret_is_set(value))
        text(out, name, secret_reveal(value));
}

static void pem(struct buf *out, const char *name, const char *value)
{
    struct span first = span_of(value);
    struct span line;

    if (value != NULL && span_cut(&first, '\n', &line))
        buf_print(out, "%s = %.*s %zu bytes\n", name, (int)line.bytes, line.at,
                  strlen(value));
}

static void texts(struct buf *out, const char *name, const char *const *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_print(out, "%s[%zu] = %s\n", name, i, at[i]);
}

static void print_plugin(struct buf *out, const struct exec_plugin *plugin)
{
    static const char *const modes[] = {"never", "if available", "always"};

    text(out, "exec.api_version", plugin->api_version);
    text(out, "exec.command", plugin->command);
    texts(out, "exec.args", plugin->args, plugin->arg_count);
    texts(out, "exec.env", plugin->env, plugin->env_count);
    text(out, "exec.interactive", modes[plugin->interactive]);
    text(out, "exec.provide_cluster_info", plugin->provide_cluster_info ? "true" : NULL);
    text(out, "exec.install_hint", plugin->install_hint);
    text(out, "exec.config_json", plugin->config_json);
}

static void print_cluster(struct buf *out, const struct cluster *cluster)
{
    text(out, "context", cluster->context);
    text(out, "namespace", cluster->namespace);
    text(out, "name", cluster->name);
    text(out, "user", cluster->user);
    text(out, "server", cluster->server);
    text(out, "tls_server_name", cluster->tls_server_name);
    text(out, "proxy_url", cluster->proxy_url);
    text(out, "insecure", cluster->insecure ? "true" : NULL);
    text(out, "uncompressed", cluster->uncompressed ? "true" : NULL);
    pem(out, "ca", cluster->ca_pem);
    pem(out, "cert", cluster->cert_pem);
    pem(out, "key", secret_reveal(&cluster->key_pem));
    secret(out, "token", &cluster->token);
    text(out, "token_file", cluster->token_file);
    text(out, "basic_user", cluster->basic_user);
    secret(out, "basic_password", &cluster->basic_password);
    text(out, "impersonate", cluster->impersonate);
    text(out, "impersonate_uid", cluster->impersonate_uid);
    texts(out, "impersonate_groups", cluster->impersonate_groups,
          cluster->impersonate_group_count);
    if (cluster->exec != NULL)
        print_plugin(out, cluster->exec);
}

/* ---- the cases --------------------------------------------------------------------- */

struct question {
    struct buf list; /* KUBECONFIG */
    char *context;
};

static void read_question(const char *path, struct question *question)
{
    struct buf file;
    struct span line;

    buf_init(&question->list, LIMIT_FILE_BYTES);
    buf_add_text(&question->list, path);
    question->context = NULL;
    assert_int_equal(file_read(path, LIMIT_FILE_BYTES, &file, NULL), ERR_OK);
    struct span rest = buf_span(&file);
    while (span_cut(&rest, '\n', &line) && span_starts(line, "# ")) {
        struct span value = line;
        span_cut(&value, ':', &line);
        value = span_trim(value);
        if (span_is(line, "# also"))
            buf_print(&question->list, ":./%.*s", (int)value.bytes, value.at);
        else if (span_is(line, "# context"))
            question->context = mem_copy_bytes(value.at, value.bytes);
    }
    buf_release(&file);
}

static void cluster_case(const char *name, const char *path, struct buf *out,
                         bool *ret_failed)
{
    char here[256];
    struct question question;
    struct cluster *cluster = NULL;
    struct err err = ERR_INIT;
    (void)path;
    snprintf(here, sizeof here, "./%s.yaml", name);
    read_question(here, &question);
    struct cluster_env env = {.kubeconfig = buf_text(&question.list)};
    struct cluster_choice choice = {.context = question.context};

    if (cluster_load_in(&env, &choice, &cluster, &err) == ERR_OK) {
        print_cluster(out, cluster);
    } else {
        buf_print(out, "%s at %s\n%s\n", err_code_name(err.code), err.where, err.text);
        *ret_failed = true;
    }

    cluster_free(cluster);
    buf_release(&question.list);
    free(question.context);
}

int main(void)
{
    char *folder = data_path("kube/kubeconfig");

    if (chdir(folder) != 0)
        return 1;
    free(folder);
    return cases_run("cluster", "kube/kubeconfig", ".yaml", cluster_case);
}
