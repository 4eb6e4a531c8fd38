// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/image.hpp"

#include "firstlog/base/hash.hpp"

namespace firstlog::inline v1 {

// The friend of State that sees its rows.
class StateImage {
 public:
  static void write(const State& state, detail::ImageWriter& out) {
    out.value(state.organisation_);
    keys(state.actor_keys_, out);
    keys(state.contact_keys_, out);
    keys(state.niches_, out);
    keys(state.share_keys_, out);
    table(state.actors_, out);
    table(state.contacts_, out);
    table(state.deals_, out);
    table(state.shares_, out);
    keys(state.import_keys_, out);
    table(state.imports_, out);
    table(state.imported_, out);
    out.rows(state.due_);
  }

  static bool read(detail::ImageReader& in, const CompiledPolicy* policy, State& state) {
    state.policy_ = policy;
    in.value(state.organisation_);
    keys(in, state.actor_keys_);
    keys(in, state.contact_keys_);
    keys(in, state.niches_);
    keys(in, state.share_keys_);
    table(in, state.actors_);
    table(in, state.contacts_);
    table(in, state.deals_);
    table(in, state.shares_);
    keys(in, state.import_keys_);
    table(in, state.imports_);
    table(in, state.imported_);
    in.rows(state.due_);
    return in.ok() && consistent(state);
  }

 private:
  static void keys(const detail::Keys& keys, detail::ImageWriter& out) {
    out.value(static_cast<std::uint64_t>(keys.size()));
    for (std::uint32_t i = 1; i <= keys.size(); ++i) out.text(keys.key_of(i));
  }
  static void keys(detail::ImageReader& in, detail::Keys& keys) {
    std::uint64_t count = 0;
    std::string_view text;
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.text(text); ++i) keys.intern(text);
  }
  template <class Row>
  static void table(const detail::Table<Row>& rows, detail::ImageWriter& out) {
    out.value(static_cast<std::uint64_t>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) out.value(rows[i]);
  }
  template <class Row>
  static void table(detail::ImageReader& in, detail::Table<Row>& rows) {
    std::uint64_t count = 0;
    Row row;
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.value(row); ++i) rows.append(row);
  }
  // The checksum caught damage; this catches a program's fault before it reads out of bounds.
  static bool consistent(const State& state) {
    if (state.actor_keys_.size() != state.actors_.size() ||
        state.contact_keys_.size() != state.contacts_.size() ||
        state.share_keys_.size() != state.shares_.size() ||
        state.import_keys_.size() != state.imports_.size())
      return false;
    for (std::size_t i = 0; i < state.imported_.size(); ++i)
      if (state.imported_[i].registered_by > state.imports_.size()) return false;
    for (std::size_t i = 0; i < state.contacts_.size(); ++i) {
      const ContactRow& row = state.contacts_[i];
      if (!state.policy_->has_state(row.state) || row.assignee.number() > state.actors_.size() ||
          row.claimant.number() > state.actors_.size() || row.deal.number() > state.deals_.size() ||
          row.niche > state.niches_.size() || row.imported > state.imported_.size())
        return false;
    }
    for (const DueEntry& entry : state.due_)
      if (!entry.contact.present() || entry.contact.number() > state.contacts_.size()) return false;
    return true;
  }
};

// The friend of Performance that sees its rows.
class PerformanceImage {
 public:
  static void write(const Performance& performance, detail::ImageWriter& out) {
    out.rows(performance.adopted_at_);
    out.rows(performance.reps_);
    periods(performance.periods_, out);
    out.rows(performance.lines_);
    out.rows(performance.line_before_);
    out.rows(performance.pending_);
    out.rows(performance.pending_at_);
    out.value(performance.head_);
    out.value(performance.first_period_);
    out.rows(performance.line_import_);
    out.rows(performance.openings_);
    out.value(static_cast<std::uint64_t>(performance.imports_.size()));
    for (const Performance::ImportRows& import : performance.imports_) {
      out.text(import.batch);
      out.rows(import.deals);
      periods(import.periods, out);
    }
  }

  static bool read(detail::ImageReader& in, std::vector<const CompiledPolicy*> policies,
                   Performance& performance) {
    performance.policies_ = std::move(policies);
    in.rows(performance.adopted_at_);
    in.rows(performance.reps_);
    periods(in, performance.periods_);
    in.rows(performance.lines_);
    in.rows(performance.line_before_);
    in.rows(performance.pending_);
    in.rows(performance.pending_at_);
    in.value(performance.head_);
    in.value(performance.first_period_);
    in.rows(performance.line_import_);
    in.rows(performance.openings_);
    std::uint64_t imports = 0;
    std::string_view batch;
    in.value(imports);
    for (std::uint64_t i = 0; i < imports && in.text(batch); ++i) {
      Performance::ImportRows import;
      import.batch = batch;
      in.rows(import.deals);
      periods(in, import.periods);
      performance.imports_.push_back(std::move(import));
    }
    return in.ok() && performance.adopted_at_.size() == performance.policies_.size() &&
           performance.line_import_.size() == performance.lines_.size();
  }

  static std::uint64_t signature() noexcept {
    return sizeof(Performance::Opening) * 10'000'019ULL + sizeof(Performance::RepRow) * 1'000'000'007ULL +
           sizeof(PeriodTotals) * 1'000'003ULL + sizeof(StatementLine) * 1'009ULL + sizeof(PendingClose);
  }

 private:
  static void periods(const std::vector<Performance::PeriodRows>& all, detail::ImageWriter& out) {
    out.value(static_cast<std::uint64_t>(all.size()));
    for (const Performance::PeriodRows& rows : all) {
      out.value(rows.period);
      out.value(rows.frozen_position);
      out.rows(rows.reps);
    }
  }
  static void periods(detail::ImageReader& in, std::vector<Performance::PeriodRows>& all) {
    std::uint64_t count = 0;
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
      Performance::PeriodRows rows;
      in.value(rows.period);
      in.value(rows.frozen_position);
      in.rows(rows.reps);
      all.push_back(std::move(rows));
    }
  }
};

namespace detail {

std::uint64_t image_signature() noexcept {
  const std::uint64_t parts[] = {rules_version, sizeof(OrganisationRow), sizeof(ActorRow), sizeof(ContactRow),
                                 sizeof(DealRow), sizeof(DueEntry), sizeof(ShareRow), sizeof(KeyRecord),
                                 sizeof(ImportRow), sizeof(ImportedRow), PerformanceImage::signature(),
                                 // Bytes in another order give another number.
                                 0x0102030405060708ULL};
  std::uint64_t signature = 0;
  for (std::uint64_t part : parts) {
    unsigned char bytes[sizeof part];
    std::memcpy(bytes, &part, sizeof part);
    for (unsigned char byte : bytes) signature = (signature ^ byte) * 0x100000001B3ULL;
  }
  return signature;
}

void write_image(const State& state, const Performance& performance, const KeyWindow& keys,
                 PolicyRegistry& policies, std::vector<std::byte>& out) {
  ImageWriter writer(out);
  writer.value(static_cast<std::uint64_t>(performance.policies().size()));
  for (const CompiledPolicy* policy : performance.policies()) writer.text(policies.document_of(policy));
  StateImage::write(state, writer);
  PerformanceImage::write(performance, writer);
  std::uint64_t producers = 0;
  std::uint64_t texts = 0;
  keys.visit([&](std::string_view, std::uint64_t, const KeyRecord&) { ++producers; },
             [&](std::string_view, Instant, const KeyRecord&) { ++texts; });
  writer.value(producers);
  writer.value(texts);
  keys.visit(
      [&](std::string_view producer, std::uint64_t sequence, const KeyRecord& record) {
        writer.text(producer);
        writer.value(sequence);
        writer.value(record);
      },
      [](std::string_view, Instant, const KeyRecord&) {});
  keys.visit([](std::string_view, std::uint64_t, const KeyRecord&) {},
             [&](std::string_view text, Instant at, const KeyRecord& record) {
               writer.text(text);
               writer.value(at);
               writer.value(record);
             });
}

bool read_image(Bytes image, PolicyRegistry& policies, State& state, Performance& performance,
                KeyWindow& keys) {
  ImageReader reader(image);
  std::uint64_t count = 0;
  reader.value(count);
  std::vector<const CompiledPolicy*> compiled;
  std::string_view text;
  for (std::uint64_t i = 0; i < count && reader.text(text); ++i) {
    Result<const CompiledPolicy*> policy = policies.compile(text);
    if (!policy) return false;
    compiled.push_back(*policy);
  }
  if (!reader.ok() || compiled.empty()) return false;
  if (!StateImage::read(reader, compiled.back(), state)) return false;
  if (!PerformanceImage::read(reader, std::move(compiled), performance)) return false;
  std::uint64_t producers = 0;
  std::uint64_t texts = 0;
  reader.value(producers);
  reader.value(texts);
  KeyRecord record;
  for (std::uint64_t i = 0; i < producers && reader.text(text); ++i) {
    std::uint64_t sequence = 0;
    reader.value(sequence);
    if (reader.value(record))
      keys.add({.producer = text, .sequence = sequence, .text = {}}, record, Instant());
  }
  for (std::uint64_t i = 0; i < texts && reader.text(text); ++i) {
    Instant at;
    reader.value(at);
    if (reader.value(record)) keys.add({.producer = {}, .sequence = 0, .text = text}, record, at);
  }
  return reader.done();
}

}  // namespace detail
}  // namespace firstlog::inline v1
