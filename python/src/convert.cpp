// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "convert.hpp"

#include <datetime.h>

#include <cstring>
#include <string>

namespace firstlog_python {

using firstlog::Bytes;
using firstlog::Currency;
using firstlog::Date;
using firstlog::Duration;
using firstlog::Error;
using firstlog::Exact;
using firstlog::Instant;
using firstlog::Money;
using firstlog::Position;
using firstlog::Rate;
using firstlog::Result;
using firstlog::Role;
using firstlog::Roles;
using firstlog::Status;
using firstlog::YearMonth;

namespace {

// An attribute of a module, looked up once. Never destroyed: the interpreter may be gone by then.
template <class Tag>
py::handle once(const char* module, const char* attribute) {
  static const py::handle found = py::object(py::module_::import(module).attr(attribute)).release();
  return found;
}
py::handle fraction_class() {
  return once<struct FractionTag>("fractions", "Fraction");
}
py::handle decimal_class() {
  return once<struct DecimalTag>("decimal", "Decimal");
}
py::handle error_maker() {
  return once<struct ErrorTag>("firstlog.errors", "error_of");
}
py::handle inexact_maker() {
  return once<struct InexactTag>("firstlog.errors", "not_exact");
}
py::handle enums_module() {
  return once<struct EnumsTag>("firstlog", "enums");
}

void load_datetime() {
  if (PyDateTimeAPI == nullptr) {
    PyDateTime_IMPORT;
    if (PyDateTimeAPI == nullptr) throw py::error_already_set();
  }
}

std::string type_of(py::handle value) {
  return Py_TYPE(value.ptr())->tp_name;
}

bool is_bool(py::handle value) {
  return PyBool_Check(value.ptr()) != 0;
}
bool is_int(py::handle value) {
  return PyLong_Check(value.ptr()) != 0 && !is_bool(value);
}
// float, and numpy's floating scalars, which have no exact meaning either.
bool is_float(py::handle value) {
  return PyFloat_Check(value.ptr()) != 0 ||
         std::strncmp(Py_TYPE(value.ptr())->tp_name, "numpy.float", 11) == 0;
}

Date civil(int year, int month, int day, std::string_view name) {
  const Result<Date> date = Date::from_civil({year, month, day});
  if (!date) refuse(name, date.error().reason.view(), "give a day of the years 1 to 9999");
  return *date;
}

}  // namespace

py::object exception_of(const Error& error) {
  return py::reinterpret_borrow<py::object>(error_maker())(
      static_cast<int>(error.status), to_python(error.place.view()), to_python(error.reason.view()),
      to_python(error.remedy.view()), error.native_code);
}

void raise(const Error& error) {
  const py::object exception = exception_of(error);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

void refuse(std::string_view name, std::string_view reason, std::string_view remedy) {
  raise(Error(Status::invalid_argument, name, reason, remedy));
}

void refuse_inexact(std::string_view name, std::string_view reason, std::string_view remedy) {
  const py::object exception = py::reinterpret_borrow<py::object>(inexact_maker())(
      to_python(name), to_python(reason), to_python(remedy));
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

Error error_of_exception(py::error_already_set& exception, std::string_view place) {
  try {
    const py::object value = exception.value();
    if (py::hasattr(value, "status_number") && py::hasattr(value, "reason")) {
      const auto status = static_cast<Status>(value.attr("status_number").cast<int>());
      const auto said_place = value.attr("place").cast<std::string>();
      return Error(status, said_place.empty() ? place : std::string_view(said_place),
                   value.attr("reason").cast<std::string>(), value.attr("remedy").cast<std::string>());
    }
    const std::string text = type_of(value) + ": " + py::str(value).cast<std::string>();
    return Error(exception.matches(PyExc_MemoryError) ? Status::out_of_memory : Status::io_failed, place,
                 text);
  } catch (...) {
    PyErr_Clear();
    return Error(Status::io_failed, place, "an exception that cannot be shown");
  }
}

std::string_view text_of(py::handle value, std::string_view name) {
  if (PyUnicode_Check(value.ptr()) == 0) refuse(name, "is " + type_of(value) + ", not text", "give a str");
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
  if (data == nullptr) {
    PyErr_Clear();
    refuse(name, "holds characters that UTF-8 does not know", "give text without lone surrogates");
  }
  return {data, static_cast<std::size_t>(size)};
}

bool bool_of(py::handle value, std::string_view name) {
  if (!is_bool(value)) refuse(name, "is " + type_of(value) + ", not bool", "give True or False");
  return value.ptr() == Py_True;
}

std::int64_t integer_of(py::handle value, std::string_view name) {
  if (is_bool(value) || PyIndex_Check(value.ptr()) == 0)
    refuse(name, "is " + type_of(value) + ", not a whole number", "give an int");
  const py::object index = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!index) throw py::error_already_set();
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
  if (overflow != 0) raise(Error(Status::overflow, name, "does not fit 64 bits"));
  if (number == -1 && PyErr_Occurred() != nullptr) throw py::error_already_set();
  return number;
}

std::uint64_t count_of(py::handle value, std::string_view name) {
  const std::int64_t number = integer_of(value, name);
  if (number < 0) refuse(name, "is negative", "give 0 or more");
  return static_cast<std::uint64_t>(number);
}

Instant instant_of(py::handle value, std::string_view name) {
  load_datetime();
  if (PyUnicode_Check(value.ptr()) != 0) {
    const Result<Instant> instant = Instant::parse(text_of(value, name));
    if (!instant) refuse(name, instant.error().reason.view(), "write 2026-01-31T09:30:00Z, with its offset");
    return *instant;
  }
  if (!PyDateTime_Check(value.ptr()))
    refuse(name, "is " + type_of(value) + ", not a datetime", "give a datetime with a zone");
  PyObject* at = value.ptr();
  if (PyDateTime_DATE_GET_TZINFO(at) == Py_None)
    refuse(name, "is a datetime without a zone: which instant is meant cannot be told",
           "give it one: value.replace(tzinfo=datetime.timezone.utc), or zoneinfo.ZoneInfo(…)");
  const Date day = civil(PyDateTime_GET_YEAR(at), PyDateTime_GET_MONTH(at), PyDateTime_GET_DAY(at), name);
  std::int64_t seconds = std::int64_t{day.days()} * 86'400 + PyDateTime_DATE_GET_HOUR(at) * 3'600 +
                         PyDateTime_DATE_GET_MINUTE(at) * 60 + PyDateTime_DATE_GET_SECOND(at);
  std::int64_t microseconds = PyDateTime_DATE_GET_MICROSECOND(at);
  if (PyDateTime_DATE_GET_TZINFO(at) != PyDateTime_TimeZone_UTC) {
    const py::object offset = value.attr("utcoffset")();
    if (offset.is_none())
      refuse(name, "has a zone that does not know its offset", "give a datetime with a zone");
    seconds -= std::int64_t{PyDateTime_DELTA_GET_DAYS(offset.ptr())} * 86'400 +
               PyDateTime_DELTA_GET_SECONDS(offset.ptr());
    microseconds -= PyDateTime_DELTA_GET_MICROSECONDS(offset.ptr());
  }
  return Instant::from_microseconds(seconds * 1'000'000 + microseconds);
}

Date date_of(py::handle value, std::string_view name) {
  load_datetime();
  if (PyUnicode_Check(value.ptr()) != 0) {
    const Result<Date> date = Date::parse(text_of(value, name));
    if (!date) refuse(name, date.error().reason.view(), "write 2026-01-31");
    return *date;
  }
  if (PyDateTime_Check(value.ptr()))
    refuse(name, "is a datetime: its day depends on the zone", "give a date: value.date()");
  if (!PyDate_Check(value.ptr())) refuse(name, "is " + type_of(value) + ", not a date", "give a date");
  PyObject* at = value.ptr();
  return civil(PyDateTime_GET_YEAR(at), PyDateTime_GET_MONTH(at), PyDateTime_GET_DAY(at), name);
}

YearMonth month_of(py::handle value, std::string_view name) {
  if (PyUnicode_Check(value.ptr()) != 0) {
    const Result<YearMonth> month = YearMonth::parse(text_of(value, name));
    if (!month) refuse(name, month.error().reason.view(), "write 2026-01");
    return *month;
  }
  const auto month = YearMonth::of(date_of(value, name));
  if (!month) refuse(name, "lies outside the years 1 to 9999", "give a month as 2026-01");
  return *month;
}

Duration duration_of(py::handle value, std::string_view name) {
  load_datetime();
  if (PyDelta_Check(value.ptr())) {
    PyObject* delta = value.ptr();
    return Duration::microseconds(
        (std::int64_t{PyDateTime_DELTA_GET_DAYS(delta)} * 86'400 + PyDateTime_DELTA_GET_SECONDS(delta)) *
            1'000'000 +
        PyDateTime_DELTA_GET_MICROSECONDS(delta));
  }
  // A wait is no money: seconds may be a float here.
  if (is_int(value) || PyFloat_Check(value.ptr()) != 0) {
    const double seconds = PyFloat_AsDouble(value.ptr());
    if (!(seconds >= 0 && seconds < 1e9)) refuse(name, "is no span from 0 to 1e9 seconds", "give seconds");
    return Duration::microseconds(static_cast<std::int64_t>(seconds * 1e6));
  }
  refuse(name, "is " + type_of(value) + ", not a span of time", "give seconds, or a timedelta");
}

Currency currency_of(py::handle value, std::string_view name) {
  const Result<Currency> currency = Currency::parse(text_of(value, name));
  if (!currency) refuse(name, currency.error().reason.view(), "give a code of ISO 4217, such as 'EUR'");
  return *currency;
}

Money money_of(py::handle value, std::string_view name) {
  if (py::isinstance<Money>(value)) return value.cast<Money>();
  if (PyUnicode_Check(value.ptr()) != 0) {
    const Result<Money> money = Money::parse(text_of(value, name));
    if (!money) refuse(name, money.error().reason.view(), "write the amount and its currency: '1800.00 GBP'");
    return *money;
  }
  if (is_float(value))
    refuse_inexact(name, "is a float: binary floating point cannot say 0.10",
                   "give Money('1800.00 GBP'), or Money(Decimal('1800.00'), 'GBP')");
  if (is_int(value))
    refuse_inexact(name, "is a bare int: it could be 1,800 pounds or 1,800 pence",
                   "give Money.minor(180000, 'GBP'), or Money('1800', 'GBP')");
  refuse(name, "is " + type_of(value) + ", which has no currency", "give Money(amount, 'GBP')");
}

Exact exact_of(py::handle value, std::string_view name) {
  if (is_float(value))
    refuse_inexact(name, "is a float: binary floating point cannot say 0.15",
                   "give '0.15' or '15%', a Decimal or a Fraction");
  if (py::isinstance<Money>(value)) return Exact::of_money(value.cast<Money>());
  std::string text;
  if (PyUnicode_Check(value.ptr()) != 0) {
    text = text_of(value, name);
  } else if (is_int(value)) {
    text = py::str(value).cast<std::string>();
  } else if (py::isinstance(value, fraction_class())) {
    text = py::str(value).cast<std::string>();
  } else if (py::isinstance(value, decimal_class())) {
    if (!value.attr("is_finite")().cast<bool>()) refuse(name, "is no finite number", "give a finite Decimal");
    text = py::reinterpret_borrow<py::object>(value).attr("__format__")("f").cast<std::string>();
  } else if (PyIndex_Check(value.ptr()) != 0 && !is_bool(value)) {
    text = std::to_string(integer_of(value, name));
  } else {
    refuse(name, "is " + type_of(value) + ", not an exact number",
           "give text such as '15%', an int, a Decimal or a Fraction");
  }
  const Result<Exact> exact = Exact::parse(text);
  if (!exact) refuse(name, exact.error().reason.view(), "write '0.15', '15%' or '2/3'");
  return *exact;
}

Rate rate_of(py::handle value, std::string_view name) {
  const auto rate = exact_of(value, name).as_rate();
  if (!rate) raise(Error(Status::overflow, name, "does not fit a fraction of 64-bit integers"));
  return *rate;
}

Roles roles_of(py::handle value, std::string_view name) {
  const auto one = [&](py::handle item) { return Roles(enum_of<Role>(item, name, 0, firstlog::role_count)); };
  if (PyUnicode_Check(value.ptr()) != 0) return one(value);
  Roles roles;
  for (const py::handle item : py::iter(value)) roles = roles | one(item);
  return roles;
}

Position position_of(py::handle value, std::string_view name) {
  if (PyIndex_Check(value.ptr()) == 0 && py::hasattr(value, "position"))
    return position_of(value.attr("position"), name);
  return Position(count_of(value, name));
}

Bytes bytes_of(py::handle value, std::string_view name) {
  if (PyBytes_Check(value.ptr()) != 0)
    return firstlog::as_bytes(
        {PyBytes_AS_STRING(value.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(value.ptr()))});
  if (PyUnicode_Check(value.ptr()) != 0) return firstlog::as_bytes(text_of(value, name));
  refuse(name, "is " + type_of(value) + ", neither bytes nor text", "give bytes or a str");
}

namespace {

template <class Reference, class Handle>
Reference reference_of(py::handle value, std::string_view name) {
  if (PyUnicode_Check(value.ptr()) != 0) return Reference(text_of(value, name));
  const std::uint64_t number = count_of(value, name);
  if (number > UINT32_MAX) refuse(name, "is no handle", "give the host's key, or a handle from 1 on");
  return Reference(Handle(static_cast<std::uint32_t>(number)));
}

}  // namespace

firstlog::ActorRef actor_of(py::handle value, std::string_view name) {
  return reference_of<firstlog::ActorRef, firstlog::ActorId>(value, name);
}
firstlog::ContactRef contact_of(py::handle value, std::string_view name) {
  return reference_of<firstlog::ContactRef, firstlog::ContactId>(value, name);
}

py::str to_python(std::string_view text) {
  PyObject* made = PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape");
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(made);
}

py::object to_python(Instant instant) {
  load_datetime();
  std::int64_t seconds = instant.microseconds() / 1'000'000;
  std::int64_t rest = instant.microseconds() % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  std::int64_t days = seconds / 86'400;
  std::int64_t of_day = seconds % 86'400;
  if (of_day < 0) {
    of_day += 86'400;
    --days;
  }
  const auto date = Date::from_days(days);
  if (!date) raise(Error(Status::out_of_range, "instant", "lies outside the years 1 to 9999"));
  const auto parts = date->civil();
  PyObject* made = PyDateTimeAPI->DateTime_FromDateAndTime(
      parts.year, parts.month, parts.day, static_cast<int>(of_day / 3'600),
      static_cast<int>(of_day / 60 % 60), static_cast<int>(of_day % 60), static_cast<int>(rest),
      PyDateTime_TimeZone_UTC, PyDateTimeAPI->DateTimeType);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

py::object to_python(Date date) {
  load_datetime();
  const auto parts = date.civil();
  PyObject* made = PyDate_FromDate(parts.year, parts.month, parts.day);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

py::object to_python(Duration duration) {
  load_datetime();
  constexpr std::int64_t day = 86'400'000'000;
  std::int64_t days = duration.microseconds() / day;
  std::int64_t rest = duration.microseconds() % day;
  if (rest < 0) {
    rest += day;
    --days;
  }
  PyObject* made = PyDelta_FromDSU(static_cast<int>(days), static_cast<int>(rest / 1'000'000),
                                   static_cast<int>(rest % 1'000'000));
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

py::object to_python(Money money) {
  if (!money.currency().present()) return py::none();
  return py::cast(money);
}

py::object to_python(Rate rate) {
  return py::reinterpret_borrow<py::object>(fraction_class())(rate.numerator(), rate.denominator());
}

py::object to_python(const Exact& exact) {
  if (const auto rate = exact.as_rate()) return to_python(*rate);
  return py::reinterpret_borrow<py::object>(fraction_class())(to_python(exact.to_string()));
}

py::object enum_to_python(const char* enumeration, std::string_view name) {
  return enums_module().attr(enumeration)(to_python(name));
}

}  // namespace firstlog_python
