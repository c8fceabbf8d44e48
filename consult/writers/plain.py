"""Dataclasses as plain dictionaries and back, with a clear word where a dictionary does not fit."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

Record = TypeVar("Record")


class NotAReport(ValueError):
    """A document that does not have the shape of the report that it should be."""


def to_plain(value: Any) -> Any:
    """Return dataclasses, tuples and dates as dictionaries, lists and ISO strings."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def from_plain(record_type: type[Record], plain: Any, where: str = "report") -> Record:
    """Return the dataclass that `to_plain` turned into `plain`.

    Raises
    ------
    NotAReport
        Something is missing, unknown or of another type; the text says where.
    """
    if not isinstance(plain, dict):
        raise NotAReport(f"{where} must be an object, not {_name(plain)}.")
    wanted = {f.name: f for f in dataclasses.fields(record_type)}  # type: ignore[arg-type]
    for unknown in plain.keys() - wanted.keys():
        raise NotAReport(f"{where} has a field “{unknown}”, which no report has; take it out.")
    hints = typing.get_type_hints(record_type)
    values = {}
    for name, field in wanted.items():
        if name in plain:
            values[name] = _value(hints[name], plain[name], f"{where}.{name}")
        elif field.default is dataclasses.MISSING:
            raise NotAReport(f"{where} has no “{name}”; add it.")
    try:
        return record_type(**values)
    except NotAReport:
        raise
    except ValueError as refusal:
        raise NotAReport(f"{where}: {refusal}") from refusal


def map_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return the same dataclass with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(map_text(item, change) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {
            f.name: map_text(getattr(value, f.name), change) for f in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **fields)
    return value


def _value(hint: Any, plain: Any, where: str) -> Any:
    """Return one field's value as its type hint asks for."""
    origin = typing.get_origin(hint)
    if origin is tuple:
        return _items(typing.get_args(hint), plain, where)
    if origin is types.UnionType:
        return _one_of(typing.get_args(hint), plain, where)
    if hint is date:
        return _day(plain, where)
    if dataclasses.is_dataclass(hint):
        return from_plain(typing.cast("type[Any]", hint), plain, where)
    if type(plain) is not hint:
        raise NotAReport(f"{where} must be {_name(hint())}, not {_name(plain)}.")
    return plain


def _items(hints: tuple[Any, ...], plain: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise NotAReport(f"{where} must be a list, not {_name(plain)}.")
    if Ellipsis in hints:
        hints = hints[:1] * len(plain)
    if len(hints) != len(plain):
        raise NotAReport(f"{where} must have {len(hints)} items, not {len(plain)}.")
    pairs = enumerate(zip(hints, plain, strict=True), start=1)
    return tuple(_value(hint, item, f"{where}[{number}]") for number, (hint, item) in pairs)


def _one_of(hints: tuple[Any, ...], plain: Any, where: str) -> Any:
    if plain is None and types.NoneType in hints:
        return None
    if isinstance(plain, str) and str in hints:
        return plain
    rest = [hint for hint in hints if hint not in (types.NoneType, str)]
    return _value(rest[0] if rest else str, plain, where)


def _day(plain: Any, where: str) -> date:
    try:
        return date.fromisoformat(plain)
    except (TypeError, ValueError) as refusal:
        raise NotAReport(f"{where} must be a day such as “2026-03-05”, not “{plain}”.") from refusal


def _name(value: Any) -> str:
    """Return what a value is, in the words of someone who writes JSON by hand."""
    names = {
        bool: "true or false",
        dict: "an object",
        float: "a decimal number",
        int: "a whole number",
        list: "a list",
        str: "text",
    }
    return names.get(type(value), "null")
