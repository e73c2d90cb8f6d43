/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/office/smtp_server.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "crypto/selfsigned.h"

static char dir[64], cert[96], key[96];

int smtp_server_set_up(void **state)
{
    static const char *const names[] = {"localhost"}, *const ips[] = {"127.0.0.1"};
    signal(SIGPIPE, SIG_IGN);
    snprintf(dir, sizeof dir, "/tmp/kreide-smtp-XXXXXX");
    if (!mkdtemp(dir) || kr_crypto_init())
        return -1;
    snprintf(cert, sizeof cert, "%s/cert.pem", dir);
    snprintf(key, sizeof key, "%s/key.pem", dir);
    return kr_selfsigned_ensure(cert, key, names, 1, ips, 1);
}

int smtp_server_tear_down(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", dir);
    return system(command);
}

const char *smtp_server_cert(void)
{
    return cert;
}

const char *smtp_server_dir(void)
{
    return dir;
}

struct smtp_server smtp_server_start(const char *trait, const char *trait2)
{
    struct smtp_server s = {0};
    int in[2], out[2];
    char line[32];
    const char *script = getenv("SMTP_SERVER");
    assert_non_null(script);
    assert_int_equal(pipe(in) | pipe(out), 0);
    s.pid = fork();
    if (s.pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (int fd = 3; fd < 64; fd++)
            close(fd);
        execlp("python3", "python3", script, cert, key, trait ? trait : "none", trait2 ? trait2 : "none", (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    s.in = in[1];
    s.out = fdopen(out[0], "r");
    assert_non_null(fgets(line, sizeof line, s.out));
    s.port = (int)strtoul(line, NULL, 10);
    assert_in_range(s.port, 1, 65535);
    return s;
}

void smtp_server_stop(struct smtp_server *s)
{
    int status;
    if (!s->out)
        return;
    if (s->pid)
        close(s->in);
    fclose(s->out);
    if (s->pid)
        assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
    *s = (struct smtp_server){0};
}

json_t *smtp_server_letter(struct smtp_server *s)
{
    json_t *letter = json_loadf(s->out, JSON_DISABLE_EOF_CHECK, NULL);
    assert_non_null(letter);
    s->n_taken++;
    return letter;
}

const char *smtp_letter_text(const json_t *letter, const char *field)
{
    return json_string_value(json_object_get(letter, field));
}

size_t smtp_server_letters(struct smtp_server *s)
{
    int status;
    json_t *letter;
    close(s->in);
    assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
    s->pid = 0;
    while ((letter = json_loadf(s->out, JSON_DISABLE_EOF_CHECK, NULL))) {
        s->n_taken++;
        json_decref(letter);
    }
    return s->n_taken;
}
