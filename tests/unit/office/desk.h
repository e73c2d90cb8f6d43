/* SPDX-License-Identifier: EUPL-1.2 */
/* An office in a temporary directory, with clocks that stand still until a test moves them. */
#ifndef KR_TESTS_OFFICE_DESK_H
#define KR_TESTS_OFFICE_DESK_H

#include "office/api/api.h"
#include "office/core.h"
#include "office/session.h"

enum { DESK_EVENTS = 64, DESK_START_MS = 1000000000 };

struct desk_event {
    int type; /* enum kr_link_type */
    char subject[KR_LIMIT_ID_BYTES + 1]; /* room or account */
    char title[KR_LIMIT_TITLE_BYTES + 1];
    bool new_link, lobby;
    int64_t end_after_s;
};

struct desk {
    uv_loop_t loop;
    struct kr_office office;
    char dir[64];
    uint64_t now_ms, steady_ms;
    struct kr_mail_server mail;
    struct desk_event events[DESK_EVENTS];
    size_t n_events;
    unsigned n_operators, n_schools;
    char operator[129]; /* session of the first administrator */
};

/* What the API answered; free with desk_free_answer. */
struct desk_answer {
    int status;
    char *body;
    bool has_session, has_browser;
    char session[129], browser[129], allow[65];
    uint32_t retry_after_s;
    char *file; /* bytes of an answer that is a file, with a NUL behind; or NULL */
    size_t file_len;
    char filename[129];
};

struct desk_request {
    const char *method, *path, *query, *session, *browser, *address, *body;
};

void desk_open(struct desk *d);
/* With a mail server; the texts must outlive the desk. */
void desk_open_with_mail(struct desk *d, const struct kr_mail_server *mail);
/* As after a restart of the process: same directory, nothing remembered. */
void desk_reopen(struct desk *d);
/* The two halves of it; between them the directory is nobody's, and only desk_start_again may come. */
void desk_stop(struct desk *d);
void desk_start_again(struct desk *d);
void desk_close(struct desk *d);
void desk_pass(struct desk *d, uint64_t ms);

/* Starts a call; the answer is complete when its status is not 0 (desk_finish). */
void desk_start(struct desk *d, struct desk_answer *out, const struct desk_request *req);
void desk_finish(struct desk *d);

/* Both; the office must answer. */
struct desk_answer desk_ask(struct desk *d, const struct desk_request *req);
struct desk_answer desk_call(struct desk *d, const char *method, const char *path, const char *session, const char *body);
void desk_free_answer(struct desk_answer *a);

/* Calls, asserts the status, forgets the answer. */
void desk_expect(struct desk *d, int status, const char *method, const char *path, const char *session, const char *body);

/* Text of a field of a JSON object, by a path such as "room.id"; freed with free. */
char *desk_field(const char *json, const char *path);

/* An account with the password "correct horse" of that handle, and a session of it. */
void desk_add_account(struct desk *d, const char *handle);
void desk_sign_in(struct desk *d, char session[129], const char *handle);

/* The same for any role; school NULL for operators. Its id goes to `id` if that is not NULL. */
void desk_add_account_as(struct desk *d, const char *handle, enum kr_role role, const char *school, char id[65]);

void desk_sign_in_with(struct desk *d, char session[129], const char *handle, const char *password);

/* For kr_account_create and its like: arg is a bool that becomes true. */
void desk_done(void *arg, int err, const struct kr_store_account *account, const char *password);

/* As an administrator of the machine gives one. */
void desk_give_password(struct desk *d, const char *account, const char *password);

/*
 * An administrator of the media centre, signed in: the vault is open. The first makes the operator's keys; later ones are
 * granted by the first, which must be signed in still. Their handles are mk-operator1, mk-operator2 ...
 */
void desk_add_operator(struct desk *d, char session[129]);

/* A school that is active, with an account of each role, all with the password "correct horse". */
struct desk_school {
    char id[65];
    char head[65], contact[65], school[65], moderator[65];                        /* handles: mk-head1, mk-contact1 ... */
    char head_id[65], contact_id[65], school_id[65], moderator_id[65];
    char head_session[129], contact_session[129], school_session[129], moderator_session[129]; /* signed in, keys open */
    char code[64];                                                                /* recovery code */
};
/* Needs an administrator that is signed in. */
void desk_add_school(struct desk *d, struct desk_school *out);

/* What the API makes of a cookie: for calls below the API. */
struct kr_session desk_session(struct desk *d, const char *session);

/* A room of the session's account: its id, and its link's last part. */
void desk_add_room(struct desk *d, const char *session, const char *title, char id[65], char link[65]);

/* True if some file below the directory, or PostgreSQL's tables where they hold the database, contain the text. */
bool desk_dir_contains(const char *dir, const char *text);

#endif
