"""Which layers (optional content) of a PDF are printed (ISO 32000-2, 8.11).

A layer is a group, or a membership that a rule over groups decides. The default configuration says which groups are on;
the usage of a group may say otherwise for printing. Readers differ where no rule of the configuration (AS) names that
usage: most follow it, as this does, some do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from faxdesk.documents.pdf.objects import Name, Ref

if TYPE_CHECKING:
    from faxdesk.documents.pdf.objects import Entries, PdfObjects, Value

_STATE_OF = {"View": "ViewState", "Print": "PrintState", "Export": "ExportState"}
"""What the categories of a usage are recommended by (ISO 32000-2, table 100)."""
_DEEPEST = 32
"""Expressions within each other, as PDFium reads them."""
_LONGEST_NAME = 40


class Layers:
    """The layers of a document, and whether they are on: on the screen, and on paper."""

    def __init__(self, objects: PdfObjects) -> None:
        self._objects = objects
        self._properties = objects.dictionary(objects.root.get("OCProperties"))
        self._config = objects.dictionary(self._properties.get("D"))
        self._groups = self._found()
        base = self._base()
        self._on_screen = self._adjusted(base, "View")
        self._on_paper = self._guessed(self._adjusted(self._on_screen, "Print"))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of the layers that are seen on the screen, but not printed."""
        return self._differing(printed=False)

    @property
    def only_printed(self) -> tuple[str, ...]:
        """The names of the layers that are printed, but not seen on the screen."""
        return self._differing(printed=True)

    def _differing(self, *, printed: bool) -> tuple[str, ...]:
        found = (
            self._name(number)
            for number, on in self._on_paper.items()
            if on is printed and self._on_screen[number] is not printed
        )
        return tuple(dict.fromkeys(found))

    def _name(self, number: int) -> str:
        text = self._objects.text(self._groups[number].get("Name"))
        return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LONGEST_NAME]

    def printed(self, content: Value) -> bool:
        """True where what belongs to the layer `content` (the value of OC) is printed; also where it is no layer."""
        return self._visible(content, self._on_paper)

    def on_screen(self, content: Value) -> bool:
        """True where what belongs to the layer `content` is seen on the screen; also where it is no layer."""
        return self._visible(content, self._on_screen)

    def settle(self) -> None:
        """Write what is printed into the document, so plainly that every reader understands it alike."""
        groups = list(self._groups)
        hidden = [number for number, on in self._on_paper.items() if not on]
        for number in groups:
            entries = {key: each for key, each in self._groups[number].items() if key not in {"Usage", "Intent"}}
            self._objects.put(Ref(number), entries)
        for ref in self._objects.mentioning(b"OCMD"):
            if self._is_membership(ref) and ref.number not in self._groups:
                groups.append(ref.number)
                if not self.printed(ref):
                    hidden.append(ref.number)
        # Rules read the groups that are replaced here, so all are judged before any is changed.
        for number in groups[len(self._groups) :]:
            self._objects.put(Ref(number), {"Type": Name("OCG"), "Name": b"rule"})
        off: list[Value] = [Ref(number) for number in hidden]
        properties: Entries = {"OCGs": [Ref(number) for number in groups], "D": {"OFF": off}}
        self._objects.put_root({**self._objects.root, "OCProperties": properties})

    # ---------------------------------------------------------------------------------------------- the groups

    def _found(self) -> dict[int, Entries]:
        """Return all groups by their numbers, also those that are missing in the list of them."""
        listed = (ref for ref in self._objects.array(self._properties.get("OCGs")) if isinstance(ref, Ref))
        groups = {ref.number: self._objects.dictionary(ref) for ref in listed}
        for ref in self._objects.mentioning(b"OCG"):
            entries = self._objects.dictionary(ref)
            if entries.get("Type") == "OCG":
                groups.setdefault(ref.number, entries)
        return groups

    def _refs(self, value: Value) -> Iterator[int]:
        for ref in self._objects.array(value):
            if isinstance(ref, Ref) and ref.number in self._groups:
                yield ref.number

    def _base(self) -> dict[int, bool]:
        """Return the state of each group when the document is opened."""
        on = self._objects.value(self._config.get("BaseState")) != "OFF"
        states = dict.fromkeys(self._groups, on)
        states.update(dict.fromkeys(self._refs(self._config.get("ON")), True))
        states.update(dict.fromkeys(self._refs(self._config.get("OFF")), False))
        # Groups that are there for something else than the configuration have no say.
        wanted = self._intents(self._config)
        for number, entries in self._groups.items():
            if "All" not in wanted and not wanted & self._intents(entries):
                states[number] = True
        return states

    def _intents(self, entries: Entries) -> set[str]:
        value = self._objects.value(entries.get("Intent", Name("View")))
        return {self._objects.text(each) for each in (value if isinstance(value, list) else [value])}

    def _adjusted(self, states: Mapping[int, bool], event: str) -> dict[int, bool]:
        """Return the states after `event`, as the rules of the configuration change them."""
        adjusted = dict(states)
        for rule in map(self._objects.dictionary, self._objects.array(self._config.get("AS"))):
            if self._objects.value(rule.get("Event")) != event:
                continue
            categories = [self._objects.text(each) for each in self._objects.array(rule.get("Category"))]
            for number in self._refs(rule.get("OCGs")):
                said = {self._recommended(number, category) for category in categories} - {None}
                if said:
                    adjusted[number] = False not in said
        return adjusted

    def _guessed(self, states: Mapping[int, bool]) -> dict[int, bool]:
        """Follow what groups recommend for printing, also where no rule of the configuration asks for it."""
        said = {number: self._recommended(number, "Print") for number in states}
        return {number: state if said[number] is None else bool(said[number]) for number, state in states.items()}

    def _recommended(self, number: int, category: str) -> bool | None:
        usage = self._objects.dictionary(self._objects.dictionary(self._groups[number].get("Usage")).get(category))
        state = self._objects.value(usage.get(_STATE_OF.get(category, "")))
        return state == "ON" if state in {"ON", "OFF"} else None

    # --------------------------------------------------------------------------------------------------- rules

    def _is_membership(self, content: Value) -> bool:
        return self._objects.dictionary(content).get("Type") == "OCMD"

    def _visible(self, content: Value, states: Mapping[int, bool]) -> bool:
        if not self._is_membership(content):
            return not isinstance(content, Ref) or states.get(content.number, True)
        entries = self._objects.dictionary(content)
        expression = self._objects.array(entries.get("VE"))
        if expression:
            return self._holds(expression, states, 0)
        members = entries.get("OCGs")
        refs = list(self._refs(members)) if self._objects.array(members) else list(self._refs([members]))
        on = [states[number] for number in refs]
        policy = self._objects.value(entries.get("P"))
        answers = {"AllOn": all(on), "AnyOff": not all(on), "AllOff": not any(on)}
        return not on or answers.get(policy if isinstance(policy, Name) else "", any(on))

    def _holds(self, expression: list[Value], states: Mapping[int, bool], depth: int) -> bool:
        if depth > _DEEPEST:
            return True
        operator, *operands = expression
        values = []
        for operand in operands:
            inner = self._objects.array(operand)
            values.append(self._holds(inner, states, depth + 1) if inner else self._visible(operand, states))
        if self._objects.value(operator) == "Not":
            return not all(values)
        return any(values) if self._objects.value(operator) == "Or" else all(values)
