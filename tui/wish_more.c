#include "tui/wish_more.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

#define ELB "kubernetes.io/elb."

#define DEFAULT_ALGORITHM "ROUND_ROBIN"
#define DEFAULT_MINUTES   "60"

/* What was not typed by hand, or is to be as it was. */
static void put_defaults(struct form *form, const struct wish_more *fields)
{
    form_default(form, fields->subnet, "");
    form_default(form, fields->algorithm, DEFAULT_ALGORITHM);
    form_default(form, fields->minutes, DEFAULT_MINUTES);
    form_default(form, fields->check, "");
    form_default(form, fields->acl, "");
}

struct wish_more wish_more_add(struct form *form)
{
    static const char *const more[] = {"no", "yes"};
    static const char *const sticky[] = {"off", "SOURCE_IP"};
    static const char *const health[] = {"on", "off"};
    static const char *const lists[] = {"white", "black"};
    struct wish_more fields = {
        .more = form_add_choice(form, "More", "subnet, algorithm, checks, access", more,
                                ARRAY_COUNT(more)),
        .subnet = form_add_text(form, "Subnet", "its id; empty: the cluster's"),
        .algorithm = form_add_text(form, "Algorithm", "or LEAST_CONNECTIONS, SOURCE_IP"),
        .sticky = form_add_choice(form, "Sticky", "same client, same member", sticky,
                                  ARRAY_COUNT(sticky)),
        .minutes = form_add_text(form, "Sticky min.", "1-60"),
        .health = form_add_choice(form, "Health check", "of the members", health,
                                  ARRAY_COUNT(health)),
        .check = form_add_text(form, "Check",
                               "delay=5 timeout=10 max_retries=3 "
                               "protocol=HTTP path=/"),
        .acl = form_add_text(form, "ACL id", "address group; empty: everybody"),
        .acl_type = form_add_choice(form, "ACL type", "who is in it may, or may not",
                                    lists, ARRAY_COUNT(lists)),
    };

    put_defaults(form, &fields);
    return fields;
}

static bool is_chosen(const struct form *form, size_t field, const char *option)
{
    return strcmp(form_option(form, field), option) == 0;
}

static bool is_empty(const struct form *form, size_t field)
{
    return span_trim(span_of(form_text(form, field))).bytes == 0;
}

void wish_more_hide(struct form *form, const struct wish_more *fields, bool all)
{
    struct field *field = form->fields;
    bool hidden = !all && is_chosen(form, fields->more, "no");

    field[fields->more].hidden = all;
    field[fields->subnet].hidden = hidden;
    field[fields->algorithm].hidden = hidden;
    field[fields->sticky].hidden = hidden;
    field[fields->minutes].hidden = hidden || is_chosen(form, fields->sticky, "off");
    field[fields->health].hidden = hidden;
    field[fields->check].hidden = hidden || is_chosen(form, fields->health, "off");
    field[fields->acl].hidden = hidden;
    field[fields->acl_type].hidden = hidden || is_empty(form, fields->acl);
}

/* ---- into the wish: what was filled in counts, shown or not ------------------------------ */

static void annotate(struct wish *wish, const char *key, const char *value)
{
    char text[2 * WISH_TEXT_BYTES];

    snprintf(text, sizeof text, ELB "%s=%s", key, value);
    wish_add_annotation(wish, text, NULL);
}

static void read_algorithm(const struct form *form, const struct wish_more *fields,
                           struct wish *wish)
{
    const char *text = form_text(form, fields->algorithm);

    if (text[0] != '\0' && strcmp(text, DEFAULT_ALGORITHM) != 0)
        annotate(wish, "lb-algorithm", text);
}

static void read_sticky(const struct form *form, const struct wish_more *fields,
                        struct wish *wish)
{
    char option[64];

    if (is_chosen(form, fields->sticky, "off"))
        return;
    annotate(wish, "session-affinity-mode", form_option(form, fields->sticky));
    snprintf(option, sizeof option, "{\"persistence_timeout\":\"%.20s\"}",
             form_text(form, fields->minutes));
    if (strcmp(form_text(form, fields->minutes), DEFAULT_MINUTES) != 0)
        annotate(wish, "session-affinity-option", option);
}

static const char *read_check(struct form *form, const struct wish_more *fields,
                              struct wish *wish)
{
    struct err err = ERR_INIT;

    if (is_chosen(form, fields->health, "off")) {
        annotate(wish, "health-check-flag", "off");
        return NULL;
    }
    if (wish_add_check(wish, form_text(form, fields->check), &err) == ERR_OK)
        return NULL;
    form_judge(form, fields->check, VERDICT_BAD, err.text);
    return "the health check cannot be read";
}

static void read_access(const struct form *form, const struct wish_more *fields,
                        struct wish *wish)
{
    if (is_empty(form, fields->acl))
        return;
    annotate(wish, "acl-id", form_text(form, fields->acl));
    annotate(wish, "acl-status", "on");
    annotate(wish, "acl-type", form_option(form, fields->acl_type));
}

static const char *read_subnet(struct form *form, const struct wish_more *fields,
                               struct wish *wish)
{
    const char *text = form_text(form, fields->subnet);

    if (strlen(text) < sizeof wish->subnet) {
        snprintf(wish->subnet, sizeof wish->subnet, "%s", text);
        return NULL;
    }
    form_judge(form, fields->subnet, VERDICT_BAD, "too long for an id");
    return "the subnet is no id";
}

const char *wish_more_read(struct form *form, const struct wish_more *fields,
                           struct wish *wish)
{
    put_defaults(form, fields);
    read_algorithm(form, fields, wish);
    read_sticky(form, fields, wish);
    read_access(form, fields, wish);
    const char *check = read_check(form, fields, wish);
    const char *subnet = read_subnet(form, fields, wish);
    return check != NULL ? check : subnet;
}

size_t wish_more_places(const struct wish_more *fields,
                        struct wish_place out[WISH_MORE_PLACES])
{
    const struct wish_place places[WISH_MORE_PLACES] = {
        {"elb.lb-algorithm]", fields->algorithm},
        {"elb.session-affinity-option]", fields->minutes},
        {"elb.session-affinity-mode]", fields->sticky},
        {"elb.health-check-option]", fields->check},
        {"elb.acl-", fields->acl},
        {"].vip_subnet_cidr_id", fields->subnet},
    };

    memcpy(out, places, sizeof places);
    return WISH_MORE_PLACES;
}
