// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/commit_json.hpp"

#include <concepts>
#include <span>
#include <string>
#include <string_view>

#include "firstlog/core/command_table.hpp"
#include "firstlog/rules/rule_table.hpp"

namespace firstlog::inline v1::detail {
namespace {

struct BitName {
  unsigned bit;
  std::string_view name;
};
constexpr BitName event_flag_names[] = {
    {static_cast<unsigned>(EventFlag::establishes_claim), "establishes_claim"},
    {static_cast<unsigned>(EventFlag::assigns), "assigns"},
    {static_cast<unsigned>(EventFlag::starts_cycle), "starts_cycle"},
    {static_cast<unsigned>(EventFlag::sets_due), "sets_due"},
    {static_cast<unsigned>(EventFlag::no_recent_connect), "no_recent_connect"},
    {static_cast<unsigned>(EventFlag::self_approved), "self_approved"},
    {static_cast<unsigned>(EventFlag::inactive), "inactive"},
    {static_cast<unsigned>(EventFlag::inbound), "inbound"},
    {static_cast<unsigned>(EventFlag::confirmed), "confirmed"},
    {static_cast<unsigned>(EventFlag::prior_period), "prior_period"},
    {static_cast<unsigned>(EventFlag::imported), "imported"},
    {static_cast<unsigned>(EventFlag::moves_claim), "moves_claim"},
    {static_cast<unsigned>(EventFlag::valid_entry), "valid_entry"},
    {static_cast<unsigned>(EventFlag::overdue), "overdue"},
};
constexpr BitName notice_names[] = {
    {static_cast<unsigned>(Notice::no_recent_connect), "no_recent_connect"},
    {static_cast<unsigned>(Notice::self_approved), "self_approved"},
    {static_cast<unsigned>(Notice::replayed), "replayed"},
    {static_cast<unsigned>(Notice::provisional), "provisional"},
    {static_cast<unsigned>(Notice::leaves_gaps), "leaves_gaps"},
};

template <std::size_t Size>
JsonList bit_list(const BitName (&names)[Size], unsigned bits) {
  JsonList list;
  for (const BitName& name : names)
    if ((bits & name.bit) != 0) list.add(name.name);
  return list;
}

JsonList role_list(Roles roles) {
  JsonList list;
  for (int i = 0; i < role_count; ++i)
    if (roles.has(static_cast<Role>(i))) list.add(name_of(static_cast<Role>(i)));
  return list;
}

// Adds members, leaving out those that hold their default.
class Members {
 public:
  void name(const char* member, std::string_view value) { json_.name(member, value); }
  void number(const char* member, std::uint64_t value) {
    if (value != 0) json_.any(member, value);
  }
  void text(const char* member, std::string_view value) {
    if (!value.empty()) json_.any(member, readable_text(value));
  }
  void instant(const char* member, Instant value) {
    if (value != Instant()) json_.name(member, value.to_string());
  }
  void date(const char* member, Date value) {
    if (value != Date()) json_.name(member, value.to_string());
  }
  void list(const char* member, JsonList value) {
    if (!value.empty()) json_.any(member, value.take());
  }
  void digest(const char* member, const Digest& value) {
    if (value.present()) json_.name(member, hex_of(value.view()));
  }
  void money(const char* member, Money value) {
    if (value.currency().present()) json_.any(member, json_of(value));
  }
  void any(const char* member, const JsonText& value) { json_.any(member, value); }
  void any(const char* member, std::integral auto value) { json_.any(member, value); }
  JsonText take() { return json_.take(); }

 private:
  JsonObject json_;
};

template <class Tag>
JsonText reference(const Ref<Tag>& ref) {
  return ref.id.present() ? JsonText(ref.id.number()) : readable_text(ref.key);
}

JsonList line_list(std::span<const DealLine> lines) {
  JsonList list;
  for (const DealLine& line : lines) {
    Members m;
    m.text("product", line.product);
    m.any("quantity", line.quantity);
    m.any("net", json_of(line.net));
    m.money("tax", line.tax);
    m.money("cost", line.cost);
    list.add(m.take());
  }
  return list;
}

JsonList credit_list(std::span<const CreditShare> credits) {
  JsonList list;
  for (const CreditShare& credit : credits)
    list.add(JsonObject().any("rep", reference(credit.rep)).name("share", credit.share.to_string()).take());
  return list;
}

JsonList match_key_list(std::span<const MatchKey> keys) {
  JsonList list;
  for (const MatchKey& key : keys)
    list.add(JsonObject().name("kind", name_of(key.kind)).name("hash", hex_of(Bytes(key.hash))).take());
  return list;
}

JsonList balance_list(std::span<const OpeningBalance> balances) {
  JsonList list;
  for (const OpeningBalance& balance : balances) {
    Members m;
    m.name("kind", name_of(balance.kind));
    m.money("amount", balance.amount);
    if (balance.closes != 0) m.any("closes", balance.closes);
    list.add(m.take());
  }
  return list;
}

}  // namespace

JsonText readable_event(const Event& event) {
  Members m;
  m.any("position", event.position.number());
  m.name("recorded_at", event.recorded_at.to_string());
  m.name("kind", name_of(event.kind));
  m.any("command", event.command);
  m.list("flags", bit_list(event_flag_names, static_cast<unsigned>(event.flags)));
  m.number("previous", event.previous.number());
  m.number("actor", event.actor.number());
  m.number("contact", event.contact.number());
  m.number("rep", event.rep.number());
  m.number("deal", event.deal.number());
  m.number("cycle", event.cycle);
  m.number("state_from", event.state_from);
  m.number("state_to", event.state_to);
  if (event.rule != Rule::none) m.name("rule", name_of(event.rule));
  if (event.refused != CommandKind::none) m.name("refused", name_of(event.refused));
  m.instant("due", event.due);
  m.instant("occurred_at", event.occurred_at);
  m.money("amount", event.amount);
  m.number("refers_to", event.refers_to.number());
  if (event.period != YearMonth()) m.name("period", event.period.to_string());
  m.list("roles", role_list(event.roles));
  if (event.touch != Touch::dial) m.name("touch", name_of(event.touch));
  if (event.disposition != Disposition::none) m.name("disposition", name_of(event.disposition));
  m.number("talk_seconds", event.talk_seconds);
  m.number("claim", event.claim.number());
  m.instant("effective_at", event.effective_at);
  m.number("other", event.other.number());
  m.number("cover", event.cover.number());
  m.number("importer", event.importer.number());
  m.number("owner", event.owner.number());
  if (event.scope != SuppressionScope::all) m.name("scope", name_of(event.scope));
  m.money("tax", event.tax);
  if (event.original.currency().present()) {
    m.any("original", json_of(event.original));
    m.money("original_tax", event.original_tax);
    m.name("exchange_rate", event.exchange_rate.to_string());
    m.date("exchange_on", event.exchange_on);
    m.text("exchange_source", event.exchange_source);
  }
  m.date("signed_on", event.signed_on);
  m.date("invoiced_on", event.invoiced_on);
  m.date("paid_on", event.paid_on);
  m.date("from", event.from);
  m.date("until", event.until);
  m.number("row", event.row);
  m.text("document_number", event.document_number);
  m.text("team", event.team);
  m.text("batch", event.batch);
  m.list("lines", line_list(event.lines));
  m.list("credits", credit_list(event.credits));
  m.list("match_keys", match_key_list(event.match_keys));
  m.list("balances", balance_list(event.balances));
  m.text("sort_key", event.sort_key.view());
  m.text("place", event.place.text());
  if (event.share != 0) m.any("share", event.share);
  m.text("key", event.key);
  m.text("reason", event.reason);
  m.text("niche", event.niche);
  m.text("document", event.document);
  m.digest("digest", event.digest);
  return m.take();
}

namespace {

JsonText readable_outcome(const RecordedCommand& recorded) {
  const Outcome& outcome = recorded.outcome;
  Members m;
  m.name("verdict", name_of(outcome.verdict));
  m.list("notices", bit_list(notice_names, static_cast<unsigned>(outcome.notices)));
  if (outcome.rule != Rule::none) m.name("rule", name_of(outcome.rule));
  if (outcome.verdict == Verdict::malformed) m.name("field", name_of(outcome.field));
  m.number("state", outcome.state);
  m.number("actor", outcome.actor.number());
  m.number("contact", outcome.contact.number());
  m.number("rep", outcome.rep.number());
  m.number("deal", outcome.deal.number());
  m.number("winner", outcome.winner.number());
  m.instant("winning_time", outcome.winning_time);
  m.number("other", outcome.other.number());
  m.number("winning_position", outcome.winning_position.number());
  m.number("position", outcome.position.number());
  m.number("event_count", outcome.event_count);
  return m.take();
}

JsonText readable_command(const RecordedCommand& recorded) {
  const Command& command = recorded.command;
  Members m;
  m.name("kind", name_of(command.kind));
  if (command.actor.present()) m.any("actor", reference(command.actor));
  JsonList given;
  for (int i = 0; i < field_count; ++i)
    if (command.given.has(static_cast<Field>(i))) given.add(name_of(static_cast<Field>(i)));
  m.any("given", given.take());
  auto has = [&command](Field field) { return command.given.has(field); };
  if (has(Field::contact)) m.any("contact", reference(command.contact));
  if (has(Field::rep)) m.any("rep", reference(command.rep));
  if (has(Field::deal)) m.any("deal", command.deal.number());
  if (has(Field::amount)) m.any("amount", json_of(command.amount));
  if (has(Field::due)) m.name("due", command.due.to_string());
  if (has(Field::occurred_at)) m.name("occurred_at", command.occurred_at.to_string());
  if (has(Field::key)) m.any("key", readable_text(command.key));
  if (has(Field::reason)) m.any("reason", readable_text(command.reason));
  if (has(Field::niche)) m.any("niche", readable_text(command.niche));
  if (has(Field::sort_key)) m.any("sort_key", readable_text(command.sort_key.view()));
  if (has(Field::place)) m.any("place", readable_text(command.place.text()));
  if (has(Field::document)) m.any("document", readable_text(command.document));
  if (has(Field::roles)) m.any("roles", role_list(command.roles).take());
  if (has(Field::active)) m.any("active", command.active);
  if (has(Field::touch)) m.name("touch", name_of(command.touch));
  if (has(Field::disposition)) m.name("disposition", name_of(command.disposition));
  if (has(Field::inbound)) m.any("inbound", command.inbound);
  if (has(Field::talk_seconds)) m.any("talk_seconds", command.talk_seconds);
  if (has(Field::confirm)) m.any("confirm", command.confirm);
  if (has(Field::period)) m.name("period", command.period.to_string());
  if (has(Field::refers_to)) m.any("refers_to", command.refers_to.number());
  if (has(Field::other)) m.any("other", reference(command.other));
  if (has(Field::with_claim)) m.any("with_claim", command.with_claim);
  if (has(Field::match_keys)) m.any("match_keys", match_key_list(command.match_keys).take());
  if (has(Field::scope)) m.name("scope", name_of(command.scope));
  if (has(Field::lines)) m.any("lines", line_list(command.lines).take());
  if (has(Field::tax)) m.any("tax", json_of(command.tax));
  if (has(Field::signed_on)) m.name("signed_on", command.signed_on.to_string());
  if (has(Field::invoiced_on)) m.name("invoiced_on", command.invoiced_on.to_string());
  if (has(Field::paid_on)) m.name("paid_on", command.paid_on.to_string());
  if (has(Field::document_number)) m.any("document_number", readable_text(command.document_number));
  if (has(Field::credits)) m.any("credits", credit_list(command.credits).take());
  if (has(Field::team)) m.any("team", readable_text(command.team));
  if (has(Field::cover)) m.any("cover", reference(command.cover));
  if (has(Field::from)) m.name("from", command.from.to_string());
  if (has(Field::until)) m.name("until", command.until.to_string());
  if (has(Field::reps)) {
    JsonList reps;
    for (const ActorRef& rep : command.reps) reps.add(reference(rep));
    m.any("reps", reps.take());
  }
  if (has(Field::batch)) m.any("batch", readable_text(command.batch));
  if (has(Field::row)) m.any("row", command.row);
  if (has(Field::importer)) m.any("importer", reference(command.importer));
  if (has(Field::balances)) m.any("balances", balance_list(command.balances).take());
  m.digest("personal", recorded.personal);
  const IdempotencyKey& once = command.idempotency;
  if (!once.producer.empty())
    m.any("idempotency",
          JsonObject().any("producer", readable_text(once.producer)).any("sequence", once.sequence).take());
  else if (!once.text.empty())
    m.any("idempotency", JsonObject().any("text", readable_text(once.text)).take());
  m.any("outcome", readable_outcome(recorded));
  return m.take();
}

}  // namespace

JsonObject readable_commit(const CommitReader& reader) {
  const CommitHeader& header = reader.header();
  JsonList events;
  for (std::uint32_t i = 0; i < reader.event_count(); ++i) {
    Event event;
    reader.event(i, event);
    events.add(readable_event(event));
  }
  JsonList commands;
  for (std::uint32_t i = 0; i < reader.command_count(); ++i) {
    RecordedCommand command;
    reader.command(i, command);
    commands.add(readable_command(command));
  }
  JsonObject out;
  out.any("format", header.format)
      .any("organisation", readable_text(header.organisation))
      .any("commit_number", header.commit_number)
      .any("first_position", header.first_position.number())
      .name("first_time", header.first_time.to_string())
      .name("commit_id", hex_of(header.commit_id.view()))
      .name("previous_hash", hex_of(header.previous_hash.view()))
      .any("events", events.take())
      .any("commands", commands.take());
  return out;
}

}  // namespace firstlog::inline v1::detail
