"""Nothing is there that nobody uses, no word has two meanings, and every setting can be set and does something.

The source is read as syntax trees. A name counts as used where `faxdesk` or `build` mention it outside its definition:
a test alone keeps nothing alive. `USED_BY_OTHERS` has what is called from outside by its name, each with the reason.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from faxdesk import practice
from faxdesk.core.settings import Settings
from tests.source_trees import ROOT, nodes, trees

if TYPE_CHECKING:
    from types import ModuleType

pytestmark = pytest.mark.unmeasured


USED_BY_OTHERS = {
    "faxdesk.api.browser_sign_in._Handler.do_GET": "http.server calls it by the method of the request",
}
WITHOUT_CONTROL = {
    "account": "chosen where one connects or leaves",
    "api_url": "kept with the account that was connected there",
    "sender": "the number of the last fax",
    "client_id": "kept with the account that was connected with it",
    "notify": "on the page of the notifications",
    "notify_deliveries": "on the page of the notifications",
    "notify_received": "on the page of the notifications",
    "notify_details": "on the page of the notifications",
    "close_to_tray": "on the page of the notifications",
    "webhook_receiver": "on the page of the webhooks",
    "webhook_port": "on the page of the webhooks",
    "webhook_url": "on the page of the webhooks",
    "delete_after_days": "on the page of old faxes",
    "proof_stamp": "in the dialog that saves a proof",
    "proof_beside": "in the dialog that saves a proof",
    "proof_name": "in the dialog that saves a proof",
}
"""Settings that the dialog of the settings has no control for, and why."""


@dataclass(frozen=True)
class Definition:
    """A public name: where it is defined, and the class that it belongs to."""

    module: str
    name: str
    owner: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.module, self.owner, self.name) if part)


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax trees of the program and of the scripts that build it, by the names of the modules."""
    files = [*trees(ROOT / "build"), *trees()]
    return {".".join(file.with_suffix("").parts).removesuffix(".__init__"): tree for file, tree in files}


@cache
def mentions(of_practice: bool) -> tuple[Counter[str], Counter[str]]:
    """Return how often each word is mentioned at all, and how often as a member or in a string.

    What belongs to the practice service is used by it and by what starts it; of the rest it knows only the core.
    """
    anywhere: Counter[str] = Counter()
    as_member: Counter[str] = Counter()
    for module, tree in modules().items():
        if module.startswith("faxdesk.practice.") and not of_practice:
            continue
        for node in nodes(tree):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
                anywhere[node.id] += 1
            elif isinstance(node, ast.Attribute):
                as_member[node.attr] += 1
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                as_member[node.value] += 1
    return anywhere + as_member, as_member


def definitions() -> Iterator[Definition]:
    """Yield all public functions, classes, constants and methods of the program."""
    for module, tree in modules().items():
        if module.startswith("faxdesk"):
            for node in tree.body:
                yield from defined(module, node)


def defined(module: str, node: ast.stmt) -> Iterator[Definition]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield Definition(module, node.name)
    if isinstance(node, ast.ClassDef):
        methods = (member for member in node.body if isinstance(member, ast.FunctionDef))
        yield from (Definition(module, method.name, node.name) for method in methods)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    yield from (Definition(module, target.id) for target in targets if isinstance(target, ast.Name))


def is_override(definition: Definition) -> bool:
    """True for a method that is called through a class that it is derived from, such as one of Qt's."""
    owner = getattr(import_module(definition.module), definition.owner)
    return any(hasattr(base, definition.name) for base in owner.__mro__[1:])


def is_exported(definition: Definition, package: ModuleType) -> bool:
    """True for what a package exports, and the methods of it."""
    exported = getattr(package, definition.owner or definition.name, None)
    return exported is not None and getattr(exported, "__module__", "") == definition.module


def test_every_public_name_is_used() -> None:
    unused = []
    for definition in definitions():
        anywhere, as_member = mentions(definition.module.startswith(("faxdesk.practice", "faxdesk.core")))
        used = (as_member if definition.owner else anywhere)[definition.name]
        # The practice service is also the double in every test, which turns its clock and looks behind its answers.
        if used or definition.name.startswith("_") or is_exported(definition, practice):
            continue
        if not (definition.owner and is_override(definition)):
            unused.append(str(definition))
    assert set(unused) == set(USED_BY_OTHERS)


def test_every_class_has_a_name_of_its_own() -> None:
    places = defaultdict(list)
    for module, tree in modules().items():
        for node in tree.body if module.startswith("faxdesk") else ():
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


# --------------------------------------------------------------------------------------------------- the settings


def settings_read() -> set[str]:
    """Return the members of the settings that something reads which is neither the settings nor their dialog."""
    read = set()
    for module, tree in modules().items():
        if module == "faxdesk.core.settings" or module.startswith("faxdesk.ui.settings"):
            continue
        for node in nodes(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("settings"):
                read.add(node.attr)
    return read


def members_behind(name: str) -> set[str]:
    """Return the members that a property of the settings is made of, or the member itself."""
    (settings,) = (node for node in modules()["faxdesk.core.settings"].body if getattr(node, "name", "") == "Settings")
    found = {name}
    for node in nodes(settings):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            found |= {part.attr for part in nodes(node) if isinstance(part, ast.Attribute)}
    return found


def test_every_setting_has_a_reader() -> None:
    read = {member for name in settings_read() for member in members_behind(name)}
    assert set(Settings._fields) - read == set()


def test_every_setting_has_a_control() -> None:
    """A form of the settings is given the name of each first (`SettingForm`)."""
    shown = {
        node.args[0].value
        for module, tree in modules().items()
        if module.startswith("faxdesk.ui.settings")
        for node in nodes(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {f"self.form.{kind}" for kind in ("choice", "check", "number", "line")}
        and isinstance(node.args[0], ast.Constant)
    }
    assert set(Settings._fields) - shown == set(WITHOUT_CONTROL)
