#include "tui/filter.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

enum { WORDS_MOST = 16, LABELS_MOST = 16 };

enum word_kind {
    WORD_TEXT,
    WORD_COLUMN,
    WORD_STEP,
    WORD_LABELS,
    WORD_REGEX,
    WORD_PROBLEMS
};

enum filter_column {
    FILTER_NAME,
    FILTER_NAMESPACE,
    FILTER_STATE,
    FILTER_ELB,
    FILTER_ADDRESS,
    FILTER_MEMBERS,
    FILTER_PATTERN,
    FILTER_CLASS,
    FILTER_ROLE,
    FILTER_PORT,
    FILTER_EIP,
    FILTER_COLUMN_COUNT
};

static const struct {
    const char *name;
    enum filter_column column;
} columns[] = {
    {"name", FILTER_NAME},   {"ns", FILTER_NAMESPACE}, {"namespace", FILTER_NAMESPACE},
    {"state", FILTER_STATE}, {"elb", FILTER_ELB},      {"address", FILTER_ADDRESS},
    {"ip", FILTER_ADDRESS},  {"mem", FILTER_MEMBERS},  {"pattern", FILTER_PATTERN},
    {"class", FILTER_CLASS}, {"role", FILTER_ROLE},    {"port", FILTER_PORT},
    {"eip", FILTER_EIP},
};

struct label_rule {
    enum { LABEL_IS, LABEL_IS_NOT, LABEL_THERE, LABEL_ABSENT } kind;
    char *key;
    char *value;
};

struct word {
    enum word_kind kind;
    bool inverted;
    enum filter_column column;
    char *text;
    regex_t regex; /* WORD_REGEX */
    size_t label_count;
    struct label_rule labels[LABELS_MOST];
};

struct filter {
    char *typed;
    size_t word_count;
    struct word words[WORDS_MOST];
};

/* ---- reading ---- */

static enum err_code read_labels(struct word *word, struct span selector, struct err *err)
{
    struct span part;

    word->kind = WORD_LABELS;
    while (span_cut(&selector, ',', &part)) {
        if (word->label_count == LABELS_MOST)
            return err_set(err, ERR_LOCAL, "more than %d labels", LABELS_MOST);
        struct label_rule *rule = &word->labels[word->label_count++];
        rule->kind = LABEL_THERE;
        if (span_starts(part, "!")) {
            rule->kind = LABEL_ABSENT;
            part = span_skip(part, 1);
        }
        struct span key = part;
        struct span value = part;
        if (span_cut(&value, '=', &key) && key.bytes < part.bytes) {
            value = span_starts(value, "=") ? span_skip(value, 1) : value;
            rule->kind = span_ends(key, "!") ? LABEL_IS_NOT : LABEL_IS;
            if (rule->kind == LABEL_IS_NOT)
                key.bytes--;
            rule->value = mem_copy_bytes(value.at, value.bytes);
        }
        rule->key = mem_copy_bytes(key.at, key.bytes);
    }
    return ERR_OK;
}

static enum err_code read_regex(struct word *word, struct span pattern, struct err *err)
{
    char *text = mem_copy_bytes(pattern.at, pattern.bytes);
    int failed = regcomp(&word->regex, text, REG_EXTENDED | REG_ICASE | REG_NOSUB);

    free(text);
    if (failed != 0)
        return err_set(err, ERR_LOCAL, "unfinished expression ~%.*s", (int)pattern.bytes,
                       pattern.at);
    word->kind = WORD_REGEX;
    return ERR_OK;
}

static enum err_code read_column(struct word *word, struct span name, struct span value,
                                 struct err *err)
{
    word->text = mem_copy_bytes(value.at, value.bytes);
    if (span_is_nocase(name, "step")) {
        word->kind = WORD_STEP;
        return ERR_OK;
    }
    for (size_t i = 0; i < ARRAY_COUNT(columns); i++) {
        if (span_is_nocase(name, columns[i].name)) {
            word->kind = WORD_COLUMN;
            word->column = columns[i].column;
            return ERR_OK;
        }
    }
    return err_set(err, ERR_LOCAL, "no column \"%.*s\"", (int)name.bytes, name.at);
}

static enum err_code read_word(struct word *word, struct span text, struct err *err)
{
    struct span value = text;
    struct span name;

    if (span_is(text, "!")) {
        word->kind = WORD_PROBLEMS;
        return ERR_OK;
    }
    if (span_starts(text, "!")) {
        word->inverted = true;
        text = span_skip(text, 1);
        value = text;
    }
    if (span_starts(text, "~"))
        return read_regex(word, span_skip(text, 1), err);
    if (span_cut(&value, ':', &name) && name.bytes > 0 && name.bytes < text.bytes)
        return read_column(word, name, value, err);
    word->kind = WORD_TEXT;
    word->text = mem_copy_bytes(text.at, text.bytes);
    return ERR_OK;
}

static bool next_word(struct span *rest, struct span *ret_word)
{
    while (span_cut(rest, ' ', ret_word)) {
        if (ret_word->bytes > 0)
            return true;
    }
    return false;
}

static enum err_code read_words(struct filter *filter, struct err *err)
{
    struct span rest = span_of(filter->typed);
    struct span text;
    enum err_code code = ERR_OK;

    while (code == ERR_OK && next_word(&rest, &text)) {
        if (filter->word_count == WORDS_MOST)
            return err_set(err, ERR_LOCAL, "more than %d words", WORDS_MOST);
        struct word *word = &filter->words[filter->word_count++];
        if (!span_is(text, "-l"))
            code = read_word(word, text, err);
        else if (next_word(&rest, &text))
            code = read_labels(word, text, err);
        else
            code = err_set(err, ERR_LOCAL, "-l needs a label");
    }
    return code;
}

enum err_code filter_new(const char *text, struct filter **ret_filter, struct err *err)
{
    struct filter *filter = mem_new(sizeof *filter);
    enum err_code code;

    filter->typed = mem_copy_text(text);
    code = read_words(filter, err);
    if (code == ERR_OK) {
        *ret_filter = filter;
        filter = NULL;
    }
    filter_free(filter);
    return code;
}

void filter_free(struct filter *filter)
{
    if (filter == NULL)
        return;
    for (size_t i = 0; i < filter->word_count; i++) {
        struct word *word = &filter->words[i];
        free(word->text);
        if (word->kind == WORD_REGEX)
            regfree(&word->regex);
        for (size_t k = 0; k < word->label_count; k++) {
            free(word->labels[k].key);
            free(word->labels[k].value);
        }
    }
    free(filter->typed);
    free(filter);
}

const char *filter_text(const struct filter *filter)
{
    return filter == NULL ? "" : filter->typed;
}

/* ---- matching ---- */

/*
 * Upper and lower case of ASCII are one. Ten thousand rows of a dozen texts are searched with
 * every key that is typed: strcasestr() asks the locale about each byte and is too slow.
 */
static unsigned char folded(char byte)
{
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

static bool starts(const char *text, const char *part)
{
    while (*part != '\0' && folded(*text) == folded(*part)) {
        text++;
        part++;
    }
    return *part == '\0';
}

static bool holds(const char *text, const char *part)
{
    unsigned char first = folded(part[0]);

    if (text == NULL)
        return false;
    for (; *text != '\0'; text++) {
        if (folded(*text) == first && starts(text, part))
            return true;
    }
    return part[0] == '\0';
}

static bool port_holds(const struct row *row, const char *part)
{
    char text[32];

    if (part[0] < '0' || part[0] > '9')
        return part[0] == '\0' && row->port_count > 0;
    for (size_t i = 0; i < row->port_count; i++) {
        snprintf(text, sizeof text, "%d/%s", row->ports[i].port, row->ports[i].protocol);
        if (starts(text, part))
            return true;
    }
    return false;
}

/* "4 CLOUD 3/5" and MOVING alike: the word on the screen, and what all of its kind are. */
static bool state_holds(const struct item *item, const char *part)
{
    char text[ITEM_TEXT_BYTES];
    bool has_step = item->kind != ITEM_SERVICE || item->row->state == ROW_MOVING;

    if (item->kind == ITEM_SERVICE && holds(row_state_name(item->row->state), part))
        return true;
    return has_step && holds(item_state_word(item, text), part);
}

/* Its two halves, and only where a slash is sought both at once. */
static bool name_holds(const struct item *item, const char *part)
{
    char text[ITEM_TEXT_BYTES];

    if (item->kind != ITEM_SERVICE || strchr(part, '/') != NULL)
        return holds(item_name(item, text), part);
    return holds(item->row->namespace, part) || holds(item->row->name, part);
}

/* Columns that only a Service has. */
static bool service_holds(const struct row *row, enum filter_column column,
                          const char *part)
{
    char text[32];

    switch (column) {
    case FILTER_NAMESPACE:
        return holds(row->namespace, part);
    case FILTER_NAME:
        return holds(row->name, part);
    case FILTER_PATTERN:
        return holds(row_pattern_name(row->pattern), part);
    case FILTER_CLASS:
        return holds(row->class, part);
    case FILTER_ROLE:
        return holds(row_role_name(row->role), part);
    case FILTER_PORT:
        return port_holds(row, part);
    case FILTER_EIP:
        return row->eip != NULL &&
               (holds(row->eip->id, part) || holds(row->eip->address, part));
    case FILTER_MEMBERS:
        if (row->members_total < 0)
            return false;
        snprintf(text, sizeof text, "%d/%d", row->members_online, row->members_total);
        return holds(text, part);
    default:
        return false;
    }
}

static bool column_holds(const struct item *item, enum filter_column column,
                         const char *part)
{
    switch (column) {
    case FILTER_STATE:
        return state_holds(item, part);
    case FILTER_ELB:
        return holds(item_elb_name(item), part) ||
               (item->kind == ITEM_SERVICE && item->row->elb != NULL &&
                holds(item->row->elb->id, part)) ||
               (item->kind == ITEM_ORPHAN_ELB && holds(item->elb->id, part));
    case FILTER_ADDRESS:
        return holds(item_address(item), part);
    default:
        return item->kind == ITEM_SERVICE && service_holds(item->row, column, part);
    }
}

static bool any_column_holds(const struct item *item, const char *part)
{
    if (name_holds(item, part))
        return true;
    for (int column = 0; column < FILTER_COLUMN_COUNT; column++) {
        if (column != FILTER_MEMBERS && column != FILTER_NAME &&
            column != FILTER_NAMESPACE &&
            column_holds(item, (enum filter_column)column, part))
            return true;
    }
    return false;
}

static bool regex_fits(const struct item *item, const regex_t *regex)
{
    char name[ITEM_TEXT_BYTES];
    char state[ITEM_TEXT_BYTES];
    const char *texts[] = {item_name(item, name), item_state_word(item, state),
                           item_elb_name(item), item_address(item)};

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        if (texts[i] != NULL && regexec(regex, texts[i], 0, NULL, 0) == 0)
            return true;
    }
    return false;
}

/* "4" is step 4 and all of its parts, "4d" that part. What is done is at no step. */
static bool step_fits(const struct item *item, const char *step)
{
    char word[4];

    if (item->kind != ITEM_SERVICE)
        return false;
    const struct row *row = item->row;
    row_step_word(row, word);
    if (word[0] == '-' || step[0] != word[0] ||
        step_is_settled(row->steps[row->step - 1].state))
        return false;
    return step[1] == '\0' || strcasecmp(step, word) == 0;
}

static bool labels_fit(const struct item *item, const struct word *word)
{
    if (item->kind != ITEM_SERVICE)
        return false;
    for (size_t i = 0; i < word->label_count; i++) {
        const struct label_rule *rule = &word->labels[i];
        const char *value =
            pair_find(item->row->labels, item->row->label_count, rule->key);
        bool same =
            value != NULL && rule->value != NULL && strcmp(value, rule->value) == 0;
        if ((rule->kind == LABEL_IS && !same) || (rule->kind == LABEL_IS_NOT && same) ||
            (rule->kind == LABEL_THERE && value == NULL) ||
            (rule->kind == LABEL_ABSENT && value != NULL))
            return false;
    }
    return true;
}

static bool word_fits(const struct word *word, const struct item *item)
{
    switch (word->kind) {
    case WORD_TEXT:
        return any_column_holds(item, word->text);
    case WORD_COLUMN:
        return column_holds(item, word->column, word->text);
    case WORD_STEP:
        return step_fits(item, word->text);
    case WORD_LABELS:
        return labels_fit(item, word);
    case WORD_REGEX:
        return regex_fits(item, &word->regex);
    case WORD_PROBLEMS:
        return item_is_problem(item);
    }
    return true;
}

bool filter_passes(const struct filter *filter, const struct item *item)
{
    for (size_t i = 0; filter != NULL && i < filter->word_count; i++) {
        if (word_fits(&filter->words[i], item) == filter->words[i].inverted)
            return false;
    }
    return true;
}

static bool word_fits_event(const struct word *word, const struct view_event *event)
{
    const char *step = word->text;

    switch (word->kind) {
    case WORD_STEP:
        return step[0] == '0' + event->step &&
               (step[1] == '\0' || step[1] == event->part);
    case WORD_REGEX:
        return regexec(&word->regex, event->what, 0, NULL, 0) == 0 ||
               regexec(&word->regex, event->service, 0, NULL, 0) == 0;
    case WORD_PROBLEMS:
        return event->failure;
    case WORD_LABELS:
        return true;
    case WORD_TEXT:
    case WORD_COLUMN:
        break;
    }
    return holds(event->service, word->text) || holds(event->who, word->text) ||
           holds(event->what, word->text) || holds(event->reason, word->text);
}

bool filter_passes_event(const struct filter *filter, const struct view_event *event)
{
    for (size_t i = 0; filter != NULL && i < filter->word_count; i++) {
        if (word_fits_event(&filter->words[i], event) == filter->words[i].inverted)
            return false;
    }
    return true;
}
