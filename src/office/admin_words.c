/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of an administrator's command line, taken apart. */
#include <stdlib.h>
#include <string.h>

#include "office/admin.h"

enum option { OPTION_HANDLE = 1, OPTION_HOURS = 2, OPTION_NOTE = 4 };

struct form {
    const char *noun, *verb; /* verb NULL: the noun is one, and it is about administrators */
    enum kr_admin_verb meaning;
    size_t n_args;
    unsigned options; /* that it may have */
};

static const struct form forms[] = {
    {"administrator", "first", KR_ADMIN_ADMINISTRATOR_FIRST, 0, 0},
    {"create", NULL, KR_ADMIN_ADMINISTRATOR_CREATE, 0, 0},
    {"list", NULL, KR_ADMIN_ADMINISTRATOR_LIST, 0, 0},
    {"lock", NULL, KR_ADMIN_ADMINISTRATOR_LOCK, 1, 0},
    {"unlock", NULL, KR_ADMIN_ADMINISTRATOR_UNLOCK, 1, 0},
    {"reset", NULL, KR_ADMIN_ADMINISTRATOR_RESET, 1, 0},
    {"account", "first", KR_ADMIN_ACCOUNT_FIRST, 0, 0},
    {"account", "create", KR_ADMIN_ACCOUNT_CREATE, 0, OPTION_HANDLE},
    {"account", "list", KR_ADMIN_ACCOUNT_LIST, 0, 0},
    {"account", "lock", KR_ADMIN_ACCOUNT_LOCK, 1, 0},
    {"account", "unlock", KR_ADMIN_ACCOUNT_UNLOCK, 1, 0},
    {"account", "password", KR_ADMIN_ACCOUNT_PASSWORD, 1, 0},
    {"room", "create", KR_ADMIN_ROOM_CREATE, 2, 0},
    {"room", "list", KR_ADMIN_ROOM_LIST, 1, 0},
    {"room", "delete", KR_ADMIN_ROOM_DELETE, 1, 0},
    {"room", "link", KR_ADMIN_ROOM_LINK, 1, 0},
    {"token", "create", KR_ADMIN_TOKEN_CREATE, 2, OPTION_HOURS | OPTION_NOTE},
    {"token", "list", KR_ADMIN_TOKEN_LIST, 1, 0},
    {"token", "delete", KR_ADMIN_TOKEN_DELETE, 1, 0},
    {"audit", "verify", KR_ADMIN_AUDIT_VERIFY, 0, 0},
};

const char kr_admin_usage[] =
    "kreide admin COMMAND\n"
    "\n"
    "  create                               make an administrator of the portal; the first one makes the\n"
    "                                       operator's keys: handle, password and recovery code are shown once\n"
    "  list                                 all administrators\n"
    "  lock HANDLE                          end an administrator's sessions; nobody signs in with it any more\n"
    "  unlock HANDLE\n"
    "  reset HANDLE                         a new password for an administrator who lost it; the keys open by\n"
    "                                       the recovery code, or when another administrator grants them\n"
    "  administrator first                  make the first administrator, if there is none yet\n"
    "\n"
    "  account first                        make the first account, if there is none yet\n"
    "  account create [--handle HANDLE]     make an account; its password is shown once\n"
    "  account list                         all accounts\n"
    "  account lock HANDLE                  end its sessions and meetings; nobody signs in any more\n"
    "  account unlock HANDLE\n"
    "  account password HANDLE              give it a new password; its sessions end\n"
    "  room create HANDLE TITLE             make a room for an account\n"
    "  room list HANDLE                     the rooms of an account\n"
    "  room link ROOM                       give a room a new link; the old link and the code die\n"
    "  room delete ROOM                     end its meeting and delete it\n"
    "  token create ROOM publish|play [--hours N] [--note TEXT]\n"
    "                                       make a token for a WHIP or WHEP device; it is shown once\n"
    "  token list ROOM                      the tokens of a room\n"
    "  token delete TOKEN\n"
    "  audit verify                         check the whole log of administrative acts\n"
    "  backup [--passphrase-file FILE] [--keep DAYSd] TARGET\n"
    "                                       write an encrypted backup, while Kreide runs\n"
    "  restore [--passphrase-file FILE] FILE\n"
    "                                       read one into an empty data directory; Kreide must not run\n"
    "\n"
    "HANDLE is an account's name, ROOM and TOKEN are the identifiers that the lists show.\n"
    "With --password-stdin before the command, account create and account password take the\n"
    "password (at least 12 characters) from standard input instead of making one.\n";

static int read_hours(uint32_t *out, const char *text)
{
    char *end;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits] != '\0')
        return KR_E_MALFORMED;
    unsigned long hours = strtoul(text, &end, 10);
    if (hours < 1 || hours > KR_ADMIN_HOURS_MAX)
        return KR_E_MALFORMED;
    *out = (uint32_t)hours;
    return 0;
}

static int take_option(struct kr_admin_command *c, unsigned *allowed, const char *name, const char *value)
{
    unsigned option = 0;
    int err = 0;
    if (strcmp(name, "--handle") == 0) {
        option = OPTION_HANDLE;
        c->handle = value;
    } else if (strcmp(name, "--note") == 0) {
        option = OPTION_NOTE;
        c->note = value;
    } else if (strcmp(name, "--hours") == 0) {
        option = OPTION_HOURS;
        err = read_hours(&c->hours, value);
    }
    if (!(*allowed & option))
        return KR_E_MALFORMED;
    *allowed &= ~option; /* once each */
    return err;
}

static int take_words(struct kr_admin_command *c, const struct form *f, const char *const *words, size_t n)
{
    size_t args = 0;
    unsigned allowed = f->options;
    for (size_t i = 0; i < n; i++) {
        if (f->options && strncmp(words[i], "--", 2) == 0) {
            if (i + 1 == n || take_option(c, &allowed, words[i], words[i + 1]))
                return KR_E_MALFORMED;
            i++;
        } else if (args == f->n_args) {
            return KR_E_MALFORMED;
        } else {
            c->args[args++] = words[i];
        }
    }
    return args == f->n_args ? 0 : KR_E_MALFORMED;
}

int kr_admin_parse(struct kr_admin_command *out, const char *const *words, size_t n)
{
    struct kr_admin_command c = {.verb = KR_ADMIN_HELP, .hours = KR_ADMIN_HOURS};
    if (n == 1 && (strcmp(words[0], "help") == 0 || strcmp(words[0], "--help") == 0)) {
        *out = c;
        return 0;
    }
    for (size_t i = 0; n >= 1 && i < sizeof forms / sizeof forms[0]; i++) {
        const struct form *f = &forms[i];
        size_t own = f->verb ? 2 : 1;
        if (strcmp(words[0], f->noun) != 0 || n < own || (f->verb && strcmp(words[1], f->verb) != 0))
            continue;
        c.verb = f->meaning;
        int err = take_words(&c, f, words + own, n - own);
        if (!err)
            *out = c;
        return err;
    }
    return KR_E_MALFORMED;
}
