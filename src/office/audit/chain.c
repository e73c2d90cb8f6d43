/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/audit/chain.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/secret.h"

static const char domain[] = "kreide audit 1";

enum { FORM_MAX = sizeof domain + KR_AUDIT_HASH_BYTES + sizeof(struct kr_audit_entry) + 5 * 4 };

static void add_text(struct kr_writer *w, const char *text)
{
    size_t len = strlen(text);
    kr_write_be32(w, (uint32_t)len);
    kr_write_bytes(w, text, len);
}

void kr_audit_chain_hash(uint8_t out[KR_AUDIT_HASH_BYTES], const struct kr_audit_place *before, const struct kr_audit_entry *e)
{
    uint8_t form[FORM_MAX];
    struct kr_writer w = kr_writer_of(form, sizeof form);
    kr_write_bytes(&w, domain, sizeof domain - 1);
    kr_write_bytes(&w, before->hash, sizeof before->hash);
    kr_write_be64(&w, e->n);
    kr_write_be64(&w, e->at_ms);
    add_text(&w, e->who);
    add_text(&w, e->role);
    add_text(&w, e->action);
    add_text(&w, e->object);
    add_text(&w, e->detail);
    kr_assert(!w.failed);
    kr_sha256(out, form, w.len);
}

int kr_audit_chain_follow(struct kr_audit_place *place, const struct kr_audit_entry *e)
{
    uint8_t hash[KR_AUDIT_HASH_BYTES];
    kr_audit_chain_hash(hash, place, e);
    if (e->n != place->n + 1 || memcmp(hash, e->hash, sizeof hash) != 0)
        return KR_E_AUTH;
    place->n = e->n;
    memcpy(place->hash, e->hash, sizeof hash);
    return 0;
}
