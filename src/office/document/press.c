/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/document/press.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "crypto/secret.h"
#include "office/core.h"
#include "office/document/operator.h"
#include "os/child_job.h"
#include "paper/job.h"

/* Green ink of the pages, where the operator has no colour; grey ink of a paper that is not the operator's. */
enum { GREEN = 0x1f6b50, GREY = 0x51605a, ADDRESS_BYTES = 2000 };

struct kr_press_work {
    struct kr_press *press;
    struct kr_press_work *next;
    struct kr_child_job *child; /* NULL: waits */
    char *text;                 /* the job; wiped */
    size_t len;
    kr_press_fn *done;
    void *arg;
};

void kr_press_init(struct kr_office *o, uv_loop_t *loop)
{
    o->press = (struct kr_press){.office = o, .loop = loop};
}

bool kr_press_is_busy(const struct kr_office *o)
{
    return o->press.works != NULL;
}

/* ---- the operator's head ---- */

/* What the job's texts point into. */
struct head {
    char *name, *address, *logo;
    uint32_t colour;
};

static void free_head(struct head *h)
{
    if (h->name)
        kr_wipe(h->name, strlen(h->name)); /* it may be a school's */
    free(h->name);
    free(h->address);
    free(h->logo);
}

static void add_line(struct kr_strbuf *b, const char *prefix, const char *text)
{
    if (text && text[0])
        kr_strbuf_addf(b, "%s%s%s", b->len ? "\n" : "", prefix, text);
}

static char *address_of(struct kr_office *o, const char *lang)
{
    struct kr_strbuf b;
    char *address = kr_operator_text(o, "operator.address"), *phone = kr_operator_text(o, "operator.phone"),
         *mail = kr_operator_text(o, "operator.mail");
    kr_strbuf_init(&b, ADDRESS_BYTES);
    kr_strbuf_add(&b, "", 0);
    add_line(&b, "", address);
    add_line(&b, lang && strcmp(lang, "en") == 0 ? "Telephone " : "Telefon ", phone);
    add_line(&b, "", mail);
    free(address);
    free(phone);
    free(mail);
    return kr_strbuf_take(&b);
}

static int logo_of(struct kr_office *o, char **out)
{
    uint8_t *bytes;
    size_t len;
    int err = kr_logo_get(o, &bytes, &len);
    if (err)
        return err == KR_E_NOT_FOUND ? 0 : err;
    size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);
    if (text)
        *out = sodium_bin2base64(text, room, bytes, len, sodium_base64_VARIANT_ORIGINAL);
    free(bytes);
    return text ? 0 : KR_E_NOMEM;
}

static int find_head(struct kr_office *o, struct head *h, const struct kr_press_job *job)
{
    if (job->head_name) {
        h->name = strdup(job->head_name);
        h->address = strdup(job->head_address);
        h->colour = GREY;
        return h->name && h->address ? 0 : KR_E_NOMEM;
    }
    char *colour = kr_operator_text(o, "branding.colour");
    h->name = kr_operator_text(o, "operator.name");
    h->address = address_of(o, job->lang);
    h->colour = colour && colour[0] == '#' ? (uint32_t)strtoul(colour + 1, NULL, 16) & 0xffffff : GREEN;
    bool there = colour && h->name && h->address;
    free(colour);
    return there ? logo_of(o, &h->logo) : KR_E_NOMEM;
}

/* The whole job as one text. */
static int write_job(struct kr_office *o, const struct kr_press_job *job, char **out, size_t *len)
{
    struct head head = {0};
    /* The source is a text of its own length; the message wants a terminator. */
    char *source = malloc(job->source_len + 1);
    int err = source ? find_head(o, &head, job) : KR_E_NOMEM;
    if (!err) {
        if (job->source_len)
            memcpy(source, job->source, job->source_len);
        source[job->source_len] = '\0';
        struct kr_print_msg msg = {
            .head.type = KR_PRINT_JOB,
            .u.job = {.kind = job->kind, .source = source, .operator_name = head.name, .operator_address = head.address,
                      .colour = head.colour, .logo = head.logo, .recipient = job->recipient, .date = job->date,
                      .version = job->version, .hash = job->hash, .has_cards = job->cards > 0, .cards = job->cards,
                      .created_ms = (int64_t)kr_office_now_ms(o)},
        };
        *out = kr_print_write_body(&msg, len);
        err = *out ? 0 : KR_E_MALFORMED;
    }
    if (source)
        kr_wipe(source, job->source_len);
    free(source);
    free_head(&head);
    return err;
}

/* ---- children ---- */

static void run_next(struct kr_press *p);

/* Takes it out of the list and tells its owner. */
static void finish(struct kr_press_work *w, int err, const char *pdf, size_t len)
{
    struct kr_press_work **at = &w->press->works;
    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    w->done(w->arg, err, pdf, len);
    if (w->text)
        kr_wipe(w->text, w->len);
    free(w->text);
    free(w);
}

static void on_done(void *arg, int err, const char *output, size_t len)
{
    struct kr_press_work *w = arg;
    struct kr_press *p = w->press;
    p->n_running--;
    if (!err && (len < 5 || memcmp(output, "%PDF-", 5) != 0))
        err = KR_E_INTERNAL;
    finish(w, err, err ? NULL : output, err ? 0 : len);
    run_next(p);
}

static int start(struct kr_press_work *w)
{
    struct kr_child_job_config config = {.words = {"set"}, .input = w->text, .input_len = w->len,
                                         .output_max = KR_PAPER_PDF_BYTES, .timeout_ms = KR_PRESS_TIME_MS};
    int err = kr_child_job_start(&w->child, w->press->loop, &config, on_done, w);
    if (err)
        return err;
    kr_wipe(w->text, w->len); /* the child job has its own copy */
    free(w->text);
    w->text = NULL;
    w->press->n_running++;
    return 0;
}

/* Starts those that wait, in order. One that cannot be started is over; that of a call to kr_press_set tells by itself. */
static void run_next(struct kr_press *p)
{
    struct kr_press_work *w = p->works;
    while (w && p->n_running < KR_PRESS_AT_ONCE && !p->stopping) {
        struct kr_press_work *next = w->next;
        if (!w->child) {
            p->n_waiting--;
            int err = start(w);
            if (err)
                finish(w, err, NULL, 0);
            /* Whoever was told may have given another job: from the beginning. */
            next = p->works;
        }
        w = next;
    }
}

static struct kr_press_work *append(struct kr_press *p, char *text, size_t len, kr_press_fn *done, void *arg)
{
    struct kr_press_work *w = calloc(1, sizeof *w), **tail = &p->works;
    if (!w)
        return NULL;
    *w = (struct kr_press_work){.press = p, .text = text, .len = len, .done = done, .arg = arg};
    while (*tail)
        tail = &(*tail)->next;
    *tail = w;
    return w;
}

int kr_press_set(struct kr_office *o, const struct kr_press_job *job, kr_press_fn *done, void *arg)
{
    struct kr_press *p = &o->press;
    char *text = NULL;
    size_t len = 0;
    if (p->stopping)
        return KR_E_CLOSED;
    if (p->n_waiting >= KR_PRESS_WAITING)
        return KR_E_FULL;
    if (job->source_len > KR_PAPER_FILLED_BYTES)
        return KR_E_TOO_LARGE;
    int err = write_job(o, job, &text, &len);
    struct kr_press_work *w = err ? NULL : append(p, text, len, done, arg);
    if (!w) {
        if (text)
            kr_wipe(text, len);
        free(text);
        return err ? err : KR_E_NOMEM;
    }
    if (p->n_running >= KR_PRESS_AT_ONCE) {
        p->n_waiting++;
        return 0;
    }
    err = start(w);
    if (err) { /* its owner learns by our answer, not by `done`; it is the last of the list */
        struct kr_press_work **at = &p->works;
        while (*at != w)
            at = &(*at)->next;
        *at = NULL;
        kr_wipe(w->text, w->len);
        free(w->text);
        free(w);
    }
    return err;
}

void kr_press_stop(struct kr_office *o)
{
    struct kr_press *p = &o->press;
    p->stopping = true;
    for (struct kr_press_work *w = p->works, *next; w; w = next) {
        next = w->next;
        if (w->child) {
            kr_child_job_cancel(w->child);
        } else {
            p->n_waiting--;
            finish(w, KR_E_CLOSED, NULL, 0);
        }
    }
}
