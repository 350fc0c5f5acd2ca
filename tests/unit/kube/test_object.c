/*
 * Each file of tests/data/kube/object is one object as an api-server states it; the kind
 * is in the file's name. Those made for the recording of 23 November 2026 come from the
 * captures, the others were written by hand after the API's documents.
 */
#include "kube/object.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/when.h"
#include "unit/kube/cases.h"
#include "unit/kube/print.h"
#include "wire/tree.h"

#include "base/banned.h"

/* Objects made after this are read with their managedFields. */
#define FRESH_AFTER "2026-11-22T00:00:00Z"

/* Sets metadata.managedFields apart, as wire/items does it while it splits a list. */
static void set_managed_apart(struct buf *text, struct buf *managed)
{
    json_error_t why;
    json_t *tree = json_loadb(buf_text(text), text->bytes, 0, &why);
    json_t *metadata = json_object_get(tree, "metadata");
    const json_t *fields = json_object_get(metadata, "managedFields");

    if (fields != NULL) {
        tree_to_json(fields, 0, managed);
        json_object_del(metadata, "managedFields");
        buf_clear(text);
        tree_to_json(tree, 0, text);
    }
    json_decref(tree);
}

static void decode_case(const char *name, const char *path, struct buf *out,
                        bool *ret_failed)
{
    struct kube_object *object = NULL;
    struct err err = ERR_INIT;
    struct buf text;
    struct buf managed;
    int64_t fresh_after_ms = when_from_text(FRESH_AFTER);

    assert_int_equal(file_read(path, LIMIT_FILE_BYTES, &text, NULL), ERR_OK);
    buf_init(&managed, LIMIT_FILE_BYTES);
    set_managed_apart(&text, &managed);

    if (kube_object_decode(kind_of_case(name), buf_span(&text), buf_span(&managed),
                           fresh_after_ms, &object, &err) == ERR_OK) {
        print_object(out, object);
    } else {
        assert_null(object);
        buf_print(out, "%s at %s\n%s\n", err_code_name(err.code), err.where, err.text);
        *ret_failed = true;
    }
    kube_object_free(object);
    buf_release(&text);
    buf_release(&managed);
}

int main(void)
{
    return cases_run("object", "kube/object", ".json", decode_case);
}
