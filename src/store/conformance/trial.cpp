// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "store/conformance/trial.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace firstlog::inline v1 {

bool ConformanceTrial::expect(bool kept, std::string_view what) {
  if (!kept) report_.failures.emplace_back(what);
  return kept;
}

bool ConformanceTrial::expect(Status got, Status wanted, std::string_view what) {
  if (got == wanted) return true;
  std::string text(what);
  text.append(": answered ").append(name_of(got)).append(", should be ").append(name_of(wanted));
  report_.failures.push_back(std::move(text));
  return false;
}

std::unique_ptr<Store> ConformanceTrial::open() {
  Result<std::unique_ptr<Store>> store = place_.open();
  if (!expect(store.status(), Status::ok, "the place opens")) {
    expect(false, store.error().reason.view());
    throw Stop{};
  }
  return std::move(*store);
}

std::unique_ptr<Session> ConformanceTrial::session(Store& store) {
  Result<std::unique_ptr<Session>> session = store.open_session();
  if (!expect(session.status(), Status::ok, "a session opens")) {
    expect(false, session.error().reason.view());
    throw Stop{};
  }
  return std::move(*session);
}

std::span<const ConformanceCase> conformance_cases() noexcept {
  static const std::vector<ConformanceCase> all = [] {
    std::vector<ConformanceCase> cases;
    for (std::span<const ConformanceCase> part : {conformance::journal_cases, conformance::writer_cases,
                                                  conformance::content_cases, conformance::host_cases})
      cases.insert(cases.end(), part.begin(), part.end());
    return cases;
  }();
  return all;
}

ConformanceReport run_conformance(const ConformanceCase& one, ConformanceTarget& target) {
  ConformanceReport report;
  std::unique_ptr<ConformancePlace> place = target.make_place();
  ConformanceTrial trial(*place, report);
  try {
    one.run(trial);
  } catch (ConformanceTrial::Stop) {  // NOLINT(bugprone-empty-catch): the failure is in the report
  }
  for (std::string& failure : report.failures) failure.insert(0, std::string(one.name) + ": ");
  return report;
}

namespace conformance {

std::vector<std::byte> bytes_of(std::size_t size, std::uint64_t seed) {
  std::vector<std::byte> bytes(size);
  std::uint64_t state = seed * 0x9E3779B97F4A7C15U + 1;
  for (std::byte& b : bytes) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    b = static_cast<std::byte>(state >> 56);
  }
  return bytes;
}

KeptRow row_behind(const Head& head, std::uint64_t events, std::size_t record_size, std::uint64_t seed) {
  KeptRow row;
  row.first_position = head.last_position.plus(1);
  row.head.commit_number = head.commit_number + 1;
  row.head.last_position = head.last_position.plus(events);
  row.head.last_time = head.last_time + Duration::microseconds(static_cast<std::int64_t>(seed % 1'000 + 1));
  row.head.hash = Digest::copy_of(bytes_of(Digest::size, seed + 1).data());
  row.head.commit_id = CommitId::copy_of(bytes_of(CommitId::size, seed + 2).data());
  row.record = bytes_of(record_size, seed + 3);
  return row;
}

KeptRow append_one(ConformanceTrial& trial, Session& session, std::string_view organisation,
                   std::uint64_t events, std::size_t record_size, std::uint64_t seed,
                   std::span<const VaultPut> vault) {
  Result<Head> head = session.acquire(organisation, Duration::seconds(10));
  if (!trial.expect(head.status(), Status::ok, "acquire")) throw ConformanceTrial::Stop{};
  KeptRow row = row_behind(*head, events, record_size, seed);
  trial.expect(session.append(row.view(), vault).status(), Status::ok, "append");
  return row;
}

Delivery read_all(Session& session, std::string_view organisation, Position from, std::size_t rows_max) {
  struct Sink final : RowSink {
    std::vector<KeptRow> rows;
    std::size_t rows_max = 0;
    bool take(const CommitRow& row) noexcept override {
      rows.push_back({row.first_position, row.head, {row.record.begin(), row.record.end()}});
      return rows.size() < rows_max;
    }
  } sink;
  sink.rows_max = rows_max;
  Result<void> result = session.read(organisation, from, sink);
  return {result, std::move(sink.rows)};
}

namespace {
struct OneContent final : BytesSink {
  std::vector<std::byte> content;
  bool take(Bytes bytes) noexcept override {
    content.assign(bytes.begin(), bytes.end());
    return true;
  }
};
}  // namespace

Fetched fetch_chunk(Session& session, std::string_view organisation, std::string_view name) {
  OneContent sink;
  Status status = session.get_chunk(organisation, name, sink).status();
  return {status, std::move(sink.content)};
}

Fetched fetch_vault(Session& session, std::string_view organisation, std::string_view key) {
  OneContent sink;
  Status status = session.vault_get(organisation, as_bytes(key), sink).status();
  return {status, std::move(sink.content)};
}

bool gap_free(const std::vector<KeptRow>& rows) {
  Head before;
  for (const KeptRow& row : rows) {
    if (row.head.commit_number != before.commit_number + 1) return false;
    if (row.first_position != before.last_position.plus(1)) return false;
    before = row.head;
  }
  return true;
}

std::int64_t milliseconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start)
      .count();
}

int in_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    int answer = 0;
    try {
      answer = work();
    } catch (...) {
      answer = 99;
    }
    ::_exit(answer);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace conformance
}  // namespace firstlog::inline v1
