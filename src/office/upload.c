/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/upload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"

struct upload {
    char id[KR_UPLOAD_ID_DIGITS + 1]; /* "": free */
    char account[KR_LIMIT_ID_BYTES + 1];
    uint8_t *bytes;
    size_t size, have;
    uint64_t used_ms; /* steady clock */
};

struct kr_uploads {
    struct upload list[KR_UPLOADS];
    size_t bytes; /* of all */
};

static void drop(struct kr_uploads *all, struct upload *u)
{
    kr_wipe(u->bytes, u->size);
    free(u->bytes);
    all->bytes -= u->size;
    *u = (struct upload){0};
}

static struct upload *find(struct kr_office *o, const char *account, const char *id)
{
    for (size_t i = 0; o->uploads && i < KR_UPLOADS; i++) {
        struct upload *u = &o->uploads->list[i];
        if (u->id[0] && strcmp(u->id, id) == 0 && strcmp(u->account, account) == 0)
            return u;
    }
    return NULL;
}

/* Takes the account's oldest away when it has as many as it may. */
static void make_room(struct kr_uploads *all, const char *account)
{
    struct upload *oldest = NULL;
    size_t n = 0;
    for (size_t i = 0; i < KR_UPLOADS; i++) {
        struct upload *u = &all->list[i];
        if (!u->id[0] || strcmp(u->account, account) != 0)
            continue;
        n++;
        if (!oldest || u->used_ms < oldest->used_ms)
            oldest = u;
    }
    if (n >= KR_UPLOADS_PER_ACCOUNT)
        drop(all, oldest);
}

static struct upload *find_free(struct kr_uploads *all)
{
    for (size_t i = 0; i < KR_UPLOADS; i++)
        if (!all->list[i].id[0])
            return &all->list[i];
    return NULL;
}

int kr_upload_start(struct kr_office *o, char id[KR_UPLOAD_ID_DIGITS + 1], const char *account, uint64_t size)
{
    if (size == 0 || size > KR_UPLOAD_BYTES_MAX)
        return KR_E_TOO_LARGE;
    if (!o->uploads)
        o->uploads = calloc(1, sizeof *o->uploads);
    struct kr_uploads *all = o->uploads;
    if (!all)
        return KR_E_NOMEM;
    make_room(all, account);
    struct upload *u = find_free(all);
    if (!u || size > KR_UPLOADS_BYTES - all->bytes)
        return KR_E_FULL;
    uint8_t *bytes = malloc(size);
    if (!bytes)
        return KR_E_NOMEM;
    *u = (struct upload){.bytes = bytes, .size = size, .used_ms = kr_office_steady_ms(o)};
    kr_random_code(u->id, sizeof u->id, KR_UPLOAD_ID_DIGITS);
    snprintf(u->account, sizeof u->account, "%s", account);
    all->bytes += size;
    memcpy(id, u->id, sizeof u->id);
    return 0;
}

int kr_upload_add(struct kr_office *o, const char *account, const char *id, uint64_t offset, const void *bytes, size_t len)
{
    struct upload *u = find(o, account, id);
    if (!u)
        return KR_E_NOT_FOUND;
    if (offset > u->size || len > u->size - offset)
        return KR_E_TOO_LARGE;
    u->used_ms = kr_office_steady_ms(o);
    if (offset < u->have) /* sent again, because its answer got lost */
        return len <= u->have - offset && memcmp(u->bytes + offset, bytes, len) == 0 ? 0 : KR_E_STATE;
    if (offset > u->have)
        return KR_E_STATE;
    memcpy(u->bytes + offset, bytes, len);
    u->have += len;
    return 0;
}

int kr_upload_peek(struct kr_office *o, const char *account, const char *id, const uint8_t **bytes, size_t *len)
{
    struct upload *u = find(o, account, id);
    if (!u)
        return KR_E_NOT_FOUND;
    if (u->have < u->size)
        return KR_E_STATE;
    u->used_ms = kr_office_steady_ms(o);
    *bytes = u->bytes;
    *len = u->size;
    return 0;
}

void kr_upload_drop(struct kr_office *o, const char *account, const char *id)
{
    struct upload *u = find(o, account, id);
    if (u)
        drop(o->uploads, u);
}

void kr_uploads_sweep(struct kr_office *o)
{
    uint64_t now_ms = kr_office_steady_ms(o);
    for (size_t i = 0; o->uploads && i < KR_UPLOADS; i++) {
        struct upload *u = &o->uploads->list[i];
        if (u->id[0] && now_ms >= u->used_ms + KR_UPLOAD_IDLE_MS)
            drop(o->uploads, u);
    }
}

void kr_uploads_fini(struct kr_office *o)
{
    for (size_t i = 0; o->uploads && i < KR_UPLOADS; i++)
        if (o->uploads->list[i].id[0])
            drop(o->uploads, &o->uploads->list[i]);
    free(o->uploads);
    o->uploads = NULL;
}
