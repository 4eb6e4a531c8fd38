// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include "firstlog/journal/commit.hpp"
#include "journal/blake2b_lanes.hpp"
#include "journal/hashes.hpp"
#include "journal/wire.hpp"
#include "journal/wire_lists.hpp"

namespace firstlog::inline v1 {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

wire::Bytes8 sort_key_bytes(const SortKey& key) noexcept {
  wire::Bytes8 out;
  std::string_view view = key.view();
  std::memcpy(&out, view.data(), view.size());
  return out;
}

template <class Tag>
std::uint32_t handle_of(Id<Tag> resolved, const Ref<Tag>& given) noexcept {
  return resolved.present() ? resolved.number() : given.id.number();
}

template <class Table>
void add_lists(Table& table, const detail::ListOffsets& lists) {
  if (!lists.lines.IsNull()) table.add_lines(lists.lines);
  if (!lists.credits.IsNull()) table.add_credits(lists.credits);
  if (!lists.match_keys.IsNull()) table.add_match_keys(lists.match_keys);
  if (!lists.balances.IsNull()) table.add_balances(lists.balances);
}

// Buffers end to end, and where each ends.
struct BufferList {
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint32_t> ends;

  void clear() noexcept {
    bytes.clear();
    ends.clear();
  }
  void add(const FlatBufferBuilder& builder) {
    const std::uint8_t* from = builder.GetBufferPointer();
    bytes.insert(bytes.end(), from, from + builder.GetSize());
    bytes.resize((bytes.size() + event_padding) & ~event_padding);
    ends.push_back(static_cast<std::uint32_t>(bytes.size()));
  }
  static constexpr std::size_t event_padding = detail::event_align - 1;

  void jobs(std::byte domain, Digest* leaves, std::vector<detail::HashJob>& out) const {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      out.push_back(
          {domain, reinterpret_cast<const std::byte*>(bytes.data()) + begin, ends[i] - begin, leaves + i});
      begin = ends[i];
    }
  }
};

}  // namespace

struct CommitBuilder::Impl {
  FlatBufferBuilder inner{1024};  // one event or command at a time
  FlatBufferBuilder outer{16384};
  BufferList events;
  BufferList commands;
  std::vector<Digest> leaves;
  std::vector<detail::HashJob> jobs;
  std::vector<std::byte> frame;
  std::string organisation;
  CommitHeader header;
  std::uint32_t command_end = 0;  // one more than the largest command that an event names
  std::uint64_t event_end = 0;    // one more than the last event that a command produced
  bool started = false;
  bool failed = false;
  Error error;

  void fail(Status status, std::string_view place, std::string_view reason) noexcept {
    if (failed) return;
    failed = true;
    error = Error(status, place, reason);
  }
  bool too_large(std::size_t more) noexcept {
    std::size_t total = events.bytes.size() + commands.bytes.size() +
                        4 * (events.ends.size() + commands.ends.size()) + more + 1024;
    if (total < record_bytes_max) return false;
    fail(Status::out_of_range, "commit", "the record would be larger than 1 GiB");
    return true;
  }
  void add_event(const Event& event);
  void add_command(const Command& command, const Outcome& outcome, const Digest& personal);
  CommitRow finish();
};

CommitBuilder::CommitBuilder() : impl_(std::make_unique<Impl>()) {}
CommitBuilder::CommitBuilder(CommitBuilder&&) noexcept = default;
CommitBuilder& CommitBuilder::operator=(CommitBuilder&&) noexcept = default;
CommitBuilder::~CommitBuilder() = default;

void CommitBuilder::start(std::string_view organisation, const Head& previous, Instant first_time,
                          CommitId commit_id) noexcept {
  Impl& m = *impl_;
  m.events.clear();
  m.commands.clear();
  m.command_end = 0;
  m.event_end = 0;
  m.failed = false;
  m.started = true;
  m.header = {};
  m.header.commit_number = previous.commit_number + 1;
  m.header.first_position = previous.last_position.plus(1);
  m.header.first_time = first_time;
  m.header.commit_id = commit_id;
  m.header.previous_hash = previous.hash;
  try {
    m.organisation.assign(organisation);
  } catch (const std::bad_alloc&) {
    m.fail(Status::out_of_memory, "commit", "out of memory");
  }
  if (organisation.empty() || organisation.size() > key_bytes_max)
    m.fail(Status::invalid_argument, "organisation", "an organisation's key has 1 to 128 bytes");
  if (previous.commit_number != 0 && first_time <= previous.last_time)
    m.fail(Status::invalid_argument, "first_time",
           "the commit's time does not lie behind the journal's last");
}

Position CommitBuilder::next_position() const noexcept {
  return impl_->header.first_position.plus(impl_->events.ends.size());
}
Instant CommitBuilder::next_time() const noexcept {
  return impl_->header.first_time +
         Duration::microseconds(static_cast<std::int64_t>(impl_->events.ends.size()));
}
std::uint32_t CommitBuilder::event_count() const noexcept {
  return static_cast<std::uint32_t>(impl_->events.ends.size());
}
std::uint32_t CommitBuilder::command_count() const noexcept {
  return static_cast<std::uint32_t>(impl_->commands.ends.size());
}

void CommitBuilder::add_event(const Event& event) noexcept {
  Impl& m = *impl_;
  if (m.failed) return;
  if (event.position.present() && (event.position != next_position() || event.recorded_at != next_time()))
    return m.fail(Status::invalid_argument, "event", "the event's position or time is not the commit's next");
  try {
    m.add_event(event);
  } catch (const std::bad_alloc&) {
    m.fail(Status::out_of_memory, "commit", "out of memory");
  }
}

namespace {

void add_exchange(wire::EventBuilder& table, const Event& event) {
  table.add_original_minor(event.original.minor_units());
  table.add_original_tax_minor(event.original_tax.minor_units());
  table.add_original_tax_told(event.original_tax.currency().present());
  table.add_original_currency(event.original.currency().packed());
  table.add_exchange_numerator(event.exchange_rate.numerator());
  table.add_exchange_denominator(event.exchange_rate.denominator());
  table.add_exchange_on(event.exchange_on.days());
}

}  // namespace

void CommitBuilder::Impl::add_event(const Event& event) {
  const detail::Lists listed = detail::lists_of(event);
  if (too_large(event.key.size() + event.niche.size() + event.reason.size() + event.document.size() +
                event.document_number.size() + event.team.size() + event.batch.size() +
                event.exchange_source.size() + (listed.empty() ? 0 : detail::stored_bytes(listed))))
    return;
  if (event.command >= command_end) command_end = event.command + 1;
  std::uint64_t place = events.ends.size();

  FlatBufferBuilder& b = inner;
  b.Clear();
  Offset<flatbuffers::String> key = detail::text_offset(b, event.key);
  Offset<flatbuffers::String> niche = detail::text_offset(b, event.niche);
  Offset<flatbuffers::String> reason = detail::text_offset(b, event.reason);
  Offset<flatbuffers::String> document = detail::text_offset(b, event.document);
  Offset<flatbuffers::String> where =
      event.place.present() ? detail::text_offset(b, event.place.text()) : Offset<flatbuffers::String>();
  Offset<flatbuffers::String> document_number = detail::text_offset(b, event.document_number);
  Offset<flatbuffers::String> team = detail::text_offset(b, event.team);
  Offset<flatbuffers::String> batch = detail::text_offset(b, event.batch);
  Offset<flatbuffers::String> exchange_source = detail::text_offset(b, event.exchange_source);
  detail::ListOffsets lists;
  if (!listed.empty()) lists = detail::write_lists(b, listed);
  wire::EventStamp stamp(header.first_position.number() + place,
                         header.first_time.microseconds() + static_cast<std::int64_t>(place),
                         event.previous.number(), event.contact.number(), event.actor.number(), event.command,
                         static_cast<std::uint16_t>(event.kind), static_cast<std::uint16_t>(event.flags));
  wire::EventBuilder table(b);
  // By size, so that nothing is spent on padding between them.
  table.add_stamp(&stamp);
  table.add_due(event.due.microseconds());
  table.add_refers_to(event.refers_to.number());
  table.add_occurred_at(event.occurred_at.microseconds());
  table.add_amount_minor(event.amount.minor_units());
  table.add_claim(event.claim.number());
  table.add_effective_at(event.effective_at.microseconds());
  table.add_tax_minor(event.tax.minor_units());
  table.add_row(event.row);
  table.add_rep(event.rep.number());
  table.add_cycle(event.cycle);
  table.add_deal(event.deal.number());
  table.add_talk_seconds(event.talk_seconds);
  table.add_currency(event.amount.currency().packed());
  table.add_period(event.period - YearMonth());
  table.add_other(event.other.number());
  table.add_cover(event.cover.number());
  table.add_importer(event.importer.number());
  table.add_owner(event.owner.number());
  table.add_tax_currency(event.tax.currency().packed());
  table.add_signed_on(event.signed_on.days());
  table.add_invoiced_on(event.invoiced_on.days());
  table.add_paid_on(event.paid_on.days());
  table.add_from(event.from.days());
  table.add_until(event.until.days());
  if (event.original.currency().present()) add_exchange(table, event);
  if (!exchange_source.IsNull()) table.add_exchange_source(exchange_source);
  if (!document_number.IsNull()) table.add_document_number(document_number);
  if (!team.IsNull()) table.add_team(team);
  if (!batch.IsNull()) table.add_batch(batch);
  add_lists(table, lists);
  if (!key.IsNull()) table.add_key(key);
  if (!niche.IsNull()) table.add_niche(niche);
  if (!reason.IsNull()) table.add_reason(reason);
  if (!document.IsNull()) table.add_document(document);
  if (!where.IsNull()) table.add_place(where);
  table.add_share(event.share);
  table.add_rule(static_cast<std::uint16_t>(event.rule));
  table.add_refused(static_cast<std::uint16_t>(event.refused));
  table.add_roles(event.roles.bits());
  table.add_state_from(event.state_from);
  table.add_state_to(event.state_to);
  table.add_disposition(static_cast<std::uint8_t>(event.disposition));
  table.add_touch(static_cast<std::uint8_t>(event.touch));
  table.add_scope(static_cast<std::uint8_t>(event.scope));
  if (event.sort_key.present()) {
    wire::Bytes8 sort_key = sort_key_bytes(event.sort_key);
    table.add_sort_key(&sort_key);
  }
  if (event.digest.present()) {
    wire::Bytes32 digest = detail::to_wire(event.digest);
    table.add_digest(&digest);
  }
  b.Finish(table.Finish());
  events.add(b);
}

void CommitBuilder::add_command(const Command& command, const Outcome& outcome,
                                const Digest& personal) noexcept {
  Impl& m = *impl_;
  if (m.failed) return;
  if (outcome.event_count != 0) {
    if (outcome.position < m.header.first_position)
      return m.fail(Status::invalid_argument, "command", "the outcome's position lies before this commit");
    std::uint64_t first = outcome.position.number() - m.header.first_position.number();
    if (first + outcome.event_count > m.event_end) m.event_end = first + outcome.event_count;
  }
  try {
    m.add_command(command, outcome, personal);
  } catch (const std::bad_alloc&) {
    m.fail(Status::out_of_memory, "commit", "out of memory");
  }
}

void CommitBuilder::Impl::add_command(const Command& command, const Outcome& outcome,
                                      const Digest& personal) {
  const detail::Lists listed = detail::lists_of(command);
  if (too_large(command.key.size() + command.niche.size() + command.reason.size() + command.document.size() +
                command.idempotency.producer.size() + command.idempotency.text.size() +
                command.actor.key.size() + command.contact.key.size() + command.rep.key.size() +
                command.other.key.size() + command.cover.key.size() + command.importer.key.size() +
                command.document_number.size() + command.team.size() + command.batch.size() +
                (listed.empty() ? 0 : detail::stored_bytes(listed))))
    return;
  Fields given = command.given;
  auto has = [given](Field field) { return given.has(field); };
  auto named = [&](Field field, const auto& ref) { return has(field) ? ref.id.number() : 0U; };
  const std::uint32_t other = named(Field::other, command.other);
  const std::uint32_t cover = named(Field::cover, command.cover);
  const std::uint32_t importer = named(Field::importer, command.importer);
  std::uint32_t actor = handle_of(outcome.actor, command.actor);
  std::uint32_t contact = handle_of(outcome.contact, has(Field::contact) ? command.contact : ContactRef());
  std::uint32_t rep = has(Field::rep) ? command.rep.id.number() : 0;

  FlatBufferBuilder& b = inner;
  b.Clear();
  auto text = [&](bool wanted, std::string_view value) {
    return wanted ? detail::text_offset(b, value) : Offset<flatbuffers::String>();
  };
  Offset<flatbuffers::String> producer = detail::text_offset(b, command.idempotency.producer);
  Offset<flatbuffers::String> idempotency_text = detail::text_offset(b, command.idempotency.text);
  Offset<flatbuffers::String> key = text(has(Field::key), command.key);
  Offset<flatbuffers::String> niche = text(has(Field::niche), command.niche);
  Offset<flatbuffers::String> reason = text(has(Field::reason), command.reason);
  Offset<flatbuffers::String> actor_key = text(actor == 0, command.actor.key);
  Offset<flatbuffers::String> contact_key = text(contact == 0 && has(Field::contact), command.contact.key);
  Offset<flatbuffers::String> rep_key = text(rep == 0 && has(Field::rep), command.rep.key);
  Offset<flatbuffers::String> document = text(has(Field::document), command.document);
  Offset<flatbuffers::String> place = text(has(Field::place), command.place.text());
  Offset<flatbuffers::String> other_key = text(other == 0 && has(Field::other), command.other.key);
  Offset<flatbuffers::String> cover_key = text(cover == 0 && has(Field::cover), command.cover.key);
  Offset<flatbuffers::String> importer_key =
      text(importer == 0 && has(Field::importer), command.importer.key);
  Offset<flatbuffers::String> document_number = text(has(Field::document_number), command.document_number);
  Offset<flatbuffers::String> team = text(has(Field::team), command.team);
  // An import's rows have the import's name for their producer: it is stored once.
  const bool by_batch = has(Field::batch) && command.batch == command.idempotency.producer;
  Offset<flatbuffers::String> batch = by_batch ? producer : text(has(Field::batch), command.batch);
  detail::ListOffsets lists;
  if (!listed.empty()) lists = detail::write_lists(b, listed);
  std::uint32_t first_event =
      outcome.event_count == 0
          ? 0
          : static_cast<std::uint32_t>(outcome.position.number() - header.first_position.number());
  wire::CommandStamp stamp(
      given.bits(), actor, contact, first_event, outcome.event_count, outcome.rep.number(),
      static_cast<std::uint16_t>(command.kind), static_cast<std::uint16_t>(outcome.rule),
      static_cast<std::uint8_t>(outcome.verdict), static_cast<std::uint8_t>(outcome.notices),
      static_cast<std::uint8_t>(outcome.field), outcome.state);
  wire::CommandBuilder table(b);
  table.add_winning_position(outcome.winning_position.number());
  table.add_winning_time(outcome.winning_time.microseconds());
  if (has(Field::due)) table.add_due(command.due.microseconds());
  table.add_sequence(command.idempotency.sequence);
  if (has(Field::refers_to)) table.add_refers_to(command.refers_to.number());
  if (has(Field::row)) table.add_row(command.row);
  if (has(Field::tax)) {
    table.add_tax_minor(command.tax.minor_units());
    table.add_tax_currency(command.tax.currency().packed());
  }
  if (has(Field::occurred_at)) table.add_occurred_at(command.occurred_at.microseconds());
  if (has(Field::amount)) {
    table.add_amount_minor(command.amount.minor_units());
    table.add_currency(command.amount.currency().packed());
  }
  table.add_stamp(&stamp);
  table.add_winner(outcome.winner.number());
  if (has(Field::talk_seconds)) table.add_talk_seconds(command.talk_seconds);
  table.add_rep(rep);
  table.add_answer_deal(outcome.deal.number());
  table.add_answer_other(outcome.other.number());
  if (has(Field::deal)) table.add_deal(command.deal.number());
  if (has(Field::period)) table.add_period(command.period - YearMonth());
  table.add_other(other);
  table.add_cover(cover);
  table.add_importer(importer);
  if (has(Field::signed_on)) table.add_signed_on(command.signed_on.days());
  if (has(Field::invoiced_on)) table.add_invoiced_on(command.invoiced_on.days());
  if (has(Field::paid_on)) table.add_paid_on(command.paid_on.days());
  if (has(Field::from)) table.add_from(command.from.days());
  if (has(Field::until)) table.add_until(command.until.days());
  if (!other_key.IsNull()) table.add_other_key(other_key);
  if (!cover_key.IsNull()) table.add_cover_key(cover_key);
  if (!importer_key.IsNull()) table.add_importer_key(importer_key);
  if (!document_number.IsNull()) table.add_document_number(document_number);
  if (!team.IsNull()) table.add_team(team);
  if (!batch.IsNull()) table.add_batch(batch);
  add_lists(table, lists);
  if (!lists.reps.IsNull()) table.add_reps(lists.reps);
  if (!producer.IsNull()) table.add_producer(producer);
  if (!idempotency_text.IsNull()) table.add_idempotency_text(idempotency_text);
  if (!key.IsNull()) table.add_key(key);
  if (!niche.IsNull()) table.add_niche(niche);
  if (!reason.IsNull()) table.add_reason(reason);
  if (!actor_key.IsNull()) table.add_actor_key(actor_key);
  if (!contact_key.IsNull()) table.add_contact_key(contact_key);
  if (!rep_key.IsNull()) table.add_rep_key(rep_key);
  if (!document.IsNull()) table.add_document(document);
  if (!place.IsNull()) table.add_place(place);
  if (has(Field::roles)) table.add_roles(command.roles.bits());
  if (has(Field::disposition)) table.add_disposition(static_cast<std::uint8_t>(command.disposition));
  if (has(Field::touch)) table.add_touch(static_cast<std::uint8_t>(command.touch));
  if (has(Field::scope)) table.add_scope(static_cast<std::uint8_t>(command.scope));
  unsigned flags = 0;
  if (has(Field::active) && command.active) flags |= detail::command_active;
  if (has(Field::inbound) && command.inbound) flags |= detail::command_inbound;
  if (has(Field::confirm) && command.confirm) flags |= detail::command_confirm;
  if (has(Field::with_claim) && command.with_claim) flags |= detail::command_with_claim;
  table.add_flags(static_cast<std::uint8_t>(flags));
  if (has(Field::sort_key) && command.sort_key.present()) {
    wire::Bytes8 sort_key = sort_key_bytes(command.sort_key);
    table.add_sort_key(&sort_key);
  }
  if (personal.present()) {
    wire::Bytes32 commitment = detail::to_wire(personal);
    table.add_personal(&commitment);
  }
  b.Finish(table.Finish());
  commands.add(b);
}

Result<CommitRow> CommitBuilder::finish() noexcept {
  Impl& m = *impl_;
  if (!m.started) m.fail(Status::invalid_argument, "commit", "start was not called");
  if (!m.failed && m.events.ends.empty())
    m.fail(Status::invalid_argument, "commit", "a commit holds at least one event");
  if (!m.failed && m.command_end > m.commands.ends.size())
    m.fail(Status::invalid_argument, "commit", "an event names a command that the commit does not hold");
  if (!m.failed && m.event_end > m.events.ends.size())
    m.fail(Status::invalid_argument, "commit", "a command names events that the commit does not hold");
  if (!m.failed && m.too_large(0)) return m.error;
  if (m.failed) return m.error;
  m.started = false;
  try {
    return m.finish();
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "commit", "out of memory");
  }
}

CommitRow CommitBuilder::Impl::finish() {
  std::size_t event_count = events.ends.size();
  std::size_t command_count = commands.ends.size();
  // Events' leaves and commands' leaves in one go: a commit of one event fills its lanes better.
  leaves.resize(event_count + command_count);
  jobs.clear();
  events.jobs(detail::domain_event, leaves.data(), jobs);
  commands.jobs(detail::domain_command, leaves.data() + event_count, jobs);
  detail::hash_jobs(jobs);
  header.format = journal_format;
  header.organisation = organisation;
  header.event_count = static_cast<std::uint32_t>(event_count);
  header.command_count = static_cast<std::uint32_t>(command_count);
  header.events_root = merkle_root({leaves.data(), event_count});
  header.commands_root = merkle_root({leaves.data() + event_count, command_count});

  FlatBufferBuilder& b = outer;
  b.Clear();
  auto ends = [&b](const std::vector<std::uint32_t>& values) { return b.CreateVector(values); };
  auto buffers = [&b](const std::vector<std::uint8_t>& bytes) {
    b.ForceVectorAlignment(bytes.size(), 1, detail::event_align);
    return b.CreateVector(bytes);
  };
  Offset<flatbuffers::Vector<std::uint32_t>> command_ends = ends(commands.ends);
  Offset<flatbuffers::Vector<std::uint8_t>> command_bytes = buffers(commands.bytes);
  Offset<flatbuffers::Vector<std::uint32_t>> event_ends = ends(events.ends);
  Offset<flatbuffers::Vector<std::uint8_t>> event_bytes = buffers(events.bytes);
  Offset<flatbuffers::String> key = b.CreateString(organisation);
  wire::Bytes32 previous_hash = detail::to_wire(header.previous_hash);
  wire::Bytes16 commit_id = detail::to_wire(header.commit_id);
  wire::CommitBuilder table(b);
  table.add_commit_number(header.commit_number);
  table.add_first_position(header.first_position.number());
  table.add_first_time(header.first_time.microseconds());
  table.add_format(header.format);
  table.add_organisation(key);
  table.add_events(event_bytes);
  table.add_event_ends(event_ends);
  table.add_commands(command_bytes);
  table.add_command_ends(command_ends);
  table.add_previous_hash(&previous_hash);
  table.add_commit_id(&commit_id);
  wire::FinishCommitBuffer(b, table.Finish());

  CommitRow row;
  row.first_position = header.first_position;
  row.head.commit_number = header.commit_number;
  row.head.last_position = header.first_position.plus(event_count - 1);
  row.head.last_time = header.first_time + Duration::microseconds(static_cast<std::int64_t>(event_count) - 1);
  row.head.commit_id = header.commit_id;
  row.record = {reinterpret_cast<const std::byte*>(b.GetBufferPointer()), b.GetSize()};
  const wire::Commit& stored = *wire::GetCommit(b.GetBufferPointer());
  detail::frame_of(row.record, detail::bytes_of(*stored.events()), detail::bytes_of(*stored.commands()),
                   frame);
  header.frame_digest = detail::hash_one(detail::domain_frame, frame);
  row.head.hash = commit_hash(header);
  return row;
}

}  // namespace firstlog::inline v1
