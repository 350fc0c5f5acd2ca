/*
 * iam_api.h - what the host "iam" publishes: Keystone v3 below /v3, the extensions of OTC
 * below /v3.0.
 */
#ifndef ELBTOP_SIM_IAM_API_H
#define ELBTOP_SIM_IAM_API_H

#include "sim/cloud_call.h"

extern const struct cloud_row iam_api_rows[];
extern const size_t iam_api_row_count;

#endif
