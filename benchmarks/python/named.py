# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The closes as a company keeps them: reps by name, dates as dates, amounts as decimals; and how a user of each peer
brings them to the columns that his work on them begins with."""

import datetime

import closes
import numpy as np
import pandas as pd
import peer_columns as peers
import polars as pl
import pyarrow as pa

EPOCH = datetime.date(1970, 1, 1)
NAMES = [f"{first} {last}" for last in ("Abara", "Brandt", "Castellanos", "Dubois", "Eriksen", "Ferreira", "Gruber", "Haddad", "Ito", "Jansen")
         for first in ("Ada", "Ben", "Cleo", "Dmitri", "Elif", "Femi", "Gwen", "Hugo", "Ines", "Jonas",
                       "Kaja", "Luca", "Mira", "Nils", "Olga", "Petra", "Quinn", "Rosa", "Sven", "Tara")]  # fmt: skip
assert len(set(NAMES)) == closes.REPS


def polars_frame(rep, day, amount):
    """Text, Date and Decimal(12, 2)."""
    cents = np.empty((len(amount), 2), np.int64)
    cents[:, 0], cents[:, 1] = amount, 0
    decimals = pa.Array.from_buffers(pa.decimal128(12, 2), len(amount), [None, pa.py_buffer(cents)])
    return pl.DataFrame({
        "rep": pl.Series(NAMES).gather(pl.Series(rep)),
        "day": pl.Series(day).cast(pl.Date),
        "amount": pl.from_arrow(decimals),
    })  # fmt: skip


def pandas_frame(rep, day, amount):
    """Text by category, datetime64 and whole cents: pandas has no decimals but Python's own, one by one."""
    return pd.DataFrame({
        "rep": pd.Categorical.from_codes(rep.astype(np.int16), NAMES),
        "day": day.astype("datetime64[D]").astype("datetime64[us]"),
        "amount": amount,
    })  # fmt: skip


def of_polars(frame):
    """Reps by code, days since 1970, cents."""
    return frame.select(
        rep=pl.col("rep").cast(pl.Categorical).to_physical().cast(pl.UInt32),
        day=pl.col("day").to_physical(),
        amount=(pl.col("amount") * 100).cast(pl.Int64),
    )


def of_pandas(frame):
    """The same out of pandas, as numpy's columns."""
    return (frame["rep"].cat.codes.to_numpy().astype(np.uint32),
            frame["day"].to_numpy().astype("datetime64[D]").astype(np.int64).astype(np.int32),
            frame["amount"].to_numpy())  # fmt: skip


def ways_from_pandas(frame, in_order):
    """Each peer's way from the frame to its commissions and totals."""
    of_numpy, of_series = (peers.numpy_in_order, peers.pandas_in_order) if in_order else (peers.numpy_shuffled_radix, peers.pandas_shuffled)
    return {"pandas": lambda: of_series(*of_pandas(frame)), "numpy": lambda: of_numpy(*of_pandas(frame))}


def ways_from_polars(frame, in_order):
    """The same from a polars frame; numpy takes polars' columns."""
    of_numpy, of_frame = (peers.numpy_in_order, peers.polars_in_order) if in_order else (peers.numpy_shuffled_radix, peers.polars_shuffled)
    return {"polars": lambda: of_frame(of_polars(frame)), "numpy": lambda: of_numpy(*(column.to_numpy() for column in of_polars(frame)))}
