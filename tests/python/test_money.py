# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import pytest
from firstlog import Money, errors


@pytest.mark.parametrize(
    ("made", "minor"),
    [
        (lambda: Money("1800.00 GBP"), 180000),
        (lambda: Money("1800", "GBP"), 180000),
        (lambda: Money(Decimal("0.05"), "GBP"), 5),
        (lambda: Money(Fraction(-1, 2), "GBP"), -50),
        (lambda: Money.minor(7, "GBP"), 7),
        (lambda: Money(Money("3 GBP")), 300),
        (lambda: Money("1800", "JPY"), 1800),
    ],
)
def test_exact_amounts_are_taken(made, minor):
    assert made().minor_units == minor


@pytest.mark.parametrize(
    ("made", "kind", "says"),
    [
        (lambda: Money(0.1, "GBP"), errors.NotExact, "binary floating point"),
        (lambda: Money(5, "GBP"), errors.NotExact, "minor units"),
        (lambda: Money(5), errors.NotExact, "bare int"),
        (lambda: Money(Decimal("0.005"), "GBP"), errors.NotExact, "decimal places"),
        (lambda: Money("0.005", "GBP"), errors.OutOfRange, ""),
        (lambda: Money("1.00", "XYZ"), errors.InvalidArgument, "ISO 4217"),
        (lambda: Money("one", "GBP"), errors.Malformed, ""),
        (lambda: Money(Decimal("NaN"), "GBP"), errors.InvalidArgument, "finite"),
        (lambda: Money.minor(2**63, "GBP"), errors.Overflow, "64 bits"),
        (lambda: Money.minor(1.5, "GBP"), errors.InvalidArgument, "whole number"),
        (lambda: Money("1 GBP") + Money("1 EUR"), errors.InvalidArgument, ""),
        (lambda: Money("1 GBP") + 1, errors.NotExact, "bare int"),
        (lambda: Money.minor(2**63 - 1, "GBP") + Money.minor(1, "GBP"), errors.Overflow, ""),
    ],
)
def test_what_is_not_exact_is_refused_with_the_reason(made, kind, says):
    with pytest.raises(kind) as raised:
        made()
    assert says in str(raised.value)


def test_an_error_is_what_python_would_call_it():
    for kind, base in [(errors.NotExact, TypeError), (errors.InvalidArgument, ValueError), (errors.Overflow, OverflowError),
                       (errors.NotFound, LookupError), (errors.Busy, TimeoutError), (errors.StoreError, OSError)]:  # fmt: skip
        assert issubclass(kind, base) and issubclass(kind, errors.Error)


def test_money_is_a_value():
    money = Money("12.30 EUR")
    assert pickle.loads(pickle.dumps(money)) == money == copy.deepcopy(money)
    assert hash(money) == hash(Money.minor(1230, "EUR"))
    assert money != Money("12.30 USD") and money != "12.30 EUR"
    assert repr(money) == "Money('12.30 EUR')" and str(money) == "12.30 EUR"
    assert sum([money, money], Money("0 EUR")) == sum([money, money]) == Money("24.60 EUR")
    assert -money < Money("0 EUR") < money <= money and abs(-money) == money
    assert money.amount == Decimal("12.30") and bool(money) and not Money("0 EUR")
    with pytest.raises(errors.InvalidArgument):
        _ = money < Money("1 USD")
