/*
 * kubeconfig.h - kubeconfig files as they lie there: found, read and merged, not yet
 * understood. Private to kube/: cluster.h says what is made of them.
 *
 * Merged as kubectl does it: the first file that has an entry of a name wins, with the
 * whole entry; relative file names start at the folder of the file that holds them.
 *
 * Source: kubeconfig v1 (client-go tools/clientcmd/api/v1), "Organizing cluster access
 *         using kubeconfig files".
 */
#ifndef ELBTOP_KUBE_KUBECONFIG_H
#define ELBTOP_KUBE_KUBECONFIG_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* What of the process's surroundings matters here; a test makes its own. */
struct cluster_env {
    const char *kubeconfig;   /* $KUBECONFIG; NULL */
    const char *home;         /* $HOME; NULL */
    const char *service_host; /* $KUBERNETES_SERVICE_HOST: set in every pod; NULL */
    const char *service_port;
    const char *pod_folder; /* where a pod's token, ca.crt and namespace are */
};

struct cluster_env cluster_env_of_process(void);

struct kubeconfig_file {
    char *path;
    json_t *tree;
};

struct kubeconfig {
    size_t file_count; /* 0: there is none */
    size_t capacity;
    struct kubeconfig_file *files;
};

/*
 * only: --kubeconfig, which must be there; NULL: $KUBECONFIG's list, of which those that
 * are there count, else ~/.kube/config, if it is there.
 * Errors: those of reading; where = file or "file:line".
 */
enum err_code kubeconfig_read(const struct cluster_env *env, const char *only,
                              struct kubeconfig *ret_config, struct err *err);
void kubeconfig_release(struct kubeconfig *config);

/* The first current-context that is set, and its file; NULL when none is. */
const char *kubeconfig_current(const struct kubeconfig *config, const char **ret_file);

/* ---- entries ----------------------------------------------------------------------- */

/* One entry of "clusters", "users" or "contexts". Borrowed from the config. */
struct kubeconfig_entry {
    const char *file;
    const char *list;     /* "users" */
    size_t index;         /* in its file */
    const char *inner;    /* "user": the object that holds the fields */
    const json_t *fields; /* NULL when it is empty */
};

bool kubeconfig_find(const struct kubeconfig *config, const char *list, const char *inner,
                     const char *name, struct kubeconfig_entry *ret_entry);

/* Names in a list, first come first; for "one of: a, b". Borrowed from the config. */
const char **kubeconfig_names(const struct kubeconfig *config, const char *list,
                              struct arena *arena, size_t *ret_count);

/* ERR with where = "file: users[0].user.FIELD". */
enum err_code entry_misfit(const struct kubeconfig_entry *entry, const char *field,
                           enum err_code code, struct err *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A text or nothing (NULL, also for ""). Errors: ERR_SHAPE. */
enum err_code entry_text(const struct kubeconfig_entry *entry, const char *field,
                         const char **ret_text, struct err *err);
enum err_code entry_bool(const struct kubeconfig_entry *entry, const char *field,
                         bool *ret_value, struct err *err);
enum err_code entry_texts(const struct kubeconfig_entry *entry, const char *field,
                          struct arena *arena, const char *const **ret_texts,
                          size_t *ret_count, struct err *err);

/* A file name, made absolute; NULL when it is not given. */
enum err_code entry_path(const struct kubeconfig_entry *entry, const char *field,
                         struct arena *arena, const char **ret_path, struct err *err);

/*
 * PEM, out of FIELD-data (base64), else out of the file that FIELD names; NULL when
 * neither is given (ret_pem is then empty). `marker` must be in it: "CERTIFICATE-----".
 * ret_pem is initialised in every case; the caller releases it, wiped if it is a key.
 */
enum err_code entry_pem(const struct kubeconfig_entry *entry, const char *field,
                        const char *marker, struct buf *ret_pem, struct err *err);

#endif
