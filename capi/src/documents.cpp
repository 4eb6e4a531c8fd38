// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Statements, leaderboards, pay runs and liabilities as formats/documents.hpp writes them.
#include "firstlog/formats/documents.hpp"

#include "answer.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

using WriteStatement = Result<std::string> (*)(const StatementDocument&) noexcept;
using WriteLeaderboard = Result<std::string> (*)(const LeaderboardDocument&) noexcept;
using WritePayroll = Result<std::string> (*)(const PayrollDocument&) noexcept;

firstlog_status answer_statement(firstlog_engine* engine, const char* organisation, const char* viewer,
                                 const char* rep, const char* period, firstlog_document** document,
                                 firstlog_error* error, WriteStatement write) {
  return answer_for_rep(
      engine, organisation, viewer, rep, period, document, error,
      [&](Engine& of, std::string_view key, std::optional<YearMonth> month) -> Result<std::string> {
        const auto answer = of.statement_document(key, viewer, rep, month);
        return answer ? write(*answer) : answer.error();
      });
}

firstlog_status answer_leaderboard(firstlog_engine* engine, const char* organisation, const char* viewer,
                                   const char* period, firstlog_document** document, firstlog_error* error,
                                   WriteLeaderboard write) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(viewer);
                       const auto month = period_of(period);
                       if (!month) return month.error();
                       const auto answer = of.leaderboard_document(key, viewer, *month);
                       return answer ? write(*answer) : answer.error();
                     });
}

firstlog_status answer_payroll(firstlog_engine* engine, const char* organisation, const char* viewer,
                               const char* period, firstlog_document** document, firstlog_error* error,
                               WritePayroll write) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(viewer);
                       FIRSTLOG_NOT_NULL(period);
                       const auto month = period_of(period);
                       if (!month) return month.error();
                       const auto answer = of.payroll_document(key, viewer, **month);
                       return answer ? write(*answer) : answer.error();
                     });
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_statement_record(firstlog_engine* engine, const char* organisation,
                                          const char* viewer, const char* rep, const char* period,
                                          firstlog_document** document, firstlog_error* error) {
  return answer_statement(engine, organisation, viewer, rep, period, document, error, statement_to_json);
}

firstlog_status firstlog_statement_csv(firstlog_engine* engine, const char* organisation, const char* viewer,
                                       const char* rep, const char* period, firstlog_document** document,
                                       firstlog_error* error) {
  return answer_statement(engine, organisation, viewer, rep, period, document, error, statement_to_csv);
}

firstlog_status firstlog_statement_html(firstlog_engine* engine, const char* organisation, const char* viewer,
                                        const char* rep, const char* period, firstlog_document** document,
                                        firstlog_error* error) {
  return answer_statement(engine, organisation, viewer, rep, period, document, error, statement_to_html);
}

firstlog_status firstlog_leaderboard_record(firstlog_engine* engine, const char* organisation,
                                            const char* viewer, const char* period,
                                            firstlog_document** document, firstlog_error* error) {
  return answer_leaderboard(engine, organisation, viewer, period, document, error, leaderboard_to_json);
}

firstlog_status firstlog_leaderboard_html(firstlog_engine* engine, const char* organisation,
                                          const char* viewer, const char* period,
                                          firstlog_document** document, firstlog_error* error) {
  return answer_leaderboard(engine, organisation, viewer, period, document, error, leaderboard_to_html);
}

firstlog_status firstlog_leaderboard_page(firstlog_engine* engine, const char* organisation,
                                          const char* viewer, const char* period, uint64_t place,
                                          uint64_t count_max, firstlog_document** document,
                                          firstlog_error* error) {
  return answer_text(
      engine, organisation, document, error, [&](Engine& of, std::string_view key) -> Result<std::string> {
        FIRSTLOG_NOT_NULL(viewer);
        if (place == 0) return misuse("place", "places count from 1", "pass 1 for the first");
        const auto month = period_of(period);
        if (!month) return month.error();
        const BoardPage page{static_cast<std::size_t>(place), static_cast<std::size_t>(count_max)};
        Result<Leaderboard> board = of.leaderboard(key, viewer, *month, page);
        if (!board) return board.error();
        LeaderboardDocument written;
        written.organisation = key;
        for (const LeaderboardRow& row : board->rows) {
          Result<std::string> name = of.actor_key(key, row.rep);
          if (!name) return name.error();
          written.names.actors.emplace(row.rep.number(), std::move(*name));
        }
        written.leaderboard = std::move(*board);
        return leaderboard_to_json(written);
      });
}

firstlog_status firstlog_leaderboard_rank(firstlog_engine* engine, const char* organisation, const char* rep,
                                          const char* period, uint32_t* rank, firstlog_error* error) {
  return guard(error, "query", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(rank);
    FIRSTLOG_NOT_NULL(rep);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const auto month = period_of(period);
    if (!month) return month.error();
    const auto found = engine->engine->rank(*key, rep, *month);
    if (!found) return found.error();
    *rank = found->value_or(0);
    return {};
  });
}

firstlog_status firstlog_payroll_record(firstlog_engine* engine, const char* organisation, const char* viewer,
                                        const char* period, firstlog_document** document,
                                        firstlog_error* error) {
  return answer_payroll(engine, organisation, viewer, period, document, error, payroll_to_json);
}

firstlog_status firstlog_payroll_csv(firstlog_engine* engine, const char* organisation, const char* viewer,
                                     const char* period, firstlog_document** document,
                                     firstlog_error* error) {
  return answer_payroll(engine, organisation, viewer, period, document, error, payroll_to_csv);
}

firstlog_status firstlog_liability_csv(firstlog_engine* engine, const char* organisation, const char* viewer,
                                       int64_t at, firstlog_document** document, firstlog_error* error) {
  return answer_text(
      engine, organisation, document, error, [&](Engine& of, std::string_view key) -> Result<std::string> {
        FIRSTLOG_NOT_NULL(viewer);
        const auto answer = of.liability_document(
            key, viewer, at == 0 ? std::nullopt : std::optional(Instant::from_microseconds(at)));
        return answer ? liability_to_csv(*answer) : answer.error();
      });
}
