"""Rules for the source that no linter knows: what is broken only in the languages of others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from faxdesk.core.settings import Settings
from tests.source_trees import ROOT, dotted, nodes, trees

pytestmark = pytest.mark.unmeasured

TRANSLATING = frozenset({"tr", "translate", "_tr", "_t", "_say", "_said", "QT_TRANSLATE_NOOP"})
"""The methods of Qt, and the functions of modules without a QObject that stand for them."""


# ------------------------------------------------------------------------------------------------- keywords of Qt


def qt_keywords(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each keyword with which an object of Qt is made."""
    for node in nodes(tree):
        if isinstance(node, ast.Call) and (_is_qt(node.func) or _is_super(node.func)):
            yield from ((node.lineno, keyword.arg) for keyword in node.keywords if keyword.arg)


def _is_qt(called: ast.expr) -> bool:
    return isinstance(called, ast.Name) and called.id[:1] == "Q" and called.id[1:2].isupper()


def _is_super(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and ast.unparse(called) == "super().__init__"


def test_no_property_of_qt_is_set_by_a_keyword_that_begins_with_i() -> None:
    """PySide6 makes `setInterval` of `interval=` with the locale's capitals, and Turkish has another one for i."""
    found = [
        f"{path}:{line} {name}=" for path, tree in trees() for line, name in qt_keywords(tree) if name.startswith("i")
    ]
    assert found == []


def test_no_field_changes_under_a_wheel_that_passes_over_it() -> None:
    """Qt's own fields follow the wheel wherever the pointer is; those of `widgets.choices` do not."""
    turned = {"QComboBox", "QSpinBox", "QDoubleSpinBox", "QDateTimeEdit", "QDateEdit", "QTimeEdit", "QSlider", "QDial"}
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        for node in nodes(tree)
        if (isinstance(node, ast.Call) and _name(node.func) in turned)
        or (isinstance(node, ast.ClassDef) and turned & {_name(base) for base in node.bases})
        if path.name != "choices.py"
    ]
    assert found == []


# ---------------------------------------------------------------------------------- what only some systems can do

SHARED = Path("faxdesk/core/shared_files.py")
TIMES = Path("faxdesk/core/times.py")
PIPES = Path("faxdesk/core/pipes.py")


def unsafe_elsewhere(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield what does something else on Windows than on other systems, or nothing, and its line."""
    for node in nodes(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        given, named = len(node.args), {keyword.arg for keyword in node.keywords}
        of_module = dotted(node.func.value)
        called = node.func.attr
        if (called == "replace" and given == 1 and not named) or called in {"rename", "unlink"}:
            yield "refused where somebody has the file open: shared_files.replace, discard", node.lineno
        elif called == "mkdir" and "mode" in named:
            yield "the folder of an administrator on Windows: shared_files.make_private_folder", node.lineno
        elif (called == "astimezone" and given == 0) or called in {"fromtimestamp", "utcfromtimestamp"}:
            yield "asks the C library, which does not know all years: times.local, from_seconds", node.lineno
        elif (of_module, called) == ("os", "kill"):
            yield "ends the process on Windows, whatever the signal", node.lineno
        elif (of_module, called) == ("os", "read") or of_module == "sys.stdin":
            yield "may wait inside a standard stream: pipes.has_ended", node.lineno


ALLOWED = {
    (SHARED, "refused"),
    (SHARED, "the folder"),
    (TIMES, "asks"),
    (PIPES, "may wait"),
    # The user's own file, which is no stream.
    (Path("faxdesk/store/spool.py"), "may wait"),
}


def test_what_only_some_systems_can_do_is_done_in_one_place() -> None:
    found = [
        f"{path}:{line} {what}"
        for path, tree in trees()
        for what, line in unsafe_elsewhere(tree)
        if not any(path == place and what.startswith(begins) for place, begins in ALLOWED)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "part.replace(target)",
        "os.rename(one, two)",
        "path.unlink(missing_ok=True)",
        "folder.mkdir(mode=0o700)",
        "when.astimezone()",
        "datetime.fromtimestamp(0, UTC)",
        "os.kill(pid, 0)",
        "os.read(0, 1)",
        "sys.stdin.read()",
    ],
)
def test_the_rule_for_systems_sees_them(source: str) -> None:
    assert len(list(unsafe_elsewhere(ast.parse(source)))) == 1


def test_the_rule_for_systems_leaves_texts_and_zones_alone() -> None:
    source = "text.replace('a', 'b'); when.replace(tzinfo=UTC); when.astimezone(zone); folder.mkdir(exist_ok=True)"
    assert list(unsafe_elsewhere(ast.parse(source))) == []


# ---------------------------------------------------------------------------------------------- files of the user


def test_files_of_the_user_are_opened_so_that_others_may_rename_them() -> None:
    """Windows refuses to rename, replace or remove what is open, unless it was opened by `core.shared_files`."""
    own_files = {"fonts.py", "long_pages.py"}
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        for node in nodes(tree)
        if isinstance(node, ast.Call) and path.parts[1] == "documents" and path.name not in own_files
        if _name(node.func) in {"read_bytes", "read_text", "copyfile", "copy", "copy2"} - _methods_of_images(node)
        or (_name(node.func) == "open" and any(ast.unparse(argument) == "'rb'" for argument in node.args))
    ]
    assert found == []


def _methods_of_images(call: ast.Call) -> frozenset[str]:
    """A picture has a method `copy` too; the functions of `shutil` are called by their module."""
    owner = ast.unparse(call.func).rpartition(".")[0]
    return frozenset() if owner == "shutil" else frozenset({"copy", "copy2"})


# -------------------------------------------------------------------------------------------- what commands print


def test_commands_print_by_one_module() -> None:
    """It shows names and texts of others as they are: what would end a line, move or hide something is an escape."""
    printing = {
        str(path)
        for path, tree in trees()
        for node in nodes(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert {path for path in printing if Path(path).parts[:2] == ("faxdesk", "cli")} == {
        str(Path("faxdesk") / "cli" / "output.py")
    }


# ------------------------------------------------------------------------------------------- what programs print


def read_in_any_encoding(tree: ast.AST) -> Iterator[int]:
    """Yield the lines where text of another program is read in the encoding of the system, which differs."""
    for node in nodes(tree):
        if isinstance(node, ast.Call) and dotted(node.func).startswith("subprocess."):
            words = {keyword.arg for keyword in node.keywords}
            if words & {"text", "universal_newlines"} and "encoding" not in words:
                yield node.lineno


def test_what_a_program_prints_is_read_in_a_known_encoding() -> None:
    """FaxDesk writes UTF-8; `text=True` alone reads it as cp1252 on Windows, and as ASCII in a locale of none."""
    files = [path for folder in ("faxdesk", "tests", "build") for path in sorted((ROOT / folder).rglob("*.py"))]
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files
        if "subprocess." in (source := path.read_text(encoding="utf-8"))
        for line in read_in_any_encoding(ast.parse(source))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("subprocess.run(command, text=True)", 1),
        ("subprocess.Popen(command, universal_newlines=True)", 1),
        ('subprocess.run(command, text=True, encoding="utf-8")', 0),
        ('subprocess.run(command, encoding="utf-8")', 0),
        ("subprocess.run(command, capture_output=True)", 0),
    ],
)
def test_the_rule_for_encodings_sees_them(source: str, found: int) -> None:
    assert len(list(read_in_any_encoding(ast.parse(source)))) == found


# ------------------------------------------------------------------------------------------ texts for translators


def translated(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that translate a text."""
    for node in nodes(tree):
        if isinstance(node, ast.Call) and _name(node.func) in TRANSLATING:
            yield node


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def unextracted(tree: ast.AST) -> Iterator[int]:
    """Yield the lines of texts that are translated inside an f-string, or are one themselves."""
    for node in nodes(tree):
        if isinstance(node, ast.JoinedStr):
            yield from (call.lineno for call in translated(node))
    for call in translated(tree):
        yield from (call.lineno for argument in call.args if isinstance(argument, ast.JoinedStr))


def test_no_text_for_translators_is_in_an_f_string() -> None:
    """The tool that collects texts for translators does not look into f-strings: the text would stay English."""
    assert [f"{path}:{line}" for path, tree in trees() for line in unextracted(tree)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("f\"{self.tr('Sent')}: {count}\"", 1),
        ('f"{count} {_tr(word) if count else 0}"', 1),
        ('self.tr(f"{count} pages")', 1),
        ('QCoreApplication.translate("Fax", f"{count} pages")', 1),
        ('self.tr("{count} pages").format(count=f"{count:n}")', 0),
        ('f"{count} pages"', 0),
    ],
)
def test_the_rule_for_texts_sees_them(source: str, found: int) -> None:
    assert len(list(unextracted(ast.parse(source)))) == found


SHOWING = frozenset(
    [
        "QAction",
        "QCheckBox",
        "QGroupBox",
        "QLabel",
        "QPushButton",
        "QRadioButton",
        "QTableWidgetItem",
        "QToolButton",
        "addAction",
        "addItem",
        "addMenu",
        "addRow",
        "addTab",
        "fail",
        "say",
        "setAccessibleDescription",
        "setAccessibleName",
        "setHorizontalHeaderLabels",
        "setInformativeText",
        "setLabelText",
        "setPlaceholderText",
        "setPrefix",
        "setSpecialValueText",
        "setStatusTip",
        "setSuffix",
        "setText",
        "setTitle",
        "setToolTip",
        "setWhatsThis",
        "setWindowTitle",
    ]
)
"""What shows or speaks its first text to the user."""
UNITS = frozenset({"setSuffix", "setPrefix"})
"""What takes the part of a text that stands beside a number."""
NO_TEXTS = {Path("faxdesk/ui/backend/page_renderer.py")}
"""Files in which `setText` writes into a picture."""


def _is_translated(node: ast.expr) -> bool:
    """Return whether an expression is a translated text, also one whose places are filled."""
    if not isinstance(node, ast.Call):
        return False
    filled = isinstance(node.func, ast.Attribute) and node.func.attr == "format" and _is_translated(node.func.value)
    return filled or _name(node.func) in TRANSLATING


def _has_words(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(_has_words(part) for part in node.values)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value != "FaxDesk"
        and sum(letter.isalpha() for letter in node.value) > 1
    )


def pieces(tree: ast.AST) -> Iterator[int]:
    """Yield the lines of texts that are joined by hand, or are no whole ones: other languages have another order."""
    units = {
        id(part)
        for call in nodes(tree)
        if isinstance(call, ast.Call) and _name(call.func) in UNITS
        for argument in call.args
        for part in nodes(argument)
    }
    for node in nodes(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from (node.lineno for side in (node.left, node.right) if _is_translated(side))
    for call in translated(tree):
        for argument in call.args:
            text = argument.value if isinstance(argument, ast.Constant) else ""
            if isinstance(text, str) and text != text.strip() and id(argument) not in units:
                yield call.lineno


def untranslated(tree: ast.AST) -> Iterator[int]:
    """Yield the lines in which something is shown that nobody can translate."""
    for node in nodes(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SHOWING and node.args and _has_words(node.args[0]):
            yield node.lineno


def test_texts_for_translators_are_whole() -> None:
    assert [f"{path}:{line}" for path, tree in trees() for line in pieces(tree)] == []


def test_all_that_the_window_shows_can_be_translated() -> None:
    window = [(path, tree) for path, tree in trees() if path.parts[:2] == ("faxdesk", "ui") and path not in NO_TEXTS]
    assert [f"{path}:{line}" for path, tree in window for line in untranslated(tree)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('self.tr("Sent") + name', 1),
        ('name + self.tr("Sent to {number}.").format(number=number)', 1),
        ('self.tr("sent ")', 1),
        ('label.setText(_tr(" and ").join(names))', 1),
        ('box.setSuffix(self.tr(" s") if one else self.tr(" min"))', 0),
        ('self.tr("{name} was sent.").format(name=name)', 0),
    ],
)
def test_the_rule_for_whole_texts_sees_them(source: str, found: int) -> None:
    assert len(list(pieces(ast.parse(source)))) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('label.setText("Sent")', 1),
        ('QLabel(f"{count} pages")', 1),
        ('label.setText(self.tr("Sent"))', 0),
        ('label.setText("\N{MIDDLE DOT}")', 0),
        ('box.addItem(self.tr("Ask me"), "ask")', 0),
    ],
)
def test_the_rule_for_shown_texts_sees_them(source: str, found: int) -> None:
    assert len(list(untranslated(ast.parse(source)))) == found


# -------------------------------------------------------------------------------------------------------- settings

SETTINGS = {Path("faxdesk/core/settings.py"), Path("faxdesk/ui/settings/dialog.py")}
"""Where settings are defined and shown; who reads one to do something with it is elsewhere."""


@cache
def settings_read() -> set[str]:
    """Return the members of settings that the program reads, directly or by a property of theirs."""
    everything = dict(trees())
    read = {
        name for path, tree in everything.items() if path not in SETTINGS for name in members_read(tree, "settings")
    }
    (settings,) = (
        node
        for node in everything[Path("faxdesk/core/settings.py")].body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    properties = {node.name: node for node in settings.body if isinstance(node, ast.FunctionDef)}
    return read | {name for one in read & properties.keys() for name in members_read(properties[one], "self")}


def members_read(tree: ast.AST, owner: str) -> Iterator[str]:
    """Yield the members that are read of what is called `owner`, or ends so."""
    read = [node for node in nodes(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)]
    for node in read:
        if _name(node.value).strip("_") == owner:
            yield node.attr


@pytest.mark.parametrize("name", Settings._fields)
def test_every_setting_is_read_by_what_it_is_for(name: str) -> None:
    assert name in settings_read(), "a setting that nothing reads does nothing for who sets it"


def test_a_setting_that_nothing_reads_is_noticed() -> None:
    assert "nonsense" not in settings_read()
    assert set(members_read(ast.parse("a = self._settings_file.settings.notify; settings.region = b"), "settings")) == {
        "notify"
    }


# ------------------------------------------------------------------------------------------------ what Python keeps

FOCUS_CHAIN = Path("faxdesk/ui/widgets/focus_chain.py")


def losing(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that ask a widget for another in a way that ties the life of that to its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"nextInFocusChain", "previousInFocusChain", "buddy"}:
            yield node.lineno


def test_no_widget_is_lost_with_the_one_that_was_asked_for_it() -> None:
    found = [f"{path}:{line}" for path, tree in trees() if path != FOCUS_CHAIN for line in losing(tree)]
    assert found == [], "ui/widgets/focus_chain.py says what becomes of them"


@pytest.mark.parametrize("source", ["a.nextInFocusChain()", "ask = a.previousInFocusChain", "label.buddy().setFocus()"])
def test_the_rule_for_lost_widgets_sees_them(source: str) -> None:
    assert list(losing(ast.parse(source))) == [1]
