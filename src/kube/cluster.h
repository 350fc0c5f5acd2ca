/*
 * cluster.h - a cluster as a kubeconfig names it: where it is and how one is let in.
 *
 * Made from the merged KUBECONFIG list, or from the files every pod has when the program
 * runs inside a cluster. Certificates and keys are read here; exec plugins are run later,
 * by kube/login.h.
 *
 * Source: Kubernetes client authentication (v1, v1beta1), kubeconfig v1. Merging as kubectl
 *         does it: the first file that names a cluster, user or context wins, whole; the
 *         first current-context that is set wins; relative file names start at the file
 *         that holds them.
 */
#ifndef ELBTOP_KUBE_CLUSTER_H
#define ELBTOP_KUBE_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "wire/secret.h"

enum exec_interactive { EXEC_NEVER, EXEC_IF_AVAILABLE, EXEC_ALWAYS };

struct exec_plugin {
    const char *api_version; /* "client.authentication.k8s.io/v1" */
    const char *command;
    size_t arg_count;
    const char *const *args;
    size_t env_count;
    const char *const *env; /* "NAME=value" */
    bool provide_cluster_info;
    enum exec_interactive interactive;
    const char *install_hint; /* "" */
    const char *config_json;  /* the cluster's word to the plugin; NULL */
};

struct cluster {
    const char *context;   /* "" when in-cluster */
    const char *namespace; /* of the context; "default" when it says none */
    const char *user;
    const char *name;
    const char *server;          /* "https://…", no slash at the end */
    const char *tls_server_name; /* NULL */
    const char *proxy_url;       /* NULL */
    bool insecure;
    bool uncompressed;    /* disable-compression: answers are asked for as they are */
    const char *ca_pem;   /* NULL: the machine's certificates */
    const char *cert_pem; /* NULL */
    struct secret key_pem;
    struct secret token;
    const char *token_file; /* read again when it changes; NULL */
    const char *basic_user; /* NULL */
    struct secret basic_password;
    const char *impersonate; /* as; NULL */
    const char *impersonate_uid;
    size_t impersonate_group_count;
    const char *const *impersonate_groups;
    struct exec_plugin *exec; /* NULL; only when no token or password is given */
    struct arena arena;       /* all text above */
};

struct cluster_choice {
    const char *kubeconfig; /* --kubeconfig: this file alone; NULL: KUBECONFIG, else */
                            /* ~/.kube/config, else the pod around us */
    const char *context;    /* --context; NULL: current-context */
};

/*
 * Errors: ERR_LOCAL (a file cannot be read, no context), ERR_SHAPE (a field that cannot
 *         be); where = "file: users[0].user.token" or "file:line".
 */
enum err_code cluster_load(const struct cluster_choice *choice,
                           struct cluster **ret_cluster, struct err *err);
void cluster_free(struct cluster *cluster);

struct cluster_context {
    const char *name;
    const char *file; /* the kubeconfig that it is from: the first that has it */
};

/* All contexts of the merged list, for the picker; *ret_current may be NULL. */
enum err_code cluster_contexts(const struct cluster_choice *choice, struct arena *arena,
                               const struct cluster_context **ret_contexts,
                               size_t *ret_count, const char **ret_current,
                               struct err *err);

#endif
