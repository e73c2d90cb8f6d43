/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/sdp_int.h"

#include <string.h>

/* State of one pass over an offer. */
struct parse {
    struct kr_sdp_offer offer;
    struct kr_sdp_transport session;
    struct kr_sdp_section section;             /* of the last m-line */
    enum kr_sdp_direction direction;           /* the session's default */
    struct kr_span bundle[KR_LIMIT_SDP_MEDIA]; /* mids of the first BUNDLE group */
    size_t n_bundle;
    bool has_bundle, has_setup;
    size_t line;
};

static bool is_bundled(const struct parse *p, struct kr_span mid)
{
    for (size_t i = 0; i < p->n_bundle; i++) {
        if (kr_sdp_same(p->bundle[i], mid))
            return true;
    }
    return false;
}

static const char *check_mid(const struct parse *p, struct kr_span mid)
{
    for (size_t i = 0; i + 1 < p->offer.n_media; i++) {
        if (kr_sdp_same(p->offer.media[i].mid, mid))
            return "bad_mid";
    }
    return NULL;
}

/*
 * Ends the section of the last m-line, if there is one. Transport attributes count only in one section of a
 * bundle, the "tagged" one (RFC 9143 section 7.1.3); the others repeat them or leave them out, so the first
 * that has them is taken.
 */
static const char *close_section(struct parse *p)
{
    if (p->offer.n_media == 0)
        return NULL;
    struct kr_sdp_media *m = &p->offer.media[p->offer.n_media - 1];
    kr_sdp_close_section(&p->section, m);
    m->bundled = m->mid.data && is_bundled(p, m->mid);
    if (m->bundled)
        kr_sdp_adopt_transport(&p->offer, &p->section.transport, &p->has_setup);
    if (m->bundled && !m->rejected && !m->rtcp_mux)
        return "no_rtcp_mux"; /* RFC 9143 section 9.3 */
    return m->mid.data ? check_mid(p, m->mid) : NULL;
}

static const char *on_media(struct parse *p, struct kr_span value)
{
    const char *error = close_section(p);
    if (error)
        return error;
    if (p->offer.n_media == KR_LIMIT_SDP_MEDIA)
        return "too_many_media";
    return kr_sdp_open_section(&p->section, &p->offer.media[p->offer.n_media++], value, p->direction);
}

/* RFC 5888 section 5 and RFC 9143 section 5: a=group:BUNDLE <mid> ...; more mids than m-lines cannot be. */
static const char *on_group(struct parse *p, struct kr_span value)
{
    if (p->has_bundle || !kr_sdp_is(kr_sdp_cut(&value, ' '), "BUNDLE"))
        return NULL;
    p->has_bundle = true;
    while (value.len) {
        struct kr_span mid = kr_sdp_cut(&value, ' ');
        if (p->n_bundle == KR_LIMIT_SDP_MEDIA)
            return "too_many_media";
        if (mid.len)
            p->bundle[p->n_bundle++] = mid;
    }
    return NULL;
}

static const char *on_session_attribute(struct parse *p, struct kr_span name, struct kr_span value)
{
    if (kr_sdp_is(name, "group"))
        return on_group(p, value);
    const char *error;
    if (kr_sdp_on_transport(&p->session, name, value, &error))
        return error;
    if (kr_sdp_is(name, "ice-lite"))
        p->offer.ice_lite = true;
    kr_sdp_direction_of(name, &p->direction);
    return NULL;
}

static const char *on_attribute(struct parse *p, struct kr_span value)
{
    struct kr_span name = kr_sdp_cut(&value, ':');
    if (kr_sdp_is(name, "extmap-allow-mixed")) /* RFC 8285 section 6; Firefox says it in every section only */
        p->offer.extmap_allow_mixed = true;
    if (p->offer.n_media == 0)
        return on_session_attribute(p, name, value);
    return kr_sdp_on_attribute(&p->section, &p->offer.media[p->offer.n_media - 1], name, value);
}

/* RFC 8866 section 5: <type>=<value>; types that mean nothing to Kreide are read over. */
static const char *on_line(struct parse *p, struct kr_span line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] < 0x20 && line.data[i] != '\t')
            return "bad_line";
    }
    if (line.len < 2 || line.data[0] < 'a' || line.data[0] > 'z' || line.data[1] != '=')
        return "bad_line";
    struct kr_span value = {line.data + 2, line.len - 2};
    if (p->line == 1)
        return line.data[0] == 'v' && kr_sdp_is(value, "0") ? NULL : "no_version";
    if (line.data[0] == 'm')
        return on_media(p, value);
    return line.data[0] == 'a' ? on_attribute(p, value) : NULL;
}

static const char *finish(struct parse *p)
{
    const char *error = close_section(p);
    if (error)
        return error;
    kr_sdp_adopt_transport(&p->offer, &p->session, &p->has_setup);
    if (!p->has_setup)
        p->offer.setup = KR_SDP_ACTIVE; /* RFC 4145 section 4.1: the default in an offer */
    if (p->offer.n_media == 0)
        return "no_media";
    if (!p->has_bundle)
        return "no_bundle";
    if (!p->offer.ice_ufrag.data)
        return "no_ice";
    return p->offer.n_fingerprints ? NULL : "no_fingerprint";
}

/* Lines end with CRLF; a bare LF is taken, too (RFC 8866 section 5). */
static const char *read_lines(struct parse *p, struct kr_span text)
{
    if (!text.len)
        return "no_version";
    while (text.len) {
        p->line++;
        struct kr_span line = kr_sdp_cut(&text, '\n');
        if (line.len && line.data[line.len - 1] == '\r')
            line.len--;
        const char *error = on_line(p, line);
        if (error)
            return error;
    }
    return finish(p);
}

static int code_of(const char *error)
{
    if (strcmp(error, "too_many_media") == 0 || strcmp(error, "too_large") == 0)
        return KR_E_TOO_LARGE;
    return strcmp(error, "setup_passive") == 0 ? KR_E_UNSUPPORTED : KR_E_MALFORMED;
}

int kr_sdp_parse(struct kr_sdp_offer *out, const char *text, size_t len, struct kr_sdp_fault *fault)
{
    struct parse p = {.direction = KR_SDP_SENDRECV};
    const char *error =
        len > KR_LIMIT_SDP_BYTES ? "too_large" : read_lines(&p, (struct kr_span){(const uint8_t *)text, len});
    if (error) {
        if (fault)
            *fault = (struct kr_sdp_fault){error, p.line};
        return code_of(error);
    }
    *out = p.offer;
    return 0;
}
