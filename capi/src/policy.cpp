// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Policy documents: checked, written in their canonical form, tried on a history.
#include "firstlog/formats/policy_json.hpp"

#include "json.hpp"
#include "organisation.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

Json document_of(const Restatement& r, const Names& names) {
  Object object(&names);
  object.any("periods", list_of(r.periods, [&](const RestatedPeriod& p) {
               Object period(&names);
               period.key("rep", p.rep).period("period", p.period).period("posts_to", p.posts_to);
               period.money("paid", p.paid).money("would_pay", p.would_pay).money("difference", p.difference);
               return period.number("lines", p.lines).take();
             }));
  object.any("lines", list_of(r.lines, [&](const RestatedLine& l) {
               Object line(&names);
               line.position("position", l.position).key("contact", l.contact).deal("deal", l.deal);
               line.key("rep", l.rep).period("period", l.period).money("base", l.base).money("paid", l.paid);
               line.money("would_pay", l.would_pay).rate("rate", l.rate).rate("new_rate", l.new_rate);
               line.number("tier", l.tier).number("new_tier", l.new_tier);
               return line.name("rounding", name_of(l.rounding))
                   .name("new_rounding", name_of(l.new_rounding))
                   .take();
             }));
  return object.number("considered", r.considered).money("difference", r.difference).take();
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_policy_check(const char* policy, firstlog_document** document,
                                      firstlog_error* error) {
  return guard(error, "policy", [&]() -> Result<void> {
    if (document != nullptr) *document = nullptr;
    FIRSTLOG_NOT_NULL(policy);
    // An engine of its own, because reading a policy asks for zones.
    Result<Engine> engine = Engine::open("memory:");
    if (!engine) return engine.error();
    const Result<PolicyReport> report = engine->policy_report(policy);
    if (!report) return report.error();
    if (report->fault) return *report->fault;
    if (document == nullptr) return {};
    Json gaps = list_of(report->gaps, [](const AssignmentGap& gap) {
      return Object().text("place", gap.place.text()).text("name", gap.name).take();
    });
    return hand_out(Object().any("gaps", gaps).dump(), document);
  });
}

firstlog_status firstlog_policy_canonical(const char* policy, int32_t whole, firstlog_document** document,
                                          firstlog_error* error) {
  return guard(error, "policy", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    FIRSTLOG_NOT_NULL(policy);
    const Result<Policy> read = parse_policy(policy);
    if (!read) return read.error();
    return hand_out(whole != 0 ? policy_to_whole_json(*read) : policy_to_json(*read), document);
  });
}

firstlog_status firstlog_policy_preview(firstlog_engine* engine, const char* organisation, const char* viewer,
                                        const char* policy, int64_t effective, firstlog_document** document,
                                        firstlog_error* error) {
  return guard(error, "policy", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    FIRSTLOG_NOT_NULL(viewer);
    FIRSTLOG_NOT_NULL(policy);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<Restatement> restated =
        engine->engine->preview_policy(*key, viewer, policy, Instant::from_microseconds(effective));
    if (!restated) return restated.error();
    return hand_out(document_of(*restated, Names(*engine->engine, *key)).text(), document);
  });
}
