/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/certificate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/addresses.h"
#include "base/log.h"
#include "crypto/selfsigned.h"

/* A certificate of our own, good for this machine's names and addresses, is better than no encryption. */
static int make_own(const struct kr_certificate *c)
{
    static const char *const names[] = {"localhost"};
    struct kr_config_list own;
    const char *ips[KR_CONFIG_ANNOUNCE_MAX];
    kr_addresses_own(&own);
    for (size_t i = 0; i < own.n; i++)
        ips[i] = own.items[i];
    int err = kr_selfsigned_ensure(c->cert_file, c->key_file, names, 1, ips, own.n);
    if (err)
        kr_error("kreide.data: the self-made certificate cannot be written to %s: %s", c->config->data_dir, strerror(errno));
    return err ? KR_E_CONFIG : 0;
}

static struct kr_certificate_mark mark_of(const char *path)
{
    struct stat st;
    if (stat(path, &st))
        return (struct kr_certificate_mark){0};
    return (struct kr_certificate_mark){st.st_dev, st.st_ino, st.st_size, st.st_ctim};
}

static bool same_mark(const struct kr_certificate_mark *a, const struct kr_certificate_mark *b)
{
    return a->dev == b->dev && a->ino == b->ino && a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Whether one of the files is another than at the last look. */
static bool changed(struct kr_certificate *c)
{
    const struct kr_certificate_mark now[2] = {mark_of(c->cert_file), mark_of(c->key_file)};
    bool same = same_mark(&now[0], &c->seen[0]) && same_mark(&now[1], &c->seen[1]);
    memcpy(c->seen, now, sizeof now);
    return !same;
}

int kr_certificate_open(struct kr_certificate *c, const struct kr_config *config)
{
    char why[KR_PAIR_WHY_BYTES];
    *c = (struct kr_certificate){.config = config, .self_made = !config->certificate[0]};
    if (!config->https_listen.n)
        return 0;
    if (c->self_made) {
        snprintf(c->cert_file, sizeof c->cert_file, "%s/https-cert.pem", config->data_dir);
        snprintf(c->key_file, sizeof c->key_file, "%s/https-key.pem", config->data_dir);
        if (make_own(c))
            return KR_E_CONFIG;
    } else {
        snprintf(c->cert_file, sizeof c->cert_file, "%s", config->certificate);
        snprintf(c->key_file, sizeof c->key_file, "%s", config->key);
    }
    changed(c);
    int err = kr_pair_read(&c->pair, c->cert_file, c->key_file, (uint64_t)time(NULL), why);
    if (err)
        kr_error("%s", why);
    return err ? KR_E_CONFIG : 0;
}

static void warn_of_end(struct kr_certificate *c, uint64_t now_ms, uint64_t unix_s)
{
    char day[KR_PAIR_DAY_BYTES];
    if (c->pair.until_s > unix_s + KR_CERTIFICATE_WARN_S || (c->warned_ms && now_ms - c->warned_ms < KR_CERTIFICATE_AGAIN_MS))
        return;
    c->warned_ms = now_ms;
    kr_pair_day(day, c->pair.until_s);
    if (unix_s >= c->pair.until_s)
        kr_error("https.certificate: %s ran out on %s, and browsers refuse it; renew it (certbot renew)", c->cert_file, day);
    else
        kr_warn("https.certificate: %s runs out on %s; renew it (certbot renew)", c->cert_file, day);
}

/* Takes the pair if it is one. A file may come before the other, so nobody is told at once that it is none. */
static bool try_new(struct kr_certificate *c, uint64_t now_ms, uint64_t unix_s)
{
    char why[KR_PAIR_WHY_BYTES], day[KR_PAIR_DAY_BYTES];
    struct kr_pair pair;
    if (kr_pair_read(&pair, c->cert_file, c->key_file, unix_s, why)) {
        if (now_ms - c->pending_since_ms >= KR_CERTIFICATE_PATIENCE_MS) {
            kr_error("%s. Until then the former certificate stays in use", why);
            c->pending_since_ms = 0;
        }
        return false;
    }
    c->pending_since_ms = 0;
    bool same = strcmp(pair.chain, c->pair.chain) == 0 && strcmp(pair.key, c->pair.key) == 0;
    if (same) {
        kr_pair_free(&pair);
        return false;
    }
    kr_pair_free(&c->pair);
    c->pair = pair;
    c->warned_ms = 0;
    kr_pair_day(day, pair.until_s);
    kr_info("https.certificate: the new one is in use, good until %s", day);
    return true;
}

bool kr_certificate_look(struct kr_certificate *c, uint64_t now_ms, uint64_t unix_s)
{
    if (!c->pair.chain || (c->looked_ms && now_ms - c->looked_ms < KR_CERTIFICATE_LOOK_MS))
        return false;
    c->looked_ms = now_ms;
    if (c->self_made && unix_s + 24 * 60 * 60 >= c->pair.until_s)
        (void)!make_own(c);
    if (changed(c))
        c->pending_since_ms = now_ms ? now_ms : 1;
    bool new = c->pending_since_ms && try_new(c, now_ms, unix_s);
    warn_of_end(c, now_ms, unix_s);
    return new;
}

void kr_certificate_close(struct kr_certificate *c)
{
    kr_pair_free(&c->pair);
}
