/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/server.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "base/log.h"
#include "crypto/pair.h"

enum {
    SPARE_DESCRIPTORS = 512, /* links, listeners, the loop's own */
    READ_BYTES = 16 * 1024,  /* at once */
    END_TURNS = 3,
    END_TURN_MS = 5,
};

static const struct lws_protocols protocols[] = {
    {.name = "kreide", .callback = kr_http_callback, .rx_buffer_size = READ_BYTES},
    {0},
};

void kr_http_unref(struct kr_http *h)
{
    if (--h->refs)
        return;
    kr_files_fini(&h->files);
    free(h);
}

/* The library allocates for every descriptor the process may have, which by default can be a million. */
static void set_descriptor_limit(void)
{
    struct rlimit limit;
    rlim_t want = KR_HTTP_CONNECTIONS + SPARE_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || want < limit.rlim_max ? want : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit))
        kr_warn("http: cannot set the limit of open descriptors");
}

static void count_handle(uv_handle_t *handle, void *arg)
{
    ++*(size_t *)arg;
}

static size_t handles_in(uv_loop_t *loop)
{
    size_t n = 0;
    uv_walk(loop, count_handle, &n);
    return n;
}

/*
 * The library loads its libuv part at run time from a package of its own. Without it, it either fails or falls back to
 * a poll() loop of its own, which never runs here: so its handles must be on our loop afterwards.
 */
static int new_context(struct kr_http *h)
{
    void *loops[] = {h->loop};
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
                   LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN,
        .foreign_loops = loops,
        .pcontext = &h->context,
        .user = h,
        .port = CONTEXT_PORT_NO_LISTEN,
        .pt_serv_buf_size = READ_BYTES,
        .timeout_secs = KR_HTTP_HEADERS_MS / 1000 + 1,
    };
    size_t before = handles_in(h->loop);
    lws_set_log_level(0, NULL); /* it would write of requests */
    set_descriptor_limit();
    h->context = lws_create_context(&info);
    if (h->context && handles_in(h->loop) > before)
        return 0;
    kr_error("http: libwebsockets has no libuv support here; install the package libwebsockets-evlib-uv");
    return KR_E_CONFIG;
}

static int new_vhost(struct kr_http *h, struct lws_vhost **out, bool tls)
{
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .options = LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS,
        .protocols = protocols,
        .vhost_name = tls ? "https" : "http",
        .alpn = "http/1.1",
    };
    if (tls) {
        /* The certificate comes later, and more than once. */
        info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX;
        /* TLS 1.2 and up, forward secrecy and AEAD only (RFC 9325 sections 3.1.1 and 4.2). */
        info.ssl_cipher_list = "ECDHE+AESGCM:ECDHE+CHACHA20";
        info.ssl_options_set = (long)(SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_RENEGOTIATION |
                                      SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    }
    *out = lws_create_vhost(h->context, &info);
    return *out && (!tls || h->tls_context) ? 0 : KR_E_INTERNAL;
}

int kr_http_certificate(struct kr_http *h, const char *chain, const char *key)
{
    int err = h->tls_context ? kr_pair_use(h->tls_context, chain, key) : KR_E_STATE;
    h->has_certificate |= !err;
    return err;
}

static void on_sweep(uv_timer_t *timer)
{
    struct kr_http *h = timer->data;
    kr_http_sweep(h, uv_now(h->loop));
    kr_http_resume_listening(h);
}

int kr_http_new(struct kr_http **out, uv_loop_t *loop, const struct kr_http_config *config,
                const struct kr_http_handlers *handlers, void *arg)
{
    struct kr_http *h = calloc(1, sizeof *h);
    if (!h)
        return KR_E_NOMEM;
    h->loop = loop;
    h->on = *handlers;
    h->arg = arg;
    h->refs = 2;
    h->sweep.data = h;
    kr_files_init(&h->files);
    uv_timer_init(loop, &h->sweep);
    uv_timer_start(&h->sweep, on_sweep, KR_HTTP_SWEEP_MS, KR_HTTP_SWEEP_MS);
    int err = config->static_dir ? kr_files_load(&h->files, config->static_dir) : 0;
    if (!err)
        err = new_context(h);
    if (!err)
        err = new_vhost(h, &h->plain, false);
    if (!err && config->tls)
        err = new_vhost(h, &h->tls, true);
    if (err) {
        kr_http_free(h);
        return err;
    }
    *out = h;
    return 0;
}

static void on_end_closed(uv_handle_t *handle)
{
    kr_http_unref(handle->data);
}

/*
 * The library is destroyed twice: the first call begins to close its handles on our loop, the second one, when they
 * are closed, frees the rest. Nothing tells when that is; the last of them are closed in the turn after the last
 * connection is gone.
 */
static void on_end(uv_timer_t *timer)
{
    struct kr_http *h = timer->data;
    if (h->n_conns || --h->end_turns)
        return;
    if (h->context)
        lws_context_destroy(h->context);
    uv_close((uv_handle_t *)timer, on_end_closed);
}

void kr_http_free(struct kr_http *h)
{
    if (!h)
        return;
    h->stopping = true;
    for (struct kr_http_conn *c = h->conns; c; c = c->next)
        kr_conn_gone(c);
    kr_http_stop_listening(h);
    if (h->context)
        lws_context_destroy(h->context);
    h->end_turns = END_TURNS;
    uv_timer_start(&h->sweep, on_end, END_TURN_MS, END_TURN_MS);
    kr_http_unref(h);
}
