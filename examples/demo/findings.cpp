// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "findings.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include "firstlog/core/commands.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/store/zone_files.hpp"

namespace firstlog_demo {
namespace {

using firstlog::CommitRow;
using firstlog::Engine;
using firstlog::Error;
using firstlog::Event;
using firstlog::EventKind;
using firstlog::Instant;
using firstlog::Money;
using firstlog::Result;
using firstlog::Status;
using firstlog::Verification;
using firstlog::Verifier;
using firstlog::YearMonth;

class Stopwatch {
 public:
  std::uint64_t milliseconds() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_)
            .count());
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// Takes the value out of a result, or keeps the first error and answers nothing.
class Questions {
 public:
  template <class T>
  bool take(Result<T> result, T& out) {
    if (!keep(result)) return false;
    out = std::move(*result);
    return true;
  }
  template <class T>
  bool keep(const Result<T>& result) {
    if (!result && !error_) error_ = result.error();
    return result.ok();
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

Result<void> find_owners(Engine& engine, const Replay& replayed, Findings& findings) {
  Result<std::vector<Engine::StateCount>> states = engine.pipeline(organisation);
  if (!states) return states.error();
  findings.states = std::move(*states);
  for (const std::string_view rep : rep_keys)
    findings.owners.push_back({.key = std::string(rep), .by_state = {}});
  findings.owners.push_back({.key = "(pool)", .by_state = {}});
  for (Owner& owner : findings.owners) owner.by_state.resize(findings.states.size());
  for (const firstlog::ContactId contact : replayed.contacts) {
    const Result<firstlog::ContactRecord> record = engine.contact(organisation, contact);
    if (!record) return record.error();
    const auto rep = std::find(rep_keys.begin(), rep_keys.end(), record->assignee_key);
    Owner& owner = findings.owners[static_cast<std::size_t>(rep - rep_keys.begin())];
    const auto state =
        std::find_if(findings.states.begin(), findings.states.end(),
                     [&](const Engine::StateCount& count) { return count.state == record->state; });
    ++owner.contacts;
    ++owner.by_state.at(static_cast<std::size_t>(state - findings.states.begin()));
  }
  return {};
}

Result<void> find_money(Engine& engine, const std::vector<DemoAction>& actions, Findings& findings) {
  const auto month_of = [&](std::int64_t microseconds) {
    return *YearMonth::of(findings.zone.local_of(Instant::from_microseconds(microseconds)).date);
  };
  const YearMonth last = month_of(actions.back().microseconds);
  std::uint64_t most = 0;
  for (YearMonth month = month_of(actions.front().microseconds); month <= last;
       month = *month.plus_months(1)) {
    Result<firstlog::Leaderboard> board = engine.leaderboard(organisation, manager_key, month);
    if (!board) return board.error();
    std::uint64_t closes = 0;
    for (const firstlog::LeaderboardRow& row : board->rows) {
      closes += row.verified_closes;
      if (!findings.invoiced.currency().present()) {
        findings.invoiced = findings.commission = Money::zero(row.revenue.currency());
      }
      const Result<Money> invoiced = add(findings.invoiced, row.revenue);
      if (!invoiced) return invoiced.error();
      findings.invoiced = *invoiced;
      if (!row.commission) continue;
      const Result<Money> commission = add(findings.commission, *row.commission);
      if (!commission) return commission.error();
      findings.commission = *commission;
    }
    findings.verified_closes += closes;
    if (closes > most || findings.manager_board.rows.empty()) {
      most = closes;
      findings.month = month;
      findings.manager_board = std::move(*board);
    }
  }
  return {};
}

Result<void> find_boards(Engine& engine, Findings& findings) {
  Questions ask;
  const std::vector<firstlog::LeaderboardRow>& rows = findings.manager_board.rows;
  if (rows.size() < 2) return {};
  findings.viewer = key_of(engine, rows[1].rep);
  ask.take(engine.leaderboard(organisation, rows[1].rep, findings.month), findings.rep_board);
  ask.take(engine.statement(organisation, manager_key, rows[0].rep, findings.month), findings.statement);
  for (const firstlog::StatementLine& line : findings.statement.lines) {
    std::string key;
    ask.take(engine.contact_key(organisation, line.contact), key);
    findings.statement_contacts.push_back(std::move(key));
  }
  // The line with the longest way behind it, from the claim to the close.
  for (std::size_t i = 0; i < findings.statement.lines.size(); ++i) {
    const firstlog::StatementLine& line = findings.statement.lines[i];
    TracedLine traced{.line = line, .contact = findings.statement_contacts[i], .claim = {}};
    if (!ask.take(engine.explain_claim(organisation, line.contact), traced.claim)) break;
    const auto way = [](const TracedLine& one) { return one.line.closed_at - one.claim.winning_time; };
    if (!findings.traced || way(traced) > way(*findings.traced)) findings.traced = std::move(traced);
  }
  if (ask.error()) return *ask.error();
  return {};
}

Result<void> count_events(Engine& engine, EventCounts& counts) {
  const Stopwatch watch;
  Result<firstlog::Feed> feed = engine.feed(organisation, "demo-story");
  if (!feed) return feed.error();
  firstlog::EventLog events;
  do {
    if (Result<void> polled = feed->poll(10'000, events); !polled) return polled;
    for (const Event& event : events) {
      ++counts.all;
      counts.calls += event.kind == EventKind::activity_logged;
      counts.recycled += event.kind == EventKind::recycled;
      counts.sold_after_recycling += event.kind == EventKind::close_approved && event.cycle > 1;
      counts.overdue_callbacks += event.kind == EventKind::callback_overdue;
      counts.missed_callbacks += event.kind == EventKind::callback_missed;
      counts.frozen_periods += event.kind == EventKind::period_closed;
    }
  } while (!events.empty());
  counts.milliseconds = watch.milliseconds();
  return {};
}

// Hands rows on to a verifier, one bit of one commit flipped.
class BitFlipper final : public firstlog::RowSink {
 public:
  BitFlipper(Verifier& verifier, std::uint64_t commit) : verifier_(verifier), commit_(commit) {}
  bool take(const CommitRow& row) noexcept override {
    if (row.head.commit_number != commit_) return verifier_.take(row);
    std::vector<std::byte> bytes(row.record.begin(), row.record.end());
    bytes[bytes.size() / 2] ^= std::byte{1};
    CommitRow forged = row;
    forged.record = bytes;
    return verifier_.take(forged);
  }

 private:
  Verifier& verifier_;
  std::uint64_t commit_;
};

Result<void> verify(firstlog::Store& store, const Replay& replayed, Findings& findings) {
  Result<std::unique_ptr<firstlog::Session>> session = store.open_session();
  if (!session) return session.error();
  const Result<firstlog::Head> head = (*session)->head(organisation);
  if (!head) return head.error();
  const firstlog::Position first(1);

  const Stopwatch watch;
  Verifier verifier{organisation};
  const bool has_receipt = replayed.contest && replayed.contest->receipt;
  if (has_receipt) {
    if (Result<void> added = verifier.add_receipt(*replayed.contest->receipt); !added) return added;
  }
  verifier.expect_head(*head);
  if (Result<void> read = (*session)->read(organisation, first, verifier); !read) return read;
  findings.verification = verifier.finish();
  findings.verify_milliseconds = watch.milliseconds();

  if (!has_receipt) return {};
  Verifier suspicious{organisation};
  BitFlipper forger(suspicious, replayed.contest->receipt->commit_number);
  if (Result<void> read = (*session)->read(organisation, first, forger); !read) return read;
  findings.altered = suspicious.finish();
  return {};
}

// What a process that starts now would see: nothing but the journal.
Result<void> reopen(firstlog::Store& store, Findings& findings) {
  Result<Engine> engine = Engine::open(store);
  if (!engine) return engine.error();
  const Stopwatch watch;
  const Result<std::vector<Engine::StateCount>> states = engine->pipeline(organisation);
  if (!states) return states.error();
  findings.reopen_milliseconds = watch.milliseconds();
  const auto same = [](const Engine::StateCount& a, const Engine::StateCount& b) {
    return a.state == b.state && a.contacts == b.contacts;
  };
  findings.reopened_agrees =
      std::equal(states->begin(), states->end(), findings.states.begin(), findings.states.end(), same);
  if (!findings.statement.rep.present()) return {};
  const Result<firstlog::Statement> statement =
      engine->statement(organisation, manager_key, findings.statement.rep, findings.month);
  if (!statement) return statement.error();
  findings.reopened_agrees = findings.reopened_agrees &&
                             statement->lines.size() == findings.statement.lines.size() &&
                             statement->commission == findings.statement.commission;
  return {};
}

Result<void> find_contest(Engine& engine, const Replay& replayed, const std::vector<CampaignRow>& rows,
                          Findings& findings) {
  if (!replayed.contest) return {};
  const Contest& contest = *replayed.contest;
  const DemoContact known = derive_contact(rows[contest.place], contest.place);
  findings.claim_contact = known.key;
  findings.claim_name = known.name;
  Result<firstlog::ClaimExplanation> claim = engine.explain_claim(organisation, contest.answer.contact);
  if (!claim) return claim.error();
  findings.claim = std::move(*claim);
  const Result<firstlog::Outcome> refused = engine.submit(
      organisation,
      firstlog::commands::LogClose{.actor = contest.answer.actor,
                                   .contact = contest.answer.contact,
                                   .amount = Money::minor(100'000, findings.invoiced.currency())});
  if (!refused) return refused.error();
  findings.refusal = *refused;
  findings.refusal_by = key_of(engine, contest.answer.actor);
  findings.refusal_holder = key_of(engine, refused->rep);
  return {};
}

}  // namespace

std::string key_of(Engine& engine, firstlog::ActorId actor) {
  if (!actor.present()) return "nobody";
  Result<std::string> key = engine.actor_key(organisation, actor);
  return key ? std::move(*key) : std::string("?");
}

Result<Findings> find(Engine& engine, firstlog::Store& store, const Replay& replayed,
                      const std::vector<CampaignRow>& rows, const std::vector<DemoAction>& actions) {
  Findings findings;
  Result<firstlog::Zone> zone = firstlog::zone_from_system("Europe/Lisbon");
  if (!zone) return zone.error();
  findings.zone = std::move(*zone);
  if (Result<void> found = find_owners(engine, replayed, findings); !found) return found.error();
  if (Result<void> found = find_money(engine, actions, findings); !found) return found.error();
  if (Result<void> found = find_boards(engine, findings); !found) return found.error();
  if (Result<void> found = find_contest(engine, replayed, rows, findings); !found) return found.error();
  if (Result<void> found = count_events(engine, findings.events); !found) return found.error();
  if (Result<void> found = verify(store, replayed, findings); !found) return found.error();
  if (Result<void> found = reopen(store, findings); !found) return found.error();
  return findings;
}

}  // namespace firstlog_demo
