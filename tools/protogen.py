#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Turns a message schema of proto/ into C tables, TypeScript types or a page of documentation.

    protogen.py c-header|c-source|c-handlers|c-routes|ts|markdown SCHEMA.json...

Several files make one protocol: the one that has a name, and areas that add types, messages and routes.

The C side is structs and descriptor tables; src/proto/codec.c reads and writes every message by them. The TypeScript
side is types and the same tables, read by web/packages/protocol/src/codec.ts. So both sides enforce the same limits.
"""
import json
import sys

SCALARS = {"string": "const char *", "id": "const char *", "bool": "bool ", "int": "int64_t ", "enum": None}
ID_MAX = 64


def read(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def merged(parts, key):
    all_of = {}
    for part in parts:
        twice = all_of.keys() & part.get(key, {}).keys()
        if twice:
            sys.exit(f"{key} described twice: {', '.join(sorted(twice))}")
        all_of.update(part.get(key, {}))
    return all_of


class Schema:
    def __init__(self, *paths):
        parts = [read(path) for path in paths]
        self.raw = next(part for part in parts if "protocol" in part)
        self.name = self.raw["protocol"]
        self.types = merged(parts, "types")
        self.messages = merged(parts, "messages")
        self.routes = sorted((r for part in parts for r in part.get("routes", [])), key=lambda r: (r["path"], r["method"]))
        self.string_max = self.raw["limits"]["string"]
        self.in_order()

    def in_order(self):
        """Sorts types so that each stands after those it contains."""
        done, todo = {}, dict(self.types)
        while todo:
            ready = [n for n, t in todo.items() if not any(o in todo for f in t["fields"].values() for o in (f["type"], f.get("of")))]
            if not ready:
                sys.exit(f"types that contain themselves: {', '.join(todo)}")
            done.update((n, todo.pop(n)) for n in ready)
        self.types = done

    def records(self):
        """All structs in an order in which each stands after those it contains, then the messages."""
        yield from ((n, t["fields"]) for n, t in self.types.items())
        yield from ((n, m["fields"]) for n, m in self.messages.items())

    def struct(self, record):
        return f"kr_{self.name}_{record}"

    def string_limits(self, f):
        return f.get("min", 0), f.get("max", self.string_max)


def upper(*words):
    return "_".join(words).upper()


# ---- C ----

def c_members(s, record, name, f):
    kind = f["type"]
    if kind == "list":
        of = f["of"]
        item = "const char *" if of in ("id", "string") else f"struct {s.struct(of)} "
        return [f"{item}*{name};", f"size_t {name}_len;"] + ([f"bool has_{name};"] if f.get("optional") else [])
    if kind == "enum":
        decl = f"enum {s.struct(record)}_{name} {name};"
    elif kind in SCALARS:
        decl = f"{SCALARS[kind]}{name};"
    else:
        decl = f"struct {s.struct(kind)} {name};"
    optional_flag = f.get("optional") and kind not in ("string", "id")
    return [decl, f"bool has_{name};"] if optional_flag else [decl]


def c_header(s):
    guard = f"KR_PROTO_{s.name.upper()}_H"
    out = [f"/* Generated from proto/{s.name} by tools/protogen.py. */", f"#ifndef {guard}", f"#define {guard}", "",
           '#include "proto/codec.h"', ""]
    for record, fields in s.records():
        for name, f in fields.items():
            if f["type"] == "enum":
                values = ", ".join(upper(s.struct(record), name, v) for v in f["values"])
                out.append(f"enum {s.struct(record)}_{name} {{ {values} }};")
    out.append("")
    for record, fields in s.records():
        out.append(f"struct {s.struct(record)} {{")
        for name, f in fields.items():
            note = f" /* {f['doc']} */" if "doc" in f else ""
            members = c_members(s, record, name, f)
            out.append(f"    {members[0]}{note}")
            out.extend(f"    {m}" for m in members[1:])
        if not fields:
            out.append("    char unused; /* the message has no fields */")
        out.append("};\n")
    out.append(f"enum kr_{s.name}_type {{ " + ", ".join(upper("kr", s.name, m) for m in s.messages) + " };\n")
    out.append(f"struct kr_{s.name}_msg {{\n    struct kr_proto_head head;\n    union {{")
    out.extend(f"        struct {s.struct(m)} {m};" for m in s.messages)
    out.append("    } u;\n};\n")
    out.append(f"extern const struct kr_proto_protocol kr_{s.name}_protocol;\n")
    out.append(f"""/* Parses one message; see kr_proto_parse. Free the result with kr_{s.name}_free. */
static inline int kr_{s.name}_parse(struct kr_{s.name}_msg **out, const char *json, size_t len, struct kr_proto_fault *fault)
{{
    return kr_proto_parse(&kr_{s.name}_protocol, (struct kr_proto_head **)out, json, len, fault);
}}

/* Parses a body whose kind is known from elsewhere and that has no `type` field. */
static inline int kr_{s.name}_parse_as(enum kr_{s.name}_type type, struct kr_{s.name}_msg **out, const char *json, size_t len,
                                       struct kr_proto_fault *fault)
{{
    return kr_proto_parse_as(&kr_{s.name}_protocol, (int)type, (struct kr_proto_head **)out, json, len, fault);
}}

static inline void kr_{s.name}_free(struct kr_{s.name}_msg *msg)
{{
    kr_proto_free(msg ? &msg->head : NULL);
}}

/* The message as compact JSON, or NULL when out of memory or when it breaks its own schema. Caller frees. */
static inline char *kr_{s.name}_write(const struct kr_{s.name}_msg *msg, size_t *len)
{{
    return kr_proto_write(&kr_{s.name}_protocol, &msg->head, len);
}}

/* The same without `type`, `id` and `re`. */
static inline char *kr_{s.name}_write_body(const struct kr_{s.name}_msg *msg, size_t *len)
{{
    return kr_proto_write_body(&kr_{s.name}_protocol, &msg->head, len);
}}
""")
    out.append("#endif")
    return "\n".join(out)


def c_field(s, record, name, f):
    kind, struct = f["type"], f"struct {s.struct(record)}"
    row = {"name": f'"{name}"', "offset": f"offsetof({struct}, {name})"}
    if f.get("optional"):
        row["optional"] = "true"
        if kind not in ("string", "id", "list"):  # of those, NULL says it
            row["has_offset"] = f"offsetof({struct}, has_{name})"
    if kind == "string":
        row["kind"] = "KR_PROTO_STRING"
        row["min"], row["max"] = s.string_limits(f)
    elif kind == "id":
        row["kind"], row["min"], row["max"] = "KR_PROTO_ID", 1, ID_MAX
    elif kind == "bool":
        row["kind"] = "KR_PROTO_BOOL"
    elif kind == "int":
        row["kind"], row["min"], row["max"] = "KR_PROTO_INT", f["min"], f["max"]
    elif kind == "enum":
        row["kind"] = "KR_PROTO_ENUM"
        row["values"] = f"{s.struct(record)}_{name}_values"
        row["max"] = len(f["values"])
    elif kind == "list":
        row["max"], row["len_offset"] = f["max"], f"offsetof({struct}, {name}_len)"
        if f["of"] in ("id", "string"):
            row["kind"] = "KR_PROTO_IDS" if f["of"] == "id" else "KR_PROTO_STRINGS"
            row["item_max"] = ID_MAX if f["of"] == "id" else f["item_max"]
        else:
            row["kind"], row["sub"] = "KR_PROTO_LIST", f"&{s.struct(f['of'])}_struct"
    else:
        row["kind"], row["sub"] = "KR_PROTO_STRUCT", f"&{s.struct(kind)}_struct"
    return "{" + ", ".join(f".{k} = {v}" for k, v in row.items()) + "}"


def c_source(s):
    out = [f"/* Generated from proto/{s.name} by tools/protogen.py. */", f'#include "proto/{s.name}.h"', "", "#include <stddef.h>", ""]
    for record, fields in s.records():
        for name, f in fields.items():
            if f["type"] == "enum":
                values = ", ".join(f'"{v}"' for v in f["values"])
                out.append(f"static const char *const {s.struct(record)}_{name}_values[] = {{{values}}};")
        if fields:
            out.append(f"static const struct kr_proto_field {s.struct(record)}_fields[] = {{")
            out.extend(f"    {c_field(s, record, n, f)}," for n, f in fields.items())
            out.append("};")
        if record in s.types:
            out.append(f"static const struct kr_proto_struct {s.struct(record)}_struct = {{\"{record}\", sizeof(struct {s.struct(record)}), "
                       f"{s.struct(record)}_fields, {len(fields)}}};")
        out.append("")
    out.append(f"static const struct kr_proto_struct messages[] = {{")
    for m, message in s.messages.items():
        fields = f"{s.struct(m)}_fields" if message["fields"] else "NULL"
        out.append(f"    {{\"{m}\", sizeof(struct {s.struct(m)}), {fields}, {len(message['fields'])}}},")
    out.append("};\n")
    out.append(f"const struct kr_proto_protocol kr_{s.name}_protocol = {{\n    .name = \"{s.name}\",\n    .messages = messages,\n"
               f"    .n_messages = {len(s.messages)},\n    .msg_size = sizeof(struct kr_{s.name}_msg),\n"
               f"    .body_offset = offsetof(struct kr_{s.name}_msg, u),\n}};")
    return "\n".join(out)


def c_handlers(s):
    """Prototypes of the API's handlers, for src/office/api/call.h."""
    handlers = sorted({f"kr_api_{r['does']}" for r in s.routes})
    return "\n".join(["/* Generated from proto/api by tools/protogen.py. */"] + [f"kr_api_handler_fn {h};" for h in handlers])


def c_routes(s):
    """The API's table of routes: see src/office/api/call.h."""
    out = ["/* Generated from proto/api by tools/protogen.py. */", '#include "office/api/call.h"', "", "const struct kr_route kr_routes[] = {"]
    for r in s.routes:
        body = upper("kr_api", r["body"]) if "body" in r else "KR_ROUTE_NO_BODY"
        out.append(f"    {{KR_LINK_HTTP_REQUEST_METHOD_{r['method']}, \"{r['path']}\", {body}, KR_ACTION_{r['action'].upper()}, "
                   f"kr_api_{r['does']}}},")
    return "\n".join(out + ["};", "", "const size_t kr_routes_count = sizeof kr_routes / sizeof kr_routes[0];"])


# ---- TypeScript ----

def ts_name(record):
    return "".join(w.capitalize() for w in record.split("_"))


def ts_type(f):
    kind = f["type"]
    if kind in ("string", "id"):
        return "string"
    if kind == "bool":
        return "boolean"
    if kind == "int":
        return "number"
    if kind == "enum":
        return " | ".join(f"'{v}'" for v in f["values"])
    if kind == "list":
        return ("string" if f["of"] in ("id", "string") else ts_name(f["of"])) + "[]"
    return ts_name(kind)


def ts(s):
    """Types carry the protocol's name as a namespace prefix so that `room` of api and of signal can differ."""
    p = ts_name(s.name)
    out = [f"// Generated from proto/{s.name} by tools/protogen.py.", f"// {s.raw['doc']}", "",
           "import type { Protocol } from '../codec';", ""]
    for record, fields in s.records():
        doc = (s.types.get(record) or s.messages.get(record))["doc"]
        out.append(f"/** {doc} */")
        out.append(f"export interface {ts_name(record)} {{")
        for name, f in fields.items():
            if "doc" in f:
                out.append(f"  /** {f['doc']} */")
            out.append(f"  {name}{'?' if f.get('optional') else ''}: {ts_type(f)};")
        out.append("}\n")
    for side in sorted({m["from"] for m in s.messages.values()}):
        names = [m for m, v in s.messages.items() if v["from"] == side]
        out.append(f"export type {p}From{ts_name(side)} =")
        out.extend(f"  | ({{ type: '{m}'; id?: number; re?: number }} & {ts_name(m)})" for m in names)
        out[-1] += ";\n"
    tables = {"name": s.name, "types": {n: t["fields"] for n, t in s.types.items()},
              "messages": {n: m["fields"] for n, m in s.messages.items()}, "stringMax": s.string_max}
    text = json.dumps(tables, default=str)
    out.append(f"export const {s.name}Protocol: Protocol = {strip_docs(text)};")
    return "\n".join(out)


def strip_docs(text):
    def walk(x):
        if isinstance(x, dict):
            return {k: walk(v) for k, v in x.items() if not (k == "doc" and isinstance(v, str))}
        return [walk(v) for v in x] if isinstance(x, list) else x
    return json.dumps(walk(json.loads(text)), ensure_ascii=False)


# ---- documentation ----

def md_type(s, f):
    kind = f["type"]
    if kind == "string":
        low, high = s.string_limits(f)
        return f"text of {low} to {high} bytes" if low else f"text, at most {high} bytes"
    if kind == "int":
        return f"number {f['min']} to {f['max']}"
    if kind == "enum":
        return " \\| ".join(f"`{v}`" for v in f["values"])
    if kind == "list":
        return f"at most {f['max']} of {f['of']}"
    return kind


def md_fields(s, fields):
    if not fields:
        return ["No fields.", ""]
    out = ["| field | what | |", "|---|---|---|"]
    for name, f in fields.items():
        optional = " (optional)" if f.get("optional") else ""
        out.append(f"| `{name}`{optional} | {md_type(s, f)} | {f.get('doc', '')} |")
    return out + [""]


def markdown(s):
    out = [s.raw["doc"], ""]
    for side in dict.fromkeys(m["from"] for m in s.messages.values()):
        out += [f"## From {side}", ""]
        for name, m in s.messages.items():
            if m["from"] != side:
                continue
            who = " Moderators only." if m.get("moderator") else ""
            reply = f" Answered by {m['reply']}." if "reply" in m else ""
            out += [f"### {name}", "", m["doc"] + who + reply, ""] + md_fields(s, m["fields"])
    out += ["## Parts", ""]
    for name, t in s.types.items():
        out += [f"### {name} (part)", "", t["doc"], ""] + md_fields(s, t["fields"])
    return "\n".join(out)


if __name__ == "__main__":
    make = {"c-header": c_header, "c-source": c_source, "c-handlers": c_handlers, "c-routes": c_routes, "ts": ts, "markdown": markdown}[sys.argv[1]]
    print(make(Schema(*sys.argv[2:])))
