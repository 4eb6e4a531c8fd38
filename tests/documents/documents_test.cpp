// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Statements, leaderboards and registers as documents: golden/ holds each, byte for byte. FIRSTLOG_UPDATE=1
// writes them anew, to be read before they are committed; pages.py and schemas.py check what stands there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "firstlog/engine/audit.hpp"
#include "firstlog/formats/csv.hpp"
#include "firstlog/formats/documents.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "support/paid_world.hpp"

namespace firstlog_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

void golden(const std::string& name, const Result<std::string>& document) {
  ASSERT_TRUE(document) << name;
  const std::string path = std::string(FIRSTLOG_TESTS_DIR) + "/documents/golden/" + name;
  const char* update = std::getenv("FIRSTLOG_UPDATE");
  if (update != nullptr && std::string_view(update) == "1")
    std::ofstream(path, std::ios::binary) << *document;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream wanted;
  wanted << file.rdbuf();
  EXPECT_TRUE(wanted.str() == *document)
      << name << " differs: run this test with FIRSTLOG_UPDATE=1, then read what changed";
}

std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  CsvReader reader(csv);
  for (CsvRow row; reader.next(row);) {
    EXPECT_EQ(row.fault, CsvFault::none);
    rows.emplace_back(row.fields.begin(), row.fields.end());
  }
  return rows;
}

TEST(Documents, StatementsAreAsWrittenDown) {
  PaidWorld world("EUR", "Europe/Vienna");
  world.january();
  golden("statement_live.json", statement_to_json(world.statement("ana", "2026-01")));
  world.february();
  const StatementDocument january = world.statement("ana", "2026-01");
  golden("statement_frozen.json", statement_to_json(january));
  golden("statement_frozen.csv", statement_to_csv(january));
  golden("statement_frozen.html", statement_to_html(january));
  golden("statement_prior_period.json", statement_to_json(world.statement("ana", "2026-02")));
  golden("statement_prior_period.html", statement_to_html(world.statement("ana", "2026-02")));
  golden("statement_empty.json", statement_to_json(world.statement("cleo & co", "2026-02")));
  golden("statement_empty.html", statement_to_html(world.statement("cleo & co", "2026-02")));
}

TEST(Documents, RegistersAndBoardsAreAsWrittenDown) {
  PaidWorld world;
  world.january();
  world.february();
  const PayrollDocument payroll = must(world.engine().payroll_document("acme", "root", month("2026-01")));
  golden("payroll.csv", payroll_to_csv(payroll));
  golden("payroll.json", payroll_to_json(payroll));
  golden("liability.csv", liability_to_csv(must(world.engine().liability_document("acme", "root"))));
  golden("leaderboard_manager.json",
         leaderboard_to_json(must(world.engine().leaderboard_document("acme", "root", month("2026-01")))));
  golden("leaderboard_manager.html",
         leaderboard_to_html(must(world.engine().leaderboard_document("acme", "root", month("2026-01")))));
  golden("leaderboard_rep.html",
         leaderboard_to_html(must(world.engine().leaderboard_document("acme", "bob", month("2026-01")))));
}

// The yen has no minor unit, the Kuwaiti dinar a thousand.
TEST(Documents, AmountsHaveTheDigitsOfTheirCurrency) {
  for (const auto& [code, invoiced, commission, shown] :
       {std::array{"EUR", "1800.00", "270.00", "7,500.00"}, std::array{"JPY", "180000", "27000", "750,000"},
        std::array{"KWD", "180.000", "27.000", "750.000"}}) {
    PaidWorld world(code);
    world.january();
    const StatementDocument document = world.statement("ana", "2026-01");
    const json statement = json::parse(must(statement_to_json(document)));
    EXPECT_EQ(statement["currency"], code);
    EXPECT_EQ(statement["lines"][0]["invoiced"], invoiced) << code;
    EXPECT_EQ(statement["lines"][0]["commission"], commission) << code;
    const std::string page = must(statement_to_html(document));
    EXPECT_THAT(page, HasSubstr(std::string(">") + shown + "<")) << code;
    EXPECT_THAT(page, HasSubstr(std::string("Commission (") + code + ")"));
    EXPECT_EQ(rows_of(must(statement_to_csv(document)))[1][14], invoiced) << code;
    if (std::string_view(code) != "EUR") golden(std::string("statement_") + code + ".html", page);
  }
}

// DOMAIN 11: live all period, and identical at the freeze.
TEST(Documents, TheLastLiveStatementIsTheFrozenOneButForTheFreezeItself) {
  PaidWorld world;
  world.january();
  world.clock.set("2026-02-06T09:00:00Z");
  std::vector<json> live;
  const std::vector<std::string> reps = {"ana", "bob", "cleo & co"};
  for (const std::string& rep : reps)
    live.push_back(json::parse(must(statement_to_json(world.statement(rep, "2026-01")))));
  world.february();
  for (std::size_t i = 0; i < reps.size(); ++i) {
    json frozen = json::parse(must(statement_to_json(world.statement(reps[i], "2026-01"))));
    EXPECT_EQ(frozen["as_of"], frozen["frozen_position"]);
    EXPECT_LT(live[i]["as_of"], frozen["as_of"]);
    EXPECT_EQ(live[i]["frozen"], false);
    for (const char* mark : {"frozen", "frozen_position", "frozen_at", "as_of"}) {
      frozen.erase(mark);
      live[i].erase(mark);
    }
    EXPECT_EQ(frozen, live[i]) << reps[i];
  }
}

TEST(Documents, AFrozenStatementNeverChanges) {
  PaidWorld world;
  world.january();
  world.february();
  const std::string before = must(statement_to_json(world.statement("ana", "2026-01")));
  const std::string page = must(statement_to_html(world.statement("ana", "2026-01")));
  world.sell("later", "ana", 90'000);
  world.done(commands::RecordPayout{.actor = "root",
                                    .rep = "ana",
                                    .period = month("2026-01"),
                                    .amount = world.money(1'000),
                                    .document_number = "P-2"});
  world.dispute("D-9", "ana", Position(json::parse(before)["lines"][1]["position"].get<std::uint64_t>()));
  world.clock.set("2026-03-01T09:00:00Z");
  world.reopen();
  EXPECT_EQ(must(statement_to_json(world.statement("ana", "2026-01"))), before);
  EXPECT_TRUE(must(statement_to_html(world.statement("ana", "2026-01"))) == page);
}

TEST(Documents, LinesSumToTotalsInEveryFormat) {
  PaidWorld world;
  world.january();
  world.february();
  for (const char* rep : {"ana", "bob"})
    for (const char* period : {"2026-01", "2026-02"}) {
      const StatementDocument document = world.statement(rep, period);
      const json statement = json::parse(must(statement_to_json(document)));
      std::int64_t total = 0;
      for (const json& line : statement["lines"])
        total += must(Money::parse(line["commission"].get<std::string>(), currency("EUR"))).minor_units();
      EXPECT_EQ(Money::minor(total, currency("EUR")).to_string(),
                statement["totals"]["total"].get<std::string>());
      std::int64_t of_csv = 0;
      const auto rows = rows_of(must(statement_to_csv(document)));
      ASSERT_EQ(rows.size(), statement["lines"].size() + 1);
      for (std::size_t i = 1; i < rows.size(); ++i) {
        ASSERT_EQ(rows[i].size(), rows[0].size());
        of_csv += must(Money::parse(rows[i][20], currency("EUR"))).minor_units();
      }
      EXPECT_EQ(of_csv, total);
    }
}

TEST(Documents, EveryTextOfAPageIsEscaped) {
  PaidWorld world;
  world.january();
  const std::string page = must(statement_to_html(world.statement("ana", "2026-01")));
  EXPECT_THAT(page, HasSubstr("Bakery &quot;Zum &lt;Löwen&gt;&quot;"));
  EXPECT_THAT(page, HasSubstr("brackets &lt;2026&gt; &amp; more"));
  EXPECT_THAT(page, Not(HasSubstr("<Löwen>")));
  const std::string board =
      must(leaderboard_to_html(must(world.engine().leaderboard_document("acme", "root"))));
  EXPECT_THAT(board, HasSubstr("cleo &amp; co"));
}

TEST(Documents, ARepSeesOnTheBoardWhatTheBoardShowsReps) {
  PaidWorld world;
  world.january();
  const json board = json::parse(
      must(leaderboard_to_json(must(world.engine().leaderboard_document("acme", "bob", month("2026-01"))))));
  EXPECT_EQ(board["audience"], "rep");
  ASSERT_EQ(board["rows"].size(), 3U);
  for (const json& row : board["rows"]) {
    EXPECT_EQ(row.contains("commission"), row["rep"] == "bob");
    EXPECT_EQ(row.contains("zone"), row["rep"] == "bob") << "DOMAIN 11: own zone only";
    EXPECT_FALSE(row.contains("pending"));
  }
}

// What the run pays is what the statements say, of every rep and kind of line.
TEST(Payroll, SumsWhatTheStatementsSay) {
  PaidWorld world;
  world.january();
  const PayrollDocument document = must(world.engine().payroll_document("acme", "root", month("2026-01")));
  EXPECT_FALSE(document.payroll.frozen);
  std::int64_t statements = 0;
  for (const char* rep : {"ana", "bob", "cleo & co"})
    statements += world.statement(rep, "2026-01").statement.total.minor_units();
  EXPECT_EQ(document.payroll.total.minor_units(), statements);
  std::int64_t rows = 0;
  for (const PayrollRow& row : document.payroll.rows) rows += row.amount.minor_units();
  EXPECT_EQ(rows, statements);
  ASSERT_EQ(document.payroll.disputes.size(), 1U) << "only what is still open";
  EXPECT_EQ(document.payroll.disputes[0].number, "D-2");
  EXPECT_EQ(world.engine().payroll_document("acme", "ana", month("2026-01")).status(),
            Status::invalid_argument);
}

TEST(Liability, IsWhatWasEarnedAndNotPaidByThen) {
  PaidWorld world;
  world.january();
  auto row = [&world](std::string_view rep, std::optional<Instant> at) {
    const LiabilityDocument document = must(world.engine().liability_document("acme", "root", at));
    for (const LiabilityRow& one : document.liability.rows)
      if (document.names.of(one.rep) == rep) return one;
    return LiabilityRow();
  };
  const Statement ana = world.statement("ana", "2026-01").statement;
  EXPECT_EQ(row("ana", std::nullopt).earned, ana.total);
  EXPECT_EQ(row("ana", std::nullopt).paid, eur(50'000));
  EXPECT_EQ(row("ana", std::nullopt).owed, ana.balance);
  // Just after the first approval nothing else had been entered.
  EXPECT_EQ(row("ana", ana.lines[0].entered_at).owed, eur(27'000));
  EXPECT_FALSE(row("ana", ana.lines[0].entered_at - Duration::microseconds(1)).rep.present());
  world.done(commands::RecordPayout{.actor = "root",
                                    .rep = "bob",
                                    .period = month("2026-01"),
                                    .amount = eur(1'000'000),
                                    .document_number = "P-2"});
  const Liability all = must(world.engine().liability_document("acme", "root")).liability;
  EXPECT_EQ(all.owed, ana.balance) << "what bob owes is not set off against what ana is owed";
  EXPECT_EQ(all.receivable.minor_units(), -row("bob", std::nullopt).owed.minor_units());
  EXPECT_GT(all.receivable.minor_units(), 0);
}

// DOMAIN 11: close_period lists what is pending, held and disputed.
TEST(PeriodClose, ListsWhatIsOpen) {
  PaidWorld world;
  world.january();
  auto check = [](const PeriodClose& close) {
    std::vector<std::string> held;
    ASSERT_EQ(close.pending.size(), 2U);
    EXPECT_EQ(close.pending[0].hold_until, Instant()) << "taken back";
    EXPECT_NE(close.pending[1].hold_until, Instant()) << "held";
    ASSERT_EQ(close.disputes.size(), 1U);
    EXPECT_EQ(close.disputes[0].number, "D-2");
  };
  const PeriodClose before = must(world.engine().period_close("acme", "root"));
  EXPECT_EQ(before.period, month("2026-01"));
  EXPECT_FALSE(before.frozen);
  check(before);
  world.february();
  const PeriodClose after = must(world.engine().period_close("acme", "root", month("2026-01")));
  EXPECT_TRUE(after.frozen);
  check(after);
  EXPECT_TRUE(must(world.engine().period_close("acme", "root")).disputes.empty()) << "of February";
  EXPECT_EQ(world.engine().period_close("acme", "ana").status(), Status::invalid_argument);
}

// statement_file_page.py checks the file by the program of docs/statement-file.md.
TEST(StatementFilePage, HasAFileToRead) {
  PaidWorld world;
  world.january();
  world.february();
  const SigningSeed seed;
  const std::string file =
      must(export_statement(world.engine(), "acme", "root", "ana", month("2026-01"), &seed));
  EXPECT_TRUE(must(verify_statement(file)).ok);
  if (const char* path = std::getenv("FIRSTLOG_STATEMENT_FILE"))
    std::ofstream(path, std::ios::binary) << file;
}

TEST(Disputes, AreSeenByTheirRepAndByManagers) {
  PaidWorld world;
  world.january();
  world.dispute("D-7", "bob", world.statement("bob", "2026-01").statement.lines[0].position);
  EXPECT_EQ(must(world.engine().disputes("acme", "root")).size(), 4U);
  const std::vector<Dispute> own = must(world.engine().disputes("acme", "bob"));
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own[0].number, "D-7");
  EXPECT_FALSE(own[0].overdue);
  world.clock.set("2026-02-25T09:00:00Z");
  EXPECT_TRUE(must(world.engine().disputes("acme", "bob"))[0].overdue) << "before anybody said so";
}

}  // namespace
}  // namespace firstlog_test
