/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/prometheus.h"

#include <string.h>

static bool is_name(const char *name)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", more[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    return *name && strchr(first, *name) && !name[strspn(name, more)];
}

bool kr_prometheus_begin(struct kr_strbuf *b, const char *name, enum kr_link_figure_kind kind, const char *help)
{
    static const char *const kinds[] = {"counter", "gauge", "histogram"}; /* as in proto/link.json */
    if (!is_name(name))
        return false;
    kr_strbuf_addf(b, "# HELP kreide_%s ", name);
    for (const char *p = help; *p; p++) { /* backslash and line feed are escaped in help */
        if (*p == '\\')
            kr_strbuf_addf(b, "\\\\");
        else if (*p == '\n')
            kr_strbuf_addf(b, "\\n");
        else
            kr_strbuf_add(b, p, 1);
    }
    kr_strbuf_addf(b, "\n# TYPE kreide_%s %s\n", name, kinds[kind]);
    return true;
}

/* Whole numbers stay whole: 2^53 has 16 digits. */
static void add_value(struct kr_strbuf *b, int64_t value, int64_t per)
{
    if (per <= 1)
        kr_strbuf_addf(b, "%lld", (long long)value);
    else
        kr_strbuf_addf(b, "%.15g", (double)value / (double)per);
}

static void add_line(struct kr_strbuf *b, const struct kr_link_figure *f, const char *suffix, const char *label, int64_t value, int64_t per)
{
    kr_strbuf_addf(b, "kreide_%s%s", f->name, suffix);
    if (label)
        kr_strbuf_addf(b, "{process=\"%s\"}", label);
    kr_strbuf_addf(b, " ");
    add_value(b, value, per);
    kr_strbuf_addf(b, "\n");
}

static void add_bucket(struct kr_strbuf *b, const struct kr_link_figure *f, const char *label, const struct kr_link_bucket *bucket, int64_t count)
{
    kr_strbuf_addf(b, "kreide_%s_bucket{", f->name);
    if (label)
        kr_strbuf_addf(b, "process=\"%s\",", label);
    kr_strbuf_addf(b, "le=\"");
    if (bucket)
        add_value(b, bucket->le, f->per);
    else
        kr_strbuf_addf(b, "+Inf");
    kr_strbuf_addf(b, "\"} %lld\n", (long long)count);
}

void kr_prometheus_sample(struct kr_strbuf *b, const struct kr_link_figure *f, const char *label)
{
    int64_t below = 0;
    if (f->kind != KR_LINK_FIGURE_KIND_HISTOGRAM) {
        add_line(b, f, "", label, f->value, f->per);
        return;
    }
    for (size_t i = 0; i < f->buckets_len; i++) {
        below += f->buckets[i].count; /* each bucket counts all below its bound */
        add_bucket(b, f, label, &f->buckets[i], below);
    }
    add_bucket(b, f, label, NULL, f->count);
    add_line(b, f, "_sum", label, f->value, f->per);
    add_line(b, f, "_count", label, f->count, 1);
}
