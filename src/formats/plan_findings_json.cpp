// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/plan_findings_json.hpp"

#include <string>
#include <string_view>

#include "firstlog/formats/expression_json.hpp"
#include "formats/json_text.hpp"

namespace firstlog::inline v1 {
namespace detail {
namespace {

void member(std::string& json, std::string_view name, std::string_view text) {
  append_json_text(json, name);
  json += ':';
  append_json_text(json, text);
}

void write(std::string& json, const FindingCase& finding_case) {
  json += '{';
  member(json, "says", finding_case.says);
  json += ',';
  member(json, "value", finding_case.value);
  json += ',';
  member(json, "result", finding_case.result.to_string());
  json += ",\"input\":{\"numbers\":{";
  bool first = true;
  for (const NamedColumn& column : finding_case.input.numbers) {
    if (!first) json += ',';
    first = false;
    append_json_text(json, column.name);
    json += ":[";
    for (std::size_t i = 0; i < column.values.size(); ++i) {
      if (i > 0) json += ',';
      append_json_text(json, column.values[i].to_string());
    }
    json += ']';
  }
  json += "},\"texts\":{";
  first = true;
  for (const NamedTexts& column : finding_case.input.texts) {
    if (!first) json += ',';
    first = false;
    append_json_text(json, column.name);
    json += ":[";
    for (std::size_t i = 0; i < column.values.size(); ++i) {
      if (i > 0) json += ',';
      append_json_text(json, column.values[i]);
    }
    json += ']';
  }
  json += "}}";
  if (!finding_case.part.steps.empty()) json += ",\"part\":" + plan_expression_to_json(finding_case.part);
  json += '}';
}

void write(std::string& json, const Finding& finding) {
  json += '{';
  member(json, "kind", name_of(finding.kind));
  json += ',';
  member(json, "severity", name_of(finding.severity));
  json += ',';
  member(json, "path", finding.path);
  json += ',';
  member(json, "sentence", finding.sentence);
  json += ',';
  member(json, "remedy", finding.remedy);
  json += ',';
  member(json, "size", finding.size.to_string());
  json += ",\"cases\":[";
  for (std::size_t i = 0; i < finding.cases.size(); ++i) {
    if (i > 0) json += ',';
    write(json, finding.cases[i]);
  }
  json += "]}";
}

}  // namespace
}  // namespace detail

std::string plan_findings_to_json(const PlanFindings& findings) {
  std::string json = "{\"version\":" + std::to_string(plan_findings_document_version);
  json += findings.refused() ? ",\"refused\":true" : ",\"refused\":false";
  json += ",\"findings\":[";
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    if (i > 0) json += ',';
    detail::write(json, findings.findings[i]);
  }
  json += "]}";
  return json;
}

std::string plan_findings_to_text(const PlanFindings& findings) {
  if (findings.findings.empty()) return "no findings\n";
  std::string text;
  for (const Finding& finding : findings.findings) {
    text += std::string(name_of(finding.severity)) + " " + std::string(name_of(finding.kind)) + " at " +
            finding.path + ": " + finding.sentence + "\n";
    if (!finding.remedy.empty()) text += "  " + finding.remedy + "\n";
  }
  return text;
}

}  // namespace firstlog::inline v1
