// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A marketplace's leads, closes and invoiced lines, brought in by a mapping: claims equal to the file's
// SDRs, money to the cent, its oddities reported. The only code here joins two files.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "acceptance/shared_data.hpp"
#include "firstlog/engine/import.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/store/zone_files.hpp"
#include "firstlog/views/statement.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

constexpr const char* leads_file = "olist/olist_marketing_qualified_leads_dataset.csv";
constexpr const char* deals_file = "olist/olist_closed_deals_dataset.csv";
constexpr const char* lines_file = "olist/derived_closed_deal_invoice_lines.csv";

// Leads, each with its closed deal where there is one.
std::string joined(const PlainTable& leads, const PlainTable& deals) {
  std::map<std::string, std::size_t> deal_of;
  for (std::size_t i = 0; i < deals.size(); ++i) deal_of[deals.at(i, "mql_id")] = i;
  std::string csv = "mql_id,first_contact_date,origin,won_date,sdr_id,sr_id,lead_behaviour_profile\n";
  for (std::size_t i = 0; i < leads.size(); ++i) {
    const auto deal = deal_of.find(leads.at(i, "mql_id"));
    for (const char* column : {"mql_id", "first_contact_date", "origin"}) csv += leads.at(i, column) + ",";
    for (const char* column : {"won_date", "sdr_id", "sr_id"})
      csv += (deal == deal_of.end() ? "" : deals.at(deal->second, column)) + ",";
    if (deal != deal_of.end()) csv += "\"" + deals.at(deal->second, "lead_behaviour_profile") + "\"";
    csv += "\n";
  }
  return csv;
}

class Olist : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* file : {leads_file, deals_file, lines_file}) FIRSTLOG_NEEDS_SHARED(file);
    leads = std::make_unique<PlainTable>(file_text(shared_path(leads_file)));
    deals = std::make_unique<PlainTable>(file_text(shared_path(deals_file)));
    lines_text = file_text(shared_path(lines_file));
    lines = std::make_unique<PlainTable>(lines_text);
    leads_text = joined(*leads, *deals);
    mapping = must(parse_import_mapping(file_text(FIRSTLOG_TESTS_DIR "/acceptance/olist/mapping.json")));
    document = file_text(std::string(FIRSTLOG_TESTS_DIR "/acceptance/olist/") + policy());
    EngineOptions with;
    with.clock = &clock;
    engine = std::make_unique<Engine>(must(Engine::open("memory:", with)));
    give(commands::FoundOrganisation{.actor = "head-of-sales", .key = "olist", .document = document});
    give(commands::RegisterActor{.actor = "head-of-sales", .key = "importer", .roles = Role::importer});
    tables[0] = {.name = "leads", .csv = leads_text};
    tables[1] = {.name = "lines", .csv = lines_text};
    options = {.batch = "olist", .importer = "importer", .replay_clock = &clock};
  }
  void give(const Command& command) {
    const Outcome outcome = must(engine->submit("olist", command));
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
  }
  virtual const char* policy() const { return "policy.json"; }
  ImportReport run() { return must(run_import(*engine, "olist", mapping, tables, options)); }

  std::unique_ptr<PlainTable> leads;
  std::unique_ptr<PlainTable> deals;
  std::unique_ptr<PlainTable> lines;
  std::string leads_text;
  std::string lines_text;
  ImportMapping mapping;
  std::string document;
  ManualClock clock{at("2017-06-14T00:00:00Z")};
  std::unique_ptr<Engine> engine;
  ImportTable tables[2];
  ImportOptions options;
};

TEST_F(Olist, ClaimsAreTheSdrs) {
  const ImportReport report = run();
  EXPECT_EQ(report.rows, 8'000U + 5'044U);
  EXPECT_EQ(report.rows_without_command, 0U);
  EXPECT_EQ(report.malformed, 0U);
  EXPECT_EQ(report.contested, 0U);
  EXPECT_EQ(report.reconciliation.journal.contacts, 8'000U);
  std::set<std::string> reps;
  for (std::size_t i = 0; i < deals->size(); ++i) {
    const ContactRecord contact = must(engine->contact("olist", deals->at(i, "mql_id")));
    EXPECT_EQ(contact.claimant_key, deals->at(i, "sdr_id"));
    EXPECT_EQ(contact.assignee_key, deals->at(i, "sdr_id"));
    reps.insert(deals->at(i, "sdr_id"));
  }
  EXPECT_EQ(deals->size(), 842U);
  EXPECT_EQ(reps.size(), 32U);
  std::size_t claims = 0;
  for (const auto& rep : report.reconciliation.reps) {
    claims += rep.claims;
    EXPECT_EQ(reps.count(rep.rep), rep.claims != 0 ? 1U : 0U) << rep.rep;
  }
  EXPECT_EQ(claims, 842U);
}

TEST_F(Olist, MoneyIsThatOfTheLinesToTheCent) {
  const ImportReport report = run();
  const Currency real = currency("BRL");
  std::map<std::string, std::int64_t> sold;  // by lead
  for (std::size_t i = 0; i < lines->size(); ++i)
    sold[lines->at(i, "mql_id")] += std::stoll(lines->at(i, "price_cents"));
  EXPECT_EQ(report.reconciliation.verified.closes, sold.size());
  ASSERT_EQ(report.reconciliation.verified.money.size(), 1U);
  EXPECT_EQ(report.reconciliation.verified.money[0], Money::minor(67'685'148, real));
  EXPECT_EQ(report.reconciliation.pending.closes, 462U);
  EXPECT_EQ(report.reconciliation.tables.approvals.money, report.reconciliation.journal.approvals.money);
  // Each rep's money and commission, 15% of each deal, half up.
  std::map<std::string, std::int64_t> revenue;
  std::map<std::string, std::int64_t> commission;
  for (std::size_t i = 0; i < deals->size(); ++i) {
    const auto found = sold.find(deals->at(i, "mql_id"));
    if (found == sold.end()) continue;
    revenue[deals->at(i, "sdr_id")] += found->second;
    commission[deals->at(i, "sdr_id")] += (found->second * 15 + 50) / 100;
  }
  std::map<std::string, std::int64_t> board_revenue;
  std::map<std::string, std::int64_t> board_commission;
  std::uint32_t closes = 0;
  for (YearMonth month = *YearMonth::parse("2017-06"); month <= *YearMonth::parse("2018-12");
       month = *month.plus_months(1)) {
    const Leaderboard board = must(engine->leaderboard("olist", "head-of-sales", month));
    for (const LeaderboardRow& row : board.rows) {
      const std::string key = must(engine->actor_key("olist", row.rep));
      if (!row.revenue.is_zero()) board_revenue[key] += row.revenue.minor_units();
      if (row.commission && !row.commission->is_zero())
        board_commission[key] += row.commission->minor_units();
      closes += row.verified_closes;
    }
  }
  EXPECT_EQ(board_revenue, revenue);
  EXPECT_EQ(board_commission, commission);
  EXPECT_EQ(closes, sold.size());
  for (const auto& rep : report.reconciliation.reps)
    EXPECT_EQ(rep.verified.money.empty() ? 0 : rep.verified.money[0].minor_units(),
              revenue.count(rep.rep) != 0 ? revenue[rep.rep] : 0)
        << rep.rep;
  // What was never invoiced waits, and earns nothing.
  const auto pending = must(engine->pending("olist", "head-of-sales"));
  EXPECT_EQ(pending.size(), 462U);
  for (const PendingClose& close : pending)
    EXPECT_EQ(sold.count(must(engine->contact_key("olist", close.contact))), 0U);
}

TEST_F(Olist, OdditiesSurviveAndAreReported) {
  const ImportReport report = run();
  std::map<ImportFindingKind, std::vector<const ImportFinding*>> found;
  for (const ImportFinding& finding : report.findings) found[finding.kind].push_back(&finding);

  // The close that is dated before its first contact.
  const std::string odd = "b91cf8812365f50ff4bda4bcd6206b05";
  ASSERT_EQ(found[ImportFindingKind::before_registration].size(), 1U);
  EXPECT_EQ(found[ImportFindingKind::before_registration][0]->contact, odd);
  ASSERT_EQ(found[ImportFindingKind::refused].size(), 1U);
  EXPECT_EQ(found[ImportFindingKind::refused][0]->rule, Rule::already_logged);
  EXPECT_EQ(found[ImportFindingKind::refused][0]->contact, odd);
  const EventLog history = must(engine->history("olist", odd));
  ASSERT_GE(history.size(), 2U);
  EXPECT_EQ(history[0].kind, EventKind::contact_registered);
  EXPECT_EQ(history[0].at(), at("2018-03-08T03:00:00Z"));
  EXPECT_EQ(history[1].kind, EventKind::close_logged);
  EXPECT_EQ(history[1].at(), at("2018-03-06T19:38:55Z"));

  // Two values where one belongs: the first was kept.
  EXPECT_EQ(found[ImportFindingKind::two_values].size(), 16U);
  for (const ImportFinding* finding : found[ImportFindingKind::two_values]) {
    EXPECT_EQ(finding->column, "lead_behaviour_profile");
    EXPECT_EQ(finding->table, "leads");
  }

  // Dates without a time are midnights of the zone, across daylight saving; where midnight was skipped,
  // the first instant of the day.
  const Zone zone = must(zone_from_system("America/Sao_Paulo"));
  std::map<int, std::size_t> offsets;
  for (std::size_t i = 0; i < leads->size(); ++i) {
    const ContactRecord contact = must(engine->contact("olist", leads->at(i, "mql_id")));
    if (contact.state != "new") continue;
    const LocalTime local = zone.local_of(contact.status_since);
    EXPECT_EQ(local.date.to_string(), leads->at(i, "first_contact_date"));
    EXPECT_EQ(contact.status_since, zone.start_of_day(local.date));
    ++offsets[local.offset_seconds / 3600];
  }
  EXPECT_EQ(offsets.size(), 2U);
  EXPECT_GT(offsets[-2], 0U);
  EXPECT_GT(offsets[-3], 0U);
  std::size_t midnights = 0;
  std::map<Instant, std::vector<std::string>> closes;
  for (std::size_t i = 0; i < deals->size(); ++i) {
    const EventLog events = must(engine->history("olist", deals->at(i, "mql_id")));
    for (const Event& event : events)
      if (event.kind == EventKind::close_logged) {
        closes[event.at()].push_back(deals->at(i, "mql_id"));
        const std::string& won = deals->at(i, "won_date");
        EXPECT_EQ(event.at(), at(won.substr(0, 10) + "T" + won.substr(11) + "Z"));
        if (zone.local_of(event.at()).time == TimeOfDay()) ++midnights;
      }
  }
  EXPECT_EQ(midnights, 61U);
  // Ties to the second: all of them are there.
  std::size_t tied = 0;
  std::size_t all = 0;
  for (const auto& [when, contacts] : closes) {
    all += contacts.size();
    tied += contacts.size() - 1;
  }
  EXPECT_EQ(all, 842U);
  EXPECT_GT(tied, 0U);
}

// The same journal under tiers by the month: 5 % up to 500, 8 % up to 2,500, 11.5 % above, rounded line by
// line. A few lines over the raw files come to the same cents for every line, rep and month.
class OlistTiers : public Olist {
 protected:
  const char* policy() const override { return "tiers.json"; }

  // In thousandths of a cent.
  static std::int64_t tiers_of(std::int64_t cents) {
    std::int64_t sum = std::min<std::int64_t>(cents, 50'000) * 50;
    if (cents > 50'000) sum += (std::min<std::int64_t>(cents, 250'000) - 50'000) * 80;
    if (cents > 250'000) sum += (cents - 250'000) * 115;
    return sum;
  }
};

TEST_F(OlistTiers, EveryMonthIsThatOfAFewLinesOverTheFiles) {
  const ImportReport report = run();
  EXPECT_EQ(report.malformed, 0U);
  struct Sale {
    std::string when;  // of the last of its lines, which is its approval
    std::string lead;
    std::int64_t cents = 0;
  };
  std::map<std::string, Sale> sales;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    Sale& sale = sales[lines->at(i, "mql_id")];
    sale.lead = lines->at(i, "mql_id");
    sale.when = std::max(sale.when, lines->at(i, "shipping_limit_date"));
    sale.cents += std::stoll(lines->at(i, "price_cents"));
  }
  std::map<std::pair<std::string, std::string>, std::vector<Sale>> months;  // by SDR and month
  for (std::size_t i = 0; i < deals->size(); ++i)
    if (const auto sale = sales.find(deals->at(i, "mql_id")); sale != sales.end())
      months[{deals->at(i, "sdr_id"), sale->second.when.substr(0, 7)}].push_back(sale->second);
  std::size_t tiered = 0;
  std::map<std::string, std::map<std::string, std::int64_t>> board;  // by month and SDR
  for (auto& [key, month] : months) {
    const auto& [sdr, name] = key;
    SCOPED_TRACE(sdr + " " + name);
    std::sort(month.begin(), month.end(), [](const Sale& a, const Sale& b) { return a.when < b.when; });
    const YearMonth period = must(YearMonth::parse(name));
    const Statement statement = must(engine->statement("olist", "head-of-sales", sdr, period));
    ASSERT_EQ(statement.lines.size(), month.size());
    std::int64_t before = 0;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < month.size(); ++i) {
      const std::int64_t after = before + month[i].cents;
      const std::int64_t commission = (tiers_of(after) - tiers_of(before) + 500) / 1000;
      EXPECT_EQ(must(engine->contact_key("olist", statement.lines[i].contact)), month[i].lead);
      EXPECT_EQ(statement.lines[i].commission.minor_units(), commission) << month[i].lead;
      total += commission;
      before = after;
    }
    if (before > 50'000) ++tiered;
    EXPECT_EQ(statement.commission.minor_units(), total);
    EXPECT_EQ(statement.revenue.minor_units(), before);
    board[name][sdr] = total;
  }
  EXPECT_GT(tiered, 20U) << "months that reach a tier";
  for (const auto& [name, reps] : board) {
    const Leaderboard told =
        must(engine->leaderboard("olist", "head-of-sales", must(YearMonth::parse(name))));
    std::map<std::string, std::int64_t> paid;
    for (const LeaderboardRow& row : told.rows)
      if (row.commission && !row.commission->is_zero())
        paid[must(engine->actor_key("olist", row.rep))] = row.commission->minor_units();
    EXPECT_EQ(paid, reps) << name;
  }
}

// Tried first, brought in, taken back, brought in again: the same each time.
TEST_F(Olist, TriedUndoneAndDoneAgain) {
  const HeadSummary before = must(engine->head("olist"));
  const ImportReport tried = must(try_import(*engine, "olist", mapping, tables, options));
  EXPECT_EQ(must(engine->head("olist")).hash, before.hash);
  const ImportReport done = run();
  EXPECT_EQ(tried.accepted, done.accepted);
  EXPECT_EQ(findings_to_csv(tried.findings), findings_to_csv(done.findings));
  EXPECT_EQ(tried.reconciliation.verified.money, done.reconciliation.verified.money);
  give(commands::UndoImport{.actor = "importer", .batch = "olist", .reason = "again"});
  EXPECT_TRUE(must(engine->pending("olist", "head-of-sales")).empty());
  EXPECT_EQ(must(reconcile_import(*engine, "olist", "olist")).journal.contacts, 0U);
  options.batch = "olist again";
  for (ImportTableMapping& table : mapping.tables)
    for (ImportCommand& command : table.commands)
      if (command.kind == CommandKind::register_actor) command.unless_known = true;
  const ImportReport again = run();
  EXPECT_EQ(again.known, 41U);  // people stay
  EXPECT_EQ(again.accepted + again.known, done.accepted);
  EXPECT_EQ(again.reconciliation.verified.money, done.reconciliation.verified.money);
  EXPECT_EQ(must(engine->pending("olist", "head-of-sales")).size(), 462U);
}

}  // namespace
}  // namespace firstlog_test
