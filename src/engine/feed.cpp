// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "engine/engine_impl.hpp"
#include "firstlog/base/text.hpp"
#include "firstlog/journal/merkle.hpp"

namespace firstlog::inline v1 {

struct Feed::Impl {
  std::string organisation;
  std::string chunk;  // where the cursor is kept
  std::unique_ptr<Session> session;
  CommitReader reader;
  Position acknowledged;
  Position polled;
};

namespace {

// Eight bytes of position, the lowest first, and eight of a digest over them and the chunk's name: a
// cursor that was altered must not move a consumer unnoticed.
constexpr std::size_t position_bytes = 8;
using CursorBytes = std::array<std::byte, 2 * position_bytes>;

CursorBytes cursor_at(std::string_view chunk, Position position) {
  CursorBytes cursor;
  for (std::size_t i = 0; i < position_bytes; ++i)
    cursor[i] = static_cast<std::byte>(position.number() >> (8 * i));
  std::vector<std::byte> covered(cursor.begin(), cursor.begin() + position_bytes);
  const Bytes name = as_bytes(chunk);
  covered.insert(covered.end(), name.begin(), name.end());
  const Digest digest = document_digest(covered);
  std::copy_n(digest.bytes.begin(), position_bytes, cursor.begin() + position_bytes);
  return cursor;
}

// Copies events behind a position, up to a number.
class EventCollector final : public RowSink {
 public:
  EventCollector(CommitReader& reader, Position behind, std::size_t count_max, EventLog& out) noexcept
      : reader_(reader), polled_(behind), behind_(behind), count_max_(count_max), out_(out) {}
  Result<void> result;

  bool take(const CommitRow& row) noexcept override {
    try {
      result = reader_.open(row, {.commands = false});
      if (result) result = reader_.check_hash(row.head.hash);
      if (!result) return false;
      if (reader_.header().first_position > behind_.plus(1)) {
        result = Error(Status::corrupt, "feed", "positions of the journal are missing",
                       "verify the journal and restore it from a copy that does");
        return false;
      }
      behind_ = std::max(behind_, reader_.last_position());
      Event event;
      for (std::uint32_t i = 0; i < reader_.event_count() && out_.size() < count_max_; ++i) {
        reader_.event(i, event);
        if (event.position > polled_) out_.add(event);
      }
    } catch (const std::bad_alloc&) {
      result = Error(Status::out_of_memory, "feed", "no memory for the events", "poll fewer at once");
      return false;
    }
    return out_.size() < count_max_;
  }

 private:
  CommitReader& reader_;
  const Position polled_;
  Position behind_;  // of what was taken up to now
  std::size_t count_max_;
  EventLog& out_;
};

}  // namespace

Result<Feed> Engine::feed(std::string_view organisation, std::string_view consumer) {
  return detail::guarded(organisation, [&]() -> Result<Feed> {
    if (Result<void> r = check_key(consumer, "consumer"); !r) return r.error();
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    auto impl = std::make_unique<Feed::Impl>();
    impl->organisation = organisation;
    impl->chunk = "feed/" + std::string(consumer);
    Result<std::unique_ptr<Session>> session = impl_->around.store->open_session();
    if (!session) return session.error();
    impl->session = std::move(*session);
    struct Cursor final : BytesSink {
      std::uint64_t position = 0;
      CursorBytes stored{};
      bool fits = true;
      bool take(Bytes bytes) noexcept override {
        fits = bytes.size() == stored.size();
        if (!fits) return true;
        std::copy(bytes.begin(), bytes.end(), stored.begin());
        for (std::size_t i = 0; i < position_bytes; ++i)
          position |= std::to_integer<std::uint64_t>(stored[i]) << (8 * i);
        return true;
      }
    } cursor;
    Result<void> got = impl->session->get_chunk(organisation, impl->chunk, cursor);
    if (!got && got.status() != Status::not_found) return got.error();
    Result<Head> head = impl->session->head(organisation);
    if (!head) return head.error();
    const bool whole =
        !got || (cursor.fits && cursor.stored == cursor_at(impl->chunk, Position(cursor.position)));
    if (!whole || cursor.position > head->last_position.number())
      return Error(Status::corrupt, consumer, "the consumer's stored position is not one of this journal",
                   "erase it with another consumer name and read from the start");
    impl->acknowledged = impl->polled = Position(cursor.position);
    return Feed(impl.release());
  });
}

Feed::Feed(Feed&& other) noexcept : impl_(std::exchange(other.impl_, nullptr)) {}
Feed& Feed::operator=(Feed&& other) noexcept {
  if (this != &other) {
    delete impl_;
    impl_ = std::exchange(other.impl_, nullptr);
  }
  return *this;
}
Feed::~Feed() {
  delete impl_;
}

Result<void> Feed::poll(std::size_t count_max, EventLog& out, Duration wait_max) {
  return detail::guarded(impl_->organisation, [&]() -> Result<void> {
    out.clear();
    const detail::Deadline deadline(wait_max);
    while (count_max > 0) {
      EventCollector collector(impl_->reader, impl_->polled, count_max, out);
      if (Result<void> r = impl_->session->read(impl_->organisation, impl_->polled.plus(1), collector); !r)
        return r;
      if (!collector.result) return collector.result;
      if (!out.empty() || deadline.passed()) break;
      Result<void> news = impl_->session->wait_for_news(impl_->organisation, impl_->polled, deadline.left());
      if (!news && news.status() == Status::busy) break;
      if (!news && news.status() == Status::unsupported) {
        // A store that cannot tell is looked at again and again.
        std::this_thread::sleep_for(
            std::chrono::microseconds(std::min(deadline.left(), Duration::milliseconds(5)).microseconds()));
        continue;
      }
      if (!news) return news;
    }
    if (!out.empty()) impl_->polled = out[out.size() - 1].position;
    return {};
  });
}

Result<void> Feed::acknowledge(Position position) {
  if (position > impl_->polled || position < impl_->acknowledged)
    return Error(Status::invalid_argument, "feed", "the position was not polled, or was acknowledged before",
                 "acknowledge the position of an event that poll delivered");
  return detail::guarded(impl_->organisation, [&]() -> Result<void> {
    const CursorBytes cursor = cursor_at(impl_->chunk, position);
    if (Result<void> r = impl_->session->put_chunk(impl_->organisation, impl_->chunk, cursor); !r) return r;
    impl_->acknowledged = position;
    return {};
  });
}

Position Feed::acknowledged() const noexcept {
  return impl_->acknowledged;
}

}  // namespace firstlog::inline v1
