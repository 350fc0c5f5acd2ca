/*
 * settings_inside.h - what the files of the settings share. For src/settings/ only.
 */
#ifndef ELBTOP_SETTINGS_SETTINGS_INSIDE_H
#define ELBTOP_SETTINGS_SETTINGS_INSIDE_H

#include <jansson.h>

#include "settings/settings.h"

/* Where a setting's value lies. */
void *settings_slot(struct settings *settings, const struct setting *setting);
const void *settings_peek(const struct settings *settings, const struct setting *setting);

/* Puts a value of a tree into its slot. Errors: ERR_SHAPE; text says what would be right. */
enum err_code settings_take(struct settings *settings, const struct setting *setting,
                            const json_t *value, struct err *err);

#endif
