// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commission plans: read, checked, evaluated and explained, one input at a time or in bulk.
#include "firstlog/formats/expression_json.hpp"
#include "firstlog/formats/plan_findings_json.hpp"
#include "firstlog/rules/commission/bulk.hpp"
#include "firstlog/rules/commission/evaluate.hpp"
#include "firstlog/rules/commission/plan_check.hpp"
#include "formats/json_value.hpp"
#include "json.hpp"
#include "organisation.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

constexpr std::size_t frame_size_first = 40;
constexpr std::size_t columns_size_first = 56;
constexpr firstlog::detail::JsonLimits input_limits{
    .bytes_max = std::size_t{64} << 20, .depth_max = 4, .values_max = 4'000'000, .members_max = 4'096};

Error malformed_input(std::string_view column, std::string_view reason) {
  Error error(Status::malformed, "input.", reason,
              "write {\"numbers\":{\"amount\":[\"1800.00\"]},\"texts\":{}}");
  error.place.append(column);
  return error;
}

using firstlog::detail::JsonValue;

Result<PlanInput> read_input(std::string_view text) {
  const Result<JsonValue> json = firstlog::detail::parse_json(text, "input", input_limits);
  if (!json) return json.error();
  PlanInput input;
  if (json->kind != JsonValue::Kind::object) return malformed_input("", "the input is no object");
  for (const JsonValue& part : json->items) {
    if (part.kind != JsonValue::Kind::object || (part.name != "numbers" && part.name != "texts"))
      return malformed_input(part.name, "only the objects numbers and texts may stand here");
    for (const JsonValue& column : part.items) {
      if (column.kind != JsonValue::Kind::list) return malformed_input(column.name, "a column is a list");
      NamedColumn numbers{column.name, {}};
      NamedTexts texts{column.name, {}};
      for (const JsonValue& value : column.items) {
        if (value.kind != JsonValue::Kind::text)
          return malformed_input(column.name, "values are text, because they are exact");
        if (part.name == "texts") {
          texts.values.push_back(value.text);
          continue;
        }
        Result<Exact> number = Exact::parse(value.text);
        if (!number) return malformed_input(column.name, number.error().reason.view());
        numbers.values.push_back(std::move(*number));
      }
      part.name == "texts" ? input.texts.push_back(std::move(texts))
                           : input.numbers.push_back(std::move(numbers));
    }
  }
  return input;
}

Json trace_json(const TracePart& part, const CompiledPlan& plan) {
  Object object;
  object.text("value", plan.slot_names()[part.slot]).number("line", part.line);
  put_part(object, part);
  return object.take();
}

Result<void> check_plan(const firstlog_plan* plan) {
  return check_handle(plan, HandleKind::plan, "plan");
}

}  // namespace

void put_part(Object& object, const TracePart& part) {
  object.name("kind", name_of(part.kind)).number("index", part.index);
  if (part.quantity) object.name("quantity", part.quantity->to_string());
  if (part.rate) object.name("rate", part.rate->to_string());
  if (part.rounding) {
    object.name("rounding", name_of(part.rounding->mode));
    object.number("places", std::int64_t{part.rounding->places});
  }
  object.name("amount", part.amount.to_string());
}

}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_plan_create(const char* expression, firstlog_plan** plan, firstlog_error* error) {
  return guard(error, "plan", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(plan);
    *plan = nullptr;
    FIRSTLOG_NOT_NULL(expression);
    Result<CompiledPlan> compiled = parse_plan_expression(expression);
    if (!compiled) return compiled.error();
    *plan = new firstlog_plan(std::move(*compiled));
    return {};
  });
}

void firstlog_plan_destroy(firstlog_plan* plan) {
  if (plan != nullptr && bury(*plan, HandleKind::plan)) delete plan;
}

firstlog_status firstlog_plan_text(const firstlog_plan* plan, firstlog_document** document,
                                   firstlog_error* error) {
  return guard(error, "plan", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    if (Result<void> r = firstlog_c::check_plan(plan); !r) return r;
    return hand_out(plan_expression_to_json(plan->plan.expression()), document);
  });
}

firstlog_status firstlog_plan_check(const firstlog_plan* plan, firstlog_document** document,
                                    firstlog_error* error) {
  return guard(error, "plan", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    if (Result<void> r = firstlog_c::check_plan(plan); !r) return r;
    return hand_out(plan_findings_to_json(check_plan_expression(plan->plan.expression())), document);
  });
}

firstlog_status firstlog_plan_evaluate(const firstlog_plan* plan, const char* input, int32_t explain,
                                       firstlog_document** document, firstlog_error* error) {
  return guard(error, "plan", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    FIRSTLOG_NOT_NULL(input);
    if (Result<void> r = firstlog_c::check_plan(plan); !r) return r;
    const Result<PlanInput> read = read_input(input);
    if (!read) return read.error();
    const Result<PlanValues> values = evaluate(plan->plan, *read, explain != 0 ? Explain::yes : Explain::no);
    if (!values) return values.error();
    Object by_name;
    for (std::size_t slot = 0; slot < values->slots.size(); ++slot)
      by_name.any(plan->plan.slot_names()[slot],
                  list_of(values->slots[slot], [](const Exact& value) { return Json(value.to_string()); }));
    Object object;
    object.any("values", by_name.take());
    if (explain != 0)
      object.any("traces", list_of(values->traces,
                                   [&](const TracePart& part) { return trace_json(part, plan->plan); }));
    return hand_out(object.dump(), document);
  });
}

firstlog_status firstlog_bulk_create(const firstlog_plan* plan, const firstlog_bulk_frame* frame,
                                     firstlog_bulk** bulk, firstlog_error* error) {
  return guard(error, "bulk", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(bulk);
    *bulk = nullptr;
    if (Result<void> r = firstlog_c::check_plan(plan); !r) return r;
    const Result<firstlog_bulk_frame> read = read_struct(frame, frame_size_first, "frame");
    if (!read) return read.error();
    if (read->period_start_count != 0) FIRSTLOG_NOT_NULL(read->period_starts);
    if (read->period_start_count > bulk_days_max + 2ULL)
      return Error(Status::out_of_range, "frame.period_start_count", "more periods than days", "give fewer");
    if (read->currency[3] != 0)
      return misuse("frame.currency", "the currency does not end in a zero byte", "give three letters");
    const Result<Currency> currency = Currency::parse(read->currency);
    if (!currency) return currency.error();
    BulkFrame made;
    made.reps = read->reps;
    made.period_starts.assign(read->period_starts, read->period_starts + read->period_start_count);
    made.currency = *currency;
    BulkPlanOptions options;
    if (read->pays != nullptr) options.pays = read->pays;
    Result<BulkPlan> over = BulkPlan::make(plan->plan, std::move(made), std::move(options));
    if (!over) return over.error();
    *bulk = new firstlog_bulk(std::move(*over));
    return {};
  });
}

firstlog_status firstlog_bulk_evaluate(const firstlog_bulk* bulk, const firstlog_bulk_columns* columns,
                                       int64_t* commission, firstlog_bulk_total* totals, uint64_t total_count,
                                       firstlog_error* error) {
  return guard(error, "bulk", [&]() -> Result<void> {
    if (Result<void> r = check_handle(bulk, HandleKind::bulk, "bulk"); !r) return r;
    const Result<firstlog_bulk_columns> read = read_struct(columns, columns_size_first, "columns");
    if (!read) return read.error();
    FIRSTLOG_NOT_NULL(totals);
    if (total_count != bulk->plan.frame().groups())
      return misuse("total_count", "not the number of reps times that of periods", "pass that many totals");
    const auto rows = static_cast<std::size_t>(read->row_count);
    if (rows != 0) {
      FIRSTLOG_NOT_NULL(read->rep);
      FIRSTLOG_NOT_NULL(read->day);
      FIRSTLOG_NOT_NULL(read->amount);
    }
    CloseColumns closes;
    closes.rep = {read->rep, rows};
    closes.day = {read->day, rows};
    closes.amount = {read->amount, rows};
    if (read->units != nullptr) closes.units = {read->units, rows};
    if (read->margin != nullptr) closes.margin = {read->margin, rows};
    const Result<BulkOrder> order = BulkOrder::of(bulk->plan.frame(), closes);
    if (!order) return order.error();
    static_assert(sizeof(firstlog_bulk_total) == sizeof(BulkTotal));
    std::vector<BulkTotal> sums(static_cast<std::size_t>(total_count));
    BulkOutput output;
    if (commission != nullptr) output.commission = {commission, rows};
    output.totals = sums;
    const Result<BulkCounts> counts = evaluate_bulk(
        {.plans = {&bulk->plan, 1}, .plan_of_rep = {}, .order = *order, .closes = closes, .output = output});
    if (!counts) return counts.error();
    for (const BulkGroup& group : order->groups()) {
      const std::size_t at = group.rep * bulk->plan.frame().periods() + group.period;
      totals[at] = {sums[at].commission, sums[at].revenue, sums[at].closes};
    }
    return {};
  });
}

void firstlog_bulk_destroy(firstlog_bulk* bulk) {
  if (bulk != nullptr && bury(*bulk, HandleKind::bulk)) delete bulk;
}
