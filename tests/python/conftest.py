# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
import datetime
import pathlib

import firstlog
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def acme():
    with firstlog.examples.team() as organisation:
        yield organisation


@pytest.fixture
def noon():
    return datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.timezone.utc)


@pytest.fixture
def root():
    return ROOT
