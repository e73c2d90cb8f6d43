/* SPDX-License-Identifier: EUPL-1.2 */
/* TLS of connections that are not front's. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/err.h>

#include "base/log.h"
#include "crypto/pair.h"
#include "door/inside.h"

/* RFC 7443 section 2; HTTP for whoever asks for a name turn.* and means pages. Others are left to what they then say. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in, unsigned in_len, void *arg)
{
    static const unsigned char ours[] = "\x09stun.turn\x08http/1.1";
    unsigned char *chosen;
    if (SSL_select_next_proto(&chosen, out_len, ours, sizeof ours - 1, in, in_len) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/* The same as in front (src/http/server.c): TLS 1.2 and up, forward secrecy and AEAD only (RFC 9325 sections 3.1.1 and 4.2). */
int kr_door_tls_new(SSL_CTX **out)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (!ctx)
        return KR_E_NOMEM;
    if (!SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) || !SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20")) {
        SSL_CTX_free(ctx);
        return KR_E_INTERNAL;
    }
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(ctx, 1);
    SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
    *out = ctx;
    return 0;
}

/* After an operation that gave n: 0 to try again when the socket has news, -1 when it is over. */
static int after(struct kr_door_conn *c, int n)
{
    int why = SSL_get_error(c->ssl, n);
    ERR_clear_error();
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

ssize_t kr_door_read(struct kr_door_conn *c, void *out, size_t cap)
{
    c->read_wants_to_write = false;
    if (!c->ssl) {
        ssize_t n = recv(c->fd, out, cap, 0);
        return n > 0 ? n : n < 0 && errno == EAGAIN ? 0 : -1;
    }
    int n = SSL_read(c->ssl, out, (int)cap);
    if (n > 0)
        return n;
    c->read_wants_to_write = SSL_want_write(c->ssl);
    return after(c, n);
}

ssize_t kr_door_write(struct kr_door_conn *c, const void *data, size_t len)
{
    if (!c->ssl) {
        ssize_t n = send(c->fd, data, len, MSG_NOSIGNAL);
        return n > 0 ? n : n < 0 && errno != EAGAIN ? -1 : 0;
    }
    int n = SSL_write(c->ssl, data, (int)len);
    return n > 0 ? n : after(c, n);
}

static bool begin(struct kr_door_conn *c)
{
    struct kr_door *d = c->door;
    c->phase = KR_DOOR_SHAKE;
    if (!d->has_certificate || !kr_buckets_take(&d->shakes, kr_tally_key_of_address(&c->tuple.address), d->now_us))
        return false;
    c->ssl = SSL_new(d->tls);
    return c->ssl && SSL_set_fd(c->ssl, c->fd) == 1;
}

void kr_door_shake(struct kr_door_conn *c)
{
    if (c->phase != KR_DOOR_SHAKE && !begin(c)) {
        kr_door_conn_end(c);
        return;
    }
    int n = SSL_accept(c->ssl);
    c->read_wants_to_write = n != 1 && SSL_want_write(c->ssl);
    if (n == 1) {
        c->phase = KR_DOOR_FIRST;
        kr_door_first(c);
    } else if (after(c, n)) {
        kr_door_conn_end(c);
    }
}
