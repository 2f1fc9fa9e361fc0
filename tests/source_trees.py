"""The syntax trees of the source, for tests of what no linter knows. Each file is parsed and walked once for all of
them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "faxdesk"


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file, which nobody may change."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return the nodes of a tree that nobody changes, in the order of `ast.walk`."""
    return tuple(ast.walk(tree))


def trees(folder: Path = PROGRAM) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the source files below a folder, in a fixed order, each by its path in the project."""
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT), tree_of(path)


def dotted(expression: ast.AST) -> str:
    """Return names with dots between them as they are written, and an empty text for what is more than that."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute) and (owner := dotted(expression.value)):
        return f"{owner}.{expression.attr}"
    return ""
