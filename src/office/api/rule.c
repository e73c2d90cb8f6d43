/* SPDX-License-Identifier: EUPL-1.2 */
/* The numbers and words by which the office works. */
#include <string.h>

#include "office/api/call.h"
#include "office/nightly.h"
#include "office/rule.h"

enum { RULES = 64 };

_Static_assert((int)KR_RULE_LANG == (int)KR_API_RULE_FORM_LANG && (int)KR_RULE_PERIOD == (int)KR_API_RULE_FORM_PERIOD, "one list of forms");

static void answer_rules(struct kr_api_call *c)
{
    struct kr_rule rules[RULES];
    char values[RULES][KR_RULE_VALUE_MAX + 1];
    struct kr_api_rule out[RULES];
    size_t n = kr_rule_count();
    int err = n <= RULES ? 0 : KR_E_INTERNAL;
    for (size_t i = 0; i < n && !err; i++) {
        rules[i] = kr_rule_at(c->office, i);
        err = kr_rule_text(c->office, values[i], i);
        out[i] = (struct kr_api_rule){.name = rules[i].setting, .form = (enum kr_api_rule_form)rules[i].form, .value = values[i],
                                      .otherwise = rules[i].otherwise, .least = rules[i].least, .most = rules[i].most};
    }
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    uint64_t nightly_ms = kr_nightly_last_ms(c->office);
    struct kr_api_msg msg = {.head.type = KR_API_RULES,
                             .u.rules = {.rules = out, .rules_len = n, .has_nightly_ms = nightly_ms > 0, .nightly_ms = (int64_t)nightly_ms}};
    kr_api_answer(&c->answer, 200, &msg);
}

void kr_api_rules_get(struct kr_api_call *c)
{
    answer_rules(c);
}

/* kr_rule_count(): there is none of this name. */
static size_t find(const struct kr_office *o, const char *name)
{
    size_t i = 0;
    while (i < kr_rule_count() && strcmp(kr_rule_at(o, i).setting, name) != 0)
        i++;
    return i;
}

/* Sets one after the other; *bad: the one that failed. */
static int set_rules(struct kr_api_call *c, const struct kr_api_rules_change *body, const char **bad)
{
    int err = 0;
    for (size_t k = 0; k < body->rules_len && !err; k++) {
        const struct kr_api_rule_change *change = &body->rules[k];
        size_t i = find(c->office, change->name);
        err = i == kr_rule_count() ? KR_E_MALFORMED : kr_rule_set(c->office, c->session.account.id, i, change->value);
        *bad = change->name;
    }
    return err;
}

void kr_api_rules_change(struct kr_api_call *c)
{
    const char *bad = NULL;
    int err = kr_store_begin(c->office->store);
    if (!err)
        err = kr_store_finish(c->office->store, set_rules(c, &c->body->u.rules_change, &bad));
    if (err == KR_E_MALFORMED)
        kr_api_problem(&c->answer, 400, "bad_rule", "There is no such rule, or the value does not fit it.", bad);
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_rules(c);
}
