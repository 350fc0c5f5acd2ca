noinst_LIBRARIES += libact.a
libact_a_SOURCES = \
    src/act/around.c src/act/around.h \
    src/act/autocreate.c src/act/autocreate.h \
    src/act/follow.c src/act/follow.h \
    src/act/job.c src/act/job.h \
    src/act/job_before.c \
    src/act/job_extra.c \
    src/act/job_inside.h \
    src/act/job_prove.c \
    src/act/job_report.c \
    src/act/job_send.c \
    src/act/job_silence.c \
    src/act/lint.c src/act/lint.h \
    src/act/lint_place.c \
    src/act/lint_view.c src/act/lint_view.h \
    src/act/outlook.c src/act/outlook.h \
    src/act/picker.c src/act/picker.h \
    src/act/plan.c src/act/plan.h \
    src/act/plan_apply.c \
    src/act/plan_compare.c src/act/plan_compare.h \
    src/act/plan_draft.h \
    src/act/plan_teardown.c \
    src/act/quota.c src/act/quota.h \
    src/act/quota_sheet.c src/act/quota_sheet.h \
    src/act/refused.c src/act/refused.h \
    src/act/rights.h \
    src/act/wish.c src/act/wish.h
