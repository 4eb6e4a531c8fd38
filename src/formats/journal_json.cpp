// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/journal_json.hpp"

#include <new>
#include <vector>

#include "firstlog/journal/commit.hpp"
#include "formats/commit_json.hpp"
#include "formats/json_difference.hpp"
#include "formats/json_value.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1 {

Result<void> append_commit_json(const CommitRow& row, std::string& out) noexcept {
  std::size_t before = out.size();
  try {
    CommitReader reader;
    Result<void> opened = reader.open(row);
    if (opened.ok()) opened = reader.check_hash(row.head.hash);
    if (!opened.ok()) return opened;
    std::string record;
    detail::append_base64(record, row.record);
    detail::JsonObject line = detail::readable_commit(reader);
    line.name("hash", detail::hex_of(row.head.hash.view())).name("record", record);
    out.append(line.take().text()).append("\n");
    return {};
  } catch (const std::bad_alloc&) {
    out.resize(before);
    return Error(Status::out_of_memory, "journal", "out of memory");
  } catch (...) {
    out.resize(before);
    return Error(Status::internal, "journal", "the commit could not be written as JSON");
  }
}

namespace {

// A record may have 1 GiB; its readable form is several times that.
constexpr detail::JsonLimits line_limits = {std::size_t{1} << 34, 8, std::size_t{1} << 30, 64};

}  // namespace

struct JournalJsonReader::Impl {
  std::string organisation;
  Head head;
  std::uint64_t lines = 0;
  std::vector<std::byte> record;
  CommitReader reader;

  Result<CommitRow> read(std::string_view line, std::string_view where);
};

JournalJsonReader::JournalJsonReader(std::string_view organisation, const Head& previous)
    : impl_(std::make_unique<Impl>()) {
  impl_->organisation.assign(organisation);
  impl_->head = previous;
}
JournalJsonReader::JournalJsonReader(JournalJsonReader&&) noexcept = default;
JournalJsonReader& JournalJsonReader::operator=(JournalJsonReader&&) noexcept = default;
JournalJsonReader::~JournalJsonReader() = default;

const Head& JournalJsonReader::head() const noexcept {
  return impl_->head;
}
std::uint64_t JournalJsonReader::lines() const noexcept {
  return impl_->lines;
}

Result<CommitRow> JournalJsonReader::read_line(std::string_view line) noexcept {
  Impl& m = *impl_;
  FixedText<32> where("line ");
  where.append_number(static_cast<std::int64_t>(m.lines + 1));
  try {
    Result<CommitRow> row = m.read(line, where.view());
    if (!row.ok()) return row;
    if (m.organisation.empty()) m.organisation.assign(m.reader.header().organisation);
    m.head = row->head;
    ++m.lines;
    return row;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, where.view(), "out of memory");
  } catch (...) {
    return Error(Status::internal, where.view(), "the line could not be read");
  }
}

Result<CommitRow> JournalJsonReader::Impl::read(std::string_view line, std::string_view where) {
  auto refuse = [where](Status status, std::string_view path, std::string_view reason,
                        std::string_view remedy) {
    Error error(status, where, reason, remedy);
    error.place.append(", ").append(path);
    return error;
  };
  constexpr std::string_view restore = "take the line from another copy of the export";
  std::string document(where);
  document.append(", $");
  Result<detail::JsonValue> parsed = detail::parse_json(line, document, line_limits);
  if (!parsed.ok()) return parsed.error();
  const detail::JsonValue& given = *parsed;
  if (given.kind != detail::JsonValue::Kind::object)
    return refuse(Status::malformed, "$", "a line is one JSON object", "give one commit per line");
  auto text_member = [&given](std::string_view name) -> const std::string* {
    const detail::JsonValue* found = given.find(name);
    return found == nullptr || found->kind != detail::JsonValue::Kind::text ? nullptr : &found->text;
  };
  const std::string* base64 = text_member("record");
  if (base64 == nullptr)
    return refuse(Status::malformed, "$.record", "the record's bytes are missing",
                  "export the journal with them");
  if (!detail::parse_base64(*base64, record))
    return refuse(Status::malformed, "$.record", "this is not base64 with padding", restore);
  CommitRow row;
  const std::string* hash = text_member("hash");
  if (hash == nullptr || !detail::parse_hex(*hash, row.head.hash.bytes))
    return refuse(Status::malformed, "$.hash", "a hash is 64 lower-case hexadecimal digits", restore);

  Result<void> checked = reader.open(record);
  if (checked.ok()) checked = reader.check_hash(row.head.hash);
  if (checked.ok()) checked = reader.check_follows(organisation, head);
  if (!checked.ok()) {
    Error error = checked.error();
    error.place.assign(where);
    error.place.append(", $.record, ").append(checked.error().place.view());
    return error;
  }
  const CommitHeader& header = reader.header();
  row.first_position = header.first_position;
  row.head.commit_number = header.commit_number;
  row.head.last_position = reader.last_position();
  row.head.last_time = reader.last_time();
  row.head.commit_id = header.commit_id;
  row.record = record;

  detail::JsonObject readable = detail::readable_commit(reader);
  const detail::JsonText written = readable.name("hash", *hash).name("record", *base64).take();
  Result<detail::JsonValue> expected = detail::parse_json(written.text(), document, line_limits);
  if (!expected.ok()) return expected.error();
  std::string reason;
  std::string path = detail::first_difference(*expected, given, reason);
  if (!path.empty())
    return refuse(Status::corrupt, "$" + (path == "." ? std::string() : path),
                  "the readable form differs from the bytes: " + reason,
                  "the bytes count; export the journal again from them");
  return row;
}

Result<Head> import_journal_json(std::string_view text, std::string_view organisation,
                                 RowSink& sink) noexcept {
  try {
    Head head;
    for (bool deliver : {false, true}) {
      JournalJsonReader reader(organisation);
      std::string_view rest = text;
      while (!rest.empty()) {
        std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        Result<CommitRow> row = reader.read_line(line);
        if (!row.ok()) return row.error();
        if (deliver && !sink.take(*row)) return reader.head();
      }
      head = reader.head();
    }
    return head;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "journal", "out of memory");
  }
}

}  // namespace firstlog::inline v1
