// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether a statement says what the events say that stand beside it, and whether its lines sum to its
// totals. What a plan pays for a close is not reckoned again: the policy's text is among the events.
#include <algorithm>

#include "firstlog/core/dispute.hpp"
#include "firstlog/rules/close_count.hpp"
#include "firstlog/views/statement.hpp"
#include "formats/statement_file.hpp"

namespace firstlog::inline v1::detail {
namespace {

// The kind of event that a line of that kind comes from; none: any, for kinds that a plan brings.
EventKind event_of(std::string_view line) noexcept {
  if (line == name_of(LineKind::close)) return EventKind::close_approved;
  if (line == name_of(LineKind::amendment)) return EventKind::close_amended;
  if (line == name_of(LineKind::revocation)) return EventKind::approval_revoked;
  if (line == name_of(LineKind::reversal)) return EventKind::close_reversed;
  if (line == name_of(LineKind::reinstatement)) return EventKind::reversal_undone;
  if (line == name_of(LineKind::adjustment)) return EventKind::adjusted;
  return EventKind::none;
}

bool defers(std::string_view line) noexcept {
  return line == name_of(LineKind::withheld) || line == name_of(LineKind::released);
}

EventKind resolved_by(std::string_view status) noexcept {
  if (status == name_of(DisputeStatus::accepted)) return EventKind::dispute_accepted;
  if (status == name_of(DisputeStatus::rejected)) return EventKind::dispute_rejected;
  if (status == name_of(DisputeStatus::withdrawn)) return EventKind::dispute_withdrawn;
  return EventKind::none;
}

// Thrown to leave a check at its first fault.
struct Fault {
  std::string path;
  std::string reason;
};

class Check {
 public:
  Check(const StatementProofs& parts, ReadStatement& read) : parts_(parts), read_(read) {}

  LineFault run() {
    Result<JsonValue> parsed = parse_json(parts_.statement, "$", proof_line_limits);
    if (!parsed) return {statement_line, "$", std::string(parsed.error().reason.view())};
    root_ = &*parsed;
    try {
      head();
      lines();
      deals();
      disputes();
      pending();
      plans();
      totals();
      everything_is_used();
    } catch (const Fault& fault) {
      return {statement_line, fault.path, fault.reason};
    }
    return unused_;
  }

 private:
  [[noreturn]] static void fail(const std::string& path, std::string_view reason) {
    throw Fault{path, std::string(reason)};
  }

  // ---- members --------------------------------------------------------------------------------------

  static const JsonValue& member(const JsonValue& object, const std::string& path, std::string_view name,
                                 JsonValue::Kind kind) {
    const JsonValue* value = object.find(name);
    const std::string at = path + "." + std::string(name);
    if (value == nullptr) fail(at, "the member is missing");
    if (value->kind != kind) fail(at, "the member is of another type");
    return *value;
  }
  static const std::string& text(const JsonValue& object, const std::string& path, std::string_view name) {
    return member(object, path, name, JsonValue::Kind::text).text;
  }
  static std::string_view optional_text(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value == nullptr || value->kind != JsonValue::Kind::text ? std::string_view()
                                                                    : std::string_view(value->text);
  }
  static std::uint64_t number(const JsonValue& object, const std::string& path, std::string_view name) {
    const JsonValue& value = member(object, path, name, JsonValue::Kind::integer);
    if (value.integer < 0) fail(path + "." + std::string(name), "the number is below zero");
    return static_cast<std::uint64_t>(value.integer);
  }
  static const std::vector<JsonValue>& list(const JsonValue& object, const std::string& path,
                                            std::string_view name) {
    return member(object, path, name, JsonValue::Kind::list).items;
  }
  Money money(const JsonValue& object, const std::string& path, std::string_view name) const {
    const Result<Money> amount = Money::parse(text(object, path, name), currency_);
    if (!amount) fail(path + "." + std::string(name), amount.error().reason.view());
    return *amount;
  }
  static CloseCount closes(const JsonValue& object, const std::string& path, std::string_view name) {
    const Result<Rate> rate = Rate::parse(text(object, path, name));
    const std::optional<CloseCount> count = rate ? CloseCount::of(*rate) : std::nullopt;
    if (!count) fail(path + "." + std::string(name), "this is no count of closes");
    return *count;
  }

  // ---- events ---------------------------------------------------------------------------------------

  // The event that a position names, which must be of that kind; none: of any.
  const Event& event(const JsonValue& object, const std::string& path, std::string_view name,
                     EventKind kind) {
    const std::string at = path + "." + std::string(name);
    const Position position(number(object, path, name));
    if (position > as_of_) fail(at, "the position lies behind the newest that the statement knows");
    for (std::size_t i = 0; i < read_.events.size(); ++i) {
      const Event& one = read_.events[i];
      if (one.position != position) continue;
      if (kind != EventKind::none && one.kind != kind) {
        std::string reason = "the event at that position is ";
        fail(at, reason.append(name_of(one.kind)).append(", not ").append(name_of(kind)));
      }
      used_[i] = true;
      return one;
    }
    fail(at, "no event of that position stands in the file");
  }
  void same_time(const JsonValue& object, const std::string& path, std::string_view name, Instant at) const {
    if (text(object, path, name) != at.to_string())
      fail(path + "." + std::string(name), "the event has another time: " + at.to_string());
  }
  void same_actor(const JsonValue& object, const std::string& path, std::string_view name,
                  ActorId actor) const {
    if (optional_text(object, name) != key_of(actor))
      fail(path + "." + std::string(name), "the event names somebody else");
  }
  void same_reason(const JsonValue& object, const std::string& path, std::string_view name,
                   std::string_view reason) const {
    if (optional_text(object, name) != reason)
      fail(path + "." + std::string(name), "the event gives another reason");
  }
  std::string_view key_of(ActorId actor) const {
    const auto at = read_.actors.find(actor.number());
    return at == read_.actors.end() ? std::string_view() : at->second;
  }
  std::string_view key_of(ContactId contact) const {
    const auto at = read_.contacts.find(contact.number());
    return at == read_.contacts.end() ? std::string_view() : at->second;
  }

  // ---- the statement --------------------------------------------------------------------------------

  void head() {
    used_.resize(read_.events.size());
    if (number(*root_, "$", "firstlog_statement") != 1)
      fail("$.firstlog_statement", "this is no statement that this version can read");
    read_.organisation = text(*root_, "$", "organisation");
    read_.rep = text(*root_, "$", "rep");
    const bool registered = std::any_of(read_.actors.begin(), read_.actors.end(),
                                        [this](const auto& actor) { return actor.second == read_.rep; });
    if (!registered) fail("$.rep", "the rep's registration is missing");
    for (const InclusionProof& proof : parts_.events)
      if (proof.organisation != read_.organisation)
        fail("$.organisation", "the events are of another organisation's journal");
    const Result<YearMonth> period = YearMonth::parse(text(*root_, "$", "period"));
    if (!period) fail("$.period", period.error().reason.view());
    read_.period = *period;
    const Result<Currency> currency = Currency::parse(text(*root_, "$", "currency"));
    if (!currency) fail("$.currency", currency.error().reason.view());
    currency_ = *currency;
    as_of_ = Position(number(*root_, "$", "as_of"));
    read_.frozen = member(*root_, "$", "frozen", JsonValue::Kind::boolean).boolean;
    if (!read_.frozen) {
      for (const std::string_view name : {"frozen_position", "frozen_at"})
        if (root_->find(name) != nullptr) fail("$." + std::string(name), "the statement is live");
      return;
    }
    const Event& freeze = event(*root_, "$", "frozen_position", EventKind::period_closed);
    if (freeze.period != read_.period) fail("$.frozen_position", "that event closed another period");
    if (freeze.position != as_of_) fail("$.as_of", "a frozen statement is as of its freeze");
    same_time(*root_, "$", "frozen_at", freeze.at());
  }

  void lines() {
    const std::vector<JsonValue>& all = list(*root_, "$", "lines");
    read_.lines = all.size();
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string path = "$.lines[" + std::to_string(i) + "]";
      const std::uint64_t position = number(all[i], path, "position");
      if (position < before) fail(path + ".position", "lines stand in the order of their positions");
      before = position;
      line(all[i], path);
    }
  }

  void line(const JsonValue& json, const std::string& path) {
    const std::string& kind = text(json, path, "kind");
    const Event& entry = event(json, path, "position", event_of(kind));
    same_time(json, path, "entered_at", entry.at());
    same_actor(json, path, "approver", entry.actor);
    same_reason(json, path, "reason", entry.reason);
    const Money commission = money(json, path, "commission");
    const bool adjusts = entry.kind == EventKind::adjusted;
    const bool deferred = defers(kind);
    sum(adjusts ? adjustments_ : deferred ? withheld_ : commission_, commission, path + ".commission");
    if (adjusts) {
      if (commission != entry.amount) fail(path + ".commission", "the event has another amount");
      if (key_of(entry.rep) != read_.rep) fail(path + ".position", "the adjustment is of another rep");
      if (entry.period != read_.period) fail(path + ".position", "the adjustment posts to another period");
    } else if (json.find("deal") != nullptr) {
      deal_line(json, path, kind, entry, commission);
    }
    line_positions_.insert(entry.position.number());
    paid_[entry.position.number()] += commission.minor_units();
  }

  void deal_line(const JsonValue& json, const std::string& path, std::string_view kind, const Event& entry,
                 Money commission) {
    const std::uint64_t deal = number(json, path, "deal");
    // A close that is paid otherwise stands beside the entry of another deal that brought it about.
    const bool rerated =
        kind == name_of(LineKind::rerated) || kind == name_of(LineKind::team_override) || defers(kind);
    if (!rerated && deal != entry.deal.number()) fail(path + ".deal", "the event is about another deal");
    const Event& closed = event(json, path, "closed_position", EventKind::close_logged);
    if (closed.deal.number() != deal) fail(path + ".closed_position", "that close is of another deal");
    same_time(json, path, "closed_at", closed.at());
    const std::string& contact = text(json, path, "contact");
    if (contact != key_of(closed.contact) && (rerated || contact != key_of(entry.contact)))
      fail(path + ".contact", "the event is about another contact");
    const Money invoiced = money(json, path, "invoiced");
    const CloseCount count = closes(json, path, "closes");
    sum(revenue_, invoiced, path + ".invoiced");
    closes_ = checked_add(closes_, count).value_or(closes_);
    DealSum& own = by_deal_[deal];
    own.invoiced += invoiced.minor_units();
    if (!defers(kind)) own.commission += commission.minor_units();
    own.closes = checked_add(own.closes, count).value_or(own.closes);
    ++own.lines;
    if (rerated || entry.kind != EventKind::close_approved) {
      const Event& approval = event(json, path, "refers_to", EventKind::close_approved);
      if (approval.deal.number() != deal) fail(path + ".refers_to", "that approval is of another deal");
      same_time(json, path, "approved_at", approval.at());
      return;
    }
    same_time(json, path, "approved_at", entry.at());
    if (entry.period != read_.period) fail(path + ".position", "the approval counts in another period");
    if (entry.credits.empty()) {
      if (key_of(entry.rep) != read_.rep) fail(path + ".position", "the approval pays another rep");
      if (invoiced != entry.amount) fail(path + ".invoiced", "the event has another amount");
      return;
    }
    const bool shares = std::any_of(entry.credits.begin(), entry.credits.end(),
                                    [&](const CreditShare& one) { return key_of(one.rep.id) == read_.rep; });
    if (!shares) fail(path + ".position", "the approval pays the rep no share");
    if (invoiced.minor_units() > entry.amount.minor_units())
      fail(path + ".invoiced", "the share is larger than the whole amount");
  }

  void deals() {
    const std::vector<JsonValue>& all = list(*root_, "$", "deals");
    std::size_t summed = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string path = "$.deals[" + std::to_string(i) + "]";
      const auto at = by_deal_.find(number(all[i], path, "deal"));
      if (at == by_deal_.end()) fail(path + ".deal", "no line is about this deal");
      ++summed;
      const DealSum& own = at->second;
      if (number(all[i], path, "lines") != own.lines) fail(path + ".lines", "there are more or fewer lines");
      if (closes(all[i], path, "closes") != own.closes) fail(path + ".closes", "the lines do not sum to it");
      equal_sum(all[i], path, "invoiced", own.invoiced);
      equal_sum(all[i], path, "commission", own.commission);
    }
    if (summed != by_deal_.size()) fail("$.deals", "a deal that lines are about is missing");
  }

  void disputes() {
    const std::vector<JsonValue>& all = list(*root_, "$", "disputes");
    for (std::size_t i = 0; i < all.size(); ++i) {
      const JsonValue& json = all[i];
      const std::string path = "$.disputes[" + std::to_string(i) + "]";
      const Event& opened = event(json, path, "opened", EventKind::dispute_opened);
      if (text(json, path, "number") != opened.document_number)
        fail(path + ".number", "the event has another number");
      if (number(json, path, "line") != opened.refers_to.number())
        fail(path + ".line", "the dispute is about another line");
      if (line_positions_.count(opened.refers_to.number()) == 0)
        fail(path + ".line", "there is no such line");
      if (text(json, path, "rep") != read_.rep || key_of(opened.rep) != read_.rep)
        fail(path + ".rep", "the dispute is another rep's");
      same_time(json, path, "opened_at", opened.at());
      same_actor(json, path, "opener", opened.actor);
      same_reason(json, path, "reason", opened.reason);
      if (opened.due != Instant()) same_time(json, path, "due", opened.due);
      const std::string& status = text(json, path, "status");
      if (status == name_of(DisputeStatus::open)) {
        if (json.find("resolved") != nullptr) fail(path + ".resolved", "the dispute is open");
        disputed_ += paid_[opened.refers_to.number()];
        continue;
      }
      const EventKind kind = resolved_by(status);
      if (kind == EventKind::none) fail(path + ".status", "there is no such status");
      const Event& resolved = event(json, path, "resolved", kind);
      if (resolved.document_number != opened.document_number)
        fail(path + ".resolved", "that event resolved another dispute");
      same_time(json, path, "resolved_at", resolved.at());
      same_actor(json, path, "resolver", resolved.actor);
      same_reason(json, path, "resolution", resolved.reason);
      const JsonValue* answer = json.find("answer");
      const std::uint64_t named =
          answer == nullptr || answer->integer < 0 ? 0 : static_cast<std::uint64_t>(answer->integer);
      if (named != resolved.refers_to.number()) fail(path + ".answer", "the event names another answer");
    }
  }

  void pending() {
    const std::vector<JsonValue>& all = list(*root_, "$", "pending");
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string path = "$.pending[" + std::to_string(i) + "]";
      const Event& closed = event(all[i], path, "position", EventKind::close_logged);
      if (number(all[i], path, "deal") != closed.deal.number())
        fail(path + ".deal", "the event is about another deal");
      same_time(all[i], path, "closed_at", closed.at());
      same_actor(all[i], path, "closer", closed.actor);
    }
  }

  void plans() {
    const std::vector<JsonValue>& all = list(*root_, "$", "plans");
    for (std::size_t i = 0; i < all.size(); ++i)
      event(all[i], "$.plans[" + std::to_string(i) + "]", "adopted", EventKind::policy_adopted);
  }

  void totals() {
    const JsonValue& totals = member(*root_, "$", "totals", JsonValue::Kind::object);
    const std::string path = "$.totals";
    equal_sum(totals, path, "revenue", revenue_);
    equal_sum(totals, path, "commission", commission_);
    equal_sum(totals, path, "adjustments", adjustments_);
    if (withheld_ != 0 || totals.find("withheld") != nullptr) equal_sum(totals, path, "withheld", withheld_);
    equal_sum(totals, path, "total", commission_ + adjustments_ + withheld_);
    equal_sum(totals, path, "disputed", disputed_);
    if (closes(totals, path, "closes") != closes_) fail(path + ".closes", "the lines do not sum to it");
    read_.total = money(totals, path, "total");
  }

  void everything_is_used() {
    for (std::size_t i = 0; i < used_.size(); ++i)
      if (!used_[i]) {
        unused_ = {first_event_line + i, "$.event", "nothing in the statement rests on this event"};
        return;
      }
  }

  static void sum(std::int64_t& total, Money amount, const std::string& path) {
    if (__builtin_add_overflow(total, amount.minor_units(), &total))
      fail(path, "the lines sum beyond 64 bits");
  }
  void equal_sum(const JsonValue& object, const std::string& path, std::string_view name,
                 std::int64_t minor) const {
    if (money(object, path, name).minor_units() == minor) return;
    fail(path + "." + std::string(name),
         "the lines sum to another amount: " + Money::minor(minor, currency_).to_string());
  }

  struct DealSum {
    std::int64_t invoiced = 0;
    std::int64_t commission = 0;
    CloseCount closes;
    std::uint64_t lines = 0;
  };

  const StatementProofs& parts_;
  ReadStatement& read_;
  const JsonValue* root_ = nullptr;
  Currency currency_;
  Position as_of_;
  std::vector<bool> used_;
  LineFault unused_;
  std::map<std::uint64_t, DealSum> by_deal_;
  std::set<std::uint64_t> line_positions_;
  std::map<std::uint64_t, std::int64_t> paid_;  // by the line's position
  std::int64_t revenue_ = 0;
  std::int64_t commission_ = 0;
  std::int64_t adjustments_ = 0;
  std::int64_t withheld_ = 0;
  std::int64_t disputed_ = 0;
  CloseCount closes_;
};

}  // namespace

LineFault check_statement(const StatementProofs& parts, ReadStatement& read) {
  return Check(parts, read).run();
}

}  // namespace firstlog::inline v1::detail
