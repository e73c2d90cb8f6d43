/* SPDX-License-Identifier: EUPL-1.2 */
/* The frames of a WebSocket: however the stream is cut, the same comes out, bounded and in UTF-8. */
#include "base/utf8.h"
#include "base/assert.h"
#include "base/limits.h"
#include "http/frame.h"
#include "http/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
    size_t events;
    uint32_t sum;
    int end;
};

static void take(struct outcome *o, const struct kr_ws_event *e)
{
    o->events++;
    o->sum = o->sum * 31 + (uint32_t)e->opcode + (uint32_t)e->code;
    for (size_t i = 0; i < e->len; i++)
        o->sum = o->sum * 31 + (uint8_t)e->data[i];
    kr_assert(e->len <= (e->opcode == KR_WS_TEXT ? (size_t)KR_LIMIT_SIGNAL_SDP_BYTES : (size_t)KR_WS_CONTROL_BYTES));
    kr_assert(e->opcode != KR_WS_TEXT || kr_utf8_is_valid(e->data, e->len));
}

static struct outcome read_all(const uint8_t *data, size_t size, size_t step)
{
    struct kr_ws_reader r;
    struct outcome o = {0};
    kr_ws_reader_init(&r);
    for (size_t at = 0; at < size && !o.end; at += step) {
        const uint8_t *p = data + at;
        size_t left = size - at < step ? size - at : step;
        struct kr_ws_event e;
        int got;
        while ((got = kr_ws_read(&r, &p, &left, &e)) == 1)
            take(&o, &e);
        kr_assert(got == 0 ? left == 0 : got >= 1002 && got <= 1011);
        o.end = got;
        kr_assert(r.message_cap <= 2 * KR_LIMIT_SIGNAL_SDP_BYTES && r.message_cap <= 2 * size + 1024);
    }
    kr_ws_reader_fini(&r);
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct outcome whole = read_all(data + 1, size - 1, size), parts = read_all(data + 1, size - 1, data[0] % 16 + 1u);
    kr_assert(whole.events == parts.events && whole.sum == parts.sum && whole.end == parts.end);
    return 0;
}
