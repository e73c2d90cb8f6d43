/* SPDX-License-Identifier: EUPL-1.2 */
/* Bits are dealt out to pages: what belongs together stays together wherever a page can hold it. */
#include "paper/sheet.h"

static struct kr_page *new_page(struct kr_sheet *s, struct kr_page **last)
{
    struct kr_page *p = kr_arena_take(s->arena, sizeof *p);
    if (!p) {
        kr_sheet_fail(s, KR_E_NOMEM, "too_large");
        return NULL;
    }
    if (*last)
        (*last)->next = p;
    else
        s->pages = p;
    *last = p;
    s->n_pages++;
    if (s->n_pages > KR_PAPER_PAGES)
        kr_sheet_fail(s, KR_E_TOO_LARGE, "too_many_pages");
    return p;
}

/* Height of b and of all that it keeps with it; what is more than a page is not worth adding up. */
static double group_height(const struct kr_sheet *s, const struct kr_bit *b, bool at_top)
{
    double height = 0, most = s->bottom - s->top;
    for (; b; b = b->next) {
        height += (at_top ? 0 : b->before) + b->height;
        at_top = false;
        if (!b->keep || height > most || (b->next && b->next->breaks))
            break;
    }
    return height;
}

static double page_top(const struct kr_sheet *s, const struct kr_bit *b, unsigned page)
{
    return page == 1 || (s->job->kind == KR_PAPER_LETTER && b->breaks) ? s->first_top : s->top;
}

/* A row that begins a page and is not its table's first brings the head along. */
static struct kr_bit *repeated_head(const struct kr_bit *b)
{
    return b->kind == KR_BIT_ROW && b->grid->head && b->grid->head != b ? b->grid->head : NULL;
}

/* Where a bit begins a page: it says so, or neither it nor what it keeps with it fits any more. */
static bool starts_page(const struct kr_sheet *s, const struct kr_bit *b, double y, bool fresh)
{
    if (b->breaks)
        return true;
    if (fresh || b->kind == KR_BIT_NOTHING)
        return false;
    double height = group_height(s, b, false);
    if (height > s->bottom - s->top) /* no page holds the group: bit by bit */
        height = b->before + b->height;
    return y + height > s->bottom + 0.01;
}

void kr_pages_deal(struct kr_sheet *s)
{
    struct kr_page *page = NULL;
    double y = 0;
    bool fresh = true, grouped = false; /* nothing stands on the page yet; b belongs to a group that fits */
    for (struct kr_bit *b = s->bits; b && !s->err; b = b->next) {
        if (b->breaks && (!b->next || !page || fresh))
            b->breaks = !page; /* no empty pages */
        if (!page || (!grouped && starts_page(s, b, y, fresh))) {
            if (!new_page(s, &page))
                return;
            y = page_top(s, b, s->n_pages);
            fresh = true;
            page->head = repeated_head(b);
            page->head_y = y;
            y += page->head ? page->head->height : 0;
        }
        grouped = b->keep && (grouped || group_height(s, b, fresh) <= s->bottom - y + 0.01);
        b->y = y + (fresh ? 0 : b->before);
        y = b->y + (fresh && b->kind == KR_BIT_NOTHING && !b->keep ? 0 : b->height);
        fresh = fresh && b->kind == KR_BIT_NOTHING;
        if (!page->first)
            page->first = b;
        page->last = b;
    }
}
