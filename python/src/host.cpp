// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands inside a transaction of the host's own: over a connection of the library's SQLite on which the
// host runs its statements, too, or over a session of Python's that stands in whatever transaction it likes.
#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "bindings.hpp"
#include "command.hpp"
#include "convert.hpp"
#include "engine_handle.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/store/sqlite.hpp"
#include "outcome.hpp"
#include "stores.hpp"

namespace firstlog_python {

using firstlog::Error;
using firstlog::Status;

namespace {

// One connection. Statements are finished before a call returns, so that closing never waits for one.
class HostConnection {
 public:
  HostConnection(std::string path, firstlog::Duration wait_max) : path_(std::move(path)) {
    const int code = unlocked([&] {
      return sqlite3_open_v2(path_.c_str(), &connection_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX,
                             nullptr);
    });
    if (code != SQLITE_OK) {
      const Error error = failure(code);
      close();
      raise(error);
    }
    const std::int64_t milliseconds = wait_max.microseconds() / 1000;
    sqlite3_busy_timeout(
        connection_, static_cast<int>(std::min<std::int64_t>(milliseconds, std::numeric_limits<int>::max())));
  }
  ~HostConnection() { close(); }
  HostConnection(const HostConnection&) = delete;
  HostConnection& operator=(const HostConnection&) = delete;

  void close() noexcept {
    session_.reset();
    if (connection_ != nullptr) sqlite3_close_v2(std::exchange(connection_, nullptr));
  }
  bool is_open() const noexcept { return connection_ != nullptr; }
  const std::string& path() const noexcept { return path_; }
  bool in_transaction() const { return sqlite3_get_autocommit(open()) == 0; }

  firstlog::Session& session() {
    if (!session_) session_ = take(firstlog::sqlite_host_session(open(), "sqlite:" + path_));
    return *session_;
  }

  py::list execute(const std::string& sql, const py::handle parameters) {
    sqlite3* connection = open();
    sqlite3_stmt* made = nullptr;
    const char* rest = nullptr;
    int code = unlocked([&] {
      return sqlite3_prepare_v2(connection, sql.c_str(), static_cast<int>(sql.size()), &made, &rest);
    });
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(made, sqlite3_finalize);
    if (code != SQLITE_OK) raise(failure(code));
    if (rest != nullptr && std::string_view(rest).find_first_not_of(" \t\r\n;") != std::string_view::npos)
      refuse("sql", "holds more than one statement", "execute them one by one");
    bind(made, parameters);
    py::list rows;
    while ((code = unlocked([&] { return sqlite3_step(made); })) == SQLITE_ROW) rows.append(row_of(made));
    if (code != SQLITE_DONE) raise(failure(code));
    return rows;
  }

 private:
  sqlite3* open() const {
    if (connection_ == nullptr)
      raise(Error(Status::closed, "sqlite:" + path_, "the connection is closed", "open another one"));
    return connection_;
  }

  Error failure(int code) const {
    Status status = Status::io_failed;
    std::string_view remedy = "see what SQLite says";
    switch (code & 0xFF) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        status = Status::busy;
        remedy = "wait longer (wait_max), or try again";
        break;
      case SQLITE_FULL: status = Status::store_full; break;
      case SQLITE_READONLY: status = Status::read_only; break;
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB: status = Status::corrupt; break;
      case SQLITE_CANTOPEN: status = Status::not_found; break;
      case SQLITE_ERROR:
      case SQLITE_CONSTRAINT:
      case SQLITE_MISMATCH:
      case SQLITE_RANGE: status = Status::invalid_argument; break;
      default: break;
    }
    return Error(status, "sqlite:" + path_,
                 connection_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection_), remedy,
                 connection_ == nullptr ? code : sqlite3_extended_errcode(connection_));
  }

  void bind(sqlite3_stmt* statement, py::handle parameters) const {
    const int wanted = sqlite3_bind_parameter_count(statement);
    int at = 0;
    for (const py::handle value : py::iter(parameters)) {
      if (++at > wanted) break;
      const std::string name = "parameters[" + std::to_string(at - 1) + "]";
      int code = SQLITE_OK;
      if (value.is_none()) {
        code = sqlite3_bind_null(statement, at);
      } else if (PyBool_Check(value.ptr()) != 0 || PyLong_Check(value.ptr()) != 0) {
        code = sqlite3_bind_int64(
            statement, at, py::cast<std::int64_t>(py::int_(py::reinterpret_borrow<py::object>(value))));
      } else if (PyFloat_Check(value.ptr()) != 0) {
        code = sqlite3_bind_double(statement, at, PyFloat_AS_DOUBLE(value.ptr()));
      } else if (PyUnicode_Check(value.ptr()) != 0) {
        const std::string_view text = text_of(value, name);
        code = sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
      } else if (PyBytes_Check(value.ptr()) != 0) {
        const firstlog::Bytes bytes = bytes_of(value, name);
        code = sqlite3_bind_blob64(statement, at, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
      } else {
        refuse(name, std::string("is ") + Py_TYPE(value.ptr())->tp_name,
               "None, int, float, str or bytes; a Money as str");
      }
      if (code != SQLITE_OK) raise(failure(code));
    }
    if (at != wanted)
      refuse("parameters", "are not " + std::to_string(wanted), "give one for each question mark");
  }

  static py::tuple row_of(sqlite3_stmt* statement) {
    const int count = sqlite3_column_count(statement);
    py::tuple row(count);
    for (int i = 0; i < count; ++i) {
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      switch (sqlite3_column_type(statement, i)) {
        case SQLITE_INTEGER:
          row[static_cast<std::size_t>(i)] = py::int_(sqlite3_column_int64(statement, i));
          break;
        case SQLITE_FLOAT:
          row[static_cast<std::size_t>(i)] = py::float_(sqlite3_column_double(statement, i));
          break;
        case SQLITE_TEXT:
          row[static_cast<std::size_t>(i)] = to_python(
              std::string_view(reinterpret_cast<const char*>(sqlite3_column_text(statement, i)), size));
          break;
        case SQLITE_BLOB:
          row[static_cast<std::size_t>(i)] =
              py::bytes(static_cast<const char*>(sqlite3_column_blob(statement, i)), size);
          break;
        default: row[static_cast<std::size_t>(i)] = py::none();
      }
    }
    return row;
  }

  std::string path_;
  sqlite3* connection_ = nullptr;
  std::unique_ptr<firstlog::Session> session_;
};

// Destroyed in this order: the transaction, then the session that it calls, then what lends it.
struct JoinedTransaction {
  std::shared_ptr<OrganisationHandle> organisation;
  std::shared_ptr<EngineBox> box;
  py::object keeps;
  std::unique_ptr<firstlog::Session> own_session;
  std::unique_ptr<firstlog::HostTransaction> transaction;
};

std::shared_ptr<JoinedTransaction> join(const std::shared_ptr<OrganisationHandle>& organisation,
                                        py::handle session) {
  auto joined = std::make_shared<JoinedTransaction>();
  joined->organisation = organisation;
  joined->box = organisation->engine->open();
  joined->keeps = py::reinterpret_borrow<py::object>(session);
  firstlog::Session* lent = nullptr;
  if (py::isinstance<HostConnection>(session)) {
    lent = &session.cast<HostConnection&>().session();
  } else {
    joined->own_session = session_of(session);
    lent = joined->own_session.get();
  }
  joined->transaction = std::make_unique<firstlog::HostTransaction>(
      take(unlocked([&] { return joined->box->engine->join(organisation->key, *lent); })));
  return joined;
}

std::shared_ptr<PythonOutcomes> submit(JoinedTransaction& self, py::handle commands) {
  if (py::isinstance<HostConnection>(self.keeps) && !self.keeps.cast<HostConnection&>().is_open())
    raise(Error(Status::closed, "join", "the connection is closed", "join one that is open"));
  std::vector<firstlog::Command> batch;
  std::vector<py::object> kept;
  for (const py::handle item : py::iter(commands)) {
    batch.push_back(kept_of(item, batch.size()).parsed.command);
    kept.push_back(py::reinterpret_borrow<py::object>(item));
  }
  auto answer = std::make_shared<PythonOutcomes>();
  answer->organisation = self.organisation;
  answer->outcomes.resize(batch.size());
  take(unlocked([&] { return self.transaction->submit(batch, answer->outcomes); }));
  return answer;
}

}  // namespace

void bind_host(py::module_& module) {
  py::class_<HostConnection>(module, "HostConnection")
      .def(py::init([](py::handle path, py::handle wait_max) {
             return std::make_unique<HostConnection>(std::string(text_of(path, "path")),
                                                     duration_of(wait_max, "wait_max"));
           }),
           py::arg("path"), py::kw_only(), py::arg("wait_max") = 10.0)
      .def(
          "execute",
          [](HostConnection& self, py::handle sql, py::handle parameters) {
            return self.execute(std::string(text_of(sql, "sql")), parameters);
          },
          py::arg("sql"), py::arg("parameters") = py::tuple())
      .def_property_readonly("in_transaction", &HostConnection::in_transaction)
      .def_property_readonly("path", [](const HostConnection& self) { return to_python(self.path()); })
      .def_property_readonly("closed", [](const HostConnection& self) { return !self.is_open(); })
      .def("close", &HostConnection::close);
  py::class_<JoinedTransaction, std::shared_ptr<JoinedTransaction>>(module, "HostTransaction")
      .def("_submit", &submit, py::arg("commands"));
  module.def("_join", &join, py::arg("organisation"), py::arg("session"));
}

}  // namespace firstlog_python
