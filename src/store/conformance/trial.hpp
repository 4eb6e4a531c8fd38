// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the cases are written with.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/store/conformance.hpp"

namespace firstlog::inline v1 {

// A row with its bytes, kept.
struct KeptRow {
  Position first_position;
  Head head;
  std::vector<std::byte> record;

  CommitRow view() const noexcept { return {first_position, head, record}; }
  friend bool operator==(const KeptRow&, const KeptRow&) = default;
};

class ConformanceTrial {
 public:
  ConformanceTrial(ConformancePlace& place, ConformanceReport& report) noexcept
      : place_(place), report_(report) {}

  ConformancePlace& place() noexcept { return place_; }
  void skip(std::string_view why) { report_.skipped = why; }
  bool failed() const noexcept { return !report_.failures.empty(); }

  // Records `what` as a failure where `kept` is false. Answers `kept`.
  bool expect(bool kept, std::string_view what);
  // The same for a status.
  bool expect(Status got, Status wanted, std::string_view what);

  // Both end the case by throwing Stop where they fail: nothing further could be tried.
  struct Stop {};
  std::unique_ptr<Store> open();
  std::unique_ptr<Session> session(Store& store);

 private:
  ConformancePlace& place_;
  ConformanceReport& report_;
};

namespace conformance {

inline constexpr std::string_view acme = "acme";

std::vector<std::byte> bytes_of(std::size_t size, std::uint64_t seed);

// The commit that belongs behind `head`, with contents that depend on `seed`.
KeptRow row_behind(const Head& head, std::uint64_t events, std::size_t record_size, std::uint64_t seed);

// Acquires, appends one commit, and answers it. Failures are recorded.
KeptRow append_one(ConformanceTrial& trial, Session& session, std::string_view organisation,
                   std::uint64_t events, std::size_t record_size, std::uint64_t seed,
                   std::span<const VaultPut> vault = {});

// What read delivers; at most `rows_max` rows are taken.
struct Delivery {
  Result<void> result;
  std::vector<KeptRow> rows;
};
Delivery read_all(Session& session, std::string_view organisation, Position from = Position(1),
                  std::size_t rows_max = static_cast<std::size_t>(-1));

struct Fetched {
  Status status = Status::ok;
  std::vector<std::byte> content;
};
Fetched fetch_chunk(Session& session, std::string_view organisation, std::string_view name);
Fetched fetch_vault(Session& session, std::string_view organisation, std::string_view key);

// Commits gap-free from 1, positions gap-free from 1.
bool gap_free(const std::vector<KeptRow>& rows);

std::int64_t milliseconds_of(const std::function<void()>& work);

// Runs `work` in a forked child and answers the child's exit status: what `work` answered, or 128
// plus the signal that ended it.
int in_child(const std::function<int()>& work);

extern const std::span<const ConformanceCase> journal_cases;
extern const std::span<const ConformanceCase> writer_cases;
extern const std::span<const ConformanceCase> content_cases;
extern const std::span<const ConformanceCase> host_cases;

}  // namespace conformance
}  // namespace firstlog::inline v1
