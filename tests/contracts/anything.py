"""Anything that a contract allows, read from its types: what JSON can't say (NaN, lone surrogates) left out."""

from typing import TypeVar, cast

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_T = TypeVar("_T")


def anything(kind: type[_T]) -> st.SearchStrategy[_T]:
    """Return values of a contract; for a union, of each of its types alike."""
    return cast("st.SearchStrategy[_T]", _of(inspect.type_info(kind)))


def _of(kind: inspect.Type) -> st.SearchStrategy[object]:
    if (simple := _SIMPLE.get(type(kind))) is not None:
        return simple
    match kind:
        case inspect.EnumType():
            return st.sampled_from(list(kind.cls))
        case inspect.UnionType():
            return st.one_of(*map(_of, kind.types))
        case inspect.VarTupleType():
            return st.lists(_of(kind.item_type), max_size=2).map(tuple)
        case inspect.DictType():
            return st.dictionaries(_of(kind.key_type), _of(kind.value_type), max_size=2)
        case inspect.StructType():
            return _struct(kind)
        case _:
            raise NotImplementedError(kind)


_SIMPLE: dict[type[inspect.Type], st.SearchStrategy[object]] = {
    inspect.StrType: TEXT,
    inspect.BoolType: st.booleans(),
    inspect.IntType: st.integers(-(2**63), 2**63 - 1),
    inspect.FloatType: st.floats(allow_nan=False, allow_infinity=False),
    inspect.NoneType: st.none(),
}


def _struct(kind: inspect.StructType) -> st.SearchStrategy[object]:
    said = st.fixed_dictionaries(
        {field.name: _of(field.type) for field in kind.fields if field.required},
        optional={
            field.name: _of(field.type)
            for field in kind.fields
            if not field.required and field.name != "format"
        },
    )
    made: type[msgspec.Struct] = kind.cls
    return said.map(lambda fields: made(**fields))
