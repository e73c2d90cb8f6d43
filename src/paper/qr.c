/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/qr.h"

#include <errno.h>
#include <qrencode.h>

int kr_qr_encode(struct kr_qr *out, const char *text)
{
    if (!text[0])
        return KR_E_MALFORMED;
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return errno == ERANGE ? KR_E_TOO_LARGE : KR_E_NOMEM;
    int side = code->width;
    out->side = side;
    for (int i = 0; i < side * side; i++)
        out->dark[i] = code->data[i] & 1; /* qrencode.h: bit 0 is the colour */
    QRcode_free(code);
    return 0;
}

void kr_qr_to_svg(struct kr_strbuf *out, const struct kr_qr *qr)
{
    int whole = qr->side + 2 * KR_QR_QUIET;
    kr_strbuf_addf(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">"
                   "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
                   whole, whole, whole, whole);
    for (int y = 0; y < qr->side; y++)
        for (int x = 0; x < qr->side; x++) {
            int from = x;
            while (x < qr->side && qr->dark[y * qr->side + x])
                x++;
            if (x > from)
                kr_strbuf_addf(out, "M%d %dh%dv1h-%dz", from + KR_QR_QUIET, y + KR_QR_QUIET, x - from, x - from);
        }
    kr_strbuf_addf(out, "\"/></svg>");
}
