#include "act/quota.h"

#include <stdio.h>

#include "base/banned.h"

bool quota_is_full(int64_t used, int64_t most)
{
    return used >= 0 && most >= 0 && used >= most;
}

static bool is_last(int64_t used, int64_t most)
{
    return used >= 0 && most >= 0 && used + 1 == most;
}

static void print_number(char *out, size_t out_bytes, const char *what, int64_t used,
                         int64_t most)
{
    char numbers[2][24] = {"?", "?"};

    if (used >= 0)
        snprintf(numbers[0], sizeof numbers[0], "%lld", (long long)used);
    if (most >= 0)
        snprintf(numbers[1], sizeof numbers[1], "%lld", (long long)most);
    if (most == QUOTA_UNLIMITED)
        snprintf(out, out_bytes, "%s %s, no limit", what, numbers[0]);
    else
        snprintf(out, out_bytes, "%s %s of %s", what, numbers[0], numbers[1]);
}

const char *quota_words(const struct quota *quota, bool wants_eip, char *out,
                        size_t out_bytes)
{
    char elb[64];
    char eip[64];
    const char *remark = "";

    print_number(elb, sizeof elb, "ELB", quota->elb_used, quota->elb_most);
    print_number(eip, sizeof eip, "EIP", quota->eip_used, quota->eip_most);
    if (quota_is_full(quota->elb_used, quota->elb_most))
        remark = "   no ELB left";
    else if (wants_eip && quota_is_full(quota->eip_used, quota->eip_most))
        remark = "   no EIP left";
    else if (wants_eip && is_last(quota->eip_used, quota->eip_most))
        remark = "   takes the last EIP";
    else if (is_last(quota->elb_used, quota->elb_most))
        remark = "   takes the last ELB";
    snprintf(out, out_bytes, "%s   %s%s", elb, eip, remark);
    return out;
}
