// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/proof_lines.hpp"

#include <algorithm>
#include <new>

#include "formats/commit_json.hpp"
#include "formats/json_difference.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1::detail {

JsonText proof_line(const char* member, const Event& event, const NamesByHandle& actors,
                    const InclusionProof& proof, const Digest& hash) {
  JsonObject names;
  auto name = [&](const char* of, ActorId actor) {
    if (actor.present()) names.any(of, readable_text(actors.at(actor.number())));
  };
  name("actor", event.actor);
  name("rep", event.rep);
  name("owner", event.owner);
  std::vector<std::byte> bytes;
  if (!write_proof(proof, bytes).ok()) throw std::bad_alloc();
  std::string base64;
  append_base64(base64, bytes);
  JsonObject json;
  json.any(member, readable_event(event));
  if (!names.empty()) json.any("names", names.take());
  return json.any("commit", proof.commit_number)
      .name("hash", hex_of(hash.view()))
      .name("proof", base64)
      .take();
}

bool read_proof_line(const JsonValue& line, std::vector<InclusionProof>& proofs, std::string& reason) {
  const JsonValue* text = line.find("proof");
  std::vector<std::byte> bytes;
  if (text == nullptr || !parse_base64(text->text, bytes)) {
    reason = "this is not base64 with padding";
    return false;
  }
  Result<InclusionProof> proof = read_proof(bytes);
  if (!proof.ok()) {
    reason = proof.error().reason.view();
    return false;
  }
  proofs.push_back(std::move(*proof));
  return true;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

LineFault first_line_difference(const std::vector<std::string_view>& given,
                                const std::vector<std::string_view>& expected) {
  LineFault fault;
  for (std::size_t i = 0; i < given.size() && i < expected.size(); ++i) {
    if (given[i] == expected[i]) continue;
    fault.line = i + 1;
    fault.path = "$";
    fault.reason = "the line is not written as its proofs say";
    const Result<JsonValue> one = parse_json(expected[i], "$", proof_line_limits);
    const Result<JsonValue> other = parse_json(given[i], "$", proof_line_limits);
    std::string reason;
    if (!one.ok() || !other.ok()) return fault;
    const std::string path = first_difference(*one, *other, reason);
    if (path.empty()) return fault;
    if (path != ".") fault.path += path;
    fault.reason = "the readable part differs from the proof: " + reason;
    return fault;
  }
  if (given.size() == expected.size()) return fault;
  fault.line = std::min(given.size(), expected.size()) + 1;
  fault.path = "$";
  fault.reason = given.size() < expected.size() ? "lines are missing" : "there are more lines than parts";
  return fault;
}

}  // namespace firstlog::inline v1::detail
