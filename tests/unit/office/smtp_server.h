/* SPDX-License-Identifier: EUPL-1.2 */
/* tests/lib/smtp_server.py beside a test. */
#ifndef KR_TESTS_OFFICE_SMTP_SERVER_H
#define KR_TESTS_OFFICE_SMTP_SERVER_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct smtp_server {
    pid_t pid;
    FILE *out; /* non-blocking reads end at what is there */
    int in, port;
    size_t n_taken;
};

/* Group fixtures of cmocka: a directory with a certificate for localhost and 127.0.0.1. */
int smtp_server_set_up(void **state);
int smtp_server_tear_down(void **state);
const char *smtp_server_cert(void);
const char *smtp_server_dir(void);

/* trait and trait2: see smtp_server.py, or NULL. */
struct smtp_server smtp_server_start(const char *trait, const char *trait2);
void smtp_server_stop(struct smtp_server *s);

/* The next letter that the server took; waits for it. */
json_t *smtp_server_letter(struct smtp_server *s);
const char *smtp_letter_text(const json_t *letter, const char *field);

/* How many it has taken in all, those given out already included. Stops the server. */
size_t smtp_server_letters(struct smtp_server *s);

#endif
