/* SPDX-License-Identifier: EUPL-1.2 */
/* Fresh passwords on paper: a letter for each account, and the recovery sheet of a school's keys. Never kept. */
#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/credential.h"
#include "office/api/account_view.h"
#include "office/api/document_file.h"
#include "office/school/school.h"

enum {
    LETTERS = 25, /* in one file: 11 KB each, and an answer carries KR_API_FILE_MAX */
    PARTS_MAX = 100,
};

static const char *title_of(enum kr_role role, bool de)
{
    static const char *const titles[KR_ROLE_COUNT][2] = {
        [KR_ROLE_SCHOOL] = {"School account", "Schulzugang"},
        [KR_ROLE_MODERATOR] = {"Account for teachers", "Zugang für Lehrkräfte"},
        [KR_ROLE_EXTRA] = {"Extra account", "Zusatzzugang"},
        [KR_ROLE_HEAD] = {"Account of the head of school", "Zugang der Schulleitung"},
        [KR_ROLE_CONTACT] = {"Account of the contact person", "Zugang der Kontaktperson"},
        [KR_ROLE_OPERATOR] = {"Account", "Zugang"},
    };
    return titles[role][de];
}

/*
 * The school on the paper, if all are of one and the caller may know which; recipient: its address for the window. It is ""
 * where the caller is of the school: such letters are handed over.
 */
static void name_school(struct kr_api_call *c, struct kr_paper_values *values, char recipient[KR_PRINT_HEAD_ADDRESS_SIZE],
                        const struct kr_credential *list, size_t n)
{
    struct kr_school school;
    char address[3 * KR_TITLE_SIZE];
    const char (*text)[KR_PROFILE_TEXT_SIZE] = school.profile.text;
    recipient[0] = '\0';
    for (size_t i = 1; i < n; i++)
        if (strcmp(list[i].row.school, list[0].row.school) != 0)
            n = 0;
    if (n == 0 || kr_school_open(c->office, &school, &c->session, list[0].row.school)) {
        kr_document_school_values(values, NULL);
        kr_paper_value_set(values, "school.name", "");
        kr_paper_value_set(values, "school.address", "");
        return;
    }
    kr_profile_address(&school.profile, address, sizeof address);
    kr_document_school_values(values, &(struct kr_document_school){.name = school.profile.text[KR_PROFILE_NAME],
                                                                  .number = school.profile.text[KR_PROFILE_NUMBER],
                                                                  .address = address,
                                                                  .mail = school.profile.text[KR_PROFILE_MAIL],
                                                                  .head = school.profile.text[KR_PROFILE_HEAD],
                                                                  .contact = school.profile.text[KR_PROFILE_CONTACT],
                                                                  .dsb = school.profile.text[KR_PROFILE_DSB]});
    if (c->session.account.role == KR_ROLE_OPERATOR)
        snprintf(recipient, KR_PRINT_HEAD_ADDRESS_SIZE, "%.480s\n%.480s\n%.20s %.320s", text[KR_PROFILE_NAME],
                 text[KR_PROFILE_STREET], text[KR_PROFILE_POSTCODE], text[KR_PROFILE_TOWN]);
    kr_wipe(address, sizeof address);
    kr_school_close(&school);
}

static void add_account(struct kr_paper_values *values, struct kr_paper_list *accounts, const struct kr_credential *one,
                        const char *lang)
{
    char expires[KR_DOCUMENT_DATE_SIZE] = "";
    struct kr_paper_row *row = kr_paper_list_add(values, accounts);
    if (!row)
        return; /* filling gives the error back */
    if (one->row.expires_ms)
        kr_document_date(expires, lang, one->row.expires_ms);
    kr_paper_row_set(values, row, "title", title_of(one->row.role, strcmp(lang, "de") == 0));
    kr_paper_row_set(values, row, "handle", one->row.handle);
    kr_paper_row_set(values, row, "password", one->password);
    kr_paper_row_set(values, row, "purpose", one->purpose);
    kr_paper_row_set(values, row, "expires", expires);
}

/* The credentials that the path names, and the text in force; otherwise the call has ended. */
static const struct kr_credentials *begin(struct kr_api_call *c, struct kr_store_document *v, const char *kind)
{
    const struct kr_credentials *all = kr_credentials_find(c->office, kr_api_part(c, "job"), c->session.account.id);
    char lang[3];
    bool en = kr_api_param(c, "lang", lang, sizeof lang) && strcmp(lang, "en") == 0;
    int err = all ? kr_document_in_force(c->office, kind, en ? "en" : "de", kr_office_now_ms(c->office), v) : KR_E_NOT_FOUND;
    if (err)
        kr_api_fail(&c->answer, err);
    return err ? NULL : all;
}

void kr_api_credentials_letter(struct kr_api_call *c)
{
    struct kr_store_document v;
    struct kr_paper_values values;
    char recipient[KR_PRINT_HEAD_ADDRESS_SIZE];
    size_t first = (size_t)kr_api_param_number(c, "part", PARTS_MAX, 0) * LETTERS;
    const struct kr_credentials *all = begin(c, &v, "zugangsbrief");
    if (!all)
        return;
    if (first >= all->n) {
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
        return;
    }
    size_t n = all->n - first < LETTERS ? all->n - first : LETTERS;
    kr_paper_values_init(&values);
    name_school(c, &values, recipient, all->list + first, n);
    struct kr_paper_list *accounts = kr_paper_list_get(&values, "accounts");
    for (size_t i = 0; i < n && accounts; i++)
        add_account(&values, accounts, &all->list[first + i], v.lang);
    kr_document_values(c->office, &values, v.lang, c->req->origin);
    kr_paper_value_set(&values, "posted", recipient[0] ? "1" : "");
    kr_api_answer_print(c, &(struct kr_document_print){.version = &v, .values = &values, .recipient = recipient});
    kr_paper_values_fini(&values);
    kr_wipe(recipient, sizeof recipient);
}

void kr_api_credentials_recovery(struct kr_api_call *c)
{
    struct kr_store_document v;
    struct kr_paper_values values;
    char recipient[KR_PRINT_HEAD_ADDRESS_SIZE]; /* the sheet is kept, not sent: it has no window */
    size_t i = 0;
    const struct kr_credentials *all = begin(c, &v, "wiederherstellung");
    if (!all)
        return;
    while (i < all->n && !all->list[i].recovery[0])
        i++;
    if (i == all->n) {
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
        return;
    }
    kr_paper_values_init(&values);
    name_school(c, &values, recipient, &all->list[i], 1);
    kr_paper_value_set(&values, "recovery.code", all->list[i].recovery);
    kr_document_values(c->office, &values, v.lang, c->req->origin);
    kr_api_answer_print(c, &(struct kr_document_print){.version = &v, .values = &values});
    kr_paper_values_fini(&values);
    kr_wipe(recipient, sizeof recipient);
}
