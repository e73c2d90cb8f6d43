/* SPDX-License-Identifier: EUPL-1.2 */
/* The operator's key and the schools': who holds them, recovery codes, renewal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/api/session_view.h"
#include "office/store/administrator.h"
#include "office/store/key.h"
#include "office/vault/vault.h"

enum { PEOPLE_MAX = 100 };

static void answer_done(struct kr_api_call *c, int err)
{
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

static void answer_code(struct kr_api_call *c, int err, char code[KR_RECOVERY_TEXT_SIZE])
{
    struct kr_api_msg msg = {.head.type = KR_API_RECOVERY_CODE, .u.recovery_code = {.code = code}};
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 200, &msg);
    kr_wipe(code, KR_RECOVERY_TEXT_SIZE);
}

typedef int recover_fn(struct kr_office *o, const struct kr_session *who, const char *typed, unsigned *group);

static void recover(struct kr_api_call *c, recover_fn *by)
{
    char text[80] = "There is a typing error.";
    unsigned group = 0;
    if (!kr_api_factor_begin(c))
        return;
    int err = by(c->office, &c->session, c->body->u.recovery_use.code, &group);
    if (kr_api_factor_end(c, err))
        return;
    if (group)
        snprintf(text, sizeof text, "There is a typing error, probably in group %u.", group);
    if (err == KR_E_MALFORMED)
        kr_api_problem(&c->answer, 422, "typing_error", text, "code");
    else if (err == KR_E_AUTH)
        kr_api_problem(&c->answer, 422, "wrong_code", "This is not the recovery code in force.", "code");
    else
        answer_done(c, err);
}

/* ---- the operator's ---- */

void kr_api_key_get(struct kr_api_call *c)
{
    struct kr_vault_rotation r;
    uint64_t holders = 0;
    int err = kr_vault_rotation(c->office, &r);
    if (!err)
        err = kr_vault_operator_holders(c->office, &holders);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_OPERATOR_KEY,
                             .u.operator_key = {.version = (int64_t)r.version, .created_ms = (int64_t)r.created_ms,
                                                .holders = (int64_t)holders, .open = kr_vault_holds(c->office, &c->session),
                                                .renewing = r.running, .schools = (int64_t)r.schools, .left = (int64_t)r.left}};
    kr_api_answer(&c->answer, 200, &msg);
}

void kr_api_key_rotate(struct kr_api_call *c)
{
    char code[KR_RECOVERY_TEXT_SIZE] = "";
    int err = kr_vault_operator_rotate(c->office, &c->session, code);
    if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "renewing", "The former renewal is not done yet.", NULL);
    else
        answer_code(c, err == KR_E_NOT_FOUND ? KR_E_SEALED : err, code);
}

void kr_api_key_code(struct kr_api_call *c)
{
    char code[KR_RECOVERY_TEXT_SIZE] = "";
    int err = kr_vault_operator_new_code(c->office, &c->session, code);
    answer_code(c, err == KR_E_NOT_FOUND ? KR_E_SEALED : err, code);
}

void kr_api_key_recover(struct kr_api_call *c)
{
    recover(c, kr_vault_operator_recover);
}

/* ---- a school's ---- */

struct people {
    size_t n;
    struct kr_store_account rows[PEOPLE_MAX];
    struct kr_api_key_holder out[PEOPLE_MAX];
};

static int add_person(void *arg, const struct kr_store_account *row)
{
    struct people *p = arg;
    if (p->n < PEOPLE_MAX)
        p->rows[p->n++] = *row;
    return 0;
}

static int list_people(struct kr_api_call *c, struct people *p, const char *school)
{
    int err = kr_store_account_list_of(c->office->store, KR_ROLE_HEAD, school, add_person, p);
    if (!err)
        err = kr_store_account_list_of(c->office->store, KR_ROLE_CONTACT, school, add_person, p);
    for (size_t i = 0; !err && i < p->n; i++) {
        enum kr_vault_standing standing = KR_VAULT_NEW;
        err = kr_vault_school_standing(c->office, &standing, &p->rows[i]);
        p->out[i] = (struct kr_api_key_holder){.id = p->rows[i].id, .handle = p->rows[i].handle,
                                               .role = p->rows[i].role == KR_ROLE_HEAD ? KR_API_KEY_HOLDER_ROLE_HEAD
                                                                                       : KR_API_KEY_HOLDER_ROLE_CONTACT,
                                               .key = (enum kr_api_key_holder_key)standing,
                                               .locked = p->rows[i].locked,
                                               .self = strcmp(p->rows[i].id, c->session.account.id) == 0};
    }
    return err;
}

void kr_api_school_key_get(struct kr_api_call *c)
{
    const char *school = kr_api_part(c, "school");
    struct kr_school_keys keys;
    struct people *p = calloc(1, sizeof *p);
    int err = p ? kr_store_school_keys(c->office->store, &keys, school) : KR_E_NOMEM;
    if (!err)
        err = list_people(c, p, school);
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        bool open = kr_vault_has_school(c->office, &c->session);
        struct kr_api_msg msg = {.head.type = KR_API_SCHOOL_KEY,
                                 .u.school_key = {.state = !keys.has_public ? KR_API_SCHOOL_KEY_STATE_NONE
                                                           : open           ? KR_API_SCHOOL_KEY_STATE_OPEN
                                                                            : KR_API_SCHOOL_KEY_STATE_SEALED,
                                                  .data = open && keys.has_school, .people = p->out, .people_len = p->n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(p);
}

/* Whoever comes new must not void, by mistake or not, what others of the school can open and grant. */
static int find_holder(struct kr_api_call *c, bool *out)
{
    struct people *p = calloc(1, sizeof *p);
    int err = p ? list_people(c, p, kr_api_part(c, "school")) : KR_E_NOMEM;
    *out = false;
    for (size_t i = 0; !err && i < p->n; i++)
        *out |= p->out[i].key == KR_API_KEY_HOLDER_KEY_HOLDS && !p->out[i].locked;
    free(p);
    return err;
}

void kr_api_school_key_renew(struct kr_api_call *c)
{
    char code[KR_RECOVERY_TEXT_SIZE] = "";
    bool held = false;
    if (kr_vault_has_school(c->office, &c->session)) {
        kr_api_problem(&c->answer, 409, "not_sealed", "The key is open: nothing has to begin anew.", NULL);
        return;
    }
    int err = find_holder(c, &held);
    if (!err && held)
        kr_api_problem(&c->answer, 409, "others_hold", "Somebody of the school can open the key and grant it.", NULL);
    else
        answer_code(c, err ? err : kr_vault_school_renew(c->office, &c->session, code), code);
}

void kr_api_school_key_code(struct kr_api_call *c)
{
    char code[KR_RECOVERY_TEXT_SIZE] = "";
    answer_code(c, kr_vault_school_new_code(c->office, &c->session, code), code);
}

void kr_api_school_key_recover(struct kr_api_call *c)
{
    recover(c, kr_vault_school_recover);
}

void kr_api_school_key_grant(struct kr_api_call *c)
{
    struct kr_store_account a;
    const char *id = kr_api_part(c, "account");
    int err = kr_store_account_by_id(c->office->store, &a, id);
    if (!err && strcmp(a.school, c->session.account.school) != 0)
        err = KR_E_NOT_FOUND;
    if (!err)
        err = kr_vault_school_grant(c->office, &c->session, id);
    if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "no_password", "The account has no password of its owner's own yet.", NULL);
    else
        answer_done(c, err);
    if (!err)
        kr_vault_open_granted(c->office, id);
}
