// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/key_window.hpp"

#include "firstlog/base/hash.hpp"

namespace firstlog::inline v1::detail {

namespace {

class Mixer {
 public:
  void number(std::uint64_t value) noexcept {
    hash_ = hash_of({reinterpret_cast<const char*>(&value), sizeof value}, hash_);
  }
  void text(std::string_view value) noexcept {
    number(value.size());
    hash_ = hash_of(value, hash_);
  }
  std::uint64_t value() const noexcept { return hash_; }

 private:
  std::uint64_t hash_ = 1;
};

}  // namespace

std::uint64_t fingerprint_of(const Command& command, const State& state) noexcept {
  Mixer mix;
  mix.number(static_cast<std::uint64_t>(command.kind));
  // The engine completes a confirmed clock's reading; a repetition is the same command still.
  const Fields given =
      command.kind == CommandKind::confirm_clock ? command.given.without(Field::due) : command.given;
  mix.number(given.bits());
  const ActorId actor = state.find(command.actor);
  mix.number(actor.number());
  if (!actor.present()) mix.text(command.actor.key);
  if (given.has(Field::contact)) mix.number(state.find(command.contact).number());
  if (given.has(Field::rep)) mix.number(state.find(command.rep).number());
  if (given.has(Field::deal)) mix.number(command.deal.number());
  if (given.has(Field::amount)) {
    mix.number(static_cast<std::uint64_t>(command.amount.minor_units()));
    mix.number(command.amount.currency().packed());
  }
  if (given.has(Field::due)) mix.number(static_cast<std::uint64_t>(command.due.microseconds()));
  if (given.has(Field::occurred_at))
    mix.number(static_cast<std::uint64_t>(command.occurred_at.microseconds()));
  if (given.has(Field::key)) mix.text(command.key);
  if (given.has(Field::reason)) mix.text(command.reason);
  if (given.has(Field::niche)) mix.text(command.niche);
  if (given.has(Field::sort_key)) mix.text(command.sort_key.view());
  if (given.has(Field::place)) mix.text(command.place.text());
  if (given.has(Field::document)) mix.text(command.document);
  if (given.has(Field::roles)) mix.number(command.roles.bits());
  if (given.has(Field::active)) mix.number(command.active ? 1 : 0);
  if (given.has(Field::touch)) mix.number(static_cast<std::uint64_t>(command.touch));
  if (given.has(Field::disposition)) mix.number(static_cast<std::uint64_t>(command.disposition));
  if (given.has(Field::inbound)) mix.number(command.inbound ? 1 : 0);
  if (given.has(Field::talk_seconds)) mix.number(command.talk_seconds);
  if (given.has(Field::confirm)) mix.number(command.confirm ? 1 : 0);
  if (given.has(Field::period)) mix.number(static_cast<std::uint64_t>(command.period - YearMonth()));
  return mix.value();
}

const KeyWindow::Sequence* KeyWindow::find_producer(const std::string& producer) const {
  if (const auto found = producers_.find(producer); found != producers_.end()) return &found->second;
  return base_ == nullptr ? nullptr : base_->find_producer(producer);
}

const KeyWindow::Text* KeyWindow::find_text(const std::string& text) const {
  if (const auto found = texts_.find(text); found != texts_.end()) return &found->second;
  return base_ == nullptr ? nullptr : base_->find_text(text);
}

KeyWindow::Seen KeyWindow::find(const IdempotencyKey& key, std::uint64_t fingerprint, Instant oldest,
                                KeyRecord& record) const {
  if (!key.producer.empty()) {
    const Sequence* used = find_producer(std::string(key.producer));
    if (used == nullptr || key.sequence > used->sequence) return Seen::no;
    if (key.sequence < used->sequence) return Seen::passed;
    record = used->record;
  } else {
    const Text* used = find_text(std::string(key.text));
    if (used == nullptr || used->at < oldest) return Seen::no;
    record = used->record;
  }
  return record.fingerprint == fingerprint ? Seen::same : Seen::reused;
}

void KeyWindow::add(const IdempotencyKey& key, const KeyRecord& record, Instant at) {
  if (!key.producer.empty()) {
    producers_[std::string(key.producer)] = {key.sequence, record};
  } else {
    texts_[std::string(key.text)] = {at, record};
    order_.emplace_back(at, std::string(key.text));
  }
}

void KeyWindow::absorb_into(KeyWindow& base) {
  for (auto& [producer, used] : producers_) base.producers_[producer] = used;
  for (auto& [text, used] : texts_) base.texts_[text] = used;
  for (auto& entry : order_) base.order_.push_back(std::move(entry));
  restart();
}

void KeyWindow::restart() noexcept {
  producers_.clear();
  texts_.clear();
  order_.clear();
}

void KeyWindow::forget(Instant before) {
  while (!order_.empty() && order_.front().first < before) {
    // Used again since, it stands further back in the order as well.
    if (auto found = texts_.find(order_.front().second);
        found != texts_.end() && found->second.at == order_.front().first)
      texts_.erase(found);
    order_.pop_front();
  }
}

}  // namespace firstlog::inline v1::detail
