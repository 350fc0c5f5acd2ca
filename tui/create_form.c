#include "tui/create_form.h"

#include <stdio.h>
#include <string.h>

#include "act/quota.h"
#include "base/mem.h"
#include "base/span.h"

#include "base/banned.h"

#define DEFAULT_BANDWIDTH "5"

enum { QUOTA_BYTES = 160 };

/* ---- the fields ----------------------------------------------------------------------- */

void create_form_init(struct create_form *self)
{
    static const char *const classes[] = {"union", "performance"};
    static const char *const types[] = {"public", "inner"};
    static const char *const charges[] = {"traffic", "bandwidth"};
    static const char *const eip_types[] = {"5_bgp", "5_mailbgp"};
    struct form *form = &self->form;

    *self = (struct create_form){.broken = NULL};
    self->common = wish_form_add(form);
    self->class = form_add_choice(form, "Class", "shared or dedicated; fixed for good",
                                  classes, ARRAY_COUNT(classes));
    self->type = form_add_choice(form, "Type", "inner: no EIP, no step 7", types,
                                 ARRAY_COUNT(types));
    self->elb_name = form_add_text(form, "ELB name", "1-64 of A-Z a-z 0-9 _ - .");
    self->bandwidth_name = form_add_text(form, "Bandw. name", "the ccm insists on one");
    self->bandwidth = form_add_text(form, "Bandwidth", "Mbit/s, share PER, 1-2000");
    self->charge = form_add_choice(form, "Charge", "how the EIP is billed", charges,
                                   ARRAY_COUNT(charges));
    self->eip_type =
        form_add_choice(form, "EIP type", "", eip_types, ARRAY_COUNT(eip_types));
    self->zones = form_add_text(form, "Zones", "eu-de-01, eu-de-02");
    self->l4_flavor = form_add_text(form, "L4 flavour", "for TCP and UDP");
    self->l7_flavor = form_add_text(form, "L7 flavour", "for HTTP; may be empty");
    self->more = wish_more_add(form);
    self->quota = form_add_fact(form, "Quota");
    self->create = form_add_button(form, "Create");
    self->copy = form_add_button(form, "Copy YAML");
    self->cancel = form_add_button(form, "Cancel");
    form_default(form, self->bandwidth, DEFAULT_BANDWIDTH);
}

static bool is_performance(const struct create_form *self)
{
    return self->form.fields[self->class].option == 1;
}

static bool is_inner(const struct create_form *self)
{
    return self->form.fields[self->type].option == 1;
}

static void hide_what_means_nothing(struct create_form *self)
{
    struct field *fields = self->form.fields;

    fields[self->bandwidth_name].hidden = is_inner(self);
    fields[self->bandwidth].hidden = is_inner(self);
    fields[self->charge].hidden = is_inner(self);
    fields[self->eip_type].hidden = is_inner(self);
    fields[self->zones].hidden = !is_performance(self);
    fields[self->l4_flavor].hidden = !is_performance(self);
    fields[self->l7_flavor].hidden = !is_performance(self);
    wish_more_hide(&self->form, &self->more, self->is_wide);
}

void create_form_fit(struct create_form *self, bool is_wide)
{
    struct form *form = &self->form;

    self->is_wide = is_wide;
    hide_what_means_nothing(self);
    if (form->fields[form->at].hidden)
        form->at = self->more.more;
    if (form->fields[form->at].hidden)
        form->at = self->more.subnet;
}

/* Names of ELB and bandwidth go with the Service until somebody types others. */
static void follow_names(struct create_form *self)
{
    char text[PROMPT_BYTES];

    if (self->wish.name[0] == '\0')
        return;
    form_default(&self->form, self->elb_name, self->wish.elb_name);
    snprintf(text, sizeof text, "%.60s-bw", form_text(&self->form, self->elb_name));
    form_default(&self->form, self->bandwidth_name, text);
}

/* ---- from fields to the wish ------------------------------------------------------------- */

static void copy(char *out, size_t out_bytes, const char *text)
{
    snprintf(out, out_bytes, "%.*s", (int)out_bytes - 1, text);
}

static const char *read_bandwidth(struct create_form *self)
{
    struct span text = span_trim(span_of(form_text(&self->form, self->bandwidth)));

    if (is_inner(self) || span_to_i64(text, &self->wish.bandwidth_mbit))
        return NULL;
    form_judge(&self->form, self->bandwidth, VERDICT_BAD, "a number of Mbit/s");
    return "the bandwidth is no number";
}

/* Too many are told, not dropped. */
static const char *read_zones(struct create_form *self)
{
    struct span rest = span_of(form_text(&self->form, self->zones));
    struct span part;

    while (is_performance(self) && span_cut(&rest, ',', &part)) {
        part = span_trim(part);
        if (part.bytes == 0)
            continue;
        if (self->wish.zone_count == WISH_ZONES ||
            part.bytes >= sizeof self->wish.zones[0]) {
            form_judge(&self->form, self->zones, VERDICT_BAD, "at most 8, short ones");
            return "too many zones";
        }
        char *zone = self->wish.zones[self->wish.zone_count++];
        snprintf(zone, sizeof self->wish.zones[0], "%.*s", (int)part.bytes, part.at);
    }
    return NULL;
}

static const char *check_length(struct create_form *self, size_t field, size_t room)
{
    if (strlen(form_text(&self->form, field)) < room)
        return NULL;
    form_judge(&self->form, field, VERDICT_BAD, "too long: at most 64 signs");
    return "a name is too long";
}

static const char *read_wish(struct create_form *self, const struct scene *scene)
{
    struct form *form = &self->form;
    struct wish *wish = &self->wish;
    const char *broken =
        wish_form_read(form, &self->common, WISH_AUTOCREATE, scene, wish);

    follow_names(self);
    const char *names = check_length(self, self->elb_name, sizeof wish->elb_name);
    if (names == NULL)
        names = check_length(self, self->bandwidth_name, sizeof wish->bandwidth_name);
    copy(wish->class, sizeof wish->class, form_option(form, self->class));
    wish->internal = is_inner(self);
    copy(wish->elb_name, sizeof wish->elb_name, form_text(form, self->elb_name));
    copy(wish->bandwidth_name, sizeof wish->bandwidth_name,
         form_text(form, self->bandwidth_name));
    copy(wish->charge_mode, sizeof wish->charge_mode, form_option(form, self->charge));
    copy(wish->eip_type, sizeof wish->eip_type, form_option(form, self->eip_type));
    if (is_performance(self)) {
        copy(wish->l4_flavor, sizeof wish->l4_flavor, form_text(form, self->l4_flavor));
        copy(wish->l7_flavor, sizeof wish->l7_flavor, form_text(form, self->l7_flavor));
    }
    const char *bandwidth = read_bandwidth(self);
    const char *zones = read_zones(self);
    const char *more = wish_more_read(form, &self->more, wish);
    return broken != NULL      ? broken
           : names != NULL     ? names
           : bandwidth != NULL ? bandwidth
           : zones != NULL     ? zones
                               : more;
}

/* ---- verdicts ------------------------------------------------------------------------------ */

static void judge_rules(struct create_form *self, const struct lint_report *report)
{
    const struct wish_place own[] = {
        {"].bandwidth_name", self->bandwidth_name},
        {"].bandwidth_size", self->bandwidth},
        {"].bandwidth_chargemode", self->charge},
        {"].eip_type", self->eip_type},
        {"].available_zone", self->zones},
        {"].l4_flavor_name", self->l4_flavor},
        {"].l7_flavor_name", self->l7_flavor},
        {"].type", self->type},
        {"].name", self->elb_name},
        {"elb.class]", self->class},
        {"spec.ports", self->common.ports},
        {"spec.selector", self->common.selector},
    };

    struct wish_place places[ARRAY_COUNT(own) + WISH_MORE_PLACES];
    size_t count = wish_more_places(&self->more, places);

    memcpy(places + count, own, sizeof own);
    count += ARRAY_COUNT(own);
    wish_form_judge(&self->form, report, places, count, self->common.service);
}

static void judge_quota(struct create_form *self, const struct scene *scene)
{
    const struct quota *quota = &scene->snapshot->around.quota;
    bool wants_eip = !self->wish.internal;
    char words[QUOTA_BYTES];
    bool is_short = quota_is_full(quota->elb_used, quota->elb_most) ||
                    (wants_eip && quota_is_full(quota->eip_used, quota->eip_most)) ||
                    quota_is_full(quota->elb_used + 1, quota->elb_most) ||
                    (wants_eip && quota_is_full(quota->eip_used + 1, quota->eip_most));

    quota_words(quota, wants_eip, words, sizeof words);
    form_judge(&self->form, self->quota, is_short ? VERDICT_WARN : VERDICT_OK, words);
}

/* What no rule found, and still cannot be: the Service as it is now. */
static void judge_plan(struct create_form *self, const struct err *err)
{
    if (self->broken == NULL && err->code != ERR_OK &&
        form_count(&self->form, VERDICT_BAD) == 0)
        form_judge(&self->form, self->common.service, VERDICT_BAD, err->text);
}

/* ---- all of it ------------------------------------------------------------------------ */

void create_form_read(struct create_form *self, const struct scene *scene)
{
    hide_what_means_nothing(self);
    self->broken = read_wish(self, scene);
}

void create_form_judge(struct create_form *self, const struct lint_report *report,
                       const struct err *err, const struct scene *scene)
{
    if (self->wish.name[0] != '\0')
        judge_rules(self, report);
    judge_quota(self, scene);
    judge_plan(self, err);
}

static void take_ports(struct create_form *self, const struct wish *wish)
{
    char text[PROMPT_BYTES] = "";
    size_t at = 0;

    for (size_t i = 0; i < wish->port_count && at < sizeof text; i++) {
        const struct wish_port *port = &wish->ports[i];
        at += (size_t)snprintf(
            text + at, sizeof text - at, "%s%u%s%s/%s", i == 0 ? "" : ", ", port->port,
            port->target[0] == '\0' ? "" : ":", port->target, port->protocol);
    }
    if (at > 0 && at < sizeof text)
        form_set(&self->form, self->common.ports, text);
}

void create_form_take(struct create_form *self, const struct wish *wish)
{
    char text[32];

    take_ports(self, wish);
    self->form.fields[self->class].option = strcmp(wish->class, "performance") == 0;
    self->form.fields[self->type].option = wish->internal;
    form_set(&self->form, self->elb_name, wish->elb_name);
    snprintf(text, sizeof text, "%lld", (long long)wish->bandwidth_mbit);
    form_set(&self->form, self->bandwidth, text);
}

bool create_form_fix(struct create_form *self)
{
    for (size_t i = 0; i < self->form.count; i++) {
        struct field *field = &self->form.fields[i];
        if (field->hidden || field->verdict != VERDICT_BAD || field->kind != FIELD_TEXT ||
            i == self->common.service)
            continue;
        field->touched = false;
        if (i == self->bandwidth)
            form_default(&self->form, i, DEFAULT_BANDWIDTH);
        return true;
    }
    return false;
}
