#include "act/quota_sheet.h"

#include "base/banned.h"

static const struct {
    const char *name, *field;
    enum quota_answer answer;
    bool of_each;
} kinds[QUOTA_KIND_COUNT] = {
    [QUOTA_ELB] = {"ELB", "quota.loadbalancer", QUOTA_FROM_ELB, false},
    [QUOTA_LISTENER] = {"listener", "quota.listener", QUOTA_FROM_ELB, false},
    [QUOTA_POOL] = {"pool", "quota.pool", QUOTA_FROM_ELB, false},
    [QUOTA_MEMBER] = {"member", "quota.member", QUOTA_FROM_ELB, false},
    [QUOTA_MONITOR] = {"health monitor", "quota.healthmonitor", QUOTA_FROM_ELB, false},
    [QUOTA_EIP] = {"EIP", "quotas.resources[].quota", QUOTA_FROM_EIP, false},
    [QUOTA_LISTENERS_PER_ELB] = {"listeners per ELB", "quota.listeners_per_loadbalancer",
                                 QUOTA_FROM_ELB, true},
    [QUOTA_MEMBERS_PER_POOL] = {"members per pool", "quota.members_per_pool",
                                QUOTA_FROM_ELB, true},
};

static const struct {
    const char *call, *right;
} answers[QUOTA_ANSWER_COUNT] = {
    [QUOTA_FROM_ELB] = {"GET /v3/{project_id}/elb/quotas",
                        "elb:quotas:list (policy ELB ReadOnlyAccess)"},
    [QUOTA_FROM_EIP] = {"GET /v1/{project_id}/quotas?type=publicIp",
                        "vpc:quotas:list (policy VPC ReadOnlyAccess)"},
};

void quota_sheet_init(struct quota_sheet *sheet)
{
    *sheet = (struct quota_sheet){0};
    for (int i = 0; i < QUOTA_KIND_COUNT; i++)
        sheet->lines[i] = (struct quota_line){QUOTA_UNKNOWN, QUOTA_UNKNOWN};
    for (int i = 0; i < QUOTA_ANSWER_COUNT; i++)
        sheet->readings[i].err = (struct err)ERR_INIT;
}

const char *quota_kind_name(enum quota_kind kind)
{
    return kinds[kind].name;
}

const char *quota_kind_field(enum quota_kind kind)
{
    return kinds[kind].field;
}

enum quota_answer quota_kind_answer(enum quota_kind kind)
{
    return kinds[kind].answer;
}

const char *quota_answer_call(enum quota_answer answer)
{
    return answers[answer].call;
}

const char *quota_answer_right(enum quota_answer answer)
{
    return answers[answer].right;
}

enum quota_kind quota_sheet_shortage(const struct quota_sheet *sheet)
{
    for (int i = 0; i < QUOTA_KIND_COUNT; i++) {
        const struct quota_line *line = &sheet->lines[i];
        if (!kinds[i].of_each && quota_is_full(line->used, line->most))
            return (enum quota_kind)i;
    }
    return QUOTA_KIND_COUNT;
}

struct quota quota_sheet_brief(const struct quota_sheet *sheet)
{
    return (struct quota){
        .elb_used = sheet->lines[QUOTA_ELB].used,
        .elb_most = sheet->lines[QUOTA_ELB].most,
        .eip_used = sheet->lines[QUOTA_EIP].used,
        .eip_most = sheet->lines[QUOTA_EIP].most,
        .listeners_per_elb = sheet->lines[QUOTA_LISTENERS_PER_ELB].most,
    };
}
