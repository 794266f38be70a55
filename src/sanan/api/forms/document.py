"""The OpenAPI document: what ninja cannot read off the views, and the same as rows for the page."""

import json
from typing import Any

from pydantic import BaseModel

from sanan.api.forms.reading import FORM


def body(shape: type[BaseModel], example: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the document says about a body that we read ourselves."""
    schema = _whole(shape.model_json_schema())
    kinds: dict[str, Any] = {"application/json": {"schema": schema}}
    if example:
        kinds["application/json"]["example"] = example
    if "photos" in shape.model_fields:
        files = {"type": "array", "items": {"type": "string", "format": "binary"}}
        kinds[FORM] = {
            "schema": {**schema, "properties": {**schema["properties"], "photos": files}}
        }
    return {"requestBody": {"required": True, "content": kinds}}


def _whole(schema: Any, parts: dict[str, Any] | None = None) -> Any:
    """A schema with its references filled in, so that it can stand anywhere in a document."""
    if isinstance(schema, list):
        return [_whole(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    parts = schema.get("$defs", parts or {})
    if "$ref" in schema:
        return _whole(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {name: _whole(each, parts) for name, each in schema.items() if name != "$defs"}


def with_samples(document: Any) -> Any:
    """The document with a call of each operation as somebody types it; the tests run every one."""
    for path, ways in document["paths"].items():
        for call in ways.values():
            call["x-codeSamples"] = [{"lang": "shell", "source": _sample(path, call)}]
    return document


def _sample(path: str, call: Any) -> str:
    parts = ["curl"]
    if call.get("security"):
        parts.append("-H 'Authorization: Bearer sanan_…'")
    body = call.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        said = json.dumps(body.get("example") or example_of(body["schema"]), ensure_ascii=False)
        parts += ["-H 'Content-Type: application/json'", f"-d '{said}'"]
    return " ".join([*parts, f"'https://sanan.example.com{path}'"])


def example_of(schema: Any) -> Any:
    """A value that a schema allows, with nothing that need not be there."""
    if "example" in schema or "const" in schema:
        return schema.get("example", schema.get("const"))
    if options := schema.get("enum") or schema.get("anyOf"):
        return options[0] if "enum" in schema else example_of(options[0])
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required", [])
        return {name: example_of(schema["properties"][name]) for name in needed}
    if kind == "string":
        usual = {"date": "2026-10-01", "date-time": "2026-10-01T09:00:00+08:00"}
        return usual.get(schema.get("format", ""), "…")
    return {"array": [], "integer": 1, "number": 1.0, "boolean": True}.get(kind)


def calls(document: Any) -> list[dict[str, Any]]:
    """Every call of the document, one after the other."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": call.get("summary", ""),
            "about": call.get("description", ""),
            "key": bool(call.get("security")),
            "query": call.get("parameters", []),
            "fields": _fields(call),
        }
        for path, ways in document["paths"].items()
        for method, call in ways.items()
    ]


def _fields(call: Any) -> list[dict[str, Any]]:
    content = call.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    needed = schema.get("required", [])
    return [
        {"name": name, "needed": name in needed, "about": about.get("description", "")}
        for name, about in schema.get("properties", {}).items()
    ]
