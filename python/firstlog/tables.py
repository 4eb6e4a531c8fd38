# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Rows: what the engine answers in rows, as a sequence of records and as columns.

A Rows is a sequence whose records are made when somebody looks at them, and a table that pandas, polars,
pyarrow and DuckDB take as it is, by the Arrow PyCapsule protocol. Money columns are decimal128.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar, overload

from . import _core

Record = TypeVar("Record")


class Rows(Generic[Record]):
    """Records of one kind: indexed, sliced and iterated as a list is.

    Not a Sequence by type, because polars would then take the records instead of the columns.

    >>> import firstlog
    >>> with firstlog.examples.team() as acme:
    ...     board = acme.leaderboard("olga")
    ...     [(row.rank, row.rep, str(row.commission)) for row in board.rows]
    [(1, 'ana', '270.00 GBP'), (2, 'ben', '0.00 GBP')]
    """

    __slots__ = ("_make", "_same", "_table")

    def __init__(self, table: _core.Table, make: Callable[..., Record], *same: object) -> None:
        self._table = table
        self._make = make
        self._same = same  # what every record gets behind its columns

    def __len__(self) -> int:
        return len(self._table)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        if isinstance(index, slice):
            return [self._make(*self._table.row(i), *self._same) for i in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(f"there are {len(self)} rows, and none at {index}")
        return self._make(*self._table.row(at), *self._same)

    def __iter__(self) -> Iterator[Record]:
        for at in range(len(self._table)):
            yield self._make(*self._table.row(at), *self._same)

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        return self._table.names

    def column(self, name: str) -> list[Any]:
        """One column, as Python's own values."""
        try:
            return self._table.column(name)
        except KeyError:
            raise self._no_column(name) from None

    def minor_units(self, name: str) -> memoryview:
        """A column of money in minor units (cents) as it lies, nothing copied: numpy.asarray(rows.minor_units("commission")).

        Raises InvalidArgument where the column holds no money, or nothing in some row.

        >>> from firstlog.plans import Plan
        >>> paid = Plan.tiers({0: "10%"}, currency="EUR").evaluate({"rep": ["ana"], "date": ["2026-01-05"], "amount": ["12.50"]})
        >>> paid.totals.minor_units("commission").tolist()
        [125]
        """
        try:
            return self._table.minor_units(name)
        except KeyError:
            raise self._no_column(name) from None

    def to_dict(self) -> dict[str, list[Any]]:
        """All columns by name."""
        return {name: self._table.column(name) for name in self._table.names}

    def _no_column(self, name: str) -> KeyError:
        return KeyError(f"there is no column '{name}'; there are {', '.join(self.columns)}")

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._table.__arrow_c_schema__()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (Rows, list, tuple)):
            return list(self) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ",\n ".join(repr(one) for one in self[:10])
        more = f",\n … {len(self) - 10} more" if len(self) > 10 else ""
        return f"[{shown}{more}]"
