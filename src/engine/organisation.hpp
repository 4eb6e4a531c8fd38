// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One organisation in memory: its state, its views, and the way in which its commits are made.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "engine/key_window.hpp"
#include "engine/policy_registry.hpp"
#include "firstlog/core/decide.hpp"
#include "firstlog/core/evolve.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/journal/random.hpp"
#include "firstlog/store/store.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1::detail {

// What organisations share, with the options' defaults filled in.
struct Surroundings {
  Store* store = nullptr;
  Clock* clock = nullptr;
  RandomSource* random = nullptr;
  LogSink* log = nullptr;
  PolicyRegistry* policies = nullptr;
  std::int64_t process = 0;  // id of the process that opened the engine
  EngineOptions options;
};

// The instant at which the calling thread gives up, on a clock that never jumps.
class Deadline {
 public:
  explicit Deadline(Duration wait_max) noexcept
      : at_(std::chrono::steady_clock::now() +
            std::chrono::microseconds(std::clamp<std::int64_t>(wait_max.microseconds(), 0, longest))) {}
  Duration left() const noexcept {
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(at_ - std::chrono::steady_clock::now());
    return Duration::microseconds(left.count() < 0 ? 0 : left.count());
  }
  bool passed() const noexcept { return std::chrono::steady_clock::now() >= at_; }
  std::chrono::steady_clock::time_point at() const noexcept { return at_; }

 private:
  // A year is as good as for ever, and keeps the sum inside the clock's range.
  static constexpr std::int64_t longest = std::int64_t{366} * 86'400 * 1'000'000;
  std::chrono::steady_clock::time_point at_;
};

// One caller's commands on their way. Lives on the caller's stack.
struct Request {
  std::span<const Command> commands;
  std::span<Outcome> outcomes;
  Deadline deadline;
  bool only_refresh = false;
  std::size_t done = 0;     // commands whose outcome is final
  std::size_t drafted = 0;  // commands decided in the commit under way
  bool settled = false;     // answered; the leader still looks at it
  Result<void> result = {};
  // Under the organisation's mutex only.
  bool taken = false;     // by the leader; may not be withdrawn any more
  bool finished = false;  // nobody but its caller looks at it any more

  void finish(const Result<void>& with) {
    for (std::size_t i = done; i < outcomes.size(); ++i) outcomes[i] = Outcome();
    result = with;
    settled = true;
  }
};

// An outcome that an earlier use of the same idempotency key had.
struct Replay {
  Outcome* outcome = nullptr;
  KeyRecord record;
};

// The commit under construction: a branch of the state, the events decided on it, the record.
class Draft {
 public:
  Draft(std::string_view organisation, const Surroundings& surroundings)
      : organisation_(organisation), around_(surroundings) {}

  // Reads what commands of the next commit refer to (Field::refers_to), up to `head`. No lock may be
  // held, for the store is asked. Commands that refer to nothing cost nothing.
  Result<void> fetch_referred(Session& session, const Head& head, std::span<const Command> commands);
  // Whether one of the commands is decided by histories of contacts (DecisionContext::history).
  static bool wants_histories(std::span<const Command> commands) noexcept;
  // Remembers which contacts' histories are needed where these are among the commands of such a commit, as
  // `state` knows them; fetch_referred reads them.
  void note_histories(const State& state, std::span<const Command> commands);
  void forget_referred() noexcept {
    referred_.clear();
    histories_.clear();
  }
  // Begins a commit behind `head`, on a branch of `base` and of `keys`.
  Result<void> begin(const State& base, const KeyWindow& keys, const Head& head, Instant now);
  // Decides one command, after what is due by then. An error means a broken invariant or a failed
  // source of randomness: then the draft is to be dropped.
  Result<void> decide_one(const Command& command, Outcome& outcome);

  bool empty() const noexcept { return events_.empty(); }  // nothing to append
  std::uint32_t command_count() const noexcept { return command_count_; }
  Result<CommitRow> finish() { return builder_.finish(); }
  std::span<const VaultPut> vault() const noexcept { return vault_puts_; }
  std::span<const Event> events() const noexcept { return events_; }
  std::span<Outcome* const> outcomes() const noexcept { return outcomes_; }
  // Answers by an earlier commit, to be read from the store.
  std::span<const Replay> replays() const noexcept { return replays_; }
  // Fills the answers that repeat a command of this very draft; once its outcomes are final.
  void answer_repeats() noexcept;
  State& branch() noexcept { return *branch_; }
  KeyWindow& keys() noexcept { return keys_; }
  const CommitId& commit_id() const noexcept { return commit_id_; }

 private:
  struct Repeat {
    Outcome* outcome = nullptr;
    std::uint32_t of = 0;  // place among the draft's commands
  };

  bool answered_by_key(const Command& command, Outcome& outcome);
  const Event* event_at(Position position) const noexcept;  // null where there is none
  void note_history(const State& state, ContactId contact);
  // Of the contact: what was fetched, and what this commit adds to it.
  void add_history(ContactId contact, std::vector<Event>& out) const;
  // Into history_ and cluster_history_.
  void gather_histories(ContactId contact);
  Result<void> due_transitions();
  Result<void> due_before(const Command& imported);
  Result<void> decide_resolved(const Command& command, Outcome& outcome);
  Outcome begin_advance() const noexcept;
  void end_advance(Outcome& outcome, std::size_t events_before);
  Result<void> next_commit_id();
  Result<void> take_events();
  Result<void> stamp(Event& event);
  Result<void> keep_personal(const Command& command, Digest& commitment);

  std::string organisation_;
  const Surroundings& around_;
  std::optional<State> branch_;
  const State* base_ = nullptr;
  Position first_position_;
  Instant first_time_;
  KeyWindow keys_;
  Events decided_;
  std::vector<Event> events_;
  EventLog referred_;
  struct ContactHistory {
    ContactId contact;
    Position newest;
    EventLog events;
    bool fetched = false;
  };
  std::vector<ContactHistory> histories_;
  std::vector<Event> history_;          // of the command being decided: its contact's,
  std::vector<Event> cluster_history_;  // and its duplicates'
  std::vector<DueEntry> due_;
  std::vector<DueEntry> due_again_;  // a heap, the earliest on top
  CommitBuilder builder_;
  CommitId commit_id_;
  std::array<CommitId, 64> commit_ids_;  // drawn at once; random numbers are dear one by one
  std::size_t commit_ids_used_ = 64;
  std::uint32_t command_count_ = 0;
  std::vector<Outcome*> outcomes_;        // of the recorded commands that have a caller
  std::vector<const Outcome*> recorded_;  // of all recorded commands; null for the engine's own
  std::vector<Replay> replays_;
  std::vector<Repeat> repeats_;
  Command resolved_;
  std::uint64_t fingerprint_ = 0;  // of the command under way, where it has a key
  std::vector<VaultPut> vault_puts_;
  std::deque<std::vector<std::byte>> vault_contents_;
  std::deque<Digest> vault_keys_;
};

// One event of the journal, copied to the end of `out`; nothing where the journal does not reach so far.
Result<void> read_one_event(Session& session, std::string_view organisation, Position position,
                            CommitReader& reader, EventLog& out);

// Every event of a contact, along the links that they carry from the newest back, into an empty `out`, the
// oldest first.
Result<void> read_history(Session& session, std::string_view organisation, ContactId contact, Position newest,
                          EventLog& out);

// Applies commits to a state one by one, checked against the chain.
class RowApplier {
 public:
  RowApplier(std::string_view organisation, PolicyRegistry& policies)
      : organisation_(organisation), policies_(policies) {}

  // `performance` and `keys` may be null. Errors: corrupt, unsupported, and those of the policy. After
  // one, the state holds a part of the row.
  Result<void> apply(const CommitRow& row, Head& head, State& state, Performance* performance,
                     KeyWindow* keys);

  // Whether the newest adoption read goes by another version of its collation than the one here; why that
  // ends the reading, where the host does not accept it.
  bool sorts_otherwise() const noexcept { return collation_fault_.has_value(); }
  Result<void> check_collation() const;

 private:
  Error other_collation(const Event& adoption) const;

  std::string organisation_;
  PolicyRegistry& policies_;
  CommitReader reader_;
  std::optional<Error> collation_fault_;
};

// Whether a clock's reading may be believed (DOMAIN 12).
Result<void> check_clock(const State& state, Instant reading, std::string_view organisation);

// The outcome that `record` points at, read from the store.
Result<void> read_replay(Session& session, std::string_view organisation, CommitReader& reader,
                         const KeyRecord& record, Outcome& outcome);

class Organisation {
 public:
  Organisation(std::string_view key, const Surroundings& surroundings)
      : key_(key), around_(surroundings), draft_(key, surroundings), applier_(key, *surroundings.policies) {
    pool_.reserve(pool_max);
  }

  // Submits and waits until every command was answered, or the error that ended it.
  Result<void> submit(std::span<const Command> commands, std::span<Outcome> outcomes, Duration wait_max);
  // Catches up with the store. The first time, starts from a snapshot where there is a fitting one.
  Result<void> refresh(Duration wait_max);
  Result<void> opened();
  Result<void> snapshot();

  // Calls `read(*this)` while nothing changes state, views and head. Opens the organisation first.
  template <class Read>
  Result<void> look(Read read) {
    if (Result<void> r = opened(); !r) return r;
    const std::shared_lock lock(view_);
    if (!poisoned_) return poisoned_;
    read(static_cast<const Organisation&>(*this));
    return {};
  }

  // Only inside look() or under view_lock().
  const State& state() const noexcept { return state_; }
  const Performance& performance() const noexcept { return performance_; }
  const Head& head() const noexcept { return head_; }
  const KeyWindow& keys() const noexcept { return keys_; }

  // Of the state, roughly; views and keys not counted.
  std::uint64_t memory_bytes() {
    const std::shared_lock lock(view_);
    return state_.memory_bytes();
  }

  const std::string& key() const noexcept { return key_; }
  const Surroundings& around() const noexcept { return around_; }
  std::shared_mutex& view_lock() noexcept { return view_; }

  // A session for reading, from a small pool; lend it back for others.
  Result<std::unique_ptr<Session>> reader();
  void give_back(std::unique_ptr<Session> session) noexcept;

 private:
  friend class TailLoader;  // NOLINT(cppcoreguidelines-virtual-class-destructor): it is final

  Result<void> run(Request& request);
  void lead(std::unique_lock<std::mutex>& lock, Request& own);
  void serve(std::span<Request* const> requests);
  Result<void> serve_commands(std::span<Request* const> requests);
  Result<void> draft_commands(std::span<Request* const> requests);
  bool may_confirm(const Command& command, Instant now, Outcome& outcome);
  Result<void> append_draft();
  Result<void> settle_unknown(const Error& error, bool& committed);
  void adopt_draft(const CommitRow& row);
  void start_over() noexcept;
  Result<void> load_tail(Session& session);
  Result<void> poison(const Error& error);
  Result<void> still_ours() const;
  void log(LogSink::Level level, std::string_view text) const noexcept;
  void load_snapshot(Session& session);
  Result<void> write_snapshot(Session& session);
  void snapshot_if_due() noexcept;

  const std::string key_;
  const Surroundings& around_;

  // Guards queue_, leading_ and leader_.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request*> queue_;
  bool leading_ = false;
  std::thread::id leader_;

  // Only the leader touches these.
  std::unique_ptr<Session> session_;
  Draft draft_;
  RowApplier applier_;
  CommitReader replay_reader_;
  std::atomic<std::uint64_t> snapshot_position_ = 0;  // where the newest snapshot stands
  bool snapshot_tried_ = false;
  bool dropped_ = true;  // what start_over had to drop is gone
  std::atomic<bool> opened_ = false;
  // Names known are sorted by another version of the collation: no snapshot may say otherwise.
  std::atomic<bool> sorts_otherwise_ = false;

  // What views read: changed under view_ held exclusively, by the leader only.
  std::shared_mutex view_;
  State state_;
  Performance performance_;
  Head head_;
  KeyWindow keys_;
  Result<void> poisoned_;

  static constexpr std::size_t pool_max = 4;
  std::mutex pool_mutex_;
  std::vector<std::unique_ptr<Session>> pool_;  // never grows beyond what the constructor reserved
};

}  // namespace firstlog::inline v1::detail
