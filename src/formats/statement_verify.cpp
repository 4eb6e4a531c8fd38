// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A statement's file is read for the statement, the proofs, the checkpoint and the signature; everything
// else in it is written again from them and compared, byte for byte.
#include <new>

#include "formats/statement_file.hpp"
#include "journal/signing.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1 {
namespace {

using detail::JsonValue;
using detail::LineFault;

struct Ending {
  Digest digest;
  Signature signature;
  VerifyKey key;
  bool is_signed = false;
};

// Collects the parts that cannot be derived, line by line.
class Collector {
 public:
  Collector(StatementProofs& parts, Ending& ending) : parts_(parts), ending_(ending) {}

  LineFault take(std::size_t number, std::string_view line, bool last) {
    const std::string document = "line " + std::to_string(number) + ", $";
    Result<JsonValue> parsed = detail::parse_json(line, document, detail::proof_line_limits);
    if (!parsed.ok()) return {number, "$", std::string(parsed.error().reason.view())};
    const JsonValue& json = *parsed;
    std::string reason;
    if (number == 1) {
      const JsonValue* version = json.find("firstlog_statement_file");
      if (version == nullptr || version->kind != JsonValue::Kind::integer || version->integer != 1)
        return {1, "$.firstlog_statement_file", "this is no statement's file that this version can read"};
      return {};
    }
    if (number == detail::statement_line) {
      parts_.statement = line;
      return {};
    }
    if (last) return ending(number, json);
    if (json.find("event") != nullptr) {
      if (!parts_.registrations.empty() || parts_.checkpoint)
        return {number, "$.event", "events stand before registrations"};
      if (!detail::read_proof_line(json, parts_.events, reason)) return {number, "$.proof", reason};
      return {};
    }
    if (json.find("registration") != nullptr) {
      if (parts_.checkpoint) return {number, "$.registration", "registrations stand before the checkpoint"};
      if (!detail::read_proof_line(json, parts_.registrations, reason)) return {number, "$.proof", reason};
      return {};
    }
    const JsonValue* checkpoint = json.find("checkpoint");
    if (checkpoint == nullptr) return {number, "$", "this is no line of a statement's file"};
    if (parts_.checkpoint) return {number, "$.checkpoint", "there is a checkpoint already"};
    Result<Checkpoint> read = Checkpoint::parse(checkpoint->text);
    if (!read.ok()) return {number, "$.checkpoint", std::string(read.error().reason.view())};
    parts_.checkpoint = std::move(*read);
    return {};
  }

 private:
  LineFault ending(std::size_t number, const JsonValue& json) {
    auto hex = [&json](std::string_view member, auto& into) {
      const JsonValue* value = json.find(member);
      return value != nullptr && detail::parse_hex(value->text, into.bytes);
    };
    if (!hex("digest", ending_.digest)) return {number, "$.digest", "the file's digest is missing"};
    ending_.is_signed = json.items.size() > 1;
    if (!ending_.is_signed) return {};
    if (!hex("signature", ending_.signature)) return {number, "$.signature", "the signature is missing"};
    if (!hex("key", ending_.key)) return {number, "$.key", "the signer's key is missing"};
    return {};
  }

  StatementProofs& parts_;
  Ending& ending_;
};

std::string last_line_of(const Ending& ending) {
  std::string line = R"({"digest":")" + detail::hex_of(ending.digest.view());
  if (ending.is_signed)
    line.append(R"(","signature":")")
        .append(detail::hex_of(ending.signature.view()))
        .append(R"(","key":")")
        .append(detail::hex_of(ending.key.view()));
  return line.append("\"}");
}

// What is wrong with the end of the file; `text` is everything before its last line.
LineFault check_ending(const Ending& ending, std::string_view text, std::string_view line, std::size_t number,
                       const StatementProofs& parts) {
  if (line != last_line_of(ending)) return {number, "$", "the line is not written as it should be"};
  if (ending.digest != detail::statement_file_digest(text))
    return {number, "$.digest", "the file is not the one that this digest was taken of"};
  if (!ending.is_signed) return {};
  if (!detail::is_signed(detail::signed_text(ending.digest), ending.signature, ending.key))
    return {number, "$.signature", "the key's holder did not sign this file"};
  if (parts.checkpoint && !check_checkpoint(*parts.checkpoint, ending.key).ok())
    return {number - 1, "$.checkpoint", "the key's holder did not sign this checkpoint"};
  return {};
}

std::string not_excluded(const Ending& ending, const detail::ReadStatement& read) {
  std::string text;
  if (!ending.is_signed)
    text =
        "Nobody signed the file: whoever made it could have left lines out, written other amounts where a "
        "plan sets them, or made the journal up. ";
  else
    text =
        "That the key is the issuer's is for whoever knows the key to say. That no line was left out and "
        "what "
        "the plan pays for a close stand on the issuer's signature; the plan's text is among the events. ";
  if (!read.frozen) text += "The statement is live: it may change until it is frozen. ";
  return text + "Compare the hashes of the commits with receipts or checkpoints of your own.";
}

StatementVerification verified(std::string_view file) {
  StatementVerification answer;
  auto wrong = [&answer](const LineFault& fault) {
    answer.place = "line " + std::to_string(fault.line) + ", " + fault.path;
    answer.reason = fault.reason;
    return answer;
  };
  if (file.empty() || file.back() != '\n')
    return wrong({1, "$", "the file does not end with a line's end: a part is missing"});
  const std::vector<std::string_view> lines = detail::lines_of(file);
  if (lines.size() <= detail::first_event_line) return wrong({1, "$", "a part of the file is missing"});
  StatementProofs parts;
  Ending ending;
  Collector collector(parts, ending);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (const LineFault fault = collector.take(i + 1, lines[i], i + 1 == lines.size()); fault.line != 0)
      return wrong(fault);
  detail::ReadStatement read;
  if (const LineFault fault = detail::read_statement(parts, read); fault.line != 0) return wrong(fault);
  if (const LineFault fault = detail::check_statement(parts, read); fault.line != 0) return wrong(fault);
  const std::string expected = detail::statement_text(parts, read);
  const std::vector<std::string_view> body(lines.begin(), lines.end() - 1);
  if (const LineFault fault = detail::first_line_difference(body, detail::lines_of(expected));
      fault.line != 0)
    return wrong(fault);
  const std::string_view before = file.substr(0, file.size() - lines.back().size() - 1);
  if (const LineFault fault = check_ending(ending, before, lines.back(), lines.size(), parts);
      fault.line != 0)
    return wrong(fault);
  answer.ok = true;
  answer.organisation = read.organisation;
  answer.rep = read.rep;
  answer.period = read.period;
  answer.frozen = read.frozen;
  answer.total = read.total;
  answer.lines = read.lines;
  answer.events = read.events.size();
  answer.is_signed = ending.is_signed;
  answer.key = ending.key;
  answer.not_excluded = not_excluded(ending, read);
  return answer;
}

}  // namespace

Result<StatementVerification> verify_statement(std::string_view file) noexcept {
  try {
    return verified(file);
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "statement", "out of memory");
  } catch (...) {
    return Error(Status::internal, "statement", "the file could not be read");
  }
}

Result<StatementVerification> verify_statement(std::string_view file, const VerifyKey& issuer) noexcept {
  Result<StatementVerification> answer = verify_statement(file);
  if (!answer.ok() || !answer->ok) return answer;
  if (answer->is_signed && answer->key == issuer) return answer;
  try {
    StatementVerification wrong;
    wrong.place = "the last line, $.key";
    wrong.reason = answer->is_signed ? "somebody else signed the file" : "nobody signed the file";
    return wrong;
  } catch (...) {
    return Error(Status::out_of_memory, "statement", "out of memory");
  }
}

}  // namespace firstlog::inline v1
