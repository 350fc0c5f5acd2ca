/*
 * folder.h - an empty folder of the test's own below /tmp, removed with all that is in
 * it.
 */
#ifndef ELBTOP_TESTS_KUBE_FOLDER_H
#define ELBTOP_TESTS_KUBE_FOLDER_H

struct folder {
    char path[64];
};

void folder_init(struct folder *folder);
void folder_release(struct folder *folder);

/* "<folder>/<name>"; valid until the next call but three. */
const char *folder_path(const struct folder *folder, const char *name);

void folder_put(const struct folder *folder, const char *name, const char *text);

/* A shell script: "#!/bin/sh\n" and these lines, executable. */
void folder_put_script(const struct folder *folder, const char *name, const char *lines);

#endif
