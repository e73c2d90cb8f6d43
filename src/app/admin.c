/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/admin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include "crypto/secret.h"
#include "link/link.h"

enum { SECRET_BYTES = 200 };

struct answer {
    struct kr_link *link;
    int exit;
};

static int connect_office(const char *data_dir)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int n = snprintf(addr.sun_path, sizeof addr.sun_path, "%s/admin.sock", data_dir);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || n >= (int)sizeof addr.sun_path || connect(fd, (const struct sockaddr *)&addr, sizeof addr)) {
        fprintf(stderr, "kreide: no Kreide answers on %s (%s). Is `kreide serve` running, and may you read that directory?\n",
                data_dir, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    if (fd >= 0)
        close(fd);
}

static void on_closed(void *arg, struct kr_link *link)
{
    /* The outstanding request is answered with an error by the link itself. */
}

static void on_reply(void *arg, int err, const struct kr_link_msg *msg)
{
    struct answer *a = arg;
    if (msg && msg->head.type == KR_LINK_ADMIN_RESULT) {
        a->exit = (int)msg->u.admin_result.exit;
        fputs(msg->u.admin_result.text, a->exit ? stderr : stdout);
    } else {
        fprintf(stderr, "kreide: the office did not answer (%s)\n", kr_err_id(err));
    }
    kr_link_close(a->link);
}

/* A password comes by standard input, since a command line is everybody's to read. */
static int read_secret(char *out, size_t cap)
{
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "Password: ");
    if (!fgets(out, (int)cap, stdin))
        return KR_E_MALFORMED;
    out[strcspn(out, "\r\n")] = '\0';
    return 0;
}

int kr_admin_run(const struct kr_config *config, int n_words, char **words)
{
    char secret[SECRET_BYTES + 2];
    struct kr_link_msg msg = {.head.type = KR_LINK_ADMIN};
    if (n_words > 0 && strcmp(words[0], "--password-stdin") == 0) {
        if (read_secret(secret, sizeof secret)) {
            fprintf(stderr, "kreide: no password on standard input\n");
            return 1;
        }
        msg.u.admin.secret = secret;
        n_words--;
        words++;
    }
    msg.u.admin.words = (const char **)words;
    msg.u.admin.words_len = (size_t)n_words;

    uv_loop_t loop;
    struct answer answer = {.exit = 1};
    int fd = connect_office(config->data_dir);
    if (fd < 0 || uv_loop_init(&loop))
        return 1;
    if (kr_link_open(&answer.link, &loop, fd, on_message, on_closed, &answer))
        return 1;
    if (kr_link_request(answer.link, &msg, on_reply, &answer))
        kr_link_close(answer.link);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    kr_wipe(secret, sizeof secret);
    return answer.exit;
}
