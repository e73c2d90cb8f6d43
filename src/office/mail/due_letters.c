/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/due_letters.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LAST_CALL_DAYS = 7 };

static const uint64_t day_ms = 24 * 60 * 60 * 1000;

struct letters {
    struct kr_due_letter *out;
    size_t n;
};

static struct kr_due_letter *add(struct letters *l, enum kr_mail_kind kind)
{
    struct kr_due_letter *letter = &l->out[l->n++];
    *letter = (struct kr_due_letter){.kind = kind};
    return letter;
}

/* ---- steps ---- */

static bool is_schools_turn(const struct kr_waiting *w)
{
    return w->next && (w->who == KR_PARTY_HEAD || w->who == KR_PARTY_CONTACT);
}

/* Steps of the school that are missing now; the contact person's signature only when nothing else is. */
static unsigned missing_steps(const struct kr_due_school *s)
{
    unsigned missing = KR_STEPS_OF_SCHOOL & ~s->standing.enrolment.done;
    return missing & ~KR_STEP_BIT(KR_STEP_CONTACT) ? missing & ~KR_STEP_BIT(KR_STEP_CONTACT) : missing;
}

static void write_steps(char args[KR_MAIL_ARGS_MAX + 1], unsigned steps, bool portal)
{
    size_t len = 0;
    args[0] = '\0';
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_CONTACT; step++)
        if (steps & KR_STEP_BIT(step))
            len += (size_t)snprintf(args + len, KR_MAIL_ARGS_MAX + 1 - len, "%s%s", len ? " " : "", kr_step_name(step));
    if (portal)
        snprintf(args + len, KR_MAIL_ARGS_MAX + 1 - len, " portal");
}

/* One letter a day that has passed; when several have at once, the last says it all. */
static void add_steps(struct letters *l, const struct kr_due_school *s, const uint32_t *days, size_t n_days, uint64_t now_ms)
{
    unsigned missing = missing_steps(s);
    bool takes_part = s->standing.enrolment.state == KR_SCHOOL_ACTIVE;
    uint64_t since_ms = takes_part ? s->standing.countersigned_ms : s->moved_ms;
    if (!missing || !is_schools_turn(&s->waiting) || (s->standing.enrolment.state != KR_SCHOOL_ENROLLING && !takes_part))
        return;
    size_t first = l->n;
    for (size_t i = 0; i < n_days && now_ms >= since_ms + days[i] * day_ms; i++) {
        struct kr_due_letter *letter = add(l, KR_MAIL_STEP);
        /* Of this standstill: when the school moves on and stops again, it is reminded again. */
        snprintf(letter->what, sizeof letter->what, "step.%s.%" PRIu64 ".%" PRIu32, kr_step_name(s->waiting.next), since_ms / day_ms, days[i]);
        write_steps(letter->args, missing, s->has_portal);
    }
    for (size_t i = first; i + 1 < l->n; i++)
        l->out[i].silent = true;
}

/* ---- documents ---- */

static bool asks(const struct kr_due_school *s, const struct kr_due_versions *v, enum kr_due_kind kind)
{
    return s->waiting.due & KR_STEP_BIT(kr_due_kind_step(kind)) && v->asked[kind].number > s->standing.accepted[kind];
}

static void add_document(struct letters *l, const struct kr_due_versions *v, enum kr_due_kind kind, uint64_t now_ms)
{
    const struct kr_store_document *d = &v->asked[kind];
    const char *id = kr_due_kind_id(kind);
    bool late = d->accept_until_ms && now_ms >= d->accept_until_ms + day_ms;
    bool soon = d->accept_until_ms && now_ms + LAST_CALL_DAYS * day_ms >= d->accept_until_ms;
    for (int call = 0; call < 1 + soon; call++) {
        struct kr_due_letter *letter = add(l, KR_MAIL_DOCUMENT);
        snprintf(letter->what, sizeof letter->what, "document.%s.%" PRIu32 "%s", id, d->number, call ? ".last" : "");
        int n = snprintf(letter->args, sizeof letter->args, "document=%s effective_ms=%" PRIu64, id, d->effective_ms);
        if (d->accept_until_ms)
            snprintf(letter->args + n, sizeof letter->args - (size_t)n, " until_ms=%" PRIu64, d->accept_until_ms);
        letter->silent = late || (soon && call == 0);
    }
    if (!late)
        return;
    struct kr_due_letter *letter = add(l, KR_MAIL_DEADLINE);
    snprintf(letter->what, sizeof letter->what, "deadline.%s.%" PRIu32, id, d->number);
    snprintf(letter->args, sizeof letter->args, "document=%s until_ms=%" PRIu64, id, d->accept_until_ms);
}

size_t kr_due_letters(struct kr_due_letter out[KR_DUE_LETTERS_MAX], const struct kr_due_school *s, const struct kr_due_versions *versions,
                      const uint32_t *days, size_t n_days, uint64_t now_ms)
{
    struct letters l = {.out = out};
    unsigned told = 0; /* steps: an agreement and its annexes are one letter */
    add_steps(&l, s, days, n_days < KR_REMINDER_DAYS_MAX ? n_days : KR_REMINDER_DAYS_MAX, now_ms);
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++) {
        unsigned bit = KR_STEP_BIT(kr_due_kind_step(kind));
        if (!(told & bit) && asks(s, versions, kind)) {
            add_document(&l, versions, kind, now_ms);
            told |= bit;
        }
    }
    return l.n;
}

static bool kind_of(const char *id, enum kr_due_kind *out)
{
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++) {
        if (strcmp(kr_due_kind_id(kind), id) == 0) {
            *out = kind;
            return true;
        }
    }
    return false;
}

bool kr_due_letter_holds(enum kr_mail_kind kind, const char *args, const struct kr_due_school *s, const struct kr_due_versions *versions)
{
    char text[KR_MAIL_ARGS_MAX + 1];
    enum kr_due_kind document;
    if (kind == KR_MAIL_DOCUMENT || kind == KR_MAIL_DEADLINE)
        return kr_mail_arg(args, "document", text, sizeof text) && kind_of(text, &document) && asks(s, versions, document);
    if (kind != KR_MAIL_STEP)
        return true;
    /* Every step that it names must still be missing: a wrong reminder is worse than none. */
    unsigned missing = missing_steps(s);
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_CONTACT; step++)
        if (kr_mail_arg(args, kr_step_name(step), text, sizeof text) && !(missing & KR_STEP_BIT(step)))
            return false;
    return is_schools_turn(&s->waiting);
}
