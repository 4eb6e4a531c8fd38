// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/commit_json.hpp"

#include <string>
#include <string_view>

#include "firstlog/base/text.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1::detail {
namespace {

using Json = nlohmann::ordered_json;

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
Json bit_list(const BitName (&names)[Size], unsigned bits) {
  Json list = Json::array();
  for (const BitName& name : names)
    if ((bits & name.bit) != 0) list.push_back(std::string(name.name));
  return list;
}

Json role_list(Roles roles) {
  Json list = Json::array();
  for (int i = 0; i < role_count; ++i)
    if (roles.has(static_cast<Role>(i))) list.push_back(std::string(name_of(static_cast<Role>(i))));
  return list;
}

Json text_value(std::string_view text) {
  if (valid_utf8(text)) return std::string(text);
  std::string base64;
  append_base64(base64, as_bytes(text));
  return Json{{"base64", base64}};
}

Json money_value(Money money) {
  return Json{{"amount", money.to_string()}, {"currency", money.currency().code()}};
}

template <std::size_t Size, class Tag>
std::string hex_value(const FixedBytes<Tag, Size>& bytes) {
  std::string hex;
  append_hex(hex, bytes.view());
  return hex;
}

// Adds members, leaving out those that hold their default.
class Members {
 public:
  void name(const char* member, std::string_view value) { json_[member] = std::string(value); }
  void number(const char* member, std::uint64_t value) {
    if (value != 0) json_[member] = value;
  }
  void text(const char* member, std::string_view value) {
    if (!value.empty()) json_[member] = text_value(value);
  }
  void instant(const char* member, Instant value) {
    if (value != Instant()) json_[member] = value.to_string();
  }
  void date(const char* member, Date value) {
    if (value != Date()) json_[member] = value.to_string();
  }
  void list(const char* member, Json value) {
    if (!value.empty()) json_[member] = std::move(value);
  }
  void digest(const char* member, const Digest& value) {
    if (value.present()) json_[member] = hex_value(value);
  }
  void any(const char* member, Json value) { json_[member] = std::move(value); }
  Json take() { return std::move(json_); }

 private:
  Json json_ = Json::object();
};

template <class Tag>
Json reference(const Ref<Tag>& ref) {
  return ref.id.present() ? Json(ref.id.number()) : text_value(ref.key);
}

Json line_list(std::span<const DealLine> lines) {
  Json list = Json::array();
  for (const DealLine& line : lines) {
    Json one = Json::object();
    if (!line.product.empty()) one["product"] = text_value(line.product);
    one["quantity"] = line.quantity;
    one["net"] = money_value(line.net);
    if (line.tax.currency().present()) one["tax"] = money_value(line.tax);
    if (line.cost.currency().present()) one["cost"] = money_value(line.cost);
    list.push_back(std::move(one));
  }
  return list;
}

Json credit_list(std::span<const CreditShare> credits) {
  Json list = Json::array();
  for (const CreditShare& credit : credits)
    list.push_back(Json{{"rep", reference(credit.rep)}, {"share", credit.share.to_string()}});
  return list;
}

Json match_key_list(std::span<const MatchKey> keys) {
  Json list = Json::array();
  for (const MatchKey& key : keys) {
    std::string hex;
    append_hex(hex, Bytes(key.hash));
    list.push_back(Json{{"kind", std::string(name_of(key.kind))}, {"hash", hex}});
  }
  return list;
}

Json balance_list(std::span<const OpeningBalance> balances) {
  Json list = Json::array();
  for (const OpeningBalance& balance : balances) {
    Json one{{"kind", std::string(name_of(balance.kind))}};
    if (balance.amount.currency().present()) one["amount"] = money_value(balance.amount);
    if (balance.closes != 0) one["closes"] = balance.closes;
    list.push_back(std::move(one));
  }
  return list;
}

Json event_members(const Event& event) {
  Members m;
  m.any("position", event.position.number());
  m.any("recorded_at", event.recorded_at.to_string());
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
  if (event.amount.currency().present()) m.any("amount", money_value(event.amount));
  m.number("refers_to", event.refers_to.number());
  if (event.period != YearMonth()) m.any("period", event.period.to_string());
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
  if (event.tax.currency().present()) m.any("tax", money_value(event.tax));
  if (event.original.currency().present()) {
    m.any("original", money_value(event.original));
    if (event.original_tax.currency().present()) m.any("original_tax", money_value(event.original_tax));
    m.any("exchange_rate", event.exchange_rate.to_string());
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

}  // namespace

Json readable_event(const Event& event) {
  return event_members(event);
}

Json readable_text(std::string_view text) {
  return text_value(text);
}

namespace {

Json readable_outcome(const RecordedCommand& recorded) {
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

Json readable_command(const RecordedCommand& recorded) {
  const Command& command = recorded.command;
  Members m;
  m.name("kind", name_of(command.kind));
  if (command.actor.present()) m.any("actor", reference(command.actor));
  Json given = Json::array();
  for (int i = 0; i < field_count; ++i)
    if (command.given.has(static_cast<Field>(i)))
      given.push_back(std::string(name_of(static_cast<Field>(i))));
  m.any("given", std::move(given));
  auto has = [&command](Field field) { return command.given.has(field); };
  if (has(Field::contact)) m.any("contact", reference(command.contact));
  if (has(Field::rep)) m.any("rep", reference(command.rep));
  if (has(Field::deal)) m.any("deal", command.deal.number());
  if (has(Field::amount)) m.any("amount", money_value(command.amount));
  if (has(Field::due)) m.any("due", command.due.to_string());
  if (has(Field::occurred_at)) m.any("occurred_at", command.occurred_at.to_string());
  if (has(Field::key)) m.any("key", text_value(command.key));
  if (has(Field::reason)) m.any("reason", text_value(command.reason));
  if (has(Field::niche)) m.any("niche", text_value(command.niche));
  if (has(Field::sort_key)) m.any("sort_key", text_value(command.sort_key.view()));
  if (has(Field::place)) m.any("place", text_value(command.place.text()));
  if (has(Field::document)) m.any("document", text_value(command.document));
  if (has(Field::roles)) m.any("roles", role_list(command.roles));
  if (has(Field::active)) m.any("active", command.active);
  if (has(Field::touch)) m.name("touch", name_of(command.touch));
  if (has(Field::disposition)) m.name("disposition", name_of(command.disposition));
  if (has(Field::inbound)) m.any("inbound", command.inbound);
  if (has(Field::talk_seconds)) m.any("talk_seconds", command.talk_seconds);
  if (has(Field::confirm)) m.any("confirm", command.confirm);
  if (has(Field::period)) m.any("period", command.period.to_string());
  if (has(Field::refers_to)) m.any("refers_to", command.refers_to.number());
  if (has(Field::other)) m.any("other", reference(command.other));
  if (has(Field::with_claim)) m.any("with_claim", command.with_claim);
  if (has(Field::match_keys)) m.any("match_keys", match_key_list(command.match_keys));
  if (has(Field::scope)) m.name("scope", name_of(command.scope));
  if (has(Field::lines)) m.any("lines", line_list(command.lines));
  if (has(Field::tax)) m.any("tax", money_value(command.tax));
  if (has(Field::signed_on)) m.any("signed_on", command.signed_on.to_string());
  if (has(Field::invoiced_on)) m.any("invoiced_on", command.invoiced_on.to_string());
  if (has(Field::paid_on)) m.any("paid_on", command.paid_on.to_string());
  if (has(Field::document_number)) m.any("document_number", text_value(command.document_number));
  if (has(Field::credits)) m.any("credits", credit_list(command.credits));
  if (has(Field::team)) m.any("team", text_value(command.team));
  if (has(Field::cover)) m.any("cover", reference(command.cover));
  if (has(Field::from)) m.any("from", command.from.to_string());
  if (has(Field::until)) m.any("until", command.until.to_string());
  if (has(Field::reps)) {
    Json reps = Json::array();
    for (const ActorRef& rep : command.reps) reps.push_back(reference(rep));
    m.any("reps", std::move(reps));
  }
  if (has(Field::batch)) m.any("batch", text_value(command.batch));
  if (has(Field::row)) m.any("row", command.row);
  if (has(Field::importer)) m.any("importer", reference(command.importer));
  if (has(Field::balances)) m.any("balances", balance_list(command.balances));
  m.digest("personal", recorded.personal);
  if (!command.idempotency.producer.empty())
    m.any("idempotency", Json{{"producer", text_value(command.idempotency.producer)},
                              {"sequence", command.idempotency.sequence}});
  else if (!command.idempotency.text.empty())
    m.any("idempotency", Json{{"text", text_value(command.idempotency.text)}});
  m.any("outcome", readable_outcome(recorded));
  return m.take();
}

}  // namespace

Json readable_commit(const CommitReader& reader) {
  const CommitHeader& header = reader.header();
  Json out = Json::object();
  out["format"] = header.format;
  out["organisation"] = text_value(header.organisation);
  out["commit_number"] = header.commit_number;
  out["first_position"] = header.first_position.number();
  out["first_time"] = header.first_time.to_string();
  out["commit_id"] = hex_value(header.commit_id);
  out["previous_hash"] = hex_value(header.previous_hash);
  Json events = Json::array();
  for (std::uint32_t i = 0; i < reader.event_count(); ++i) {
    Event event;
    reader.event(i, event);
    events.push_back(readable_event(event));
  }
  out["events"] = std::move(events);
  Json commands = Json::array();
  for (std::uint32_t i = 0; i < reader.command_count(); ++i) {
    RecordedCommand command;
    reader.command(i, command);
    commands.push_back(readable_command(command));
  }
  out["commands"] = std::move(commands);
  return out;
}

}  // namespace firstlog::inline v1::detail
