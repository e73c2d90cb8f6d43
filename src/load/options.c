/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char kr_load_usage[] =
    "kreide load: measures a server with synthetic clients\n"
    "\n"
    "  kreide load [OPTIONS] https://HOST/r/LINK...                       whole classes, as the web client joins\n"
    "  kreide load [OPTIONS] --url https://HOST --room ROOM:PUBLISH:PLAY...   one device (WHIP) and players (WHEP) in each room\n"
    "\n"
    "Links come from a teacher's portal or `kreide admin room create`, tokens from `kreide admin token create`. A class needs\n"
    "its teacher, or everybody waits outside: give --handle and --password-file of the account that owns the rooms.\n"
    "\n"
    "  --people N            people, or players, in each room (32)\n"
    "  --cameras N           of them with a camera (all)\n"
    "  --speakers N          of them with their microphone on (3)\n"
    "  --tiles N             pictures each of them watches, 1 to 25 (25: the stage and 24 more)\n"
    "  --no-simulcast        cameras send one size of 720 lines instead of three\n"
    "  --seconds S           how long is measured once all are in (30)\n"
    "  --ramp R              joins a second until then (10)\n"
    "  --churn R             so many a second leave, and others join, while it is measured (0)\n"
    "  --joins N             goes on until there were so many joins, instead of --seconds\n"
    "  --loss PERCENT        of what arrives at a client is thrown away there (0)\n"
    "  --seed N              of that (1)\n"
    "  --every S             a line on how it stands every so many seconds (10; 0: never)\n"
    "  --handle HANDLE       account that owns the rooms; the first of each room signs in with it\n"
    "  --password-file FILE  its password, in the first line\n"
    "  --ca FILE             certificates to trust instead of the system's, for a server with one of its own making\n"
    "  --media ADDRESS       where media may go besides the addresses of HOST\n"
    "  --pid PID             media process whose CPU and memory are told (all of this machine)\n"
    "  --join-timeout S      a join that takes longer has failed (10)\n"
    "  --max-lost PERMILLE   more lost packets than that: exit status 1 (1)\n"
    "  --max-failed N        more failed joins and broken connections than that: exit status 1 (0)\n"
    "\n"
    "It speaks to HOST and --media alone, and follows nobody anywhere else. Use it on servers that are yours.\n";

static int wrong(const char *option, const char *what)
{
    fprintf(stderr, "kreide load: %s %s. `kreide load --help` shows all options.\n", option, what);
    return KR_E_CONFIG;
}

struct number {
    const char *name;
    size_t offset;
    unsigned least, most;
};

static const struct number numbers[] = {
    {"--people", offsetof(struct kr_load_options, people), 1, KR_LOAD_PEOPLE},
    {"--cameras", offsetof(struct kr_load_options, cameras), 0, KR_LOAD_PEOPLE},
    {"--speakers", offsetof(struct kr_load_options, speakers), 0, KR_LOAD_PEOPLE},
    {"--tiles", offsetof(struct kr_load_options, tiles), 1, 25},
    {"--seconds", offsetof(struct kr_load_options, seconds), 1, 86400},
    {"--every", offsetof(struct kr_load_options, every), 0, 86400},
    {"--join-timeout", offsetof(struct kr_load_options, join_s), 1, 600},
};

static int take_real(double *out, const char *option, const char *text, double most)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= 0 && value <= most))
        return wrong(option, "wants a number from 0 on, not too large");
    *out = value;
    return 0;
}

static int take_whole(uint64_t *out, const char *option, const char *text)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (end == text || *end || *text == '-')
        return wrong(option, "wants a whole number");
    *out = value;
    return 0;
}

static int take_number(struct kr_load_options *o, const struct number *n, const char *text)
{
    uint64_t value = 0;
    int err = take_whole(&value, n->name, text);
    if (!err && (value < n->least || value > n->most)) {
        fprintf(stderr, "kreide load: %s wants a number from %u to %u.\n", n->name, n->least, n->most);
        err = KR_E_CONFIG;
    }
    if (!err)
        *(unsigned *)((char *)o + n->offset) = (unsigned)value;
    return err;
}

static int take_url(struct kr_load_options *o, const char *text, struct kr_load_url *out)
{
    if (kr_load_url_parse(out, text))
        return wrong(text, "is no address: https://HOST or https://HOST/r/LINK is wanted");
    if (o->has_url && (strcmp(o->url.authority, out->authority) != 0 || o->url.tls != out->tls))
        return wrong(text, "is another server than the first: one server at a time");
    o->url = *out;
    o->has_url = true;
    return 0;
}

static int add_room(struct kr_load_options *o, struct kr_load_room **out)
{
    if (o->n_rooms == KR_LOAD_ROOMS)
        return wrong("so many rooms", "are too many: 64 at most");
    *out = &o->rooms[o->n_rooms++];
    return 0;
}

static int take_link(struct kr_load_options *o, const char *text)
{
    struct kr_load_url u;
    struct kr_load_room *room;
    int err = take_url(o, text, &u);
    if (err)
        return err;
    const char *link = strncmp(u.path, "/r/", 3) == 0 ? u.path + 3 : "";
    if (!*link || strchr(link, '/') || strlen(link) >= sizeof room->link)
        return wrong(text, "is no room's link: https://HOST/r/LINK is wanted");
    err = add_room(o, &room);
    if (!err)
        snprintf(room->link, sizeof room->link, "%s", link);
    return err;
}

static int take_room(struct kr_load_options *o, const char *text)
{
    struct kr_load_room *room;
    int err = add_room(o, &room), end = 0;
    if (!err && (sscanf(text, "%64[^: /]:%128[^: /]:%128[^: /]%n", room->id, room->publish, room->play, &end) != 3 || text[end]))
        err = wrong("--room", "wants ROOM:PUBLISH:PLAY, the room's id and a token of each kind");
    return err;
}

static int take_password(struct kr_load_options *o, const char *path)
{
    FILE *f = fopen(path, "re");
    bool got = f && fgets(o->password, sizeof o->password, f);
    if (f)
        fclose(f);
    o->password[strcspn(o->password, "\r\n")] = '\0';
    return got && *o->password ? 0 : wrong(path, "has no password in its first line, or cannot be read");
}

static int take_rest(struct kr_load_options *o, const char *name, const char *value)
{
    double real = 0;
    uint64_t whole = 0;
    int err = 0;
    if (strcmp(name, "--url") == 0) {
        struct kr_load_url u;
        return take_url(o, value, &u);
    }
    if (strcmp(name, "--room") == 0)
        return take_room(o, value);
    if (strcmp(name, "--ramp") == 0)
        return take_real(&o->ramp, name, value, 10000);
    if (strcmp(name, "--churn") == 0)
        return take_real(&o->churn, name, value, 10000);
    if (strcmp(name, "--joins") == 0)
        return take_whole(&o->joins, name, value);
    if (strcmp(name, "--seed") == 0)
        return take_whole(&o->seed, name, value);
    if (strcmp(name, "--max-failed") == 0)
        return take_whole(&o->most_failed, name, value);
    if (strcmp(name, "--max-lost") == 0)
        return take_real(&o->most_lost_permille, name, value, 1000);
    if (strcmp(name, "--loss") == 0) {
        err = take_real(&real, name, value, 100);
        o->loss_per_million = (uint32_t)(real * 10000);
        return err;
    }
    if (strcmp(name, "--pid") == 0) {
        err = take_whole(&whole, name, value);
        if (!err && o->n_pids < KR_LOAD_PIDS)
            o->pids[o->n_pids++] = (int)whole;
        return err;
    }
    if (strcmp(name, "--password-file") == 0)
        return take_password(o, value);
    if (strcmp(name, "--handle") == 0) {
        snprintf(o->handle, sizeof o->handle, "%s", value);
        return 0;
    }
    if (strcmp(name, "--ca") == 0) {
        o->ca = value;
        return 0;
    }
    if (strcmp(name, "--media") == 0 && o->n_media < KR_LOAD_ADDRESSES) {
        o->media[o->n_media++] = value;
        return 0;
    }
    return wrong(name, "is no option");
}

static int take_option(struct kr_load_options *o, const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(numbers[i].name, name) == 0)
            return take_number(o, &numbers[i], value);
    return take_rest(o, name, value);
}

static int check(struct kr_load_options *o)
{
    if (!o->n_rooms)
        return wrong("a room", "is missing: give links, or --url and --room");
    if (!o->has_url)
        return wrong("--url", "is missing: it says which server");
    for (size_t i = 1; i < o->n_rooms; i++)
        if (!*o->rooms[i].link != !*o->rooms[0].link)
            return wrong("links and --room", "do not go together");
    if (!*o->handle != !*o->password)
        return wrong("--handle and --password-file", "belong together");
    if (o->joins && o->churn <= 0)
        return wrong("--joins", "needs --churn, which says how many a second");
    o->cameras = o->cameras > o->people ? o->people : o->cameras;
    return 0;
}

int kr_load_options_read(struct kr_load_options *out, int argc, char **argv)
{
    *out = (struct kr_load_options){.people = 32, .cameras = KR_LOAD_PEOPLE, .speakers = 3, .tiles = 25, .seconds = 30, .every = 10,
                                    .simulcast = true, .ramp = 10, .seed = 1, .most_lost_permille = 1, .join_s = 10};
    int err = 0;
    for (int i = 0; i < argc && !err; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "help") == 0)
            return 1;
        if (strcmp(argv[i], "--no-simulcast") == 0)
            out->simulcast = false;
        else if (strncmp(argv[i], "--", 2) != 0)
            err = take_link(out, argv[i]);
        else if (i + 1 == argc)
            err = wrong(argv[i], "wants a value");
        else {
            err = take_option(out, argv[i], argv[i + 1]);
            i++;
        }
    }
    return err ? err : check(out);
}
