/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/office/desk.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "crypto/secret.h"
#include "office/account/account.h"
#include "office/account/password.h"
#include "office/hasher.h"
#include "office/store/query.h"
#include "office/school/index.h"
#include "office/school/school.h"
#include "office/vault/vault.h"
#include "unit/office/database.h"

static uint64_t unix_ms(void *arg)
{
    return ((struct desk *)arg)->now_ms;
}

static uint64_t steady_ms(void *arg)
{
    return ((struct desk *)arg)->steady_ms;
}

static void on_event(void *arg, const struct kr_link_msg *msg)
{
    struct desk *d = arg;
    assert_true(d->n_events < DESK_EVENTS);
    struct desk_event *e = &d->events[d->n_events++];
    *e = (struct desk_event){.type = msg->head.type};
    if (e->type == KR_LINK_ROOM_CHANGED) {
        const struct kr_link_room_changed *c = &msg->u.room_changed;
        snprintf(e->subject, sizeof e->subject, "%s", c->room);
        snprintf(e->title, sizeof e->title, "%s", c->title);
        e->new_link = c->new_link;
        e->lobby = c->lobby;
        e->end_after_s = c->end_after_s;
    } else {
        const char *subject = e->type == KR_LINK_ROOM_DELETED    ? msg->u.room_deleted.room
                              : e->type == KR_LINK_REVOKED       ? msg->u.revoked.revocations[0].id
                              : e->type == KR_LINK_TOKEN_DELETED ? msg->u.token_deleted.token
                                                                 : msg->u.account_locked.account;
        snprintf(e->subject, sizeof e->subject, "%s", subject);
    }
}

static void init_office(struct desk *d)
{
    struct kr_office_config config = {
        .data_dir = d->dir, .database = test_database(), .origin = "https://kreide.example", .hash_passes = 1, .hash_memory_kib = 8, .mail = d->mail};
    struct kr_office_env env = {unix_ms, steady_ms, on_event, d};
    assert_int_equal(kr_office_init(&d->office, &d->loop, &config, &env), 0);
}

void desk_open(struct desk *d)
{
    desk_open_with_mail(d, &(struct kr_mail_server){0});
}

void desk_open_with_mail(struct desk *d, const struct kr_mail_server *mail)
{
    *d = (struct desk){.now_ms = DESK_START_MS, .steady_ms = 5000, .mail = *mail};
    snprintf(d->dir, sizeof d->dir, "/tmp/kreide-office-XXXXXX");
    assert_non_null(mkdtemp(d->dir));
    test_database_begin();
    assert_int_equal(kr_crypto_init(), 0);
    assert_int_equal(uv_loop_init(&d->loop), 0);
    init_office(d);
}

void desk_stop(struct desk *d)
{
    kr_office_fini(&d->office);
}

void desk_start_again(struct desk *d)
{
    init_office(d);
}

void desk_reopen(struct desk *d)
{
    desk_stop(d);
    desk_start_again(d);
}

static void remove_dir(const char *dir)
{
    DIR *list = opendir(dir);
    assert_non_null(list);
    for (struct dirent *e; (e = readdir(list));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_name[0] != '.')
            unlink(path);
    }
    closedir(list);
    assert_int_equal(rmdir(dir), 0);
}

void desk_close(struct desk *d)
{
    desk_finish(d);
    kr_office_fini(&d->office);
    uv_run(&d->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&d->loop), 0);
    remove_dir(d->dir);
    test_database_end();
}

void desk_pass(struct desk *d, uint64_t ms)
{
    d->now_ms += ms;
    d->steady_ms += ms;
}

static void on_reply(void *arg, const struct kr_link_http_response *r)
{
    struct desk_answer *a = arg;
    assert_int_equal(a->status, 0); /* exactly once */
    /* What the link would refuse to carry must not be answered. */
    struct kr_link_msg msg = {.head.type = KR_LINK_HTTP_RESPONSE, .u.http_response = *r}, *back;
    size_t len;
    char *text = kr_link_write(&msg, &len);
    assert_non_null(text);
    assert_int_equal(kr_link_parse(&back, text, len, NULL), 0);
    kr_link_free(back);
    free(text);

    a->status = (int)r->status;
    a->body = strdup(r->body);
    a->has_session = r->session;
    a->has_browser = r->browser;
    snprintf(a->session, sizeof a->session, "%s", r->session ? r->session : "");
    snprintf(a->browser, sizeof a->browser, "%s", r->browser ? r->browser : "");
    snprintf(a->allow, sizeof a->allow, "%s", r->allow ? r->allow : "");
    a->retry_after_s = r->has_retry_after_s ? (uint32_t)r->retry_after_s : 0;
    snprintf(a->filename, sizeof a->filename, "%s", r->filename ? r->filename : "");
    if (r->has_file) {
        a->file = calloc(1, strlen(r->body) + 1);
        assert_non_null(a->file);
        assert_int_equal(sodium_base642bin((unsigned char *)a->file, strlen(r->body), r->body, strlen(r->body), NULL, &a->file_len, NULL,
                                           sodium_base64_VARIANT_ORIGINAL), 0);
    }
}

static enum kr_link_http_request_method method_of(const char *name)
{
    static const char *const names[] = {"GET", "POST", "PATCH", "PUT", "DELETE"};
    for (unsigned i = 0; i < 5; i++)
        if (strcmp(names[i], name) == 0)
            return (enum kr_link_http_request_method)i;
    fail_msg("no method %s", name);
    return 0;
}

void desk_start(struct desk *d, struct desk_answer *out, const struct desk_request *req)
{
    *out = (struct desk_answer){0};
    struct kr_link_http_request r = {
        .method = method_of(req->method), .path = req->path, .query = req->query ? req->query : "", .session = req->session, .browser = req->browser,
        .address = req->address ? req->address : "192.0.2.1", .secure = true, .origin = "https://kreide.example",
        .body = req->body ? req->body : "",
    };
    kr_api_handle(&d->office, &r, on_reply, out);
}

void desk_finish(struct desk *d)
{
    uv_run(&d->loop, UV_RUN_DEFAULT);
    assert_false(kr_hasher_is_busy(&d->office.hasher));
}

struct desk_answer desk_ask(struct desk *d, const struct desk_request *req)
{
    struct desk_answer a;
    desk_start(d, &a, req);
    desk_finish(d);
    assert_true(a.status >= 200);
    if (a.status >= 400) {
        char *error = desk_field(a.body, "error");
        assert_non_null(error);
        free(error);
    }
    return a;
}

struct desk_answer desk_call(struct desk *d, const char *method, const char *path, const char *session, const char *body)
{
    return desk_ask(d, &(struct desk_request){.method = method, .path = path, .session = session, .body = body});
}

void desk_free_answer(struct desk_answer *a)
{
    free(a->body);
    a->body = NULL;
    free(a->file);
    a->file = NULL;
}

void desk_expect(struct desk *d, int status, const char *method, const char *path, const char *session, const char *body)
{
    struct desk_answer a = desk_call(d, method, path, session, body);
    if (a.status != status)
        fail_msg("%s %s: %d instead of %d: %s", method, path, a.status, status, a.body);
    desk_free_answer(&a);
}

char *desk_field(const char *json, const char *path)
{
    json_t *root = json_loads(json, 0, NULL), *at = root;
    char part[64];
    while (at && *path) {
        size_t n = strcspn(path, ".");
        snprintf(part, sizeof part, "%.*s", (int)n, path);
        at = part[0] >= '0' && part[0] <= '9' ? json_array_get(at, strtoul(part, NULL, 10)) : json_object_get(at, part);
        path += n + (path[n] == '.');
    }
    char *text = NULL;
    if (json_is_string(at))
        text = strdup(json_string_value(at));
    else if (at)
        text = json_dumps(at, JSON_ENCODE_ANY);
    json_decref(root);
    return text;
}

void desk_done(void *arg, int err, const struct kr_store_account *account, const char *password)
{
    assert_int_equal(err, 0);
    assert_string_equal(password, "");
    *(bool *)arg = true;
}

void desk_add_account(struct desk *d, const char *handle)
{
    bool done = false;
    assert_int_equal(kr_account_create(&d->office, handle, "correct horse", desk_done, &done), 0);
    desk_finish(d);
    assert_true(done);
}

void desk_give_password(struct desk *d, const char *account, const char *password)
{
    bool done = false;
    struct kr_password_order order = {.account = account, .password = password, .address = "", .by = "console", .done = desk_done,
                                      .arg = &done};
    assert_int_equal(kr_password_give(&d->office, &order), 0);
    desk_finish(d);
    assert_true(done);
}

struct keyed {
    struct desk *desk;
    const char *account;
    bool done;
};

static void on_keyed(void *arg, int err, const char *verifier, const struct kr_hash_keys *keys)
{
    struct keyed *k = arg;
    struct kr_office *o = &k->desk->office;
    assert_int_equal(err, 0);
    assert_int_equal(kr_store_account_password(o->store, k->account, verifier), 0);
    assert_int_equal(kr_vault_account_key_new(o, k->account, keys), 0);
    k->done = true;
}

/* Below the calls that write to the audit log, which stays empty for the test. */
void desk_add_account_as(struct desk *d, const char *handle, enum kr_role role, const char *school, char id[65])
{
    struct kr_store_account a = {.role = role, .created_ms = d->now_ms};
    kr_random_code(a.id, sizeof a.id, 20);
    snprintf(a.handle, sizeof a.handle, "%s", handle);
    snprintf(a.school, sizeof a.school, "%s", school ? school : "");
    assert_int_equal(kr_store_account_add(d->office.store, &a), 0);
    struct keyed keyed = {.desk = d, .account = a.id};
    assert_int_equal(kr_hasher_make_key(&d->office.hasher, "", "correct horse", on_keyed, &keyed), 0);
    desk_finish(d);
    assert_true(keyed.done);
    if (id)
        snprintf(id, 65, "%s", a.id);
}

struct kr_session desk_session(struct desk *d, const char *session)
{
    struct kr_session s;
    assert_int_equal(kr_session_use(&d->office, &s, session), 0);
    return s;
}

void desk_add_operator(struct desk *d, char session[129])
{
    char handle[65], id[65], code[KR_RECOVERY_TEXT_SIZE];
    snprintf(handle, sizeof handle, "mk-operator%u", ++d->n_operators);
    desk_add_account_as(d, handle, KR_ROLE_OPERATOR, NULL, id);
    if (d->n_operators == 1) {
        assert_int_equal(kr_vault_operator_begin(&d->office, id, code), 0);
    } else {
        struct kr_session first = desk_session(d, d->operator);
        assert_int_equal(kr_vault_operator_grant(&d->office, &first, id), 0);
    }
    desk_sign_in(d, session, handle);
    if (d->n_operators == 1)
        snprintf(d->operator, sizeof d->operator, "%s", session);
}

/* A record of each step up to the countersignature, on the documents in force. */
static void add_steps(struct desk *d, const char *school)
{
    struct kr_store *store = d->office.store;
    struct kr_due_versions versions;
    assert_int_equal(kr_due_versions_get(&d->office, &versions), 0);
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_COUNTERSIGNED; step++) {
        struct kr_store_step row = {.step = step, .party = KR_PARTY_OPERATOR, .way = KR_WAY_PAPER, .at_ms = d->now_ms,
                                    .recorded_ms = d->now_ms, .account = "office"};
        kr_random_code(row.id, sizeof row.id, 20);
        snprintf(row.school, sizeof row.school, "%s", school);
        assert_int_equal(kr_store_step_add(store, &row), 0);
        for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++)
            if (kr_due_kind_step(kind) == step)
                assert_int_equal(
                    kr_store_step_document(store, row.id, versions.in_force[kind].id, versions.in_force[kind].sha256), 0);
    }
}

static void add_school_row(struct desk *d, const char *id, const struct kr_school_keys *keys, const struct kr_data_key *key)
{
    struct kr_store_school row = {.state = KR_SCHOOL_ACTIVE, .created_ms = d->now_ms, .changed_ms = d->now_ms, .online = true, .keys = *keys};
    struct kr_profile profile = {0};
    struct kr_profile_fault fault;
    char name[64], number[16], mail[64];
    uint8_t *sealed;
    size_t len;
    snprintf(row.id, sizeof row.id, "%s", id);
    snprintf(name, sizeof name, "Lindenschule %u", d->n_schools);
    snprintf(number, sizeof number, "0410%04u", d->n_schools);
    snprintf(mail, sizeof mail, "poststelle@schule%u.example", d->n_schools);
    const char *raw[KR_PROFILE_FIELDS] = {
        [KR_PROFILE_NAME] = name, [KR_PROFILE_NUMBER] = number, [KR_PROFILE_STREET] = "Lindenweg 4", [KR_PROFILE_POSTCODE] = "74000",
        [KR_PROFILE_TOWN] = "Musterstadt", [KR_PROFILE_MAIL] = mail, [KR_PROFILE_HEAD] = "Frau Birke",
        [KR_PROFILE_CONTACT] = "Herr Ahorn", [KR_PROFILE_CONTACT_MAIL] = "kontakt@schule.example"};
    assert_int_equal(kr_profile_set(&profile, raw, &fault), 0);
    assert_int_equal(kr_school_seal(&sealed, &len, key, id, &profile), 0);
    assert_int_equal(kr_store_school_add(d->office.store, &row, sealed, len), 0);
    free(sealed);
    add_steps(d, id);
    kr_index_touch(&d->office, id);
}

static void add_of_school(struct desk *d, enum kr_role role, const char *school, char handle[65], char id[65])
{
    snprintf(handle, 65, "mk-%s%u", kr_role_name(role), d->n_schools);
    desk_add_account_as(d, handle, role, school, id);
}

void desk_add_school(struct desk *d, struct desk_school *out)
{
    struct kr_session who = desk_session(d, d->operator);
    struct kr_school_keys keys;
    struct kr_data_key key;
    *out = (struct desk_school){0};
    d->n_schools++;
    kr_random_code(out->id, sizeof out->id, 20);
    assert_int_equal(kr_vault_data_key_new(&d->office, &key, &keys), 0);
    add_school_row(d, out->id, &keys, &key);
    add_of_school(d, KR_ROLE_HEAD, out->id, out->head, out->head_id);
    add_of_school(d, KR_ROLE_CONTACT, out->id, out->contact, out->contact_id);
    add_of_school(d, KR_ROLE_SCHOOL, out->id, out->school, out->school_id);
    add_of_school(d, KR_ROLE_MODERATOR, out->id, out->moderator, out->moderator_id);
    assert_int_equal(kr_vault_school_begin(&d->office, &who, out->id, out->head_id, out->code), 0);
    desk_sign_in(d, out->head_session, out->head);
    who = desk_session(d, out->head_session);
    assert_int_equal(kr_vault_school_grant(&d->office, &who, out->contact_id), 0);
    desk_sign_in(d, out->contact_session, out->contact);
    desk_sign_in(d, out->school_session, out->school);
    desk_sign_in(d, out->moderator_session, out->moderator);
}

void desk_sign_in(struct desk *d, char session[129], const char *handle)
{
    desk_sign_in_with(d, session, handle, "correct horse");
}

void desk_sign_in_with(struct desk *d, char session[129], const char *handle, const char *password)
{
    char body[300];
    snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"%s\"}", handle, password);
    struct desk_answer a = desk_call(d, "POST", "/session", NULL, body);
    assert_int_equal(a.status, 201);
    assert_true(a.has_session && a.session[0]);
    snprintf(session, 129, "%s", a.session);
    desk_free_answer(&a);
    struct kr_session s = desk_session(d, session);
    if (s.stage == KR_SESSION_FACTOR) { /* as if the second factor had been given */
        char promoted[KR_SESSION_TEXT_SIZE];
        assert_int_equal(kr_session_promote(&d->office, promoted, &s, session), 0);
        snprintf(session, 129, "%s", promoted);
    }
}

void desk_add_room(struct desk *d, const char *session, const char *title, char id[65], char link[65])
{
    char body[400];
    snprintf(body, sizeof body, "{\"title\":\"%s\"}", title);
    struct desk_answer a = desk_call(d, "POST", "/rooms", session, body);
    assert_int_equal(a.status, 201);
    char *room = desk_field(a.body, "room.id"), *address = desk_field(a.body, "room.link");
    assert_non_null(room);
    assert_int_equal(strncmp(address, "https://kreide.example/r/", 25), 0);
    snprintf(id, 65, "%s", room);
    snprintf(link, 65, "%s", address + 25);
    free(room);
    free(address);
    desk_free_answer(&a);
}

static bool file_contains(const char *path, const char *text)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &st), 0);
    char *bytes = malloc((size_t)st.st_size + 1);
    ssize_t n = read(fd, bytes, (size_t)st.st_size);
    assert_int_equal(n, st.st_size);
    bool found = memmem(bytes, (size_t)n, text, strlen(text));
    free(bytes);
    close(fd);
    return found;
}

bool desk_dir_contains(const char *dir, const char *text)
{
    bool found = test_database_contains(text);
    DIR *list = opendir(dir);
    assert_non_null(list);
    for (struct dirent *e; !found && (e = readdir(list));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        found = e->d_name[0] != '.' && file_contains(path, text);
    }
    closedir(list);
    return found;
}
