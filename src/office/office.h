/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The office process: accounts, sessions, rooms, tokens; all that lasts. It alone opens the database and signs
 * tickets. It has no listening socket of its own; requests come from front over a link (http_request, token_use,
 * room_live) and from `kreide admin` over the control socket that the supervisor hands over as listener `admin`.
 */
#ifndef KR_OFFICE_OFFICE_H
#define KR_OFFICE_OFFICE_H

#include <stdint.h>

#include "base/err.h"
#include "office/mail/mailer.h"

struct kr_office_config {
    int control_fd;            /* link to the supervisor; owned from the call on */
    const char *data_dir;      /* made with mode 0700 if it is not there */
    const char *database;      /* postgresql://..., or a file's path; NULL or "": kreide.db in data_dir */
    const char *handle_prefix; /* of made handles; NULL: "mk-" */
    const char *origin;        /* public address for links shown to an administrator ("https://host"); NULL: path only */
    uint32_t hash_passes;      /* argon2id; 0: the default of crypto/password.h, as for the memory */
    uint32_t hash_memory_kib;
    struct kr_mail_server mail; /* zeroes: no mail */
};

/*
 * Runs until it is told to stop or the supervisor is gone; returns 0 then. KR_E_CONFIG, KR_E_UNSUPPORTED (the database
 * is newer than the program), KR_E_STATE (the directory is in use), KR_E_IO after saying why in the log.
 */
KR_MUST_CHECK int kr_office_run(const struct kr_office_config *config);

#endif
