#include "sim/kube_selector.h"

#include <ctype.h>
#include <string.h>

#include "base/span.h"
#include "base/banned.h"

/* ---- words of a label selector ---- */

struct words {
    const char *at;
    struct arena *arena;
};

static void skip_blanks(struct words *words)
{
    while (*words->at == ' ' || *words->at == '\t')
        words->at++;
}

static bool is_word_byte(char byte)
{
    return byte != '\0' && strchr(" \t,()!=<>", byte) == NULL;
}

/* The next word or sign; "" at the end. */
static const char *next_word(struct words *words)
{
    skip_blanks(words);
    const char *start = words->at;
    while (is_word_byte(*words->at))
        words->at++;
    if (words->at == start && *start != '\0') {
        words->at++;
        if ((*start == '!' || *start == '=') && *words->at == '=')
            words->at++;
    }
    return arena_bytes(words->arena, start, (size_t)(words->at - start));
}

static const char *peek_word(struct words *words)
{
    const char *before = words->at;
    const char *word = next_word(words);

    words->at = before;
    return word;
}

static bool is_end(const char *word)
{
    return word[0] == '\0' || strcmp(word, ",") == 0;
}

static bool misfit(struct kube_problem *problem, const char *found, const char *expected)
{
    return kube_problem_set(problem, 400, "BadRequest",
                            "unable to parse requirement: found '%s', expected: %s",
                            found, expected);
}

static bool parse_values(struct words *words, struct kube_selector_term *term,
                         struct kube_problem *problem)
{
    const char *word = next_word(words);

    if (strcmp(word, "(") != 0)
        return misfit(problem, word, "'('");
    term->values = arena_new_array(words->arena, SELECTOR_VALUES, sizeof *term->values);
    for (;;) {
        word = next_word(words);
        if (strcmp(word, ")") == 0)
            return true;
        if (strcmp(word, ",") == 0)
            continue;
        if (word[0] == '\0' || term->value_count == SELECTOR_VALUES)
            return misfit(problem, word, "',', or ')'");
        term->values[term->value_count++] = word;
    }
}

static bool parse_one_value(struct words *words, struct kube_selector_term *term,
                            struct kube_problem *problem)
{
    const char *word = peek_word(words);

    if (is_end(word))
        word = "";
    else
        next_word(words);
    if (word[0] != '\0' && !is_word_byte(word[0]))
        return misfit(problem, word, "identifier");
    term->values = arena_new_array(words->arena, 1, sizeof *term->values);
    term->values[0] = word;
    term->value_count = 1;
    return true;
}

static bool parse_requirement(struct words *words, struct kube_selector_term *term,
                              struct kube_problem *problem)
{
    const char *word = next_word(words);

    if (strcmp(word, "!") == 0) {
        term->op = KUBE_SELECT_ABSENT;
        term->key = next_word(words);
        return is_word_byte(term->key[0]) || misfit(problem, term->key, "identifier");
    }
    if (!is_word_byte(word[0]))
        return misfit(problem, word, "!, identifier, or ','");
    term->key = word;
    if (is_end(peek_word(words))) {
        term->op = KUBE_SELECT_EXISTS;
        return true;
    }
    word = next_word(words);
    if (strcmp(word, "in") == 0 || strcmp(word, "notin") == 0) {
        term->op = word[0] == 'i' ? KUBE_SELECT_IN : KUBE_SELECT_NOT_IN;
        return parse_values(words, term, problem);
    }
    if (strcmp(word, "=") == 0 || strcmp(word, "==") == 0)
        term->op = KUBE_SELECT_IN;
    else if (strcmp(word, "!=") == 0)
        term->op = KUBE_SELECT_NOT_IN;
    else if (strcmp(word, ">") == 0 || strcmp(word, "gt") == 0)
        term->op = KUBE_SELECT_GREATER;
    else if (strcmp(word, "<") == 0 || strcmp(word, "lt") == 0)
        term->op = KUBE_SELECT_LESS;
    else
        return misfit(problem, word, "in, notin, =, ==, !=, gt, lt");
    return parse_one_value(words, term, problem);
}

static bool parse_labels(const char *text, struct kube_selector *selector,
                         struct kube_problem *problem)
{
    struct words words = {.at = text, .arena = problem->arena};

    while (peek_word(&words)[0] != '\0') {
        if (selector->label_count == SELECTOR_TERMS)
            return kube_problem_set(problem, 400, "BadRequest", "too many requirements");
        struct kube_selector_term *term = &selector->labels[selector->label_count++];
        if (!parse_requirement(&words, term, problem))
            return false;
        const char *word = next_word(&words);
        if (word[0] != '\0' && strcmp(word, ",") != 0)
            return misfit(problem, word, "',' or 'end of string'");
    }
    return true;
}

/* ---- field selectors ---- */

static bool find_field(const struct kube_kind *kind, struct kube_selector_term *term,
                       struct kube_problem *problem)
{
    if (strcmp(term->key, "metadata.name") == 0) {
        term->field = -1;
        return true;
    }
    if (strcmp(term->key, "metadata.namespace") == 0 && kind->namespaced) {
        term->field = -2;
        return true;
    }
    for (int i = 0; i < KUBE_SELECTABLE && kind->selectable[i] != NULL; i++) {
        if (strcmp(kind->selectable[i], term->key) == 0) {
            term->field = i;
            return true;
        }
    }
    return kube_problem_set(problem, 400, "BadRequest", "field label not supported: %s",
                            term->key);
}

static bool parse_field(struct span part, const char *whole,
                        struct kube_selector_term *term, struct arena *arena,
                        struct kube_problem *problem)
{
    const char *text = arena_bytes(arena, part.at, part.bytes);
    const char *sign = strpbrk(text, "!=");

    if (sign == NULL || (sign[0] == '!' && sign[1] != '='))
        return kube_problem_set(problem, 400, "BadRequest",
                                "invalid selector: '%s'; can't understand '%s'", whole,
                                text);
    size_t sign_bytes = sign[0] == '!' || sign[1] == '=' ? 2 : 1;
    term->op = sign[0] == '!' ? KUBE_SELECT_NOT_IN : KUBE_SELECT_IN;
    term->key = arena_bytes(arena, text, (size_t)(sign - text));
    term->values = arena_new_array(arena, 1, sizeof *term->values);
    term->values[0] = sign + sign_bytes;
    term->value_count = 1;
    return true;
}

static bool parse_fields(const struct kube_kind *kind, const char *text,
                         struct kube_selector *selector, struct kube_problem *problem)
{
    struct span rest = span_of(text);
    struct span part;

    while (span_cut(&rest, ',', &part)) {
        if (part.bytes == 0)
            continue;
        if (selector->field_count == SELECTOR_TERMS)
            return kube_problem_set(problem, 400, "BadRequest", "too many requirements");
        struct kube_selector_term *term = &selector->fields[selector->field_count++];
        if (!parse_field(part, text, term, problem->arena, problem) ||
            !find_field(kind, term, problem))
            return false;
    }
    return true;
}

bool kube_selector_parse(const struct kube_kind *kind, const char *labels,
                         const char *fields, struct kube_selector *ret_selector,
                         struct kube_problem *problem)
{
    *ret_selector = (struct kube_selector){0};
    return (labels == NULL || parse_labels(labels, ret_selector, problem)) &&
           (fields == NULL || parse_fields(kind, fields, ret_selector, problem));
}

bool kube_selector_is_empty(const struct kube_selector *selector)
{
    return selector->label_count == 0 && selector->field_count == 0;
}

/* ---- matching ---- */

static bool is_among(const struct kube_selector_term *term, const char *text)
{
    for (size_t i = 0; i < term->value_count; i++) {
        if (strcmp(term->values[i], text) == 0)
            return true;
    }
    return false;
}

/* text NULL: there is none. */
static bool term_matches(const struct kube_selector_term *term, const char *text)
{
    int64_t its;
    int64_t wanted;

    switch (term->op) {
    case KUBE_SELECT_IN:
        return text != NULL && is_among(term, text);
    case KUBE_SELECT_NOT_IN:
        return text == NULL || !is_among(term, text);
    case KUBE_SELECT_EXISTS:
        return text != NULL;
    case KUBE_SELECT_ABSENT:
        return text == NULL;
    case KUBE_SELECT_GREATER:
    case KUBE_SELECT_LESS:
        break;
    }
    if (text == NULL || !span_to_i64(span_of(text), &its) ||
        !span_to_i64(span_of(term->values[0]), &wanted))
        return false;
    return term->op == KUBE_SELECT_GREATER ? its > wanted : its < wanted;
}

bool kube_selector_matches(const struct kube_selector *selector,
                           const struct kube_kind *kind,
                           const struct kube_version *version)
{
    for (size_t i = 0; i < selector->label_count; i++) {
        const struct kube_selector_term *term = &selector->labels[i];
        if (!term_matches(term, kube_version_label(version, term->key)))
            return false;
    }
    for (size_t i = 0; i < selector->field_count; i++) {
        const struct kube_selector_term *term = &selector->fields[i];
        const char *text = term->field == -1 ? version->name
                           : term->field == -2
                               ? version->name_space
                               : kube_version_field(version, kind, (size_t)term->field);
        if (!term_matches(term, text))
            return false;
    }
    return true;
}

static void copy_term(struct arena *arena, struct kube_selector_term *term)
{
    const char **values =
        arena_new_array(arena, term->value_count + 1, sizeof *term->values);

    for (size_t i = 0; i < term->value_count; i++)
        values[i] = arena_text(arena, term->values[i]);
    term->values = values;
    term->key = arena_text(arena, term->key);
}

void kube_selector_copy(struct arena *arena, const struct kube_selector *from,
                        struct kube_selector *to)
{
    *to = *from;
    for (size_t i = 0; i < to->label_count; i++)
        copy_term(arena, &to->labels[i]);
    for (size_t i = 0; i < to->field_count; i++)
        copy_term(arena, &to->fields[i]);
}
