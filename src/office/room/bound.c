/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/bound.h"

#include <stdlib.h>

#include "base/log.h"
#include "office/setting.h"
#include "office/store/bound.h"

static const char operators[] = "room.bound";

int kr_bound_own(struct kr_office *o, struct kr_policy *out, const char *school)
{
    struct kr_policy bound = kr_policy_unbound();
    char words[KR_POLICY_TEXT_SIZE], *text = NULL;
    int err = 0;
    if (school && *school)
        err = kr_store_bound_get(o->store, school, words, sizeof words);
    else if (!(text = kr_setting_text(o, operators, "")))
        err = KR_E_NOMEM;
    if (!err && kr_policy_read(&bound, text ? text : words))
        err = KR_E_IO;
    free(text);
    if (!err)
        *out = bound;
    return err;
}

struct kr_policy kr_bound_get(struct kr_office *o, const char *school)
{
    struct kr_policy all = kr_policy_unbound(), own = all;
    int err = kr_bound_own(o, &all, NULL);
    if (!err && school && *school)
        err = kr_bound_own(o, &own, school);
    if (err)
        kr_warn("the bounds of a room could not be read (%s)", kr_err_id(err));
    return kr_policy_tighten(own, &all);
}

int kr_bound_set(struct kr_office *o, const char *school, const struct kr_policy *bound)
{
    char words[KR_POLICY_TEXT_SIZE];
    kr_policy_write(words, bound);
    return school && *school ? kr_store_bound_set(o->store, school, words) : kr_setting_set(o, operators, words);
}
