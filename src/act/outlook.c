#include "act/outlook.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

/*
 * Rules of the failure catalogue (state/verdict.c) that waiting does not mend: wrong fields,
 * a full quota, an occupied port, an ELB that does not fit. Not among them: pods or nodes
 * that may still come (F14, F42), health (F18), the queue (F43).
 */
static const char *const for_a_person[] = {
    "F01", "F02", "F03", "F04", "F05", "F06", "F08", "F10", "F11", "F12", "F13",
    "F15", "F16", "F21", "F28", "F29", "F30", "F32", "F36", "F40", "F45",
};

/* Answers of the cloud that no rule names: the parameters of an EIP or of its bandwidth cannot
 * be, and no try makes them right. Source: error codes of the EIP API. */
static const char *const codes_for_a_person[] = {"VPC.0501", "VPC.0301"};

static bool is_wrong_wish(const struct row *row)
{
    for (size_t i = 0; row->api_code != NULL && i < ARRAY_COUNT(codes_for_a_person);
         i++) {
        if (strcmp(row->api_code, codes_for_a_person[i]) == 0)
            return true;
    }
    return false;
}

static bool needs_a_person(const struct row *row)
{
    if (row->state == ROW_FAILED && is_wrong_wish(row))
        return true;
    for (size_t i = 0; i < row->advice_count; i++) {
        if (row->advice[i].severity != ADVICE_ERROR)
            continue;
        for (size_t k = 0; k < ARRAY_COUNT(for_a_person); k++) {
            if (strcmp(row->advice[i].rule, for_a_person[k]) == 0)
                return true;
        }
    }
    return false;
}

enum outlook outlook_of(const struct row *row)
{
    switch (row->state) {
    case ROW_READY:
        return OUTLOOK_READY;
    case ROW_SKIPPED:
        return OUTLOOK_HOPELESS;
    case ROW_FAILED:
    case ROW_STUCK:
    case ROW_DEGRADED:
        return needs_a_person(row) ? OUTLOOK_HOPELESS : OUTLOOK_OPEN;
    case ROW_UNKNOWN:
    case ROW_MOVING:
    case ROW_DELETING:
        break;
    }
    return OUTLOOK_OPEN;
}

/* The part that failed; else the lowest that is not settled. */
static int part_of(const struct row *row)
{
    for (int part = 0; part < PART_COUNT; part++) {
        if (row->parts[part].state == STEP_FAILED)
            return part;
    }
    return row->part;
}

/* "4d listener", "6 ADDRESS". */
static const char *place_of(const struct row *row, char *out, size_t out_bytes)
{
    if (row->step == STEP_CLOUD && row->part >= 0)
        snprintf(out, out_bytes, "%s", part_label((enum step_part)part_of(row)));
    else
        snprintf(out, out_bytes, "%d %s", row->step, step_name(row->step));
    return out;
}

/* The first words tell where and how often, which is said here already. */
static const char *cause_of(const struct row *row)
{
    const char *why = row->why != NULL ? row->why : "";
    const char *rest = row->state == ROW_FAILED   ? strstr(why, ". ")
                       : row->state == ROW_MOVING ? strstr(why, ": ")
                                                  : NULL;

    return rest != NULL ? rest + 2 : why;
}

const char *outlook_words(const struct row *row, char *out, size_t out_bytes)
{
    const char *cause = cause_of(row);
    char place[40];

    if (row->state == ROW_READY) {
        snprintf(out, out_bytes, "READY at %s",
                 row->address != NULL ? row->address : "-");
        return out;
    }
    size_t cells = strlen(cause);
    if (cells > 0 && cause[cells - 1] == '.')
        cells--;
    snprintf(out, out_bytes, "%s at %s (%s)%s%.*s", row_state_name(row->state),
             place_of(row, place, sizeof place),
             step_actor(row->step, row->pattern == PATTERN_GATEWAY),
             cells > 0 ? ": " : "", (int)cells, cause);
    return out;
}
