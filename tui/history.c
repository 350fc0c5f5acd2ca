#include "tui/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void history_release(struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        free(history->lines[i]);
    free(history->draft);
    *history = (struct history){0};
}

static void drop(struct history *history, size_t i)
{
    free(history->lines[i]);
    history->count--;
    memmove(history->lines + i, history->lines + i + 1,
            (history->count - i) * sizeof history->lines[0]);
}

void history_rewind(struct history *history)
{
    history->at = history->count;
    free(history->draft);
    history->draft = NULL;
}

void history_add(struct history *history, const char *line)
{
    for (size_t i = 0; i < history->count; i++) {
        if (strcmp(history->lines[i], line) == 0) {
            drop(history, i);
            break;
        }
    }
    if (history->count == LIMIT_HISTORY)
        drop(history, 0);
    if (line[0] != '\0')
        history->lines[history->count++] = mem_copy_text(line);
    history_rewind(history);
}

const char *history_older(struct history *history, const char *typed)
{
    if (history->at == 0)
        return NULL;
    if (history->at == history->count) {
        free(history->draft);
        history->draft = mem_copy_text(typed);
    }
    return history->lines[--history->at];
}

const char *history_newer(struct history *history)
{
    if (history->at >= history->count)
        return NULL;
    history->at++;
    return history->at < history->count ? history->lines[history->at] : history->draft;
}
