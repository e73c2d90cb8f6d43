/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The operator's settings: built-in defaults, then kreide.conf (INI), then conf.d/ beside it in the order of names,
 * then --set on the command line. Every key is documented in one table (config.c); unknown keys are refused.
 */
#ifndef KR_APP_CONFIG_H
#define KR_APP_CONFIG_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/log.h"

enum {
    KR_CONFIG_PATH_BYTES = 1024,
    KR_CONFIG_LISTEN_MAX = 4,    /* addresses one service listens on */
    KR_CONFIG_ANNOUNCE_MAX = 8,  /* addresses media is announced at */
    KR_CONFIG_MEDIA_MAX = 64,    /* media processes */
    KR_CONFIG_ADDRESS_BYTES = 64,
};

struct kr_config_list {
    char items[KR_CONFIG_ANNOUNCE_MAX][KR_CONFIG_ADDRESS_BYTES];
    size_t n;
};

enum kr_config_tls { KR_CONFIG_TLS_STARTTLS, KR_CONFIG_TLS_IMPLICIT, KR_CONFIG_TLS_PLAIN };

struct kr_config_mail {
    char server[254]; /* empty: no mail */
    uint32_t port;    /* 0: what is usual for tls */
    enum kr_config_tls tls;
    char authorities[KR_CONFIG_PATH_BYTES]; /* empty: the system's */
    char user[201];                         /* empty: does not sign in */
    char password_file[KR_CONFIG_PATH_BYTES];
    char from[255];
};

struct kr_config {
    char data_dir[KR_CONFIG_PATH_BYTES];
    char web_dir[KR_CONFIG_PATH_BYTES];
    uint32_t watchdog_s; /* of silence, after which a process is ended; 0: never */
    enum kr_log_level log_level;
    enum kr_log_format log_format;
    struct kr_config_list http_listen;  /* plain HTTP: loopback addresses only */
    struct kr_config_list https_listen; /* empty: no HTTPS */
    char certificate[KR_CONFIG_PATH_BYTES], key[KR_CONFIG_PATH_BYTES]; /* empty: self-made in data_dir */
    char metrics_token_file[KR_CONFIG_PATH_BYTES]; /* empty: no metrics */
    uint32_t media_processes; /* 0: one per core */
    uint32_t room_endpoints; /* of one room on one media process; 0: all */
    uint32_t media_port;      /* of the first process; the next ones follow */
    uint32_t turn_port;       /* UDP and TCP of the relay; 0: none */
    uint32_t media_voices;    /* heard at once */
    uint32_t camera_height;   /* the largest, in lines */
    struct kr_config_list announce; /* empty: found by itself */
    char handle_prefix[16];
    struct kr_config_mail mail;
    char database[KR_CONFIG_PATH_BYTES]; /* empty: kreide.db in data_dir */
};

/* Fills in the defaults. */
void kr_config_init(struct kr_config *c);

/* Reads a file, then conf.d beside it. KR_E_CONFIG after saying on stderr which line is wrong and why. */
KR_MUST_CHECK int kr_config_read(struct kr_config *c, const char *path);

/* Applies "section.key=value". KR_E_CONFIG after saying on stderr what is wrong. */
KR_MUST_CHECK int kr_config_set(struct kr_config *c, const char *assignment);

/* Checks what single keys cannot: paths there, plain HTTP on loopback only. KR_E_CONFIG after saying why. */
KR_MUST_CHECK int kr_config_check(const struct kr_config *c);

/* Writes the table of all keys with their defaults as a commented kreide.conf. */
void kr_config_print(FILE *out);

#endif
