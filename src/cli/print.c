#include "cli/print.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/banned.h"

struct print_table {
    size_t column_count;
    size_t *widths; /* in terminal cells */
    size_t cell_count;
    size_t cell_capacity;
    const char **cells; /* row after row; the titles first */
    struct arena arena;
};

struct print_table *print_table_new(size_t column_count, const char *const *titles)
{
    struct print_table *table = mem_new(sizeof *table);

    table->column_count = column_count;
    table->widths = mem_new_array(column_count, sizeof *table->widths);
    arena_init(&table->arena, 0);
    print_table_row(table, titles);
    return table;
}

void print_table_free(struct print_table *table)
{
    if (table == NULL)
        return;
    arena_release(&table->arena);
    free(table->cells);
    free(table->widths);
    free(table);
}

static const char *as_cell(struct print_table *table, const char *text, bool last)
{
    if (text == NULL || text[0] == '\0')
        return "-";

    const char *clean = utf8_clean(&table->arena, text);
    char *copy = arena_letters(&table->arena, strlen(clean) + 1);
    memcpy(copy, clean, strlen(clean));
    for (char *at = copy; !last && *at != '\0'; at++) {
        if (*at == ' ')
            *at = '_';
    }
    return copy;
}

void print_table_row(struct print_table *table, const char *const *cells)
{
    table->cells =
        mem_grow(table->cells, &table->cell_capacity,
                 table->cell_count + table->column_count, sizeof *table->cells);
    for (size_t i = 0; i < table->column_count; i++) {
        const char *cell = as_cell(table, cells[i], i + 1 == table->column_count);
        size_t width = utf8_text_cells(span_of(cell));
        if (width > table->widths[i])
            table->widths[i] = width;
        table->cells[table->cell_count++] = cell;
    }
}

void print_table_write(const struct print_table *table, FILE *out)
{
    for (size_t i = 0; i < table->cell_count; i++) {
        size_t column = i % table->column_count;
        fputs(table->cells[i], out);
        if (column + 1 == table->column_count) {
            fputc('\n', out);
            continue;
        }
        size_t width = utf8_text_cells(span_of(table->cells[i]));
        fprintf(out, "%*s", (int)(table->widths[column] - width + 2), "");
    }
}
