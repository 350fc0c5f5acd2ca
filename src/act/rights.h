/*
 * rights.h - what the api-server would let us do with Services, asked before a key is offered.
 *
 * Unknown is not denied: a cluster whose access reviews cannot be asked still answers the
 * request itself.
 *
 * Source: SelfSubjectAccessReview of authorization.k8s.io/v1; recorded answers 413-416.
 */
#ifndef ELBTOP_ACT_RIGHTS_H
#define ELBTOP_ACT_RIGHTS_H

enum right { RIGHT_UNKNOWN, RIGHT_GIVEN, RIGHT_DENIED };

struct rights {
    const char *namespace; /* NULL: of all namespaces */
    enum right create;
    enum right patch;
    enum right delete;
};

#endif
