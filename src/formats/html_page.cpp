// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/html_page.hpp"

namespace firstlog::inline v1::detail {
namespace {

constexpr std::string_view style = R"(
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem;color:#1a1c1e;background:#fff;
font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{margin:0;font-size:1.6rem;line-height:1.2;overflow-wrap:anywhere;text-wrap:balance}
h2{margin:2rem 0 .5rem;font-size:1.1rem;break-after:avoid}
p{margin:.25rem 0;max-width:48rem}
.subtitle,.note,footer{color:#52575c}
.note{display:block;font-size:.85em}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;margin:1.25rem 0}
dl div{border:1px solid #d5d9dd;border-radius:.4rem;padding:.5rem .75rem;break-inside:avoid}
dt{color:#52575c;font-size:.85rem}
dd{margin:0;font-size:1.15rem;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
caption{text-align:left;color:#52575c;font-size:.85rem;padding:.25rem 0}
th,td{padding:.4rem .5rem;border-bottom:1px solid #d5d9dd;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
th{font-weight:600;border-bottom-color:#52575c;overflow-wrap:normal}
.number{text-align:right;white-space:nowrap;overflow-wrap:normal}
.number .note{white-space:normal}
[data-label="Entered"],[data-label="Closed"],[data-label="Claimed"],[data-label="Opened"]{white-space:nowrap}
tfoot td{font-weight:600;border-bottom:none}
.badge{display:inline-block;border:1px solid;border-radius:.3rem;padding:0 .35rem;font-size:.9em;font-weight:600}
.green{color:#0b5c2c;background:#e6f4ea}
.amber{color:#7a4300;background:#fdf1dc}
.red{color:#8f1414;background:#fbe9e7}
.plain{color:#3c4146;background:#f1f3f4}
footer{margin-top:2rem;font-size:.8rem}
@media screen and (max-width:44rem){
body{padding:1rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,caption,tbody,tfoot,tr,td{display:block}
tr{border:1px solid #d5d9dd;border-radius:.4rem;margin:.5rem 0;padding:.35rem .6rem}
td{display:flex;justify-content:space-between;gap:1rem;border:none;padding:.15rem 0}
td.empty{display:none}
td::before{content:attr(data-label);color:#52575c;text-align:left;white-space:nowrap}
td>span{text-align:right;min-width:0}
}
@page{size:A4;margin:14mm}
@media print{
body{max-width:none;padding:0;font-size:10pt}
table{font-size:8.5pt}
th,td{padding:.3rem .25rem}
thead{display:table-header-group}
tfoot{display:table-row-group}
tr,dl div{break-inside:avoid}
.badge{background:none}
}
)";

void append_badge(std::string& html, std::string_view badge, std::string_view text) {
  html.append("<span class=\"badge ").append(badge).append("\">");
  append_escaped(html, text);
  html.append("</span>");
}

}  // namespace

void append_escaped(std::string& html, std::string_view text) {
  for (const char c : text) switch (c) {
      case '&': html.append("&amp;"); break;
      case '<': html.append("&lt;"); break;
      case '>': html.append("&gt;"); break;
      case '"': html.append("&quot;"); break;
      case '\'': html.append("&#39;"); break;
      default: html.push_back(c);
    }
}

std::string grouped(Money amount) {
  std::string text = amount.to_string();
  const std::size_t first = amount.is_negative() ? 1 : 0;
  const std::size_t point = text.find('.');
  for (std::size_t at = point == std::string::npos ? text.size() : point; at > first + 3; at -= 3)
    text.insert(at - 3, ",");
  if (amount.is_negative()) text.replace(0, 1, "\u2212");
  return text;
}

std::string grouped_with_currency(Money amount) {
  return grouped(amount) + "\u00A0" + amount.currency().code();
}

std::string percentage(Rate rate) {
  std::int64_t numerator = 0;
  if (__builtin_mul_overflow(rate.numerator(), std::int64_t{100}, &numerator)) return rate.to_string();
  const Result<Rate> percent = Rate::from_fraction({numerator, rate.denominator()});
  if (!percent) return rate.to_string();
  const std::string text = percent->to_string();
  return text.find('/') == std::string::npos ? text + "\u00A0%" : rate.to_string();
}

std::string mixed(CloseCount closes) {
  const bool negative = closes < CloseCount();
  const CloseCount size = negative ? CloseCount::of_parts(-closes.parts()) : closes;
  std::string text = size.rate().to_string();
  if (text.find('/') != std::string::npos && size.closes() > 0)
    text = std::to_string(size.closes()) + "\u00A0" + CloseCount::of_parts(size.rest()).rate().to_string();
  return negative ? "\u2212" + text : text;
}

std::string civil(Instant instant, const Zone& zone) {
  const LocalTime local = zone.local_of(instant);
  std::string text = local.date.to_string();
  const std::string time = local.time.to_string();
  return text.append("\u00A0").append(time, 0, 5);
}

Page::Page(std::string_view title, std::string_view subtitle)
    : html_(
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
          "'unsafe-inline'\">\n<title>") {
  append_escaped(html_, title);
  html_.append("</title>\n<style>").append(style).append("</style>\n</head>\n<body>\n<header>\n<h1>");
  append_escaped(html_, title);
  html_.append("</h1>\n<p class=\"subtitle\">");
  append_escaped(html_, subtitle);
  html_.append("</p>\n</header>\n");
}

void Page::facts(const std::vector<Fact>& facts) {
  html_.append("<dl>\n");
  for (const Fact& fact : facts) {
    html_.append("<div><dt>");
    append_escaped(html_, fact.label);
    html_.append("</dt><dd>");
    if (fact.badge.empty())
      append_escaped(html_, fact.value);
    else
      append_badge(html_, fact.badge, fact.value);
    html_.append("</dd></div>\n");
  }
  html_.append("</dl>\n");
}

void Page::heading(std::string_view text) {
  html_.append("<h2>");
  append_escaped(html_, text);
  html_.append("</h2>\n");
}

void Page::paragraph(std::string_view text) {
  html_.append("<p>");
  append_escaped(html_, text);
  html_.append("</p>\n");
}

void Page::row(std::string_view tag, const std::vector<Column>& columns, const std::vector<Cell>& cells) {
  html_.append("<tr>");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    const bool number = columns[i].align == Align::number;
    const bool empty = cell.text.empty() && cell.note.empty();
    html_.append("<").append(tag);
    if (number || empty)
      html_.append(" class=\"")
          .append(number ? "number" : "")
          .append(number && empty ? " " : "")
          .append(empty ? "empty\"" : "\"");
    html_.append(" data-label=\"");
    append_escaped(html_, columns[i].label);
    html_.append("\"><span>");
    if (!cell.badge.empty() && !cell.text.empty()) {
      append_badge(html_, cell.badge, cell.text);
    } else if (cell.is_name) {
      html_.append("<bdi>");
      append_escaped(html_, cell.text);
      html_.append("</bdi>");
    } else {
      append_escaped(html_, cell.text);
    }
    if (!cell.note.empty()) {
      html_.append("<span class=\"note\">");
      append_escaped(html_, cell.note);
      html_.append("</span>");
    }
    html_.append("</span></").append(tag).append(">");
  }
  html_.append("</tr>\n");
}

void Page::table(std::string_view caption, const std::vector<Column>& columns,
                 const std::vector<std::vector<Cell>>& rows, const std::vector<Cell>& foot) {
  html_.append("<table>\n");
  if (!caption.empty()) {
    html_.append("<caption>");
    append_escaped(html_, caption);
    html_.append("</caption>\n");
  }
  html_.append("<thead><tr>");
  for (const Column& column : columns) {
    html_.append("<th scope=\"col\"").append(column.align == Align::number ? " class=\"number\">" : ">");
    append_escaped(html_, column.label);
    html_.append("</th>");
  }
  html_.append("</tr></thead>\n<tbody>\n");
  for (const std::vector<Cell>& cells : rows) row("td", columns, cells);
  html_.append("</tbody>\n");
  if (!foot.empty()) {
    html_.append("<tfoot>\n");
    row("td", columns, foot);
    html_.append("</tfoot>\n");
  }
  html_.append("</table>\n");
}

std::string Page::take() {
  html_.append("</body>\n</html>\n");
  return std::move(html_);
}

}  // namespace firstlog::inline v1::detail
