/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/vault/vault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "office/account/password.h"
#include "office/store/key.h"
#include "office/store/query.h"
#include "unit/office/desk.h"

static int data_key(struct desk *d, struct kr_data_key *key, const char *session, const char *school)
{
    struct kr_session who = desk_session(d, session);
    struct kr_school_keys keys;
    assert_int_equal(kr_store_school_keys(d->office.store, &keys, school), 0);
    return kr_vault_data_key(&d->office, key, &who, school, &keys);
}

static enum kr_vault_standing standing_of(struct desk *d, const char *account)
{
    struct kr_store_account a;
    enum kr_vault_standing standing;
    assert_int_equal(kr_store_account_by_id(d->office.store, &a, account), 0);
    assert_int_equal(kr_vault_school_standing(&d->office, &standing, &a), 0);
    return standing;
}

static void who_holds_a_key_opens_the_school(void **state)
{
    struct desk d;
    struct desk_school s, other;
    struct kr_data_key a = {0}, b = {0}, c = {0};
    char operator[129];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    desk_add_school(&d, &other);
    assert_int_equal(data_key(&d, &a, operator, s.id), 0);
    assert_int_equal(data_key(&d, &b, s.head_session, s.id), 0);
    assert_memory_equal(&a, &b, sizeof a);
    assert_int_equal(data_key(&d, &c, s.contact_session, s.id), 0);
    assert_memory_equal(&a, &c, sizeof a);
    assert_int_equal(data_key(&d, &b, other.head_session, other.id), 0);
    assert_memory_not_equal(&a, &b, sizeof a);

    assert_int_equal(data_key(&d, &c, other.head_session, s.id), KR_E_SEALED);
    assert_int_equal(data_key(&d, &c, s.school_session, s.id), KR_E_SEALED);
    assert_int_equal(data_key(&d, &c, s.moderator_session, s.id), KR_E_SEALED);
    desk_close(&d);
}

static void a_box_opens_for_its_school_only(void **state)
{
    static const char text[] = "Frau Birke";
    uint8_t box[sizeof text + KR_BOX_OVERHEAD], opened[sizeof text];
    struct desk d;
    struct desk_school s, other;
    struct kr_school_keys keys;
    char operator[129];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    desk_add_school(&d, &other);
    assert_int_equal(kr_store_school_keys(d.office.store, &keys, s.id), 0);
    assert_int_equal(kr_vault_box(box, &keys, text, sizeof text), 0);
    struct kr_session who = desk_session(&d, s.contact_session);
    assert_true(kr_vault_has_school(&d.office, &who));
    assert_int_equal(kr_vault_unbox(&d.office, opened, &who, box, sizeof box), 0);
    assert_memory_equal(opened, text, sizeof text);
    who = desk_session(&d, other.contact_session);
    assert_int_equal(kr_vault_unbox(&d.office, opened, &who, box, sizeof box), KR_E_AUTH);
    who = desk_session(&d, operator);
    assert_int_equal(kr_vault_unbox(&d.office, opened, &who, box, sizeof box), KR_E_SEALED);
    who = desk_session(&d, s.school_session);
    assert_int_equal(kr_vault_unbox(&d.office, opened, &who, box, sizeof box), KR_E_SEALED);
    desk_close(&d);
}

static unsigned n_closed;

static void on_closed(struct kr_office *o)
{
    n_closed++;
}

static void keys_go_with_their_session(void **state)
{
    struct desk d;
    struct desk_school s;
    struct kr_data_key key;
    struct kr_school_keys keys;
    char operator[129], second[129];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_operator(&d, second);
    desk_add_school(&d, &s);
    n_closed = 0;
    kr_vault_when_closed(&d.office, on_closed);
    assert_int_equal(kr_store_school_keys(d.office.store, &keys, s.id), 0);
    assert_true(kr_vault_is_open(&d.office));
    assert_int_equal(kr_vault_data_key_background(&d.office, &key, &keys), 0);

    desk_expect(&d, 204, "DELETE", "/session", operator, NULL);
    assert_true(kr_vault_is_open(&d.office));
    assert_int_equal(n_closed, 0);
    desk_pass(&d, KR_SESSION_IDLE_MS); /* nobody asked: the second ends by itself */
    assert_false(kr_vault_is_open(&d.office));
    assert_int_equal(kr_vault_data_key_background(&d.office, &key, &keys), KR_E_SEALED);
    kr_office_sweep(&d.office);
    assert_int_equal(n_closed, 1);
    assert_int_equal(d.office.vault.n_sessions, 0);
    desk_close(&d);
}

static void a_restart_ends_the_sessions_that_held_keys(void **state)
{
    struct desk d;
    struct desk_school s;
    char operator[129];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    desk_reopen(&d);
    assert_false(kr_vault_is_open(&d.office));
    desk_expect(&d, 401, "GET", "/session", operator, NULL);
    desk_expect(&d, 401, "GET", "/session", s.head_session, NULL);
    desk_expect(&d, 401, "GET", "/session", s.contact_session, NULL);
    desk_expect(&d, 200, "GET", "/session", s.school_session, NULL);
    desk_expect(&d, 200, "GET", "/session", s.moderator_session, NULL);
    desk_sign_in(&d, operator, "mk-operator1");
    assert_true(kr_vault_is_open(&d.office));
    desk_close(&d);
}

static void locking_and_a_new_password_close_the_vault(void **state)
{
    struct desk d;
    struct desk_school s;
    struct kr_data_key key;
    char operator[129];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    assert_int_equal(kr_account_lock(&d.office, s.contact, true), 0);
    kr_vault_sweep(&d.office);
    desk_expect(&d, 401, "GET", "/session", s.contact_session, NULL);
    assert_int_equal(kr_account_lock(&d.office, s.contact, false), 0);

    /* The operator gives the head a new password: what the old one opened stays shut. */
    desk_give_password(&d, s.head_id, "another password");
    desk_expect(&d, 401, "GET", "/session", s.head_session, NULL);
    assert_int_equal(standing_of(&d, s.head_id), KR_VAULT_NEW);
    desk_sign_in_with(&d, s.head_session, s.head, "another password");
    struct kr_session head = desk_session(&d, s.head_session);
    assert_false(kr_vault_has_school(&d.office, &head));
    assert_int_equal(data_key(&d, &key, s.head_session, s.id), KR_E_SEALED);

    desk_close(&d);
}

static void own_password(struct desk *d, const char *session, const char *password)
{
    struct kr_session who = desk_session(d, session);
    bool done = false;
    assert_int_equal(kr_password_change(&d->office, &who, password, "", desk_done, &done), 0);
    desk_finish(d);
    assert_true(done);
}

/* The media centre gave the password: the school's key is granted by somebody of the school, to an own password only. */
static void who_comes_new_is_granted_the_key_by_the_school(void **state)
{
    struct desk d;
    struct desk_school s;
    struct kr_data_key key;
    char operator[129], path[200], anew[100], today[100];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    desk_give_password(&d, s.head_id, "of the paper");
    desk_sign_in_with(&d, s.head_session, s.head, "of the paper");
    snprintf(path, sizeof path, "/schools/%s/key/people/%s", s.id, s.head_id);
    desk_expect(&d, 409, "POST", path, s.contact_session, NULL);
    own_password(&d, s.head_session, "my own password");
    assert_int_equal(standing_of(&d, s.head_id), KR_VAULT_WAITS);
    desk_expect(&d, 403, "POST", path, s.school_session, NULL);
    desk_expect(&d, 409, "POST", path, s.head_session, NULL); /* nobody grants what he does not hold */
    assert_int_equal(data_key(&d, &key, s.head_session, s.id), KR_E_SEALED);
    snprintf(anew, sizeof anew, "/schools/%s/key", s.id);
    snprintf(today, sizeof today, "/schools/%s/today", s.id);
    desk_expect(&d, 409, "GET", today, s.head_session, NULL); /* sealed, and said so */
    desk_expect(&d, 409, "POST", anew, s.head_session, NULL); /* the contact person can grant it: nothing begins anew */

    desk_expect(&d, 204, "POST", path, s.contact_session, NULL);
    assert_int_equal(standing_of(&d, s.head_id), KR_VAULT_HOLDS);
    assert_int_equal(data_key(&d, &key, s.head_session, s.id), 0); /* open in the session that waited */
    char again[129];
    desk_sign_in_with(&d, again, s.head, "my own password");
    assert_int_equal(data_key(&d, &key, again, s.id), 0);
    desk_close(&d);
}

/* Whoever has the paper, and the database of the day it was printed, opens nothing that came later. */
static void the_password_on_paper_opens_nothing_later(void **state)
{
    struct desk d;
    struct desk_school s;
    struct kr_data_key key;
    struct kr_store_account_key before, after;
    struct kr_store_key_wrap wrap;
    char operator[129];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    desk_give_password(&d, s.contact_id, "of the paper");
    assert_int_equal(kr_store_account_key_get(d.office.store, &before, s.contact_id), 0);
    desk_sign_in_with(&d, s.contact_session, s.contact, "of the paper");
    own_password(&d, s.contact_session, "my own password");
    assert_int_equal(kr_store_account_key_get(d.office.store, &after, s.contact_id), 0);
    assert_memory_not_equal(before.public_key, after.public_key, sizeof before.public_key);

    /* The head, who came first and holds the key already, keeps it through the same change. */
    assert_int_equal(kr_store_account_must_change(d.office.store, s.head_id, true), 0);
    assert_int_equal(kr_store_account_key_get(d.office.store, &before, s.head_id), 0);
    own_password(&d, s.head_session, "my own password");
    assert_int_equal(kr_store_account_key_get(d.office.store, &after, s.head_id), 0);
    assert_memory_not_equal(before.public_key, after.public_key, sizeof before.public_key);
    assert_int_equal(kr_store_key_wrap_school(d.office.store, &wrap, s.id, s.head_id), 0);
    desk_sign_in_with(&d, s.head_session, s.head, "my own password");
    assert_int_equal(data_key(&d, &key, s.head_session, s.id), 0);
    own_password(&d, s.head_session, "yet another password"); /* of an own one: the pair stays */
    assert_int_equal(kr_store_account_key_get(d.office.store, &before, s.head_id), 0);
    assert_memory_equal(before.public_key, after.public_key, sizeof before.public_key);
    desk_close(&d);
}

static void a_grant_stays_in_the_school(void **state)
{
    struct desk d;
    struct desk_school s, other;
    char operator[129];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    desk_add_school(&d, &other);
    struct kr_session head = desk_session(&d, s.head_session), admin = desk_session(&d, operator);
    assert_int_equal(kr_vault_school_grant(&d.office, &head, other.head_id), KR_E_NOT_FOUND);
    assert_int_equal(kr_vault_school_grant(&d.office, &head, s.moderator_id), KR_E_NOT_FOUND);
    assert_int_equal(kr_vault_school_grant(&d.office, &head, "nobody"), KR_E_NOT_FOUND);
    assert_int_equal(kr_vault_school_grant(&d.office, &admin, s.contact_id), KR_E_SEALED);
    assert_int_equal(kr_vault_operator_grant(&d.office, &head, s.contact_id), KR_E_SEALED);
    assert_int_equal(kr_vault_operator_grant(&d.office, &admin, s.contact_id), KR_E_NOT_FOUND);
    desk_close(&d);
}

static void the_code_on_paper_opens_the_school_again(void **state)
{
    struct desk d;
    struct desk_school s;
    struct kr_data_key before, after;
    unsigned group;
    char operator[129], fresh[KR_RECOVERY_TEXT_SIZE], wrong[64];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    assert_int_equal(data_key(&d, &before, operator, s.id), 0);
    desk_give_password(&d, s.head_id, "another password");
    desk_sign_in_with(&d, s.head_session, s.head, "another password");
    struct kr_session head = desk_session(&d, s.head_session);
    snprintf(wrong, sizeof wrong, "%s", s.code);
    wrong[6] = wrong[6] == '7' ? '8' : '7';
    assert_int_equal(kr_vault_school_recover(&d.office, &head, wrong, &group), KR_E_MALFORMED);
    assert_int_equal(group, 2);
    kr_recovery_make(wrong);
    assert_int_equal(kr_vault_school_recover(&d.office, &head, wrong, &group), KR_E_AUTH);
    assert_int_equal(kr_vault_school_recover(&d.office, &head, s.code, &group), 0);
    assert_int_equal(data_key(&d, &after, s.head_session, s.id), 0);
    assert_memory_equal(&before, &after, sizeof before);

    assert_int_equal(kr_vault_school_new_code(&d.office, &head, fresh), 0);
    assert_int_equal(kr_vault_school_recover(&d.office, &head, s.code, &group), KR_E_AUTH);
    assert_int_equal(kr_vault_school_recover(&d.office, &head, fresh, &group), 0);
    desk_close(&d);
}

static void a_school_begins_anew(bool operator_there)
{
    static const char text[] = "Frau Birke";
    uint8_t box[sizeof text + KR_BOX_OVERHEAD], opened[sizeof text];
    struct desk d;
    struct desk_school s;
    struct kr_school_keys keys;
    struct kr_data_key before, after;
    char operator[129], code[KR_RECOVERY_TEXT_SIZE];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    assert_int_equal(data_key(&d, &before, operator, s.id), 0);
    assert_int_equal(kr_store_school_keys(d.office.store, &keys, s.id), 0);
    assert_int_equal(kr_vault_box(box, &keys, text, sizeof text), 0);
    desk_give_password(&d, s.head_id, "another password");
    desk_sign_in_with(&d, s.head_session, s.head, "another password");
    struct kr_session head = desk_session(&d, s.head_session), contact = desk_session(&d, s.contact_session);
    if (!operator_there)
        desk_expect(&d, 204, "DELETE", "/session", operator, NULL);
    assert_int_equal(kr_vault_school_renew(&d.office, &head, code), 0);
    assert_true(kr_vault_has_school(&d.office, &head));
    assert_false(kr_vault_has_school(&d.office, &contact)); /* the former key opens nothing any more */
    assert_int_equal(kr_vault_unbox(&d.office, opened, &head, box, sizeof box), KR_E_AUTH);
    if (!operator_there) {
        assert_int_equal(data_key(&d, &after, s.head_session, s.id), KR_E_SEALED);
        desk_sign_in(&d, operator, "mk-operator1");
        desk_finish(&d);
    }
    assert_int_equal(data_key(&d, &after, s.head_session, s.id), 0);
    assert_memory_equal(&before, &after, sizeof before);
    desk_close(&d);
}

static void a_school_begins_anew_while_an_administrator_is_there(void **state)
{
    a_school_begins_anew(true);
}

static void a_school_begins_anew_and_waits_for_an_administrator(void **state)
{
    a_school_begins_anew(false);
}

static void an_own_new_password_keeps_the_keys(void **state)
{
    struct desk d;
    struct desk_school s;
    struct kr_data_key key;
    char operator[129], elsewhere[129];
    bool done = false;
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_school(&d, &s);
    desk_sign_in(&d, elsewhere, s.head);
    struct kr_session head = desk_session(&d, s.head_session);
    assert_int_equal(kr_password_change(&d.office, &head, "my own password", "", desk_done, &done), 0);
    desk_finish(&d);
    assert_true(done);
    assert_int_equal(data_key(&d, &key, s.head_session, s.id), 0);
    desk_expect(&d, 401, "GET", "/session", elsewhere, NULL);
    desk_sign_in_with(&d, elsewhere, s.head, "my own password");
    assert_int_equal(data_key(&d, &key, elsewhere, s.id), 0);
    desk_close(&d);
}

static void another_key_in_the_database_is_not_used(void **state)
{
    static const char sql[] = "UPDATE operator_key SET public_key = $1";
    uint8_t public_key[KR_KEY_BYTES], secret[KR_KEY_BYTES];
    struct desk d;
    struct kr_school_keys keys;
    struct kr_data_key key;
    char operator[129];
    desk_open(&d);
    assert_int_equal(kr_vault_data_key_new(&d.office, &key, &keys), KR_E_STATE);
    desk_add_operator(&d, operator);
    assert_int_equal(kr_vault_data_key_new(&d.office, &key, &keys), 0);
    kr_keypair_new(public_key, secret);
    struct kr_query q = kr_query_begin(d.office.store, sql);
    kr_bind_bytes(&q, public_key, sizeof public_key);
    assert_int_equal(kr_query_run(&q, true), 0);
    assert_int_equal(kr_vault_data_key_new(&d.office, &key, &keys), KR_E_AUTH);
    desk_close(&d);
}

static void a_rotation_reseals_every_school(void **state)
{
    enum { SCHOOLS = 3 };
    struct desk d;
    struct desk_school s[SCHOOLS];
    struct kr_data_key before[SCHOOLS], after;
    struct kr_vault_rotation r;
    struct kr_school_keys keys;
    char operator[129], second[129], code[KR_RECOVERY_TEXT_SIZE];
    desk_open(&d);
    desk_add_operator(&d, operator);
    desk_add_operator(&d, second);
    for (int i = 0; i < SCHOOLS; i++) {
        desk_add_school(&d, &s[i]);
        assert_int_equal(data_key(&d, &before[i], operator, s[i].id), 0);
    }
    desk_expect(&d, 204, "DELETE", "/session", second, NULL);
    struct kr_session admin = desk_session(&d, operator);
    assert_int_equal(kr_vault_operator_rotate(&d.office, &admin, code), 0);
    assert_int_equal(kr_vault_rotation(&d.office, &r), 0);
    assert_int_equal(r.version, 2);
    assert_true(r.running);
    assert_int_equal(r.schools, SCHOOLS);
    assert_int_equal(r.left, SCHOOLS);
    assert_int_equal(kr_vault_operator_rotate(&d.office, &admin, code), KR_E_STATE);
    assert_int_equal(data_key(&d, &after, operator, s[0].id), 0); /* readable all the while */

    /* The process is killed before anything was done; the next administrator's sign-in goes on. */
    desk_reopen(&d);
    desk_sign_in(&d, second, "mk-operator2");
    desk_finish(&d);
    assert_int_equal(kr_vault_rotation(&d.office, &r), 0);
    assert_false(r.running);
    assert_int_equal(r.left, 0);
    for (int i = 0; i < SCHOOLS; i++) {
        assert_int_equal(kr_store_school_keys(d.office.store, &keys, s[i].id), 0);
        assert_int_equal(keys.operator_key, 2);
        assert_int_equal(data_key(&d, &after, second, s[i].id), 0);
        assert_memory_equal(&after, &before[i], sizeof after);
    }
    struct kr_store_operator_key gone;
    assert_int_equal(kr_store_operator_key_get(d.office.store, &gone, 1), KR_E_NOT_FOUND);
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_holds_a_key_opens_the_school),
        cmocka_unit_test(a_box_opens_for_its_school_only),
        cmocka_unit_test(keys_go_with_their_session),
        cmocka_unit_test(a_restart_ends_the_sessions_that_held_keys),
        cmocka_unit_test(locking_and_a_new_password_close_the_vault),
        cmocka_unit_test(who_comes_new_is_granted_the_key_by_the_school),
        cmocka_unit_test(the_password_on_paper_opens_nothing_later),
        cmocka_unit_test(a_grant_stays_in_the_school),
        cmocka_unit_test(the_code_on_paper_opens_the_school_again),
        cmocka_unit_test(a_school_begins_anew_while_an_administrator_is_there),
        cmocka_unit_test(a_school_begins_anew_and_waits_for_an_administrator),
        cmocka_unit_test(an_own_new_password_keeps_the_keys),
        cmocka_unit_test(another_key_in_the_database_is_not_used),
        cmocka_unit_test(a_rotation_reseals_every_school),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
