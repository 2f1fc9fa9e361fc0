"""Which column of a list is what: found by its title in English, German, French, Italian and Spanish, or named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from faxdesk.core.errors import InputRefused
from faxdesk.core.list_number import number_of
from faxdesk.core.table import Cell, Table, TableRow, cell_text, column_name, column_number


class ListField(StrEnum):
    """What a column can be. The values are the words of `--map`."""

    TO = "to"
    NAME = "name"
    COMPANY = "company"
    FILE = "file"
    COMMENT = "comment"
    AT = "at"
    SUBJECT = "subject"
    MESSAGE = "message"
    SIGNATURE = "signature"


COVER_FIELDS = (ListField.SUBJECT, ListField.MESSAGE, ListField.SIGNATURE)
"""What only a cover page shows."""

_FAX = re.compile(r"(?:tele)?fax\w*|facs\w*|telecop\w*")
_NUMBER_WORDS = frozenset(
    {
        "nr", "no", "n", "num", "nro", "number", "numbers", "nummer", "nummern", "numero", "numeros", "di", "de", "del",
        "du", "do", "la", "le", "of", "the", "business", "work", "office", "main", "geschaftlich", "gesch", "buro",
        "zentrale", "bureau", "travail", "ufficio", "lavoro", "oficina", "trabajo",
    }
)  # fmt: skip
"""What may stand beside the word for a fax in the title of a column of numbers."""
_TO = frozenset({"to", "an", "a", "destination", "ziel", "zielnummer", "destinazione", "destino"})
_TITLES: Mapping[ListField, frozenset[str]] = {
    ListField.NAME: frozenset(
        {
            "name", "names", "full name", "contact", "contact name", "contact person", "recipient", "recipient name",
            "attention", "attn", "person", "ansprechpartner", "ansprechpartnerin", "ansprechperson", "kontakt",
            "kontaktperson", "kontaktname", "empfanger", "empfangerin", "empfangername", "name des empfangers",
            "vor und nachname", "vorname nachname", "z hd", "zu handen", "nom", "nom complet", "nom et prenom",
            "prenom et nom", "contact nom", "destinataire", "interlocuteur", "a l attention de", "nome", "nominativo",
            "nome e cognome", "nome completo", "contatto", "destinatario", "referente", "nombre", "nombre completo",
            "nombre y apellidos", "contacto", "persona de contacto",
        }
    ),
    ListField.COMPANY: frozenset(
        {
            "company", "company name", "organisation", "organization", "firm", "business", "institution", "practice",
            "firma", "firmenname", "unternehmen", "betrieb", "praxis", "firma praxis", "gesellschaft", "societe",
            "entreprise", "raison sociale", "nom de l entreprise", "azienda", "ditta", "societa", "ragione sociale",
            "impresa", "empresa", "compania", "razon social", "sociedad",
        }
    ),
    ListField.FILE: frozenset(
        {
            "file", "files", "file name", "filename", "document", "documents", "attachment", "attachments", "path",
            "pdf", "datei", "dateien", "dateiname", "dokument", "dokumente", "anhang", "beilage", "beilagen", "pfad",
            "fichier", "fichiers", "nom de fichier", "nom du fichier", "piece jointe", "pieces jointes", "chemin",
            "nome file", "nome del file", "documento", "documenti", "allegato", "allegati", "percorso", "archivo",
            "archivos", "fichero", "nombre de archivo", "documentos", "adjunto", "adjuntos", "ruta",
        }
    ),
    ListField.COMMENT: frozenset(
        {
            "comment", "comments", "note", "notes", "remark", "remarks", "bemerkung", "bemerkungen", "kommentar",
            "kommentare", "notiz", "notizen", "anmerkung", "anmerkungen", "hinweis", "commentaire", "commentaires",
            "remarque", "remarques", "observation", "observations", "commento", "commenti", "nota", "osservazioni",
            "osservazione", "annotazioni", "comentario", "comentarios", "notas", "observacion", "observaciones",
        }
    ),
    ListField.AT: frozenset(
        {
            "send time", "send at", "send on", "send date", "sending time", "at", "scheduled", "scheduled for",
            "sendezeit", "sendezeitpunkt", "sendetermin", "sendedatum", "versandzeit", "versandzeitpunkt",
            "versanddatum", "senden am", "senden um", "zu senden am", "heure d envoi", "date d envoi",
            "date et heure d envoi", "envoyer le", "a envoyer le", "ora di invio", "ora invio", "orario di invio",
            "data di invio", "data invio", "data e ora di invio", "inviare il", "da inviare il", "hora de envio",
            "fecha de envio", "fecha y hora de envio", "enviar el",
        }
    ),
    ListField.SUBJECT: frozenset(
        {
            "subject", "re", "regarding", "cover subject", "betreff", "betrifft", "betr", "objet", "sujet", "oggetto",
            "asunto",
        }
    ),
    ListField.MESSAGE: frozenset(
        {
            "message", "cover message", "cover text", "nachricht", "mitteilung", "deckblatttext", "text deckblatt",
            "texte", "messaggio", "testo", "mensaje", "texto",
        }
    ),
    ListField.SIGNATURE: frozenset(
        {
            "signature", "sender name", "from name", "name of sender", "absendername", "unterzeichnet von",
            "nom de l expediteur", "expediteur", "nome del mittente", "mittente", "nombre del remitente", "remitente",
        }
    ),
}  # fmt: skip
"""Titles as `plain_title` returns them."""
_FIRST_NAMES = frozenset({"first name", "given name", "vorname", "prenom", "nome", "nombre", "nombres"})
_LAST_NAMES = frozenset(
    {
        "last name", "surname", "family name", "nachname", "familienname", "zuname", "nom", "nom de famille",
        "cognome", "apellido", "apellidos", "name",
    }
)  # fmt: skip
_TITLES_WITHIN = 20
"""In how many rows from the top the titles are looked for: lists have a heading, or a date, above them."""
_FILE_NAME = re.compile(r"[^\s.][^\n]*\.\w{2,5}")
_SAMPLE = 50
"""Rows by which a column is judged."""
_PAIR = re.compile(rf",(?=\s*(?:{'|'.join(ListField)})\s*=)", re.IGNORECASE)
_NEEDS_PROOF = frozenset({"document", "documents", "documento", "documentos", "dokument", "dokumente", "documenti"})
"""Titles of files that are as often something else, such as the number of a paper."""


@dataclass(frozen=True, slots=True)
class ListColumns:
    """Where what stands in a list.

    `titles` has a title for each column, as it is written there, or as a spreadsheet calls the column where the list
    has none. `first` is the index of the first row with a recipient. `fields` has the columns of each field, whose
    texts are joined.
    """

    titles: tuple[str, ...]
    first: int
    fields: Mapping[ListField, tuple[int, ...]]

    def cell(self, row: TableRow, field: ListField) -> Cell:
        """Return what a row has in a field; "" where the list does not have it."""
        columns = self.fields.get(field, ())
        if len(columns) == 1:
            return row.cell(columns[0])
        return " ".join(filter(None, (cell_text(row.cell(column)) for column in columns)))

    def assigned(self, field: ListField, columns: tuple[int, ...]) -> ListColumns:
        """Return these columns with those of one field changed; a column is taken from what had it before."""
        others = {
            other: tuple(column for column in theirs if column not in columns)
            for other, theirs in self.fields.items()
            if other is not field
        }
        kept = {other: theirs for other, theirs in others.items() if theirs}
        return replace(self, fields={**kept, **({field: columns} if columns else {})})


def plain_title(title: str) -> str:
    """Return a title in small letters, without accents and signs, for comparing."""
    parts = unicodedata.normalize("NFKD", title.replace("ß", "ss")).casefold()
    letters = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters))


def find_columns(table: Table, region: str = "", named: Mapping[ListField, str] | None = None) -> ListColumns:
    """Find the columns of a list; `named` says which the user has named, `region` the country of its numbers.

    Raises `InputRefused` where a named column is not there, or no column has fax numbers.
    """
    if not table.rows:
        raise InputRefused("", "The list is empty.", "Check that it is the right file, and the right sheet of it.")
    at = _title_row(table, named or {}, region)
    width = table.width
    if at is None:
        titles = tuple(column_name(column) for column in range(width))
        columns = ListColumns(titles, 0, {})
        columns = columns.assigned(ListField.TO, _column_of_numbers(table, region))
    else:
        cells = table.rows[at].cells
        texts = [cell_text(cell) for cell in cells] + [""] * (width - len(cells))
        titles = tuple(text or column_name(column) for column, text in enumerate(texts))
        columns = ListColumns(titles, at + 1, dict(_by_title(texts, table.rows[at + 1 :])))
    for field, wanted in (named or {}).items():
        columns = columns.assigned(field, named_columns(wanted, columns.titles, field))
    if ListField.TO not in columns.fields:
        columns = columns.assigned(ListField.TO, _only_numbers(columns, table, region))
    if ListField.TO not in columns.fields:
        shown = ", ".join(f"“{title}”" for title in titles[:12])
        raise InputRefused(
            "", f"No column has the fax numbers. There are {shown}.", "Say which it is: --map to=COLUMN."
        )
    return columns


def parse_map(texts: Sequence[str]) -> dict[ListField, str]:
    """Return what `--map to=Fax,name=Firma` says: the column of each field. Raises `InputRefused`."""
    named = {}
    for text in texts:
        for pair in _PAIR.split(text):
            field, mark, column = pair.partition("=")
            try:
                named[ListField(field.strip().lower())] = column.strip()
            except ValueError:
                mark = ""
            if not mark:
                raise InputRefused(
                    "--map",
                    f"“{pair.strip()}” names no field and its column.",
                    f"Write it like to=Fax,name=Firma. The fields are {', '.join(ListField)}.",
                )
    return named


def named_columns(wanted: str, titles: Sequence[str], field: ListField) -> tuple[int, ...]:
    """Return the columns that a text names: by title, letter or number; several with a plus between them.

    Empty where the text is: the list does not have that field. Raises `InputRefused`.
    """
    whole = _one_column(wanted, titles)
    if whole is not None or not wanted:
        return () if whole is None else (whole,)
    parts = [_one_column(part.strip(), titles) for part in wanted.split("+")]
    if len(parts) > 1 and field is not ListField.TO and None not in parts:
        return tuple(part for part in parts if part is not None)
    shown = ", ".join(f"“{title}”" for title in titles[:20])
    raise InputRefused("--map", f"The list has no column “{wanted}” for {field}.", f"Its columns are {shown}.")


def _one_column(wanted: str, titles: Sequence[str]) -> int | None:
    exact = [column for column, title in enumerate(titles) if title == wanted]
    alike = [column for column, title in enumerate(titles) if plain_title(title) == plain_title(wanted) != ""]
    if exact or alike:
        return (exact or alike)[0]
    number = column_number(wanted)
    return number if number is not None and number < len(titles) else None


# ------------------------------------------------------------------------------------------------------ titles


def _title_row(table: Table, named: Mapping[ListField, str], region: str) -> int | None:
    """Return the index of the row that has the titles; None where the list begins with recipients."""
    wanted = {plain_title(name) for text in named.values() for name in (text, *text.split("+"))} - {""}
    for index, row in enumerate(table.rows[:_TITLES_WITHIN]):
        texts = [cell_text(cell) for cell in row.cells]
        plain = {plain_title(text) for text in texts}
        known = sum(1 for text in texts if _is_title(text))
        if _has_number(row, region):
            break
        if wanted & plain or (known and any(_is_fax_title(text) for text in texts)) or known > 1:
            return index
    # Titles that say nothing here stand above what they are the titles of.
    first = table.rows[0]
    return 0 if len(table.rows) > 1 and not _has_number(first, region) and len(first.cells) > 1 else None


def _is_title(text: str) -> bool:
    plain = plain_title(text)
    return _is_fax_title(text) or any(plain in titles for titles in (*_TITLES.values(), _FIRST_NAMES, _LAST_NAMES))


def _is_fax_title(text: str) -> bool:
    """True for the title of a column of fax numbers: a word for a fax, and none for anything else."""
    words = plain_title(text).split()
    faxes = [word for word in words if _FAX.fullmatch(word)]
    others = {word for word in words if not _FAX.fullmatch(word)}
    return bool(faxes) and all(word in _NUMBER_WORDS or word.isdigit() for word in others)


def _has_number(row: TableRow, region: str) -> bool:
    return any(_is_number(cell, region) for cell in row.cells)


def _is_number(cell: Cell, region: str) -> bool:
    """True for what can be a fax number of its own; small numbers count and price things."""
    if len(re.findall(r"\d", cell_text(cell))) < _FEWEST_DIGITS:
        return False
    try:
        number_of(cell, region)
    except InputRefused:
        return False
    return True


_FEWEST_DIGITS = 7


def _by_title(titles: Sequence[str], rows: Sequence[TableRow]) -> Iterator[tuple[ListField, tuple[int, ...]]]:
    """Yield the columns of each field that a title tells of, the first where several do."""
    plain = [plain_title(title) for title in titles]
    faxes = [column for column, title in enumerate(titles) if _is_fax_title(title)]
    targets = faxes or [column for column, title in enumerate(plain) if title in _TO]
    if targets:
        yield ListField.TO, (_fullest(targets, rows),)
    first = next((column for column, title in enumerate(plain) if title in _FIRST_NAMES), None)
    last = next((column for column, title in enumerate(plain) if title in _LAST_NAMES and column != first), None)
    pair = first is not None and last is not None
    for field, known in _TITLES.items():
        found = [column for column, title in enumerate(plain) if title in known and column not in targets]
        if field is ListField.NAME and pair and first is not None and last is not None:
            yield field, (first, last)
        elif field is ListField.FILE:
            sure = [column for column in found if plain[column] not in _NEEDS_PROOF or _has_files(rows, column)]
            if sure:
                yield field, (sure[0],)
        elif found:
            yield field, (found[0],)


def _fullest(columns: Sequence[int], rows: Sequence[TableRow]) -> int:
    """Return the column with the most entries: of `Fax privat` and `Fax Büro` the one that the list is about."""
    return max(columns, key=lambda column: (sum(bool(cell_text(row.cell(column))) for row in rows), -column))


def _has_files(rows: Sequence[TableRow], column: int) -> bool:
    return any(_FILE_NAME.fullmatch(cell_text(row.cell(column))) for row in rows[:_SAMPLE])


def _column_of_numbers(table: Table, region: str) -> tuple[int, ...]:
    """Return the column that has the most numbers in the first rows of a list without titles."""
    counts = [
        sum(_is_number(row.cell(column), region) for row in table.rows[:_SAMPLE]) for column in range(table.width)
    ]
    most = max(counts, default=0)
    # Of two with as many, one may be a telephone.
    return (counts.index(most),) if most and counts.count(most) == 1 else ()


def _only_numbers(columns: ListColumns, table: Table, region: str) -> tuple[int, ...]:
    """Return the only column that has numbers under a title that does not speak of telephones."""
    rows = table.rows[columns.first : columns.first + _SAMPLE]
    taken = {column for theirs in columns.fields.values() for column in theirs}
    found = [
        column
        for column in range(table.width)
        if column not in taken and sum(_is_number(row.cell(column), region) for row in rows) * 2 > len(rows)
    ]
    if len(found) != 1 or _PHONE.search(plain_title(columns.titles[found[0]])):
        return ()
    return (found[0],)


_PHONE = re.compile(r"\b(?:tel|tele(?:f|ph)\w*|phone|mobil\w*|handy|natel|cell\w*|movil\w*|portable|cellulare)\b")
