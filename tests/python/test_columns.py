# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Closes come in from every library alike, and what is not exact or not clear is refused by column, row and remedy."""

import datetime
import decimal
from fractions import Fraction

import firstlog
import pytest
from firstlog import Money, errors
from firstlog.plans import Closes, Plan

PLAN = Plan.tiers({0: "5%", 100: "10%"}, currency="EUR", over="period")
REPS = ["ana", "ben", "ana", "ana"]
DATES = [datetime.date(2026, 1, 5), datetime.date(2026, 1, 6), datetime.date(2026, 1, 7), datetime.date(2026, 2, 1)]
AMOUNTS = [decimal.Decimal("80.00"), decimal.Decimal("10.50"), decimal.Decimal("40.00"), decimal.Decimal("120.00")]
PAID = [Money("4.00 EUR"), Money("0.53 EUR"), Money("3.00 EUR"), Money("7.00 EUR")]


def numpy_columns(np):
    return {"rep": np.array(REPS), "date": np.array(DATES, dtype="datetime64[D]"),
            "amount": np.array([8000, 1050, 4000, 12000])}  # fmt: skip


def tables():
    """(name, maker of the table, arguments)"""
    minor = {"minor": True}
    np, pd = lazily("numpy"), lazily("pandas")
    pl, pa, duckdb = lazily("polars"), lazily("pyarrow"), lazily("duckdb")
    plain = {"rep": REPS, "date": DATES, "amount": AMOUNTS}
    yield "lists", lambda: plain, {}
    yield "texts", lambda: plain | {"date": [d.isoformat() for d in DATES], "amount": [str(a) for a in AMOUNTS]}, {}
    yield "money", lambda: plain | {"amount": [Money(a, "EUR") for a in AMOUNTS]}, {}
    yield "fractions", lambda: plain | {"amount": [Fraction(a) for a in AMOUNTS]}, {}
    yield "dicts", lambda: [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)], {}
    yield "numpy", lambda: numpy_columns(np()), minor
    yield "numpy structured", lambda: np().rec.fromarrays(list(numpy_columns(np()).values()), names="rep,date,amount"), minor
    yield "numpy strided", lambda: {k: np().repeat(v, 2)[::2] for k, v in numpy_columns(np()).items()}, minor
    for unit in ("s", "ms", "us", "ns"):
        yield f"pandas datetime64[{unit}]", lambda unit=unit: pd().DataFrame(numpy_columns(np())).astype({"date": f"datetime64[{unit}]"}), minor
    yield "pandas objects", lambda: pd().DataFrame(plain), {}
    yield "pandas categories", lambda: pd().DataFrame(plain).astype({"rep": "category"}), {}
    yield "pandas categories of a few", lambda: pd().DataFrame(plain).astype({"rep": pd().CategoricalDtype(["carla", "ben", "ana"])}), {}
    yield "pandas categories of numbers", lambda: pd().DataFrame(plain | {"rep": [7, 8, 7, 7]}).astype({"rep": "category"}).assign(rep=lambda f: f["rep"].cat.rename_categories(["ana", "ben"])), {}
    yield "pandas strided", lambda: pd().DataFrame(np().array([[0, 20458, 8000], [1, 20459, 1050], [0, 20460, 4000], [0, 20485, 12000]]), columns=["rep", "date", "amount"]).assign(rep=REPS), minor
    yield "pandas nullable", lambda: pd().DataFrame(numpy_columns(np())).astype({"amount": "Int64"}), minor
    yield "pandas by arrow", lambda: (pa(), pd().DataFrame(plain).convert_dtypes(dtype_backend="pyarrow"))[1], {}
    yield "pandas with zone", lambda: pd().DataFrame(numpy_columns(np())).assign(date=lambda f: f["date"].astype("datetime64[us]").dt.tz_localize("Europe/London")), minor | {"zone": "Europe/London"}
    yield "polars", lambda: pl().DataFrame(plain), {}
    yield "polars minor", lambda: pl().DataFrame(plain | {"amount": [8000, 1050, 4000, 12000]}), minor
    yield "polars chunks", lambda: pl().concat([pl().DataFrame(plain)[:1], pl().DataFrame(plain)[1:]], rechunk=False), {}
    yield "polars sliced", lambda: pl().concat([pl().DataFrame(plain)] * 2)[3:7][[1, 2, 3, 0]].select("rep", "date", "amount")[[0, 1, 2, 3]].with_row_index("i").sort("i").drop("i")[:0].vstack(pl().DataFrame(plain)), {}
    yield "polars categories", lambda: pl().DataFrame(plain).with_columns(pl().col("rep").cast(pl().Categorical)), {}
    yield "polars with zone", lambda: pl().DataFrame(plain).with_columns(pl().col("date").cast(pl().Datetime("ms")).dt.replace_time_zone("Europe/London")), {"zone": "Europe/London"}
    yield "pyarrow", lambda: pa().table(plain), {}
    yield "pyarrow chunks", lambda: pa().concat_tables([pa().table(plain)[:2], pa().table(plain)[2:]]), {}
    yield "pyarrow sliced", lambda: pa().concat_tables([pa().table(plain)] * 2).combine_chunks()[4:], {}
    yield "pyarrow dictionary", lambda: pa().table(plain | {"rep": pa().array(REPS).dictionary_encode()}), {}
    yield "pyarrow columns", lambda: {k: pa().array(v) for k, v in plain.items()}, {}
    yield "pyarrow views", lambda: pa().table(plain | {"rep": pa().array(REPS, pa().string_view())}), {}
    yield "pyarrow large", lambda: pa().table(plain | {"rep": pa().array(REPS, pa().large_string())}), {}
    yield "pyarrow dictionaries by chunk", lambda: pa().table(plain | {"rep": pa().chunked_array([pa().array(REPS[:1]).dictionary_encode(), pa().array(REPS[1:]).dictionary_encode()])}), {}
    yield "pyarrow instants", lambda: pa().table(plain | {"date": pa().array(DATES).cast(pa().timestamp("ms"))}), {}
    yield "pyarrow scale", lambda: pa().table(plain | {"amount": pa().array(AMOUNTS, pa().decimal128(20, 4))}), {}
    yield "duckdb", lambda: (pa(), duckdb().from_arrow(pa().table(plain)))[1], {}


def lazily(name):
    return lambda: pytest.importorskip(name)


@pytest.mark.parametrize(("make", "arguments"), [pytest.param(make, a, id=name) for name, make, a in tables()])
def test_every_table_is_read_alike(make, arguments):
    evaluation = PLAN.evaluate(make(), **arguments)
    assert list(evaluation.lines) == PAID
    assert evaluation.by_rep() == {"ana": Money("14.00 EUR"), "ben": Money("0.53 EUR")}
    assert [(t.rep, t.period, t.closes) for t in evaluation.totals] == [("ana", "2026-01", 2), ("ana", "2026-02", 1), ("ben", "2026-01", 1)]


def test_reps_by_number_are_numbers_however_far_apart():
    np = pytest.importorskip("numpy")
    for kind, reps in (("int64", [7_000_000_001, -5, 7_000_000_001]), ("uint64", [2**63 + 1, 5, 2**63 + 1]), ("uint32", [4_000_000_000, 5, 4_000_000_000])):
        closes = Closes({"rep": np.array(reps, kind), "date": DATES[:3], "amount": AMOUNTS[:3]}, currency="EUR")
        assert closes.reps == [str(reps[0]), str(reps[1])]
        said = [str(rep) for rep in reps] if kind == "uint64" else reps  # text where 64 bits with a sign do not hold it
        assert [(t.rep, t.closes) for t in PLAN.evaluate(closes).totals] == [(said[0], 2), (said[1], 1)]


def test_texts_are_told_apart_whatever_their_length():
    names = [letter * length for length in range(40) for letter in ("a", "b")][1:]  # one of them is empty
    names += [f"{'x' * 17}{i}{'y' * 17}" for i in range(3000)] + [f"{i}" for i in range(3000)]
    column = names * 2
    closes = Closes({"rep": column, "date": ["2026-01-05"] * len(column), "amount": ["1.00"] * len(column)}, currency="EUR")
    assert closes.reps == list(dict.fromkeys(names))
    pa = pytest.importorskip("pyarrow")
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        table = pa.table({"rep": pa.array(column, kind), "date": pa.array([DATES[0]] * len(column)), "amount": pa.array([AMOUNTS[0]] * len(column))})
        assert Closes(table, currency="EUR").reps == closes.reps
        assert [t.closes for t in PLAN.evaluate(table).totals] == [2] * len(closes.reps)


@pytest.mark.parametrize("encode", [False, True])
def test_nulls_in_any_layout_are_named(encode):
    pa = pytest.importorskip("pyarrow")
    rep = pa.array(["ana", None, "ben", None])
    closes = {"rep": rep.dictionary_encode() if encode else rep, "date": DATES, "amount": AMOUNTS}
    with pytest.raises(errors.ColumnError) as raised:
        PLAN.evaluate(closes)
    assert (raised.value.column, raised.value.rows) == ("rep", (1, 3))
    kept = Closes(closes, currency="EUR", on_error="report")
    assert (len(kept), kept.reps) == (2, ["ana", "ben"])
    with pytest.raises(errors.ColumnError, match="null"):
        Closes({"rep": REPS, "date": DATES, "amount": AMOUNTS, "id": pa.array([None] * 4, pa.string())}, currency="EUR", id="id")


def test_pandas_categories_without_a_value_are_nulls():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"rep": pd.Categorical(["ana", None, "ben"]), "date": DATES[:3], "amount": AMOUNTS[:3]})
    with pytest.raises(errors.ColumnError) as raised:
        PLAN.evaluate(frame)
    assert (raised.value.column, raised.value.rows) == ("rep", (1,))
    with pytest.raises(errors.ColumnError, match="rep"):
        PLAN.evaluate(frame.assign(rep=pd.Categorical([None] * 3)))


def test_columns_that_nobody_reads_are_not_converted():
    pd = pytest.importorskip("pandas")

    class Odd:
        def __getattr__(self, name):
            raise AssertionError(f"somebody asked for {name}")

    frame = pd.DataFrame({"rep": REPS, "date": DATES, "amount": AMOUNTS, "note": pd.Series([Odd.__new__(Odd)] * 4, dtype=object)})
    assert list(PLAN.evaluate(frame).lines) == PAID
    from firstlog.columns import input_columns

    columns = input_columns(frame)
    assert columns.names == ["rep", "date", "amount", "note"] and len(columns) == 4
    assert columns.values("rep") == REPS and columns.names == ["rep", "date", "amount", "note"]


def test_minor_units_lie_open():
    np = pytest.importorskip("numpy")
    evaluation = PLAN.evaluate({"rep": REPS, "date": DATES, "amount": AMOUNTS})
    lines = np.asarray(evaluation.lines.minor_units("commission"))
    assert lines.tolist() == [400, 53, 300, 700] and not lines.flags.writeable
    assert np.asarray(evaluation.lines.minor_units("commission")).ctypes.data == lines.ctypes.data
    view = evaluation.totals.minor_units("revenue")
    del evaluation
    assert view.tolist() == [12000, 12000, 1050]
    with pytest.raises(KeyError, match="revenue"):
        PLAN.evaluate({"rep": REPS, "date": DATES, "amount": AMOUNTS}).totals.minor_units("profit")
    with pytest.raises(errors.InvalidArgument, match="no amounts"):
        PLAN.evaluate({"rep": REPS, "date": DATES, "amount": AMOUNTS}).totals.minor_units("closes")


def test_columns_of_the_right_layout_are_not_copied():
    np, pl = pytest.importorskip("numpy"), pytest.importorskip("polars")
    columns = {"rep": np.array([0, 1, 0], np.uint32), "date": np.array([20454, 20455, 20456], np.int32), "amount": np.array([1, 2, 3], np.int64)}
    assert Closes(columns, currency="EUR", minor=True).copied == []
    assert Closes(pl.DataFrame(columns), currency="EUR", minor=True).copied == []
    assert Closes(columns, currency="EUR", minor=True).reps == ["0", "1"]
    assert Closes({**columns, "rep": columns["rep"].astype(np.int64)}, currency="EUR", minor=True).copied == ["rep"]


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
def test_whole_numbers_of_every_width(kind):
    np = pytest.importorskip("numpy")
    closes = {"rep": np.array([1, 2], kind), "date": ["2026-01-05", "2026-01-06"], "amount": np.array([100, 101], kind)}
    assert [(t.rep, t.revenue) for t in PLAN.evaluate(closes, minor=True).totals] == [(1, Money("1.00 EUR")), (2, Money("1.01 EUR"))]


@pytest.mark.parametrize(
    ("column", "values", "arguments", "kind", "row", "says"),
    [
        ("amount", [1.5, 2.0, 3.0, 4.0], {}, errors.InexactColumn, None, "binary floating point"),
        ("amount", [1, 2, 3, 4], {}, errors.ColumnError, 0, "minor=True"),
        ("amount", ["1.00", "x", "1.00", "y"], {}, errors.ColumnError, 1, "and 1 more"),
        ("amount", ["1.00", "1.005", "1.00", "1.00"], {}, errors.ColumnError, 1, "digits"),
        ("amount", [decimal.Decimal("1"), decimal.Decimal("1.005"), None, None], {}, errors.ColumnError, 1, "decimal places"),
        ("amount", [decimal.Decimal("NaN")] * 4, {}, errors.ColumnError, 0, "finite"),
        ("amount", ["1.00 EUR", "1.00 USD", "1.00 EUR", "2.00 EUR"], {}, errors.ColumnError, 1, "one currency at a time"),
        ("amount", [Money("1 EUR"), Money("1 USD"), Money("1 EUR"), Money("1 EUR")], {}, errors.ColumnError, 1, "USD"),
        ("amount", ["1.00", None, "1.00", "1.00"], {}, errors.ColumnError, 1, "null"),
        ("date", ["2026-01-01", "2026-02-30", "2026-01-01", "2026-01-01"], {}, errors.ColumnError, 1, ""),
        ("date", [datetime.datetime(2026, 1, 1, 5)] * 4, {}, errors.ColumnError, 0, "without a zone"),
        ("date", [datetime.datetime(2026, 1, 1, 5, tzinfo=datetime.timezone.utc)] * 4, {}, errors.ColumnError, None, "zone="),
        ("date", [True] * 4, {}, errors.ColumnError, 0, ""),
        ("rep", ["ana", None, "ben", None], {}, errors.ColumnError, 1, "and 1 more"),
        ("rep", [1.5] * 4, {}, errors.ColumnError, 0, "not text"),
        ("date", ["2026-01-01"] * 3, {}, errors.ColumnError, None, "rows"),
        ("currency", ["EUR", "EUR", "USD", "EUR"], {}, errors.ColumnError, 2, "EUR and USD"),
        ("id", [1, 2, 2, 3], {"id": "id"}, errors.ColumnError, 2, "row 1 already"),
    ],
)  # fmt: skip
def test_bad_columns_are_named(column, values, arguments, kind, row, says):
    closes = {"rep": REPS, "date": DATES, "amount": AMOUNTS} | {column: values}
    with pytest.raises(kind) as raised:
        PLAN.evaluate(closes, **arguments)
    assert (raised.value.column, raised.value.row) == (column, row)
    assert says in str(raised.value)
    assert raised.value.remedy


def test_nan_and_nat_are_nulls_not_numbers():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"rep": REPS, "date": pd.to_datetime(DATES), "amount": [str(a) for a in AMOUNTS]})
    frame.loc[2, "date"] = pd.NaT
    with pytest.raises(errors.ColumnError) as raised:
        PLAN.evaluate(frame)
    assert (raised.value.column, raised.value.row) == ("date", 2)
    frame = pd.DataFrame({"rep": REPS, "date": DATES, "amount": [1.0, float("nan"), 2.0, 3.0]})
    with pytest.raises(errors.InexactColumn):
        PLAN.evaluate(frame)


def test_times_that_are_no_midnights_need_a_zone():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"rep": REPS, "date": pd.to_datetime(["2026-01-05 00:00", "2026-01-05 09:30"] * 2), "amount": [1, 2, 3, 4]})
    with pytest.raises(errors.ColumnError, match="without a zone") as raised:
        PLAN.evaluate(frame, minor=True)
    assert raised.value.rows == (1, 3)


def test_a_day_is_that_of_the_zone():
    at = [datetime.datetime(2026, 1, 31, 23, 30, tzinfo=datetime.timezone.utc)]
    closes = {"rep": ["ana"], "date": at, "amount": ["1.00"]}
    assert PLAN.evaluate(closes, zone="UTC").totals[0].period == "2026-01"
    assert PLAN.evaluate(closes, zone="Europe/Vienna").totals[0].period == "2026-02"
    with pytest.raises(errors.Error):
        PLAN.evaluate(closes, zone="Europe/Nowhere")


def test_one_bad_row_among_many_is_reported_on_request():
    count = 200_000
    closes = {"rep": ["ana"] * count, "date": ["2026-01-05"] * count, "amount": ["1.00"] * count}
    closes["amount"][123_456] = "1,00"
    with pytest.raises(errors.ColumnError) as raised:
        PLAN.evaluate(closes)
    assert raised.value.rows == (123_456,) and raised.value.count == 1
    read = Closes(closes, currency="EUR", on_error="report")
    assert len(read) == count - 1
    assert [(one.row, one.column) for one in read.rejected] == [(123_456, "amount")]
    assert PLAN.evaluate(read).revenue == Money("199999.00 EUR")


def test_an_empty_table_costs_nothing():
    evaluation = PLAN.evaluate({"rep": [], "date": [], "amount": []})
    assert evaluation.cost == Money("0 EUR") and list(evaluation.totals) == [] and evaluation.cost_of_revenue is None
    with pytest.raises(errors.ColumnError, match="no such column for rep"):
        PLAN.evaluate({})


def test_what_is_no_table_is_refused():
    for wrong in (None, 5, "closes.csv", [1, 2], object()):
        with pytest.raises(errors.InvalidArgument):
            PLAN.evaluate(wrong)
    with pytest.raises(errors.InvalidArgument, match="currency"):
        Closes({"rep": REPS, "date": DATES, "amount": AMOUNTS})
    with pytest.raises(errors.InvalidArgument, match="are in USD"):
        PLAN.evaluate({"rep": REPS, "date": DATES, "amount": AMOUNTS}, currency="USD")
    with pytest.raises(errors.ColumnError, match="no such column") as raised:
        PLAN.evaluate({"seller": REPS, "date": DATES, "amount": AMOUNTS})
    assert "seller" in raised.value.remedy


def test_rows_go_out_to_every_library(acme):
    pa, pl = pytest.importorskip("pyarrow"), pytest.importorskip("polars")
    pd, duckdb = pytest.importorskip("pandas"), pytest.importorskip("duckdb")
    lines = acme.statement("ana", "ana").lines
    table = pa.table(lines)
    assert table.schema.field("commission").type == pa.decimal128(19, 2)
    assert table.schema.field("commission").metadata == {b"currency": b"GBP"}
    assert table["commission"].to_pylist() == [decimal.Decimal("270.00")]
    assert table["approved_at"].to_pylist()[0] == lines[0].approved_at
    assert pl.from_arrow(lines).struct.unnest()["commission"].to_list() == [decimal.Decimal("270.00")]
    assert pl.DataFrame(lines)["kind"].to_list() == ["close"]
    assert pd.DataFrame(lines)["commission"].tolist() == [Money("270.00 GBP")]
    assert duckdb.sql("select sum(commission) from lines").fetchall() == [(decimal.Decimal("270.00"),)]
    events = pa.table(acme.history("bakery"))
    assert events["amount"].null_count == 4 and events.num_rows == 6
    totals = PLAN.evaluate({"rep": REPS, "date": DATES, "amount": AMOUNTS})
    assert pa.table(totals).num_rows == 3 and pl.DataFrame(totals.lines)["commission"].sum() == decimal.Decimal("14.53")
    leaderboard = acme.leaderboard("ben")
    assert pa.table(leaderboard)["commission"].null_count == 1
    assert pa.table(acme.submit([])).num_rows == 0


def test_contacts_come_in_from_frames(acme):
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"key": ["a", "b", "a"], "niche": ["food", None, None], "rep": ["ana", "ben", None]})
    outcomes = acme.submit_rows("register_contact", frame, actor="olga")
    assert [place for place, _ in outcomes.not_accepted()] == [2]
    assert acme.contact("b").assignee == "ben"
    assert pl.DataFrame(outcomes)["rule"].to_list()[2] == "key_taken"
    with pytest.raises(errors.ColumnError, match="no parameter of register_contact"):
        acme.submit_rows("register_contact", {"key": ["c"], "phone": ["1"]}, actor="olga")
    with pytest.raises(errors.ColumnError, match="needs it"):
        acme.submit_rows("register_contact", {"niche": ["c"]}, actor="olga")
    with pytest.raises(errors.ColumnError) as raised:
        acme.submit_rows("log_close", {"contact": ["a", "b"], "amount": ["1.00 GBP", "1,00"]}, actor="ana")
    assert raised.value.rows == (1,)


def test_a_table_is_read_where_the_library_left_it():
    """Nothing is read after its owner is gone."""
    np = pytest.importorskip("numpy")
    read = Closes({"rep": np.zeros(1000, np.uint32), "date": np.full(1000, 20454, np.int32), "amount": np.arange(1000)}, currency="EUR", minor=True)
    junk = [np.full(1000, 7) for _ in range(100)]
    assert PLAN.evaluate(read).revenue == Money.minor(499500, "EUR") and junk
    assert isinstance(firstlog.Rows, type)
