/* SPDX-License-Identifier: EUPL-1.2 */
/* Tickets at the door: genuine, in time, shown by the browser they were given to, and not revoked since. */
#include <string.h>

#include "crypto/secret.h"
#include "front/inside.h"
#include "os/clock.h"

static int check(struct kr_front *f, struct kr_ticket *out, const char *text, const uint8_t browser[32], bool from_office)
{
    static const uint8_t none[32];
    struct kr_ticket t;
    if (!f->has_keys || !f->has_revoked)
        return KR_E_AGAIN;
    int err = (from_office ? kr_ticket_read_own : kr_ticket_read)(&t, text, &f->keys, kr_clock_unix_ms());
    if (!err && memcmp(t.browser, none, sizeof none) != 0 && !kr_secret_equal(t.browser, browser, sizeof none))
        err = KR_E_FORBIDDEN;
    if (!err && kr_front_is_revoked(f, &t))
        err = KR_E_FORBIDDEN;
    if (!err)
        *out = t;
    kr_wipe(&t, sizeof t); /* the title of the room is in it */
    return err;
}

int kr_front_ticket(struct kr_front *f, struct kr_ticket *out, const char *text, const uint8_t browser[32])
{
    return check(f, out, text, browser, false);
}

int kr_front_ticket_of_token(struct kr_front *f, struct kr_ticket *out, const char *text)
{
    static const uint8_t no_browser[32];
    return check(f, out, text, no_browser, true);
}
