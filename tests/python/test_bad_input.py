# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""What is wrong with people's tables, in every library that they come from: an error that names column, row and remedy,
or a report, as asked for; never a silent coercion."""

import datetime
import decimal

import firstlog
import pytest
from firstlog import Money, errors
from firstlog.plans import Closes, Plan

PLAN = Plan.tiers({0: "10%"}, currency="EUR")
DAY = datetime.date(2026, 1, 5)
NOON = datetime.datetime(2026, 1, 5, 12, 0)


def frame_of_pandas(columns):
    return pytest.importorskip("pandas").DataFrame(columns)


def frame_of_polars(columns):
    return pytest.importorskip("polars").DataFrame(columns, strict=False)


def table_of_pyarrow(columns):
    return pytest.importorskip("pyarrow").table(columns)


def relation_of_duckdb(columns):
    duckdb = pytest.importorskip("duckdb")
    return duckdb.from_arrow(table_of_pyarrow(columns))


def arrays_of_numpy(columns):
    np = pytest.importorskip("numpy")
    return {name: np.array(values, dtype=object if any(isinstance(v, (str, datetime.date, decimal.Decimal, type(None))) for v in values) else None)
            for name, values in columns.items()}  # fmt: skip


def dict_of_lists(columns):
    return columns


def list_of_dicts(columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


LIBRARIES = [frame_of_pandas, frame_of_polars, table_of_pyarrow, relation_of_duckdb, arrays_of_numpy, dict_of_lists, list_of_dicts]
every_library = pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.__name__)


def columns(**changed):
    return {"rep": ["ana", "ben", "ana"], "date": [DAY] * 3, "amount": [decimal.Decimal("1.00")] * 3} | changed


def refused(table, **arguments):
    with pytest.raises(errors.ColumnError) as raised:
        PLAN.evaluate(table, **arguments)
    assert raised.value.remedy, "no remedy"
    return raised.value


@every_library
def test_floats_for_money(library):
    error = refused(library(columns(amount=[1.5, 2.25, 3.0])))
    assert error.column == "amount" and "binary floating point" in str(error)


@every_library
def test_whole_numbers_that_could_be_pounds_or_pence(library):
    error = refused(library(columns(amount=[1, 2, 3])))
    assert error.column == "amount" and "minor=True" in error.remedy


@every_library
def test_text_that_is_no_amount(library):
    error = refused(library(columns(amount=["1.00", "1,00", "1.00"])))
    assert (error.column, error.row) == ("amount", 1)


@every_library
def test_text_that_is_no_date(library):
    error = refused(library(columns(date=["2026-01-05", "2026-02-30", "2026-01-05"])))
    assert (error.column, error.row) == ("date", 1)


@every_library
def test_flags_for_amounts_and_reps(library):
    assert refused(library(columns(amount=[True, False, True])), minor=True).column == "amount"
    assert refused(library(columns(rep=[1.5, 2.5, 1.5]))).column == "rep"


@every_library
def test_nan_in_an_amount(library):
    error = refused(library(columns(amount=[1.0, float("nan"), 3.0])))
    assert error.column == "amount"
    closes = columns(amount=[1.0, float("nan"), 3.0])
    with pytest.raises(errors.ColumnError):  # nor is it left out where bad rows are
        Closes(library(closes), currency="EUR", on_error="report")


@every_library
@pytest.mark.parametrize("column", ["rep", "date", "amount"])
def test_nothing_where_something_is_needed(library, column):
    values = columns()[column]
    table = library(columns(**{column: [values[0], None, values[2]]}))
    error = refused(table)
    assert (error.column, error.row) == (column, 1)
    read = Closes(table, currency="EUR", on_error="report")
    assert len(read) == 2 and [(one.row, one.column) for one in read.rejected] == [(1, column)]


@every_library
def test_times_without_a_zone(library):
    error = refused(library(columns(date=[NOON] * 3)))
    assert error.column == "date" and "zone" in str(error)


@every_library
def test_several_currencies(library):
    error = refused(library(columns(currency=["EUR", "USD", "EUR"])))
    assert (error.column, error.row) == ("currency", 1)
    table = library(columns(amount=["1.00 EUR", "1.00 EUR", "1.00 USD"]))
    assert (refused(table).column, refused(table).row) == ("amount", 2)


@every_library
def test_an_id_twice(library):
    error = refused(library(columns(id=["a-1", "a-2", "a-1"])), id="id")
    assert (error.column, error.row) == ("id", 2) and "0" in str(error)
    read = Closes(library(columns(id=["a-1", "a-2", "a-1"])), currency="EUR", id="id", on_error="report")
    assert len(read) == 2 and read.rejected[0].column == "id"


@every_library
def test_an_empty_table(library):
    if library is list_of_dicts:
        pytest.skip("a list without rows names no columns")
    if library is relation_of_duckdb or library is table_of_pyarrow:
        pa = pytest.importorskip("pyarrow")
        empty = pa.table(columns())[:0]
        table = pytest.importorskip("duckdb").from_arrow(empty) if library is relation_of_duckdb else empty
    else:
        table = library({"rep": [], "date": [], "amount": []})
    evaluation = PLAN.evaluate(table)
    assert evaluation.cost == Money("0 EUR") and list(evaluation.totals) == []


def test_an_empty_list_names_what_it_lacks():
    assert refused([]).column == "rep"


@every_library
def test_one_bad_row_of_a_million(library):
    count, bad = 1_000_000, 700_001
    if library is list_of_dicts:
        count, bad = 100_000, 70_001  # a million dicts take longer to make than to read
    reps = ["ana"] * count
    reps[bad] = None
    closes = {"rep": reps, "date": [DAY] * count, "amount": [100] * count}
    table = library(closes)
    error = refused(table, minor=True)
    assert (error.column, error.rows, error.count) == ("rep", (bad,), 1)
    read = Closes(table, currency="EUR", minor=True, on_error="report")
    assert len(read) == count - 1 and [one.row for one in read.rejected] == [bad]
    assert PLAN.evaluate(read).cost == Money.minor(10 * (count - 1), "EUR")


@every_library
def test_commands_of_a_table(library, acme):
    """What cannot be read stops the table and says where; nothing of its batch was given."""
    keys = [f"shop-{i}" for i in range(5000)]
    amounts = ["1.00 GBP"] * 5000
    amounts[4999] = "1.005 GBP"
    acme.submit_rows("register_contact", library({"key": keys, "rep": ["ana"] * 5000}), actor="olga").require()
    with pytest.raises(errors.ColumnError) as raised:
        acme.submit_rows("log_close", library({"contact": keys, "amount": amounts}), actor="ana")
    assert (raised.value.column, raised.value.row) == ("amount", 4999)
    assert "go on with row 4096" in raised.value.remedy
    assert len(acme.pending("olga")) == 4096
    floats = library({"contact": keys[:2], "amount": [1.5, 2.5]})
    with pytest.raises(errors.ColumnError) as raised:
        acme.submit_rows("approve", floats, actor="olga")
    assert raised.value.column == "amount" and raised.value.row in (None, 0)
    with pytest.raises(errors.ColumnError) as raised:
        acme.submit_rows("approve", library({"contact": keys[:2], "amout": ["1 GBP"] * 2}), actor="olga")
    assert raised.value.column == "amout" and raised.value.remedy


@every_library
def test_instants_without_a_zone_in_commands(library, acme):
    with pytest.raises(errors.ColumnError) as raised:
        acme.submit_rows("schedule_callback", library({"contact": ["mill"], "due": [NOON]}), actor="ben")
    assert raised.value.column == "due" and "zone" in str(raised.value)


def test_the_interpreter_lives_through_what_is_no_table(acme):
    class Liar:
        """Says that it speaks Arrow."""

        def __arrow_c_stream__(self, requested_schema=None):
            return "no capsule"

    class Raiser:
        def __arrow_c_stream__(self, requested_schema=None):
            raise RuntimeError("out of order")

    for wrong in (Liar(), Raiser(), {"rep": Liar(), "date": [DAY], "amount": ["1"]}, 5, None, "text", b"bytes", [1], {"rep": 5}, object()):
        with pytest.raises((errors.Error, RuntimeError, ValueError)):
            Closes(wrong, currency="EUR")
    with pytest.raises((errors.Error, ValueError)):
        acme.submit_rows("register_contact", Liar(), actor="olga")


def test_money_in_every_wrong_form(acme):
    for amount in (1.5, 1800, True, None, "1800", "1,800.00 GBP", "NaN GBP", "1.00 XXX", "1e3 GBP", decimal.Decimal("1"), float("nan"), b"1.00 GBP"):
        with pytest.raises((errors.Error, errors.RefusedError)):  # None is "not given", which the rules answer
            acme.log_close(actor="ben", contact="mill", amount=amount).require()
    assert acme.contact("mill").state == "new"


def test_instants_in_every_wrong_form(acme):
    for due in (NOON, DAY, "2026-03-04", "tomorrow", 1_700_000_000, 1.5, "2026-03-04T12:00:00"):
        with pytest.raises(errors.Error) as raised:
            acme.schedule_callback(actor="ben", contact="mill", due=due)
        assert raised.value.remedy
    assert firstlog.Money("1 GBP")
