// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Between Python's objects and the library's values. Whatever cannot be converted exactly is an
// exception that names the parameter and the remedy.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/calendar.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/ref.hpp"
#include "firstlog/rules/match_key.hpp"
#include "firstlog/rules/roles.hpp"

namespace firstlog_python {

namespace py = pybind11;

// The exception of firstlog.errors that an Error is.
py::object exception_of(const firstlog::Error& error);
[[noreturn]] void raise(const firstlog::Error& error);
// InvalidArgument: a value that cannot be what the parameter `name` wants.
[[noreturn]] void refuse(std::string_view name, std::string_view reason, std::string_view remedy);
// NotExact: a number that is not exactly what it was written as.
[[noreturn]] void refuse_inexact(std::string_view name, std::string_view reason, std::string_view remedy);
// What the Python exception under way says, as an Error of the given place. Clears it.
firstlog::Error error_of_exception(py::error_already_set& exception, std::string_view place);

template <class T>
T take(firstlog::Result<T> result) {
  if (!result) raise(result.error());
  return std::move(*result);
}
inline void take(firstlog::Result<void> result) {
  if (!result) raise(result.error());
}

// Runs `work` without the interpreter's lock; it must touch no Python object.
template <class Work>
auto unlocked(Work&& work) {
  py::gil_scoped_release release;
  return work();
}

// In. The views live as long as the object that they were taken of.
std::string_view text_of(py::handle value, std::string_view name);
bool bool_of(py::handle value, std::string_view name);
std::int64_t integer_of(py::handle value, std::string_view name);
std::uint64_t count_of(py::handle value, std::string_view name);
firstlog::Instant instant_of(py::handle value, std::string_view name);
firstlog::Date date_of(py::handle value, std::string_view name);
firstlog::YearMonth month_of(py::handle value, std::string_view name);
firstlog::Duration duration_of(py::handle value, std::string_view name);
firstlog::Money money_of(py::handle value, std::string_view name);
firstlog::Currency currency_of(py::handle value, std::string_view name);
firstlog::Exact exact_of(py::handle value, std::string_view name);
firstlog::Rate rate_of(py::handle value, std::string_view name);
firstlog::Roles roles_of(py::handle value, std::string_view name);
firstlog::Position position_of(py::handle value, std::string_view name);
firstlog::Bytes bytes_of(py::handle value, std::string_view name);  // bytes, or text as UTF-8
firstlog::ActorRef actor_of(py::handle value, std::string_view name);
firstlog::ContactRef contact_of(py::handle value, std::string_view name);
template <class Fixed>
Fixed fixed_of(py::handle value, std::string_view name) {
  const firstlog::Bytes bytes = bytes_of(value, name);
  if (bytes.size() != Fixed::size)
    refuse(name, "holds " + std::to_string(bytes.size()) + " bytes, not " + std::to_string(Fixed::size),
           "give that many bytes");
  return Fixed::copy_of(bytes.data());
}

// An enumerator by its name.
template <class Enum>
Enum enum_of(py::handle value, std::string_view name, int first, int end) {
  const std::string_view text = text_of(value, name);
  std::string known;
  for (int i = first; i < end; ++i) {
    const std::string_view one = name_of(static_cast<Enum>(i));
    if (one.empty()) continue;
    if (one == text) return static_cast<Enum>(i);
    known += known.empty() ? "" : ", ";
    known += one;
  }
  refuse(name, "there is no '" + std::string(text) + "'", "one of " + known);
}

// Out.
py::object to_python(firstlog::Instant instant);
py::object to_python(firstlog::Date date);
py::object to_python(firstlog::Money money);
py::object to_python(firstlog::Rate rate);
py::object to_python(const firstlog::Exact& exact);
py::object to_python(firstlog::Duration duration);
py::str to_python(std::string_view text);  // bytes that are no UTF-8 as surrogates
template <class Fixed>
py::bytes bytes_to_python(const Fixed& fixed) {
  return py::bytes(reinterpret_cast<const char*>(fixed.bytes.data()), Fixed::size);
}
// A member of an enumeration of firstlog.enums, by its name.
py::object enum_to_python(const char* enumeration, std::string_view name);

}  // namespace firstlog_python
