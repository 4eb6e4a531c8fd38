// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

#include <unistd.h>

#include <string>
#include <utility>

#include "bindings.hpp"
#include "convert.hpp"
#include "firstlog/store/memory.hpp"
#include "firstlog/store/sqlite.hpp"
#include "store/check.hpp"

namespace firstlog_python {

using firstlog::Bytes;
using firstlog::BytesSink;
using firstlog::CommitRow;
using firstlog::Duration;
using firstlog::Error;
using firstlog::Head;
using firstlog::Position;
using firstlog::Result;
using firstlog::RowSink;
using firstlog::Session;
using firstlog::Status;
using firstlog::Store;
using firstlog::StoreCapabilities;
using firstlog::VaultPut;
namespace store_check = firstlog::store_check;

py::tuple tuple_of(const Head& head) {
  return py::make_tuple(head.commit_number, head.last_position.number(), head.last_time.microseconds(),
                        bytes_to_python(head.hash), bytes_to_python(head.commit_id));
}

namespace {

struct NativeStore {
  std::shared_ptr<Store> store;
};

// Lets several engines stand on one native store.
class SharedStore final : public Store {
 public:
  explicit SharedStore(std::shared_ptr<Store> store) : store_(std::move(store)) {}
  StoreCapabilities capabilities() const noexcept override { return store_->capabilities(); }
  std::string_view name() const noexcept override { return store_->name(); }
  Result<std::unique_ptr<Session>> open_session() noexcept override { return store_->open_session(); }

 private:
  std::shared_ptr<Store> store_;
};

py::bytes bytes_of_view(Bytes bytes) {
  return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Head head_of(py::handle value) {
  if (value.is_none()) return {};
  Head head;
  const auto parts = py::reinterpret_borrow<py::object>(value).cast<py::tuple>();
  if (parts.size() != 5)
    refuse("head", "has not five parts", "answer the head that append was given, or None");
  head.commit_number = count_of(parts[0], "head.commit_number");
  head.last_position = Position(count_of(parts[1], "head.last_position"));
  head.last_time = firstlog::Instant::from_microseconds(integer_of(parts[2], "head.last_time"));
  head.hash = fixed_of<firstlog::Digest>(parts[3], "head.hash");
  head.commit_id = fixed_of<firstlog::CommitId>(parts[4], "head.commit_id");
  return head;
}

// Runs a slot under the interpreter's lock. What it raises becomes an Error.
template <class Answer, class Work>
Answer slot(const std::string& place, Work&& work) noexcept {
  if (_Py_IsFinalizing() != 0) return Error(Status::closed, place, "the interpreter is on its way out");
  py::gil_scoped_acquire held;
  try {
    return work();
  } catch (py::error_already_set& error) {
    return error_of_exception(error, place);
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, place, "no memory");
  } catch (const std::exception& error) {
    return Error(Status::io_failed, place, error.what());
  }
}

// Calls a session of Python's. What the contract says of arguments is checked here, so that no adapter's
// author has to.
class PythonSession final : public Session {
 public:
  PythonSession(py::object object, std::string place)
      : object_(std::move(object)), place_(std::move(place)) {}
  ~PythonSession() override {
    if (forked()) {
      (void)object_.release();  // the interpreter is the parent's
      return;
    }
    py::gil_scoped_acquire held;
    if (py::hasattr(object_, "close")) {
      try {
        object_.attr("close")();
      } catch (py::error_already_set& error) {
        error.discard_as_unraisable("firstlog session");
      }
    }
    object_ = py::object();
  }

  Result<Head> acquire(std::string_view organisation, Duration wait_max) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::organisation(place_, organisation); !bad) return bad.error();
    return slot<Result<Head>>(place_, [&]() -> Result<Head> {
      return head_of(object_.attr("acquire")(to_python(organisation), to_python(wait_max)));
    });
  }
  Result<void> append(const CommitRow& row, std::span<const VaultPut> vault) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::commit(place_, row, vault); !bad) {
      release();
      return bad;
    }
    return slot<Result<void>>(place_, [&]() -> Result<void> {
      py::list puts;
      for (const VaultPut& put : vault)
        puts.append(py::make_tuple(bytes_of_view(put.key), bytes_of_view(put.content)));
      object_.attr("append")(row.first_position.number(), tuple_of(row.head), bytes_of_view(row.record),
                             puts);
      return {};
    });
  }
  void release() noexcept override {
    if (forked()) return;
    (void)slot<Result<void>>(place_, [&]() -> Result<void> {
      object_.attr("release")();
      return {};
    });
  }
  Result<Head> head(std::string_view organisation) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::organisation(place_, organisation); !bad) return bad.error();
    return slot<Result<Head>>(
        place_, [&]() -> Result<Head> { return head_of(object_.attr("head")(to_python(organisation))); });
  }
  Result<void> read(std::string_view organisation, Position from, RowSink& sink) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::organisation(place_, organisation); !bad) return bad;
    return slot<Result<void>>(place_, [&]() -> Result<void> {
      const py::object rows = object_.attr("read")(to_python(organisation), from.number());
      for (const py::handle item : py::iter(rows)) {
        const auto parts = py::reinterpret_borrow<py::object>(item).cast<py::tuple>();
        if (parts.size() != 3)
          refuse("read", "yields something else than three parts", "yield (first_position, head, record)");
        CommitRow row;
        row.first_position = Position(count_of(parts[0], "read.first_position"));
        row.head = head_of(parts[1]);
        row.record = bytes_of(parts[2], "read.record");
        if (!unlocked([&] { return sink.take(row); })) break;
      }
      return {};
    });
  }
  Result<void> put_chunk(std::string_view organisation, std::string_view name,
                         Bytes content) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::chunk(place_, organisation, name, content); !bad) return bad;
    return slot<Result<void>>(place_, [&]() -> Result<void> {
      object_.attr("put_chunk")(to_python(organisation), to_python(name), bytes_of_view(content));
      return {};
    });
  }
  Result<void> get_chunk(std::string_view organisation, std::string_view name,
                         BytesSink& sink) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::chunk(place_, organisation, name, {}); !bad) return bad;
    return slot<Result<void>>(place_, [&]() -> Result<void> {
      return hand(object_.attr("get_chunk")(to_python(organisation), to_python(name)), "chunk", sink);
    });
  }
  Result<void> erase_chunk(std::string_view organisation, std::string_view name) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::chunk(place_, organisation, name, {}); !bad) return bad;
    return slot<Result<void>>(place_, [&]() -> Result<void> {
      object_.attr("erase_chunk")(to_python(organisation), to_python(name));
      return {};
    });
  }
  Result<void> vault_get(std::string_view organisation, Bytes key, BytesSink& sink) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::vault_key(place_, organisation, key); !bad) return bad;
    return slot<Result<void>>(place_, [&]() -> Result<void> {
      return hand(object_.attr("vault_get")(to_python(organisation), bytes_of_view(key)), "vault", sink);
    });
  }
  Result<void> vault_erase(std::string_view organisation, Bytes key) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::vault_key(place_, organisation, key); !bad) return bad;
    return slot<Result<void>>(place_, [&]() -> Result<void> {
      object_.attr("vault_erase")(to_python(organisation), bytes_of_view(key));
      return {};
    });
  }
  Result<void> wait_for_news(std::string_view organisation, Position known,
                             Duration wait_max) noexcept override {
    if (forked()) return store_check::forked(place_);
    if (auto bad = store_check::organisation(place_, organisation); !bad) return bad;
    return slot<Result<void>>(place_, [&]() -> Result<void> {
      object_.attr("wait_for_news")(to_python(organisation), known.number(), to_python(wait_max));
      return {};
    });
  }

 private:
  bool forked() const noexcept { return ::getpid() != process_; }

  Result<void> hand(const py::object& content, std::string_view what, BytesSink& sink) {
    if (content.is_none()) return Error(Status::not_found, place_, "there is no such " + std::string(what));
    const Bytes bytes = bytes_of(content, what);
    unlocked([&] { return sink.take(bytes); });
    return {};
  }

  py::object object_;
  std::string place_;
  const pid_t process_ = ::getpid();
};

class PythonStore final : public Store {
 public:
  explicit PythonStore(py::object object) : object_(std::move(object)) {
    name_ = py::str(py::getattr(object_, "name", py::str("python:"))).cast<std::string>();
    const auto can = [&](const char* what) {
      return py::cast<bool>(py::getattr(object_, what, py::bool_(false)));
    };
    capabilities_ = {.durable = can("durable"),
                     .shared_by_processes = can("shared_by_processes"),
                     .waits_for_news = can("waits_for_news"),
                     .host_transactions = false};
  }
  ~PythonStore() override {
    if (::getpid() != process_) {
      (void)object_.release();
      return;
    }
    py::gil_scoped_acquire held;
    object_ = py::object();
  }
  StoreCapabilities capabilities() const noexcept override { return capabilities_; }
  std::string_view name() const noexcept override { return name_; }
  Result<std::unique_ptr<Session>> open_session() noexcept override {
    if (::getpid() != process_) return store_check::forked(name_);
    return slot<Result<std::unique_ptr<Session>>>(name_, [&]() -> Result<std::unique_ptr<Session>> {
      return std::unique_ptr<Session>(std::make_unique<PythonSession>(object_.attr("open_session")(), name_));
    });
  }

 private:
  py::object object_;
  std::string name_;
  StoreCapabilities capabilities_;
  const pid_t process_ = ::getpid();
};

}  // namespace

std::unique_ptr<Store> store_of(py::handle object) {
  if (py::isinstance<NativeStore>(object))
    return std::make_unique<SharedStore>(object.cast<const NativeStore&>().store);
  if (!py::hasattr(object, "open_session"))
    refuse("store", std::string("is ") + Py_TYPE(object.ptr())->tp_name + ", neither a URI nor a store",
           "give 'memory:', 'sqlite:PATH', or an object with open_session()");
  return std::make_unique<PythonStore>(py::reinterpret_borrow<py::object>(object));
}

std::unique_ptr<Session> session_of(py::handle object) {
  for (const char* slot : {"acquire", "append", "release", "read"})
    if (!py::hasattr(object, slot))
      refuse("session", std::string("is ") + Py_TYPE(object.ptr())->tp_name + ", and has no " + slot + "()",
             "give a HostConnection, or an object with the methods of firstlog.stores.Session");
  const py::object name = py::getattr(object, "name", py::str("python:host"));
  return std::make_unique<PythonSession>(py::reinterpret_borrow<py::object>(object),
                                         py::str(name).cast<std::string>());
}

void bind_stores(py::module_& module) {
  py::class_<NativeStore>(module, "NativeStore",
                          "A store of the library's own, to be given to Engine or shared.")
      .def_property_readonly("name", [](const NativeStore& self) { return to_python(self.store->name()); });
  module.def(
      "memory_store", [] { return NativeStore{std::shared_ptr<Store>(take(firstlog::open_memory_store()))}; },
      "A store that lives and dies with the process. Several engines may share it.");
  module.def(
      "sqlite_store",
      [](const std::string& path, bool read_only, bool create, bool in_host_database, bool survives_power_cut,
         py::handle wait_max) {
        firstlog::SqliteOptions options;
        options.read_only = read_only;
        options.create = create;
        options.in_host_database = in_host_database;
        options.wait_max = duration_of(wait_max, "wait_max");
        if (!survives_power_cut) options.durability = firstlog::SqliteDurability::process_crash;
        return NativeStore{std::shared_ptr<Store>(
            take(unlocked([&] { return firstlog::open_sqlite_store(path, options); })))};
      },
      py::arg("path"), py::kw_only(), py::arg("read_only") = false, py::arg("create") = true,
      py::arg("in_host_database") = false, py::arg("survives_power_cut") = true, py::arg("wait_max") = 10.0,
      "Journals in one SQLite file. Nobody may open the file with another copy of SQLite in this process;\n"
      "see docs/python.md.");
}

}  // namespace firstlog_python
