/* SPDX-License-Identifier: EUPL-1.2 */
/* Papers with a school's own name and people in them, and the proof of what it has done to take part. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/api/document_file.h"
#include "office/api/document_view.h"
#include "office/api/school_view.h"

enum { ADDRESS_SIZE = 3 * KR_PROFILE_TEXT_SIZE, TEXT_SIZE = 400 };

struct words {
    const char *de, *en;
};

static const struct words step_words[KR_STEPS] = {
    [KR_STEP_INFORMATION] = {"Informationsblatt zur Kenntnis genommen", "Information sheet acknowledged"},
    [KR_STEP_TERMS] = {"Nutzungsbedingungen angenommen", "Terms of use accepted"},
    [KR_STEP_AGREEMENT] = {"Vereinbarung zur Auftragsverarbeitung unterschrieben", "Data processing agreement signed"},
    [KR_STEP_REGISTRATION] = {"Anmeldedokument eingegangen", "Registration received"},
    [KR_STEP_CONTACT] = {"Unterschrift der Kontaktperson", "Signature of the contact person"},
    [KR_STEP_COUNTERSIGNED] = {"Gegengezeichnet", "Countersigned"},
    [KR_STEP_ISSUED] = {"Zugangsdaten ausgegeben", "Credentials handed out"},
    [KR_STEP_SUSPENDED] = {"Teilnahme ausgesetzt", "Participation suspended"},
    [KR_STEP_RESUMED] = {"Teilnahme fortgesetzt", "Participation resumed"},
    [KR_STEP_WITHDRAWN] = {"Anmeldung zurückgezogen", "Registration withdrawn"},
    [KR_STEP_ENDING] = {"Ende der Teilnahme festgelegt", "End of participation set"},
    [KR_STEP_CONTINUED] = {"Ende der Teilnahme aufgehoben", "End of participation taken back"},
    [KR_STEP_ENDED] = {"Teilnahme beendet", "Participation ended"},
};

static const struct words party_words[KR_PARTIES] = {
    [KR_PARTY_HEAD] = {"Schulleitung", "head of school"},
    [KR_PARTY_CONTACT] = {"Kontaktperson", "contact person"},
    [KR_PARTY_OPERATOR] = {"Betreiber", "operator"},
    [KR_PARTY_OFFICE] = {"selbsttätig", "automatically"},
};

static const struct words way_words[KR_WAYS] = {
    [KR_WAY_ONLINE] = {"im Portal", "in the portal"},
    [KR_WAY_UPLOAD] = {"Scan des Papiers", "scan of the paper"},
    [KR_WAY_PAPER] = {"auf Papier", "on paper"},
};

static const struct words state_words[KR_SCHOOL_STATES] = {
    [KR_SCHOOL_ENROLLING] = {"in der Anmeldung", "enrolling"},
    [KR_SCHOOL_ACTIVE] = {"teilnehmend", "taking part"},
    [KR_SCHOOL_SUSPENDED] = {"ausgesetzt", "suspended"},
    [KR_SCHOOL_WITHDRAWN] = {"zurückgezogen", "withdrawn"},
    [KR_SCHOOL_ENDED] = {"beendet", "ended"},
};

static const char *say(const struct words *w, bool german)
{
    return german ? w->de : w->en;
}

/* ---- the proof ---- */

struct proof {
    struct kr_office *office;
    const struct kr_school *school;
    struct kr_paper_values *values;
    bool german;
    struct kr_store_step steps[KR_SCHOOL_RECORDS];
    char documents[KR_SCHOOL_RECORDS][TEXT_SIZE]; /* of each step: "Nutzungsbedingungen 2" */
    size_t n;
    uint8_t listed[KR_SCHOOL_RECORDS][KR_DOCUMENT_HASH_BYTES]; /* versions that stand in the list below the steps */
    size_t n_listed;
};

static int take_step(void *arg, const struct kr_store_step *row)
{
    struct proof *p = arg;
    if (!row->voided_ms && p->n < KR_SCHOOL_RECORDS)
        p->steps[p->n++] = *row;
    return 0;
}

/* A line of the delivered header of a kind, without placeholders: enough to know which document is meant. */
static void header_of(char out[TEXT_SIZE], const char *kind, const char *name)
{
    const struct kr_document_text *text = kr_document_delivered(kind, "de");
    const char *line = text ? strstr(text->source, name) : NULL;
    const char *title = line ? line + strlen(name) : kind;
    size_t n = strcspn(title, "\n");
    snprintf(out, TEXT_SIZE, "%.*s", (int)(n < TEXT_SIZE ? n : TEXT_SIZE - 1), title);
}

/* Two steps may be about one version; it is listed once. */
static bool is_listed(struct proof *p, const uint8_t sha256[KR_DOCUMENT_HASH_BYTES])
{
    for (size_t i = 0; i < p->n_listed; i++)
        if (memcmp(p->listed[i], sha256, KR_DOCUMENT_HASH_BYTES) == 0)
            return true;
    if (p->n_listed < KR_SCHOOL_RECORDS)
        memcpy(p->listed[p->n_listed++], sha256, KR_DOCUMENT_HASH_BYTES);
    return false;
}

static int take_document(void *arg, const struct kr_store_step_document *row)
{
    struct proof *p = arg;
    char title[TEXT_SIZE], short_title[TEXT_SIZE], number[12], hex[2 * KR_DOCUMENT_HASH_BYTES + 1];
    if (row->voided)
        return 0;
    header_of(title, row->kind, "title: ");
    header_of(short_title, row->kind, "short: ");
    snprintf(number, sizeof number, "%u", row->number);
    if (!is_listed(p, row->sha256)) {
        for (size_t i = 0; i < sizeof row->sha256; i++)
            snprintf(hex + 2 * i, 3, "%02x", row->sha256[i]);
        struct kr_paper_row *line = kr_paper_list_add(p->values, kr_paper_list_get(p->values, "versions"));
        kr_paper_row_set(p->values, line, "title", title);
        kr_paper_row_set(p->values, line, "number", number);
        kr_paper_row_set(p->values, line, "sha256", hex);
    }
    for (size_t i = 0; i < p->n; i++) {
        if (strcmp(p->steps[i].id, row->step) != 0)
            continue;
        size_t len = strlen(p->documents[i]);
        snprintf(p->documents[i] + len, TEXT_SIZE - len, "%s%s %s", len ? ", " : "", short_title, number);
    }
    return 0;
}

static void add_step(struct proof *p, size_t i)
{
    const struct kr_store_step *s = &p->steps[i];
    char date[KR_DOCUMENT_DATE_SIZE], by[TEXT_SIZE + KR_STEP_TEXT_SIZE];
    char signer[KR_STEP_TEXT_SIZE], note[KR_STEP_TEXT_SIZE], why[KR_STEP_TEXT_SIZE];
    kr_step_texts(&p->school->key, s, signer, note, why);
    kr_document_date(date, p->german ? "de" : "en", s->at_ms);
    /* What came on paper was the school's act; the operator only wrote it down. */
    bool written_down = s->party == KR_PARTY_OPERATOR && s->step <= KR_STEP_CONTACT;
    if (written_down && signer[0])
        snprintf(by, sizeof by, "%s", signer);
    else
        snprintf(by, sizeof by, "%s%s%s", say(&party_words[s->party], p->german), signer[0] ? ": " : "", signer);
    struct kr_paper_row *line = kr_paper_list_add(p->values, kr_paper_list_get(p->values, "steps"));
    kr_paper_row_set(p->values, line, "title", say(&step_words[s->step], p->german));
    kr_paper_row_set(p->values, line, "when", date);
    kr_paper_row_set(p->values, line, "by", by);
    kr_paper_row_set(p->values, line, "way", say(&way_words[s->way], p->german));
    kr_paper_row_set(p->values, line, "document", p->documents[i]);
    kr_wipe(signer, sizeof signer);
    kr_wipe(by, sizeof by);
}

static int add_proof(struct kr_office *o, const struct kr_school *s, struct kr_paper_values *values, bool german)
{
    struct proof *p = calloc(1, sizeof *p);
    if (!p)
        return KR_E_NOMEM;
    *p = (struct proof){.office = o, .school = s, .values = values, .german = german};
    kr_paper_value_set(values, "enrolment.state", say(&state_words[s->row.state], german));
    kr_paper_list_get(values, "steps");
    kr_paper_list_get(values, "versions");
    int err = kr_store_step_list(o->store, s->row.id, take_step, p);
    if (!err)
        err = kr_store_step_documents(o->store, s->row.id, take_document, p);
    for (size_t i = 0; i < p->n && !err; i++)
        add_step(p, i);
    free(p);
    return err;
}

/* ---- papers ---- */

void kr_api_school_values(struct kr_paper_values *values, const struct kr_school *s)
{
    const struct kr_profile *p = &s->profile;
    char address[ADDRESS_SIZE];
    kr_profile_address(p, address, sizeof address);
    struct kr_document_school school = {
        .name = p->text[KR_PROFILE_NAME], .number = p->text[KR_PROFILE_NUMBER], .address = address,
        .mail = p->text[KR_PROFILE_MAIL], .head = p->text[KR_PROFILE_HEAD], .contact = p->text[KR_PROFILE_CONTACT],
        .dsb = p->text[KR_PROFILE_DSB],
    };
    kr_document_school_values(values, &school);
    kr_wipe(address, sizeof address);
}

void kr_api_school_head(struct kr_document_head *out, const struct kr_school *s)
{
    const char (*text)[KR_PROFILE_TEXT_SIZE] = s->profile.text;
    const char *phone = text[KR_PROFILE_PHONE], *mail = text[KR_PROFILE_MAIL];
    /* As long as fields of a profile can be (school/profile.c). */
    snprintf(out->name, sizeof out->name, "%.480s", text[KR_PROFILE_NAME]);
    snprintf(out->address, sizeof out->address, "%.480s\n%.20s %.320s%s%.40s%s%.254s", text[KR_PROFILE_STREET], text[KR_PROFILE_POSTCODE],
             text[KR_PROFILE_TOWN], phone[0] ? "\nTelefon " : "", phone, mail[0] ? "\n" : "", mail);
}

/* What a school gets filled in: what everybody may read, and the proof. */
static bool is_for_schools(const struct kr_document_kind *kind)
{
    return kind && (kr_document_is_open(kind) || strcmp(kind->id, "nachweis") == 0);
}

static int find_version(struct kr_api_call *c, const struct kr_document_kind *kind, const char *lang, struct kr_store_document *out)
{
    char id[KR_LIMIT_ID_BYTES + 1];
    uint64_t now_ms = kr_office_now_ms(c->office);
    if (!kr_api_param(c, "version", id, sizeof id))
        return kr_document_in_force(c->office, kind->id, lang, now_ms, out);
    int err = kr_document_version_get(c->office, id, out);
    bool shown = !err && strcmp(out->kind, kind->id) == 0 && out->number > 0; /* drafts are the operator's */
    return err ? err : shown ? 0 : KR_E_NOT_FOUND;
}

void kr_api_school_document(struct kr_api_call *c)
{
    const struct kr_document_kind *kind = kr_document_kind(kr_api_part(c, "kind"));
    char lang[3];
    bool english = kr_api_param(c, "lang", lang, sizeof lang) && strcmp(lang, "en") == 0;
    struct kr_store_document v;
    struct kr_school s;
    struct kr_paper_values values;
    struct kr_document_head head;
    int err = is_for_schools(kind) ? find_version(c, kind, english ? "en" : "de", &v) : KR_E_NOT_FOUND;
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    if (!kr_view_open(c, &s))
        return;
    kr_paper_values_init(&values);
    kr_api_school_values(&values, &s);
    kr_api_school_head(&head, &s);
    kr_document_values(c->office, &values, v.lang, c->req->origin);
    if (kind->values & KR_DOCUMENT_VALUES_PROOF)
        err = add_proof(c->office, &s, &values, strcmp(v.lang, "de") == 0);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer_print(c, &(struct kr_document_print){.version = &v, .values = &values, .head = kind->own ? &head : NULL});
    kr_paper_values_fini(&values);
    kr_wipe(&head, sizeof head);
    kr_school_close(&s);
}
