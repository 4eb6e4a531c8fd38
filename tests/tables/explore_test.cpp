// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Goes through every standing of a contact × people × policies × times and gives every command of the
// table in every form: each field missing, surplus, with each of its values, and any two fields so
// at once. What came of it must be what core/command_effects.hpp declares, neither less nor more.
// A new command takes part by itself; a new field needs its values here, a new rule perhaps a standing
// or a policy that leads to it.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/core/command_effects.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/store/zone_files.hpp"
#include "support/engine_world.hpp"
#include "support/letter_collator.hpp"
#include "support/standings.hpp"
#include "tables/observed.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

const std::array<std::byte, 65537> too_much{};

// ---- what a field can say -------------------------------------------------------------------------

using Setting = void (*)(Command&, Instant now);

// Of the standing that is explored; any other position where it has none.
Position newest_reversal{2};
Position newest_amendment{2};
Position disputed{2};  // of the dispute "taken"

// The first is one that most commands take.
std::vector<Setting> values_of(Field field) {
  using C = Command;
  using I = Instant;
  switch (field) {
    case Field::contact:
      return {[](C& c, I) { c.contact = "c"; },           [](C& c, I) { c.contact = "fresh"; },
              [](C& c, I) { c.contact = "sold"; },        [](C& c, I) { c.contact = "lost roofer"; },
              [](C& c, I) { c.contact = "lost baker"; },  [](C& c, I) { c.contact = "lost german"; },
              [](C& c, I) { c.contact = "lost welder"; }, [](C& c, I) { c.contact = "unheard of"; }};
    case Field::rep:
      return {[](C& c, I) { c.rep = "cleo"; },      [](C& c, I) { c.rep = "ana"; },
              [](C& c, I) { c.rep = "ina"; },       [](C& c, I) { c.rep = "max"; },
              [](C& c, I) { c.rep = "abe"; },       [](C& c, I) { c.rep = "root"; },
              [](C& c, I) { c.rep = "unheard of"; }};
    case Field::deal: return {[](C& c, I) { c.deal = DealId(1); }, [](C& c, I) { c.deal = DealId(999); }};
    case Field::amount:
      return {[](C& c, I) { c.amount = eur(5000); }, [](C& c, I) { c.amount = eur(0); },
              [](C& c, I) { c.amount = Money::minor(5000, currency("USD")); },
              [](C& c, I) { c.amount = eur(10'000'000'000'001); }, [](C& c, I) { c.amount = Money(); }};
    case Field::due:
      return {[](C& c, I now) { c.due = now + Duration::hours(24); }, [](C& c, I now) { c.due = now; },
              [](C& c, I now) { c.due = now + Duration::hours(24 * 400); },
              [](C& c, I now) { c.due = now - Duration::hours(1); }};
    case Field::occurred_at: return {[](C& c, I now) { c.occurred_at = now - Duration::hours(1); }};
    case Field::key:
      return {[](C& c, I) { c.key = "new"; }, [](C& c, I) { c.key = "ana"; }, [](C& c, I) { c.key = "c"; },
              [](C& c, I) { c.key = ""; }};
    case Field::reason: return {[](C& c, I) { c.reason = "why"; }, [](C& c, I) { c.reason = ""; }};
    case Field::niche:
      return {[](C& c, I) { c.niche = "roofing"; }, [](C& c, I) { c.niche = "plumbing"; },
              [](C& c, I) { c.niche = "welding"; }, [](C& c, I) { c.niche = ""; }};
    case Field::sort_key:
      return {[](C& c, I) { c.sort_key = fold_name("Baker"); },
              [](C& c, I) { c.sort_key = fold_name("Zinc"); }};
    case Field::document: return {[](C& c, I) { c.document = "policy"; }, [](C& c, I) { c.document = ""; }};
    case Field::roles:
      return {[](C& c, I) { c.roles = Role::rep; }, [](C& c, I) { c.roles = Role::manager; },
              [](C& c, I) { c.roles = Roles(); }};
    case Field::active: return {[](C& c, I) { c.active = true; }, [](C& c, I) { c.active = false; }};
    case Field::touch:
      return {[](C& c, I) { c.touch = Touch::email; }, [](C& c, I) { c.touch = static_cast<Touch>(99); }};
    case Field::disposition:
      return {[](C& c, I) { c.disposition = Disposition::connect; },
              [](C& c, I) { c.disposition = static_cast<Disposition>(99); }};
    case Field::inbound: return {[](C& c, I) { c.inbound = true; }, [](C& c, I) { c.inbound = false; }};
    case Field::talk_seconds: return {[](C& c, I) { c.talk_seconds = 61; }};
    case Field::confirm: return {[](C& c, I) { c.confirm = true; }, [](C& c, I) { c.confirm = false; }};
    case Field::period:
      return {[](C& c, I) { c.period = month("2026-01"); }, [](C& c, I) { c.period = month("2025-12"); },
              [](C& c, I) { c.period = month("2026-02"); }};
    case Field::personal:
      return {[](C& c, I) { c.personal = as_bytes("hello"); }, [](C& c, I) { c.personal = Bytes(too_much); }};
    case Field::place:
      return {[](C& c, I) { c.place = Place::of("DE", "", "10115"); },
              [](C& c, I) { c.place = Place::of("D3", "", ""); }};
    case Field::refers_to:
      return {[](C& c, I) { c.refers_to = Position(1); }, [](C& c, I) { c.refers_to = Position(1'000'000); },
              [](C& c, I) { c.refers_to = newest_reversal; }, [](C& c, I) { c.refers_to = newest_amendment; },
              [](C& c, I) { c.refers_to = disputed; }};
    case Field::other:
      return {[](C& c, I) { c.other = "fresh"; }, [](C& c, I) { c.other = "c"; },
              [](C& c, I) { c.other = "unheard of"; }};
    case Field::with_claim: return {[](C& c, I) { c.with_claim = true; }};
    case Field::match_keys: {
      static const MatchKey keys[] = {{MatchKind::phone, {std::byte{1}}}, {MatchKind::email, {std::byte{2}}}};
      return {[](C& c, I) { c.match_keys = keys; }};
    }
    case Field::scope:
      return {[](C& c, I) { c.scope = SuppressionScope::calls; },
              [](C& c, I) { c.scope = static_cast<SuppressionScope>(99); }};
    case Field::lines: {
      static const DealLine lines[] = {{.product = "sign", .quantity = 2, .net = eur(5000)}};
      static const DealLine others[] = {{.product = "sign", .quantity = 2, .net = eur(4999)}};
      return {[](C& c, I) { c.lines = lines; }, [](C& c, I) { c.lines = others; }};
    }
    case Field::tax: return {[](C& c, I) { c.tax = eur(950); }, [](C& c, I) { c.tax = eur(-1); }};
    case Field::signed_on: return {[](C& c, I) { c.signed_on = day("2026-01-05"); }};
    case Field::invoiced_on: return {[](C& c, I) { c.invoiced_on = day("2026-01-06"); }};
    case Field::paid_on: return {[](C& c, I) { c.paid_on = day("2026-01-07"); }};
    case Field::document_number:
      return {[](C& c, I) { c.document_number = "I-1"; }, [](C& c, I) { c.document_number = "taken"; },
              [](C& c, I) { c.document_number = "resolved"; }};
    case Field::credits: {
      static const CreditShare halves[] = {{"ana", Rate::of(1, 2)}, {"ben", Rate::of(1, 2)}};
      static const CreditShare less[] = {{"ana", Rate::of(1, 2)}};
      static const CreditShare twice[] = {{"ana", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}};
      static const CreditShare fine[] = {{"ana", Rate::of(1, 1009)}, {"ben", Rate::of(1008, 1009)}};
      static const CreditShare managers[] = {{"max", Rate::of(1, 1)}};
      static const CreditShare strangers[] = {{"unheard of", Rate::of(1, 1)}};
      return {[](C& c, I) { c.credits = halves; },   [](C& c, I) { c.credits = less; },
              [](C& c, I) { c.credits = twice; },    [](C& c, I) { c.credits = fine; },
              [](C& c, I) { c.credits = managers; }, [](C& c, I) { c.credits = strangers; }};
    }
    case Field::team: return {[](C& c, I) { c.team = "north"; }};
    case Field::cover:
      return {[](C& c, I) { c.cover = "ben"; },       [](C& c, I) { c.cover = "cleo"; },
              [](C& c, I) { c.cover = "ina"; },       [](C& c, I) { c.cover = "max"; },
              [](C& c, I) { c.cover = "abe"; },       [](C& c, I) { c.cover = "leo"; },
              [](C& c, I) { c.cover = "unheard of"; }};
    case Field::from:
      return {[](C& c, I) { c.from = day("2026-01-05"); }, [](C& c, I) { c.from = day("2025-12-31"); },
              [](C& c, I) { c.from = day("2026-01-07"); }};
    case Field::until:
      return {[](C& c, I) { c.until = day("2026-01-09"); }, [](C& c, I) { c.until = day("2026-01-04"); }};
    case Field::reps: {
      static const ActorRef reps[] = {"ben", "dora"};
      static const ActorRef self[] = {"cleo"};
      static const ActorRef idle[] = {"ina"};
      static const ActorRef no_rep[] = {"max"};
      static const ActorRef away[] = {"abe"};
      static const ActorRef twice[] = {"ben", "ben"};
      static const ActorRef unknown[] = {"unheard of"};
      return {[](C& c, I) { c.reps = reps; },   [](C& c, I) { c.reps = self; },
              [](C& c, I) { c.reps = idle; },   [](C& c, I) { c.reps = no_rep; },
              [](C& c, I) { c.reps = away; },   [](C& c, I) { c.reps = twice; },
              [](C& c, I) { c.reps = unknown; }};
    }
    case Field::batch: return {[](C& c, I) { c.batch = "old crm"; }, [](C& c, I) { c.batch = ""; }};
    case Field::row: return {[](C& c, I) { c.row = 1; }};
    case Field::importer: return {[](C& c, I) { c.importer = "root"; }};
    case Field::balances: {
      static const OpeningBalance balances[] = {{.kind = BalanceKind::draw_debt, .amount = eur(100)}};
      static const OpeningBalance dollars[] = {
          {.kind = BalanceKind::draw_debt, .amount = Money::minor(100, currency("USD"))}};
      return {[](C& c, I) { c.balances = balances; }, [](C& c, I) { c.balances = dollars; }};
    }
    case Field::kind:
    case Field::actor:
    case Field::idempotency: break;
  }
  return {};
}

// Every form of a command: all it needs; each needed field missing; one it does not know; each known
// field with each value, and where `pairs`, any two of them.
std::vector<Command> forms_of(const CommandRow& row, Instant now, bool pairs) {
  Command plain;
  plain.kind = row.kind;
  std::vector<std::pair<Field, Setting>> settings;
  Command surplus;
  for (int n = 0; n < field_count; ++n) {
    const auto field = static_cast<Field>(n);
    const std::vector<Setting> values = values_of(field);
    EXPECT_FALSE(values.empty()) << name_of(field);
    if (row.needs.has(field)) {
      plain.given.add(field);
      values[0](plain, now);
    } else if (!row.knows.has(field)) {
      surplus.given.add(field);
      continue;
    }
    for (Setting value : values) settings.emplace_back(field, value);
  }
  std::vector<Command> forms{plain};
  forms.push_back(plain);
  forms.back().given.add(surplus.given.first());
  for (int n = 0; n < field_count; ++n)
    if (const auto field = static_cast<Field>(n); row.needs.has(field)) {
      forms.push_back(plain);
      forms.back().given = plain.given.without(field);
    }
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const auto& [field, value] = settings[i];
    Command one = plain;
    one.given.add(field);
    value(one, now);
    forms.push_back(one);
    for (std::size_t j = i + 1; pairs && j < settings.size(); ++j) {
      if (settings[j].first == field) continue;
      forms.push_back(one);
      forms.back().given.add(settings[j].first);
      settings[j].second(forms.back(), now);
    }
  }
  return forms;
}

// ---- under which policies -------------------------------------------------------------------------

void assign_by_rules(Policy& policy) {
  policy.assignment = {
      {.name = "roofers", .niche = "roofing", .from = "", .to = "", .rep = "ana"},
      {.name = "A to K", .niche = "", .from = "A", .to = "K", .rep = "ben"},
      {.name = "Germany", .niche = "", .from = "", .to = "", .rep = "ana", .country = "DE"},
      {.name = "plumbers", .niche = "plumbing", .from = "", .to = "", .rep = "", .reps = {{"ana"}, {"ben"}}},
      {.name = "welders", .niche = "welding", .from = "", .to = "", .rep = "", .reps = {{"mia", 1, 0}}},
  };
}

void anyone_may(Policy& policy) {
  for (const CommandRow& row : command_rows)
    if (row.roles != Roles(Role::system) && row.kind != CommandKind::found_organisation)
      policy.roles.push_back({static_cast<std::uint16_t>(row.kind), detail::anyone});
}

void rows(Policy& policy, Who who, bool claims) {
  for (PipelineRow& row : policy.pipeline.rows) {
    row.who.assignee = row.who.assignee || who.assignee;
    row.who.manager = row.who.manager || who.manager;
    row.establishes_claim = claims;
  }
}

using Variant = void (*)(Policy&);
constexpr Variant variants[] = {
    [](Policy&) {},
    [](Policy& p) {
      assign_by_rules(p);
      p.assignment.push_back(
          {.name = "the rest", .niche = "", .from = "", .to = "", .rep = "", .reps = {{"ana"}, {"ben"}}});
      p.claim_by = ClaimBy::any_rep;
      p.recycle_excludes_previous = true;
      p.open_deal_protection_months = 0;
      p.silence_working_days = 3;
      p.callbacks_per_rep = 1;
      p.four_eyes = false;
      p.roles = {{static_cast<std::uint16_t>(CommandKind::advance), Role::admin}};
    },
    [](Policy& p) {
      assign_by_rules(p);
      p.interest_needs_connect = ConnectCheck::require;
      p.require_deposit = true;
      p.period_date = CreditDate::invoiced_on;
      p.rate_date = CreditDate::signed_on;
      p.freeze_after_working_days = 60;
      p.missed_callback_working_days = 0;
    },
    [](Policy& p) {
      rows(p, {.assignee = true, .manager = true}, true);
      anyone_may(p);
    },
    [](Policy& p) {
      assign_by_rules(p);
      rows(p, {.assignee = true, .manager = true}, true);
      p.interest_needs_connect = ConnectCheck::require;
      p.claim_by = ClaimBy::any_rep;
      p.require_invoice = true;
      p.silence_working_days = 1;
    },
    [](Policy& p) {
      rows(p, {}, false);
      anyone_may(p);
      for (PipelineState& state : p.pipeline.states) state.recycles_after_days.reset();
      std::erase_if(p.pipeline.rows, [](const PipelineRow& row) { return row.trigger == Trigger::recycle; });
    },
    [](Policy& p) {
      p.claim_by = ClaimBy::any_rep;
      for (PipelineState& state : p.pipeline.states) state.protection_days = 20;
      p.release = {.idle_days = 7, .overdue_days = 3, .failed_attempts_per_week = 1};
    },
    [](Policy& p) { p.release = {.stage_days = 5, .first_contact_hours = 30}; },
};

// ---- the exploration ------------------------------------------------------------------------------

// Documents of every kind and a sold contact of cleo's, corrected: so that later ones of the same number
// are taken, and that what was corrected can be named.
void arrange_money(Scenario& s) {
  s.add_contact("sold", "cleo");
  auto done = [](const Outcome& outcome) { EXPECT_EQ(outcome.verdict, Verdict::accepted); };
  done(s.give(commands::LogClose{.actor = "cleo", .contact = "sold", .amount = eur(9000)}));
  done(s.give(commands::Approve{.actor = "root", .contact = "sold", .amount = eur(9000)}));
  disputed = s.last().position;
  done(s.give(commands::RecordInvoice{
      .actor = "root", .contact = "sold", .amount = eur(9000), .document_number = "taken"}));
  done(s.give(commands::RecordReceipt{
      .actor = "root", .contact = "sold", .amount = eur(9000), .document_number = "taken"}));
  done(s.give(commands::RecordPayout{.actor = "root",
                                     .rep = "cleo",
                                     .period = month("2026-01"),
                                     .amount = eur(1),
                                     .document_number = "taken"}));
  done(s.give(commands::Adjust{.actor = "root",
                               .rep = "cleo",
                               .period = month("2026-01"),
                               .amount = eur(1),
                               .reason = "bonus",
                               .document_number = "taken"}));
  for (const std::string_view number : {"resolved", "taken"}) {
    done(s.give(commands::OpenDispute{.actor = "cleo",
                                      .rep = "cleo",
                                      .refers_to = disputed,
                                      .document_number = number,
                                      .reason = "too_little"}));
    if (number == "resolved")
      done(s.give(commands::RejectDispute{.actor = "root", .document_number = number, .reason = "paid"}));
  }
  done(s.give(commands::AmendClose{.actor = "root", .contact = "sold", .amount = eur(8000)}));
  newest_amendment = s.last().position;
  done(
      s.give(commands::Reverse{.actor = "root", .contact = "sold", .reason = "refund", .amount = eur(7000)}));
  newest_reversal = s.last().position;
}

void arrange_all(Scenario& s, const Standing& standing) {
  for (const Person& person : people)
    if (person.known) s.add_actor(person.key, person.roles, person.active);
  s.add_actor("cleo", Role::rep);
  s.add_actor("dora", Role::rep);
  s.add_actor("abe", Role::rep);
  s.add_actor("leo", Role::team_lead);
  arrange(s, standing);
  // Cleo's contacts: one by name, one with a claim of hers, one that a rule will want elsewhere.
  s.add_contact("cleo's", "cleo");
  s.give(commands::LogInterest{.actor = "cleo", .contact = "cleo's"});
  s.give(commands::RegisterContact{.actor = "root", .key = "plumber", .niche = "plumbing"});
  s.give(commands::SetTeam{.actor = "root", .rep = "cleo", .team = "north", .lead = "leo"});
  EXPECT_TRUE(accepts(s.give(commands::SetAbsence{.actor = "root",
                                                  .rep = "abe",
                                                  .from = day("2026-01-05"),
                                                  .until = day("2026-01-09"),
                                                  .cover = "ben"})));
  s.add_contact("fresh");
  s.give(commands::RegisterContact{.actor = "root", .key = "lost roofer", .niche = "roofing"});
  s.give(commands::RegisterContact{.actor = "root", .key = "lost baker", .name = "Baker"});
  s.give(commands::RegisterContact{.actor = "root", .key = "lost german", .country = "DE"});
  s.give(commands::RegisterContact{.actor = "root", .key = "lost welder", .niche = "welding"});
  for (const auto& [key, rep] : {std::pair("lost roofer", "ana"), std::pair("lost baker", "ben"),
                                 std::pair("lost german", "ana"), std::pair("lost welder", "ben")}) {
    if (s.assignee_of(key).empty()) s.give(commands::Take{.actor = rep, .contact = key});
    EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{.actor = rep, .contact = key})));
  }
  arrange_money(s);
}

class Exploration {
 public:
  explicit Exploration(Observed& into) : into_(into) {}

  void before_founding() {
    const State nothing;
    Scenario policies;
    documents_of(policies);
    for (const CommandRow& row : command_rows)
      for (Command& command : forms_of(row, policies.now(), true))
        for (string_view actor : {"root", ""})
          for (const CompiledPolicy* document : documents_) {
            command.actor = actor;
            const CompiledPolicy none;
            give(nothing, command, document != nullptr ? *document : none, policies.now(), document);
          }
  }

  void standing(const Standing& standing) {
    // Every standing is reached where any rep may claim; the policy explored is adopted then.
    Policy at_first = euro_policy();
    at_first.claim_by = ClaimBy::any_rep;
    at_first.silence_working_days = 3;
    assign_by_rules(at_first);
    Scenario s(at_first);
    arrange_all(s, standing);
    for (const Event& event : s.events())
      if (event.kind == EventKind::close_reversed && event.contact == s.state().find(ContactRef("c")))
        newest_reversal = event.position;
    for (Variant variant : variants) {
      Policy policy = euro_policy();
      variant(policy);
      const CompiledPolicy* adopted = s.compile(std::move(policy));
      ASSERT_NE(adopted, nullptr);
      State there(&s.state());
      History kept;
      const Outcome outcome =
          commit(there, commands::AdoptPolicy{.actor = "root", .document = "next"}, adopted, s.now(), kept);
      ASSERT_TRUE(accepts(outcome));
      History known;
      for (const Event& event : s.events()) known.keep(event);
      for (const Event& event : kept.events()) known.keep(event);
      documents_of(s);
      at_once(there, known, s.now(), true);
      at_once(there, known, s.now(), false);
      // The same as time passes: callbacks missed, a month over, it and the next one frozen, contacts
      // recycled.
      for (string_view day :
           {"2026-01-08T09:00:00Z", "2026-02-03T09:00:00Z", "2026-03-05T09:00:00Z", "2026-06-01T09:00:00Z"})
        at_once(there, known, at(day), false);
    }
  }

  // What was done elsewhere: on contacts registered live, on such that the import registered, by imports
  // open, ended and unheard of, at times before and after what happened since.
  void imports(const Standing& standing) {
    Policy at_first = euro_policy();
    at_first.claim_by = ClaimBy::any_rep;
    Scenario s(at_first);
    arrange_all(s, standing);
    const Instant then = s.now() - Duration::hours(240);
    bring_in(s, then);
    for (Variant variant : variants) {
      Policy policy = euro_policy();
      variant(policy);
      const CompiledPolicy* adopted = s.compile(std::move(policy));
      ASSERT_NE(adopted, nullptr);
      State there(&s.state());
      History kept;
      ASSERT_TRUE(accepts(
          commit(there, commands::AdoptPolicy{.actor = "root", .document = "next"}, adopted, s.now(), kept)));
      documents_of(s);
      History known;
      for (const Event& event : s.events()) known.keep(event);
      for (const Event& event : kept.events()) known.keep(event);
      history_ = &known;
      const Instant now = after_head(there, s.now());
      for (const CommandRow& row : command_rows) {
        for (const Command& form : forms_of(row, now, false)) imported_forms(there, form, then, now);
        if (importable(row.kind)) continue;
        for (Command& form : forms_of(row, now, false))
          for (std::string_view actor : {"imp", "root"})
            for (std::string_view batch : {"old crm", "second", "used", "ended", "undone", "unheard of"}) {
              form.actor = actor;
              form.batch = batch;
              give_with_documents(there, form, now);
              if (!form.given.has(Field::batch)) break;
            }
      }
      history_ = nullptr;
    }
  }

  // A month that is frozen while a zone adopted later still has some hours of it.
  void month_again() {
    Scenario s;
    arrange_all(s, *std::find_if(std::begin(standings), std::end(standings),
                                 [](const Standing& each) { return each.label == "pending"; }));
    auto adopt = [&s](string_view zone) {
      Policy policy = euro_policy();
      policy.zone = zone;
      const CompiledPolicy* compiled = s.compile(std::move(policy), must(zone_from_system(zone)));
      EXPECT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "zone"}, compiled)));
    };
    adopt("Pacific/Auckland");
    s.set_clock("2026-01-31T12:00:00Z");
    EXPECT_TRUE(accepts(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")})));
    adopt("America/New_York");
    documents_of(s);
    History known;
    for (const Event& event : s.events()) known.keep(event);
    at_once(s.state(), known, s.now(), false);
  }

  // A policy that waits for its instant, which is the one that commands name.
  void schedule() {
    Scenario s;
    arrange_all(s, standings[0]);
    const Instant instant = at("2026-01-10T00:00:00Z");
    EXPECT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = instant},
                               s.compile(euro_policy()))));
    documents_of(s);
    History known;
    for (const Event& event : s.events()) known.keep(event);
    at_once(s.state(), known, instant - Duration::hours(24), false);
    at_once(s.state(), known, instant, false);
  }

  // One who is the only manager and the only admin, then the only admin.
  void the_last_of_their_kind() {
    for (bool another_manager : {false, true}) {
      Scenario s;
      if (another_manager) s.add_actor("max", Role::manager);
      documents_of(s);
      for (const CommandRow& row : command_rows)
        for (Command& command : forms_of(row, s.now(), true)) {
          command.actor = "root";
          give_with_documents(s.state(), command, s.now());
        }
    }
  }

  // Two contacts of one business, "c" and another, as merges, locks, claims and suppressions leave them.
  void duplicates() {
    static const MatchKey shared[] = {{MatchKind::phone, {std::byte{1}}}};
    auto with = [](Scenario& s, string_view key, ActorRef rep) {
      s.give(commands::RegisterContact{
          .actor = "root", .key = key, .rep = rep, .match_keys = shared, .confirm = true});
    };
    auto merge = [](Scenario& s, string_view survivor, string_view absorbed) {
      return s.give(
          commands::Merge{.actor = "root", .contact = survivor, .other = absorbed, .reason = "same"});
    };
    using Arrange = void (*)(Scenario&, decltype(with)&, decltype(merge)&);
    const Arrange arrangements[] = {
        // Another rep's claim, lock and assignment on the other one.
        [](Scenario& s, auto& add, auto&) {
          add(s, "fresh", "ben");
          add(s, "c", "ana");
          s.give(commands::LogInterest{.actor = "ben", .contact = "fresh"});
        },
        [](Scenario& s, auto& add, auto&) {
          add(s, "fresh", "ben");
          add(s, "c", "ana");
          s.give(commands::LogClose{.actor = "ben", .contact = "fresh", .amount = eur(100)});
        },
        [](Scenario& s, auto& add, auto&) {
          add(s, "fresh", "ben");
          add(s, "c", "ana");
          s.give(commands::Release{.actor = "root", .contact = "c"});
        },
        [](Scenario& s, auto& add, auto&) {
          add(s, "fresh", "ana");
          add(s, "c", "ana");
          s.give(commands::LogInterest{.actor = "ana", .contact = "fresh"});
          s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
        },
        [](Scenario& s, auto& add, auto&) {
          add(s, "fresh", "ben");
          add(s, "c", "ana");
          s.give(commands::Release{.actor = "root", .contact = "c"});
          s.give(commands::LogClose{.actor = "ben", .contact = "fresh", .amount = eur(100)});
        },
        // Claims that rest on this one: copied where nobody else entered, followed by one who did.
        [](Scenario& s, auto& add, auto&) {
          add(s, "c", "ana");
          add(s, "third", "ana");
          s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
          s.give(commands::LogClose{.actor = "root", .contact = "third", .amount = eur(100)});
        },
        [](Scenario& s, auto& add, auto&) {
          add(s, "c", "ana");
          add(s, "fresh", "ben");
          add(s, "third", "ana");
          s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
          s.give(commands::LogInterest{.actor = "ben", .contact = "fresh"});
          s.give(commands::LogInterest{.actor = "ana", .contact = "third"});
        },
        // A lock by a rep who has no claim.
        [](Scenario& s, auto& add, auto&) {
          add(s, "fresh", "ana");
          add(s, "c", "ana");
          s.give(commands::ScheduleCallback{
              .actor = "ana", .contact = "fresh", .due = s.now() + Duration::hours(5)});
          s.give(commands::Assign{.actor = "root", .contact = "fresh", .rep = "ben", .confirm = true});
        },
        // Merged away, and the survivor; merged twice; unmerged.
        [](Scenario& s, auto& add, auto& merge) {
          add(s, "fresh", "ben");
          add(s, "c", "ana");
          merge(s, "fresh", "c");
        },
        [](Scenario& s, auto& add, auto& merge) {
          add(s, "fresh", "ben");
          add(s, "c", "");
          s.give(commands::LogClose{.actor = "ben", .contact = "fresh", .amount = eur(100)});
          merge(s, "c", "fresh");
        },
        [](Scenario& s, auto& add, auto& merge) {
          add(s, "fresh", "ben");
          add(s, "c", "ana");
          s.add_contact("third");
          merge(s, "c", "third");
          merge(s, "c", "fresh");
        },
        [](Scenario& s, auto& add, auto& merge) {
          add(s, "fresh", "ben");
          s.add_contact("c");
          const Outcome merged = merge(s, "c", "fresh");
          s.give(commands::Unmerge{
              .actor = "root", .contact = "c", .refers_to = merged.position, .reason = "differ"});
        },
        [](Scenario& s, auto& add, auto& merge) {
          add(s, "c", "");
          add(s, "fresh", "ben");
          s.give(commands::Release{.actor = "root", .contact = "c"});
          merge(s, "c", "fresh");
        },
        [](Scenario& s, auto& add, auto& merge) {
          s.add_contact("c");
          add(s, "fresh", "ben");
          merge(s, "c", "fresh");
        },
        // Won, pending, each the other's equal.
        [](Scenario& s, auto&, auto&) {
          s.add_contact("c", "ana");
          s.add_contact("fresh", "ben");
          for (auto [rep, key] : {std::pair("ana", "c"), std::pair("ben", "fresh")})
            s.give(commands::LogClose{.actor = rep, .contact = key, .amount = eur(100)});
        },
        [](Scenario& s, auto&, auto&) {
          s.add_contact("c", "ana");
          s.add_contact("fresh", "ben");
          for (auto [rep, key] : {std::pair("ana", "c"), std::pair("ben", "fresh")}) {
            s.give(commands::LogClose{.actor = rep, .contact = key, .amount = eur(100)});
            s.give(commands::Approve{.actor = "root", .contact = key, .amount = eur(100)});
          }
        },
        [](Scenario& s, auto&, auto&) {
          s.add_contact("c", "ana");
          s.add_contact("fresh", "ben");
          for (auto [rep, key, hours] : {std::tuple("ana", "c", 9), std::tuple("ben", "fresh", 5)})
            s.give(commands::ScheduleCallback{
                .actor = rep, .contact = key, .due = s.now() + Duration::hours(hours)});
        },
        [](Scenario& s, auto&, auto&) {
          s.add_contact("c", "ana");
          s.add_contact("fresh", "ben");
          s.give(commands::LogInterest{.actor = "ben", .contact = "fresh"});
        },
        // Suppressed; under a parent, and above one.
        [](Scenario& s, auto& add, auto&) {
          add(s, "fresh", "ana");
          add(s, "c", "ana");
          s.give(commands::Suppress{
              .actor = "ben", .contact = "c", .reason = "asked", .scope = SuppressionScope::calls});
          s.give(commands::Suppress{.actor = "ben", .contact = "fresh", .reason = "asked"});
          s.give(commands::SetParent{.actor = "root", .contact = "c", .other = "fresh"});
        },
        [](Scenario& s, auto& add, auto&) {
          add(s, "c", "ana");
          s.add_contact("fresh");
          s.give(commands::SetParent{.actor = "root", .contact = "fresh", .other = "c"});
        },
    };
    for (const Arrange arrange : arrangements) {
      Scenario s;
      for (const Person& person : people)
        if (person.known) s.add_actor(person.key, person.roles, person.active);
      s.add_actor("cleo", Role::rep);
      arrange(s, with, merge);
      documents_of(s);
      History known;
      for (const Event& event : s.events()) known.keep(event);
      at_once(s.state(), known, s.now(), arrange == arrangements[0]);
      // Where every move of an assignee implies interest.
      Policy policy = euro_policy();
      rows(policy, {.assignee = true}, true);
      State there(&s.state());
      commit(there, commands::AdoptPolicy{.actor = "root", .document = "next"}, s.compile(std::move(policy)),
             s.now(), known);
      at_once(there, known, s.now(), false);
    }
  }

  void keys() {
    for (const CommandRow& row : command_rows) {
      World world;
      world.small_team();
      for (const IdempotencyKey& key :
           {IdempotencyKey{.text = "used"}, IdempotencyKey{.producer = "p", .sequence = 5}})
        EXPECT_TRUE(accepts(world.give(commands::LogActivity{
            .actor = "root", .contact = "pool", .talk_seconds = 3, .idempotency = key})));
      Command other = forms_of(row, at("2026-01-05T10:00:00Z"), false)[0];
      other.actor = "ana";
      for (const IdempotencyKey& key :
           {IdempotencyKey{.text = "used"}, IdempotencyKey{.producer = "p", .sequence = 4},
            IdempotencyKey{.producer = "p"}}) {
        other.idempotency = key;
        into_.take(row.kind, world.give(other));
      }
    }
  }

  // The digests are filled by the engine, which holds vault and documents.
  void digests() {
    World world;
    world.small_team();
    const Bytes words = as_bytes("words");
    world.give(commands::RegisterContact{.actor = "root", .key = "told of", .personal = words});
    world.give(commands::AddNote{.actor = "root", .contact = "bakery", .personal = words});
    world.give(commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(100)});
    world.give(commands::Reject{.actor = "root", .contact = "bakery", .reason = "no", .personal = words});
    world.give(commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(100)});
    world.give(commands::Reject{.actor = "root", .contact = "bakery", .reason = "no"});
    for (const std::string_view number : {"D-1", "D-2", "D-3", "D-4", "D-5"}) {
      const bool told = number != "D-5";
      const Outcome line = world.give(commands::Adjust{
          .actor = "root", .rep = "ana", .period = month("2026-01"), .amount = eur(1), .reason = "bonus"});
      world.give(commands::OpenDispute{.actor = "ana",
                                       .rep = "ana",
                                       .refers_to = line.position,
                                       .document_number = number,
                                       .reason = "too_little",
                                       .personal = told ? words : Bytes()});
    }
    for (const std::string_view number : {"D-1", "D-2"})
      world.give(commands::AcceptDispute{.actor = "root",
                                         .document_number = number,
                                         .reason = "right",
                                         .personal = number == "D-1" ? words : Bytes()});
    for (const std::string_view number : {"D-3", "D-4"})
      world.give(commands::RejectDispute{.actor = "root",
                                         .document_number = number,
                                         .reason = "wrong",
                                         .personal = number == "D-3" ? words : Bytes()});
    constexpr std::uint64_t digest = std::uint64_t{1} << (event_member_count - 1);
    static_assert(event_members[event_member_count - 1].name == "digest");
    Observed engine;
    const Journal journal = journal_of(world.store());
    for (const Event& event : journal.events) engine.take(CommandKind::none, event);
    for (auto& [kind, filled] : engine.filled) {
      Filled& into = into_.filled[kind];
      into.in_every |= filled.in_every & digest;
      into.in_some |= filled.in_some & digest;
    }
  }

 private:
  // Of a policy_adopted: this policy, none that compiles, one short of a state, one of another currency.
  void documents_of(Scenario& s) {
    documents_ = {s.compile(euro_policy()), nullptr};
    Policy shorter = euro_policy();
    auto& pipeline = shorter.pipeline;
    pipeline.states.pop_back();
    const auto gone = static_cast<StateNumber>(pipeline.states.size() + 1);
    std::erase_if(pipeline.rows, [&](const PipelineRow& r) { return r.from == gone || r.to == gone; });
    documents_.push_back(s.compile(std::move(shorter)));
    Policy dollars;
    dollars.plan.currency = currency("USD");
    documents_.push_back(s.compile(std::move(dollars)));
    // Rules that leave a gap, so that it is told, or refused; another order of names.
    Policy gapped = euro_policy();
    gapped.assignment.push_back({.name = "", .niche = "", .from = "B", .to = "", .rep = "ana"});
    documents_.push_back(s.compile(gapped));
    gapped.assignment[0].from = "";
    gapped.assignment[0].country = "DE";
    gapped.assignment[0].postcode_from = "2";
    documents_.push_back(s.compile(gapped));
    gapped.assignment_gaps = GapCheck::require;
    documents_.push_back(s.compile(std::move(gapped)));
    static const LetterCollator letters;
    Policy sorted = euro_policy();
    sorted.collation = "letters";
    documents_.push_back(s.compile(std::move(sorted), Zone::utc(), &letters));
  }

  void take(Scenario& s, const Command& command) {
    History history;
    State branch(&s.state());
    const Outcome outcome = commit(branch, command, nullptr, s.now(), history);
    into_.take(command.kind, outcome);
    for (const Event& event : history.events())
      into_.take(event.kind == EventKind::callback_overdue || event.kind == EventKind::callback_missed ||
                         event.kind == EventKind::recycled
                     ? CommandKind::advance
                     : command.kind,
                 event);
    s.give(command);
  }

  // Imports of every kind, and contacts that one of them brings to every state.
  void bring_in(Scenario& s, Instant then) {
    std::uint64_t row = 100;
    auto bring = [&](const Command& command, Instant at, std::string_view batch) {
      take(s, commands::Imported{
                  .command = command, .batch = batch, .row = row++, .importer = "imp", .occurred_at = at});
    };
    for (std::string_view batch : {"old crm", "second", "used", "ended", "undone"})
      take(s, commands::BeginImport{.actor = "imp", .batch = batch, .mapping = "m", .reason = "move"});
    bring(commands::RegisterContact{.actor = "root", .key = "used once"}, then, "used");
    take(s, commands::AddNote{.actor = "ana", .contact = "used once", .personal = as_bytes("n")});
    take(s, commands::EndImport{.actor = "imp", .batch = "ended", .reason = "done"});
    take(s, commands::UndoImport{.actor = "imp", .batch = "undone", .reason = "wrong"});
    const Instant day = then + Duration::hours(24);
    for (std::string_view key :
         {"b new", "b claimed", "b back", "b lost", "b close", "b won", "b again", "b moved"})
      bring(commands::RegisterContact{.actor = "root", .key = key, .rep = "ana"}, then, "old crm");
    bring(commands::RegisterContact{.actor = "root", .key = "b pool"}, then, "old crm");
    bring(commands::LogInterest{.actor = "ana", .contact = "b claimed"}, day, "old crm");
    bring(commands::LogInterest{.actor = "ben", .contact = "b new"}, day, "old crm");
    bring(commands::ScheduleCallback{.actor = "ana", .contact = "b back", .due = day + Duration::hours(24)},
          day, "old crm");
    bring(commands::AddNote{.actor = "ana", .contact = "b back", .personal = as_bytes("n")},
          day + Duration::hours(120), "old crm");
    bring(commands::LogInterest{.actor = "ana", .contact = "b lost"}, day, "old crm");
    bring(commands::MarkNotInterested{.actor = "ana", .contact = "b lost"}, day + Duration::hours(1),
          "old crm");
    const Instant long_ago = day - Duration::hours(24 * 400);
    bring(commands::RegisterContact{.actor = "root", .key = "b old", .rep = "ana"}, long_ago, "old crm");
    bring(commands::LogInterest{.actor = "ana", .contact = "b old"}, long_ago, "old crm");
    bring(commands::MarkNotInterested{.actor = "ana", .contact = "b old"}, long_ago, "old crm");
    bring(commands::AddNote{.actor = "ana", .contact = "b old", .personal = as_bytes("n")}, day, "old crm");
    for (std::string_view key : {"b close", "b won", "b again"})
      bring(commands::LogClose{.actor = "ana", .contact = key, .amount = eur(100)}, day, "old crm");
    bring(commands::Approve{.actor = "ana", .contact = "b won", .amount = eur(100)}, day, "old crm");
    bring(commands::Assign{.actor = "root", .contact = "b again", .rep = "ben"}, day, "old crm");
    bring(commands::Assign{.actor = "root", .contact = "b moved", .rep = "ben"}, day, "old crm");
    bring(commands::MarkNotInterested{.actor = "ana", .contact = "b pool"}, day, "old crm");
    bring(commands::AddNote{.actor = "ana", .contact = "c", .personal = as_bytes("n")}, then, "second");
    static const OpeningBalance debt[] = {{.kind = BalanceKind::draw_debt, .amount = eur(100)}};
    take(s,
         commands::SetOpeningBalance{
             .actor = "root", .rep = "ana", .balances = debt, .period = month("2026-01"), .document = "d"});
  }

  // The form as an import carries it: by everybody on every contact; and once with everything that can be
  // wrong about its import.
  void imported_forms(const State& s, const Command& form, Instant then, Instant now) {
    const Command plain = commands::Imported{.command = form,
                                             .batch = "old crm",
                                             .row = 7,
                                             .importer = "imp",
                                             .occurred_at = now - Duration::hours(1)};
    std::vector<Command> all{plain};
    if (form.given.has(Field::contact) && form.contact.key == "c") {
      for (std::string_view key : {"c", "b new", "b claimed", "b back", "b lost", "b close", "b won",
                                   "b again", "b pool", "b old", "b moved", "fresh"})
        for (Instant at : {now - Duration::hours(1), then + Duration::hours(12), then - Duration::hours(48),
                           then - Duration::hours(24 * 390)}) {
          Command command = plain;
          command.contact = key;
          command.occurred_at = at;
          if (command.given.has(Field::due)) command.due = at + (form.due - now);
          all.push_back(command);
        }
    }
    for (Field field : {Field::batch, Field::row, Field::importer, Field::occurred_at}) {
      all.push_back(plain);
      all.back().given = plain.given.without(field);
    }
    for (std::string_view batch : {"ended", "unheard of", ""}) {
      all.push_back(plain);
      all.back().batch = batch;
    }
    for (std::string_view importer : {"root", "ina", "unheard of"}) {
      all.push_back(plain);
      all.back().importer = importer;
    }
    all.push_back(plain);
    all.back().occurred_at = now + Duration::hours(1);
    for (Command& command : all)
      for (std::string_view actor : {"ana", "ben", "mia", "ina", "int", "root"}) {
        command.actor = actor;
        give_with_documents(s, command, now);
      }
  }

  // `known`: every event that led to `before`.
  void at_once(const State& before, const History& known, Instant clock, bool pairs) {
    State s(&before);
    History due = known;
    const Outcome advanced = commit(s, commands::Advance{.actor = "root"}, nullptr, clock, due);
    into_.take(CommandKind::advance, advanced);
    for (std::size_t i = known.events().size(); i < due.events().size(); ++i)
      into_.take(CommandKind::advance, due.events()[i]);
    history_ = &due;
    const ContactId c = s.find(ContactRef("c"));
    of_c_ = due.of(c);
    of_cluster_.clear();
    if (c.present())
      for (const ContactId member : cluster_members(s, c)) {
        const std::vector<Event> one = due.of(member);
        if (member != c) of_cluster_.insert(of_cluster_.end(), one.begin(), one.end());
      }
    const Instant now = after_head(s, clock);
    for (const CommandRow& row : command_rows)
      for (Command& command : forms_of(row, now, pairs)) {
        if (command.given.has(Field::deal) && command.deal == DealId(1) && s.deal_count() > 0)
          command.deal = s.contact(c).deal;
        if (command.given.has(Field::refers_to) &&
            (command.kind == CommandKind::unmerge || command.kind == CommandKind::lift_suppression))
          command.refers_to = newest_of(command.kind, command.refers_to);
        by_everybody(s, command, now, clock, pairs);
        // Of what stands on the contact, each in its turn.
        if (command.kind != CommandKind::retract || command.refers_to != Position(1)) continue;
        for (const Event& event : of_c_) {
          command.refers_to = event.position;
          by_everybody(s, command, now, clock, pairs);
        }
      }
    history_ = nullptr;
  }

  void by_everybody(const State& s, Command& command, Instant now, Instant clock, bool pairs) {
    for (const Person& person : people) {
      command.actor = person.key;
      give_with_documents(s, command, now);
      if (accepted_ && !pairs) let_pass(s, command, clock);
    }
    for (string_view actor : {"root", "abe", "leo"}) {
      command.actor = actor;
      give_with_documents(s, command, now);
    }
  }

  void give_with_documents(const State& s, const Command& command, Instant now) {
    if (!command.given.has(Field::document)) return give(s, command, s.policy(), now, nullptr);
    for (const CompiledPolicy* document : documents_) give(s, command, s.policy(), now, document);
  }

  void give(const State& s, const Command& command, const CompiledPolicy& policy, Instant now,
            const CompiledPolicy* document) {
    const bool refers = history_ != nullptr && command.given.has(Field::refers_to);
    const bool about_c = command.given.has(Field::contact) && command.contact == ContactRef("c");
    const Outcome outcome =
        decide(s, command, policy, now, events_,
               {.document_policy = document,
                .referred = refers ? history_->at(command.refers_to) : nullptr,
                .history = refers && about_c ? std::span<const Event>(of_c_) : std::span<const Event>(),
                .cluster_history =
                    refers && about_c ? std::span<const Event>(of_cluster_) : std::span<const Event>()});
    into_.take(command.kind, outcome);
    for (std::size_t i = 0; i < events_.size(); ++i) into_.take(command.kind, events_[i]);
    accepted_ = outcome.verdict == Verdict::accepted && events_.size() != 0;
  }

  // The position of the event that such a command refers to: the newest, or for another value than the
  // first the one before it.
  Position newest_of(CommandKind kind, Position given) const {
    const EventKind wanted =
        kind == CommandKind::unmerge ? EventKind::contacts_merged : EventKind::suppressed;
    Position newest = given;
    Position before = given;
    for (const Event& event : history_->events())
      if (event.kind == wanted) {
        before = newest;
        newest = event.position;
      }
    return given == Position(1) ? newest : before;
  }

  // What falls due after a command that was accepted.
  void let_pass(const State& before, const Command& command, Instant clock) {
    State s(&before);
    History history = *history_;
    commit(s, command, documents_[0], clock, history);
    const std::size_t own = history.events().size();
    commit(s, commands::Advance{.actor = "root"}, nullptr, clock + Duration::hours(24 * 150), history);
    for (std::size_t i = own; i < history.events().size(); ++i)
      into_.take(CommandKind::advance, history.events()[i]);
  }

  Observed& into_;
  Events events_;
  const History* history_ = nullptr;  // of the journal that is explored
  std::vector<Event> of_c_;           // its events on contact "c"
  std::vector<Event> of_cluster_;     // and on that one's suspected duplicates
  bool accepted_ = false;             // the last command, with events
  std::vector<const CompiledPolicy*> documents_;
};

}  // namespace

const Observed& observed() {
  static const Observed all = [] {
    Observed into;
    Exploration exploration(into);
    exploration.before_founding();
    for (const Standing& each : standings) exploration.standing(each);
    for (const Standing& each : standings)
      for (std::string_view label : {"new", "new_pool", "new_claimed_by_other", "interested", "callback",
                                     "pending", "verified", "not_interested_claimed", "unworkable"})
        if (each.label == label) exploration.imports(each);
    exploration.month_again();
    exploration.schedule();
    exploration.the_last_of_their_kind();
    exploration.duplicates();
    exploration.keys();
    exploration.digests();
    return into;
  }();
  return all;
}

namespace {

TEST(CommandEffects, HasEachCommandOnceInTheOrderOfTheCommandTable) {
  ASSERT_EQ(std::size(command_effects), std::size(command_rows));
  for (std::size_t i = 0; i < std::size(command_rows); ++i) {
    EXPECT_EQ(command_effects[i].kind, command_rows[i].kind) << command_rows[i].name;
    EXPECT_FALSE(command_effects[i].sentence.empty()) << command_rows[i].name;
    EXPECT_EQ(effects_of(command_rows[i].kind), &command_effects[i]);
  }
  EXPECT_EQ(effects_of(CommandKind::none), nullptr);
  EXPECT_TRUE(rules_of(CommandKind::none).empty());
  EXPECT_TRUE(events_of(CommandKind::none).empty());
}

TEST(CommandEffects, RulesAreThoseThatAnswer) {
  for (const CommandRow& row : command_rows)
    for (const RuleRow& rule : rule_rows) {
      const bool answered = observed().answered(row.kind, rule.rule);
      EXPECT_EQ(rules_of(row.kind).has(rule.rule), answered)
          << row.name << (answered ? " was answered by " : " is never answered by ") << rule.name
          << (answered ? ", which its row lacks" : ", which its row has: correct it, or explore further");
    }
}

TEST(CommandEffects, EventsAreThoseThatCome) {
  for (const CommandRow& row : command_rows)
    for (int number = 1; number < 256; ++number) {
      const auto event = static_cast<EventKind>(number);
      const bool came = observed().came(row.kind, event);
      EXPECT_EQ(events_of(row.kind).has(event), came)
          << row.name << (came ? " produced " : " never produces ") << name_of(event)
          << (came ? ", which its row lacks" : ", which its row has: correct it, or explore further");
    }
}

// A rule's kind is the verdict that it gives.
TEST(CommandEffects, VerdictsAreOfTheirRulesKind) {
  for (const Answer& answer : observed().answers) {
    const RuleKind kind = row_of(answer.rule).kind;
    const Verdict verdict = kind == RuleKind::malformed ? Verdict::malformed
                            : kind == RuleKind::refusal ? Verdict::refused
                            : kind == RuleKind::contest ? Verdict::contested
                                                        : Verdict::accepted;
    EXPECT_EQ(answer.verdict, verdict) << name_of(answer.kind) << ": " << name_of(answer.rule);
  }
}

// No rule, no kind of event and no flag of one is there that nothing leads to.
TEST(CommandEffects, EveryRuleEventAndFlagOccurs) {
  for (const RuleRow& rule : rule_rows) {
    bool occurs = false;
    for (const Answer& answer : observed().answers) occurs = occurs || answer.rule == rule.rule;
    for (const auto& [kind, filled] : observed().filled)
      occurs = occurs || filled.rules.count(rule.rule) != 0;
    EXPECT_TRUE(occurs) << rule.name;
  }
  for (int number = 1; number < 256; ++number) {
    const auto kind = static_cast<EventKind>(number);
    EXPECT_EQ(observed().filled.count(kind), name_of(kind).empty() ? 0U : 1U) << number << name_of(kind);
  }
  for (const FlagName& flag : event_flags) {
    bool occurs = false;
    for (const auto& [kind, filled] : observed().filled)
      occurs = occurs || (filled.flags_in_some & static_cast<unsigned>(flag.flag)) != 0;
    EXPECT_TRUE(occurs) << flag.name;
  }
  EXPECT_GT(observed().decisions, 1'000'000U);
}

}  // namespace
}  // namespace firstlog_test
