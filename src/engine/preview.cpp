// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What commands would do: decided as Engine::submit decides them, on a branch that is thrown away.
#include <algorithm>

#include "engine/engine_impl.hpp"

namespace firstlog::inline v1 {

using detail::Organisation;

namespace {

Result<void> draft_all(Organisation& organisation, detail::Draft& draft, std::span<const Command> commands,
                       Preview& preview) {
  const Instant reading = organisation.around().clock->now();
  Result<void> drafted;
  const Result<void> looked = organisation.look([&](const Organisation& o) {
    if (drafted = detail::check_clock(o.state(), reading, o.key()); !drafted) return;
    const Head& head = o.head();
    const Instant now = std::max(
        reading, head.last_position.present() ? head.last_time + Duration::microseconds(1) : reading);
    if (drafted = draft.begin(o.state(), o.keys(), head, now); !drafted) return;
    for (std::size_t i = 0; i < commands.size() && drafted; ++i)
      drafted = draft.decide_one(commands[i], preview.outcomes[i]);
  });
  return looked ? drafted : looked;
}

}  // namespace

Result<Preview> Engine::preview(std::string_view organisation, std::span<const Command> commands) {
  return detail::guarded(organisation, [&]() -> Result<Preview> {
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    if (Result<void> r = (*found)->refresh(impl_->around.options.wait_max); !r) return r.error();
    detail::BorrowedSession session(**found);
    if (!session.result()) return session.result().error();
    Head head;
    detail::Draft draft((*found)->key(), (*found)->around());
    const Result<void> looked = (*found)->look([&](const Organisation& o) {
      head = o.head();
      if (detail::Draft::wants_histories(commands)) draft.note_histories(o.state(), commands);
    });
    if (!looked) return looked.error();
    Preview preview;
    preview.outcomes.resize(commands.size());
    if (Result<void> r = draft.fetch_referred(*session, head, commands); !r) return r.error();
    if (Result<void> r = draft_all(**found, draft, commands, preview); !r) return r.error();
    CommitReader reader;
    for (const detail::Replay& replay : draft.replays())
      if (Result<void> r =
              detail::read_replay(*session, (*found)->key(), reader, replay.record, *replay.outcome);
          !r)
        return r.error();
    for (Outcome* outcome : draft.outcomes()) outcome->notices = outcome->notices | Notice::provisional;
    draft.answer_repeats();
    for (const Event& event : draft.events()) preview.events.add(event);
    return preview;
  });
}

Result<Preview> Engine::preview(std::string_view organisation, const Command& command) {
  return preview(organisation, std::span<const Command>(&command, 1));
}

}  // namespace firstlog::inline v1
