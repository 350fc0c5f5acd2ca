#include "base/wake.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/banned.h"

enum err_code wake_init(struct wake *wake, struct err *err)
{
    wake->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake->fd == -1)
        return err_set(err, ERR_LOCAL, "eventfd: %s", strerror(errno));
    return ERR_OK;
}

void wake_release(struct wake *wake)
{
    if (wake->fd >= 0)
        close(wake->fd);
    wake->fd = -1;
}

void wake_ring(const struct wake *wake)
{
    uint64_t one = 1;
    int before = errno; /* a signal handler must leave it as it was */

    /* The only failure is a full counter: a bell that rings already. */
    if (write(wake->fd, &one, sizeof one) == -1)
        errno = before;
}

void wake_answer(const struct wake *wake)
{
    uint64_t rings;
    if (read(wake->fd, &rings, sizeof rings) == -1)
        return;
}
