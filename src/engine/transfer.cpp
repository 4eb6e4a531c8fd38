// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/transfer.hpp"

#include "engine/engine_impl.hpp"
#include "firstlog/formats/journal_json.hpp"

namespace firstlog::inline v1 {

Result<void> export_journal(Engine& engine, std::string_view organisation, TextSink& out) {
  struct Exporter final : RowSink {
    TextSink& out;
    std::string line;
    Result<void> result;
    explicit Exporter(TextSink& to) noexcept : out(to) {}
    bool take(const CommitRow& row) noexcept override {
      line.clear();
      result = append_commit_json(row, line);
      if (result && !out.take(line)) result = Error(Status::cancelled, "export", "the receiver stopped");
      return result.ok();
    }
  } exporter(out);
  return detail::guarded(organisation, [&]() -> Result<void> {
    if (Result<void> r = engine.read_commits(organisation, Position(1), exporter); !r) return r;
    return exporter.result;
  });
}

namespace {

// Compares what the store holds and appends the rest.
class Importer final : public RowSink {
 public:
  Importer(Session& session, std::string_view organisation, Duration wait_max) noexcept
      : session_(session), organisation_(organisation), wait_max_(wait_max) {}
  Result<void> result;
  Head head;

  bool take(const CommitRow& row) noexcept override {
    result = one(row);
    return result.ok();
  }

 private:
  Result<void> one(const CommitRow& row) noexcept {
    Result<Head> held = session_.acquire(organisation_, wait_max_);
    if (!held) return held.error();
    head = *held;
    if (row.head.commit_number <= held->commit_number) {
      session_.release();
      return compare(row);
    }
    Result<void> appended = session_.append(row, {});
    if (appended) head = row.head;
    return appended;
  }

  Result<void> compare(const CommitRow& row) noexcept {
    struct Same final : RowSink {
      const CommitRow& wanted;
      bool same = false;
      explicit Same(const CommitRow& w) noexcept : wanted(w) {}
      bool take(const CommitRow& held) noexcept override {
        same = held.head == wanted.head && held.record.size() == wanted.record.size() &&
               std::equal(held.record.begin(), held.record.end(), wanted.record.begin());
        return false;
      }
    } same(row);
    if (Result<void> r = session_.read(organisation_, row.first_position, same); !r) return r;
    if (same.same) return {};
    Error error(Status::conflict, organisation_, "the store holds another commit number ",
                "import into an empty organisation");
    error.reason.append_number(static_cast<std::int64_t>(row.head.commit_number));
    return error;
  }

  Session& session_;
  std::string_view organisation_;
  Duration wait_max_;
};

}  // namespace

Result<Head> import_journal(Store& store, std::string_view organisation, std::string_view lines,
                            Duration wait_max) {
  return detail::guarded(organisation, [&]() -> Result<Head> {
    Result<std::unique_ptr<Session>> session = store.open_session();
    if (!session) return session.error();
    Importer importer(**session, organisation, wait_max);
    Result<Head> read = import_journal_json(lines, organisation, importer);
    if (!importer.result) return importer.result.error();
    if (!read) return read.error();
    return (*session)->head(organisation);
  });
}

}  // namespace firstlog::inline v1
