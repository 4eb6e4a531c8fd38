// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The engine: many organisations over one store. It decides commands under the organisation's write
// right, appends what was decided as one durable commit, and answers what people look at.
//
// Threads: every member may be called by any number of threads at once. Callers who submit to one
//   organisation at the same time share commits; the library starts no thread of its own. Reading
//   never waits for a commit's I/O.
// Processes: several may open the same store; each sees the others' commits whenever it submits, and
//   on refresh. After fork the child must not use the parent's engine: it is answered closed.
// Errors: a rule's "no" is an Outcome. An Error means that the store failed, that the call was
//   misused, or that the journal is damaged; unless it says commit_unknown, nothing was written by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/commands.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/engine/clock.hpp"
#include "firstlog/engine/event_log.hpp"
#include "firstlog/views/leaderboard.hpp"

namespace firstlog::inline v1 {

class Feed;
class HostTransaction;

// Answers. Whoever asks for one includes its header; firstlog.hpp has those that most programs ask for.
struct ActingSuppression;    // engine/duplicates.hpp
struct ActorRecord;          // engine/records.hpp
struct Adoption;             // engine/policy_report.hpp
struct AssignmentReasons;    // engine/assignment_reasons.hpp
struct ClaimExplanation;     // views/claim.hpp
struct ContactRecord;        // engine/records.hpp
struct DealRecord;           // engine/records.hpp
struct Departure;            // views/departure.hpp
struct Dispute;              // views/statement.hpp
struct Duplicates;           // engine/duplicates.hpp
struct ImportRecord;         // engine/import_record.hpp
struct LeaderboardDocument;  // formats/documents.hpp
struct LiabilityDocument;    // formats/documents.hpp
struct PayException;         // views/pay.hpp
struct PayExplanation;       // views/pay.hpp
struct PayrollDocument;      // formats/documents.hpp
struct PendingClose;         // views/statement.hpp
struct PeriodClose;          // views/settlement.hpp
struct PolicyReport;         // engine/policy_report.hpp
struct QuotaReview;          // views/quota_review.hpp
struct QuotaStanding;        // rules/period_quota.hpp
struct Restatement;          // views/restatement.hpp
struct SplitOwnership;       // engine/records.hpp
struct Statement;            // views/statement.hpp
struct StatementComponent;   // views/statement.hpp
struct StatementDocument;    // formats/documents.hpp
struct WaitingPolicy;        // engine/policy_report.hpp
struct WhatIf;               // engine/what_if.hpp
struct WhatIfRules;          // engine/what_if.hpp

// What a host may lend.
class CollatorSource;  // rules/collator.hpp
class RandomSource;    // journal/random.hpp
class RowSink;         // journal/row.hpp
class Session;         // store/store.hpp
class Store;           // store/store.hpp

// Takes the library's reports: what it recovered from, what it had to wait for. Called on the thread
// that the engine was called on, never while a lock is held. `text` is valid during the call.
class FIRSTLOG_API LogSink {
 public:
  enum class Level : std::uint8_t { debug = 0, info = 1, warning = 2, error = 3 };
  virtual ~LogSink() = default;
  virtual void take(Level level, std::string_view organisation, std::string_view text) noexcept = 0;
};

// What is pointed to must outlive the engine; null means the system's own.
struct EngineOptions {
  Clock* clock = nullptr;
  RandomSource* random = nullptr;
  ZoneSource* zones = nullptr;
  CollatorSource* collators = nullptr;  // null: none, and a policy with a collation is refused
  LogSink* log = nullptr;
  // Opens journals that go by another version of a collation than `collators` has. Names that are known stay
  // sorted by the old one until change_contact tells them again; rules and new names go by the new one. Once
  // the policy is adopted anew the journal says the new version. Off: such a journal is answered unsupported.
  bool accept_other_collations = false;
  // How long a call waits for other writers, unless it says otherwise.
  Duration wait_max = Duration::seconds(10);
  // A snapshot is written once this many events were committed or replayed since the last; 0: only on
  // request. It makes opening a long journal quick and changes no answer.
  std::uint64_t snapshot_every_events = 1'000'000;
  // At most this many commands share one commit.
  std::uint32_t commands_per_commit_max = 4096;
  // Organisations that nobody is calling are dropped from memory, the longest unused first, when
  // another one is opened and the state of all exceeds this many bytes; 0: never. They open again when
  // they are called.
  std::uint64_t memory_bytes_max = 0;
};

// What commands would do. One outcome per command, in their order.
struct Preview {
  std::vector<Outcome> outcomes;
  EventLog events;
};

// What two of the journal's guardians need to compare notes.
struct HeadSummary {
  std::uint64_t commit_number = 0;
  Position position;
  Instant time;
  Digest hash;
};

class FIRSTLOG_API Engine {
 public:
  // `uri`: "memory:", or "sqlite:PATH" (made where there is no such file).
  // Errors: invalid_argument, and those of the store.
  static Result<Engine> open(std::string_view uri, const EngineOptions& options = {});
  // Over a store of the caller's, which must outlive the engine.
  static Result<Engine> open(Store& store, const EngineOptions& options = {});

  Engine(Engine&& other) noexcept;
  Engine& operator=(Engine&& other) noexcept;
  ~Engine();

  // Decides one command and makes the outcome durable before it answers.
  Result<Outcome> submit(std::string_view organisation, const Command& command);
  // Decides commands in order, each on what the ones before it left. Exactly one outcome per command,
  // written to `outcomes`, which must be as long. Up to commands_per_commit_max of them stand or fall
  // together; after an error, those that no commit holds are Verdict::undecided.
  Result<void> submit(std::string_view organisation, std::span<const Command> commands,
                      std::span<Outcome> outcomes, std::optional<Duration> wait_max = std::nullopt);

  // What commands would do now, and the events that they would leave, without doing any of it: a
  // departure, a rebalancing, a bulk of approvals, an import before it is begun. Each is decided on what
  // the ones before it left; nothing is written. Outcomes carry Notice::provisional and no commit's hash;
  // positions and times are those that they would have now. Commits wait while a preview is decided.
  Result<Preview> preview(std::string_view organisation, std::span<const Command> commands);
  Result<Preview> preview(std::string_view organisation, const Command& command);

  // Sees what other processes have committed since.
  Result<void> refresh(std::string_view organisation);

  // Drops the organisation from memory once the calls under way have ended; the next call opens it
  // again from the store. Does nothing where it is not open. It is also what makes an organisation
  // usable again that was closed to further calls by a damage that has been repaired.
  Result<void> close(std::string_view organisation);

  // The head as this engine knows it.
  Result<HeadSummary> head(std::string_view organisation);

  // Handles and keys. Absent or empty where there is no such.
  Result<ContactId> contact_id(std::string_view organisation, std::string_view key);
  Result<ActorId> actor_id(std::string_view organisation, std::string_view key);
  Result<std::string> contact_key(std::string_view organisation, ContactId id);
  Result<std::string> actor_key(std::string_view organisation, ActorId id);

  // Error: not_found.
  Result<ContactRecord> contact(std::string_view organisation, ContactRef contact);
  // Every event of one contact, in order of position. Errors: not_found, and those of the store.
  Result<EventLog> history(std::string_view organisation, ContactRef contact);
  // Every deal of one contact, in the order in which they began. Errors: as history.
  Result<std::vector<DealRecord>> deals(std::string_view organisation, ContactRef contact);
  // Who logged first, with every contender. `cycle` absent: the present one.
  Result<ClaimExplanation> explain_claim(std::string_view organisation, ContactRef contact,
                                         std::optional<std::uint32_t> cycle = std::nullopt);

  // Contacts whose claim and assignee differ, by handle: all of them to whoever sees the manager's view, to
  // a rep those where one of the two is his. Error: not_found (no such viewer).
  Result<std::vector<SplitOwnership>> split_ownership(std::string_view organisation, ActorRef viewer);
  // Its suspected duplicates, and why they are. Error: not_found.
  Result<Duplicates> duplicates(std::string_view organisation, ContactRef contact);
  // Every suppression that acts on the contact, in the order in which they were given. Error: not_found.
  Result<std::vector<ActingSuppression>> suppression(std::string_view organisation, ContactRef contact);

  // `viewer` decides what is shown: managers, finance, auditors and team leads get the manager's view,
  // reps theirs. `period` absent: the one under way; `page` picks the rows. Error: not_found.
  Result<Leaderboard> leaderboard(std::string_view organisation, ActorRef viewer,
                                  std::optional<YearMonth> period = std::nullopt, BoardPage page = {});
  // The rep's rank on that board; nothing where the rep is not on it. Everybody may see it. Error: not_found.
  Result<std::optional<std::uint32_t>> rank(std::string_view organisation, ActorRef rep,
                                            std::optional<YearMonth> period = std::nullopt);
  // What the rep owes in the period, why, and where he stands against it. A rep may see his own only. Errors:
  // not_found; invalid_argument (not the viewer's to see).
  Result<QuotaStanding> quota(std::string_view organisation, ActorRef viewer, ActorRef rep,
                              std::optional<YearMonth> period = std::nullopt);
  // Reviews that months running under quota have raised, the oldest first; a rep sees his own. Error:
  // not_found.
  Result<std::vector<QuotaReview>> quota_reviews(std::string_view organisation, ActorRef viewer);
  // A rep may see his own statement only. Errors: not_found; invalid_argument (not the viewer's to see).
  Result<Statement> statement(std::string_view organisation, ActorRef viewer, ActorRef rep,
                              std::optional<YearMonth> period = std::nullopt);
  // Every dispute as it stands; a rep sees those about his own lines. Error: not_found.
  Result<std::vector<Dispute>> disputes(std::string_view organisation, ActorRef viewer);
  // What is pending, held, disputed or without a plan about a period, before its close or as of it; `period`
  // absent: the oldest open one. For viewers with the manager's view. Errors: not_found; invalid_argument
  // (not the viewer's to see).
  Result<PeriodClose> period_close(std::string_view organisation, ActorRef viewer,
                                   std::optional<YearMonth> period = std::nullopt);

  // The same as statement() and leaderboard() with everybody's keys: what formats/documents.hpp writes as
  // JSON, CSV and pages.
  Result<StatementDocument> statement_document(std::string_view organisation, ActorRef viewer, ActorRef rep,
                                               std::optional<YearMonth> period = std::nullopt);
  Result<LeaderboardDocument> leaderboard_document(std::string_view organisation, ActorRef viewer,
                                                   std::optional<YearMonth> period = std::nullopt);
  // What the pay run of a period pays, and what was owed at an instant (absent: now), by what had been
  // entered by then. For viewers with the manager's view. Errors: as period_close.
  Result<PayrollDocument> payroll_document(std::string_view organisation, ActorRef viewer, YearMonth period);
  Result<LiabilityDocument> liability_document(std::string_view organisation, ActorRef viewer,
                                               std::optional<Instant> at = std::nullopt);

  // What the rep is paid for a deal in all, by which plans and why; of a component's line, for its span
  // (views/pay.hpp). A rep may ask of his own only. Errors: not_found; invalid_argument (not the viewer's to
  // see).
  Result<PayExplanation> explain_pay(std::string_view organisation, ActorRef viewer, ActorRef rep,
                                     DealId deal);
  Result<PayExplanation> explain_pay(std::string_view organisation, ActorRef viewer, ActorRef rep,
                                     const StatementComponent& component, Date from);
  // Verified closes and spans that plans could not pay; a rep sees his own. Error: not_found.
  Result<std::vector<PayException>> pay_exceptions(std::string_view organisation, ActorRef viewer);
  // A rep sees the closes that an approval would pay him. Error: not_found.
  Result<std::vector<PendingClose>> pending(std::string_view organisation, ActorRef viewer);

  // Roles, team, lead and absence of an actor; `day` absent: today. Error: not_found.
  Result<ActorRecord> actor(std::string_view organisation, ActorRef actor,
                            std::optional<Date> day = std::nullopt);
  // Error: not_found.
  Result<AssignmentReasons> explain_assignment(std::string_view organisation, ContactRef contact);
  // What a rep leaves or, where he has left, left: his contacts, where each warm one stood, what he earned
  // and is owed. Reads the history of each warm contact from the store. For viewers with the manager's
  // view. Errors: not_found; invalid_argument (not the viewer's to see); those of the store.
  Result<Departure> departure(std::string_view organisation, ActorRef viewer, ActorRef rep);

  // Counts by state's name, in pipeline order, without those that were merged away.
  struct StateCount {
    std::string state;
    std::uint64_t contacts = 0;
  };
  Result<std::vector<StateCount>> pipeline(std::string_view organisation);

  // Every import, in the order in which they were begun.
  Result<std::vector<ImportRecord>> imports(std::string_view organisation);

  // The personal bytes behind a commitment (Event::digest), and their erasure for good. `actor` must
  // hold a role that may see them: any but auditor; only a manager or admin may erase.
  // Errors: not_found (never there, or erased), invalid_argument, and those of the store.
  Result<std::vector<std::byte>> personal(std::string_view organisation, ActorRef actor,
                                          const Digest& digest);
  Result<void> erase_personal(std::string_view organisation, ActorRef actor, const Digest& digest);

  // The change feed, resumed where `consumer` (1 to 128 bytes) last acknowledged.
  Result<Feed> feed(std::string_view organisation, std::string_view consumer);

  // Commands inside a transaction of the host's own: `session` was made for it (for SQLite:
  // sqlite_host_session) and must outlive the result.
  Result<HostTransaction> join(std::string_view organisation, Session& session);

  // The commits that hold `from` and everything behind it, as they are stored: to verify, export or
  // copy a journal (engine/audit.hpp). The sink must not call the engine.
  Result<void> read_commits(std::string_view organisation, Position from, RowSink& sink);

  // Writes a snapshot of what this engine knows of the organisation.
  Result<void> snapshot(std::string_view organisation);

  // A policy document's faults, without adopting it: ok, or an Error with path and remedy.
  Result<void> check_policy(std::string_view document);
  // The same with what is no fault but worth a look: gaps that its rules leave.
  Result<PolicyReport> policy_report(std::string_view document);

  // Submits the command, and tells of its document what policy_report would: the fault that it is refused
  // for, overlaps and gaps with their witnesses. Errors: those of submit.
  Result<Adoption> adopt_policy(std::string_view organisation, const commands::AdoptPolicy& command);

  // The policies that wait for their instant, the next one first. For viewers with the manager's view.
  // Errors: not_found (no such viewer); invalid_argument (not the viewer's to see).
  Result<std::vector<WaitingPolicy>> waiting_policies(std::string_view organisation, ActorRef viewer);

  // What the document's plan would have paid had it been in force from `effective` on, beside what was
  // paid, per rep and period (views/restatement.hpp). Nothing is adopted and nothing is kept. For
  // viewers with the manager's view. Errors: not_found (no such viewer); invalid_argument (not the
  // viewer's to see, another currency); overflow; the document's own faults, with path and remedy.
  Result<Restatement> preview_policy(std::string_view organisation, ActorRef viewer,
                                     std::string_view document, Instant effective);

  // What would have come of the journal under other rules, side by side with what did: claims, pay, answers
  // (engine/what_if.hpp, which says what is held fixed). Replays the journal into memory; nothing is written.
  // For viewers with the manager's view. Errors: not_found (no such viewer); invalid_argument (not the
  // viewer's to see, rules that are not one of the two, another currency or collation); overflow; unsupported
  // (a command of a later version); the document's own faults, with path and remedy; and those of the store.
  Result<WhatIf> what_if(std::string_view organisation, ActorRef viewer, const WhatIfRules& rules);

  struct Impl;

 private:
  explicit Engine(Impl* impl) noexcept : impl_(impl) {}
  Impl* impl_ = nullptr;
};

// The organisation's events in order of position, from where the consumer stands. Never skips an
// event, and never repeats one that was acknowledged.
// Threads: one at a time. The engine must outlive it.
class FIRSTLOG_API Feed {
 public:
  Feed(Feed&& other) noexcept;
  Feed& operator=(Feed&& other) noexcept;
  ~Feed();

  // Replaces `out` with the next events, at most `count_max`; waits up to `wait_max` for the first.
  // Empty: nothing new. What was polled and not acknowledged comes again after a restart.
  Result<void> poll(std::size_t count_max, EventLog& out, Duration wait_max = {});
  // Everything up to and with `position` was dealt with; durable when it answers. Errors:
  // invalid_argument (beyond what was polled), and those of the store.
  Result<void> acknowledge(Position position);
  // The last acknowledged position.
  Position acknowledged() const noexcept;

  struct Impl;

 private:
  friend class Engine;
  explicit Feed(Impl* impl) noexcept : impl_(impl) {}
  Impl* impl_ = nullptr;
};

// Commands that become true with the host's own transaction. Outcomes carry Notice::provisional: the
// engine and its feed see them once the host has committed and somebody submits or refreshes.
// Threads: one at a time, the one that uses the host's connection.
class FIRSTLOG_API HostTransaction {
 public:
  HostTransaction(HostTransaction&& other) noexcept;
  HostTransaction& operator=(HostTransaction&& other) noexcept;
  ~HostTransaction();

  // As Engine::submit, inside the host's transaction. Follows the host's ROLLBACK TO: each call
  // decides on what the transaction holds now. Errors: host_transaction_stale (the host's transaction
  // cannot write, or ended), and those of the store.
  Result<Outcome> submit(const Command& command);
  Result<void> submit(std::span<const Command> commands, std::span<Outcome> outcomes);

  struct Impl;

 private:
  friend class Engine;
  explicit HostTransaction(Impl* impl) noexcept : impl_(impl) {}
  Impl* impl_ = nullptr;
};

// One line of text that says what was answered and why: "contested: the earliest entry by the
// system's timestamp owns the credit".
FIRSTLOG_API std::string describe(const Outcome& outcome);
// The same of an error: "sqlite:team.db: busy: the deadline passed while others were writing; …".
FIRSTLOG_API std::string describe(const Error& error);

}  // namespace firstlog::inline v1
