/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The certificate that HTTPS is served with, kept by the supervisor: front and door can open no file. It looks at the files
 * every other second; what a certbot or uacme has put there is in use a moment later, and what is no good never is.
 */
#ifndef KR_APP_CERTIFICATE_H
#define KR_APP_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "app/config.h"
#include "crypto/pair.h"

enum {
    KR_CERTIFICATE_LOOK_MS = 2000,
    KR_CERTIFICATE_PATIENCE_MS = 10 * 1000,         /* for the second of two files to be replaced, too, before anybody is told */
    KR_CERTIFICATE_WARN_S = 10 * 24 * 60 * 60,      /* before it runs out: certbot renews 30 days before */
    KR_CERTIFICATE_AGAIN_MS = 24 * 60 * 60 * 1000,  /* between two warnings */
};

/* What tells that a file was replaced or changed, though perhaps within one second. */
struct kr_certificate_mark {
    dev_t dev;
    ino_t ino;
    off_t size;
    struct timespec changed;
};

struct kr_certificate {
    const struct kr_config *config;
    char cert_file[KR_CONFIG_PATH_BYTES + 32], key_file[KR_CONFIG_PATH_BYTES + 32];
    bool self_made;
    struct kr_pair pair; /* in use; chain NULL: no HTTPS */
    /* private */
    struct kr_certificate_mark seen[2];
    uint64_t looked_ms, pending_since_ms, warned_ms; /* 0: never, nothing */
};

/* Reads the files, or makes a pair where none is configured. KR_E_CONFIG after saying what is wrong and what to do about it. */
KR_MUST_CHECK int kr_certificate_open(struct kr_certificate *c, const struct kr_config *config);

/* To be called often. True if there is a new pair. now_ms is of a clock that does not go back. */
bool kr_certificate_look(struct kr_certificate *c, uint64_t now_ms, uint64_t unix_s);

void kr_certificate_close(struct kr_certificate *c);

#endif
