/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/backup.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "office/backup/backup.h"

enum { PASSPHRASE_BYTES = 200, PATH_BYTES = 2048, KEEP_DAYS = 30, DAY_S = 24 * 60 * 60 };

static const char usage[] =
    "kreide admin backup  [--passphrase-file FILE] [--keep DAYSd] TARGET\n"
    "kreide admin restore [--passphrase-file FILE] FILE\n"
    "\n"
    "TARGET is a new file, or a directory: there a file with the date in its name is made, and own\n"
    "backups that are older than --keep (30d) are deleted. Without --passphrase-file the pass phrase\n"
    "(at least 12 characters) is read from standard input. Nobody can read a backup without it.\n"
    "restore wants an empty data directory (but for the file `deletions`) and an empty database.\n";

struct command {
    bool restore;
    const char *passphrase_file, *target;
    long keep_days;
    bool keep_given;
};

bool kr_backup_command_is(int n_words, char **words)
{
    return n_words > 0 && (strcmp(words[0], "backup") == 0 || strcmp(words[0], "restore") == 0);
}

static int read_days(long *out, const char *text)
{
    char *end;
    errno = 0;
    long days = strtol(text, &end, 10);
    if (*text < '0' || *text > '9' || errno || strcmp(end, "d") != 0 || days < 1 || days > 3650)
        return KR_E_MALFORMED;
    *out = days;
    return 0;
}

static int parse(struct command *c, int n, char **words)
{
    *c = (struct command){.restore = strcmp(words[0], "restore") == 0, .keep_days = KEEP_DAYS};
    for (int i = 1; i < n; i++) {
        if (strcmp(words[i], "--passphrase-file") == 0 && i + 1 < n && !c->passphrase_file)
            c->passphrase_file = words[++i];
        else if (strcmp(words[i], "--keep") == 0 && i + 1 < n && !c->restore && !read_days(&c->keep_days, words[i + 1]))
            c->keep_given = ++i > 0;
        else if (words[i][0] != '-' && !c->target)
            c->target = words[i];
        else
            return KR_E_MALFORMED;
    }
    return c->target ? 0 : KR_E_MALFORMED;
}

/* Does not show what is typed at a terminal. */
static char *read_line(char out[PASSPHRASE_BYTES + 2], FILE *from)
{
    struct termios before, quiet;
    bool terminal = tcgetattr(fileno(from), &before) == 0;
    if (terminal) {
        fprintf(stderr, "Pass phrase: ");
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(fileno(from), TCSAFLUSH, &quiet);
    }
    char *line = fgets(out, PASSPHRASE_BYTES + 2, from);
    if (terminal) {
        tcsetattr(fileno(from), TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    return line;
}

static int read_passphrase(char out[PASSPHRASE_BYTES + 2], const char *path)
{
    struct stat st;
    FILE *f = path ? fopen(path, "re") : stdin;
    if (!f) {
        fprintf(stderr, "kreide: %s: %s\n", path, strerror(errno));
        return KR_E_IO;
    }
    if (path && fstat(fileno(f), &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)))
        fprintf(stderr, "kreide: %s can be read by others; chmod 600 it\n", path);
    int err = read_line(out, f) ? 0 : KR_E_MALFORMED;
    if (path)
        fclose(f);
    out[err ? 0 : strcspn(out, "\r\n")] = '\0';
    if (err || strlen(out) < KR_BACKUP_PASSPHRASE_MIN || strlen(out) > PASSPHRASE_BYTES) {
        fprintf(stderr, "kreide: the pass phrase has %d to %d characters\n", KR_BACKUP_PASSPHRASE_MIN, PASSPHRASE_BYTES);
        return KR_E_MALFORMED;
    }
    return 0;
}

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_ours(const char *name)
{
    size_t len = strlen(name);
    return strncmp(name, "kreide-", 7) == 0 && len > 14 && strcmp(name + len - 7, ".backup") == 0;
}

/*
 * Deletes what has had its time, or only says so: in a directory that was given with --keep or without, its own files are
 * Kreide's to rotate; beside a named file they are not.
 */
static void rotate(const char *dir, long keep_days, bool may_delete)
{
    DIR *list = opendir(dir);
    time_t oldest = time(NULL) - keep_days * DAY_S;
    if (!list)
        return;
    for (struct dirent *e; (e = readdir(list));) {
        char path[PATH_BYTES];
        struct stat st;
        if (!is_ours(e->d_name) || snprintf(path, sizeof path, "%s/%s", dir, e->d_name) >= (int)sizeof path ||
            lstat(path, &st) || !S_ISREG(st.st_mode) || st.st_mtime >= oldest)
            continue;
        if (!may_delete)
            fprintf(stderr, "kreide: %s is older than %ld days: delete it, as your privacy notice promises\n", path, keep_days);
        else if (unlink(path))
            fprintf(stderr, "kreide: %s cannot be deleted: %s\n", path, strerror(errno));
        else
            printf("Deleted %s (older than %ld days).\n", path, keep_days);
    }
    closedir(list);
}

static int backup(const struct command *c, const struct kr_backup_place *place, const char *passphrase)
{
    char path[PATH_BYTES], stamp[40], dir[PATH_BYTES] = ".";
    struct kr_backup_report report;
    bool in_dir = is_directory(c->target);
    time_t now = time(NULL);
    struct tm tm;
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", gmtime_r(&now, &tm));
    int n = in_dir ? snprintf(path, sizeof path, "%s/kreide-%s.backup", c->target, stamp) : snprintf(path, sizeof path, "%s", c->target);
    if (n >= (int)sizeof path)
        return 1;
    if (kr_backup_write(place, path, passphrase, kr_backup_cost_default(), &report)) {
        fprintf(stderr, "kreide: no backup was made. %s\n", report.why);
        return 1;
    }
    printf("%s: %llu rows, %llu bytes, written and read back.\n"
           "Keep it apart from this machine, and the pass phrase apart from it. The file `deletions` of the data directory\n"
           "belongs to no backup: keep its newest copy for the day of a restore.\n",
           path, (unsigned long long)report.rows, (unsigned long long)report.bytes);
    char *slash = strrchr(path, '/');
    if (slash)
        snprintf(dir, sizeof dir, "%.*s", (int)(slash - path), path);
    rotate(dir, c->keep_days, in_dir || c->keep_given);
    return 0;
}

static int restore(const struct command *c, const struct kr_backup_place *place, const char *passphrase)
{
    struct kr_backup_report report;
    struct stat st;
    if (stat(c->target, &st) == 0 && st.st_mtime < time(NULL) - c->keep_days * DAY_S)
        fprintf(stderr, "kreide: this backup is more than %ld days old\n", c->keep_days);
    if (kr_backup_restore(place, c->target, passphrase, &report)) {
        fprintf(stderr, "kreide: nothing was restored. %s\n", report.why);
        return 1;
    }
    printf("%llu rows are restored.\n", (unsigned long long)report.rows);
    if (report.deleted)
        printf("%llu schools and accounts that were deleted after the backup are deleted again.\n", (unsigned long long)report.deleted);
    printf("Now start Kreide.\n");
    return 0;
}

int kr_backup_command(const struct kr_config *config, int n_words, char **words)
{
    char passphrase[PASSPHRASE_BYTES + 2];
    struct command c;
    struct kr_backup_place place = {config->data_dir, config->database};
    if (parse(&c, n_words, words)) {
        fputs(usage, stderr);
        return 2;
    }
    int status = 1;
    if (!read_passphrase(passphrase, c.passphrase_file))
        status = c.restore ? restore(&c, &place, passphrase) : backup(&c, &place, passphrase);
    kr_wipe(passphrase, sizeof passphrase);
    return status;
}
