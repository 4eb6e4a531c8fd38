// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "tried.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "firstlog/core/commands.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/journal/match_keys.hpp"
#include "firstlog/views/departure.hpp"
#include "replay.hpp"

namespace firstlog_demo {
namespace {

namespace commands = firstlog::commands;
using firstlog::Command;
using firstlog::Event;
using firstlog::EventFlag;
using firstlog::EventKind;
using firstlog::Preview;
using firstlog::Result;

Result<TriedCorrection> correct(firstlog::Engine& engine, const Findings& findings) {
  TriedCorrection tried;
  if (!findings.traced) return tried;
  const firstlog::StatementLine& line = findings.traced->line;
  tried.contact = findings.traced->contact;
  tried.month = line.period;
  tried.before = line.invoiced;
  tried.after = firstlog::Money::minor(line.invoiced.minor_units() - line.invoiced.minor_units() / 10,
                                       line.invoiced.currency());
  const Command amend = commands::AmendClose{.actor = manager_key,
                                             .contact = line.contact,
                                             .deal = line.deal,
                                             .amount = tried.after,
                                             .reason = "invoice_corrected"};
  Result<Preview> preview = engine.preview(organisation, amend);
  if (!preview) return preview.error();
  tried.answer = preview->outcomes[0];
  for (const Event& event : preview->events)
    if (event.kind == EventKind::close_amended) {
      tried.posts_to = event.period;
      tried.prior_period = has(event.flags, EventFlag::prior_period);
    }
  return tried;
}

Result<TriedDeparture> depart(firstlog::Engine& engine, const Findings& findings) {
  TriedDeparture tried;
  tried.rep = key_of(engine, findings.statement.rep);
  const Command depart =
      commands::Depart{.actor = manager_key, .rep = findings.statement.rep, .reason = "left"};
  Result<Preview> preview = engine.preview(organisation, depart);
  if (!preview) return preview.error();
  tried.answer = preview->outcomes[0];
  for (const Event& event : preview->events) {
    if (event.kind != EventKind::assigned) continue;
    ++tried.contacts;
    if (!event.rep.present()) ++tried.pool;
    if (has(event.flags, EventFlag::moves_claim)) ++tried.claims;
    const Result<firstlog::ContactRecord> contact = engine.contact(organisation, event.contact);
    if (!contact) return contact.error();
    if (contact->due_kind == firstlog::DueKind::callback || contact->overdue) ++tried.callbacks;
  }
  Result<firstlog::Departure> departure = engine.departure(organisation, manager_key, findings.statement.rep);
  if (!departure) return departure.error();
  tried.earned = departure->earned;
  return tried;
}

Result<TriedDuplicate> repeat(firstlog::Engine& engine, const Findings& findings) {
  TriedDuplicate tried;
  if (!findings.claim) return tried;
  tried.contact = findings.claim_contact;
  tried.twin = tried.contact + "-again";
  const Result<firstlog::ContactRecord> contact = engine.contact(organisation, tried.contact);
  if (!contact) return contact.error();
  tried.owner = contact->claimant_key;
  tried.other = *std::find_if(rep_keys.begin(), rep_keys.end(), [&](std::string_view rep) {
    return rep != contact->claimant_key && rep != contact->assignee_key;
  });
  // A host keeps its own secret; this one is for show.
  constexpr std::string_view secret = "a secret of the host's own";
  const Result<firstlog::MatchKey> phone =
      firstlog::match_key_of(firstlog::MatchKind::phone, "+351213456789", firstlog::as_bytes(secret));
  if (!phone) return phone.error();
  const std::array<firstlog::MatchKey, 1> keys{*phone};
  const std::array<Command, 3> given{
      commands::ChangeContact{.actor = importer_key, .contact = tried.contact, .match_keys = keys},
      commands::RegisterContact{.actor = importer_key, .key = tried.twin, .match_keys = keys},
      commands::LogInterest{.actor = tried.other, .contact = tried.twin},
  };
  Result<Preview> preview = engine.preview(organisation, given);
  if (!preview) return preview.error();
  tried.answer = preview->outcomes[2];
  tried.answer.notices = firstlog::Notice::none;  // the chapter's title says that it is a preview
  tried.given_to = key_of(engine, preview->outcomes[1].rep);
  tried.winner = key_of(engine, tried.answer.winner);
  for (const Event& event : preview->events)
    tried.suspected = tried.suspected || event.kind == EventKind::duplicates_suspected;
  return tried;
}

}  // namespace

Result<Tried> try_out(firstlog::Engine& engine, const Findings& findings) {
  Result<TriedCorrection> correction = correct(engine, findings);
  if (!correction) return correction.error();
  Result<TriedDeparture> departure = depart(engine, findings);
  if (!departure) return departure.error();
  Result<TriedDuplicate> duplicate = repeat(engine, findings);
  if (!duplicate) return duplicate.error();
  return Tried{std::move(*correction), std::move(*departure), std::move(*duplicate)};
}

}  // namespace firstlog_demo
