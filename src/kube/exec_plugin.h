/*
 * exec_plugin.h - what a user's kubeconfig says of the program that fetches credentials.
 *
 * Private to kube/; the record is in cluster.h, who runs it is login.h.
 *
 * Source: Kubernetes client authentication v1 and v1beta1, "client-go credential plugins".
 */
#ifndef ELBTOP_KUBE_EXEC_PLUGIN_H
#define ELBTOP_KUBE_EXEC_PLUGIN_H

#include "kube/cluster.h"
#include "kube/kubeconfig.h"

#define EXEC_GROUP "client.authentication.k8s.io"

/*
 * Reads users[i].user.exec, and what the cluster's extension has for the plugin. Texts go
 * to the arena. Errors: ERR_SHAPE with what to do about it.
 */
enum err_code exec_plugin_decode(const struct kubeconfig_entry *user,
                                 const struct kubeconfig_entry *cluster,
                                 struct arena *arena, struct exec_plugin **ret_plugin,
                                 struct err *err);

#endif
