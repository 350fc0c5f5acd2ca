#include "sim/story.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "sim/stories.h"
#include "wire/tree.h"

#include "base/banned.h"

enum {
    NODES_USUAL = 3,
    NODES_MOST = 60,
    POD_START_USUAL_MS = 2000,
    STEPS_MOST = 2000,
    BASES_MOST = 8,
};

static enum err_code misfit(struct err *err, const char *where, const char *text)
{
    enum err_code code = err_set(err, ERR_SHAPE, "%s", text);
    err_at(err, "%s", where);
    return code;
}

/* ---- reading ---- */

static const char *built_in(const char *name)
{
    for (const struct story_text *at = story_texts; at->name != NULL; at++) {
        if (strcmp(at->name, name) == 0)
            return at->text;
    }
    return NULL;
}

const char *story_name(size_t index)
{
    return story_texts[index].name;
}

void story_help(struct buf *out)
{
    buf_add_text(
        out, "\nStories (--story NAME; anything with a \"/\" or a \".\" is a file):\n");
    for (const struct story_text *at = story_texts; at->name != NULL; at++) {
        json_t *tree = NULL;
        tree_from_yaml(span_of(at->text), at->name, &tree, NULL);
        const char *about = tree_text(tree, "about");
        buf_print(out, "  %-19s %s\n", at->name, about != NULL ? about : "");
        json_decref(tree);
    }
}

static enum err_code read_tree(const char *name, json_t **ret_tree, struct err *err)
{
    const char *text = built_in(name);
    if (text != NULL)
        return tree_from_yaml(span_of(text), name, ret_tree, err);
    if (strchr(name, '/') != NULL || strchr(name, '.') != NULL)
        return tree_from_file(name, ret_tree, err);

    return err_set(err, ERR_ABSENT,
                   "no story \"%s\"; 'elbtop sim --help' lists them (a file's name has a "
                   "\"/\" or a \".\" in it)",
                   name);
}

/* ---- the world ---- */

static bool is_known(const char *key, const char *const *known)
{
    for (; *known != NULL; known++) {
        if (strcmp(key, *known) == 0)
            return true;
    }
    return false;
}

/* A key that nobody reads is a mistake of the story's author. */
static enum err_code only_known(json_t *object, const char *const *known,
                                const char *where, struct err *err)
{
    const char *key;
    json_t *value;

    if (object != NULL && !json_is_object(object))
        return misfit(err, where, "must be an object");
    json_object_foreach(object, key, value)
    {
        if (!is_known(key, known)) {
            enum err_code code = err_set(err, ERR_SHAPE, "unknown key \"%s\"", key);
            err_at(err, "%s", where);
            return code;
        }
    }
    return ERR_OK;
}

static void extend(json_t *list, const json_t *tree, const char *path)
{
    json_t *more = json_deep_copy(tree_at(tree, path));
    json_array_extend(list, more);
    json_decref(more);
}

static enum err_code add_world(struct story *story, json_t *tree, struct err *err)
{
    static const char *const known[] = {"region",  "nodes",     "pods",
                                        "ingress", "objects",   "ready",
                                        "faults",  "addresses", NULL};
    json_t *world = json_object_get(tree, "world");
    enum err_code code = only_known(world, known, "world", err);
    if (code != ERR_OK)
        return code;

    const char *region = tree_text(tree, "world.region");
    const char *ingress = tree_text(tree, "world.ingress");
    const char *pods = tree_text(tree, "world.pods");
    int64_t nodes = tree_int(tree, "world.nodes", (int64_t)story->node_count);
    if (nodes < 0 || nodes > NODES_MOST)
        return misfit(err, "world.nodes", "must be 0 to 60");
    story->node_count = (size_t)nodes;
    if (pods != NULL && !duration_parse(span_of(pods), &story->pod_start_ms))
        return misfit(err, "world.pods", "must be a duration");
    if (ingress != NULL && strcmp(ingress, "two") != 0 && strcmp(ingress, "single") != 0)
        return misfit(err, "world.ingress", "must be two or single");
    if (ingress != NULL)
        story->style = strcmp(ingress, "single") == 0 ? CCM_SINGLE : CCM_TWO;
    story->region = region != NULL ? region : story->region;
    extend(story->objects, tree, "world.objects");
    extend(story->ready, tree, "world.ready");
    extend(story->faults, tree, "world.faults");
    json_t *addresses = json_deep_copy(tree_at(tree, "world.addresses"));
    json_object_update(story->addresses, addresses);
    json_decref(addresses);
    return ERR_OK;
}

/* ---- steps ---- */

/* What may be one or several becomes an array, in the tree itself. */
static const json_t *as_array(json_t *step, const char *key)
{
    json_t *value = json_object_get(step, key);
    if (value != NULL && !json_is_array(value)) {
        value = json_pack("[O]", value);
        json_object_set_new(step, key, value);
    }
    return value;
}

enum err_code story_read_step(json_t *from, struct story_step *ret_step, struct err *err)
{
    static const char *const known[] = {"at",     "say",   "apply", "patch",
                                        "delete", "fault", NULL};
    enum err_code code = only_known(from, known, "step", err);
    const char *at = tree_text(from, "at");
    int64_t at_ms = 0;

    if (code != ERR_OK)
        return code;
    if (tree_at(from, "at") != NULL && !duration_parse(span_of(at), &at_ms))
        return misfit(err, "at", "must be a duration (300ms, 5s, 2m)");
    *ret_step = (struct story_step){
        .at_ms = at_ms,
        .say = tree_text(from, "say"),
        .apply = as_array(from, "apply"),
        .patch = tree_at(from, "patch"),
        .end = tree_at(from, "delete"),
        .faults = as_array(from, "fault"),
    };
    return ERR_OK;
}

static int compare_steps(const void *a, const void *b)
{
    const struct story_step *one = a;
    const struct story_step *other = b;
    if (one->at_ms != other->at_ms)
        return one->at_ms < other->at_ms ? -1 : 1;
    return 0;
}

static enum err_code add_steps(struct story *story, json_t *tree, struct err *err)
{
    json_t *list = json_object_get(tree, "steps");
    size_t count = json_array_size(list);
    struct story_step *steps;

    if (count > STEPS_MOST)
        return misfit(err, "steps", "too many");
    steps = mem_new_array(count, sizeof *steps);
    story->steps = steps;
    story->step_count = count;
    for (size_t i = 0; i < count; i++) {
        enum err_code code = story_read_step(json_array_get(list, i), &steps[i], err);
        if (code != ERR_OK) {
            char prefix[40];
            snprintf(prefix, sizeof prefix, "steps[%zu]", i);
            err_within(err, prefix);
            return code;
        }
        /* stable: equal times keep the order of the file */
        for (size_t j = i; j > 0 && compare_steps(&steps[j - 1], &steps[j]) > 0; j--) {
            struct story_step swap = steps[j];
            steps[j] = steps[j - 1];
            steps[j - 1] = swap;
        }
    }
    return ERR_OK;
}

/* ---- the whole ---- */

static enum err_code add_base(struct story *story, const json_t *tree, struct err *err)
{
    const char *base = tree_text(tree, "base");
    json_t *below = NULL;

    if (base == NULL || strcmp(base, "empty") == 0)
        return ERR_OK;
    if (json_array_size(story->trees) > BASES_MOST)
        return misfit(err, "base", "stories stand on each other in a ring");
    enum err_code code = read_tree(base, &below, err);
    if (code != ERR_OK)
        return code;
    json_array_append_new(story->trees, below);
    code = add_base(story, below, err);
    return code == ERR_OK ? add_world(story, below, err) : code;
}

static enum err_code read_story(struct story *story, const char *name, struct err *err)
{
    static const char *const known[] = {"name", "about", "base", "world", "steps", NULL};
    json_t *tree = NULL;
    enum err_code code = read_tree(name, &tree, err);

    if (code != ERR_OK)
        return code;
    json_array_append_new(story->trees, tree);
    if (!json_is_object(tree))
        code = err_set(err, ERR_SHAPE, "is no story: keys and values are expected");
    if (code == ERR_OK)
        code = only_known(tree, known, "story", err);
    story->name = tree_text(tree, "name") != NULL ? tree_text(tree, "name") : name;
    story->about = tree_text(tree, "about") != NULL ? tree_text(tree, "about") : "";
    if (code == ERR_OK)
        code = add_base(story, tree, err);
    if (code == ERR_OK)
        code = add_world(story, tree, err);
    if (code == ERR_OK)
        code = add_steps(story, tree, err);
    if (code != ERR_OK) {
        char prefix[120];
        snprintf(prefix, sizeof prefix, "%.100s", name);
        err_within(err, prefix);
    }
    return code;
}

enum err_code story_load(const char *name_or_file, struct story **ret_story,
                         struct err *err)
{
    struct story *story = mem_new(sizeof *story);

    story->trees = json_array();
    story->objects = json_array();
    story->ready = json_array();
    story->faults = json_array();
    story->addresses = json_object();
    story->node_count = NODES_USUAL;
    story->pod_start_ms = POD_START_USUAL_MS;
    enum err_code code = read_story(story, name_or_file, err);
    if (code != ERR_OK) {
        story_free(story);
        return code;
    }
    *ret_story = story;
    return ERR_OK;
}

void story_free(struct story *story)
{
    if (story == NULL)
        return;
    free(story->steps);
    json_decref(story->objects);
    json_decref(story->ready);
    json_decref(story->faults);
    json_decref(story->addresses);
    json_decref(story->trees);
    free(story);
}
