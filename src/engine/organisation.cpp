// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The write path (DESIGN 3.4): callers queue up, one of them leads, takes the store's write right,
// catches up, decides everybody's commands as one commit, and appends it.
#include "engine/organisation.hpp"

#include <unistd.h>

#include <algorithm>
#include <new>

namespace firstlog::inline v1::detail {

namespace {

Error busy(std::string_view organisation) {
  return Error(Status::busy, organisation, "the deadline passed while others were writing",
               "try again, or allow more time");
}

}  // namespace

void Organisation::log(LogSink::Level level, std::string_view text) const noexcept {
  if (around_.log != nullptr) around_.log->take(level, key_, text);
}

Result<void> Organisation::poison(const Error& error) {
  {
    const std::unique_lock lock(view_);
    poisoned_ = error;
  }
  log(LogSink::Level::error, error.reason.view());
  return error;
}

Result<void> Organisation::still_ours() const {
  if (::getpid() == around_.process) return {};
  return Error(Status::closed, key_, "the engine belongs to the process that opened it",
               "open an engine of its own after fork");
}

// ---- callers --------------------------------------------------------------------------------------

Result<void> Organisation::submit(std::span<const Command> commands, std::span<Outcome> outcomes,
                                  Duration wait_max) {
  Request request{.commands = commands, .outcomes = outcomes, .deadline = Deadline(wait_max)};
  return run(request);
}

Result<void> Organisation::refresh(Duration wait_max) {
  Request request{.commands = {}, .outcomes = {}, .deadline = Deadline(wait_max), .only_refresh = true};
  return run(request);
}

Result<void> Organisation::opened() {
  if (Result<void> r = still_ours(); !r) return r;
  if (opened_.load(std::memory_order_acquire)) return {};
  return refresh(around_.options.wait_max);
}

Result<void> Organisation::run(Request& request) {
  if (Result<void> r = still_ours(); !r) {
    request.finish(r);
    return r;
  }
  std::unique_lock lock(mutex_);
  if (leading_ && leader_ == std::this_thread::get_id()) {
    request.finish(Error(Status::reentrant, key_, "the store called back into the engine",
                         "return from the store's call first"));
    return request.result;
  }
  queue_.push_back(&request);
  while (!request.finished) {
    if (!leading_) {
      lead(lock, request);
      continue;
    }
    if (request.taken) {
      changed_.wait(lock);
    } else if (changed_.wait_until(lock, request.deadline.at()) == std::cv_status::timeout &&
               !request.taken && !request.finished && leading_) {
      std::erase(queue_, &request);
      request.finish(busy(key_));
      return request.result;
    }
  }
  return request.result;
}

// Requests stay in the queue while they are served, and end only under the lock: a caller whose
// deadline passes meanwhile must not leave with his request still looked at.
void Organisation::lead(std::unique_lock<std::mutex>& lock, Request& own) {
  leading_ = true;
  leader_ = std::this_thread::get_id();
  std::vector<Request*> taken;
  bool refreshed = false;  // in the round before
  while (!own.finished) {
    taken.clear();
    // Whoever only wants to see does not wait for the write right, nor does he keep others from it.
    const auto sees = [](const Request* request) { return request->only_refresh; };
    const bool refresh = std::any_of(queue_.begin(), queue_.end(), sees) &&
                         (!refreshed || std::all_of(queue_.begin(), queue_.end(), sees));
    refreshed = refresh;
    std::size_t commands = 0;
    try {
      for (Request* waiting : queue_) {
        if (waiting->only_refresh != refresh) continue;
        if (!taken.empty() && commands >= around_.options.commands_per_commit_max) break;
        taken.push_back(waiting);
        commands += waiting->commands.size() - waiting->done;
      }
    } catch (const std::bad_alloc&) {
      taken.clear();
    }
    if (taken.empty()) {
      own.finish(Error(Status::out_of_memory, key_, "no memory to serve the commands"));
      own.finished = true;
    }
    for (Request* request : taken) request->taken = true;
    lock.unlock();
    if (!taken.empty()) serve(taken);
    lock.lock();
    for (Request* request : taken) {
      request->taken = false;
      request->finished = request->settled;
    }
    std::erase_if(queue_, [](const Request* request) { return request->finished; });
    changed_.notify_all();
  }
  leading_ = false;
  changed_.notify_all();
}

// ---- the leader -----------------------------------------------------------------------------------

void Organisation::serve(std::span<Request* const> requests) {
  Result<void> result;
  try {
    result = serve_commands(requests);
  } catch (const std::bad_alloc&) {
    if (session_ != nullptr) session_->release();
    result = Error(Status::out_of_memory, key_, "no memory to decide the commands", "submit fewer at once");
  } catch (...) {
    if (session_ != nullptr) session_->release();
    result = Error(Status::internal, key_, "an unexpected exception", "report this");
  }
  for (Request* request : requests) {
    if (request->settled) continue;
    if (!result)
      request->finish(result);
    else if (request->done == request->commands.size())
      request->finish({});
  }
  if (result) snapshot_if_due();
}

// An error ends every request that is not finished; what an earlier commit of theirs holds stays.
Result<void> Organisation::serve_commands(std::span<Request* const> requests) {
  if (!poisoned_) return poisoned_;
  if (session_ == nullptr) {
    Result<std::unique_ptr<Session>> session = around_.store->open_session();
    if (!session) return session.error();
    session_ = std::move(*session);
  }
  if (requests.front()->only_refresh) {
    if (Result<void> r = load_tail(*session_); !r) return r;
    for (Request* request : requests) request->finish({});
    return {};
  }

  std::optional<Duration> least;
  for (const Request* request : requests)
    if (!request->settled)
      least = std::min(least.value_or(request->deadline.left()), request->deadline.left());
  const Duration wait = least.value_or(Duration());
  Result<Head> head = session_->acquire(key_, wait);
  if (!head) {
    if (head.status() != Status::busy) return head.error();
    for (Request* request : requests)
      if (!request->settled && request->deadline.passed()) request->finish(busy(key_));
    return {};  // the others try again
  }
  if (head->commit_number != head_.commit_number || !opened_.load(std::memory_order_relaxed)) {
    if (Result<void> r = load_tail(*session_); !r) {
      session_->release();
      return r;
    }
  }
  if (!(*head == head_)) {
    session_->release();
    return poison(Error(Status::corrupt, key_, "the store's head is not the journal's last commit",
                        "verify the journal and restore it from a copy that does"));
  }
  if (Result<void> r = draft_commands(requests); !r) {
    session_->release();
    return r.status() == Status::internal ? poison(r.error()) : r;
  }
  // Before anything is written: what fails here must not deny a commit that stands.
  for (const Replay& replay : draft_.replays())
    if (Result<void> r = read_replay(*session_, key_, replay_reader_, replay.record, *replay.outcome); !r) {
      session_->release();
      return r;
    }
  if (draft_.empty()) {
    session_->release();
  } else if (Result<void> r = append_draft(); !r) {
    if (r.status() != Status::conflict) return r;
    log(LogSink::Level::warning, "the head moved under the write right; trying again");
    for (Request* request : requests)
      if (!request->settled && request->deadline.passed()) request->finish(r);
    return {};
  }
  draft_.answer_repeats();
  for (Request* request : requests)
    if (!request->settled) request->done += request->drafted;
  return {};
}

Result<void> Organisation::draft_commands(std::span<Request* const> requests) {
  const Instant reading = around_.clock->now();
  const Instant now = std::max(
      reading, head_.last_position.present() ? head_.last_time + Duration::microseconds(1) : reading);
  const Result<void> clock = check_clock(state_, reading, key_);
  draft_.forget_referred();
  bool histories = false;
  for (const Request* request : requests)
    histories =
        histories || (!request->settled && Draft::wants_histories(request->commands.subspan(request->done)));
  for (const Request* request : requests)
    if (!request->settled) {
      const std::span<const Command> commands = request->commands.subspan(request->done);
      if (histories) draft_.note_histories(state_, commands);
      if (Result<void> r = draft_.fetch_referred(*session_, head_, commands); !r) return r;
    }
  if (Result<void> r = draft_.begin(state_, keys_, head_, now); !r) return r;
  for (Request* request : requests) {
    request->drafted = 0;
    if (request->settled) continue;
    for (std::size_t i = request->done; i < request->commands.size(); ++i) {
      if (draft_.command_count() >= around_.options.commands_per_commit_max) return {};
      const Command& command = request->commands[i];
      const bool confirms = command.kind == CommandKind::confirm_clock;
      if (!clock && !confirms) {
        // What was confirmed in this very commit holds from the next one on.
        if (request->drafted == 0) request->finish(clock);
        break;
      }
      if (confirms && !command.given.has(Field::due)) {
        Command confirmed = command;
        confirmed.due = reading;
        confirmed.given.add(Field::due);
        if (!clock && !may_confirm(confirmed, now, request->outcomes[i])) {
          ++request->drafted;
          continue;
        }
        if (Result<void> r = draft_.decide_one(confirmed, request->outcomes[i]); !r) return r;
      } else if (Result<void> r = draft_.decide_one(command, request->outcomes[i]); !r) {
        return r;
      }
      ++request->drafted;
    }
  }
  return {};
}

// A suspect reading may enter the journal only with its confirmation: a refusal recorded under it, or
// what would be due by it, would poison every later time.
bool Organisation::may_confirm(const Command& command, Instant now, Outcome& outcome) {
  Events events;
  outcome = decide(draft_.branch(), command, draft_.branch().policy(), now, events);
  return outcome.verdict == Verdict::accepted;
}

Result<void> Organisation::append_draft() {
  Result<CommitRow> row = draft_.finish();
  if (!row) {
    session_->release();
    return row.status() == Status::invalid_argument
               ? poison(Error(Status::internal, key_, row.error().reason.view(), row.error().remedy.view()))
               : Result<void>(row.error());
  }
  const Result<void> appended = session_->append(*row, draft_.vault());
  if (!appended) {
    if (appended.status() != Status::commit_unknown) return appended;
    bool committed = false;
    if (Result<void> r = settle_unknown(appended.error(), committed); !r) return r;
    if (!committed)
      return Error(Status::io_failed, key_, "the store failed while it committed; nothing was written",
                   "submit again", appended.error().native_code);
    log(LogSink::Level::warning, "a commit whose answer was lost is in the journal after all");
  }
  adopt_draft(*row);
  return {};
}

// DESIGN 3.5: after an answer that says nothing, the head is read back and the commit's id looked for.
Result<void> Organisation::settle_unknown(const Error& error, bool& committed) {
  struct Finder final : RowSink {
    const CommitId& id;
    bool found = false;
    explicit Finder(const CommitId& wanted) noexcept : id(wanted) {}
    bool take(const CommitRow& row) noexcept override {
      found = found || row.head.commit_id == id;
      return !found;
    }
  } finder(draft_.commit_id());
  Result<Head> head = session_->head(key_);
  const bool by_the_same_session = head.ok();
  if (!head) {
    // Only this session knows what it left unsettled: it settles that before it takes the right again.
    if (head.status() == Status::commit_unknown) return error;
    // The session itself may be what broke. Another one can tell that the commit is there, not that it
    // never will be.
    session_.reset();
    Result<std::unique_ptr<Session>> session = around_.store->open_session();
    if (!session) return error;
    session_ = std::move(*session);
    head = session_->head(key_);
    if (!head) return error;
  }
  committed = head->commit_id == draft_.commit_id();
  if (!committed && head->commit_number > head_.commit_number) {
    if (Result<void> r = session_->read(key_, head_.last_position.plus(1), finder); !r) return error;
    committed = finder.found;
  }
  if (!committed && !by_the_same_session) return error;
  return {};
}

// The commit stands whatever happens here.
void Organisation::adopt_draft(const CommitRow& row) {
  for (Outcome* outcome : draft_.outcomes()) {
    outcome->commit_hash = row.head.hash;
    outcome->commit_number = row.head.commit_number;
  }
  const std::unique_lock lock(view_);
  try {
    draft_.branch().absorb_into(state_);
    draft_.keys().absorb_into(keys_);
    for (const Event& event : draft_.events())
      if (Result<void> r = performance_.apply(event); !r) poisoned_ = r;
    head_ = row.head;
    if (row.head.commit_number % 256 == 0)
      keys_.forget(row.head.last_time -
                   Duration::days_of_24_hours(state_.policy().policy().idempotency_days));
  } catch (const std::bad_alloc&) {
    start_over();
  }
}

// Drops what memory holds of the journal, for want of memory or zone data: the next call reads it anew.
// Under view_, held exclusively. Empty tables take memory, too: what could not be dropped yet is dropped
// before anything is read.
void Organisation::start_over() noexcept {
  opened_.store(false, std::memory_order_release);
  head_ = Head();
  snapshot_tried_ = false;
  dropped_ = false;
  try {
    state_ = State();
    performance_ = Performance();
    keys_ = KeyWindow();
    dropped_ = true;
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): dropped_ says it
  }
}

// ---- catching up ----------------------------------------------------------------------------------

class TailLoader final : public RowSink {
 public:
  explicit TailLoader(Organisation& organisation) noexcept : organisation_(organisation) {}
  Result<void> result;

  bool take(const CommitRow& row) noexcept override {
    // The store may deliver commits that are known already.
    if (row.head.commit_number <= organisation_.head_.commit_number) return true;
    try {
      const std::unique_lock lock(organisation_.view_);
      result = organisation_.applier_.apply(row, organisation_.head_, organisation_.state_,
                                            &organisation_.performance_, &organisation_.keys_);
    } catch (const std::bad_alloc&) {
      result = Error(Status::out_of_memory, organisation_.key_, "no memory to read the journal");
    }
    return result.ok();
  }

 private:
  Organisation& organisation_;
};

Result<void> Organisation::load_tail(Session& session) {
  if (!dropped_) {
    const std::unique_lock lock(view_);
    start_over();
    if (!dropped_) return Error(Status::out_of_memory, key_, "no memory to read the journal");
  }
  if (head_.commit_number == 0 && !snapshot_tried_) {
    snapshot_tried_ = true;
    load_snapshot(session);
  }
  TailLoader loader(*this);
  if (Result<void> r = session.read(key_, head_.last_position.plus(1), loader); !r) return r;
  // A row that was applied in part leaves a state that nobody may use.
  switch (loader.result.status()) {
    case Status::ok:
      if (Result<void> r = applier_.check_collation(); !r) return poison(r.error());
      sorts_otherwise_ = applier_.sorts_otherwise();
      break;
    case Status::corrupt:
    case Status::unsupported:
    case Status::internal: return poison(loader.result.error());
    default: {
      const std::unique_lock lock(view_);
      start_over();
      return loader.result;
    }
  }
  opened_.store(true, std::memory_order_release);
  return {};
}

// ---- readers --------------------------------------------------------------------------------------

Result<std::unique_ptr<Session>> Organisation::reader() {
  {
    const std::lock_guard lock(pool_mutex_);
    if (!pool_.empty()) {
      std::unique_ptr<Session> session = std::move(pool_.back());
      pool_.pop_back();
      return session;
    }
  }
  return around_.store->open_session();
}

void Organisation::give_back(std::unique_ptr<Session> session) noexcept {
  const std::lock_guard lock(pool_mutex_);
  if (pool_.size() < pool_max) pool_.push_back(std::move(session));
}

}  // namespace firstlog::inline v1::detail
