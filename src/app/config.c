/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/config.h"

#include <dirent.h>
#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/listen.h"

enum kind { PATH, TEXT, NUMBER, ADDRESSES, LEVEL, FORMAT, TLS };

struct key {
    const char *section, *name;
    enum kind kind;
    size_t offset;
    size_t size;         /* of a text */
    uint32_t min, max;   /* of a number; of a list: most items */
    const char *initial;
    const char *help;
};

#define AT(member) offsetof(struct kr_config, member)
#define SIZE(member) sizeof(((struct kr_config *)0)->member)

static const struct key keys[] = {
    {"kreide", "data", PATH, AT(data_dir), SIZE(data_dir), .initial = "/var/lib/kreide",
     .help = "Directory of the database and the keys; made if it is not there."},
    {"kreide", "database", TEXT, AT(database), SIZE(database), .initial = "",
     .help = "postgresql://USER@HOST/NAME?passfile=FILE, or the path of a SQLite file. Empty: kreide.db in the data directory."},
    {"kreide", "web", PATH, AT(web_dir), SIZE(web_dir), .initial = "/usr/share/kreide/web",
     .help = "Directory of the built web client."},
    {"kreide", "watchdog", NUMBER, AT(watchdog_s), .min = 0, .max = 3600, .initial = "2",
     .help = "A process of Kreide that hangs for so many seconds is ended and started anew. 0: never. One with a debugger attached is left alone."},
    {"log", "level", LEVEL, AT(log_level), .initial = "info", .help = "Least level that is written: debug, info, warning or error."},
    {"log", "format", FORMAT, AT(log_format), .initial = "text", .help = "text for people, json for collectors."},
    {"http", "listen", ADDRESSES, AT(http_listen), .max = KR_CONFIG_LISTEN_MAX, .initial = "127.0.0.1:8080 [::1]:8080",
     .help = "Plain HTTP, for this machine only: loopback addresses. Empty: none."},
    {"https", "listen", ADDRESSES, AT(https_listen), .max = KR_CONFIG_LISTEN_MAX, .initial = "[::]:8443",
     .help = "HTTPS, where everybody else comes in. Empty: none."},
    {"https", "certificate", PATH, AT(certificate), SIZE(certificate), .initial = "",
     .help = "PEM file of the certificate chain. Empty: a self-made one in the data directory, which browsers warn of."},
    {"https", "key", PATH, AT(key), SIZE(key), .initial = "", .help = "PEM file of its private key."},
    {"media", "processes", NUMBER, AT(media_processes), .min = 0, .max = KR_CONFIG_MEDIA_MAX, .initial = "0",
     .help = "Media processes. 0: one per core."},
    {"media", "room_endpoints", NUMBER, AT(room_endpoints), .min = 0, .max = 65535, .initial = "0",
     .help = "So many of one room are on one media process; who comes later goes to another, and the two are joined. 0: all on one."},
    {"media", "port", NUMBER, AT(media_port), .min = 1, .max = 65535 - KR_CONFIG_MEDIA_MAX, .initial = "10000",
     .help = "UDP port of the first media process; the others use the ports after it."},
    {"media", "announce", ADDRESSES, AT(announce), .max = KR_CONFIG_ANNOUNCE_MAX, .initial = "",
     .help = "IP addresses at which browsers reach the media ports. Empty: all addresses of this machine."},
    {"turn", "port", NUMBER, AT(turn_port), .min = 0, .max = 65535, .initial = "3478",
     .help = "UDP and TCP port of the relay (TURN) for networks that do not let browsers reach the media ports. 0: none."},
    {"media", "voices", NUMBER, AT(media_voices), .min = 1, .max = 7, .initial = "3",
     .help = "How many voices of a room are heard at once; a moderator who speaks is always one of them. Browsers have places for 3, other"
             " clients for as many as they offer."},
    {"meeting", "camera_height", NUMBER, AT(camera_height), .min = 90, .max = 2160, .initial = "720",
     .help = "Largest height at which cameras are asked for and sent, in lines. 360 spares old computers and narrow lines; above 720"
             " costs every laptop much and shows little more."},
    {"metrics", "token_file", PATH, AT(metrics_token_file), SIZE(metrics_token_file), .initial = "",
     .help = "File with the token, 16 characters or more, that Prometheus reads /metrics with. Empty: nobody does."},
    {"accounts", "prefix", TEXT, AT(handle_prefix), SIZE(handle_prefix), .initial = "mk-",
     .help = "What the handles of new accounts begin with."},
    {"mail", "server", TEXT, AT(mail.server), SIZE(mail.server), .initial = "",
     .help = "Mail server that letters are handed to. Empty: no mail; everything works on paper."},
    {"mail", "port", NUMBER, AT(mail.port), .min = 0, .max = 65535, .initial = "0",
     .help = "Its port. 0: 587, or 465 with tls = implicit, or 25 with tls = plain."},
    {"mail", "tls", TLS, AT(mail.tls), .initial = "starttls",
     .help = "starttls or implicit, both with a verified certificate; plain is for a server on this machine (loopback) only."},
    {"mail", "authorities", PATH, AT(mail.authorities), SIZE(mail.authorities), .initial = "",
     .help = "PEM file of the authorities to trust for it. Empty: those of the system."},
    {"mail", "user", TEXT, AT(mail.user), SIZE(mail.user), .initial = "", .help = "Name to sign in there with. Empty: without signing in."},
    {"mail", "password_file", PATH, AT(mail.password_file), SIZE(mail.password_file), .initial = "",
     .help = "File with the password in its first line, readable by Kreide alone (mode 0600)."},
    {"mail", "from", TEXT, AT(mail.from), SIZE(mail.from), .initial = "", .help = "Address that letters come from, such as videokonferenz@example.org."},
};
enum { N_KEYS = sizeof keys / sizeof *keys };

static const char *set_list(struct kr_config_list *list, const char *value, size_t max)
{
    struct kr_config_list got = {0};
    while (*(value += strspn(value, " \t,"))) {
        size_t len = strcspn(value, " \t,");
        if (got.n == max)
            return "names too many addresses";
        if (len >= KR_CONFIG_ADDRESS_BYTES)
            return "names no address";
        memcpy(got.items[got.n++], value, len);
        value += len;
    }
    *list = got;
    return NULL;
}

/* NULL, or what is wrong with the value. */
static const char *set_number(uint32_t *out, const struct key *k, const char *value)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || errno || n < k->min || n > k->max)
        return "is not a number in the range allowed";
    *out = (uint32_t)n;
    return NULL;
}

static const char *set_word(int *out, const char *value, const char *const *words, int n)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(value, words[i]) == 0) {
            *out = i;
            return NULL;
        }
    }
    return "is not one of the words allowed";
}

static const char *set_value(struct kr_config *c, const struct key *k, const char *value)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"}, *const formats[] = {"text", "json"};
    static const char *const ways[] = {"starttls", "implicit", "plain"}; /* enum kr_config_tls */
    char *at = (char *)c + k->offset;
    switch (k->kind) {
    case PATH:
    case TEXT:
        if (strlen(value) >= k->size)
            return "is too long";
        strcpy(at, value);
        return NULL;
    case NUMBER:
        return set_number((uint32_t *)at, k, value);
    case ADDRESSES:
        return set_list((struct kr_config_list *)at, value, k->max);
    case LEVEL:
        return set_word((int *)at, value, levels, 4);
    case FORMAT:
        return set_word((int *)at, value, formats, 2);
    case TLS:
        return set_word((int *)at, value, ways, 3);
    }
    return "has an unknown kind";
}

static const struct key *find_key(const char *section, const char *name)
{
    for (size_t i = 0; i < N_KEYS; i++)
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static int assign(struct kr_config *c, const char *where, const char *section, const char *name, const char *value)
{
    const struct key *k = find_key(section, name);
    const char *wrong = k ? set_value(c, k, value) : "is not a key of Kreide; `kreide config` lists them";
    if (!wrong)
        return 0;
    fprintf(stderr, "kreide: %s: %s.%s %s\n", where, section, name, wrong);
    return KR_E_CONFIG;
}

void kr_config_init(struct kr_config *c)
{
    *c = (struct kr_config){0};
    for (size_t i = 0; i < N_KEYS; i++)
        set_value(c, &keys[i], keys[i].initial);
}

struct file {
    struct kr_config *config;
    const char *path;
};

static int on_line(void *arg, const char *section, const char *name, const char *value)
{
    struct file *f = arg;
    return assign(f->config, f->path, section, name, value) == 0;
}

static int read_file(struct kr_config *c, const char *path)
{
    struct file f = {c, path};
    int line = ini_parse(path, on_line, &f);
    if (line == 0)
        return 0;
    if (line < 0)
        fprintf(stderr, "kreide: %s: cannot be read: %s\n", path, strerror(errno));
    else
        fprintf(stderr, "kreide: %s: line %d is wrong\n", path, line);
    return KR_E_CONFIG;
}

static int is_conf(const struct dirent *e)
{
    size_t len = strlen(e->d_name);
    return len > 5 && strcmp(e->d_name + len - 5, ".conf") == 0;
}

int kr_config_read(struct kr_config *c, const char *path)
{
    int err = read_file(c, path);
    if (err)
        return err;

    char dir[KR_CONFIG_PATH_BYTES];
    const char *slash = strrchr(path, '/');
    int n = snprintf(dir, sizeof dir, "%.*sconf.d", slash ? (int)(slash - path + 1) : 0, path);
    struct dirent **entries;
    int found = n < (int)sizeof dir ? scandir(dir, &entries, is_conf, alphasort) : 0;
    for (int i = 0; i < found; i++) {
        char file[2 * KR_CONFIG_PATH_BYTES];
        snprintf(file, sizeof file, "%s/%s", dir, entries[i]->d_name);
        if (!err)
            err = read_file(c, file);
        free(entries[i]);
    }
    if (found >= 0 && n < (int)sizeof dir)
        free(entries);
    return err;
}

int kr_config_set(struct kr_config *c, const char *assignment)
{
    char section[32], name[32];
    int used = 0;
    if (sscanf(assignment, "%31[a-z].%31[a-z_]=%n", section, name, &used) != 2 || used == 0) {
        fprintf(stderr, "kreide: --set wants section.key=value, not \"%s\"\n", assignment);
        return KR_E_CONFIG;
    }
    return assign(c, "--set", section, name, assignment + used);
}

static int check_listen(const char *key, const struct kr_config_list *list, bool loopback_only)
{
    for (size_t i = 0; i < list->n; i++) {
        struct kr_listen_address a;
        if (kr_listen_parse(&a, list->items[i])) {
            fprintf(stderr, "kreide: %s: \"%s\" is not ADDRESS:PORT or [ADDRESS]:PORT\n", key, list->items[i]);
            return KR_E_CONFIG;
        }
        if (loopback_only && !kr_listen_is_loopback(&a)) {
            fprintf(stderr, "kreide: %s: plain HTTP is for this machine only (127.0.0.1, [::1]); \"%s\" needs https.listen\n", key,
                    list->items[i]);
            return KR_E_CONFIG;
        }
    }
    return 0;
}

static int check_file(const char *key, const char *path)
{
    struct stat st;
    if (path[0] == '\0' || stat(path, &st) == 0)
        return 0;
    fprintf(stderr, "kreide: %s: %s: %s\n", key, path, strerror(errno));
    return KR_E_CONFIG;
}

static int check_mail(const struct kr_config *c)
{
    const struct kr_config_mail *m = &c->mail;
    const char *wrong = NULL;
    if (!m->server[0])
        return 0;
    if (!m->from[0])
        wrong = "mail.server needs mail.from";
    else if (!m->user[0] != !m->password_file[0])
        wrong = "mail.user and mail.password_file go together";
    if (wrong)
        fprintf(stderr, "kreide: %s\n", wrong);
    return wrong || check_file("mail.authorities", m->authorities) || check_file("mail.password_file", m->password_file) ? KR_E_CONFIG : 0;
}

int kr_config_check(const struct kr_config *c)
{
    char index[KR_CONFIG_PATH_BYTES + 16];
    snprintf(index, sizeof index, "%s/index.html", c->web_dir);
    if (check_listen("http.listen", &c->http_listen, true) || check_listen("https.listen", &c->https_listen, false) ||
        check_file("kreide.web", index) ||
        check_mail(c))
        return KR_E_CONFIG;
    if (!c->certificate[0] != !c->key[0]) {
        fprintf(stderr, "kreide: https.certificate and https.key go together\n");
        return KR_E_CONFIG;
    }
    for (size_t i = 0; i < c->announce.n; i++) {
        if (!kr_listen_is_ip(c->announce.items[i])) {
            fprintf(stderr, "kreide: media.announce: \"%s\" is not an IP address\n", c->announce.items[i]);
            return KR_E_CONFIG;
        }
    }
    return 0;
}

void kr_config_print(FILE *out)
{
    const char *section = "";
    for (size_t i = 0; i < N_KEYS; i++) {
        if (strcmp(section, keys[i].section) != 0)
            fprintf(out, "%s[%s]\n", i ? "\n" : "", keys[i].section);
        section = keys[i].section;
        fprintf(out, "; %s\n%s = %s\n", keys[i].help, keys[i].name, keys[i].initial);
    }
}
