// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Documents as the library writes them: what a record answered with them also hands out as JSON, CSV, a page.
#include "firstlog/formats/documents.hpp"

#include <memory>

#include "bindings.hpp"
#include "convert.hpp"

namespace firstlog_python {
namespace {

// A method that writes the document without the interpreter's lock. Nothing changes a document.
template <class Document, firstlog::Result<std::string> (*Write)(const Document&) noexcept>
py::str written(const std::shared_ptr<Document>& self) {
  return to_python(take(unlocked([&] { return Write(*self); })));
}

template <class Document>
py::class_<Document, std::shared_ptr<Document>> bound(py::module_& module, const char* name) {
  return {module, name};
}

}  // namespace

void bind_documents(py::module_& module) {
  using firstlog::LeaderboardDocument;
  using firstlog::LiabilityDocument;
  using firstlog::PayrollDocument;
  using firstlog::StatementDocument;
  bound<StatementDocument>(module, "StatementDocument")
      .def("json", &written<StatementDocument, &firstlog::statement_to_json>)
      .def("csv", &written<StatementDocument, &firstlog::statement_to_csv>)
      .def("html", &written<StatementDocument, &firstlog::statement_to_html>);
  bound<LeaderboardDocument>(module, "LeaderboardDocument")
      .def("json", &written<LeaderboardDocument, &firstlog::leaderboard_to_json>)
      .def("html", &written<LeaderboardDocument, &firstlog::leaderboard_to_html>);
  bound<PayrollDocument>(module, "PayrollDocument")
      .def("json", &written<PayrollDocument, &firstlog::payroll_to_json>)
      .def("csv", &written<PayrollDocument, &firstlog::payroll_to_csv>);
  bound<LiabilityDocument>(module, "LiabilityDocument")
      .def("csv", &written<LiabilityDocument, &firstlog::liability_to_csv>);
}

}  // namespace firstlog_python
