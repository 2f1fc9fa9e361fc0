"""Spreadsheets for tests, written as the formats say: nothing here needs an office program."""

from __future__ import annotations

import base64
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Value = str | float | bool
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATE_STYLE = 1
"""The style of `xlsx` whose numbers are dates with a time."""


class Serial(float):
    """A number that a cell shows as a date."""


def xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Value]]], hidden: Sequence[str] = ()) -> Path:
    """Write a workbook of Excel (ECMA-376)."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="'
        'application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="'
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" Type="{_RELATIONS}/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"'
            + (' state="hidden"' if name in hidden else "")
            + "/>"
            for number, name in enumerate(names, 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number, _ in enumerate(names, 1)
        )
        + f'<Relationship Id="s" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/>'
        "</cellXfs></styleSheet>",
    }
    for number, name in enumerate(names, 1):
        rows = "".join(
            f'<row r="{line}">{"".join(map(_cell, row))}</row>' for line, row in enumerate(sheets[name], 1) if row
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return path


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Serial):
        return f'<c s="{DATE_STYLE}"><v>{float(value)!r}</v></c>'
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value!r}</v></c>"


def ods(path: Path, rows: Sequence[Sequence[Value]]) -> Path:
    """Write a spreadsheet of OpenDocument (ODF 1.2)."""
    cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Kunden">{cells}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", content)
        file.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def _ods_cell(value: Value) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'


def xls(path: Path) -> Path:
    """Write the rows of `XLS_ROWS` as a workbook of Excel 97, which xlwt has made once."""
    path.write_bytes(zlib.decompress(base64.b85decode(_XLS)))
    return path


XLS_ROWS: tuple[tuple[Value, ...], ...] = (
    ("Fax-Nr.", "Firma"),
    (41445550123.0, "Müller AG"),
    ("+41225550123", "Praxis"),
)
_XLS = (
    "c-rk)O=uHA6#i!O(<G#6Qd6N7N~l=1tzuFGUfQ(<lY=%y4=N&PYH|pTsjLdsi`AN=Ab3)|6ngPe?ZqGTpf?Xfiyj0)NbS*+px`0R"
    "`sVFM)7nD=wW!Ru%$qlF-rIRQZ|3dJF3g9@({mk*ScO42P&K`9*U1DGZ><po^_!+-Yqf`psqjz1>!CopU3lL7rb)(7#(NPO9ywnT"
    "1wK(ZjSEPP7juzK#4!7i5z>bNq5}6x5<ok9)yni7(=ALNvgQk>2U&89=>X}L#VO3|sh$J&Dn6-oabE!PzE9ZZ152W4!)v*UuiX}w"
    "t_wp(K2!KRJ35_y%z)yS%oTG+rcg$h0yu+jW(4?J+o>-jO1`;r0g``TDQ{Xsen)cxlQ7Tn0x!{mTyj{O@bKkgHdm}r8g@}z7K(Br"
    "GqERS?4?#BZ=BCiDjum63OOS(l=K6=`=hZ~JRaW{jrG$mP8*qt{6(Kk*}TPrE4FwuFMU7JELxZk@dgM|60bb?@^)l2t)F4ZB&T&N"
    "`R|ba!o+oHLB;{@VV7CAhiNa<8+_Mo%y%#i({oVWoo=(4#1!k?<lb%?r=Rgo-&x1+BEIzb=+n;9lD?bx+2rEY@a%hi8eQ}<%96dj"
    "rqCz)#J#%`&-7X?>_qXAY5Q+U!=nXl-%a}s*MepEm<=(tT5@)TtuI#TJ7^Y!t$%!B?#T9GX(N8lsI<}67(-(lhdqWB0Xe&aS}PvQ"
    "PD*3H;DdsKf`WpAf`Wp=20+-K?(##_X&*J*)^UUX>nu~Ls^294EskNFu1j<<J%l3F2Cg);ezw9TYWEWBw5k0slsG}78yLeV`!Uw="
    "`lSP&sDGYy8wNLS3pF}^wGlu6@c2IfEm6)x"
)
