/*
 * options_table.h - the table of options: name, help, the commands they belong to, and where
 * and how the value is kept. Only options*.c include this.
 */
#ifndef ELBTOP_CLI_OPTIONS_TABLE_H
#define ELBTOP_CLI_OPTIONS_TABLE_H

#include "cli/options.h"

enum option_how {
    HOW_FLAG,     /* bool */
    HOW_TEXT,     /* const char * */
    HOW_LIST,     /* struct text_list */
    HOW_DURATION, /* int64_t, ms */
    HOW_NUMBER,   /* int64_t, least to most */
    HOW_FACTOR,   /* double, least to most */
    HOW_OUTPUT,
    HOW_THEME,
    HOW_LOG_LEVEL,
    HOW_WAIT,    /* bool wait, and wait_ms when a duration was said */
    HOW_DRY_RUN, /* client when nothing was said */
};

struct option_entry {
    struct option_row row;
    enum option_how how;
    size_t at; /* offset in struct options */
    double least;
    double most;
};

enum { OPTIONS_MOST = 128 };

extern const struct option_entry option_table[];
extern const size_t option_table_count;

#endif
