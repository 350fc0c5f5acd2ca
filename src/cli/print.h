/*
 * print.h - tables for people and pipes: columns at least two blanks apart, "-" for nothing,
 * nothing cut off.
 */
#ifndef ELBTOP_CLI_PRINT_H
#define ELBTOP_CLI_PRINT_H

#include <stddef.h>
#include <stdio.h>

struct print_table;

struct print_table *print_table_new(size_t column_count, const char *const *titles);
void print_table_free(struct print_table *table);

/* Cells are copied; NULL and "" become "-"; blanks inside a cell become '_' so that a
 * column stays one word for awk, but for the last. */
void print_table_row(struct print_table *table, const char *const *cells);
void print_table_write(const struct print_table *table, FILE *out);

#endif
