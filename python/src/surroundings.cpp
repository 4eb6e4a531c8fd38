// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "surroundings.hpp"

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"
#include "convert.hpp"
#include "firstlog/base/zone.hpp"
#ifdef FIRSTLOG_PYTHON_HAS_ICU
#include "firstlog/contacts/icu_collators.hpp"
#endif

namespace firstlog_python {

using firstlog::Error;
using firstlog::Result;
using firstlog::Status;

namespace {

struct NativeCollators {
  std::shared_ptr<firstlog::CollatorSource> source;
};

// An order of names written in Python. What it depends on is read once; only keys are asked for again.
class PythonCollator final : public firstlog::Collator {
 public:
  explicit PythonCollator(py::object object)
      : object_(std::move(object)), version_(text_of(object_.attr("version"), "collator.version")) {
    for (const py::handle letter : py::iter(object_.attr("letters")))
      letters_.emplace_back(text_of(letter, "collator.letters"));
  }
  ~PythonCollator() override {
    py::gil_scoped_acquire held;
    object_ = py::object();
  }
  std::string_view version() const noexcept override { return version_; }
  std::span<const std::string> letters() const noexcept override { return letters_; }
  firstlog::SortKey key(std::string_view name) const noexcept override {
    py::gil_scoped_acquire held;
    try {
      const py::object key = object_.attr("key")(to_python(name));
      const firstlog::Bytes bytes = bytes_of(key, "collator.key()");
      const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      return firstlog::SortKey::from_folded(all.substr(0, all.find('\0')));
    } catch (py::error_already_set& error) {
      error.discard_as_unraisable("firstlog collator");
    } catch (const std::exception&) {  // no memory: a name without a key, which no rule takes
    }
    return {};
  }

 private:
  py::object object_;
  std::string version_;
  std::vector<std::string> letters_;
};

class PythonCollators final : public firstlog::CollatorSource {
 public:
  explicit PythonCollators(py::object call) : call_(std::move(call)) {}
  ~PythonCollators() override {
    py::gil_scoped_acquire held;
    made_.clear();
    call_ = py::object();
  }
  Result<const firstlog::Collator*> collator(std::string_view name) noexcept override {
    py::gil_scoped_acquire held;
    try {
      auto at = made_.find(name);
      if (at == made_.end()) {
        const py::object answer = call_(to_python(name));
        if (answer.is_none())
          return Error(Status::unsupported, "policy.collation", "there is no order of this name",
                       "use one that the engine was opened with");
        // Meanwhile another thread may have asked for the same one: the first stays.
        at = made_.try_emplace(std::string(name), std::make_unique<PythonCollator>(answer)).first;
      }
      return static_cast<const firstlog::Collator*>(at->second.get());
    } catch (py::error_already_set& error) {
      return error_of_exception(error, "policy.collation");
    } catch (const std::exception& error) {
      return Error(Status::invalid_argument, "policy.collation", error.what(),
                   "a collator has version, letters and key(name)");
    }
  }

 private:
  py::object call_;
  std::map<std::string, std::unique_ptr<PythonCollator>, std::less<>> made_;  // under the interpreter's lock
};

class PythonZones final : public firstlog::ZoneSource {
 public:
  explicit PythonZones(py::object call) : call_(std::move(call)) {}
  ~PythonZones() override {
    py::gil_scoped_acquire held;
    call_ = py::object();
  }
  Result<firstlog::Zone> zone(std::string_view name) noexcept override {
    if (name == "UTC") return firstlog::Zone::utc();
    py::gil_scoped_acquire held;
    try {
      const py::object bytes = call_(to_python(name));
      return firstlog::Zone::from_tzif(name, bytes_of(bytes, "zones()"));
    } catch (py::error_already_set& error) {
      return error_of_exception(error, "policy.zone");
    } catch (const std::exception& error) {
      return Error(Status::invalid_argument, "policy.zone", error.what(), "zones answers TZif bytes");
    }
  }

 private:
  py::object call_;
};

}  // namespace

std::shared_ptr<firstlog::CollatorSource> collators_of(py::handle object) {
  if (py::isinstance<NativeCollators>(object)) return object.cast<const NativeCollators&>().source;
  if (PyCallable_Check(object.ptr()) == 0)
    refuse("collators", std::string("is ") + Py_TYPE(object.ptr())->tp_name,
           "give icu_collators(), or a callable that answers a collator for a name");
  return std::make_shared<PythonCollators>(py::reinterpret_borrow<py::object>(object));
}

std::unique_ptr<firstlog::ZoneSource> zones_of(py::handle object) {
  if (PyCallable_Check(object.ptr()) == 0)
    refuse("zones", std::string("is ") + Py_TYPE(object.ptr())->tp_name,
           "give a callable that answers TZif bytes for a name");
  return std::make_unique<PythonZones>(py::reinterpret_borrow<py::object>(object));
}

void bind_surroundings(py::module_& module) {
  py::class_<NativeCollators>(module, "NativeCollators", "Orders of names of the library's own.");
  module.def(
      "icu_collators",
      []() -> NativeCollators {
#ifdef FIRSTLOG_PYTHON_HAS_ICU
        return {std::make_shared<firstlog::IcuCollators>()};
#else
        raise(Error(Status::unsupported, "icu_collators", "this package was built without ICU",
                    "install libicu-dev and build it again, or pass collators of your own"));
#endif
      },
      "The orders of names that ICU knows, by language tag (\"sv\", \"de-u-co-phonebk\"), for policies with "
      "a\n"
      "collation. Raises Unsupported where the package was built without ICU.");
}

}  // namespace firstlog_python
