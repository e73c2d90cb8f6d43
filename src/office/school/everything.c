/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/everything.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/store/key.h"
#include "office/store/table.h"
#include "office/vault/vault.h"

enum {
    ROW_MAX = 128 * 1024,
    OPEN_MAX = 64 * 1024, /* longer bytes are files, which have a route of their own */
    END_BYTES = 100,      /* kept for what closes the document */
};

enum how {
    TEXT_OFFICE, /* a sealed text under the office's own key: of what the school's people see in their pages */
    TEXT_DATA,   /* under the school's data key */
    BYTES_DATA,
    BOX,         /* to the school's public key */
};

/* What is sealed where, and by what it is known there (crypto/sealed.h); its owner is the row's id. */
static const struct opener {
    const char *table, *column, *place;
    enum how how;
} openers[] = {
    {"school", "profile_sealed", "school.profile", BYTES_DATA},
    {"account", "purpose_sealed", "account.purpose", TEXT_DATA},
    {"account", "note_sealed", "account.note", TEXT_DATA},
    {"account", "label_sealed", NULL, BOX},
    {"access_record", "sealed", NULL, BOX},
    {"enrolment_step", "signer_sealed", "step.signer", TEXT_DATA},
    {"enrolment_step", "note_sealed", "step.note", TEXT_DATA},
    {"enrolment_step", "void_sealed", "step.why", TEXT_DATA},
    {"room", "title_sealed", "room.title", TEXT_OFFICE},
    {"room", "link_sealed", "room.link", TEXT_OFFICE},
    {"room", "code_sealed", "room.code", TEXT_OFFICE},
    {"token", "note_sealed", "token.note", TEXT_OFFICE},
};

struct writing {
    struct kr_office *office;
    const struct kr_session *who;
    const char *school;
    struct kr_strbuf *out;
    const struct kr_table *table;
    struct kr_data_key key;
    bool has_key;
    uint64_t from, n, written; /* rows so far, and of them in the document */
    bool full;                 /* no row more fits */
    bool table_begun;
};

static void add_string(struct kr_strbuf *b, const char *text, size_t len)
{
    kr_strbuf_add(b, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            kr_strbuf_addf(b, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            kr_strbuf_addf(b, "\\u%04x", c);
        else
            kr_strbuf_add(b, text + i, 1);
    }
    kr_strbuf_add(b, "\"", 1);
}

static const struct opener *find_opener(const char *table, const char *column)
{
    for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++)
        if (strcmp(openers[i].table, table) == 0 && strcmp(openers[i].column, column) == 0)
            return &openers[i];
    return NULL;
}

/* 0 with the text and its length in out (of v->len bytes and one more). */
static int open_value(const struct writing *w, const struct opener *how, const char *owner, const struct kr_db_value *v, char *out,
                      size_t *len)
{
    struct kr_sealed sealed = {.len = v->len};
    bool staff = w->who->account.role != KR_ROLE_OPERATOR;
    if (how->how == TEXT_OFFICE || how->how == TEXT_DATA) {
        if (v->len > sizeof sealed.bytes)
            return KR_E_AUTH;
        memcpy(sealed.bytes, v->bytes, v->len);
    }
    int err = KR_E_SEALED;
    if (how->how == TEXT_OFFICE && staff)
        err = kr_unseal(out, v->len + 1, w->office->keys.seal, how->place, owner, &sealed);
    else if (how->how == TEXT_DATA && w->has_key)
        err = kr_unseal(out, v->len + 1, w->key.bytes, how->place, owner, &sealed);
    if (how->how == TEXT_OFFICE || how->how == TEXT_DATA) {
        *len = err ? 0 : strlen(out);
        return err;
    }
    if (how->how != BOX)
        return w->has_key ? kr_unseal_bytes((uint8_t *)out, len, w->key.bytes, how->place, owner, v->bytes, v->len) : KR_E_SEALED;
    if (v->len < KR_BOX_OVERHEAD)
        return KR_E_AUTH;
    *len = v->len - KR_BOX_OVERHEAD;
    return staff ? kr_vault_unbox(w->office, (uint8_t *)out, w->who, v->bytes, v->len) : KR_E_SEALED;
}

/* A text, or several with a zero byte between them; zeros and blanks that fill it up are not shown. */
static void add_opened(struct kr_strbuf *b, const char *text, size_t len)
{
    while (len > 0 && (text[len - 1] == '\0' || text[len - 1] == ' '))
        len--;
    if (!memchr(text, '\0', len)) {
        add_string(b, text, len);
        return;
    }
    kr_strbuf_add(b, "[", 1);
    for (size_t at = 0; at <= len;) {
        size_t n = strnlen(text + at, len - at);
        kr_strbuf_addf(b, at ? ", " : "");
        add_string(b, text + at, n);
        at += n + 1;
    }
    kr_strbuf_add(b, "]", 1);
}

static void add_bytes(const struct writing *w, struct kr_strbuf *b, const char *column, const char *owner, const struct kr_db_value *v)
{
    uint8_t hash[32];
    char hex[65];
    const struct opener *how = v->len && v->len <= OPEN_MAX ? find_opener(w->table->name, column) : NULL;
    kr_sha256(hash, v->len ? v->bytes : "", v->len);
    kr_hex_write(hex, sizeof hex, hash, sizeof hash);
    kr_strbuf_addf(b, "{\"bytes\": %zu, \"sha256\": \"%s\"", v->len, hex);
    char *text = how ? malloc(v->len + 1) : NULL;
    size_t len = 0;
    if (text && open_value(w, how, owner, v, text, &len) == 0) {
        kr_strbuf_addf(b, ", \"opened\": ");
        add_opened(b, text, len);
    } else if (how) {
        kr_strbuf_addf(b, ", \"sealed\": true");
    }
    if (text)
        kr_wipe(text, v->len + 1);
    free(text);
    kr_strbuf_add(b, "}", 1);
}

static const char *owner_of(const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    for (size_t i = 0; i < columns->n; i++)
        if (strcmp(columns->names[i], "id") == 0 && values[i].kind == KR_DB_TEXT)
            return values[i].bytes;
    return "";
}

static void write_row(const struct writing *w, struct kr_strbuf *b, const struct kr_table_columns *columns,
                      const struct kr_db_value *values)
{
    for (size_t i = 0; i < columns->n; i++) {
        const struct kr_db_value *v = &values[i];
        kr_strbuf_addf(b, "%s\"%s\": ", i ? ", " : "{", columns->names[i]);
        if (v->kind == KR_DB_NULL)
            kr_strbuf_addf(b, "null");
        else if (v->kind == KR_DB_NUMBER)
            kr_strbuf_addf(b, "%lld", (long long)v->number);
        else if (v->kind == KR_DB_BYTES || strcmp(columns->names[i], "verifier") == 0)
            add_bytes(w, b, columns->names[i], owner_of(columns, values), v);
        else
            add_string(b, v->bytes, v->len);
    }
    kr_strbuf_add(b, "}", 1);
}

static int each_row(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    struct writing *w = arg;
    struct kr_strbuf b;
    if (w->full || w->n < w->from) {
        w->n += !w->full;
        return 0;
    }
    kr_strbuf_init(&b, ROW_MAX);
    if (!w->table_begun)
        kr_strbuf_addf(&b, "%s\n  {\"table\": \"%s\", \"rows\": [", w->written ? "]}," : "", w->table->name);
    kr_strbuf_addf(&b, "%s\n    ", w->table_begun ? "," : "");
    write_row(w, &b, columns, values);
    int err = b.failed ? KR_E_NOMEM : 0;
    if (!err && w->out->len + b.len + END_BYTES > w->out->max) {
        w->full = true;
    } else if (!err) {
        kr_strbuf_add(w->out, b.text, b.len);
        w->table_begun = true;
        w->written++;
        w->n++;
    }
    if (b.text)
        kr_wipe(b.text, b.len);
    kr_strbuf_fini(&b);
    return err;
}

static int write_tables(struct writing *w)
{
    int err = kr_store_begin(w->office->store);
    if (err)
        return err;
    kr_strbuf_addf(w->out, "{\"school\": \"%s\", \"made_ms\": %llu, \"from\": %llu, \"tables\": [", w->school,
                   (unsigned long long)kr_office_now_ms(w->office), (unsigned long long)w->from);
    for (size_t i = 0; i < kr_tables_count && !err && !w->full; i++) {
        w->table = &kr_tables[i];
        w->table_begun = false;
        err = kr_table_rows(w->office->store, w->table, w->school, each_row, w);
    }
    kr_strbuf_addf(w->out, w->written ? "]}\n]" : "]");
    if (w->full)
        kr_strbuf_addf(w->out, ", \"next\": %llu", (unsigned long long)w->n);
    kr_strbuf_addf(w->out, "}\n");
    return kr_store_finish(w->office->store, err);
}

int kr_school_everything(struct kr_office *o, const struct kr_session *who, const char *school, uint64_t from, struct kr_strbuf *out)
{
    struct kr_school_keys keys;
    struct writing w = {.office = o, .who = who, .school = school, .out = out, .from = from};
    int err = kr_store_school_keys(o->store, &keys, school);
    if (err)
        return err;
    w.has_key = kr_vault_data_key(o, &w.key, who, school, &keys) == 0;
    err = write_tables(&w);
    kr_wipe(&w.key, sizeof w.key);
    if (!err && out->failed)
        err = KR_E_NOMEM;
    return err ? err : w.written ? 0 : KR_E_NOT_FOUND;
}
