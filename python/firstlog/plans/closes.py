# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Closes out of tables, and the periods that they fall into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .. import _core
from ..columns import input_columns
from ..errors import InvalidArgument
from ..tables import Rows


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of closes that could not be read (rows count from 0)."""

    row: int
    column: str
    reason: str
    remedy: str


class Closes:
    """Closes out of a table: one row each, its rep, its date (the credit date) and its amount, net.

    `amount` holds decimals, text, or Money; whole numbers only with minor=True, which says that they are minor
    units. Floats are refused. `date` holds dates, ISO text, whole days since 1970-01-01, or times with a zone,
    and then `zone` says whose days count. `currency` is a code, or `currency_column` the column that holds it: one
    currency at a time. `units`, `margin`, `numbers` and `texts` name further columns that a plan reads; `id` one
    that must be unique.

    `on_error="raise"` (the default) raises ColumnError with column, row and remedy; "report" leaves such rows out
    and lists them in `rejected`.

    >>> from firstlog.plans import Closes
    >>> closes = Closes({"rep": ["ana", "ben"], "date": ["2026-01-05", "soon"], "amount": ["8.00", "9.00"]},
    ...                 currency="EUR", on_error="report")
    >>> len(closes), closes.rejected[0].reason
    (1, 'not a date of the form YYYY-MM-DD')
    """

    def __init__(
        self,
        data: object,
        *,
        rep: str = "rep",
        date: str = "date",
        amount: str = "amount",
        currency: str | None = None,
        currency_column: str | None = None,
        minor: bool = False,
        zone: str | None = None,
        units: str | None = None,
        margin: str | None = None,
        numbers: Sequence[str] = (),
        texts: Sequence[str] = (),
        id: str | None = None,  # noqa: A002 - the word of the domain
        on_error: str = "raise",
    ) -> None:
        if on_error not in ("raise", "report"):
            raise InvalidArgument("on_error", f"there is no '{on_error}'", "'raise' or 'report'")
        columns = input_columns(data)
        if currency is None and currency_column is None and "currency" in columns.names:
            currency_column = "currency"
        if currency is None and currency_column is None:
            raise InvalidArgument("currency", "is not told", "say currency='EUR', or name the column: currency_column=…")
        self._closes = _core.Closes(
            columns,
            rep=rep,
            date=date,
            amount=amount,
            currency=currency or "EUR",
            currency_column=currency_column,
            minor=minor,
            zone=zone,
            units=units,
            margin=margin,
            numbers=list(numbers),
            texts=list(texts),
            id=id,
            report=on_error == "report",
        )
        self._grouped: dict[tuple[str, int], _core.GroupedCloses] = {}

    def __len__(self) -> int:
        return len(self._closes)

    @property
    def currency(self) -> str:
        """The code of the one currency."""
        return self._closes.currency

    @property
    def reps(self) -> list[str]:
        """The reps, as texts. Where the column holds whole numbers, all from 0 to the greatest."""
        return self._closes.reps

    @property
    def first_day(self) -> date | None:
        """The earliest date; None where there are no rows."""
        return self._closes.first_day

    @property
    def last_day(self) -> date | None:
        """The latest date."""
        return self._closes.last_day

    @property
    def rejected(self) -> Rows[RejectedRow]:
        """Rows that were left out, with on_error="report"."""
        return Rows(self._closes.rejected, RejectedRow)

    @property
    def copied(self) -> list[str]:
        """Which of rep, date and amount had to be copied: their layout was another."""
        return self._closes.copied

    def _by(self, period: str, threads: int) -> _core.GroupedCloses:
        key = (period, threads)
        if key not in self._grouped:
            starts, names = period_starts(self.first_day or date(1970, 1, 1), self.last_day or date(1970, 1, 1), period)
            self._grouped[key] = _core.GroupedCloses(self._closes, starts, names, threads)
        return self._grouped[key]

    def __repr__(self) -> str:
        return f"<firstlog.Closes {len(self)} rows, {len(self.reps)} reps, {self.currency}, {self.first_day} to {self.last_day}>"


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def period_starts(first: date, last: date, period: str) -> tuple[list[int], list[str]]:
    """The first days of the periods that hold both dates, and of the one behind (in days since 1970), and their names."""
    epoch = date(1970, 1, 1)
    starts, names = [], []
    if period == "week":
        day = first - timedelta(days=first.weekday())
        while day <= last:
            starts.append((day - epoch).days)
            year, week, _ = day.isocalendar()
            names.append(f"{year}-W{week:02}")
            day += timedelta(days=7)
    elif period in _MONTHS:
        months = _MONTHS[period]
        at = (first.year * 12 + first.month - 1) // months * months
        while (day := date(at // 12, at % 12 + 1, 1)) <= last:
            starts.append((day - epoch).days)
            quarter = f"{day.year}-Q{(day.month + 2) // 3}"
            names.append({1: f"{day.year}-{day.month:02}", 3: quarter, 12: str(day.year)}[months])
            at += months
        day = date(at // 12, at % 12 + 1, 1)
    else:
        raise InvalidArgument("period", f"there is no '{period}'", "'week', 'month', 'quarter' or 'year'")
    return [*starts, (day - epoch).days], names
