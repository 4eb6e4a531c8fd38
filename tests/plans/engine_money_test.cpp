// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Foreign amounts and pay that waits, through the engine: journal, snapshot, documents and the file that
// proves itself.
#include <gtest/gtest.h>

#include <string>

#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/formats/documents.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

const std::string document =
    R"({"version":1,"plan":{"currency":"EUR"},"exchange_rates":[{"from":"USD","on":"2026-01-02","rate":"0.9","source":"ECB"}],"plans":)" +
    base_plan(R"({"name":"commission","payable":[{"part":"0.5"},{"part":"0.5","on":"cash"}],)"
              R"("clawback":{"points":[{"age":0,"part":"0.5"}]},)"
              R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]})") +
    "}";
Money usd(std::int64_t cents) {
  return Money::minor(cents, currency("USD"));
}

class MoneyInEngine : public ::testing::TestWithParam<bool> {
 protected:
  MoneyInEngine() : engine_(*Engine::open("memory:")) {}
  void give(const Command& command) {
    EXPECT_EQ(engine_.submit("acme", command)->verdict, Verdict::accepted);
  }
  // In one of the two runs everything in memory is thrown away and read back.
  void interrupt() {
    if (!GetParam()) return;
    EXPECT_TRUE(engine_.snapshot("acme").ok());
    EXPECT_TRUE(engine_.close("acme").ok());
  }
  void tell() {
    give(commands::FoundOrganisation{.actor = "olga", .key = "acme", .document = document});
    give(commands::RegisterActor{.actor = "olga", .key = "ana", .roles = Role::rep});
    give(commands::RegisterContact{.actor = "olga", .key = "a", .rep = "ana"});
    give(commands::LogClose{.actor = "ana", .contact = "a", .amount = usd(1'000'00)});
    give(commands::Approve{.actor = "olga",
                           .contact = "a",
                           .amount = usd(1'000'00),
                           .invoiced_on = day("2026-01-05"),
                           .tax = usd(190'00)});
    interrupt();
    give(commands::RecordReceipt{
        .actor = "olga", .contact = "a", .amount = usd(595'00), .document_number = "r1"});
    interrupt();
    give(commands::Reverse{.actor = "olga", .contact = "a", .reason = "refund", .amount = usd(500'00)});
  }

  Engine engine_;
};

// 900.00 EUR pay 90.00, 45.00 at once; half of the cash, 22.50 more. Half of it refunded: half of 45.00 is
// taken back, and 595.00 is all that is still due: 67.50 payable.
TEST_P(MoneyInEngine, IsKeptAndTold) {
  tell();
  const Statement s = *engine_.statement("acme", "ana", "ana");
  std::string told;
  for (const StatementLine& line : s.lines)
    told += std::string(name_of(line.kind)) + " " + line.commission.to_string() + " | ";
  EXPECT_EQ(told, "close 90.00 | withheld -45.00 | released 22.50 | reversal -22.50 | withheld 22.50 | ");
  EXPECT_EQ(s.total, eur(67'50));
  EXPECT_TRUE(s.withheld.is_zero());
  const StatementDocument written = *engine_.statement_document("acme", "ana", "ana");
  const std::string json = *statement_to_json(written);
  EXPECT_NE(
      json.find(
          R"("exchange":{"original":"1000.00","currency":"USD","rate":"0.9","on":"2026-01-02","source":"ECB"})"),
      std::string::npos)
      << json;
  EXPECT_NE(statement_to_csv(written)->find("1000.00,USD,0.9,2026-01-02,ECB\r\n"), std::string::npos);
  EXPECT_NE(statement_to_html(written)->find("ECB of 2026-01-02"), std::string::npos);
  const Result<std::string> file = export_statement(engine_, "acme", "ana", "ana");
  ASSERT_TRUE(file.ok());
  const Result<StatementVerification> verified = verify_statement(*file);
  ASSERT_TRUE(verified.ok());
  EXPECT_TRUE(verified->ok) << verified->place << ": " << verified->reason;
}
INSTANTIATE_TEST_SUITE_P(Runs, MoneyInEngine, ::testing::Bool(), [](const auto& info) {
  return info.param ? std::string("WithSnapshots") : std::string("InOneGo");
});

}  // namespace
}  // namespace firstlog_test
