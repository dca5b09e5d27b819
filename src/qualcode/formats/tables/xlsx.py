"""Workbooks as cells of text: what a spreadsheet shows, and what it hides, merges, or could not compute.

The parts are read within the limits of :class:`Package` and row by row, so that neither what a sheet says of its size
nor what it unpacks to can fill the memory; openpyxl tells what is a date. It does not read the sheets, since its full
mode makes a value for each cell of a merged area as large as a sheet, its streaming mode hides what is merged or hidden,
and both refuse a whole workbook for one odd style.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from math import isfinite
from xml.etree.ElementTree import Element, ParseError, iterparse

from qualcode.formats.package import BadDocument, Package

_MAIN = "xl/workbook.xml"
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_MOST_CELLS = 4_000_000
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00")
_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?\d{1,15}")
_SECONDS = re.compile(r"s", re.IGNORECASE)
_FIRST_DAY = "1899-12-3"
_DIGITS = 15
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one: rows and columns from and to, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class RawSheet:
    """A sheet as it stands: rows by number with their cells by column (both from 1), and what is odd about them."""

    title: str
    hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    errors: list[tuple[str, str, str]] = field(default_factory=list)
    """Address, error, and the formula that is wrong."""
    uncomputed: list[tuple[str, str]] = field(default_factory=list)
    """Address and formula of cells whose value the file does not have."""


def read_workbook(raw: bytes) -> list[RawSheet]:
    """Read the sheets of a workbook in their order; raises :class:`BadDocument`."""
    package = Package(raw, "XLSX")
    main = next((n for n in package.names if n.casefold() == _MAIN), None) or _named_main(package)
    book = package.xml(main)
    folder = posixpath.dirname(main)
    targets = _targets(package, main)
    texts = _shared(package, folder, targets)
    formats = _formats(package, folder, targets)
    late = any(_flag(e, "date1904") for e in _all(book, "workbookPr"))
    found = []
    for sheet in _all(book, "sheet"):
        path = targets.get(next((v for k, v in sheet.attrib.items() if k.endswith("}id")), ""), "")
        if path in package.names and "worksheet" in path:
            values = _Values(texts, formats, late=late)
            found.append(_read_sheet(package, path, sheet, values))
    if not found:
        raise BadDocument("this workbook has no sheet with cells", "save it as .xlsx in the program that made it")
    return found


def _named_main(package: Package) -> str:
    found = next((n for n in package.names if n.endswith("workbook.xml")), None)
    if found is None:
        raise BadDocument("this is no XLSX workbook: it has no sheets inside", "open it in a spreadsheet and save it as .xlsx")
    return found


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(root: Element, name: str) -> Iterator[Element]:
    return (e for e in root.iter() if _local(e) == name)


def _flag(element: Element, name: str) -> bool:
    return element.get(name, "0").casefold() in {"1", "true"}


def _targets(package: Package, main: str) -> dict[str, str]:
    """Give the parts that a workbook refers to, by the ids of these references."""
    folder, name = posixpath.split(main)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package.names:
        return {}
    found = ((e.get("Id", ""), e.get("Target", "")) for e in _all(package.xml(path), "Relationship"))
    return {
        id_: target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target)) for id_, target in found
    }


def _part(package: Package, folder: str, targets: Mapping[str, str], name: str) -> str | None:
    known = [posixpath.join(folder, name), *(t for t in targets.values() if t.casefold().endswith(name.casefold()))]
    return next((path for path in known if path in package.names), None)


def _events(data: bytes, what: str) -> Iterator[Element]:
    """Give the elements of a part when they end; raises :class:`BadDocument` where it is no XML, or declares entities."""
    if _DTD.search(data):
        raise BadDocument(f"{what} declares entities of its own, which no table needs; it was not read")
    try:
        yield from (element for _, element in iterparse(io.BytesIO(data)))  # noqa: S314 - without a document type there is nothing to expand
    except (ParseError, ValueError, LookupError, RecursionError, MemoryError) as problem:
        raise BadDocument(f"{what} is no well-formed XML ({problem})", "copy or export it again") from None


def _shared(package: Package, folder: str, targets: Mapping[str, str]) -> list[str]:
    """Give the texts that cells refer to by number."""
    path = _part(package, folder, targets, "sharedStrings.xml")
    found: list[str] = []
    for element in _events(package.read(path), "the texts of this workbook") if path else ():
        if _local(element) == "si":
            found.append(_text(element))
            element.clear()
    return found


def _text(element: Element) -> str:
    """Give the text of runs, without the small letters that say how Chinese characters are read."""
    runs = [child for child in element if _local(child) in {"t", "r"}]
    pieces = [t.text or "" for run in runs for t in ([run] if _local(run) == "t" else _all(run, "t"))]
    return _ESCAPED.sub(_unescaped, "".join(pieces))


def _unescaped(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    if sign == "\0":
        return ""
    return match.group() if "\ud800" <= sign <= "\udfff" or not (sign < " " or sign == "_") else sign


def _formats(package: Package, folder: str, targets: Mapping[str, str]) -> list[str]:
    """Give the date format of each style of cells, nothing for what is no date."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format  # noqa: PLC0415 - a CSV needs no openpyxl

    path = _part(package, folder, targets, "styles.xml")
    if not path:
        return []
    root = package.xml(path)
    own = {e.get("numFmtId", ""): e.get("formatCode", "") for e in _all(root, "numFmt")}
    builtin = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    styles = next(_all(root, "cellXfs"), None)
    codes = [own.get(e.get("numFmtId", ""), builtin.get(e.get("numFmtId", ""), "")) for e in (styles if styles is not None else ())]
    return [code if is_date_format(code) else "" for code in codes]


@dataclass(frozen=True, slots=True)
class _Values:
    """What is needed to tell what a cell says."""

    texts: Sequence[str]
    formats: Sequence[str]
    late: bool
    """Days are counted from 1904."""

    def of(self, cell: Element) -> str:
        """Give a cell's value as text: numbers without needless zeros, dates and times in ISO form."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(_text(e) for e in cell if _local(e) == "is")
        value = next((e.text or "" for e in cell if _local(e) == "v"), "")
        if kind == "s":
            return self.texts[int(value)] if value.isdecimal() and int(value) < len(self.texts) else ""
        if kind == "b":
            return {"0": "FALSE", "1": "TRUE"}.get(value.strip(), value)
        if kind in {"str", "e", "d"}:
            return _ESCAPED.sub(_unescaped, value) if kind == "str" else value.removesuffix("T00:00:00")
        style = cell.get("s", "")
        code = self.formats[int(style)] if style.isdecimal() and int(style) < len(self.formats) else ""
        return _number(value.strip(), code, late=self.late)


def _number(value: str, code: str, *, late: bool) -> str:
    if _WHOLE.fullmatch(value) and not code:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    if not isfinite(number):
        return value
    return (_moment(number, code, late=late) if code else "") or f"{number:.{_DIGITS}g}"


def _moment(number: float, code: str, *, late: bool) -> str:
    """Write a date, a time of the day or a duration, with seconds where its format shows them; "" for what is none."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel  # noqa: PLC0415 - as above

    bare = re.sub(r'"[^"]*"|\\.', "", code)
    seconds = _SECONDS.search(bare) is not None
    try:
        found = from_excel(number, CALENDAR_MAC_1904 if late else CALENDAR_WINDOWS_1900, timedelta="[" in bare and "h" in bare.casefold())
    except (ValueError, OverflowError):
        return ""
    if isinstance(found, timedelta):
        return _clock(found.total_seconds(), seconds=seconds)
    if isinstance(found, time):
        return _clock(3600 * found.hour + 60 * found.minute + found.second + found.microsecond / 1e6, seconds=seconds)
    if not isinstance(found, datetime):
        return str(found or "")
    if not re.search(r"[yd]", bare, re.IGNORECASE) and found.isoformat().startswith(_FIRST_DAY):
        return _clock(number * 86400, seconds=seconds)
    return found.date().isoformat() if not (found.hour or found.minute or found.second) else found.isoformat(" ", "seconds")


def _clock(total: float, *, seconds: bool) -> str:
    whole = round(total)
    minutes = f"{whole // 3600:02}:{whole // 60 % 60:02}"
    return f"{minutes}:{whole % 60:02}" if seconds or whole % 60 else minutes


def _read_sheet(package: Package, path: str, entry: Element, values: _Values) -> RawSheet:
    sheet = RawSheet(entry.get("name", ""), entry.get("state", "visible") != "visible")
    last, n_cells = 0, 0
    for element in _events(package.read(path), f"the sheet {sheet.title} of this workbook"):
        name = _local(element)
        if name == "row":
            last = _row_number(element, last)
            cells = _cells(element, last, sheet, values)
            n_cells += len(cells)
            if n_cells > _MOST_CELLS:
                raise BadDocument(
                    f"the sheet {sheet.title} has more than {_MOST_CELLS:,} cells and was not read", "keep only the talk in it"
                )
            _add_row(sheet, last, cells, hidden=_flag(element, "hidden"))
            element.clear()
        elif name == "col" and _flag(element, "hidden"):
            sheet.hidden_columns.append((_whole(element.get("min", "")), _whole(element.get("max", ""))))
        elif name == "mergeCell":
            _add_merged(sheet, element.get("ref", ""))
    return sheet


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < _DIGITS else 0


def _row_number(row: Element, last: int) -> int:
    number = _whole(row.get("r", "")) or last + 1
    if number > _MOST_ROWS:
        raise BadDocument(f"this workbook says that it has a row {number:,}, which no spreadsheet has", "export it again")
    return number


def _add_row(sheet: RawSheet, number: int, cells: dict[int, str], *, hidden: bool) -> None:
    if cells:
        sheet.rows[number] = {**sheet.rows.get(number, {}), **cells}
        if hidden:
            sheet.hidden_rows.append(number)


def _cells(row: Element, number: int, sheet: RawSheet, values: _Values) -> dict[int, str]:
    found: dict[int, str] = {}
    column = 0
    for cell in row:
        if _local(cell) != "c":
            continue
        ref = _REF.match(cell.get("r", ""))
        column = column_number(ref[1]) if ref else column + 1
        value = _value(cell, f"{column_letters(column)}{number}", sheet, values)
        if value.strip() and column <= _MOST_COLUMNS:
            found[column] = value
    return found


def _value(cell: Element, address: str, sheet: RawSheet, values: _Values) -> str:
    """Give what a cell says; errors and formulas without a value say nothing and are noted."""
    formula = next((e.text or "" for e in cell if _local(e) == "f"), None)
    value = values.of(cell)
    if cell.get("t") == "e":
        sheet.errors.append((address, value, formula or ""))
        return ""
    if formula is not None and not value and cell.get("t") != "str":
        sheet.uncomputed.append((address, formula))
    return value


def _add_merged(sheet: RawSheet, ref: str) -> None:
    ends = [(_whole(m[2]), column_number(m[1])) for m in _REF.finditer(ref)]
    if len(ends) == 2:  # noqa: PLR2004 - a range has two ends
        (top, left), (bottom, right) = ends
        sheet.merged.append(Merged(top, left, bottom, right))


def column_number(letters: str) -> int:
    """Give the number of a column from its letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """Give the letters of a column from its number: 1 is A."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
