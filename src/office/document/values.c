/* SPDX-License-Identifier: EUPL-1.2 */
/* What is put into documents: the operator, the day, a school. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "office/document/document.h"
#include "office/document/operator.h"

/* As long as a name takes when it is written by hand. */
static const char write_here[] = "______________________________";

void kr_document_date(char out[KR_DOCUMENT_DATE_SIZE], const char *lang, uint64_t unix_ms)
{
    static const char *const de[] = {"Januar", "Februar", "März", "April", "Mai", "Juni",
                                     "Juli", "August", "September", "Oktober", "November", "Dezember"};
    static const char *const en[] = {"January", "February", "March", "April", "May", "June",
                                     "July", "August", "September", "October", "November", "December"};
    time_t at = (time_t)(unix_ms / 1000);
    struct tm day = {0};
    bool german = strcmp(lang, "de") == 0;
    localtime_r(&at, &day);
    unsigned month = (unsigned)day.tm_mon % 12;
    snprintf(out, KR_DOCUMENT_DATE_SIZE, "%d%s %s %d", day.tm_mday, german ? "." : "", german ? de[month] : en[month],
             day.tm_year + 1900);
}

static void set_fact(struct kr_office *o, struct kr_paper_values *v, const struct kr_operator_fact *fact, bool german)
{
    char *text = kr_operator_text(o, fact->setting), *line = text ? kr_operator_joined(text) : NULL;
    const char *missing = german ? fact->missing_de : fact->missing_en;
    if (!line)
        v->err = v->err ? v->err : KR_E_NOMEM;
    else if (fact->form == KR_FORM_SITE && line[0])
        kr_paper_value_set_address(v, fact->placeholder, line);
    else
        kr_paper_value_set(v, fact->placeholder, line[0] || !missing ? line : missing);
    free(line);
    free(text);
}

void kr_document_values(struct kr_office *o, struct kr_paper_values *v, const char *lang, const char *address)
{
    char date[KR_DOCUMENT_DATE_SIZE];
    kr_document_date(date, lang, kr_office_now_ms(o));
    kr_paper_value_set(v, "date", date);
    kr_paper_value_set(v, "effective", date);
    kr_paper_value_set_address(v, "service.address", address);
    for (size_t i = 0; i < kr_operator_facts_count; i++)
        if (kr_operator_facts[i].placeholder && (!kr_operator_facts[i].lang || strcmp(kr_operator_facts[i].lang, lang) == 0))
            set_fact(o, v, &kr_operator_facts[i], strcmp(lang, "de") == 0);
}

void kr_document_school_values(struct kr_paper_values *v, const struct kr_document_school *s)
{
    const struct {
        const char *key, *text;
    } values[] = {
        {"school.name", s ? s->name : NULL},       {"school.number", s ? s->number : NULL},
        {"school.address", s ? s->address : NULL}, {"school.mail", s ? s->mail : NULL},
        {"school.head", s ? s->head : NULL},       {"school.contact", s ? s->contact : NULL},
        {"school.dsb", s ? s->dsb : NULL},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        kr_paper_value_set(v, values[i].key, values[i].text && values[i].text[0] ? values[i].text : write_here);
}
