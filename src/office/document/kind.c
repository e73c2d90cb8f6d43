/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/document/kind.h"

#include <string.h>

#include "base/assert.h"

enum {
    SCHOOL = KR_DOCUMENT_VALUES_SCHOOL,
    ACCOUNTS = KR_DOCUMENT_VALUES_ACCOUNTS,
    RECOVERY = KR_DOCUMENT_VALUES_RECOVERY,
    PROOF = KR_DOCUMENT_VALUES_PROOF,
    ROOM = KR_DOCUMENT_VALUES_ROOM,
    HOLDINGS = KR_DOCUMENT_VALUES_HOLDINGS,
};

enum { OWN = true };

#define CONTRACT(accept) KR_DOCUMENT_CONTRACT, KR_DOCUMENT_##accept, KR_DOCUMENT_FOR_ALL
#define PRIVACY(audience) KR_DOCUMENT_PRIVACY, KR_DOCUMENT_NONE, KR_DOCUMENT_FOR_##audience
#define LETTER KR_DOCUMENT_LETTER, KR_DOCUMENT_NONE, KR_DOCUMENT_FOR_SCHOOL
#define PAGE KR_DOCUMENT_PAGE, KR_DOCUMENT_NONE, KR_DOCUMENT_FOR_ALL, 0
/* Blocks may name the school where the document around them does; that one is what is checked. */
#define BLOCK KR_DOCUMENT_BLOCK, KR_DOCUMENT_NONE, KR_DOCUMENT_FOR_OPERATOR, 0

const struct kr_document_kind kr_document_kinds[] = {
    {"infoblatt", CONTRACT(KNOWN), 0},
    {"nutzungsbedingungen", CONTRACT(ACCEPTED), 0},
    {"avv", CONTRACT(SIGNED), SCHOOL},
    {"avv-tom", CONTRACT(SIGNED), 0},
    {"avv-unterauftragnehmer", CONTRACT(SIGNED), 0},
    {"anmeldedokument", CONTRACT(RECEIVED), SCHOOL},
    {"vvt-schule", PRIVACY(ALL), SCHOOL, OWN},
    {"datenschutzhinweise", PRIVACY(ALL), SCHOOL, OWN},
    {"nutzungsordnung", PRIVACY(ALL), SCHOOL, OWN},
    {"dsfa", PRIVACY(ALL), SCHOOL, OWN},
    {"vvt-betreiber", PRIVACY(OPERATOR), 0},
    {"barrierefreiheit", PRIVACY(ALL), 0},
    {"zugangsbrief", LETTER, SCHOOL | ACCOUNTS},
    {"wiederherstellung", LETTER, SCHOOL | RECOVERY},
    {"nachweis", LETTER, SCHOOL | PROOF},
    {"zugangsverzeichnis", LETTER, SCHOOL | HOLDINGS},
    {"karte", LETTER, ROOM},
    {"seite-start", PAGE},
    {"seite-teilnehmen", PAGE},
    {"seite-technik", PAGE},
    {"seite-datenschutz", PAGE},
    {"seite-impressum", PAGE},
    {"seite-barrierefreiheit", PAGE},
    {"absatz-zielgruppe", BLOCK},
    {"absatz-einwilligung", BLOCK},
    {"absatz-paedagogik", BLOCK},
    {"absatz-foerderung", BLOCK},
};

const size_t kr_document_kinds_count = sizeof kr_document_kinds / sizeof kr_document_kinds[0];

static const struct {
    const char *key;
    unsigned values; /* which kinds may name it; 0: all */
} keys[] = {
    {"operator.name", 0}, {"operator.address", 0}, {"operator.mail", 0}, {"operator.phone", 0}, {"operator.head", 0},
    {"operator.dsb", 0}, {"operator.site", 0}, {"service.address", 0}, {"service.hosting", 0}, {"date", 0}, {"effective", 0},
    {"school.name", SCHOOL}, {"school.number", SCHOOL}, {"school.address", SCHOOL}, {"school.mail", SCHOOL},
    {"school.head", SCHOOL}, {"school.contact", SCHOOL}, {"school.dsb", SCHOOL},
    {"accounts", ACCOUNTS}, {".title", ACCOUNTS | PROOF}, {".handle", ACCOUNTS | HOLDINGS}, {".password", ACCOUNTS},
    {".purpose", ACCOUNTS}, {".expires", ACCOUNTS}, {"posted", ACCOUNTS}, {"recovery.code", RECOVERY},
    {"enrolment.state", PROOF}, {"steps", PROOF}, {".when", PROOF}, {".by", PROOF}, {".way", PROOF}, {".document", PROOF},
    {"versions", PROOF}, {".number", PROOF}, {".sha256", PROOF},
    {"period.from", HOLDINGS}, {"period.until", HOLDINGS}, {"period.count", HOLDINGS}, {"holdings", HOLDINGS}, {".label", HOLDINGS},
    {".from", HOLDINGS}, {".until", HOLDINGS}, {".ended", HOLDINGS},
    {"room.title", ROOM}, {"room.link", ROOM}, {"room.code", ROOM}, {"room.until", ROOM},
    {"room.when", ROOM}, {"room.lobby", ROOM}, {"room.adults", ROOM},
};

const struct kr_document_kind *kr_document_kind(const char *id)
{
    for (size_t i = 0; i < kr_document_kinds_count; i++)
        if (strcmp(kr_document_kinds[i].id, id) == 0)
            return &kr_document_kinds[i];
    return NULL;
}

const char *kr_document_group_name(enum kr_document_group group)
{
    static const char *const names[] = {"contract", "privacy", "letter", "page", "block"};
    kr_assert(group < sizeof names / sizeof names[0]);
    return names[group];
}

const char *kr_document_accept_name(enum kr_document_accept accept)
{
    static const char *const names[] = {"none", "known", "accepted", "signed", "received"};
    kr_assert(accept < sizeof names / sizeof names[0]);
    return names[accept];
}

bool kr_document_lang_is_known(const char *lang)
{
    return strcmp(lang, "de") == 0 || strcmp(lang, "en") == 0;
}

bool kr_document_may_name(const struct kr_document_kind *kind, const char *key)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i].key, key) == 0)
            return keys[i].values == 0 || (keys[i].values & kind->values) != 0;
    return false;
}
