/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/bundle.h"

#include "media/core.h"

enum { QUEUE_US = 20000 };

void kr_bundle_fill(struct kr_bundle_item *items, size_t n)
{
    for (size_t from = 0, to; from < n; from = to) {
        uint16_t most = items[from].bytes, least = most;
        for (to = from + 1; to < n; to++) {
            uint16_t bytes = items[to].bytes, high = bytes > most ? bytes : most, low = bytes < least ? bytes : least;
            if (high - low > KR_BUNDLE_FILL_MOST)
                break;
            most = high;
            least = low;
        }
        bool closed = to < n && items[to].bytes < most; /* a shorter one ends the message */
        for (size_t i = from; i < to; i++)
            items[i].fill = items[i].bytes < most && (i + 1 < to || closed) ? most : 0;
        to += closed;
    }
}

void kr_bundle_add(struct kr_bundle *b, struct kr_slot *s)
{
    struct kr_endpoint *e = s->endpoint;
    if (!e->bundle) {
        e->bundle_next = NULL;
        if (b->last)
            b->last->bundle_next = e;
        else
            b->first = e;
        b->last = e;
    }
    s->bundle_next = e->bundle;
    s->bundle_at = s->track->first;
    e->bundle = s;
}

/*
 * Everything of a receiver is somewhere else in memory: it is fetched while those before are served. First, of the one after
 * the next, what is one step away; then, of the next, what that leads to.
 */
static void fetch_soon(const struct kr_endpoint *e)
{
    __builtin_prefetch(e->path);
    __builtin_prefetch(e->sender);
    if (e->bandwidth) {
        __builtin_prefetch(&e->bandwidth->forwarded, 1);
        kr_bwe_fetch(&e->bandwidth->bwe);
    }
    for (const struct kr_slot *s = e->bundle; s; s = s->bundle_next)
        kr_slot_fetch(s);
}

static void fetch_now(const struct kr_endpoint *e)
{
    if (e->sender)
        kr_srtp_sender_fetch(e->sender);
    if (e->bandwidth)
        kr_bwe_fetch_place(&e->bandwidth->bwe);
}

/* Where packets wait on the way, or it is not known, sound goes before the pictures: behind them it would be lost first. */
static bool sound_first(const struct kr_endpoint *e)
{
    return e->paced || !e->bandwidth || kr_bwe_queue_us(&e->bandwidth->bwe.queue) > QUEUE_US;
}

/* Of the packets that are next in their streams, the largest; or sound, if that goes first. */
static struct kr_slot *next_of(struct kr_slot *s, bool sound, uint16_t *bytes)
{
    struct kr_slot *found = NULL;
    for (*bytes = 0; s; s = s->bundle_next) {
        if (!s->bundle_at)
            continue;
        uint16_t here = (uint16_t)(s->bundle_at->len + s->overhead);
        bool before = found && sound && s->video != found->video ? !s->video : here > *bytes;
        if (!found || before) {
            found = s;
            *bytes = here;
        }
    }
    return found;
}

static size_t collect(struct kr_endpoint *e, struct kr_bundle_item *items, size_t *bytes)
{
    struct kr_slot *s;
    struct kr_bundle_item item = {0};
    size_t n = 0;
    bool sound = e->bundle->bundle_next && sound_first(e);
    for (*bytes = 0; n < KR_BUNDLE_ITEMS && (s = next_of(e->bundle, sound, &item.bytes)); n++) {
        item.slot = s;
        item.packet = s->bundle_at;
        items[n] = item;
        *bytes += item.bytes;
        s->bundle_at = s->bundle_at->next;
    }
    return n;
}

static void send_to(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_bundle_item items[KR_BUNDLE_ITEMS];
    struct kr_tx *tx = &e->media->tx;
    size_t n, bytes;
    while ((n = collect(e, items, &bytes)) > 0) {
        if (n > 1 && !e->paced) /* a full path has no room even for that */
            kr_bundle_fill(items, n);
        kr_tx_make_room(tx, bytes + n * KR_BUNDLE_FILL_MOST);
        for (size_t i = 0; i < n; i++) {
            tx->fill = items[i].fill;
            kr_slot_forward(items[i].slot, items[i].packet, now_us);
        }
        tx->fill = 0;
    }
    e->bundle = NULL;
}

bool kr_bundle_send(struct kr_bundle *b, size_t most, uint64_t now_us)
{
    for (; b->first && most > 0; most--) {
        struct kr_endpoint *e = b->first, *next = e->bundle_next;
        if (next && next->bundle_next)
            fetch_soon(next->bundle_next);
        if (next)
            fetch_now(next);
        send_to(e, now_us);
        b->first = next;
    }
    if (!b->first)
        b->last = NULL;
    return !b->first;
}
