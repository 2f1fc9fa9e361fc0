"""The contract of Fax.Plus as a judge of answers: an OpenAPI document, read with JSON Schema."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from tests.practice.http_client import Answer

FILE = Path(__file__).with_name("faxplus-openapi.yaml")
METHODS = ("get", "post", "put", "patch", "delete")
_ID = "urn:faxplus"


@cache
def document() -> dict[str, Any]:
    """The contract."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


@cache
def operations() -> tuple[tuple[str, str], ...]:
    """Every operation of the contract, as method and path."""
    return tuple((method, path) for path, item in document()["paths"].items() for method in METHODS if method in item)


def operation_of(answer: Answer) -> tuple[str, str] | None:
    """The operation that an answer belongs to, or None."""
    path = answer.path.removeprefix("/v3")
    found = [one for one in operations() if one[0] == answer.method.lower() and _pattern(one[1]).fullmatch(path)]
    # `/accounts/self/ai/credits` is more exact than a path with a variable in the same place.
    return min(found, key=lambda one: one[1].count("{"), default=None)


def problems(answer: Answer) -> list[str]:
    """What is wrong with an answer, by the contract."""
    operation = operation_of(answer)
    if operation is None:
        return [f"{answer.method} {answer.path} is no operation of the contract"]
    name = f"{answer.method} {operation[1]} {answer.status}"
    pointer, declared = _declared(operation, answer.status)
    content = declared.get("content", {})
    if not content:
        return [f"{name}: a body where there is none"] if answer.body else []
    mime = answer.headers.get("content-type", "").partition(";")[0]
    if mime not in content:
        return [f"{name}: {mime!r} is not one of {', '.join(content)}"]
    if mime != "application/json":
        return [] if answer.body else [f"{name}: empty"]
    schema = f"{pointer}/content/{_escaped(mime)}/schema"
    return [f"{name}: {text}" for text in _errors(answer.body, schema)]


@cache
def _errors(body: bytes, pointer: str) -> tuple[str, ...]:
    """What is wrong with a body: every other one that is judged has been said before, word for word."""
    return tuple(errors(json.loads(body), pointer))


def errors(value: object, pointer: str) -> list[str]:
    """What is wrong with a value, by the schema at a pointer into the document."""
    return [f"{error.json_path}: {error.message[:200]}" for error in _leaves(_validator(pointer).iter_errors(value))]


@cache
def _validator(pointer: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"{_ID}#{pointer}"}, registry=_registry())


def _leaves(found: Any) -> list[Any]:
    leaves = []
    for error in found:
        leaves += _leaves(error.context) if error.context else [error]
    return leaves


@cache
def _registry() -> Registry[Any]:
    found: Registry[Any] = Registry().with_resource(_ID, DRAFT202012.create_resource(document())).crawl()
    return found


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", re.escape(path)))


def _declared(operation: tuple[str, str], status: int) -> tuple[str, dict[str, Any]]:
    """The response that the contract has for a status, and the pointer to it.

    Of the codes of success no document is certain: a client takes any of 200 to 299 for the one that is declared.
    """
    method, path = operation
    responses = document()["paths"][path][method]["responses"]
    key = str(status)
    if key not in responses and 200 <= status < 300:
        key = next(code for code in responses if code.startswith("2"))
    if key not in responses:
        key = "default"
    pointer = f"/paths/{_escaped(path)}/{method}/responses/{key}"
    found = responses.get(key)
    assert found is not None, f"{method} {path} has no answer {status}"
    while "$ref" in found:
        pointer = found["$ref"].removeprefix("#")
        found = at(pointer)
    return pointer, found


def at(pointer: str) -> Any:
    """The node of the contract at a pointer, such as `/components/schemas/Fax`."""
    found: Any = document()
    for step in pointer.strip("/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
