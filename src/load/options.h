/* SPDX-License-Identifier: EUPL-1.2 */
/* What an operator asks of `kreide load`. */
#ifndef KR_LOAD_OPTIONS_H
#define KR_LOAD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "load/url.h"

enum { KR_LOAD_ROOMS = 64, KR_LOAD_PIDS = 16, KR_LOAD_PEOPLE = 256, KR_LOAD_ADDRESSES = 8 };

struct kr_load_room {
    char link[129];                           /* of a class; "": devices and players */
    char id[65], publish[129], play[129];     /* of devices and players */
};

struct kr_load_options {
    struct kr_load_url url;
    bool has_url;
    struct kr_load_room rooms[KR_LOAD_ROOMS];
    size_t n_rooms;
    unsigned people, cameras, speakers, tiles, seconds, every, simulcast;
    double ramp, churn;      /* a second */
    uint64_t joins;          /* soak: until so many; 0: no */
    uint32_t loss_per_million;
    uint64_t seed;
    double most_lost_permille;
    uint64_t most_failed;
    unsigned join_s;         /* a join that takes longer has failed */
    char handle[65], password[201];
    const char *ca;
    const char *media[KR_LOAD_ADDRESSES];
    size_t n_media;
    int pids[KR_LOAD_PIDS];
    size_t n_pids;
};

/* 0; 1: the help was asked for; or KR_E_CONFIG after saying on stderr what is wrong and what to do. */
KR_MUST_CHECK int kr_load_options_read(struct kr_load_options *out, int argc, char **argv);

extern const char kr_load_usage[];

#endif
