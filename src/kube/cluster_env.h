/*
 * cluster_env.h - cluster_load() with the surroundings as a parameter. Private to kube/
 * and its tests.
 */
#ifndef ELBTOP_KUBE_CLUSTER_ENV_H
#define ELBTOP_KUBE_CLUSTER_ENV_H

#include "kube/cluster.h"
#include "kube/kubeconfig.h"

enum err_code cluster_load_in(const struct cluster_env *env,
                              const struct cluster_choice *choice,
                              struct cluster **ret_cluster, struct err *err);

enum err_code cluster_contexts_in(const struct cluster_env *env,
                                  const struct cluster_choice *choice,
                                  struct arena *arena,
                                  const struct cluster_context **ret_contexts,
                                  size_t *ret_count, const char **ret_current,
                                  struct err *err);

#endif
