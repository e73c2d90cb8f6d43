/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kill -9 in the middle of changing keys. A child process with the office in it renews the operator's key, a school's key,
 * or a password, and is killed before its first, second, third ... call that writes; the directory it leaves is opened
 * again each time, and everything must open with what was known before or with what the child was told. The child is
 * traced (ptrace), so that every such call is a place to die at, and nothing in the office knows of it.
 */
#include "office/vault/vault.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "office/account/password.h"
#include "office/store/key.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"

enum {
    SCHOOLS = 3,
    PLACES = 32,      /* so many of a change's writes are tried, evenly spread */
    FOREVER = 1 << 30,
    LABEL_BYTES = 10,
    BOX_BYTES = LABEL_BYTES + KR_BOX_OVERHEAD,
};

static const char label[LABEL_BYTES + 1] = "Frau Birke";

/* What the child was told before it died; shared with it. */
struct told {
    bool done;
    char code[KR_RECOVERY_TEXT_SIZE];
};

static struct world {
    struct desk d;
    struct desk_school s[SCHOOLS];
    struct kr_data_key data_key[SCHOOLS];
    uint8_t box[BOX_BYTES]; /* what only the first school can read */
    char code[KR_RECOVERY_TEXT_SIZE]; /* on the operator's sheet */
    char password[32];                /* of the first school's head */
    uint64_t version;
    struct told *told;
} w;

/* ---- dying ---- */

static bool writes(uint64_t call)
{
    static const uint64_t calls[] = {SYS_write, SYS_writev, SYS_pwrite64, SYS_pwritev, SYS_sendto, SYS_sendmsg, SYS_fsync, SYS_fdatasync,
                                     SYS_ftruncate, SYS_unlink, SYS_unlinkat, SYS_rename};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i] == call)
            return true;
    return false;
}

/* Lets the child run up to its `place`th call that writes, or to its end. How many it has begun. */
static int follow(pid_t pid, int place)
{
    int n = 0, status, pass = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSTOPPED(status));
    assert_int_equal(ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL), 0);
    for (;;) {
        struct __ptrace_syscall_info info = {0};
        assert_int_equal(ptrace(PTRACE_SYSCALL, pid, NULL, pass), 0);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (!WIFSTOPPED(status))
            break;
        pass = WSTOPSIG(status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(status);
        if (pass)
            continue;
        assert_true(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) > 0);
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY && writes(info.entry.nr) && ++n == place) {
            assert_int_equal(kill(pid, SIGKILL), 0);
            assert_int_equal(waitpid(pid, &status, 0), pid);
            assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
            return n;
        }
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return n;
}

struct change {
    const char *who;                  /* handle */
    const char *password;
    void (*act)(const char *session); /* in the child */
    void (*check)(void);              /* in the office that comes after it */
};

static int run(const struct change *c, int place)
{
    char session[129];
    desk_stop(&w.d);
    memset(w.told, 0, sizeof *w.told);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        setenv("CMOCKA_TEST_ABORT", "1", 1); /* a failure here is this process's end */
        assert_int_equal(uv_loop_fork(&w.d.loop), 0);
        desk_start_again(&w.d);
        desk_sign_in_with(&w.d, session, c->who, c->password);
        assert_int_equal(ptrace(PTRACE_TRACEME, 0, NULL, NULL), 0);
        raise(SIGSTOP);
        c->act(session);
        w.told->done = true;
        _exit(0);
    }
    int n = follow(pid, place);
    if (test_on_postgres())
        test_database_disconnect(); /* of the dead child: its server may not have noticed yet */
    desk_start_again(&w.d);
    c->check();
    return n;
}

static void kill_at_each_place(const struct change *c)
{
    int total = run(c, FOREVER); /* and the whole of it, unharmed */
    assert_true(w.told->done);
    assert_true(total >= 3);
    int step = total / PLACES + 1, killed = 0;
    for (int place = 1 + (int)(kr_random_u32() % (uint32_t)step); place <= total; place += step) {
        run(c, place);
        killed += !w.told->done;
    }
    print_message("%d writes, killed %d times\n", total, killed);
    assert_true(killed > 2);
}

/* ---- what must open ---- */

static void opens_each_school(const char *session)
{
    struct kr_session who = desk_session(&w.d, session);
    for (int i = 0; i < SCHOOLS; i++) {
        struct kr_school_keys keys;
        struct kr_data_key key = {0};
        assert_int_equal(kr_store_school_keys(w.d.office.store, &keys, w.s[i].id), 0);
        assert_int_equal(kr_vault_data_key(&w.d.office, &key, &who, w.s[i].id, &keys), 0);
        assert_memory_equal(&key, &w.data_key[i], sizeof key);
    }
}

static void opens_its_school(const char *session, const struct desk_school *s, const struct kr_data_key *expected)
{
    struct kr_session who = desk_session(&w.d, session);
    struct kr_school_keys keys;
    struct kr_data_key key = {0};
    assert_true(kr_vault_has_school(&w.d.office, &who));
    assert_int_equal(kr_store_school_keys(w.d.office.store, &keys, s->id), 0);
    assert_int_equal(kr_vault_data_key(&w.d.office, &key, &who, s->id, &keys), 0);
    assert_memory_equal(&key, expected, sizeof key);
}

static void make_world(void)
{
    char operator[129], second[129];
    struct kr_school_keys keys;
    w = (struct world){.password = "correct horse", .version = 1};
    w.told = mmap(NULL, sizeof *w.told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(w.told != MAP_FAILED);
    desk_open(&w.d);
    desk_add_operator(&w.d, operator);
    desk_add_operator(&w.d, second);
    struct kr_session admin = desk_session(&w.d, operator);
    for (int i = 0; i < SCHOOLS; i++) {
        desk_add_school(&w.d, &w.s[i]);
        assert_int_equal(kr_store_school_keys(w.d.office.store, &keys, w.s[i].id), 0);
        assert_int_equal(kr_vault_data_key(&w.d.office, &w.data_key[i], &admin, w.s[i].id, &keys), 0);
    }
    assert_int_equal(kr_vault_operator_new_code(&w.d.office, &admin, w.code), 0);
    assert_int_equal(kr_store_school_keys(w.d.office.store, &keys, w.s[0].id), 0);
    assert_int_equal(kr_vault_box(w.box, &keys, label, LABEL_BYTES), 0);
}

static void end_world(void)
{
    desk_close(&w.d);
    munmap(w.told, sizeof *w.told);
}

/* ---- the operator's key ---- */

static void rotate(const char *session)
{
    struct kr_session who = desk_session(&w.d, session);
    char code[KR_RECOVERY_TEXT_SIZE];
    assert_int_equal(kr_vault_operator_rotate(&w.d.office, &who, code), 0);
    memcpy(w.told->code, code, sizeof code);
    desk_finish(&w.d); /* the schools follow */
}

/* Another administrator comes; what was begun is brought to its end, and the sheet in force opens the key. */
static void the_operator_opens_everything(void)
{
    char second[129];
    unsigned group;
    struct kr_vault_rotation r;
    desk_sign_in(&w.d, second, "mk-operator2");
    opens_each_school(second); /* in the middle */
    desk_finish(&w.d);
    opens_each_school(second); /* and after it */
    assert_int_equal(kr_vault_rotation(&w.d.office, &r), 0);
    assert_false(r.running);
    assert_int_equal(r.left, 0);
    assert_true(r.version == w.version || r.version == w.version + 1);
    const char *sheet = r.version == w.version ? w.code : w.told->code;
    struct kr_session who = desk_session(&w.d, second);
    if (*sheet) /* a code that died with the child was seen by nobody: any administrator makes another */
        assert_int_equal(kr_vault_operator_recover(&w.d.office, &who, sheet, &group), 0);
    assert_int_equal(kr_vault_operator_new_code(&w.d.office, &who, w.code), 0);
    for (int i = 0; i < SCHOOLS; i++) {
        desk_sign_in(&w.d, w.s[i].head_session, w.s[i].head);
        opens_its_school(w.s[i].head_session, &w.s[i], &w.data_key[i]);
    }
    w.version = r.version;
}

static void the_operators_key_is_renewed(void **state)
{
    make_world();
    kill_at_each_place(&(struct change){"mk-operator1", "correct horse", rotate, the_operator_opens_everything});
    end_world();
}

/* ---- a school's key ---- */

static void begin_anew(const char *session)
{
    struct kr_session who = desk_session(&w.d, session);
    char code[KR_RECOVERY_TEXT_SIZE];
    assert_int_equal(kr_vault_school_renew(&w.d.office, &who, code), 0);
    memcpy(w.told->code, code, sizeof code);
}

/* Either all is as it was, or all is anew. */
static void the_school_is_whole(void)
{
    char operator[129];
    unsigned group;
    uint8_t opened[LABEL_BYTES];
    struct kr_school_keys keys;
    struct desk_school *s = &w.s[0];
    desk_sign_in(&w.d, operator, "mk-operator1");
    desk_finish(&w.d); /* the data key for the fresh pair, when no administrator was there */
    opens_each_school(operator);
    desk_sign_in(&w.d, s->head_session, s->head);
    opens_its_school(s->head_session, s, &w.data_key[0]);
    struct kr_session head = desk_session(&w.d, s->head_session);
    desk_sign_in(&w.d, s->contact_session, s->contact);
    struct kr_session contact = desk_session(&w.d, s->contact_session);
    bool former = kr_vault_unbox(&w.d.office, opened, &head, w.box, sizeof w.box) == 0;
    assert_int_equal(kr_vault_has_school(&w.d.office, &contact), former);
    assert_true(former || !w.told->done || *w.told->code);
    if (former && !*w.told->code)
        assert_int_equal(kr_vault_school_recover(&w.d.office, &head, s->code, &group), 0);
    if (*w.told->code)
        assert_int_equal(kr_vault_school_recover(&w.d.office, &head, w.told->code, &group), 0);

    assert_int_equal(kr_vault_school_new_code(&w.d.office, &head, s->code), 0);
    assert_int_equal(kr_vault_school_grant(&w.d.office, &head, s->contact_id), 0);
    assert_int_equal(kr_store_school_keys(w.d.office.store, &keys, s->id), 0);
    assert_int_equal(kr_vault_box(w.box, &keys, label, LABEL_BYTES), 0);
}

static void a_schools_key_is_renewed(void **state)
{
    make_world();
    kill_at_each_place(&(struct change){w.s[0].head, "correct horse", begin_anew, the_school_is_whole});
    end_world();
}

/* ---- the first own password: a fresh pair for the account ---- */

static char next_password[32];

static void change_password(const char *session)
{
    bool done = false;
    struct kr_session who = desk_session(&w.d, session);
    assert_int_equal(kr_password_change(&w.d.office, &who, next_password, "", desk_done, &done), 0);
    desk_finish(&w.d);
    assert_true(done);
}

static int try_password(const char *password)
{
    char body[200];
    snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"%s\"}", w.s[0].head, password);
    struct desk_answer a = desk_call(&w.d, "POST", "/session", NULL, body);
    int status = a.status;
    desk_free_answer(&a);
    return status;
}

/* One of the two passwords signs in, and opens the school; the other does not. */
static void one_password_opens(void)
{
    struct desk_school *s = &w.s[0];
    bool changed = try_password(next_password) == 201;
    if (w.told->done)
        assert_true(changed);
    desk_pass(&w.d, 60 * 60 * 1000ull); /* a wrong password is not asked for again at once */
    assert_int_equal(try_password(changed ? w.password : next_password), 401);
    desk_pass(&w.d, 60 * 60 * 1000ull);
    if (changed)
        memcpy(w.password, next_password, sizeof w.password);
    desk_sign_in_with(&w.d, s->head_session, s->head, w.password);
    opens_its_school(s->head_session, s, &w.data_key[0]);
    snprintf(next_password, sizeof next_password, "my own password %08x", (unsigned)kr_random_u32());
    assert_int_equal(kr_store_account_must_change(w.d.office.store, s->head_id, true), 0);
}

static void a_password_is_chosen(void **state)
{
    make_world();
    snprintf(next_password, sizeof next_password, "my own password");
    assert_int_equal(kr_store_account_must_change(w.d.office.store, w.s[0].head_id, true), 0);
    kill_at_each_place(&(struct change){w.s[0].head, w.password, change_password, one_password_opens});
    end_world();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_operators_key_is_renewed),
        cmocka_unit_test(a_schools_key_is_renewed),
        cmocka_unit_test(a_password_is_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
