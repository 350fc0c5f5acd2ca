/*
 * eip_api.h - what the host "vpc" publishes: EIPs and bandwidths, VPC and subnets, quotas
 * (v1), EIPs with associations (v3, eu-de), and as much of Neutron v2.0 as clients of
 * OpenStack read.
 */
#ifndef ELBTOP_SIM_EIP_API_H
#define ELBTOP_SIM_EIP_API_H

#include "sim/cloud_call.h"

extern const struct cloud_row eip_api_rows[];
extern const size_t eip_api_row_count;
extern const struct cloud_row eip_v3_api_rows[];
extern const size_t eip_v3_api_row_count;
extern const struct cloud_row vpc_api_rows[];
extern const size_t vpc_api_row_count;
extern const struct cloud_row neutron_api_rows[];
extern const size_t neutron_api_row_count;

#endif
