/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/api/school_view.h"

#include "office/school/index.h"

/* Where each field is in the API's form. */
static const size_t places[KR_PROFILE_FIELDS] = {
    [KR_PROFILE_NAME] = offsetof(struct kr_api_school_profile, name),
    [KR_PROFILE_NUMBER] = offsetof(struct kr_api_school_profile, number),
    [KR_PROFILE_KIND] = offsetof(struct kr_api_school_profile, kind),
    [KR_PROFILE_STREET] = offsetof(struct kr_api_school_profile, street),
    [KR_PROFILE_POSTCODE] = offsetof(struct kr_api_school_profile, postcode),
    [KR_PROFILE_TOWN] = offsetof(struct kr_api_school_profile, town),
    [KR_PROFILE_MAIL] = offsetof(struct kr_api_school_profile, mail),
    [KR_PROFILE_PHONE] = offsetof(struct kr_api_school_profile, phone),
    [KR_PROFILE_HEAD] = offsetof(struct kr_api_school_profile, head),
    [KR_PROFILE_CONTACT] = offsetof(struct kr_api_school_profile, contact),
    [KR_PROFILE_CONTACT_MAIL] = offsetof(struct kr_api_school_profile, contact_mail),
    [KR_PROFILE_DSB] = offsetof(struct kr_api_school_profile, dsb),
    [KR_PROFILE_EXISTING] = offsetof(struct kr_api_school_profile, existing),
    [KR_PROFILE_NOTE] = offsetof(struct kr_api_school_profile, note),
};

void kr_view_profile_texts(const struct kr_api_school_profile *body, const char *raw[KR_PROFILE_FIELDS])
{
    for (enum kr_profile_field i = 0; i < KR_PROFILE_FIELDS; i++)
        raw[i] = *(const char *const *)((const char *)body + places[i]);
}

struct kr_api_school_profile kr_view_profile(const struct kr_profile *p)
{
    struct kr_api_school_profile out = {0};
    for (enum kr_profile_field i = 0; i < KR_PROFILE_FIELDS; i++)
        if (p->text[i][0])
            *(const char **)((char *)&out + places[i]) = p->text[i];
    return out;
}

_Static_assert((int)KR_API_SCHOOL_WAITING_NEXT_ISSUED == (int)KR_STEP_ISSUED, "one list of steps");
_Static_assert((int)KR_API_SCHOOL_WAITING_WHO_OPERATOR == (int)KR_PARTY_OPERATOR, "one list of parties");
_Static_assert((int)KR_API_SCHOOL_ROW_STATE_ENDED == (int)KR_SCHOOL_ENDED, "one list of states");
_Static_assert((int)KR_API_SCHOOL_DETAIL_STATE_ENDED == (int)KR_SCHOOL_ENDED, "one list of states");

struct kr_api_school_waiting kr_view_waiting(const struct kr_waiting *w, const char *due[KR_VIEW_DUE])
{
    struct kr_api_school_waiting out = {
        .next = (enum kr_api_school_waiting_next)w->next, .who = (enum kr_api_school_waiting_who)w->who, .due = due,
        .has_until_ms = w->until_ms != 0, .until_ms = (int64_t)w->until_ms, .overdue = w->overdue,
    };
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_ISSUED; step++)
        if (w->due & KR_STEP_BIT(step))
            due[out.due_len++] = kr_step_name(step);
    return out;
}

void kr_view_profile_fault(const struct kr_api_answer *a, const struct kr_profile_fault *fault)
{
    kr_api_problem(a, 400, fault->reason, "This part of the profile does not fit.", kr_profile_field_name(fault->field));
}

void kr_view_fail(const struct kr_api_answer *a, int err)
{
    if (err == KR_E_SEALED)
        kr_api_problem(a, 409, "sealed", "The key that opens this is not open in this session.", NULL);
    else
        kr_api_fail(a, err);
}

bool kr_view_open(struct kr_api_call *c, struct kr_school *out)
{
    int err = kr_school_open(c->office, out, &c->session, kr_api_part(c, "school"));
    if (err)
        kr_view_fail(&c->answer, err);
    return !err;
}

enum { TWINS = 10 };

/* Whether the school may be there twice; for those who see all of them. */
static size_t find_twins(struct kr_api_call *c, const struct kr_school *s, struct kr_api_school_twin out[TWINS])
{
    const struct kr_index_row *rows[TWINS];
    size_t n = 0;
    if (c->session.account.role != KR_ROLE_OPERATOR || kr_index_twins(c->office, s->row.id, rows, TWINS, &n))
        return 0;
    for (size_t i = 0; i < n; i++)
        out[i] = (struct kr_api_school_twin){
            .id = rows[i]->id, .name = rows[i]->name, .state = (enum kr_api_school_twin_state)rows[i]->state,
            .by = kr_profile_same_number(rows[i]->number, s->profile.text[KR_PROFILE_NUMBER]) ? KR_API_SCHOOL_TWIN_BY_NUMBER
                                                                                             : KR_API_SCHOOL_TWIN_BY_NAME};
    return n;
}

void kr_view_answer_school(struct kr_api_call *c, int status, const struct kr_school *s)
{
    struct kr_standing standing;
    struct kr_due_versions versions;
    const char *due[KR_VIEW_DUE];
    struct kr_api_school_twin twins[TWINS];
    int err = kr_standing_get(c->office, &standing, s->row.id);
    if (!err)
        err = kr_due_versions_get(c->office, &versions);
    if (err) {
        kr_view_fail(&c->answer, err);
        return;
    }
    struct kr_enrolment_settings settings = kr_enrolment_settings_get(c->office);
    struct kr_waiting w = kr_standing_waiting(&standing, &versions, &settings, kr_office_now_ms(c->office));
    struct kr_api_msg msg = {
        .head.type = KR_API_SCHOOL_ONE,
        .u.school_one.school = {.id = s->row.id, .state = (enum kr_api_school_detail_state)s->row.state, .online = s->row.online,
                                .created_ms = (int64_t)s->row.created_ms, .changed_ms = (int64_t)s->row.changed_ms,
                                .has_ends_ms = s->row.ended_ms != 0, .ends_ms = (int64_t)s->row.ended_ms,
                                .has_keys = s->row.keys.has_school, .profile = kr_view_profile(&s->profile),
                                .waiting = kr_view_waiting(&w, due), .twins = twins, .twins_len = find_twins(c, s, twins)}};
    kr_api_answer(&c->answer, status, &msg);
}
