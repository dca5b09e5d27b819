"""Values of dataclasses out of data that fits exactly: what pydantic makes of it, without the start-up of pydantic.

A sound study is read by this alone. Data that does not fit is for pydantic, which knows all that is wrong with it, and
converts what may be converted.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, partial
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Make = Callable[[Any], Any]


class Misfit(Exception):
    """Data that is not, as it stands, what a type asks for."""


def fitted(kind: type[T], data: object) -> T:
    """Make a value of data made of mappings, lists, texts and switches; raises :class:`Misfit`."""
    return cast("T", _maker(cast("Hashable", kind))(data))


@cache
def _maker(kind: Any) -> _Make:  # noqa: ANN401 - a type, or an annotation that is none
    """Give what makes values of a type; of a type the files have not had so far, nothing fits but a value of it."""
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return partial(_instance, cast("type", kind))
    if origin is Literal:
        return partial(_one_of, parts)
    if origin in {Union, UnionType}:
        return partial(_first, parts)
    if origin is tuple and parts[1:] == (...,):
        return partial(_items, parts[0])
    if origin in {dict, Mapping} and parts[0] is str:
        return partial(_entries, parts[1])
    return partial(_itself, kind)


def _itself(kind: type, data: object) -> object:
    if type(data) is not kind:
        raise Misfit
    return data


def _one_of(allowed: tuple[object, ...], data: object) -> object:
    if type(data) is not str or data not in allowed:
        raise Misfit
    return data


def _first(kinds: tuple[Any, ...], data: object) -> object:
    """Make a value of the first type that fits; no two types of a field fit one value."""
    for kind in kinds:
        try:
            return _maker(kind)(data)
        except Misfit:
            continue
    raise Misfit


def _items(kind: Any, data: object) -> tuple[object, ...]:  # noqa: ANN401 - as above
    if not isinstance(data, list):
        raise Misfit
    make = _maker(kind)
    return tuple([make(item) for item in data])


def _entries(kind: Any, data: object) -> dict[str, object]:  # noqa: ANN401 - as above
    if not isinstance(data, dict):
        raise Misfit
    make = _maker(kind)
    return {key: make(value) for key, value in data.items()}


def _instance(kind: type, data: object) -> object:
    """Make a dataclass of a mapping; one that the reader has made already, such as a place, stays as it is."""
    if type(data) is kind:
        return data
    known, needed = _fields(kind)
    if not isinstance(data, dict) or not needed <= data.keys() <= known.keys():
        raise Misfit
    return kind(**{known[key][0]: _maker(known[key][1])(value) for key, value in data.items()})


@cache
def _fields(kind: type) -> tuple[Mapping[str, tuple[str, Any]], frozenset[str]]:
    """Give a dataclass's fields by their names in files, each with its own name and type; and those that must be there."""
    hints = get_type_hints(kind, include_extras=True)
    named = {f.name.rstrip("_"): f for f in fields(kind)}
    needed = (name for name, f in named.items() if f.default is MISSING and f.default_factory is MISSING)
    return {name: (f.name, hints[f.name]) for name, f in named.items()}, frozenset(needed)
