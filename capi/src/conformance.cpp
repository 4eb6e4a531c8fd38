// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The conformance suite over stores written against the vtable.
#include "firstlog/store/conformance.hpp"

#include "organisation.hpp"
#include "store.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

constexpr std::size_t host_size_first = 96;
constexpr std::size_t place_size_first = 40;
constexpr std::size_t target_size_first = 24;

class Host final : public ConformanceHost {
 public:
  explicit Host(const firstlog_conformance_host& slots) noexcept : slots_(slots) {}
  ~Host() override {
    if (slots_.destroy != nullptr) slots_.destroy(slots_.self);
  }
  bool begin() override { return slots_.begin(slots_.self) != 0; }
  bool begin_late() override { return slots_.begin_late(slots_.self) != 0; }
  bool commit() override { return slots_.commit(slots_.self) != 0; }
  bool roll_back() override { return slots_.roll_back(slots_.self) != 0; }
  bool savepoint() override { return slots_.savepoint(slots_.self) != 0; }
  bool roll_back_to_savepoint() override { return slots_.roll_back_to_savepoint(slots_.self) != 0; }
  bool add_row() override { return slots_.add_row(slots_.self) != 0; }
  std::int64_t count_rows() override { return slots_.count_rows(slots_.self); }
  Result<std::unique_ptr<Session>> session() override {
    firstlog_session session{};
    session.struct_size = sizeof session;
    firstlog_error told = FIRSTLOG_ERROR_INIT;
    const firstlog_status status = slots_.open_session(slots_.self, &session, &told);
    if (status != FIRSTLOG_STATUS_OK) return slot_error("host", "open_session", status, told);
    Result<std::unique_ptr<HostSession>> made = HostSession::make(session, "host", nullptr);
    if (!made) return made.error();
    return std::unique_ptr<Session>(std::move(*made));
  }

 private:
  firstlog_conformance_host slots_;
};

class Place final : public ConformancePlace {
 public:
  // A place that could not be made says why when it is opened.
  explicit Place(Result<firstlog_conformance_place> slots) noexcept : slots_(std::move(slots)) {}
  ~Place() override {
    if (slots_ && slots_->destroy != nullptr) slots_->destroy(slots_->self);
  }
  Result<std::unique_ptr<Store>> open() override {
    if (!slots_) return slots_.error();
    firstlog_store store{};
    store.struct_size = sizeof store;
    firstlog_error told = FIRSTLOG_ERROR_INIT;
    const firstlog_status status = slots_->open(slots_->self, &store, &told);
    if (status != FIRSTLOG_STATUS_OK) return slot_error("place", "open", status, told);
    Result<std::unique_ptr<HostStore>> made = HostStore::make(&store);
    if (!made) return made.error();
    return std::unique_ptr<Store>(std::move(*made));
  }
  bool keeps() const override { return slots_ && slots_->keeps != 0; }
  std::unique_ptr<ConformanceHost> open_host() override {
    if (!slots_ || slots_->open_host == nullptr) return nullptr;
    firstlog_conformance_host host{};
    host.struct_size = sizeof host;
    firstlog_error told = FIRSTLOG_ERROR_INIT;
    if (slots_->open_host(slots_->self, &host, &told) != FIRSTLOG_STATUS_OK) return nullptr;
    const Result<firstlog_conformance_host> read = read_struct(&host, host_size_first, "host");
    if (!read || read->begin == nullptr || read->begin_late == nullptr || read->commit == nullptr ||
        read->roll_back == nullptr || read->savepoint == nullptr || read->roll_back_to_savepoint == nullptr ||
        read->add_row == nullptr || read->count_rows == nullptr || read->open_session == nullptr)
      return nullptr;
    return std::make_unique<Host>(*read);
  }

 private:
  Result<firstlog_conformance_place> slots_;
};

class Target final : public ConformanceTarget {
 public:
  explicit Target(const firstlog_conformance_target& slots) noexcept : slots_(slots) {}
  std::unique_ptr<ConformancePlace> make_place() override {
    firstlog_conformance_place place{};
    place.struct_size = sizeof place;
    firstlog_error told = FIRSTLOG_ERROR_INIT;
    const firstlog_status status = slots_.make_place(slots_.self, &place, &told);
    if (status != FIRSTLOG_STATUS_OK)
      return std::make_unique<Place>(slot_error("target", "make_place", status, told));
    if (place.open == nullptr) return std::make_unique<Place>(is_null("place.open"));
    return std::make_unique<Place>(read_struct(&place, place_size_first, "place"));
  }

 private:
  firstlog_conformance_target slots_;
};

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_conformance_run(const firstlog_conformance_target* target, const char* name,
                                         firstlog_conformance_report report, void* report_self,
                                         uint64_t* failed, firstlog_error* error) {
  std::uint64_t count = 0;
  const firstlog_status status = guard(error, "conformance", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(report);
    const Result<firstlog_conformance_target> slots = read_struct(target, target_size_first, "target");
    if (!slots) return slots.error();
    FIRSTLOG_NOT_NULL(slots->make_place);
    Target made(*slots);
    bool found = name == nullptr;
    for (const ConformanceCase& one : conformance_cases()) {
      if (name != nullptr && one.name != name) continue;
      found = true;
      const ConformanceReport result = run_conformance(one, made);
      std::string failures;
      for (const std::string& failure : result.failures)
        failures.append(failures.empty() ? "" : "\n").append(failure);
      if (!failures.empty()) ++count;
      report(report_self, text_view(one.name), text_view(one.what), text_view(failures),
             text_view(result.skipped));
    }
    if (!found) return Error(Status::not_found, "name", "no case is called so", "pass NULL for all of them");
    return {};
  });
  if (failed != nullptr) *failed = count;
  return status;
}
