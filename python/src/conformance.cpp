// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The conformance suite for stores written in Python.
#include "firstlog/store/conformance.hpp"

#include <pybind11/stl.h>

#include <memory>
#include <string>
#include <utility>

#include "bindings.hpp"
#include "convert.hpp"
#include "stores.hpp"

namespace firstlog_python {

using firstlog::Result;
using firstlog::Store;

namespace {

// Everything that touches Python happens in here with its lock held: cases run, and start threads, without
// it.
class PythonPlace final : public firstlog::ConformancePlace {
 public:
  explicit PythonPlace(py::object object) : object_(std::move(object)) {}
  ~PythonPlace() override {
    py::gil_scoped_acquire held;
    if (py::hasattr(object_, "close")) {
      try {
        object_.attr("close")();
      } catch (py::error_already_set& error) {
        error.discard_as_unraisable("firstlog conformance");
      }
    }
    object_ = py::object();
  }
  Result<std::unique_ptr<Store>> open() override {
    py::gil_scoped_acquire held;
    try {
      return store_of(py::object(object_.attr("open")()));
    } catch (py::error_already_set& error) {
      return error_of_exception(error, "open()");
    }
  }
  bool keeps() const override {
    py::gil_scoped_acquire held;
    return py::cast<bool>(py::getattr(object_, "keeps", py::bool_(false)));
  }

 private:
  py::object object_;
};

class PythonTarget final : public firstlog::ConformanceTarget {
 public:
  explicit PythonTarget(py::object make) : make_(std::move(make)) {}
  ~PythonTarget() override {
    py::gil_scoped_acquire held;
    make_ = py::object();
  }
  std::unique_ptr<firstlog::ConformancePlace> make_place() override {
    py::gil_scoped_acquire held;
    return std::make_unique<PythonPlace>(make_());
  }

 private:
  py::object make_;
};

}  // namespace

void bind_conformance(py::module_& module) {
  module.def("conformance_cases", [] {
    py::list cases;
    for (const firstlog::ConformanceCase& one : firstlog::conformance_cases())
      cases.append(py::make_tuple(to_python(one.name), to_python(one.what)));
    return cases;
  });
  module.def(
      "run_conformance",
      [](const std::string& name, py::object make_place) {
        for (const firstlog::ConformanceCase& one : firstlog::conformance_cases()) {
          if (one.name != name) continue;
          PythonTarget target(std::move(make_place));
          const auto report = unlocked([&] { return firstlog::run_conformance(one, target); });
          return py::make_tuple(report.failures, report.skipped);
        }
        refuse("name", "there is no case '" + name + "'", "see conformance_cases()");
      },
      py::arg("name"), py::arg("make_place"));
}

}  // namespace firstlog_python
