/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/columns.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "office/school/fold.h"

enum { NAMES = 6, FOLDED_SIZE = 120 };

/* The header that is written, and what is read besides: small letters, no spaces and signs. */
static const struct {
    const char *id, *header;
    const char *names[NAMES];
} columns[KR_COLUMNS] = {
    [KR_PROFILE_NAME] = {"name", "Schule", {"schule", "name", "schulname", "namederschule", "school", "schoolname"}},
    [KR_PROFILE_NUMBER] = {"number", "Dienststellenschlüssel",
        {"dienststellenschlussel", "schulnummer", "nummer", "number", "officialnumber", "schoolnumber"}},
    [KR_PROFILE_KIND] = {"kind", "Schulart", {"schulart", "art", "kind", "type"}},
    [KR_PROFILE_STREET] = {"street", "Straße", {"strasse", "strassehausnummer", "anschrift", "street", "address"}},
    [KR_PROFILE_POSTCODE] = {"postcode", "PLZ", {"plz", "postleitzahl", "postcode", "postalcode", "zip"}},
    [KR_PROFILE_TOWN] = {"town", "Ort", {"ort", "stadt", "gemeinde", "town", "city"}},
    [KR_PROFILE_MAIL] = {"mail", "E-Mail", {"email", "mail", "emailderschule", "schulmail", "schoolmail"}},
    [KR_PROFILE_PHONE] = {"phone", "Telefon", {"telefon", "tel", "telefonnummer", "phone", "telephone"}},
    [KR_PROFILE_HEAD] = {"head", "Schulleitung", {"schulleitung", "schulleiter", "rektorin", "head", "headofschool"}},
    [KR_PROFILE_CONTACT] = {"contact", "Kontaktperson", {"kontaktperson", "ansprechperson", "contact", "contactperson"}},
    [KR_PROFILE_CONTACT_MAIL] = {"contact_mail", "E-Mail der Kontaktperson",
        {"emailderkontaktperson", "emailkontaktperson", "kontaktemail", "contactmail", "contactemail"}},
    [KR_PROFILE_DSB] = {"dsb", "Datenschutzbeauftragte",
        {"datenschutzbeauftragte", "datenschutzbeauftragter", "dsb", "dataprotectionofficer", "dpo"}},
    [KR_PROFILE_EXISTING] = {"existing", "Vorhanden", {"vorhanden", "vorhandenewerkzeuge", "werkzeug", "existing", "existingtools"}},
    [KR_PROFILE_NOTE] = {"note", "Bemerkung", {"bemerkung", "notiz", "anmerkung", "note", "remark"}},
    [KR_COLUMN_STATE] = {"state", "Stand", {"stand", "status", "state"}},
    [KR_COLUMN_INFORMATION] = {"information", "Infoblatt bekannt am", {"infoblattbekanntam", "infoblatt", "information"}},
    [KR_COLUMN_TERMS] = {"terms", "Nutzungsbedingungen angenommen am",
        {"nutzungsbedingungenangenommenam", "nutzungsbedingungen", "terms", "termsaccepted"}},
    [KR_COLUMN_AGREEMENT] = {"agreement", "AVV unterschrieben am", {"avvunterschriebenam", "avv", "agreement", "agreementsigned"}},
    [KR_COLUMN_REGISTRATION] = {"registration", "Anmeldung eingegangen am",
        {"anmeldungeingegangenam", "anmeldung", "registration", "registrationreceived"}},
    [KR_COLUMN_CONTACT_SIGNED] = {"contact_signed", "Kontaktperson unterschrieben am",
        {"kontaktpersonunterschriebenam", "unterschriftkontaktperson", "contactsigned"}},
    [KR_COLUMN_COUNTERSIGNED] = {"countersigned", "Gegengezeichnet am", {"gegengezeichnetam", "gegenzeichnung", "countersigned"}},
    [KR_COLUMN_SCHOOL_ACCOUNT] = {"school_account", "Schulkonto anlegen", {"schulkontoanlegen", "schulkonto", "schoolaccount"}},
    [KR_COLUMN_CONTACT_ACCOUNT] = {"contact_account", "Konto der Kontaktperson anlegen",
        {"kontoderkontaktpersonanlegen", "kontaktkonto", "contactaccount"}},
    [KR_COLUMN_MODERATORS] = {"moderators", "Moderationszugänge anlegen",
        {"moderationszugangeanlegen", "moderatoren", "moderationszugange", "moderators", "moderatoraccounts"}},
};

enum kr_step kr_column_step(enum kr_column column)
{
    bool is_day = column >= KR_COLUMN_INFORMATION && column <= KR_COLUMN_COUNTERSIGNED;
    return is_day ? (enum kr_step)(KR_STEP_INFORMATION + (column - KR_COLUMN_INFORMATION)) : 0;
}

const char *kr_column_id(enum kr_column column)
{
    kr_assert(column < KR_COLUMNS);
    return columns[column].id;
}

const char *kr_column_header(enum kr_column column)
{
    kr_assert(column < KR_COLUMNS);
    return columns[column].header;
}

/* Letters and digits only, folded. */
static void fold_header(char out[FOLDED_SIZE], const char *text)
{
    char folded[FOLDED_SIZE];
    size_t len = 0;
    kr_fold(folded, sizeof folded, text, false);
    for (const char *p = folded; *p; p++)
        if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
            out[len++] = *p;
    out[len] = '\0';
}

static int column_of(const char *header)
{
    char folded[FOLDED_SIZE];
    fold_header(folded, header);
    for (int c = 0; c < KR_COLUMNS; c++)
        for (size_t i = 0; i < NAMES && columns[c].names[i]; i++)
            if (strcmp(columns[c].names[i], folded) == 0)
                return c;
    return -1;
}

int kr_columns_find(struct kr_columns *out, const struct kr_csv *table, enum kr_column *wrong)
{
    struct kr_columns found;
    for (int c = 0; c < KR_COLUMNS; c++)
        found.at[c] = -1;
    for (uint32_t i = 0; table->n_rows > 0 && i < table->rows[0].n_cells; i++) {
        int c = column_of(kr_csv_cell(table, 0, i));
        if (c < 0)
            continue;
        if (found.at[c] >= 0) {
            *wrong = (enum kr_column)c;
            return KR_E_MALFORMED;
        }
        found.at[c] = (int)i;
    }
    static const enum kr_profile_field needed[] = {KR_PROFILE_NAME, KR_PROFILE_NUMBER};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (found.at[needed[i]] < 0) {
            *wrong = (enum kr_column)needed[i];
            return KR_E_MALFORMED;
        }
    *out = found;
    return 0;
}

/* ---- days ---- */

static const unsigned before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

static bool is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days since 1970 of a day of the Gregorian calendar; -1 if there is none such. */
static int64_t days_of(unsigned year, unsigned month, unsigned day)
{
    static const unsigned length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 ||
        day > length[month - 1] + (month == 2 && is_leap(year)))
        return -1;
    unsigned y = year - 1;
    int64_t leaps = (int64_t)(y / 4 - y / 100 + y / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400);
    return (int64_t)(year - 1970) * 365 + leaps + before_month[month - 1] + (month > 2 && is_leap(year)) + day - 1;
}

/* Reads up to four digits; 0 if there are none. */
static unsigned take_digits(const char **at)
{
    unsigned n = 0;
    for (int i = 0; i < 4 && **at >= '0' && **at <= '9'; i++)
        n = 10 * n + (unsigned)(*(*at)++ - '0');
    return n;
}

int kr_day_read(uint64_t *unix_ms, const char *text)
{
    text += strspn(text, " ");
    unsigned n[3];
    char sign = 0;
    for (int i = 0; i < 3; i++) {
        n[i] = take_digits(&text);
        if (i < 2) {
            if ((*text != '.' && *text != '-') || (sign && *text != sign))
                return KR_E_MALFORMED;
            sign = *text++;
        }
    }
    if (text[strspn(text, " ")])
        return KR_E_MALFORMED;
    int64_t days = sign == '.' ? days_of(n[2], n[1], n[0]) : days_of(n[0], n[1], n[2]);
    if (days < 0)
        return KR_E_MALFORMED;
    *unix_ms = ((uint64_t)days * 24 + 12) * 60 * 60 * 1000;
    return 0;
}

void kr_day_write(char out[KR_DAY_SIZE], uint64_t unix_ms)
{
    int64_t days = (int64_t)(unix_ms / (24 * 60 * 60 * 1000));
    unsigned year = 1970, month = 1;
    while (year < 2200 && days_of(year + 1, 1, 1) <= days)
        year++;
    while (month < 12 && days_of(year, month + 1, 1) <= days)
        month++;
    unsigned day = (unsigned)(days - days_of(year, month, 1)) + 1;
    snprintf(out, KR_DAY_SIZE, "%02u.%02u.%04u", day % 100, month, year % 10000);
}

/* ---- words ---- */

int kr_yes_read(bool *out, const char *text)
{
    static const char *const yes[] = {"ja", "j", "x", "1", "yes", "y", "true", "wahr"};
    static const char *const no[] = {"", "nein", "n", "0", "no", "false", "falsch"};
    char folded[FOLDED_SIZE];
    fold_header(folded, text);
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (strcmp(yes[i], folded) == 0) {
            *out = true;
            return 0;
        }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        if (strcmp(no[i], folded) == 0) {
            *out = false;
            return 0;
        }
    return KR_E_MALFORMED;
}

const char *kr_existing_read(const char *text)
{
    static const struct {
        const char *word, *names[4];
    } words[] = {
        {"none", {"none", "keines", "keins", "nichts"}},
        {"moodle-bbb", {"moodlebbb", "moodlemitbigbluebutton", "moodle", "bigbluebutton"}},
        {"m365", {"m365", "microsoft365", "teams", "microsoft365teams"}},
        {"other", {"other", "anderes", "sonstiges", "einanderes"}},
    };
    char folded[FOLDED_SIZE];
    fold_header(folded, text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t k = 0; k < 4; k++)
            if (strcmp(words[i].names[k], folded) == 0)
                return words[i].word;
    return text;
}
