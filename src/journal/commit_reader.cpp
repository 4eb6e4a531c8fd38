// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <new>
#include <vector>

#include "firstlog/journal/commit.hpp"
#include "journal/blake2b_lanes.hpp"
#include "journal/hashes.hpp"
#include "journal/wire.hpp"
#include "journal/wire_lists.hpp"

namespace firstlog::inline v1 {
namespace {

// Far beyond anything real, and small enough that a commit's sums cannot wrap.
constexpr std::uint64_t position_max = std::uint64_t{1} << 62;
constexpr std::int64_t time_max = std::int64_t{1} << 62;

Error corrupt_at(Position position, std::string_view reason) noexcept {
  Error error(Status::corrupt, "journal", reason, "restore the record from a backup or another copy");
  if (position.present())
    error.place.append(" position ").append_number(static_cast<std::int64_t>(position.number()));
  return error;
}

Error unsupported_at(Position position, std::string_view reason) noexcept {
  Error error(Status::unsupported, "journal", reason,
              "read it with the version that wrote it, or a later one");
  if (position.present())
    error.place.append(" position ").append_number(static_cast<std::int64_t>(position.number()));
  return error;
}

// Buffers end to end inside a record that passed the verifier.
struct BufferSlices {
  const std::uint8_t* bytes = nullptr;
  const flatbuffers::Vector<std::uint32_t>* ends = nullptr;

  std::uint32_t count() const noexcept { return ends == nullptr ? 0 : ends->size(); }
  std::uint32_t begin(std::uint32_t i) const noexcept { return i == 0 ? 0 : ends->Get(i - 1); }
  std::uint32_t end(std::uint32_t i) const noexcept { return ends->Get(i); }
  Bytes slice(std::uint32_t i) const noexcept {
    return {reinterpret_cast<const std::byte*>(bytes) + begin(i), end(i) - begin(i)};
  }
  template <class Table>
  const Table& root(std::uint32_t i) const noexcept {
    return *flatbuffers::GetRoot<Table>(bytes + begin(i));
  }
  // Ascending multiples of eight that end where the bytes do.
  bool right(const flatbuffers::Vector<std::uint8_t>& all) const noexcept {
    std::uint32_t last = 0;
    for (std::uint32_t end : *ends) {
      if (end <= last || end % detail::event_align != 0) return false;
      last = end;
    }
    return last == all.size();
  }
};

template <class Table>
[[gnu::flatten]] bool buffer_right(const std::uint8_t* bytes, std::size_t size) noexcept {
  flatbuffers::Verifier verifier(bytes, size);
  return verifier.VerifyBuffer<Table>(nullptr);
}

}  // namespace

struct CommitReader::Impl {
  struct Aligned {
    alignas(detail::event_align) std::byte bytes[detail::event_align];
  };
  std::vector<Aligned> copy;  // of a record whose address is not a multiple of eight
  std::vector<Digest> leaves;
  std::vector<detail::HashJob> jobs;
  std::vector<std::byte> frame;
  detail::ListStore event_lists;
  detail::ListStore command_lists;
  Bytes record;
  const wire::Commit* commit = nullptr;
  BufferSlices events;
  BufferSlices commands;
  CommitHeader header;
  Digest row_hash;
  bool read_commands = false;
  bool unknown_seen = false;  // and passed over
  bool starved = false;       // no memory was left to compute the hash

  void close() noexcept {
    commit = nullptr;
    events = {};
    commands = {};
    header = {};
    row_hash = {};
    unknown_seen = false;
    event_lists.clear();
    command_lists.clear();
  }
  Result<void> open(Bytes stored, const ReadOptions& options);
  Result<void> open_events(const ReadOptions& options);
  Result<void> open_commands(const ReadOptions& options);
};

CommitReader::CommitReader() : impl_(std::make_unique<Impl>()) {}
CommitReader::CommitReader(CommitReader&&) noexcept = default;
CommitReader& CommitReader::operator=(CommitReader&&) noexcept = default;
CommitReader::~CommitReader() = default;

Result<void> CommitReader::open(Bytes record, const ReadOptions& options) noexcept {
  Impl& m = *impl_;
  m.close();
  Result<void> opened;
  try {
    opened = m.open(record, options);
  } catch (const std::bad_alloc&) {
    opened = Error(Status::out_of_memory, "journal", "out of memory");
  }
  if (!opened.ok()) m.close();
  return opened;
}

Result<void> CommitReader::Impl::open(Bytes stored, const ReadOptions& options) {
  if (stored.size() < 32) return corrupt_at({}, "the record is too short to be a commit");
  if (stored.size() > record_bytes_max) return corrupt_at({}, "the record is larger than 512 MiB");
  if (reinterpret_cast<std::uintptr_t>(stored.data()) % detail::event_align != 0) {
    copy.resize((stored.size() + detail::event_align - 1) / detail::event_align);
    std::memcpy(copy.data(), stored.data(), stored.size());
    stored = {copy.data()->bytes, stored.size()};
  }
  const std::uint8_t* bytes = detail::wire_bytes(stored);
  if (!wire::CommitBufferHasIdentifier(bytes))
    return corrupt_at({}, "the record is not a commit of a journal");
  flatbuffers::Verifier first(bytes, stored.size());
  if (!first.VerifyBuffer<wire::CommitFormat>(wire::CommitIdentifier()))
    return corrupt_at({}, "the record's structure is damaged");
  std::uint32_t format = flatbuffers::GetRoot<wire::CommitFormat>(bytes)->format();
  if (format > journal_format) return unsupported_at({}, "the record has a format of a later version");
  if (format == 0) return corrupt_at({}, "the record names no format");
  flatbuffers::Verifier whole(bytes, stored.size());
  if (!wire::VerifyCommitBuffer(whole)) return corrupt_at({}, "the record's structure is damaged");

  commit = wire::GetCommit(bytes);
  header.format = format;
  header.organisation = detail::text_of(commit->organisation());
  header.commit_number = commit->commit_number();
  header.first_position = Position(commit->first_position());
  header.first_time = Instant::from_microseconds(commit->first_time());
  header.commit_id = detail::from_wire(*commit->commit_id());
  header.previous_hash = detail::from_wire(*commit->previous_hash());
  header.event_count = commit->event_ends()->size();
  header.command_count = commit->command_ends()->size();
  if (header.organisation.empty() || header.organisation.size() > key_bytes_max)
    return corrupt_at({}, "the organisation's key does not have 1 to 128 bytes");
  if (header.commit_number == 0 || header.commit_number > position_max || !header.first_position.present() ||
      header.first_position.number() > position_max)
    return corrupt_at({}, "the commit's number or position is out of range");
  if (commit->first_time() > time_max || commit->first_time() < -time_max)
    return corrupt_at(header.first_position, "the commit's time is out of range");
  events = {commit->events()->Data(), commit->event_ends()};
  commands = {commit->commands()->Data(), commit->command_ends()};
  if (header.event_count == 0) return corrupt_at(header.first_position, "the commit holds no event");
  if (!events.right(*commit->events()) || !commands.right(*commit->commands()) ||
      (events.bytes - bytes) % static_cast<std::ptrdiff_t>(detail::event_align) != 0 ||
      (commands.bytes - bytes) % static_cast<std::ptrdiff_t>(detail::event_align) != 0)
    return corrupt_at(header.first_position, "the places of events or commands in the record are damaged");
  record = stored;
  read_commands = options.commands;
  Result<void> opened = open_events(options);
  if (opened.ok() && options.commands) opened = open_commands(options);
  return opened;
}

Result<void> CommitReader::Impl::open_events(const ReadOptions& options) {
  std::uint64_t position = header.first_position.number();
  std::int64_t time = header.first_time.microseconds();
  for (std::uint32_t i = 0; i < header.event_count; ++i, ++position, ++time) {
    std::uint32_t begin = events.begin(i);
    if (!buffer_right<wire::Event>(events.bytes + begin, events.end(i) - begin))
      return corrupt_at(Position(position), "the event's structure is damaged");
    const wire::Event& stored = events.root<wire::Event>(i);
    const wire::EventStamp& stamp = *stored.stamp();
    if (stamp.position() != position || stamp.recorded_at() != time)
      return corrupt_at(Position(position), "the event says another position or time than its commit");
    if (stamp.previous() >= position || stamp.command() >= header.command_count)
      return corrupt_at(Position(position), "the event refers to what does not stand before it");
    detail::Reading reading = detail::reading_of(stored);
    if (reading == detail::Reading::known) {
      if (detail::has_lists(stored)) detail::read_lists(stored, event_lists.add(i));
      continue;
    }
    if (reading == detail::Reading::wrong)
      return corrupt_at(Position(position), "the event holds a value that nothing writes");
    if (!options.skip_unknown)
      return unsupported_at(Position(position), "the event is of a kind that this version does not know");
    unknown_seen = true;
  }
  return {};
}

Result<void> CommitReader::Impl::open_commands(const ReadOptions& options) {
  for (std::uint32_t i = 0; i < header.command_count; ++i) {
    std::uint32_t begin = commands.begin(i);
    if (!buffer_right<wire::Command>(commands.bytes + begin, commands.end(i) - begin))
      return corrupt_at(header.first_position, "the structure of one of the commit's commands is damaged");
    const wire::Command& stored = commands.root<wire::Command>(i);
    const wire::CommandStamp& stamp = *stored.stamp();
    if (std::uint64_t{stamp.first_event()} + stamp.event_count() > header.event_count)
      return corrupt_at(header.first_position, "one of the commit's commands names events outside it");
    detail::Reading reading = detail::reading_of(stored);
    if (reading == detail::Reading::known) {
      if (detail::has_lists(stored)) detail::read_lists(stored, command_lists.add(i));
      continue;
    }
    if (reading == detail::Reading::wrong)
      return corrupt_at(header.first_position,
                        "one of the commit's commands holds a value that nothing writes");
    if (!options.skip_unknown)
      return unsupported_at(header.first_position,
                            "one of the commit's commands is of a kind that this version does not know");
    unknown_seen = true;
  }
  return {};
}

Result<void> CommitReader::open(const CommitRow& row, const ReadOptions& options) noexcept {
  Result<void> opened = open(row.record, options);
  if (!opened.ok()) {
    // Where the record itself could not say where it stands, the row can.
    Error error = opened.error();
    if (error.place.view() == "journal" && row.first_position.present())
      error.place.append(" position ").append_number(static_cast<std::int64_t>(row.first_position.number()));
    return error;
  }
  Impl& m = *impl_;
  std::string_view reason;
  if (row.first_position != m.header.first_position || row.head.last_position != last_position())
    reason = "the row's positions are not those of its record";
  else if (row.head.commit_number != m.header.commit_number)
    reason = "the row's commit number is not that of its record";
  else if (row.head.last_time != last_time())
    reason = "the row's time is not that of its record";
  else if (row.head.commit_id != m.header.commit_id)
    reason = "the row's commit id is not that of its record";
  if (!reason.empty()) {
    Error error = corrupt_at(m.header.first_position, reason);
    m.close();
    return error;
  }
  m.row_hash = row.head.hash;
  return {};
}

Result<void> CommitReader::check_follows(std::string_view organisation, const Head& previous) const noexcept {
  const CommitHeader& header = impl_->header;
  if (!organisation.empty() && header.organisation != organisation)
    return corrupt_at(header.first_position, "the commit belongs to another organisation");
  if (header.commit_number != previous.commit_number + 1 ||
      header.first_position != previous.last_position.plus(1))
    return corrupt_at(header.first_position,
                      "the commit does not follow the one before it: a commit is missing, added or moved");
  if (previous.commit_number != 0 && header.first_time <= previous.last_time)
    return corrupt_at(header.first_position,
                      "the commit's time does not lie behind that of the one before it");
  if (header.previous_hash != previous.hash)
    return corrupt_at(header.first_position, "the commit names another hash than that of the one before it");
  return {};
}

Digest CommitReader::compute_hash() noexcept {
  Impl& m = *impl_;
  if (m.commit == nullptr) return {};
  std::size_t event_count = m.header.event_count;
  std::size_t command_count = m.header.command_count;
  m.starved = false;
  try {
    m.leaves.resize(event_count + command_count);
    m.jobs.clear();
    m.jobs.reserve(event_count + command_count);
    // Bytes that two parts share would be covered once and read twice: nothing writes such a record.
    if (!detail::frame_of(m.record, detail::bytes_of(*m.commit->events()),
                          detail::bytes_of(*m.commit->commands()), m.frame))
      return {};
  } catch (const std::bad_alloc&) {
    m.starved = true;
    return {};
  }
  for (std::uint32_t i = 0; i < event_count; ++i) {
    Bytes bytes = m.events.slice(i);
    m.jobs.push_back({detail::domain_event, bytes.data(), bytes.size(), &m.leaves[i]});
  }
  for (std::uint32_t i = 0; i < command_count; ++i) {
    Bytes bytes = m.commands.slice(i);
    m.jobs.push_back({detail::domain_command, bytes.data(), bytes.size(), &m.leaves[event_count + i]});
  }
  detail::hash_jobs(m.jobs);
  m.header.events_root = merkle_root({m.leaves.data(), event_count});
  m.header.commands_root = merkle_root({m.leaves.data() + event_count, command_count});
  m.header.frame_digest = detail::hash_one(detail::domain_frame, m.frame);
  return commit_hash(m.header);
}

Result<void> CommitReader::check_hash(const Digest& expected) noexcept {
  Digest computed = compute_hash();
  if (computed.present() && computed == expected) return {};
  if (impl_->starved) return Error(Status::out_of_memory, "journal", "out of memory");
  return corrupt_at(impl_->header.first_position,
                    "the commit's bytes do not have the hash that is stored for them");
}

const CommitHeader& CommitReader::header() const noexcept {
  return impl_->header;
}
std::uint32_t CommitReader::event_count() const noexcept {
  return impl_->header.event_count;
}
std::uint32_t CommitReader::command_count() const noexcept {
  return impl_->read_commands ? impl_->header.command_count : 0;
}
Position CommitReader::last_position() const noexcept {
  return impl_->header.event_count == 0 ? Position()
                                        : impl_->header.first_position.plus(impl_->header.event_count - 1);
}
Instant CommitReader::last_time() const noexcept {
  return impl_->header.first_time + Duration::microseconds(std::int64_t{impl_->header.event_count} - 1);
}

bool CommitReader::event(std::uint32_t i, Event& event) const noexcept {
  const wire::Event& stored = impl_->events.root<wire::Event>(i);
  if (impl_->unknown_seen && detail::reading_of(stored) != detail::Reading::known) {
    const wire::EventStamp& stamp = *stored.stamp();
    event = {};
    event.position = Position(stamp.position());
    event.recorded_at = Instant::from_microseconds(stamp.recorded_at());
    event.contact = ContactId(stamp.contact());
    event.command = stamp.command();
    return false;
  }
  detail::read_wire(stored, event);
  if (detail::has_lists(stored))
    if (const EventLists* lists = impl_->event_lists.find(i)) detail::point_to(*lists, event);
  return true;
}

bool CommitReader::command(std::uint32_t i, RecordedCommand& out) const noexcept {
  const wire::Command& stored = impl_->commands.root<wire::Command>(i);
  const wire::CommandStamp& stamp = *stored.stamp();
  out = {};
  if (impl_->unknown_seen && detail::reading_of(stored) != detail::Reading::known) return false;
  detail::read_wire(stored, out.command);
  if (detail::has_lists(stored))
    if (const EventLists* lists = impl_->command_lists.find(i)) detail::point_to(*lists, out.command);
  out.personal = stored.personal() == nullptr ? Digest() : detail::from_wire(*stored.personal());
  out.first_event = stamp.first_event();
  Outcome& outcome = out.outcome;
  outcome.verdict = static_cast<Verdict>(stamp.verdict());
  outcome.notices = static_cast<Notice>(stamp.notices());
  outcome.rule = static_cast<Rule>(stamp.rule());
  outcome.field = static_cast<Field>(stamp.field());
  outcome.state = stamp.state();
  outcome.contact = ContactId(stamp.contact());
  outcome.actor = ActorId(stamp.actor());
  outcome.rep = ActorId(stamp.answer_rep());
  outcome.deal = DealId(stored.answer_deal());
  outcome.other = ContactId(stored.answer_other());
  outcome.winner = ActorId(stored.winner());
  outcome.winning_time = Instant::from_microseconds(stored.winning_time());
  outcome.winning_position = Position(stored.winning_position());
  outcome.event_count = stamp.event_count();
  if (outcome.event_count != 0) {
    outcome.position = impl_->header.first_position.plus(stamp.first_event());
    outcome.recorded_at = impl_->header.first_time + Duration::microseconds(stamp.first_event());
    outcome.commit_hash = impl_->row_hash;
  }
  return true;
}

Bytes CommitReader::event_bytes(std::uint32_t i) const noexcept {
  return impl_->events.slice(i);
}
Bytes CommitReader::command_bytes(std::uint32_t i) const noexcept {
  return impl_->commands.slice(i);
}

Result<void> read_event(Bytes buffer, Event& event, EventLists* lists) noexcept {
  event = {};
  if (reinterpret_cast<std::uintptr_t>(buffer.data()) % detail::event_align != 0)
    return Error(Status::invalid_argument, "event", "the buffer is not aligned to eight bytes");
  const std::uint8_t* bytes = detail::wire_bytes(buffer);
  if (buffer.size() > record_bytes_max || !buffer_right<wire::Event>(bytes, buffer.size()))
    return corrupt_at({}, "the event's structure is damaged");
  const wire::Event& stored = *flatbuffers::GetRoot<wire::Event>(bytes);
  Position position(stored.stamp()->position());
  switch (detail::reading_of(stored)) {
    case detail::Reading::known: break;
    case detail::Reading::wrong: return corrupt_at(position, "the event holds a value that nothing writes");
    case detail::Reading::unknown:
      return unsupported_at(position, "the event is of a kind that this version does not know");
  }
  detail::read_wire(stored, event);
  if (lists == nullptr || !detail::has_lists(stored)) return {};
  try {
    *lists = {};
    detail::read_lists(stored, *lists);
  } catch (const std::bad_alloc&) {
    event = {};
    return Error(Status::out_of_memory, "event", "out of memory");
  }
  detail::point_to(*lists, event);
  return {};
}

}  // namespace firstlog::inline v1
