#include "state/step.h"

#include "base/banned.h"

struct step_row {
    const char *name;
    const char *actor;
};

static const struct step_row steps[STEP_COUNT] = {
    {"APPLY", "you"},          {"STORED", "api-server"}, {"SEEN", "ccm"},
    {"CLOUD", "ccm->otc-api"}, {"IDS", "ccm"},           {"ADDRESS", "ccm"},
    {"ROUTED", "otc-fabric"},
};

struct part_row {
    const char *label;
    const char *name;
};

static const struct part_row parts[PART_COUNT] = {
    [PART_ELB] = {"4a ELB", "elb"},
    [PART_EIP] = {"4b EIP", "eip"},
    [PART_BIND] = {"4c bound", "bind"},
    [PART_LISTENER] = {"4d listener", "listener"},
    [PART_POOL] = {"4e pool+members", "pool"},
};

struct state_row {
    const char *name;
    char mark;
};

static const struct state_row states[] = {
    [STEP_UNKNOWN] = {"unknown", '?'}, [STEP_WAITING] = {"waiting", '.'},
    [STEP_RUNNING] = {"running", '>'}, [STEP_DONE] = {"done", '#'},
    [STEP_GIVEN] = {"given", '='},     [STEP_SKIPPED] = {"skipped", '-'},
    [STEP_FAILED] = {"failed", '!'},   [STEP_STUCK] = {"stuck", '*'},
};

const char *step_name(int number)
{
    return number >= 1 && number <= STEP_COUNT ? steps[number - 1].name : "";
}

const char *step_actor(int number, bool gateway)
{
    if (number < 1 || number > STEP_COUNT)
        return "";
    return number == STEP_APPLY && gateway ? "envoy-gw" : steps[number - 1].actor;
}

const char *part_label(enum step_part part)
{
    return parts[part].label;
}

const char *part_name(enum step_part part)
{
    return parts[part].name;
}

const char *step_state_name(enum step_state state)
{
    return states[state].name;
}

char step_mark(const struct step *step)
{
    if (step->shade == SHADE_UNDOING)
        return '<';
    if (step->shade == SHADE_WORSE)
        return '~';
    return states[step->state].mark;
}

bool step_is_settled(enum step_state state)
{
    return state == STEP_DONE || state == STEP_GIVEN || state == STEP_SKIPPED;
}
