// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands inside the host's own transaction (DESIGN 3.8): decided on an overlay over the shared
// state, which moves only by reading committed commits back.
#include "engine/engine_impl.hpp"

namespace firstlog::inline v1 {

using detail::Organisation;

struct HostTransaction::Impl {
  Impl(std::shared_ptr<Organisation> owned, Session& s)
      : keeps_alive(std::move(owned)),
        organisation(*keeps_alive),
        session(s),
        overlay(&organisation.state()),
        keys(&organisation.keys()),
        applier(organisation.key(), *organisation.around().policies),
        draft(organisation.key(), organisation.around()) {}

  std::shared_ptr<Organisation> keeps_alive;
  Organisation& organisation;
  Session& session;
  State overlay;  // over the organisation's state at base_head
  detail::KeyWindow keys;
  Head base_head;
  Head head;  // of the overlay
  detail::RowApplier applier;
  detail::Draft draft;
  CommitReader reader;

  // Whether the shared state is still the one below the overlay. Nobody else can commit while the
  // host's transaction holds the write right; the shared lock, taken only between calls of the
  // session, keeps even late reading of older commits away. Under that lock only.
  bool stands() const noexcept { return organisation.head() == base_head; }
  // Makes the overlay what the transaction holds now, whose head is `now`.
  Result<void> follow(const Head& now);
  Result<void> decide_and_append(std::span<const Command> commands, std::span<Outcome> outcomes);
};

namespace {

Error stale(std::string_view organisation) {
  return Error(Status::host_transaction_stale, organisation,
               "the host's transaction does not hold what was committed since",
               "roll it back and begin again with BEGIN IMMEDIATE");
}

}  // namespace

Result<void> HostTransaction::Impl::follow(const Head& now) {
  {
    const std::shared_lock lock(organisation.view_lock());
    if (organisation.head() == base_head && now == head) return {};
    overlay.restart();
    keys.restart();
    base_head = head = organisation.head();
  }
  if (now.commit_number < base_head.commit_number) return stale(organisation.key());
  struct Loader final : RowSink {
    Impl& impl;
    Result<void> result;
    explicit Loader(Impl& i) noexcept : impl(i) {}
    bool take(const CommitRow& row) noexcept override {
      if (row.head.commit_number <= impl.head.commit_number) return true;
      try {
        const std::shared_lock lock(impl.organisation.view_lock());
        result = impl.stands() ? impl.applier.apply(row, impl.head, impl.overlay, nullptr, &impl.keys)
                               : Result<void>(stale(impl.organisation.key()));
      } catch (const std::bad_alloc&) {
        result = Error(Status::out_of_memory, impl.organisation.key(),
                       "no memory to read the transaction's commits");
      }
      return result.ok();
    }
  } loader(*this);
  if (now.commit_number > head.commit_number)
    if (Result<void> r = session.read(organisation.key(), head.last_position.plus(1), loader); !r) return r;
  if (!loader.result) return loader.result;
  if (!(head == now)) return stale(organisation.key());
  return {};
}

Result<void> HostTransaction::Impl::decide_and_append(std::span<const Command> commands,
                                                      std::span<Outcome> outcomes) {
  const Instant reading = organisation.around().clock->now();
  draft.forget_referred();
  {
    const std::shared_lock lock(organisation.view_lock());
    if (!stands()) return stale(organisation.key());
    if (detail::Draft::wants_histories(commands)) draft.note_histories(overlay, commands);
  }
  if (Result<void> r = draft.fetch_referred(session, head, commands); !r) return r;
  {
    const std::shared_lock lock(organisation.view_lock());
    if (!stands()) return stale(organisation.key());
    if (Result<void> r = detail::check_clock(overlay, reading, organisation.key()); !r) return r;
    const Instant now = std::max(
        reading, head.last_position.present() ? head.last_time + Duration::microseconds(1) : reading);
    if (Result<void> r = draft.begin(overlay, keys, head, now); !r) return r;
    for (std::size_t i = 0; i < commands.size(); ++i)
      if (Result<void> r = draft.decide_one(commands[i], outcomes[i]); !r) return r;
  }
  for (const detail::Replay& replay : draft.replays()) {
    if (Result<void> r =
            detail::read_replay(session, organisation.key(), reader, replay.record, *replay.outcome);
        !r)
      return r;
    if (replay.record.position > base_head.last_position)
      replay.outcome->notices = replay.outcome->notices | Notice::provisional;
  }
  if (draft.empty()) {
    draft.answer_repeats();
    return {};
  }
  Result<CommitRow> row = draft.finish();
  if (!row) return row.error();
  if (Result<void> r = session.append(*row, draft.vault()); !r) return r;
  for (Outcome* outcome : draft.outcomes()) {
    outcome->commit_hash = row->head.hash;
    outcome->commit_number = row->head.commit_number;
    outcome->notices = outcome->notices | Notice::provisional;
  }
  draft.answer_repeats();
  const std::shared_lock lock(organisation.view_lock());
  if (!stands()) {
    head = Head();  // the next call begins anew
    return {};
  }
  draft.branch().absorb_into(overlay);
  draft.keys().absorb_into(keys);
  head = row->head;
  return {};
}

Result<HostTransaction> Engine::join(std::string_view organisation, Session& session) {
  return detail::guarded(organisation, [&]() -> Result<HostTransaction> {
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    // Whatever was committed before the host's transaction began is in the shared state from here on.
    if (Result<void> r = (*found)->refresh(impl_->around.options.wait_max); !r) return r.error();
    const std::shared_lock lock((*found)->view_lock());
    return HostTransaction(new HostTransaction::Impl(*found, session));
  });
}

HostTransaction::HostTransaction(HostTransaction&& other) noexcept
    : impl_(std::exchange(other.impl_, nullptr)) {}
HostTransaction& HostTransaction::operator=(HostTransaction&& other) noexcept {
  if (this != &other) {
    delete impl_;
    impl_ = std::exchange(other.impl_, nullptr);
  }
  return *this;
}
HostTransaction::~HostTransaction() {
  delete impl_;
}

Result<Outcome> HostTransaction::submit(const Command& command) {
  Outcome outcome;
  if (Result<void> r = submit({&command, 1}, {&outcome, 1}); !r) return r.error();
  return outcome;
}

Result<void> HostTransaction::submit(std::span<const Command> commands, std::span<Outcome> outcomes) {
  return detail::guarded(impl_->organisation.key(), [&]() -> Result<void> {
    if (commands.size() != outcomes.size())
      return Error(Status::invalid_argument, "outcomes", "there is not one outcome for each command",
                   "pass a span as long as that of the commands");
    for (Outcome& outcome : outcomes) outcome = Outcome();
    Result<Head> now = impl_->session.acquire(impl_->organisation.key(), {});
    if (!now) return now.error();
    struct GiveBack {
      Session& session;
      ~GiveBack() { session.release(); }
    } give_back{impl_->session};
    Result<void> result = impl_->follow(*now);
    if (result) result = impl_->decide_and_append(commands, outcomes);
    if (!result)
      for (Outcome& outcome : outcomes) outcome = Outcome();
    return result;
  });
}

}  // namespace firstlog::inline v1
