#include "unit/state/story.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "lib/data.h"

/* ---- reading ---- */

static const char *take_token(struct arena *arena, struct span *rest)
{
    char text[WORLD_TEXT * 3];
    size_t bytes = 0;
    bool quoted = false;

    *rest = span_trim(*rest);
    if (rest->bytes == 0)
        return NULL;
    while (rest->bytes > 0 && (quoted || rest->at[0] != ' ') && bytes + 1 < sizeof text) {
        if (rest->at[0] == '\\' && rest->bytes > 1) {
            text[bytes++] = rest->at[1];
            *rest = span_skip(*rest, 1);
        } else if (rest->at[0] == '"') {
            quoted = !quoted;
        } else {
            text[bytes++] = rest->at[0];
        }
        *rest = span_skip(*rest, 1);
    }
    return arena_bytes(arena, text, bytes);
}

void story_read(struct story *story, const char *name)
{
    struct buf text;
    struct span rest;
    struct span line;
    const char *token;
    int number = 0;

    *story = (struct story){.name = name};
    story->lines = mem_new_array(STORY_LINES, sizeof *story->lines);
    buf_init(&text, 1024 * 1024);
    data_read(name, &text);
    rest = buf_span(&text);
    while (span_cut(&rest, '\n', &line) && story->line_count < STORY_LINES) {
        struct story_line *out = &story->lines[story->line_count];
        number++;
        if (span_trim(line).bytes == 0 || span_trim(line).at[0] == '#')
            continue;
        out->number = number;
        while (out->token_count < STORY_TOKENS &&
               (token = take_token(&story->arena, &line)) != NULL)
            out->tokens[out->token_count++] = token;
        story->line_count++;
    }
    buf_release(&text);
}

void story_release(struct story *story)
{
    free(story->lines);
    arena_release(&story->arena);
}

/* ---- failing ---- */

static bool wrong(struct story *story, const struct story_line *line, const char *format,
                  ...) __attribute__((format(printf, 3, 4)));

static bool wrong(struct story *story, const struct story_line *line, const char *format,
                  ...)
{
    char what[1000];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (story->failure[0] == '\0')
        snprintf(story->failure, sizeof story->failure, "%s:%d: %s", story->name,
                 line->number, what);
    return false;
}

/* ---- fields ---- */

enum field_type { FIELD_TEXT, FIELD_TIME, FIELD_NUMBER, FIELD_INT, FIELD_YES };

struct field {
    const char *name;
    enum field_type type;
    size_t offset;
};

#define F(kind, field_name, field_type)                                                  \
    {                                                                                    \
#field_name, field_type, offsetof(struct kind, field_name)                       \
    }

static const struct field service_fields[] = {
    F(service_spec, uid, FIELD_TEXT),
    F(service_spec, type, FIELD_TEXT),
    {"created", FIELD_TIME, offsetof(struct service_spec, created_ms)},
    {"deleted", FIELD_TIME, offsetof(struct service_spec, deleted_ms)},
    F(service_spec, autocreate, FIELD_TEXT),
    F(service_spec, elb_name, FIELD_TEXT),
    F(service_spec, class, FIELD_TEXT),
    F(service_spec, elb_id, FIELD_TEXT),
    F(service_spec, eip_id, FIELD_TEXT),
    F(service_spec, ingress, FIELD_TEXT),
    F(service_spec, ports, FIELD_TEXT),
    F(service_spec, labels, FIELD_TEXT),
    F(service_spec, load_balancer_ip, FIELD_TEXT),
    F(service_spec, load_balancer_class, FIELD_TEXT),
    F(service_spec, finalizer, FIELD_YES),
    F(service_spec, local, FIELD_YES),
    F(service_spec, no_selector, FIELD_YES),
    {"finalizer_at", FIELD_TIME, offsetof(struct service_spec, finalizer_ms)},
    {"ids_at", FIELD_TIME, offsetof(struct service_spec, ids_ms)},
    {"ingress_at", FIELD_TIME, offsetof(struct service_spec, ingress_ms)},
};

static const struct field event_fields[] = {
    F(event_spec, uid, FIELD_TEXT),
    F(event_spec, about_uid, FIELD_TEXT),
    F(event_spec, component, FIELD_TEXT),
    {"first", FIELD_TIME, offsetof(struct event_spec, first_ms)},
    {"last", FIELD_TIME, offsetof(struct event_spec, last_ms)},
    F(event_spec, count, FIELD_NUMBER),
};

static const struct field elb_fields[] = {
    F(elb_spec, name, FIELD_TEXT),
    F(elb_spec, description, FIELD_TEXT),
    F(elb_spec, class, FIELD_TEXT),
    F(elb_spec, provisioning, FIELD_TEXT),
    F(elb_spec, operating, FIELD_TEXT),
    F(elb_spec, vip, FIELD_TEXT),
    F(elb_spec, eip_id, FIELD_TEXT),
    F(elb_spec, eip_address, FIELD_TEXT),
    {"created", FIELD_TIME, offsetof(struct elb_spec, created_ms)},
    F(elb_spec, protected, FIELD_YES),
};

static const struct field listener_fields[] = {
    F(listener_spec, elb, FIELD_TEXT),
    F(listener_spec, name, FIELD_TEXT),
    F(listener_spec, port, FIELD_TEXT),
    F(listener_spec, uid, FIELD_TEXT),
    F(listener_spec, cluster, FIELD_TEXT),
    F(listener_spec, members, FIELD_INT),
    F(listener_spec, online, FIELD_INT),
    {"created", FIELD_TIME, offsetof(struct listener_spec, created_ms)},
    {"members_at", FIELD_TIME, offsetof(struct listener_spec, members_ms)},
};

static const struct field eip_fields[] = {
    F(eip_spec, address, FIELD_TEXT),
    F(eip_spec, status, FIELD_TEXT),
    F(eip_spec, port_id, FIELD_TEXT),
};

/* "7.6" is 7600 ms. */
static int64_t time_of(const char *text)
{
    double seconds = strtod(text, NULL);
    return (int64_t)(seconds * 1000 + (seconds < 0 ? -0.5 : 0.5));
}

/* "none" takes a text away. */
static void set_field(struct arena *arena, void *spec, const struct field *field,
                      const char *value)
{
    char *at = (char *)spec + field->offset;

    switch (field->type) {
    case FIELD_TEXT:
        *(const char **)at = strcmp(value, "none") == 0 ? NULL : arena_text(arena, value);
        break;
    case FIELD_TIME:
        *(int64_t *)at = time_of(value);
        break;
    case FIELD_NUMBER:
        *(int64_t *)at = (int64_t)strtoll(value, NULL, 10);
        break;
    case FIELD_INT:
        *(int *)at = (int)strtol(value, NULL, 10);
        break;
    case FIELD_YES:
        *(bool *)at = strcmp(value, "no") != 0;
        break;
    }
}

static bool set_fields(struct story *story, const struct story_line *line, size_t first,
                       void *spec, const struct field *fields, size_t field_count)
{
    for (size_t i = first; i < line->token_count; i++) {
        const char *token = line->tokens[i];
        size_t bytes = strcspn(token, "=");
        size_t k = 0;
        while (k < field_count && (strlen(fields[k].name) != bytes ||
                                   memcmp(fields[k].name, token, bytes) != 0))
            k++;
        if (k == field_count)
            return wrong(story, line, "no field \"%s\"", token);
        set_field(&story->arena, spec, &fields[k],
                  token[bytes] == '=' ? token + bytes + 1 : "yes");
    }
    return true;
}

#define SET_FIELDS(story, line, first, spec, fields)                                     \
    set_fields((story), (line), (first), (spec), (fields), ARRAY_COUNT(fields))

/* ---- facts ---- */

static void split_name(struct story *story, const char *text, const char **ret_namespace,
                       const char **ret_name)
{
    struct span rest = span_of(text);
    struct span part;

    span_cut(&rest, '/', &part);
    *ret_namespace = arena_bytes(&story->arena, part.at, part.bytes);
    *ret_name = rest.at == NULL ? "" : arena_bytes(&story->arena, rest.at, rest.bytes);
}

static struct service_spec *service_named(struct story *story, const struct world *world,
                                          const char *text)
{
    const char *namespace;
    const char *name;

    split_name(story, text, &namespace, &name);
    for (size_t i = 0; i < story->service_count; i++) {
        if (strcmp(story->services[i].namespace, namespace) == 0 &&
            strcmp(story->services[i].name, name) == 0)
            return &story->services[i];
    }
    struct service_spec *spec = &story->services[story->service_count++ % WORLD_MOST];
    *spec = (struct service_spec){
        .namespace = namespace, .name = name, .created_ms = world->at_ms};
    return spec;
}

static bool do_service(struct story *story, struct world *world,
                       const struct story_line *line)
{
    struct service_spec *spec = service_named(story, world, line->tokens[1]);

    if (!SET_FIELDS(story, line, 2, spec, service_fields))
        return false;
    world_put_service(world, spec);
    return true;
}

static bool do_event(struct story *story, struct world *world,
                     const struct story_line *line)
{
    struct event_spec spec = {.reason = line->tokens[2], .message = line->tokens[3]};

    split_name(story, line->tokens[1], &spec.namespace, &spec.name);
    if (!SET_FIELDS(story, line, 4, &spec, event_fields))
        return false;
    world_put_event(world, &spec);
    return true;
}

static bool do_elb(struct story *story, struct world *world,
                   const struct story_line *line)
{
    struct elb_spec spec = {.id = line->tokens[1], .created_ms = world->at_ms};

    for (size_t i = 0; i < world->elb_count; i++) {
        if (strcmp(world->elbs[i].id, spec.id) == 0)
            spec = world->elbs[i];
    }
    if (!SET_FIELDS(story, line, 2, &spec, elb_fields))
        return false;
    world_put_elb(world, &spec);
    return true;
}

static bool do_listener(struct story *story, struct world *world,
                        const struct story_line *line)
{
    struct listener_spec spec = {
        .id = line->tokens[1], .members = -1, .created_ms = world->at_ms};

    for (size_t i = 0; i < world->listener_count; i++) {
        if (strcmp(world->listeners[i].id, spec.id) == 0)
            spec = world->listeners[i];
    }
    if (!SET_FIELDS(story, line, 2, &spec, listener_fields))
        return false;
    world_put_listener(world, &spec);
    return true;
}

static bool do_eip(struct story *story, struct world *world,
                   const struct story_line *line)
{
    struct eip_spec spec = {.id = line->tokens[1]};

    for (size_t i = 0; i < world->eip_count; i++) {
        if (strcmp(world->eips[i].id, spec.id) == 0)
            spec = world->eips[i];
    }
    if (!SET_FIELDS(story, line, 2, &spec, eip_fields))
        return false;
    world_put_eip(world, &spec);
    return true;
}

static bool do_probe(struct story *story, struct world *world,
                     const struct story_line *line)
{
    static const struct {
        const char *name;
        enum probe_state state;
    } names[] = {{"ok", PROBE_OK},
                 {"refused", PROBE_REFUSED},
                 {"timeout", PROBE_TIMEOUT},
                 {"reset", PROBE_RESET},
                 {"unreachable", PROBE_UNREACHABLE},
                 {"unknown", PROBE_UNKNOWN},
                 {"off", PROBE_OFF}};
    int tries = line->token_count > 4 ? (int)strtol(line->tokens[4], NULL, 10) : 1;

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (strcmp(names[i].name, line->tokens[3]) == 0) {
            world_probe(world, line->tokens[1],
                        (uint16_t)strtol(line->tokens[2], NULL, 10), names[i].state,
                        tries);
            return true;
        }
    }
    return wrong(story, line, "no such answer");
}

static bool do_source(struct story *story, struct world *world,
                      const struct story_line *line)
{
    for (enum source_name name = 0; name < SOURCE_COUNT; name++) {
        if (strcmp(source_name_text(name), line->tokens[1]) == 0) {
            world_source(world, name,
                         strcmp(line->tokens[2], "live") == 0 ? SOURCE_LIVE
                                                              : SOURCE_LOST);
            return true;
        }
    }
    return wrong(story, line, "no such source");
}

static bool do_gone(struct story *story, struct world *world,
                    const struct story_line *line)
{
    const char *namespace;
    const char *name;

    split_name(story, line->tokens[1], &namespace, &name);
    store_gone(world->store, KUBE_SERVICE, namespace, name, NULL, world_now(world),
               world_wall(world));
    return true;
}

static bool do_node(struct story *story, struct world *world,
                    const struct story_line *line)
{
    (void)story;
    world_put_node(world, line->tokens[1], line->tokens[2]);
    return true;
}

/* ---- expectations ---- */

static const struct row *row_named(struct story *story, struct world *world,
                                   const char *text)
{
    const char *namespace;
    const char *name;

    split_name(story, text, &namespace, &name);
    return world_row(world, namespace, name);
}

static bool expect_row(struct story *story, struct world *world,
                       const struct story_line *line)
{
    const struct row *row = row_named(story, world, line->tokens[1]);
    char marks[STEP_COUNT + 1];
    char word[40];
    char step[4];

    if (strcmp(line->tokens[2], "nothing") == 0)
        return row == NULL || wrong(story, line, "there is a row");
    if (row == NULL)
        return wrong(story, line, "no row");
    row_marks(row, marks);
    row_state_word(row, word, sizeof word);
    if (strcmp(marks, line->tokens[2]) != 0 || strcmp(word, line->tokens[3]) != 0)
        return wrong(story, line, "is %s \"%s\" (%s)", marks, word, row->why);
    for (size_t i = 4; i < line->token_count; i++) {
        const char *token = line->tokens[i];
        if (strncmp(token, "since=", 6) == 0) {
            bool bound = token[6] == '<';
            int64_t ms = time_of(token + (bound ? 8 : 6));
            if (row->since_ms - WORLD_START_MS != ms || row->since_exact == bound)
                return wrong(story, line, "since %s%lld ms", row->since_exact ? "" : "<=",
                             (long long)(row->since_ms - WORLD_START_MS));
        } else if (strncmp(token, "step=", 5) == 0) {
            if (strcmp(row_step_word(row, step), token + 5) != 0)
                return wrong(story, line, "step %s", step);
        } else if (strncmp(token, "mem=", 4) == 0) {
            char members[32];
            snprintf(members, sizeof members, "%d/%d", row->members_online,
                     row->members_total);
            if (strcmp(members, token + 4) != 0)
                return wrong(story, line, "members %s", members);
        } else if (strncmp(token, "address=", 8) == 0) {
            if (row->address == NULL || strcmp(row->address, token + 8) != 0)
                return wrong(story, line, "address %s",
                             row->address == NULL ? "-" : row->address);
        } else {
            return wrong(story, line, "unknown expectation %s", token);
        }
    }
    return true;
}

static bool expect_step(struct story *story, struct world *world,
                        const struct story_line *line)
{
    const struct row *row = row_named(story, world, line->tokens[1]);
    const char *which = line->tokens[2];
    if (row == NULL)
        return wrong(story, line, "no row");

    const struct step *step =
        which[1] == '\0' ? &row->steps[which[0] - '1'] : &row->parts[which[1] - 'a'];
    if (strcmp(step_state_name(step->state), line->tokens[3]) != 0)
        return wrong(story, line, "is %s (%s)", step_state_name(step->state),
                     step->evidence);
    if (line->token_count < 5)
        return true;
    if (strcmp(line->tokens[4], "slow") == 0)
        return step->slow || wrong(story, line, "is not slow");
    bool bound = line->tokens[4][0] == '<';
    int64_t ms = time_of(line->tokens[4] + (bound ? 2 : 0));
    if (step->finished_ms - WORLD_START_MS != ms || step->exact == bound)
        return wrong(story, line, "finished %s%lld ms", step->exact ? "" : "<=",
                     (long long)(step->finished_ms - WORLD_START_MS));
    return true;
}

static bool expect_text(struct story *story, struct world *world,
                        const struct story_line *line)
{
    const struct row *row = row_named(story, world, line->tokens[1]);
    if (row == NULL)
        return wrong(story, line, "no row");

    const char *text = strcmp(line->tokens[0], "why") == 0   ? row->why
                       : strcmp(line->tokens[0], "who") == 0 ? row->who
                                                             : row->todo;
    return strstr(text, line->tokens[2]) != NULL || wrong(story, line, "is \"%s\"", text);
}

static bool expect_advice(struct story *story, struct world *world,
                          const struct story_line *line)
{
    const struct row *row = row_named(story, world, line->tokens[1]);
    if (row == NULL)
        return wrong(story, line, "no row");

    for (size_t i = 0; i < row->advice_count; i++) {
        if (strcmp(row->advice[i].rule, line->tokens[2]) == 0)
            return true;
    }
    return wrong(story, line, "no such advice, first is %s",
                 row->advice_count == 0 ? "none" : row->advice[0].rule);
}

static bool expect_kind(struct story *story, struct world *world,
                        const struct story_line *line)
{
    static const char *const kinds[] = {
        [ELB_FOREIGN] = "FOREIGN",
        [ELB_EXISTING] = "EXISTING",
        [ELB_AUTO] = "AUTO",
        [ELB_ORPHAN] = "ORPHAN",
    };
    const struct view_elb *elb = world_elb(world, line->tokens[1]);

    if (elb == NULL)
        return wrong(story, line, "no such ELB");
    if (strcmp(kinds[elb->kind], line->tokens[2]) != 0)
        return wrong(story, line, "is %s", kinds[elb->kind]);
    if (line->token_count > 3 && elb->orphan_since_ms - WORLD_START_MS !=
                                     time_of(line->tokens[3] + strlen("since=")))
        return wrong(story, line, "since %lld",
                     (long long)(elb->orphan_since_ms - WORLD_START_MS));
    return true;
}

static bool expect_change(struct story *story, struct world *world,
                          const struct story_line *line)
{
    const struct view *view = world_look(world);
    char all[800] = "";

    for (size_t i = 0; i < view->change_count && i < 30; i++) {
        if (strstr(view->changes[i].what, line->tokens[1]) != NULL)
            return true;
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "\n    %s", view->changes[i].what);
    }
    return wrong(story, line, "not among the changes:%s", all);
}

static bool expect_no_change(struct story *story, struct world *world,
                             const struct story_line *line)
{
    const struct view *view = world_look(world);

    for (size_t i = 0; i < view->change_count; i++) {
        if (strstr(view->changes[i].what, line->tokens[1]) != NULL)
            return wrong(story, line, "there is: %s", view->changes[i].what);
    }
    return true;
}

static bool expect_due(struct story *story, struct world *world,
                       const struct story_line *line)
{
    world_look(world);
    int64_t due_ms = store_due_ms(world->store, world_now(world));

    if (strcmp(line->tokens[1], "never") == 0)
        return due_ms == INT64_MAX || wrong(story, line, "is due");
    int64_t wanted_ms = time_of(line->tokens[1]) + 1000000;
    return due_ms == wanted_ms ||
           wrong(story, line, "due at %lld ms", (long long)(due_ms - 1000000));
}

/* ---- all words ---- */

struct word {
    const char *name;
    size_t tokens; /* at least */
    bool fact;
    bool (*act)(struct story *story, struct world *world, const struct story_line *line);
};

static bool do_at(struct story *story, struct world *world, const struct story_line *line)
{
    (void)story;
    world->at_ms = time_of(line->tokens[1]);
    return true;
}

static bool do_sweep(struct story *story, struct world *world,
                     const struct story_line *line)
{
    (void)story;
    (void)line;
    world_sweep(world);
    return true;
}

static bool do_drop(struct story *story, struct world *world,
                    const struct story_line *line)
{
    (void)story;
    world_drop(world, line->tokens[1]);
    return true;
}

static bool do_listed(struct story *story, struct world *world,
                      const struct story_line *line)
{
    (void)story;
    (void)line;
    world_listed(world);
    return true;
}

static bool do_list_begins(struct story *story, struct world *world,
                           const struct story_line *line)
{
    (void)story;
    (void)line;
    store_list_began(world->store, KUBE_SERVICE);
    return true;
}

static bool do_list_ends(struct story *story, struct world *world,
                         const struct story_line *line)
{
    (void)story;
    (void)line;
    store_list_ended(world->store, KUBE_SERVICE, world_now(world), world_wall(world));
    return true;
}

static bool do_no_probe(struct story *story, struct world *world,
                        const struct story_line *line)
{
    (void)story;
    (void)line;
    store_set_probing(world->store, false);
    return true;
}

static const struct word words[] = {
    {"at", 2, true, do_at},
    {"service", 2, true, do_service},
    {"event", 4, true, do_event},
    {"elb", 2, true, do_elb},
    {"listener", 2, true, do_listener},
    {"eip", 2, true, do_eip},
    {"drop", 2, true, do_drop},
    {"sweep", 1, true, do_sweep},
    {"probe", 4, true, do_probe},
    {"listed", 1, true, do_listed},
    {"source", 3, true, do_source},
    {"gone", 2, true, do_gone},
    {"node", 3, true, do_node},
    {"no-probe", 1, true, do_no_probe},
    {"list-begins", 1, true, do_list_begins},
    {"list-ends", 1, true, do_list_ends},
    {"expect", 3, false, expect_row},
    {"step", 4, false, expect_step},
    {"why", 3, false, expect_text},
    {"who", 3, false, expect_text},
    {"todo", 3, false, expect_text},
    {"advice", 3, false, expect_advice},
    {"kind", 3, false, expect_kind},
    {"change", 2, false, expect_change},
    {"no-change", 2, false, expect_no_change},
    {"due", 2, false, expect_due},
};

static const struct word *word_of(const struct story_line *line)
{
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (strcmp(words[i].name, line->tokens[0]) == 0 &&
            line->token_count >= words[i].tokens)
            return &words[i];
    }
    return NULL;
}

bool story_is_fact(const struct story_line *line)
{
    const struct word *word = word_of(line);
    return word != NULL && word->fact;
}

bool story_do(struct story *story, struct world *world, const struct story_line *line)
{
    const struct word *word = word_of(line);
    if (word == NULL)
        return wrong(story, line, "makes no sense");
    return word->act(story, world, line);
}
