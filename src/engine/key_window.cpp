// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/key_window.hpp"

#include "firstlog/base/hash.hpp"

namespace firstlog::inline v1::detail {

namespace {

class Mixer {
 public:
  void number(std::uint64_t value) noexcept {
    hash_ = (hash_ ^ value ^ (hash_ >> 29U)) * 0x9E3779B97F4A7C15ULL;
    hash_ ^= hash_ >> 32U;
  }
  void text(std::string_view value) noexcept {
    number(value.size());
    hash_ = hash_of(value, hash_);
  }
  std::uint64_t value() const noexcept { return hash_; }

 private:
  std::uint64_t hash_ = 1;
};

void mix_money(Mixer& mix, Money money) noexcept {
  mix.number(static_cast<std::uint64_t>(money.minor_units()));
  mix.number(money.currency().packed());
}

template <class Tag>
void mix_reference(Mixer& mix, const Ref<Tag>& ref, const State& state) noexcept {
  const Id<Tag> id = state.find(ref);
  mix.number(id.number());
  if (!id.present()) mix.text(ref.key);
}

void mix_rare(Mixer& mix, const Command& command, const State& state) noexcept {
  const Fields given = command.given;
  auto date = [&](Field field, Date value) {
    if (given.has(field)) mix.number(static_cast<std::uint64_t>(value.days()));
  };
  auto text = [&](Field field, std::string_view value) {
    if (given.has(field)) mix.text(value);
  };
  if (given.has(Field::refers_to)) mix.number(command.refers_to.number());
  if (given.has(Field::other)) mix_reference(mix, command.other, state);
  if (given.has(Field::with_claim)) mix.number(command.with_claim ? 1 : 0);
  if (given.has(Field::scope)) mix.number(static_cast<std::uint64_t>(command.scope));
  if (given.has(Field::tax)) mix_money(mix, command.tax);
  date(Field::signed_on, command.signed_on);
  date(Field::invoiced_on, command.invoiced_on);
  date(Field::paid_on, command.paid_on);
  date(Field::from, command.from);
  date(Field::until, command.until);
  text(Field::document_number, command.document_number);
  text(Field::team, command.team);
  text(Field::batch, command.batch);
  if (given.has(Field::cover)) mix_reference(mix, command.cover, state);
  if (given.has(Field::importer)) mix_reference(mix, command.importer, state);
  if (given.has(Field::row)) mix.number(command.row);
  if (given.has(Field::lines)) {
    mix.number(command.lines.size());
    for (const DealLine& line : command.lines) {
      mix.text(line.product);
      mix.number(static_cast<std::uint64_t>(line.quantity));
      mix_money(mix, line.net);
      mix_money(mix, line.tax);
      mix_money(mix, line.cost);
    }
  }
  if (given.has(Field::credits)) {
    mix.number(command.credits.size());
    for (const CreditShare& credit : command.credits) {
      mix_reference(mix, credit.rep, state);
      mix.number(static_cast<std::uint64_t>(credit.share.numerator()));
      mix.number(static_cast<std::uint64_t>(credit.share.denominator()));
    }
  }
  if (given.has(Field::match_keys)) {
    mix.number(command.match_keys.size());
    for (const MatchKey& key : command.match_keys) {
      mix.number(static_cast<std::uint64_t>(key.kind));
      mix.text({reinterpret_cast<const char*>(key.hash.data()), key.hash.size()});
    }
  }
  if (given.has(Field::balances)) {
    mix.number(command.balances.size());
    for (const OpeningBalance& balance : command.balances) {
      mix.number(static_cast<std::uint64_t>(balance.kind));
      mix_money(mix, balance.amount);
      mix.number(static_cast<std::uint64_t>(balance.closes));
    }
  }
  if (given.has(Field::reps)) {
    mix.number(command.reps.size());
    for (const ActorRef& rep : command.reps) mix_reference(mix, rep, state);
  }
}

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
  constexpr Fields rare = Field::refers_to | Field::other | Field::with_claim | Field::match_keys |
                          Field::scope | Field::lines | Field::tax | Field::signed_on | Field::invoiced_on |
                          Field::paid_on | Field::document_number | Field::credits | Field::team |
                          Field::cover | Field::from | Field::until | Field::reps | Field::batch |
                          Field::row | Field::importer | Field::balances;
  if (given.shares(rare)) mix_rare(mix, command, state);
  return mix.value();
}

const KeyWindow::Sequence* KeyWindow::find_producer(std::string_view producer) const {
  if (const auto found = producers_.find(producer); found != producers_.end()) return &found->second;
  return base_ == nullptr ? nullptr : base_->find_producer(producer);
}

const KeyWindow::Text* KeyWindow::find_text(std::string_view text) const {
  if (const auto found = texts_.find(text); found != texts_.end()) return &found->second;
  return base_ == nullptr ? nullptr : base_->find_text(text);
}

KeyWindow::Seen KeyWindow::find(const IdempotencyKey& key, std::uint64_t fingerprint, Instant oldest,
                                KeyRecord& record) const {
  if (!key.producer.empty()) {
    const Sequence* used = find_producer(key.producer);
    if (used == nullptr || key.sequence > used->sequence) return Seen::no;
    if (key.sequence < used->sequence) return Seen::passed;
    record = used->record;
  } else {
    const Text* used = find_text(key.text);
    if (used == nullptr || used->at < oldest) return Seen::no;
    record = used->record;
  }
  return record.fingerprint == fingerprint ? Seen::same : Seen::reused;
}

void KeyWindow::add(const IdempotencyKey& key, const KeyRecord& record, Instant at) {
  if (!key.producer.empty()) {
    const Sequence used{key.sequence, record};
    if (const auto found = producers_.find(key.producer); found != producers_.end())
      found->second = used;
    else
      producers_.emplace(key.producer, used);
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
