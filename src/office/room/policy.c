/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/policy.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"

static const struct {
    const char *name;
    struct kr_policy policy;
} kinds[KR_ROOM_KINDS] = {
    [KR_ROOM_LESSON] = {"lesson", {.lobby = true, .microphone = true, .camera = true, .screen = true, .chat = true, .codes = true,
                                   .end_after_s = 600}},
    [KR_ROOM_PRIMARY] = {"primary", {.lobby = true, .microphone = true, .camera = true, .codes = true, .end_after_s = 120}},
    [KR_ROOM_TEST] = {"test", {.lobby = true, .camera = true, .end_after_s = 300}},
    [KR_ROOM_PARENTS] = {"parents", {.lobby = true, .microphone = true, .camera = true, .chat = true, .codes = true,
                                     .end_after_s = 300}},
    [KR_ROOM_STAFF] = {"staff", {.lobby = true, .microphone = true, .camera = true, .screen = true, .chat = true,
                                 .end_after_s = 1800}},
};

const char *kr_room_kind_name(enum kr_room_kind kind)
{
    kr_assert(kind < KR_ROOM_KINDS);
    return kinds[kind].name;
}

int kr_room_kind_read(enum kr_room_kind *out, const char *name)
{
    for (int i = 0; i < KR_ROOM_KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *out = (enum kr_room_kind)i;
            return 0;
        }
    }
    return KR_E_NOT_FOUND;
}

struct kr_policy kr_policy_of(enum kr_room_kind kind)
{
    kr_assert(kind < KR_ROOM_KINDS);
    return kinds[kind].policy;
}

struct kr_policy kr_policy_unbound(void)
{
    return (struct kr_policy){.microphone = true, .camera = true, .screen = true, .chat = true, .codes = true};
}

static bool *switch_of(struct kr_policy *p, const char *word, size_t len)
{
    const struct {
        const char *word;
        bool *value;
    } rows[] = {{"lobby", &p->lobby},   {"microphone", &p->microphone}, {"camera", &p->camera},
                {"screen", &p->screen}, {"chat", &p->chat},             {"codes", &p->codes}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strlen(rows[i].word) == len && memcmp(rows[i].word, word, len) == 0)
            return rows[i].value;
    return NULL;
}

static int read_number(uint32_t *out, const char *text, size_t len, uint32_t max)
{
    uint32_t n = 0;
    if (len == 0 || len > 6)
        return KR_E_MALFORMED;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return KR_E_MALFORMED;
        n = n * 10 + (uint32_t)(text[i] - '0');
    }
    if (n > max)
        return KR_E_MALFORMED;
    *out = n;
    return 0;
}

static int read_word(struct kr_policy *p, const char *word, size_t len)
{
    const char *equals = memchr(word, '=', len);
    size_t name_len = equals ? (size_t)(equals - word) : len;
    const char *value = equals ? equals + 1 : "";
    size_t value_len = equals ? len - name_len - 1 : 0;
    if (equals && name_len == 3 && memcmp(word, "end", 3) == 0)
        return read_number(&p->end_after_s, value, value_len, KR_POLICY_END_MAX_S);
    if (equals && name_len == 6 && memcmp(word, "people", 6) == 0)
        return read_number(&p->people, value, value_len, KR_POLICY_PEOPLE_MAX);
    bool *flag = switch_of(p, word, name_len);
    if (!flag || (equals && !(value_len == 2 && memcmp(value, "no", 2) == 0)))
        return KR_E_MALFORMED;
    *flag = !equals;
    return 0;
}

int kr_policy_read(struct kr_policy *policy, const char *words)
{
    struct kr_policy p = *policy;
    for (words += strspn(words, " "); *words; words += strspn(words, " ")) {
        size_t len = strcspn(words, " ");
        int err = read_word(&p, words, len);
        if (err)
            return err;
        words += len;
    }
    *policy = p;
    return 0;
}

void kr_policy_write(char out[KR_POLICY_TEXT_SIZE], const struct kr_policy *p)
{
    snprintf(out, KR_POLICY_TEXT_SIZE, "lobby%s microphone%s camera%s screen%s chat%s codes%s end=%u people=%u", p->lobby ? "" : "=no",
             p->microphone ? "" : "=no", p->camera ? "" : "=no", p->screen ? "" : "=no", p->chat ? "" : "=no",
             p->codes ? "" : "=no", p->end_after_s, p->people);
}

/* 0 stands for no bound. */
static uint32_t tighter(uint32_t a, uint32_t b)
{
    if (!a || !b)
        return a ? a : b;
    return a < b ? a : b;
}

struct kr_policy kr_policy_tighten(struct kr_policy p, const struct kr_policy *bound)
{
    p.lobby |= bound->lobby;
    p.microphone &= bound->microphone;
    p.camera &= bound->camera;
    p.screen &= bound->screen;
    p.chat &= bound->chat;
    p.codes &= bound->codes;
    p.end_after_s = tighter(p.end_after_s, bound->end_after_s);
    p.people = tighter(p.people, bound->people);
    return p;
}

bool kr_policy_equal(const struct kr_policy *a, const struct kr_policy *b)
{
    return a->lobby == b->lobby && a->microphone == b->microphone && a->camera == b->camera && a->screen == b->screen &&
           a->chat == b->chat && a->codes == b->codes && a->end_after_s == b->end_after_s && a->people == b->people;
}
