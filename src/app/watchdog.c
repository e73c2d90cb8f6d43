/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/watchdog.h"

void kr_watchdog_look(struct kr_watchdog *w, uint64_t now_ms)
{
    if (w->looked_ms && now_ms > w->looked_ms + KR_WATCHDOG_EVERY_MS + KR_WATCHDOG_LATE_MS)
        w->fresh_ms = now_ms;
    w->looked_ms = now_ms;
}

static uint64_t silence_ms(const struct kr_watchdog *w, const struct kr_watchdog_child *c, uint64_t now_ms)
{
    uint64_t since_ms = c->heard_ms > w->fresh_ms ? c->heard_ms : w->fresh_ms;
    return now_ms > since_ms ? now_ms - since_ms : 0;
}

bool kr_watchdog_suspects(const struct kr_watchdog *w, const struct kr_watchdog_child *c, uint64_t now_ms)
{
    return w->limit_ms && silence_ms(w, c, now_ms) > w->limit_ms;
}

static uint64_t longest(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

bool kr_watchdog_hangs(const struct kr_watchdog *w, const struct kr_watchdog_child *c, uint64_t now_ms)
{
    if (!kr_watchdog_suspects(w, c, now_ms) || c->traced)
        return false;
    if (c->stopped)
        return true;
    if (!c->ready)
        return c->role != KR_CHILD_OFFICE && silence_ms(w, c, now_ms) > longest(w->limit_ms, KR_WATCHDOG_START_MS);
    return c->role != KR_CHILD_OFFICE || silence_ms(w, c, now_ms) > longest(w->limit_ms, KR_WATCHDOG_WAITING_MS);
}
