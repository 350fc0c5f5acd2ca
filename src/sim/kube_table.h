/*
 * kube_table.h - objects as rows: what `kubectl get` shows.
 *
 * Source: captures 135, 158-161, 168, 506; printers.go of Kubernetes for the other kinds'
 *         columns; additionalPrinterColumns of the Gateway API's CRDs.
 */
#ifndef ELBTOP_SIM_KUBE_TABLE_H
#define ELBTOP_SIM_KUBE_TABLE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct kube_kind;

struct kube_cell_source {
    const char *name;
    int64_t created_ms;
    const json_t *object; /* all but metadata.managedFields */
    int64_t now_ms;
};

struct kube_column {
    const char *name; /* NULL ends the list */
    const char *type; /* "string", "integer", "date" */
    const char *format;
    int priority; /* 1: with -o wide only */
    const char *help;
    json_t *(*cell)(const struct kube_cell_source *source);
};

extern const struct kube_column kube_columns_plain[];
extern const struct kube_column kube_columns_config_map[];
extern const struct kube_column kube_columns_endpoints[];
extern const struct kube_column kube_columns_event[];
extern const struct kube_column kube_columns_namespace[];
extern const struct kube_column kube_columns_node[];
extern const struct kube_column kube_columns_pod[];
extern const struct kube_column kube_columns_quota[];
extern const struct kube_column kube_columns_secret[];
extern const struct kube_column kube_columns_service_account[];
extern const struct kube_column kube_columns_service[];
extern const struct kube_column kube_columns_deployment[];
extern const struct kube_column kube_columns_replica_set[];
extern const struct kube_column kube_columns_ingress[];
extern const struct kube_column kube_columns_endpoint_slice[];
extern const struct kube_column kube_columns_lease[];
extern const struct kube_column kube_columns_gateway_class[];
extern const struct kube_column kube_columns_gateway[];
extern const struct kube_column kube_columns_http_route[];

/* "columnDefinitions": […] of a kind; a new reference. */
json_t *kube_table_columns(const struct kube_kind *kind);

/* "cells": […] of one object; a new reference. */
json_t *kube_table_cells(const struct kube_kind *kind,
                         const struct kube_cell_source *source);

#endif
