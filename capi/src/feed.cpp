// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Lists of events, and the feed by polling and by callback.
#include <exception>

#include "arrow.hpp"
#include "convert.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "formats/commit_json.hpp"
#include "organisation.hpp"

struct firstlog_feed : firstlog_c::Handle {
  firstlog_feed(firstlog_engine& of, std::string_view key, std::string_view reader, firstlog::Feed made)
      : Handle(firstlog_c::HandleKind::feed),
        engine(of),
        organisation(key),
        consumer(reader),
        feed(std::move(made)) {}
  firstlog_c::EngineShare engine;
  std::string organisation;
  std::string consumer;
  firstlog::Feed feed;
  bool calling = false;  // its callback is under way
};

namespace firstlog_c {

using namespace firstlog;

namespace {

Result<void> enter_feed(const firstlog_feed* feed) {
  if (Result<void> r = check_handle(feed, HandleKind::feed, "feed"); !r) return r;
  if (Result<void> r = feed->engine->gate.check(); !r) return r;
  if (feed->calling)
    return Error(Status::reentrant, "feed", "the feed's callback called the feed",
                 "return from the callback first");
  return {};
}

Result<Duration> feed_wait(std::int64_t microseconds) noexcept {
  if (microseconds < 0) return misuse("wait_max_microseconds", "a time below zero", "pass 0 for no wait");
  return Duration::microseconds(microseconds);
}

// Holds a flag up for the length of a scope.
class Raised {
 public:
  explicit Raised(bool& flag) noexcept : flag_(flag) { flag_ = true; }
  ~Raised() { flag_ = false; }
  Raised(const Raised&) = delete;
  Raised& operator=(const Raised&) = delete;

 private:
  bool& flag_;
};

Result<void> run(firstlog_feed& feed, std::size_t count_max, Duration wait, firstlog_feed_callback callback,
                 void* self, std::uint64_t& taken) {
  while (true) {
    EventLog log;
    if (Result<void> r = feed.feed.poll(count_max, log, wait); !r) return r;
    if (log.empty()) return {};
    firstlog_events* given = nullptr;
    if (Result<void> r = hand_out(std::move(log), &given); !r) return r;
    const std::unique_ptr<firstlog_events> events(given);
    Position last;
    bool stopped = false;
    std::exception_ptr thrown;
    {
      const Raised calling(feed.calling);
      for (const firstlog_event& event : events->events) {
        try {
          stopped = callback(self, &event) != 0;
        } catch (...) {
          thrown = std::current_exception();
          stopped = true;
        }
        if (stopped) break;
        last = Position(event.position);
        ++taken;
      }
    }
    if (last.present())
      if (Result<void> r = feed.feed.acknowledge(last); !r) return r;
    if (thrown)
      return Error(Status::internal, "callback", "the host's callback threw", "let it answer a number");
    if (stopped) {
      // The event that stopped it was polled: it must come again.
      Result<Feed> again = feed.engine->engine->feed(feed.organisation, feed.consumer);
      if (!again) return again.error();
      feed.feed = std::move(*again);
      return Error(Status::cancelled, "callback", "the host's callback stopped the feed");
    }
  }
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

uint64_t firstlog_events_count(const firstlog_events* events) {
  return check_handle(events, HandleKind::events, "events") ? events->events.size() : 0;
}

firstlog_status firstlog_events_get(const firstlog_events* events, uint64_t index, firstlog_event* event,
                                    firstlog_error* error) {
  return guard(error, "events", [&]() -> Result<void> {
    if (Result<void> r = check_handle(events, HandleKind::events, "events"); !r) return r;
    if (Result<void> r = check_struct(event, event_size_first, "event"); !r) return r;
    if (index >= events->events.size())
      return Error(Status::out_of_range, "index", "the list is shorter", "ask for firstlog_events_count");
    fill_struct(event, events->events[index]);
    return {};
  });
}

firstlog_status firstlog_events_json(const firstlog_events* events, firstlog_document** document,
                                     firstlog_error* error) {
  return guard(error, "events", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    if (Result<void> r = check_handle(events, HandleKind::events, "events"); !r) return r;
    std::string text;
    for (const Event& event : events->log)
      text.append(firstlog::detail::readable_event(event).text()).append("\n");
    return hand_out(std::move(text), document);
  });
}

firstlog_status firstlog_events_export(const firstlog_events* events, struct ArrowSchema* schema,
                                       struct ArrowArray* array, firstlog_error* error) {
  return guard(error, "events", [&]() -> Result<void> {
    if (Result<void> r = check_handle(events, HandleKind::events, "events"); !r) return r;
    Table table;
    Column& position = table.uint64("position");
    Column& recorded_at = table.instant("recorded_at");
    Column& kind = table.text("kind");
    Column& flags = table.int64("flags");
    Column& previous = table.uint64("previous");
    Column& actor = table.int64("actor");
    Column& contact = table.int64("contact");
    Column& rep = table.int64("rep");
    Column& deal = table.int64("deal");
    Column& cycle = table.int64("cycle");
    Column& state_from = table.int64("state_from");
    Column& state_to = table.int64("state_to");
    Column& rule = table.text("rule");
    Column& due = table.instant("due");
    Column& occurred_at = table.instant("occurred_at");
    Column& amount = table.int64("amount");
    Column& currency = table.text("currency");
    Column& refers_to = table.uint64("refers_to");
    Column& reason = table.text("reason");
    const auto id = [](Column& column, auto value) {
      value.present() ? column.put(value.number()) : column.put_null();
    };
    for (const Event& event : events->log) {
      position.put(event.position);
      recorded_at.put(event.recorded_at);
      kind.put(name_of(event.kind));
      flags.put(static_cast<std::uint32_t>(event.flags));
      previous.put(event.previous);
      id(actor, event.actor);
      id(contact, event.contact);
      id(rep, event.rep);
      id(deal, event.deal);
      cycle.put(event.cycle);
      state_from.put(std::uint32_t{event.state_from});
      state_to.put(std::uint32_t{event.state_to});
      event.rule == Rule::none ? rule.put_null() : rule.put(name_of(event.rule));
      due.put(event.due);
      occurred_at.put(event.occurred_at);
      const bool money = event.amount.currency().present();
      money ? amount.put(event.amount.minor_units()) : amount.put_null();
      money ? currency.put(event.amount.currency().code()) : currency.put_null();
      refers_to.put(event.refers_to);
      reason.put_key(std::string(event.reason));
    }
    return table.give(schema, array);
  });
}

void firstlog_events_destroy(firstlog_events* events) {
  if (events != nullptr && bury(*events, HandleKind::events)) delete events;
}

firstlog_status firstlog_feed_create(firstlog_engine* engine, const char* organisation, const char* consumer,
                                     firstlog_feed** feed, firstlog_error* error) {
  return guard(error, "feed", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(feed);
    *feed = nullptr;
    FIRSTLOG_NOT_NULL(consumer);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    Result<Feed> made = engine->engine->feed(*key, consumer);
    if (!made) return made.error();
    *feed = new firstlog_feed(*engine, *key, consumer, std::move(*made));
    return {};
  });
}

firstlog_status firstlog_feed_poll(firstlog_feed* feed, uint64_t count_max, int64_t wait_max_microseconds,
                                   firstlog_events** events, firstlog_error* error) {
  return guard(error, "feed", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(events);
    *events = nullptr;
    if (Result<void> r = enter_feed(feed); !r) return r;
    const Result<Duration> wait = feed_wait(wait_max_microseconds);
    if (!wait) return wait.error();
    EventLog log;
    if (Result<void> r = feed->feed.poll(static_cast<std::size_t>(count_max), log, *wait); !r) return r;
    return hand_out(std::move(log), events);
  });
}

firstlog_status firstlog_feed_acknowledge(firstlog_feed* feed, uint64_t position, firstlog_error* error) {
  return guard(error, "feed", [&]() -> Result<void> {
    if (Result<void> r = enter_feed(feed); !r) return r;
    return feed->feed.acknowledge(Position(position));
  });
}

firstlog_status firstlog_feed_acknowledged(const firstlog_feed* feed, uint64_t* position,
                                           firstlog_error* error) {
  return guard(error, "feed", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(position);
    if (Result<void> r = enter_feed(feed); !r) return r;
    *position = feed->feed.acknowledged().number();
    return {};
  });
}

firstlog_status firstlog_feed_run(firstlog_feed* feed, uint64_t count_max, int64_t wait_max_microseconds,
                                  firstlog_feed_callback callback, void* self, uint64_t* taken,
                                  firstlog_error* error) {
  std::uint64_t dealt_with = 0;
  const firstlog_status status = guard(error, "feed", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(callback);
    if (Result<void> r = enter_feed(feed); !r) return r;
    const Result<Duration> wait = feed_wait(wait_max_microseconds);
    if (!wait) return wait.error();
    if (count_max == 0) return misuse("count_max", "at least one event is taken at a time", "pass 1 or more");
    return run(*feed, static_cast<std::size_t>(count_max), *wait, callback, self, dealt_with);
  });
  if (taken != nullptr) *taken = dealt_with;
  return status;
}

void firstlog_feed_destroy(firstlog_feed* feed) {
  if (feed != nullptr && bury(*feed, HandleKind::feed)) delete feed;
}
