/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/document/operator.h"

#include <string.h>

#include "base/assert.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "office/mail/message.h"
#include "office/setting.h"

#define MISSING(de, en) "[eintragen: " de "]", "[fill in: " en "]"

const struct kr_operator_fact kr_operator_facts[] = {
    {"operator.name", "name", KR_FORM_LINE, 200, "Kreismedienzentrum Musterkreis", "operator.name", NULL,
     MISSING("Name des Betreibers", "name of the operator")},
    {"operator.address", "address", KR_FORM_LINES, 400, "Musterstraße 1\n12345 Musterstadt", "operator.address", NULL,
     MISSING("Anschrift", "address")},
    {"operator.mail", "mail", KR_FORM_MAIL, KR_MAIL_ADDRESS_MAX, "videokonferenz@musterkreis.example", "operator.mail", NULL,
     MISSING("E-Mail-Adresse", "e-mail address")},
    {"operator.phone", "phone", KR_FORM_LINE, 100, "00000 1234-0", "operator.phone", NULL,
     MISSING("Telefonnummer", "telephone number")},
    {"operator.head", "head", KR_FORM_LINE, 200, "", "operator.head", NULL, MISSING("Vertretung", "who represents it")},
    {"operator.dsb", "dsb", KR_FORM_LINE, 300, "", "operator.dsb", NULL,
     MISSING("Kontakt der oder des Datenschutzbeauftragten", "contact of the data protection officer")},
    {"operator.site", "site", KR_FORM_SITE, 300, "", "operator.site", NULL, NULL, NULL},
    {"service.hosting", "hosting", KR_FORM_LINE, 300, "angemietete virtuelle Server in einem Rechenzentrum in Deutschland",
     "service.hosting", "de", MISSING("Ort und Art des Betriebs", "")},
    {"service.hosting_en", "hosting_en", KR_FORM_LINE, 300, "rented virtual servers in a data centre in Germany",
     "service.hosting", "en", MISSING("", "where and how it is run")},
    {"branding.colour", "colour", KR_FORM_COLOUR, 7, "", NULL, NULL, NULL, NULL},
    {"branding.band", "band", KR_FORM_COLOUR, 7, "", NULL, NULL, NULL, NULL},
    {"status.level", "status", KR_FORM_STATUS, 7, "good", NULL, NULL, NULL, NULL},
    {"status.de", "status_de", KR_FORM_LINES, 1000, "", NULL, NULL, NULL, NULL},
    {"status.en", "status_en", KR_FORM_LINES, 1000, "", NULL, NULL, NULL, NULL},
};

const size_t kr_operator_facts_count = sizeof kr_operator_facts / sizeof kr_operator_facts[0];

char *kr_operator_text(struct kr_office *o, const char *setting)
{
    for (size_t i = 0; i < kr_operator_facts_count; i++)
        if (strcmp(kr_operator_facts[i].setting, setting) == 0)
            return kr_setting_text(o, setting, kr_operator_facts[i].otherwise);
    kr_assert(false); /* not a setting of the table */
    return NULL;
}

static bool is_text(const char *text, bool lines)
{
    if (!kr_utf8_is_valid(text, strlen(text)))
        return false;
    for (const char *p = text; *p; p++)
        if (((unsigned char)*p < 0x20 && !(lines && *p == '\n')) || *p == 0x7f)
            return false;
    return true;
}

/* An address that is safe inside a page and a document: no quotes, brackets or spaces (RFC 3986 section 2). */
static bool is_site(const char *text)
{
    size_t scheme = strncmp(text, "https://", 8) == 0 ? 8 : strncmp(text, "http://", 7) == 0 ? 7 : 0;
    return scheme && text[scheme] && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&()*+,;=%") ==
                                         strlen(text);
}

int kr_operator_check(const struct kr_operator_fact *fact, const char *text)
{
    bool ok = true;
    if (strlen(text) > fact->max)
        return KR_E_TOO_LARGE;
    switch (fact->form) {
    case KR_FORM_LINE:
    case KR_FORM_LINES:
        ok = is_text(text, fact->form == KR_FORM_LINES);
        break;
    case KR_FORM_MAIL:
        ok = !text[0] || kr_mail_address_fits(text);
        break;
    case KR_FORM_SITE:
        ok = !text[0] || is_site(text);
        break;
    case KR_FORM_COLOUR:
        ok = !text[0] || (strlen(text) == 7 && text[0] == '#' && strspn(text + 1, "0123456789abcdef") == 6);
        break;
    case KR_FORM_STATUS:
        ok = strcmp(text, "good") == 0 || strcmp(text, "notice") == 0 || strcmp(text, "trouble") == 0;
        break;
    }
    return ok ? 0 : KR_E_MALFORMED;
}

char *kr_operator_joined(const char *text)
{
    struct kr_strbuf out;
    kr_strbuf_init(&out, 2 * KR_OPERATOR_TEXT_MAX);
    kr_strbuf_add(&out, "", 0);
    while (*text) {
        size_t n = strcspn(text, "\n");
        if (n > 0 && out.len > 0)
            kr_strbuf_add(&out, ", ", 2);
        kr_strbuf_add(&out, text, n);
        text += n + (text[n] == '\n');
    }
    return kr_strbuf_take(&out);
}
