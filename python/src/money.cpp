// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <pybind11/operators.h>

#include <optional>
#include <string>

#include "bindings.hpp"
#include "convert.hpp"

namespace firstlog_python {
namespace {

using firstlog::Currency;
using firstlog::Money;

Money other_of(py::handle other) {
  if (py::isinstance<Money>(other)) return other.cast<Money>();
  return money_of(other, "the other amount");
}

Money made(py::handle amount, py::handle currency) {
  if (currency.is_none()) return money_of(amount, "amount");
  const Currency unit = currency_of(currency, "currency");
  if (PyUnicode_Check(amount.ptr()) != 0) {
    const auto money = Money::parse(text_of(amount, "amount"), unit);
    if (!money) raise(money.error());
    return *money;
  }
  if (PyLong_Check(amount.ptr()) != 0)
    refuse_inexact("amount", "is a bare int: it could be units or minor units",
                   "give Money.minor(180000, 'GBP'), or Money('1800', 'GBP')");
  const firstlog::Exact exact = exact_of(amount, "amount");
  if (!(exact == exact.rounded({firstlog::RoundingMode::down, unit.exponent()})))
    refuse_inexact("amount", "has more decimal places than " + unit.code() + " has",
                   "round it first, as your books do: amount.quantize(Decimal('0.01'))");
  return take(exact.as_money(unit, firstlog::RoundingMode::down));
}

py::object decimal_of(Money money) {
  return py::module_::import("decimal").attr("Decimal")(money.to_string());
}

// Comparison answers NotImplemented where the other one is no money at all.
py::object compared(Money a, py::handle b, bool (*holds)(std::strong_ordering)) {
  if (!py::isinstance<Money>(b)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
  return py::bool_(holds(take(firstlog::compare(a, b.cast<Money>()))));
}

}  // namespace

void bind_money(py::module_& module) {
  py::class_<Money>(module, "Money",
                    "An exact amount of money of one ISO 4217 currency.\n\n"
                    ">>> from firstlog import Money\n"
                    ">>> Money('1800.00 GBP') + Money('0.10', 'GBP')\n"
                    "Money('1800.10 GBP')\n"
                    ">>> Money.minor(180000, 'GBP').amount\n"
                    "Decimal('1800.00')\n\n"
                    "A float, and a bare int, are refused with the reason (NotExact).")
      .def(py::init(&made), py::arg("amount"), py::arg("currency") = py::none())
      .def_static(
          "minor",
          [](py::handle units, py::handle currency) {
            return Money::minor(integer_of(units, "units"), currency_of(currency, "currency"));
          },
          py::arg("units"), py::arg("currency"), "Whole minor units: Money.minor(180000, 'GBP') is 1,800.00.")
      .def_property_readonly("amount", &decimal_of, "The amount in units of the currency, a Decimal.")
      .def_property_readonly("minor_units", &Money::minor_units, "The amount in minor units (cents), an int.")
      .def_property_readonly(
          "currency", [](Money money) { return money.currency().code(); }, "The code, such as 'GBP'.")
      .def("__add__", [](Money a, py::handle b) { return take(firstlog::add(a, other_of(b))); })
      .def("__radd__",
           [](Money a, py::handle b) {  // so that sum() works: it begins with the int 0
             if (PyLong_Check(b.ptr()) != 0 && integer_of(b, "the other amount") == 0) return a;
             return take(firstlog::add(other_of(b), a));
           })
      .def("__sub__", [](Money a, py::handle b) { return take(firstlog::subtract(a, other_of(b))); })
      .def("__neg__", [](Money a) { return take(firstlog::negate(a)); })
      .def("__abs__", [](Money a) { return a.is_negative() ? take(firstlog::negate(a)) : a; })
      .def("__bool__", [](Money a) { return !a.is_zero(); })
      .def("__eq__", [](Money a, py::handle b) { return py::isinstance<Money>(b) && a == b.cast<Money>(); })
      .def("__hash__",
           [](Money a) { return py::hash(py::make_tuple(a.minor_units(), a.currency().packed())); })
      .def("__lt__",
           [](Money a, py::handle b) { return compared(a, b, [](std::strong_ordering o) { return o < 0; }); })
      .def(
          "__le__",
          [](Money a, py::handle b) { return compared(a, b, [](std::strong_ordering o) { return o <= 0; }); })
      .def("__gt__",
           [](Money a, py::handle b) { return compared(a, b, [](std::strong_ordering o) { return o > 0; }); })
      .def(
          "__ge__",
          [](Money a, py::handle b) { return compared(a, b, [](std::strong_ordering o) { return o >= 0; }); })
      .def("__str__", [](Money a) { return a.to_string() + " " + a.currency().code(); })
      .def("__repr__", [](Money a) { return "Money('" + a.to_string() + " " + a.currency().code() + "')"; })
      .def("__reduce__", [](py::handle self) {
        const auto money = self.cast<Money>();
        return py::make_tuple(py::type::of(self),
                              py::make_tuple(money.to_string() + " " + money.currency().code()));
      });
}

}  // namespace firstlog_python
