#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Prints the OpenAPI description of the HTTP API: routes and bodies of proto/api, the rest of proto/openapi.json.

    openapi.py > openapi.json
    openapi.py --check          exits 1 when something in it points nowhere
"""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import protogen  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROBLEMS = {400: "malformed", 401: "unauthenticated", 403: "other_page", 404: "not_found", 409: "conflict", 411: "length",
            413: "large", 415: "media_type", 422: "unprocessable", 429: "slow_down", 503: "unavailable"}
FILES = {"pdf": "application/pdf", "csv": "text/csv", "calendar": "text/calendar", "text": "text/plain", "svg": "image/svg+xml",
         "png": "image/png", "octets": "application/octet-stream"}


def field_schema(s, f):
    kind = f["type"]
    if kind == "string":
        low, high = s.string_limits(f)
        return {"type": "string", "maxLength": high} | ({"minLength": low} if low else {})
    if kind == "id":
        return {"type": "string", "pattern": "^[A-Za-z0-9_~.-]{1,64}$"}
    if kind == "bool":
        return {"type": "boolean"}
    if kind == "int":
        return {"type": "integer", "minimum": f["min"], "maximum": f["max"]}
    if kind == "enum":
        return {"type": "string", "enum": f["values"]}
    if kind == "list":
        of = f["of"]
        item = {"type": "string", "maxLength": f.get("item_max", protogen.ID_MAX)} if of in ("id", "string") else ref("schemas", of)
        return {"type": "array", "maxItems": f["max"], "items": item}
    return ref("schemas", kind)


def record_schema(s, record):
    fields = record["fields"]
    properties = {n: field_schema(s, f) | ({"description": f["doc"]} if "doc" in f and "$ref" not in field_schema(s, f) else {})
                  for n, f in fields.items()}
    out = {"type": "object", "description": record["doc"], "properties": properties}
    required = [n for n, f in fields.items() if not f.get("optional")]
    return out | ({"required": required} if required else {})


def ref(kind, name):
    return {"$ref": f"#/components/{kind}/{name}"}


def operation(r):
    unsafe, signed_in = r["method"] != "GET", r["action"] != "public"
    statuses = set(r.get("problems", [])) | {503} | ({400, 411, 413, 415} if "body" in r else set()) | \
        ({401} if signed_in else set()) | ({403} if unsafe or signed_in else set())
    done = {"description": "Done."}
    if "answer" in r:
        done["content"] = {"application/json": {"schema": ref("schemas", r["answer"])}}
    if "file" in r:
        done["content"] = {FILES[r["file"]]: {}}
    summary, _, description = r["doc"].partition(". ")
    out = {"operationId": r["does"], "summary": summary.rstrip("."), "x-action": r["action"]}
    if description:
        out["description"] = description
    parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in re.findall(r"{(\w+)}", r["path"])]
    parameters += [{"name": n, "in": "query", "description": d, "schema": {"type": "string"}} for n, d in r.get("query", {}).items()]
    parameters += [ref("parameters", "guard")] if unsafe else []
    if parameters:
        out["parameters"] = parameters
    if "body" in r:
        out["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref("schemas", r["body"])}}}
    out["security"] = [{"session": []}] if signed_in else []
    out["responses"] = {str(r["status"]): done} | {str(c): ref("responses", PROBLEMS[c]) for c in sorted(statuses)}
    return out


def openapi():
    s = protogen.Schema(*sorted((ROOT / "proto" / "api").glob("*.json")))
    out = protogen.read(ROOT / "proto" / "openapi.json")
    for r in s.routes:
        path = out["paths"].setdefault(r["path"], {"servers": [{"url": "/api/v1"}]})
        path[r["method"].lower()] = operation(r)
    schemas = out["components"]["schemas"]
    for name, record in {**s.types, **s.messages}.items():
        schemas[name] = record_schema(s, record)
    return out


def dangling(root, value):
    if isinstance(value, list):
        for v in value:
            yield from dangling(root, v)
    elif isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            at = root
            for part in value["$ref"].removeprefix("#/").split("/"):
                at = at.get(part, {}) if isinstance(at, dict) else {}
            if not at:
                yield value["$ref"]
        for v in value.values():
            yield from dangling(root, v)


if __name__ == "__main__":
    made = openapi()
    if "--check" in sys.argv[1:]:
        wrong = sorted(set(dangling(made, made)))
        print("\n".join(wrong) if wrong else "openapi: in order")
        sys.exit(1 if wrong else 0)
    print(json.dumps(made, ensure_ascii=False, indent=1))
