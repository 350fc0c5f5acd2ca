#include "act/autocreate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

enum { NAME_CELLS = 64, LEAST_MBIT = 1, MOST_MBIT = 2000 };

struct check {
    const json_t *blob;
    bool performance;
    bool swiss;
    bool is_public;
    struct autocreate_misfit *out;
    size_t count;
};

bool autocreate_name_is_valid(const char *name)
{
    size_t bytes = strlen(name);

    if (bytes == 0 || bytes > NAME_CELLS)
        return false;
    return strspn(name,
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") ==
           bytes;
}

bool autocreate_bandwidth_is_valid(int64_t mbit)
{
    if (mbit < LEAST_MBIT || mbit > MOST_MBIT)
        return false;
    if (mbit <= 300)
        return true;
    return mbit <= 1000 ? mbit % 50 == 0 : mbit % 500 == 0;
}

__attribute__((format(printf, 5, 6))) static void add(struct check *check,
                                                      const char *field, bool fatal,
                                                      const char *advice,
                                                      const char *format, ...)
{
    if (check->count == AUTOCREATE_MISFITS)
        return;

    struct autocreate_misfit *misfit = &check->out[check->count++];
    misfit->field = field;
    misfit->fatal = fatal;
    snprintf(misfit->advice, sizeof misfit->advice, "%s", advice);
    va_list args;
    va_start(args, format);
    vsnprintf(misfit->text, sizeof misfit->text, format, args);
    va_end(args);
}

/* The controller's own text, so that it can be found again in an event. */
static void add_invalid(struct check *check, const char *field, const char *advice)
{
    add(check, field, true, advice, "elb autoCreate field:[%s] is invalid", field);
}

static const char *text_of(const struct check *check, const char *field)
{
    return json_string_value(json_object_get(check->blob, field));
}

static bool is_missing(const struct check *check, const char *field)
{
    const json_t *value = json_object_get(check->blob, field);

    return value == NULL || json_is_null(value) ||
           (json_is_string(value) && json_string_length(value) == 0) ||
           (json_is_array(value) && json_array_size(value) == 0);
}

static void check_name(struct check *check, const char *field)
{
    const char *name = text_of(check, field);

    if (name != NULL && name[0] != '\0' && !autocreate_name_is_valid(name))
        add(check, field, false, "use 1-64 letters, digits, '_', '.' or '-'",
            "%s has characters or a length that the documents do not allow", field);
}

static void check_one_of(struct check *check, const char *field,
                         const char *const *values, bool fatal, const char *advice)
{
    const char *text = text_of(check, field);

    if (is_missing(check, field))
        return;
    if (text == NULL) {
        add_invalid(check, field, "it must be a text");
        return;
    }
    for (size_t i = 0; values[i] != NULL; i++) {
        if (strcmp(text, values[i]) == 0)
            return;
    }
    if (fatal)
        add(check, field, true, advice, "elb autoCreate field:[%s] is invalid: \"%s\"",
            field, text);
    else
        add(check, field, false, advice, "%s \"%s\" is not known here", field, text);
}

static void check_bandwidth_size(struct check *check)
{
    static const char *const field = "bandwidth_size";
    const json_t *size = json_object_get(check->blob, field);

    if (size == NULL || json_is_null(size)) {
        if (check->is_public)
            add_invalid(check, field, "give the bandwidth in Mbit/s, for example 5");
        return;
    }
    if (!json_is_integer(size)) {
        add_invalid(check, field,
                    "it must be a bare integer, without quotes and fraction");
        return;
    }
    int64_t mbit = json_integer_value(size);
    if (mbit < LEAST_MBIT || mbit > MOST_MBIT)
        add_invalid(check, field, "use 1 to 2000 Mbit/s");
    else if (!autocreate_bandwidth_is_valid(mbit))
        add(check, field, false, "above 300 use steps of 50, above 1000 steps of 500",
            "bandwidth_size %lld is between two steps", (long long)mbit);
}

static void check_public(struct check *check)
{
    static const char *const shares[] = {"PER", NULL};
    static const char *const modes[] = {"traffic", "bandwidth", NULL};
    static const char *const types[] = {"5_bgp",   "5_mailbgp",   "5_gray",
                                        "5_g-vm",  "5_sbgp",      "5_telcom",
                                        "5_union", "5_dualStack", NULL};

    if (check->is_public && is_missing(check, "bandwidth_name"))
        add_invalid(check, "bandwidth_name", "name the bandwidth, for example NAME-bw");
    check_name(check, "bandwidth_name");
    check_bandwidth_size(check);
    if (check->is_public && is_missing(check, "bandwidth_sharetype"))
        add_invalid(check, "bandwidth_sharetype", "use PER");
    check_one_of(check, "bandwidth_sharetype", shares, true, "use PER");
    if (check->is_public && is_missing(check, "eip_type"))
        add_invalid(check, "eip_type", "use 5_bgp");
    check_one_of(check, "eip_type", types, false, "5_bgp exists everywhere");
    if (check->is_public && is_missing(check, "bandwidth_chargemode")) {
        if (check->swiss)
            add(check, "bandwidth_chargemode", false, "say traffic",
                "bandwidth_chargemode is missing: traffic is taken");
        else
            add_invalid(check, "bandwidth_chargemode", "use traffic");
    }
    check_one_of(check, "bandwidth_chargemode", modes, true, "use traffic or bandwidth");
}

static void check_performance(struct check *check)
{
    if (is_missing(check, "available_zone"))
        add_invalid(
            check, "available_zone",
            "a dedicated ELB needs the names of its zones, for example [\"eu-de-01\"]");
    else if (!json_is_array(json_object_get(check->blob, "available_zone")))
        add_invalid(check, "available_zone", "it must be a list of zone names");
    if (is_missing(check, "l4_flavor_name") && is_missing(check, "l7_flavor_name"))
        add_invalid(
            check, "l4_flavor_name",
            "a dedicated ELB needs l4_flavor_name (TCP, UDP) or l7_flavor_name (HTTP)");
}

size_t autocreate_check(const json_t *blob, bool performance, bool swiss,
                        struct autocreate_misfit out[AUTOCREATE_MISFITS])
{
    static const char *const kinds[] = {"public", "inner", NULL};
    const char *type = json_string_value(json_object_get(blob, "type"));
    struct check check = {
        .blob = blob,
        .performance = performance,
        .swiss = swiss,
        .is_public = type != NULL && strcmp(type, "public") == 0,
        .out = out,
    };

    check_one_of(&check, "type", kinds, true, "use public or inner");
    check_name(&check, "name");
    check_public(&check);
    if (performance)
        check_performance(&check);
    return check.count;
}
