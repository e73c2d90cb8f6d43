/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The office's own keys, in the file office.key of the data directory (mode 0600, made at the first start): what
 * opens sealed texts, what secrets are looked up by, and what signs tickets. The database alone, without this file,
 * shows neither titles nor links; so a backup of the database may be kept apart from the key.
 */
#ifndef KR_OFFICE_KEYS_H
#define KR_OFFICE_KEYS_H

#include "base/err.h"
#include "crypto/sealed.h"
#include "crypto/ticket.h"

struct kr_office_keys {
    uint8_t seal[KR_SEAL_KEY_BYTES];
    uint8_t lookup[KR_SEAL_KEY_BYTES];
    struct kr_ticket_signer signer;
    int fd; /* the open file: holds the lock that keeps a second office out of the directory */
};

/*
 * Makes the directory (0700) if there is none and narrows its rights; from here on this process makes files for its
 * own user only (umask). KR_E_CONFIG when it belongs to somebody else.
 */
KR_MUST_CHECK int kr_data_dir_prepare(const char *dir);

/*
 * Reads the keys, or makes them if `may_create`. KR_E_CONFIG when the file is missing, damaged or readable by others;
 * KR_E_STATE when another office uses the directory. End with kr_office_keys_close, which wipes.
 */
KR_MUST_CHECK int kr_office_keys_open(struct kr_office_keys *out, const char *dir, bool may_create);
void kr_office_keys_close(struct kr_office_keys *k);

#endif
