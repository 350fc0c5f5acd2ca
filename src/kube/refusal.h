/*
 * refusal.h - why the api-server said no, as an err.
 *
 * A refusal is a Status object, as the body of an answer that is not 2xx or as the object
 * of an ERROR in a watch. Some come as plain text (429 of flow control, 404 of a group
 * that is not there), some with nothing (a proxy in between).
 *
 * Source: Kubernetes API conventions, "Response Status Kind"; recorded answers 101-113,
 *         401-411, 424, 702-707.
 */
#ifndef ELBTOP_KUBE_REFUSAL_H
#define ELBTOP_KUBE_REFUSAL_H

#include "base/err.h"
#include "base/span.h"
#include "wire/http.h"

/*
 * Fills `err` from a whole answer: code by its status, text by its Status' message, with
 * what says nothing new taken out of a "forbidden". Returns the code; ERR_OK for 2xx.
 */
enum err_code refusal_of_answer(const struct http_exchange *exchange, struct err *err);

/* The same of the text of a Status object; its "code" counts as the HTTP status. */
enum err_code refusal_of_status(struct span text, struct err *err);

#endif
