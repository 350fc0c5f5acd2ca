#include "otc/intake.h"

#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

void intake_begin(struct intake *intake, const char *collection, intake_take take,
                  void *ctx)
{
    intake_release(intake);
    *intake = (struct intake){
        .collection = collection,
        .take = take,
        .ctx = ctx,
        .items = items_new(collection, LIMIT_OBJECT_BYTES),
        .err = ERR_INIT,
    };
}

void intake_release(struct intake *intake)
{
    items_free(intake->items);
    intake->items = NULL;
}

/* "[17]:byte 12" behind the name of the list. */
static void name_object(struct intake *intake, const struct err *misfit)
{
    err_at(&intake->err, "%s[%zu]%s", intake->collection, intake->count, misfit->where);
    err_set(&intake->err, misfit->code, "%s", misfit->text);
}

static bool take_item(void *ctx, struct span object, struct span managed)
{
    struct intake *intake = ctx;
    struct values values;
    struct err misfit = ERR_INIT;

    (void)managed; /* of Kubernetes */
    if (values_read(object, "", &values, &misfit) != ERR_OK) {
        name_object(intake, &misfit);
        return false;
    }
    intake->take(intake->ctx, values.at);
    intake->count++;
    values_release(&values);
    return true;
}

bool intake_feed(struct intake *intake, const char *at, size_t bytes)
{
    return intake->err.code == ERR_OK && items_feed(intake->items, at, bytes, take_item,
                                                    intake, &intake->err) == ERR_OK;
}

static enum err_code read_end(const struct intake *intake, char **ret_next_marker,
                              struct err *err)
{
    json_t *envelope = NULL;
    const json_t *list;

    if (!items_is_whole(intake->items))
        return err_set(err, ERR_SHAPE, "the list ends in its middle");
    enum err_code code =
        tree_from_json(items_envelope(intake->items), intake->collection, &envelope, err);
    if (code == ERR_OK)
        code = tree_need_array(envelope, intake->collection, &list, err);
    if (code == ERR_OK)
        *ret_next_marker = mem_copy_text(tree_text(envelope, "page_info.next_marker"));
    json_decref(envelope);
    return code;
}

enum err_code intake_end(struct intake *intake, char **ret_next_marker, struct err *err)
{
    *ret_next_marker = NULL;
    if (intake->err.code == ERR_OK)
        read_end(intake, ret_next_marker, &intake->err);
    if (intake->err.code == ERR_OK)
        return ERR_OK;

    err_at(&intake->err, "%s", intake->collection);
    if (err != NULL && err->code == ERR_OK)
        *err = intake->err;
    return intake->err.code;
}
