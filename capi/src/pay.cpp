// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Why somebody is paid what he is, what is disputed or could not be paid, where he stands against his quota.
#include "firstlog/views/pay.hpp"
#include "firstlog/views/quota_review.hpp"
#include "firstlog/views/settlement.hpp"

#include "answer.hpp"
#include "json.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

Object& put(Object& object, const char* member, const Exact& value) {
  return object.name(member, value.to_string());
}
Object& put(Object& object, const char* member, const std::optional<Exact>& value) {
  return value ? put(object, member, *value) : object;
}

Json document_of(const PayComponent& c, const Names& names) {
  Object object(&names);
  object.text("plan", c.plan).text("component", c.component).number("policy", c.policy);
  object.date("from", c.days.first).date("until", c.days.end.plus_days(-1).value_or(c.days.first));
  object.flag("paid", c.paid).text("pays", c.pays).key("seller", c.seller);
  object.any("inputs", list_of(c.inputs, [](const PayInput& input) {
               return Object().text("name", input.name).name("value", input.value.to_string()).take();
             }));
  object.any("steps", list_of(c.steps, [](const PayStep& step) {
               Object one;
               one.text("name", step.name).name("value", step.value.to_string());
               return one
                   .any("parts", list_of(step.parts,
                                         [](const TracePart& part) {
                                           Object of_step;
                                           put_part(of_step, part);
                                           return of_step.take();
                                         }))
                   .take();
             }));
  put(object, "value", c.value);
  put(object, "rounding", c.rounding);
  put(object, "refunds", c.refunds);
  return object.money("pay", c.pay).take();
}

std::string document_of(const PayExplanation& e, const Names& names) {
  Object object(&names);
  object.key("rep", e.rep).deal("deal", e.deal).money("total", e.total);
  object.any("components",
             list_of(e.components, [&](const PayComponent& c) { return document_of(c, names); }));
  return object.text("text", pay_explanation_to_text(e)).dump();
}

Json document_of(const PayException& e, const Names& names) {
  Object object(&names);
  object.name("kind", name_of(e.kind))
      .key("rep", e.rep)
      .deal("deal", e.deal)
      .position("position", e.position);
  object.date("date", e.date).text("plan", e.plan).text("component", e.component);
  return object.text("reason", e.reason).take();
}

Json document_of(const Dispute& d, const Names& names) {
  Object object(&names);
  object.text("number", d.number).key("rep", d.rep).position("line", d.line).deal("deal", d.deal);
  object.name("status", name_of(d.status)).position("opened", d.opened).instant("opened_at", d.opened_at);
  object.key("opener", d.opener).text("reason", d.reason).instant("due", d.due).flag("overdue", d.overdue);
  object.position("resolved", d.resolved).instant("resolved_at", d.resolved_at).key("resolver", d.resolver);
  return object.text("resolution", d.resolution).position("answer", d.answer).take();
}

Json document_of(const QuotaReview& r, const Names& names) {
  Object object(&names);
  object.key("rep", r.rep).period("period", r.period).number("months", r.months);
  return object.position("position", r.position).instant("raised_at", r.raised_at).take();
}

Json document_of(const QuotaPart& p) {
  Object object;
  object.date("from", p.days.first).date("until", p.days.end.plus_days(-1).value_or(p.days.first));
  object.rate("target", p.target.target).name("source", name_of(p.target.source));
  object.number("employment_month", p.employment_month).rate("ramp", p.ramp);
  object.number("working_days", p.working_days).number("leave_days", p.leave_days);
  put(object, "quota", p.quota);
  return put(object, "expected", p.expected).take();
}

std::string document_of(const QuotaStanding& s) {
  const PeriodQuota& q = s.quota;
  Object quota;
  quota.period("period", q.period).name("measure", name_of(q.measure));
  put(quota, "quota", q.quota);
  put(quota, "expected", q.expected);
  quota.number("working_days", q.working_days).number("employed_days", q.employed_days);
  quota.number("leave_days", q.leave_days).number("days_left", q.days_left).flag("ramped", q.ramped);
  quota.flag("of_leave", q.of_leave).flag("part", q.part()).flag("counts", q.counts());
  quota.any("parts", list_of(q.parts, [](const QuotaPart& part) { return document_of(part); }));
  Object object;
  object.any("quota", quota.take());
  put(object, "achieved", s.achieved);
  put(object, "attainment", s.attainment);
  put(object, "pace", s.pace);
  put(object, "projected", s.projected);
  put(object, "required_per_day", s.required_per_day);
  return object.flag("over", s.over).name("zone", name_of(s.zone)).text("zone_name", s.zone_name).dump();
}

// A list as the only member of that name.
template <class T>
Result<std::string> as_list(const char* member, Result<std::vector<T>> items, const Names& names) {
  if (!items) return items.error();
  return Object().any(member, list_of(*items, [&](const T& one) { return document_of(one, names); })).dump();
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_pay_explain(firstlog_engine* engine, const char* organisation, const char* viewer,
                                     const char* rep, uint32_t deal, firstlog_document** document,
                                     firstlog_error* error) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(viewer);
                       FIRSTLOG_NOT_NULL(rep);
                       const auto answer = of.explain_pay(key, viewer, rep, DealId(deal));
                       if (!answer) return answer.error();
                       return document_of(*answer, Names(of, key));
                     });
}

firstlog_status firstlog_pay_explain_component(firstlog_engine* engine, const char* organisation,
                                               const char* viewer, const char* rep, const char* plan,
                                               const char* component, int32_t from,
                                               firstlog_document** document, firstlog_error* error) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(viewer);
                       FIRSTLOG_NOT_NULL(rep);
                       FIRSTLOG_NOT_NULL(plan);
                       FIRSTLOG_NOT_NULL(component);
                       const std::optional<Date> day = Date::from_days(from);
                       if (!day) return misuse("from", "no such day", "count from 1970-01-01");
                       const StatementComponent asked{plan, component};
                       const auto answer = of.explain_pay(key, viewer, rep, asked, *day);
                       if (!answer) return answer.error();
                       return document_of(*answer, Names(of, key));
                     });
}

firstlog_status firstlog_pay_exceptions(firstlog_engine* engine, const char* organisation, const char* viewer,
                                        firstlog_document** document, firstlog_error* error) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(viewer);
                       return as_list("exceptions", of.pay_exceptions(key, viewer), Names(of, key));
                     });
}

firstlog_status firstlog_organisation_disputes(firstlog_engine* engine, const char* organisation,
                                               const char* viewer, firstlog_document** document,
                                               firstlog_error* error) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(viewer);
                       return as_list("disputes", of.disputes(key, viewer), Names(of, key));
                     });
}

firstlog_status firstlog_organisation_period_close(firstlog_engine* engine, const char* organisation,
                                                   const char* viewer, const char* period,
                                                   firstlog_document** document, firstlog_error* error) {
  return answer_text(
      engine, organisation, document, error, [&](Engine& of, std::string_view key) -> Result<std::string> {
        FIRSTLOG_NOT_NULL(viewer);
        const auto month = period_of(period);
        if (!month) return month.error();
        const auto answer = of.period_close(key, viewer, *month);
        if (!answer) return answer.error();
        const Names names(of, key);
        Object object(&names);
        object.period("period", answer->period).flag("frozen", answer->frozen);
        object.position("frozen_position", answer->frozen_position);
        object.any("pending",
                   list_of(answer->pending, [&](const PendingClose& c) { return pending_json(c, names); }));
        object.any("disputes",
                   list_of(answer->disputes, [&](const Dispute& d) { return document_of(d, names); }));
        return object
            .any("exceptions",
                 list_of(answer->exceptions, [&](const PayException& e) { return document_of(e, names); }))
            .dump();
      });
}

firstlog_status firstlog_quota_record(firstlog_engine* engine, const char* organisation, const char* viewer,
                                      const char* rep, const char* period, firstlog_document** document,
                                      firstlog_error* error) {
  return answer_for_rep(
      engine, organisation, viewer, rep, period, document, error,
      [&](Engine& of, std::string_view key, std::optional<YearMonth> month) -> Result<std::string> {
        const auto answer = of.quota(key, viewer, rep, month);
        if (!answer) return answer.error();
        return document_of(*answer);
      });
}

firstlog_status firstlog_quota_reviews(firstlog_engine* engine, const char* organisation, const char* viewer,
                                       firstlog_document** document, firstlog_error* error) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(viewer);
                       return as_list("reviews", of.quota_reviews(key, viewer), Names(of, key));
                     });
}
