# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Tables that come in: from pandas, polars, pyarrow, DuckDB, NumPy, or Python's own lists.

Whatever speaks the Arrow PyCapsule protocol is read where it lies; NumPy arrays by the buffer protocol; the rest
value by value. No data-frame library is imported here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from . import _core
from .errors import ColumnError, InvalidArgument

_NUMPY_KINDS = {"i": "integer", "u": "integer", "f": "float", "b": "bool"}


def input_columns(data: object) -> _core.InputColumns:
    """The columns of a table, without copying where the layout allows.

    >>> from firstlog.columns import input_columns
    >>> input_columns({"rep": ["ana", "ben"], "amount": ["10.00", "12.50"]}).names
    ['rep', 'amount']
    """
    if isinstance(data, _core.InputColumns):
        return data
    columns = _core.InputColumns()
    if (names := _names_of_empty(data)) is not None:  # whose types say nothing: those that libraries give to no value
        for name in names:
            columns.add_list(name, [])
        return columns
    if isinstance(data, Mapping):
        for name, values in data.items():
            _add(columns, str(name), values)
    elif _is_pandas(data):
        for name in data.columns:  # type: ignore[attr-defined]
            series = data[name]  # type: ignore[index]
            if getattr(getattr(series, "dtype", None), "kind", "O") in _NUMPY_KINDS:
                _add(columns, str(name), series)
            else:  # what takes a conversion waits until it is asked for
                columns.add_deferred(str(name), len(series), _later(str(name), series))
    elif hasattr(data, "__arrow_c_stream__"):
        columns.add_table_stream(data.__arrow_c_stream__())
    elif _is_duckdb(data):
        for name, values in data.fetchnumpy().items():  # type: ignore[attr-defined]
            _add(columns, name, values)
    elif getattr(getattr(data, "dtype", None), "names", None):
        for name in data.dtype.names:  # type: ignore[attr-defined]
            _add(columns, name, data[name])  # type: ignore[index]
    elif isinstance(data, Iterable) and not isinstance(data, (str, bytes)):
        _add_rows(columns, data)
    else:
        raise InvalidArgument(
            "closes" if data is None else type(data).__name__,
            "is no table that can be read",
            "give a pandas or polars frame, a pyarrow table, a DuckDB relation, a dict of columns, or rows",
        )
    return columns


def _names_of_empty(data: Any) -> list[str] | None:
    """The columns of a table without rows; None where there are rows, or none can be counted."""
    if isinstance(data, Mapping):
        empty = bool(data) and all(hasattr(values, "__len__") and len(values) == 0 and not isinstance(values, (str, bytes)) for values in data.values())
        return [str(name) for name in data] if empty else None
    names = getattr(data, "column_names", None) or getattr(data, "columns", None)
    if names is None or not hasattr(data, "__len__") or callable(names) or len(data) != 0:
        return None
    return [str(name) for name in names]


def _later(name: str, values: Any) -> Callable[[_core.InputColumns], None]:
    return lambda columns: _add(columns, name, values)


def _is_pandas(data: object) -> bool:
    return type(data).__module__.partition(".")[0] == "pandas" and hasattr(data, "columns")


def _is_duckdb(data: object) -> bool:
    return hasattr(data, "fetchnumpy")


def _add(columns: _core.InputColumns, name: str, values: Any) -> None:
    dtype = getattr(values, "dtype", None)
    kind = getattr(dtype, "kind", None)
    if kind in _NUMPY_KINDS and hasattr(dtype, "itemsize") and not hasattr(dtype, "pyarrow_dtype") and not _masked(values):
        array = values.to_numpy() if hasattr(values, "to_numpy") else values
        if getattr(array, "ndim", 1) == 1 and not array.flags["C_CONTIGUOUS"]:
            array = array.copy()
        columns.add_buffer(name, array, _NUMPY_KINDS[kind])
    elif kind == "M" and getattr(dtype, "tz", None) is None and not hasattr(dtype, "pyarrow_dtype"):
        array = values.to_numpy() if hasattr(values, "to_numpy") else values
        if not array.flags["C_CONTIGUOUS"]:
            array = array.copy()
        columns.add_buffer(name, array.view("int64"), str(dtype))
    elif _has_categories_of_text(values):
        columns.add_coded(name, values.cat.codes.to_numpy(), values.cat.categories.tolist())
    elif hasattr(values, "__arrow_c_stream__") and _add_stream(columns, name, values):
        pass
    elif hasattr(values, "__arrow_c_array__"):
        columns.add_column_array(name, *values.__arrow_c_array__())
    elif kind == "M":  # pandas with a zone and without pyarrow
        columns.add_list(name, [None if one is None or one != one else one.to_pydatetime() for one in values.tolist()])
    elif hasattr(values, "tolist"):
        columns.add_list(name, [None if _is_missing(one) else one for one in values.tolist()])
    elif isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise ColumnError(name, f"is {type(values).__name__}, not a column", "give a list, an array or a series")
    else:
        columns.add_list(name, list(values))


def _masked(values: Any) -> bool:
    """pandas' nullable numbers, which keep their nulls apart."""
    return hasattr(getattr(values, "array", None), "_mask")


def _has_categories_of_text(values: Any) -> bool:
    """pandas' categories; polars' come by Arrow."""
    categories: Any = getattr(getattr(values, "dtype", None), "categories", ())
    return hasattr(categories, "tolist") and hasattr(values, "cat") and hasattr(values.cat, "codes") and all(isinstance(one, str) for one in categories)


def _is_missing(value: object) -> bool:
    return value is None or value != value or type(value).__name__ in ("NAType", "NaTType")


def _add_stream(columns: _core.InputColumns, name: str, values: Any) -> bool:
    try:
        capsule = values.__arrow_c_stream__()
    except ImportError:  # pandas speaks Arrow only where pyarrow is installed
        return False
    except Exception as error:  # a column of mixed objects, which pyarrow does not convert
        if type(error).__module__.partition(".")[0] != "pyarrow":
            raise
        return False
    columns.add_column_stream(name, capsule)
    return True


def _add_rows(columns: _core.InputColumns, data: Iterable[object]) -> None:
    rows: list[Mapping[str, object]] = []
    for at, row in enumerate(data):
        if isinstance(row, Mapping):
            rows.append(row)
        elif is_dataclass(row) and not isinstance(row, type):
            rows.append(asdict(row))
        elif hasattr(row, "_asdict"):
            rows.append(row._asdict())
        else:
            raise InvalidArgument(f"row {at}", f"is {type(row).__name__}, not a record", "give dicts, or a dict of columns")
    names = dict.fromkeys(name for row in rows for name in row)
    for name in names:
        columns.add_list(str(name), [row.get(name) for row in rows])


_ROWS_AT_ONCE = 4096  # that an organisation is given


def command_rows(command: str, data: object, same: Mapping[str, object]) -> Iterator[_core.Command]:
    """A command for each row of a table."""
    parameters = _core.command_parameters().get(command)
    if parameters is None:
        raise InvalidArgument("command", f"there is no '{command}'", "see firstlog.enums.CommandKind")
    make = getattr(_core.commands, command)
    columns = input_columns(data)
    known = [name for name, _, _ in parameters]
    for name in columns.names:
        if name not in known:
            raise ColumnError(name, f"is no parameter of {command}", f"drop it, or rename it to one of {', '.join(known)}")
    for name, _, needed in parameters:
        if needed and name not in columns.names and name not in same:
            raise ColumnError(name, f"{command} needs it", "add the column, or give it for all rows")
    values: Sequence[Sequence[object]] = [columns.values(name) for name in columns.names]
    names = columns.names

    def rows() -> Iterator[_core.Command]:
        for at, row in enumerate(zip(*values, strict=True)):
            try:
                yield make(**same, **dict(zip(names, row, strict=True)))
            except InvalidArgument as error:
                given = at - at % _ROWS_AT_ONCE
                remedy = f"{error.remedy}; rows before {given} were given already, go on with row {given}" if given else error.remedy
                raise ColumnError(error.place, error.reason, remedy, (at,), 1) from None

    return rows()
