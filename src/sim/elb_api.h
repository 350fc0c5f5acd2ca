/*
 * elb_api.h - what the host "elb" publishes: v3 everywhere, v2.0 (in the shape of Neutron
 * LBaaS, and so of Octavia) for shared load balancers in eu-de.
 */
#ifndef ELBTOP_SIM_ELB_API_H
#define ELBTOP_SIM_ELB_API_H

#include "sim/cloud_call.h"

extern const struct cloud_row elb_api_rows[];
extern const size_t elb_api_row_count;
extern const struct cloud_row elb_v2_api_rows[];
extern const size_t elb_v2_api_row_count;

#endif
