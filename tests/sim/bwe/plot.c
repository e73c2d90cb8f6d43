/* SPDX-License-Identifier: EUPL-1.2 */
#include "plot.h"

#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 900, LEFT = 60, UPPER = 240, LOWER = 90, GAP = 36, TOP = 30, RIGHT = 20, GRID = 4 };

static double most_of(const double *v, size_t n, double least)
{
    double most = least;
    for (size_t i = 0; i < n; i++)
        most = v[i] > most ? v[i] : most;
    return most;
}

static double x_of(const struct plot *p, size_t i)
{
    return LEFT + (double)i * (WIDTH - LEFT - RIGHT) / (double)(p->n > 1 ? p->n - 1 : 1);
}

static void polyline(FILE *f, const struct plot *p, const double *v, double most, int top, int height, const char *colour)
{
    fprintf(f, "<polyline fill='none' stroke='%s' stroke-width='1.2' points='", colour);
    for (size_t i = 0; i < p->n; i++)
        fprintf(f, "%.1f,%.1f ", x_of(p, i), top + height - v[i] / most * height);
    fprintf(f, "'/>\n");
}

static void grid(FILE *f, double most, const char *unit, double divide, int top, int height)
{
    for (int i = 0; i <= GRID; i++) {
        double y = top + height - (double)height * i / GRID;
        fprintf(f, "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>", LEFT, WIDTH - RIGHT, y, y);
        fprintf(f, "<text x='%d' y='%.1f' text-anchor='end'>%.0f %s</text>\n", LEFT - 6, y + 4, most * i / GRID / divide, unit);
    }
}

static void seconds(FILE *f, const struct plot *p, int y)
{
    double all_s = (double)p->n * (double)p->step_us / 1e6;
    for (double s = 0; s <= all_s; s += all_s > 60 ? 20 : 10)
        fprintf(f, "<text x='%.1f' y='%d' text-anchor='middle'>%.0f s</text>\n", LEFT + s / all_s * (WIDTH - LEFT - RIGHT), y, s);
}

void plot_write(const struct plot *p)
{
    const char *folder = getenv("TRACES");
    char path[512];
    if (!folder || snprintf(path, sizeof path, "%s/bwe-%s.svg", folder, p->name) >= (int)sizeof path)
        return;
    FILE *f = fopen(path, "w");
    if (!f)
        return;
    int lower = TOP + UPPER + GAP, height = lower + LOWER + GAP;
    double most = 1;
    for (size_t l = 0; l < p->n_lines; l++)
        most = most_of(p->values[l], p->n, most);
    double wait = most_of(p->wait_ms, p->n, 100);
    fprintf(f, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='11'>\n", WIDTH, height);
    fprintf(f, "<rect width='100%%' height='100%%' fill='white'/>\n<text x='%d' y='18'>%s", LEFT, p->name);
    for (size_t l = 0; l < p->n_lines; l++)
        fprintf(f, "<tspan dx='16' fill='%s'>%s</tspan>", p->colours[l], p->labels[l]);
    fprintf(f, "</text>\n");
    grid(f, most, "k", 1000, TOP, UPPER);
    grid(f, wait, "ms", 1, lower, LOWER);
    for (size_t l = 0; l < p->n_lines; l++)
        polyline(f, p, p->values[l], most, TOP, UPPER, p->colours[l]);
    polyline(f, p, p->wait_ms, wait, lower, LOWER, "#b4452f");
    seconds(f, p, height - 10);
    fprintf(f, "</svg>\n");
    fclose(f);
}
