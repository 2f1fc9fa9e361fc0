"""Colours, sizes and distances are in `widgets/tokens.py` and nowhere else: a rule over the source of the window."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from faxdesk.ui.widgets.dialog_buttons import standard_buttons
from tests.source_trees import dotted, nodes, tree_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

UI = Path(__file__).resolve().parent.parent.parent / "faxdesk" / "ui"
TOKENS = UI / "widgets" / "tokens.py"

SETTERS = frozenset(
    {
        *("setContentsMargins", "setMargin", "setIndent", "setSpacing", "setHorizontalSpacing", "setVerticalSpacing"),
        *("addSpacing", "setFixedWidth", "setFixedHeight", "setFixedSize", "setMinimumWidth", "setMinimumHeight"),
        *("setMinimumSize", "setMaximumWidth", "setMaximumHeight", "setMaximumSize", "resize", "setIconSize"),
        *("setGridSize", "setDefaultSectionSize", "setMinimumSectionSize", "resizeSection", "setSizes", "setPointSize"),
        *("setPointSizeF", "setPixelSize", "setPadding", "pixmap", "adjusted", "translated", "drawRoundedRect"),
        *("addRoundedRect", "setBlurRadius", "setOffset", "setColumnMinimumWidth", "setRowMinimumHeight"),
        *("setWidth", "setWidthF", "setAlpha", "setAlphaF", "setColumnWidth"),
    }
)
"""Methods of Qt that take pixels, sizes of letters, or parts of a colour."""
MAKERS = frozenset(
    {
        *("QSize", "QSizeF", "QMargins", "QMarginsF", "QRect", "QRectF", "QPoint", "QPointF", "QPen", "QColor"),
        *("FlowLayout",),
    }
)
"""Classes that are made of them."""
PARAMETERS = frozenset({"scale", "part", "gap", "margin", "spacing", "padding", "radius"})
"""What functions of ours call them."""
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
NUMBERED, ENDLESS = 1, 10_000
"""One pixel is a line of the screen, and so many are no limit: neither is the choice of a designer."""
OWN_MEASURES = {
    # Draws on paper: the measures are those of the page that is sent, and only its colours are the screen's.
    "cover_page/preview.py": ("QRectF", "QPen", "adjusted"),
    # A drawing, in parts of its size.
    "widgets/empty_page.py": ("QPointF", "QRectF", "drawRoundedRect"),
}
"""What has numbers that are no pixels, and in which calls."""


def violations(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each colour and size that is written there instead of taken from the tokens."""
    known = dict(_numbers(tree))
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOUR.fullmatch(node.value):
            yield node.lineno, node.value
        elif isinstance(node, ast.Attribute) and ast.unparse(node).startswith("Qt.GlobalColor."):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call):
            yield from _of_call(node, known)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _of_defaults(node)


def _numbers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names to which a module gives a number, or several."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and _is_numeric(node.value):
            for target in node.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                yield from ((name.id, ast.unparse(node)) for name in names if isinstance(name, ast.Name))


def _is_numeric(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return all(map(_is_numeric, value.elts))
    return isinstance(value, ast.Constant) and _is_size(value.value)


def _of_call(call: ast.Call, known: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    letters = name in {"setPointSize", "setPointSizeF", "setPixelSize"}
    if name in SETTERS | MAKERS:
        for argument in call.args:
            # Letters are of the scale; only a picture of a letter may be a part of what it lies on.
            divided = isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Div | ast.FloorDiv)
            for part in _fixed(argument, known, relative=divided or not letters):
                yield call.lineno, f"{name}(… {part} …)"
        yield from _named_colours(call, name)
    for keyword in call.keywords:
        if keyword.arg in PARAMETERS:
            yield from ((call.lineno, f"{keyword.arg}={part}") for part in _fixed(keyword.value, known, relative=False))


def _named_colours(call: ast.Call, name: str) -> Iterator[tuple[int, str]]:
    for argument in call.args:
        if name == "QColor" and isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield call.lineno, argument.value


def _of_defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, str]]:
    arguments = function.args
    plain = arguments.args[len(arguments.args) - len(arguments.defaults) :]
    for argument, value in (
        *zip(plain, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ):
        if argument.arg in PARAMETERS and value is not None and _is_numeric(value):
            yield function.lineno, f"{argument.arg}={ast.unparse(value)}"


def _fixed(expression: ast.expr, known: Mapping[str, str], *, relative: bool) -> Iterator[str]:
    """Yield the numbers in an expression that are sizes of their own.

    With `relative`, a number by which something else is multiplied or divided is a proportion, such as three lines.
    """
    if isinstance(expression, ast.Constant):
        yield from [ast.unparse(expression)] if _is_size(expression.value) else []
    elif isinstance(expression, ast.Name):
        yield from [known[expression.id]] if expression.id in known else []
    elif relative and isinstance(expression, ast.BinOp) and isinstance(expression.op, _PRODUCTS):
        yield from _of_product(expression, known)
    else:
        for part in _parts(expression):
            yield from _fixed(part, known, relative=relative)


def _is_size(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) not in {0, NUMBERED} and abs(value) < ENDLESS


def _parts(expression: ast.expr) -> Iterator[ast.expr]:
    """Yield what an expression is made of: of a call only where it chooses among sizes."""
    if not isinstance(expression, ast.Call):
        yield from (child for child in ast.iter_child_nodes(expression) if isinstance(child, ast.expr))
    elif isinstance(expression.func, ast.Name) and expression.func.id in {"min", "max", "round", "int", "float"}:
        yield from expression.args


_PRODUCTS = (ast.Mult, ast.Div, ast.FloorDiv)


def _of_product(product: ast.BinOp, known: Mapping[str, str]) -> Iterator[str]:
    sides = (product.left, product.right)
    if all(_is_number(side, known) for side in sides):
        yield ast.unparse(product)
    for side in sides:
        if isinstance(side, ast.BinOp):
            yield from _fixed(side, known, relative=True)


def _is_number(side: ast.expr, known: Mapping[str, str]) -> bool:
    return isinstance(side, ast.Constant) or (isinstance(side, ast.Name) and side.id in known)


def test_colours_and_sizes_are_in_one_file() -> None:
    found = [
        f"{path.relative_to(UI)}:{line} {what}"
        for path in sorted(UI.rglob("*.py"))
        if path != TOKENS
        for line, what in violations(tree_of(path))
        if not what.startswith(OWN_MEASURES.get(path.relative_to(UI).as_posix(), ()))
    ]
    assert found == []


def test_every_token_is_used() -> None:
    """One that is not is a promise of the design that no screen keeps."""
    defined = [
        name.id
        for node in tree_of(TOKENS).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    ]
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(UI.rglob("*.py")))
    own = TOKENS.read_text(encoding="utf-8")
    assert len(defined) > 50
    inside = {"ACCENT", "ON_ACCENT"}
    """Part of the palettes."""
    assert all(own.count(name) > 2 for name in inside)
    assert {name for name in defined if not re.search(rf"tokens\.{name}\b", sources)} == inside


@pytest.mark.parametrize(
    "source",
    [
        "box.setSpacing(6)",
        "box.setContentsMargins(0, 3, 0, 0)",
        "_SIDE = 370\nsplitter.setSizes([width - _SIDE, _SIDE])",
        "label.setFixedHeight(lines + 10)",
        "area.setFixedHeight(min(wanted, max(80, other)))",
        "size = QSize(700, 500)",
        "size = QSize(16 * 3, 4)",
        'ground = QColor("white")',
        "shadow = QColor(0, 0, 0, 60)",
        "COLOURS = {'ink': '#102030'}",
        "painter.setPen(Qt.GlobalColor.white)",
        "font.setPointSizeF(font.pointSizeF() * 1.25)",
        "label = text_label(scale=1.45)",
        "def flow(parent, gap: int = 6): ...",
        "def flow(*, gap: int = 6): ...",
        "rect.adjusted(3, 3, -3, -3)",
        "picture.pixmap(24, 24)",
        "FlowLayout(row, 6)",
    ],
)
def test_the_rule_sees_them(source: str) -> None:
    assert len(list(violations(ast.parse(source)))) >= 1


@pytest.mark.parametrize(
    "source",
    [
        "box.setSpacing(tokens.SPACE_S)",
        "box.setContentsMargins(0, 0, 0, 0)",
        "rect.adjusted(1, 1, -1, -1)",
        "label.setFixedHeight(3 * metrics.lineSpacing())",
        "PART = 0.34\narea.setFixedHeight(int(window.height() * PART))",
        "QSize(room.width() * 9 // 10, room.height() * 9 // 10)",
        "QSize(*tokens.MAIN_WINDOW)",
        "QColor(tokens.PAPER)",
        "label.setText('#12 of 20')",
        "timer.setInterval(200)",
        "spin.setMaximum(99)",
    ],
)
def test_the_rule_leaves_proportions_and_other_numbers_alone(source: str) -> None:
    assert list(violations(ast.parse(source))) == []


# ------------------------------------------------------------------------------------------------ buttons of dialogs


@pytest.fixture
def pictures_on_buttons(qapp: QApplication) -> Iterator[None]:
    """The style puts icons on the buttons of dialogs, as some do."""
    qapp.setStyleSheet("QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 1; }")
    yield
    qapp.setStyleSheet("")


@pytest.mark.usefixtures("pictures_on_buttons")
def test_standard_buttons_have_words_alone(qtbot: QtBot) -> None:
    which = QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
    boxes = [QDialogButtonBox(which), standard_buttons(which)]
    for box in boxes:
        qtbot.addWidget(box)
    assert [any(not button.icon().isNull() for button in box.buttons()) for box in boxes] == [True, False]


def test_every_standard_button_comes_from_one_place() -> None:
    found = [
        f"{path.relative_to(UI)}:{node.lineno}"
        for path in sorted(UI.rglob("*.py"))
        for node in nodes(tree_of(path))
        if isinstance(node, ast.Call) and dotted(node.func) == "QDialogButtonBox"
        if any("StandardButton" in ast.unparse(argument) for argument in node.args)
    ]
    assert found == []
