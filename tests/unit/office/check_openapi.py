#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""proto/openapi.json must describe what proto/api.json and the office's table of routes say."""
import json
import re
import sys

root = sys.argv[1]
with open(f"{root}/proto/openapi.json", encoding="utf-8") as f:
    openapi = json.load(f)
with open(f"{root}/proto/api.json", encoding="utf-8") as f:
    api = json.load(f)
with open(f"{root}/src/office/api/api.c", encoding="utf-8") as f:
    source = f.read()
faults = []


def expect(what, got, expected):
    if got != expected:
        faults.append(f"{what}: {got!r} instead of {expected!r}")


def resolve(ref):
    at = openapi
    for part in ref.removeprefix("#/").split("/"):
        at = at[part]
    return at


def check_refs(value):
    if isinstance(value, dict):
        if "$ref" in value:
            try:
                resolve(value["$ref"])
            except KeyError:
                faults.append(f"dangling {value['$ref']}")
        for v in value.values():
            check_refs(v)
    elif isinstance(value, list):
        for v in value:
            check_refs(v)


def check_field(name, f, s):
    kind = f["type"]
    if kind == "string":
        expect(name, (s.get("type"), s.get("minLength", 0), s.get("maxLength")), ("string", f.get("min", 0), f.get("max", api["limits"]["string"])))
    elif kind == "id":
        expect(name, s.get("pattern"), "^[A-Za-z0-9_~.-]{1,64}$")
    elif kind == "bool":
        expect(name, s.get("type"), "boolean")
    elif kind == "int":
        expect(name, (s.get("type"), s.get("minimum"), s.get("maximum")), ("integer", f["min"], f["max"]))
    elif kind == "enum":
        expect(name, s.get("enum"), f["values"])
    elif kind == "list":
        expect(name, (s.get("maxItems"), s.get("items", {}).get("$ref")), (f["max"], f"#/components/schemas/{f['of']}"))
    else:
        expect(name, s.get("$ref"), f"#/components/schemas/{kind}")


def check_schemas():
    for name, record in {**api["types"], **api["messages"]}.items():
        schema = openapi["components"]["schemas"].get(name, {})
        fields = record["fields"]
        expect(f"fields of {name}", sorted(schema.get("properties", {})), sorted(fields))
        expect(f"required of {name}", sorted(schema.get("required", [])), sorted(n for n, f in fields.items() if not f.get("optional")))
        for field, f in fields.items():
            check_field(f"{name}.{field}", f, schema.get("properties", {}).get(field, {}))


def check_routes():
    row = re.compile(r'\{METHOD\((\w+)\), "([^"]+)", (\w+), (true|false), (\w+)\}')
    routes = {(path, method.lower()): (body, session == "true") for method, path, body, session, _ in row.findall(source)}
    described = {(path, method) for path, item in openapi["paths"].items() if item["servers"][0]["url"] == "/api/v1" for method in item
                 if method in ("get", "post", "put", "patch", "delete")}
    expect("routes", sorted(described - {("/health", "get")}), sorted(routes))
    for (path, method), (body, needs_session) in routes.items():
        operation = openapi["paths"][path][method]
        schema = "#/components/schemas/" + body.removeprefix("KR_API_").lower() if body != "NO_BODY" else None
        got = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"] if "requestBody" in operation else None
        expect(f"body of {method} {path}", got, schema)
        expect(f"session of {method} {path}", operation["security"] == [{"session": []}], needs_session)


check_refs(openapi)
check_schemas()
check_routes()
print("\n".join(faults))
sys.exit(1 if faults else 0)
