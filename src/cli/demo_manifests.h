/*
 * demo_manifests.h - what the guided runs apply, as YAML; the same as examples/.
 */
#ifndef ELBTOP_CLI_DEMO_MANIFESTS_H
#define ELBTOP_CLI_DEMO_MANIFESTS_H

/* In the place of an ELB's id, which is read from the Service that made it. */
#define DEMO_ELB_ID "ELB_ID"

extern const char demo_hello[];   /* pattern A: lb-demo/hello */
extern const char demo_whoami[];  /* pattern A: whoami/whoami, whose ELB is shared */
extern const char demo_fortune[]; /* pattern B: whoami/fortune */

#endif
