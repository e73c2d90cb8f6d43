/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/label.h"

#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/store/key.h"

enum { PLAIN_MAX = KR_LABEL_BOX_MAX - KR_BOX_OVERHEAD, PAD = 128, RECORD_ID_DIGITS = 20 };

/* id NUL handle NUL text NUL, and zeros up to a multiple of PAD. */
int kr_label_seal(struct kr_store_box *out, const struct kr_school_keys *keys, const char *account, const char *handle,
                  const char *text)
{
    uint8_t plain[PLAIN_MAX] = {0};
    size_t a = strlen(account) + 1, h = strlen(handle) + 1, t = strlen(text) + 1;
    if (a + h + t > sizeof plain)
        return KR_E_TOO_LARGE;
    memcpy(plain, account, a);
    memcpy(plain + a, handle, h);
    memcpy(plain + a + h, text, t);
    size_t len = (a + h + t + PAD - 1) / PAD * PAD;
    int err = kr_vault_box(out->bytes, keys, plain, len);
    if (!err)
        out->len = len + KR_BOX_OVERHEAD;
    kr_wipe(plain, sizeof plain);
    return err;
}

/* The texts of a box; the school itself made it, or somebody who has its public key. */
static int split(struct kr_label *out, const char *plain, size_t len, const char *account)
{
    const char *parts[3];
    size_t at = 0;
    for (size_t i = 0; i < 3; i++) {
        size_t n = strnlen(plain + at, len - at);
        if (at + n == len)
            return KR_E_AUTH;
        parts[i] = plain + at;
        at += n + 1;
    }
    if (strcmp(parts[0], account) != 0 || strlen(parts[1]) >= sizeof out->handle || strlen(parts[2]) >= sizeof out->text)
        return KR_E_AUTH;
    snprintf(out->handle, sizeof out->handle, "%s", parts[1]);
    snprintf(out->text, sizeof out->text, "%s", parts[2]);
    return 0;
}

int kr_label_open(struct kr_office *o, struct kr_label *out, const struct kr_session *who, const char *account,
                  const struct kr_store_box *box)
{
    uint8_t plain[PLAIN_MAX];
    if (box->len < KR_BOX_OVERHEAD)
        return KR_E_AUTH;
    int err = kr_vault_unbox(o, plain, who, box->bytes, box->len);
    if (!err)
        err = split(out, (const char *)plain, box->len - KR_BOX_OVERHEAD, account);
    kr_wipe(plain, sizeof plain);
    return err;
}

static int begin(struct kr_office *o, const struct kr_store_roster_row *row, uint64_t now_ms)
{
    struct kr_school_keys keys;
    struct kr_store_access entry = {.sealed = row->label, .from_ms = now_ms};
    int err = kr_store_school_keys(o->store, &keys, row->school);
    if (!err && !entry.sealed.len)
        err = kr_label_seal(&entry.sealed, &keys, row->id, row->handle, "");
    if (err)
        return err == KR_E_SEALED ? 0 : err;
    snprintf(entry.school, sizeof entry.school, "%s", row->school);
    snprintf(entry.account, sizeof entry.account, "%s", row->id);
    kr_random_code(entry.id, sizeof entry.id, RECORD_ID_DIGITS);
    return kr_store_access_add(o->store, &entry);
}

int kr_access_note(struct kr_office *o, const struct kr_store_roster_row *row, enum kr_access_end end, bool begins)
{
    uint64_t now_ms = kr_office_now_ms(o);
    int err = 0;
    if (!row->school[0])
        return 0;
    if (end != KR_ACCESS_OPEN)
        err = kr_store_access_end(o->store, row->id, now_ms, end);
    if (!err && begins)
        err = begin(o, row, now_ms);
    return err;
}
