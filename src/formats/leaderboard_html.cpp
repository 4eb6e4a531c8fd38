// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/documents.hpp"
#include "formats/document_text.hpp"
#include "formats/html_page.hpp"
#include "formats/zone_words.hpp"

namespace firstlog::inline v1 {
namespace {

using detail::Align;
using detail::Cell;
using detail::Column;
using detail::grouped;

std::string leaderboard_page(const LeaderboardDocument& document) {
  const Leaderboard& board = document.leaderboard;
  std::string subtitle(document.organisation);
  subtitle.append(board.frozen ? " \u00B7 frozen" : " \u00B7 live");
  detail::Page page("Leaderboard, " + board.period.to_string(), subtitle);
  if (board.rows.empty()) {
    page.paragraph("Nobody sells in this period.");
    return page.take();
  }
  const bool manager = board.audience == Audience::manager;
  bool shows_commission = false;
  for (const LeaderboardRow& row : board.rows) shows_commission = shows_commission || row.commission;
  const std::string code = " (" + board.rows.front().revenue.currency().code() + ")";
  const std::string revenue = "Revenue" + code;
  const std::string commission = "Commission" + code;
  std::vector<Column> columns = {{"Rank", Align::number},
                                 {"Rep"},
                                 {"Closes", Align::number},
                                 {"To first", Align::number},
                                 {"Quota"},
                                 {revenue, Align::number},
                                 {"Dials", Align::number},
                                 {"Warm", Align::number}};
  if (manager) columns.push_back({"Connects", Align::number});
  if (manager) columns.push_back({"Pending", Align::number});
  if (shows_commission) columns.push_back({commission, Align::number});
  std::vector<std::vector<Cell>> rows;
  for (const LeaderboardRow& row : board.rows) {
    Cell zone;
    if (row.zone) zone = {std::string(detail::word_of(*row.zone)), {}, detail::badge_of(*row.zone)};
    std::vector<Cell> cells = {{std::to_string(row.rank)},
                               {std::string(document.names.of(row.rep)), row.own ? "you" : "", {}, true},
                               {detail::mixed(row.closes)},
                               {std::to_string(row.closes_to_first)},
                               zone,
                               {grouped(row.revenue)},
                               {std::to_string(row.dials)},
                               {std::to_string(row.warm)}};
    if (manager) cells.push_back({row.connects ? std::to_string(*row.connects) : std::string()});
    if (manager) cells.push_back({row.pending ? std::to_string(*row.pending) : std::string()});
    if (shows_commission) cells.push_back({row.commission ? grouped(*row.commission) : std::string()});
    rows.push_back(std::move(cells));
  }
  page.table("By net verified closes, then net revenue, then the earlier last approval.", columns, rows);
  return page.take();
}

}  // namespace

Result<std::string> leaderboard_to_html(const LeaderboardDocument& document) noexcept {
  return detail::written("leaderboard", [&] { return leaderboard_page(document); });
}

}  // namespace firstlog::inline v1
