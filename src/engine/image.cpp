// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/image.hpp"

#include <algorithm>

#include "firstlog/base/hash.hpp"

namespace firstlog::inline v1 {

// The friend of State that sees its rows.
class StateImage {
 public:
  static void write(const State& state, detail::PolicyRegistry& policies, detail::ImageWriter& out) {
    out.value(state.organisation_);
    out.value(static_cast<std::uint64_t>(state.scheduled_.size()));
    for (const ScheduledPolicy& one : state.scheduled_) {
      out.value(one.effective_at);
      out.value(one.adoption);
      out.text(policies.document_of(one.policy));
    }
    keys(state.actor_keys_, out);
    keys(state.contact_keys_, out);
    keys(state.niches_, out);
    keys(state.share_keys_, out);
    keys(state.team_keys_, out);
    keys(state.document_keys_, out);
    table(state.actors_, out);
    table(state.contacts_, out);
    table(state.deals_, out);
    table(state.shares_, out);
    timers(state.timers_, out);
    table(state.matches_.links(), out);
    keys(state.codes_, out);
    keys(state.barred_keys_, out);
    table(state.kin_, out);
    table(state.merges_, out);
    table(state.suppressions_, out);
    table(state.bars_, out);
    table(state.barred_, out);
    table(state.memberships_, out);
    table(state.absences_, out);
    table(state.credits_, out);
    table(state.reversals_, out);
    table(state.exchanges_, out);
    table(state.documents_, out);
    keys(state.import_keys_, out);
    table(state.imports_, out);
    table(state.imported_, out);
    table(state.saved_contacts_, out);
    table(state.saved_deals_, out);
    keys(state.dispute_keys_, out);
    table(state.disputes_, out);
    out.rows(state.due_);
  }

  static bool read(detail::ImageReader& in, detail::PolicyRegistry& policies, const CompiledPolicy* policy,
                   State& state) {
    state.policy_ = policy;
    in.value(state.organisation_);
    std::uint64_t scheduled = 0;
    in.value(scheduled);
    std::string_view document;
    for (std::uint64_t i = 0; i < scheduled && in.ok(); ++i) {
      ScheduledPolicy one;
      in.value(one.effective_at);
      in.value(one.adoption);
      if (!in.text(document)) return false;
      Result<const CompiledPolicy*> compiled = policies.compile(document);
      if (!compiled) return false;
      one.policy = *compiled;
      state.scheduled_.push_back(one);
    }
    keys(in, state.actor_keys_);
    keys(in, state.contact_keys_);
    keys(in, state.niches_);
    keys(in, state.share_keys_);
    keys(in, state.team_keys_);
    keys(in, state.document_keys_);
    table(in, state.actors_);
    table(in, state.contacts_);
    table(in, state.deals_);
    table(in, state.shares_);
    timers(in, state.timers_);
    matches(in, state.matches_);
    keys(in, state.codes_);
    keys(in, state.barred_keys_);
    table(in, state.kin_);
    table(in, state.merges_);
    table(in, state.suppressions_);
    table(in, state.bars_);
    table(in, state.barred_);
    table(in, state.memberships_);
    table(in, state.absences_);
    table(in, state.credits_);
    table(in, state.reversals_);
    table(in, state.exchanges_);
    table(in, state.documents_);
    keys(in, state.import_keys_);
    table(in, state.imports_);
    table(in, state.imported_);
    table(in, state.saved_contacts_);
    table(in, state.saved_deals_);
    keys(in, state.dispute_keys_);
    table(in, state.disputes_);
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
  static void timers(const detail::SideTable<TimerRow>& rows, detail::ImageWriter& out) {
    const std::vector<std::uint32_t> keys = rows.keys();
    out.rows(keys);
    for (const std::uint32_t key : keys) out.value(rows[key]);
  }
  static void timers(detail::ImageReader& in, detail::SideTable<TimerRow>& rows) {
    std::vector<std::uint32_t> keys;
    TimerRow row;
    if (!in.rows(keys)) return;
    for (const std::uint32_t key : keys)
      if (key != 0 && in.value(row)) rows.set(key, row);
  }
  static void matches(detail::ImageReader& in, detail::MatchIndex& index) {
    std::uint64_t count = 0;
    detail::MatchLink link;
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.value(link); ++i) index.restore(link);
  }
  static bool consistent(const State& state, const DealRow& deal) {
    const std::size_t shares_end = deal.credits == 0 ? 0 : deal.credits - 1U + std::size_t{deal.credit_count};
    return deal.contact.present() && deal.contact.number() <= state.contacts_.size() &&
           deal.last_reversal <= state.reversals_.size() && deal.exchange <= state.exchanges_.size() &&
           shares_end <= state.credits_.size();
  }
  // The checksum caught damage; this catches a program's fault before it reads out of bounds.
  static bool consistent(const State& state) {
    if (state.actor_keys_.size() != state.actors_.size() ||
        state.contact_keys_.size() != state.contacts_.size() ||
        state.share_keys_.size() != state.shares_.size() ||
        state.document_keys_.size() != state.documents_.size() ||
        state.import_keys_.size() != state.imports_.size() ||
        state.dispute_keys_.size() != state.disputes_.size() ||
        state.organisation_.open_disputes > state.disputes_.size())
      return false;
    for (std::size_t i = 0; i < state.disputes_.size(); ++i)
      if (state.disputes_[i].open_next > i || state.disputes_[i].rep.number() > state.actors_.size())
        return false;
    for (std::size_t i = 0; i < state.imported_.size(); ++i)
      if (state.imported_[i].registered_by > state.imports_.size() ||
          state.imported_[i].saved > state.saved_contacts_.size())
        return false;
    for (std::size_t i = 0; i < state.imports_.size(); ++i)
      if (state.imports_[i].used_import > state.imports_.size()) return false;
    for (std::size_t i = 0; i < state.saved_contacts_.size(); ++i) {
      const SavedContact& saved = state.saved_contacts_[i];
      if (saved.import == 0 || saved.import > state.imports_.size() || saved.previous > i ||
          saved.deal > state.saved_deals_.size() || !state.policy_->has_state(saved.row.state))
        return false;
    }
    for (std::size_t i = 0; i < state.saved_deals_.size(); ++i)
      if (state.saved_deals_[i].previous > i || !state.saved_deals_[i].id.present() ||
          state.saved_deals_[i].id.number() > state.deals_.size())
        return false;
    for (std::size_t i = 0; i < state.contacts_.size(); ++i) {
      const ContactRow& row = state.contacts_[i];
      if (!state.policy_->has_state(row.state) || row.assignee.number() > state.actors_.size() ||
          row.claimant.number() > state.actors_.size() || row.deal.number() > state.deals_.size() ||
          row.niche > state.niches_.size() || row.match > state.matches_.size() ||
          row.kin > state.kin_.size() || row.imported > state.imported_.size())
        return false;
    }
    for (const ScheduledPolicy& one : state.scheduled_)
      if (one.policy == nullptr) return false;
    if (!kin_consistent(state)) return false;
    for (std::size_t i = 0; i < state.actors_.size(); ++i)
      if (state.actors_[i].membership > state.memberships_.size() ||
          state.actors_[i].absence > state.absences_.size())
        return false;
    const std::size_t actors = state.actors_.size();
    for (std::size_t i = 0; i < state.memberships_.size(); ++i) {
      const MembershipRow& row = state.memberships_[i];
      if (row.before > i || row.lead.number() > actors || row.team > state.team_keys_.size()) return false;
    }
    for (std::size_t i = 0; i < state.absences_.size(); ++i)
      if (state.absences_[i].before > i || state.absences_[i].cover.number() > actors) return false;
    for (std::size_t i = 0; i < state.deals_.size(); ++i)
      if (!consistent(state, state.deals_[i])) return false;
    for (std::size_t i = 0; i < state.reversals_.size(); ++i)
      if (state.reversals_[i].previous > i) return false;
    for (const DueEntry& entry : state.due_)
      if (!entry.contact.present() || entry.contact.number() > state.contacts_.size()) return false;
    return true;
  }
  static bool kin_consistent(const State& state) {
    const auto contacts = state.contact_count();
    const auto kin = state.kin_count();
    for (std::uint32_t i = 1; i <= state.matches_.size(); ++i) {
      const detail::MatchLink& link = state.matches_[i];
      if (link.contact.number() > contacts || link.next_of_key > state.matches_.size() ||
          link.next_of_contact > state.matches_.size())
        return false;
    }
    for (std::uint32_t i = 1; i <= kin; ++i) {
      const KinRow& row = state.kin(i);
      for (const std::uint32_t member : {row.cluster, row.cluster_next, row.group, row.group_next})
        if (member == 0 || member > kin) return false;
      for (const std::uint32_t member :
           {row.engaged_next, row.engaged_before, row.engaged_first, row.assigned_first})
        if (member > kin) return false;
      if (!row.contact.present() || row.contact.number() > contacts || row.parent.number() > contacts ||
          row.merged_into.number() > contacts || row.oldest.number() > contacts ||
          row.merges > state.merge_count() || row.suppressions > state.suppression_count())
        return false;
    }
    if (state.barred_keys_.size() != state.barred_.size()) return false;
    for (std::uint32_t i = 1; i <= state.merge_count(); ++i) {
      const MergeRow& row = state.merge(i);
      if (row.previous >= i || row.survivor.number() > contacts || row.absorbed.number() > contacts)
        return false;
    }
    for (std::uint32_t i = 1; i <= state.suppression_count(); ++i) {
      const SuppressionRow& row = state.suppression(i);
      if (row.previous >= i || row.bars > state.bars_.size() || row.contact.number() > contacts ||
          row.source > state.codes_.size())
        return false;
    }
    for (std::uint32_t i = 1; i <= state.bars_.size(); ++i) {
      const BarRow& row = state.bar(i);
      if (row.next_of_key >= i || row.next_of_suppression >= i || row.key == 0 ||
          row.key > state.barred_key_count() || row.suppression == 0 ||
          row.suppression > state.suppression_count())
        return false;
    }
    for (std::uint32_t i = 1; i <= state.barred_key_count(); ++i)
      if (state.barred_key(i).first > state.bars_.size()) return false;
    return true;
  }
};

// The friend of Performance that sees its rows.
class PerformanceImage {
 public:
  static void write(const Performance& performance, detail::ImageWriter& out) {
    out.rows(performance.adopted_at_);
    out.rows(performance.adoptions_);
    out.rows(performance.timeline_);
    out.rows(performance.reps_);
    out.value(static_cast<std::uint64_t>(performance.periods_.size()));
    for (const Performance::PeriodRows& rows : performance.periods_) {
      out.value(rows.period);
      out.value(rows.frozen_position);
      out.value(rows.frozen_at);
      out.value(rows.frozen_policy);
      out.rows(rows.frozen_pending);
      exceptions(rows.frozen_exceptions, out);
      out.rows(rows.reps);
    }
    out.rows(performance.lines_);
    out.rows(performance.line_before_);
    out.rows(performance.pending_);
    out.rows(performance.pending_at_);
    out.rows(performance.accounts_);
    out.rows(performance.credits_);
    out.rows(performance.exchanges_);
    out.rows(performance.refunds_);
    texts(performance.reasons_, out);
    out.rows(performance.settlements_.disputes_);
    out.rows(performance.settlements_.payouts_);
    out.rows(performance.settlements_.dispute_of_);
    out.rows(performance.settlements_.payout_of_);
    texts(performance.settlements_.texts_, out);
    plans(performance.plans_, out);
    out.value(performance.oldest_open_);
    out.value(performance.head_);
    out.value(performance.first_period_);
    out.rows(performance.openings_);
    out.rows(performance.written_by_);
    out.value(static_cast<std::uint64_t>(performance.imports_.size()));
    for (const Performance::ImportRows& import : performance.imports_) {
      out.text(import.batch);
      out.rows(import.deals);
      out.rows(import.counted);
      out.rows(import.found);
    }
    out.rows(performance.reviews_);
    const Employment& employment = performance.employment_;
    out.rows(employment.reps_);
    out.rows(employment.spans_);
    out.rows(employment.absences_);
    out.rows(employment.memberships_);
    out.rows(employment.gone_);
    texts(employment.keys_, out);
    texts(employment.teams_, out);
  }

  static bool read(detail::ImageReader& in, std::vector<const CompiledPolicy*> policies,
                   Performance& performance) {
    performance.policies_ = std::move(policies);
    in.rows(performance.adopted_at_);
    in.rows(performance.adoptions_);
    in.rows(performance.timeline_);
    in.rows(performance.reps_);
    std::uint64_t periods = 0;
    in.value(periods);
    for (std::uint64_t i = 0; i < periods && in.ok(); ++i) {
      Performance::PeriodRows rows;
      in.value(rows.period);
      in.value(rows.frozen_position);
      in.value(rows.frozen_at);
      in.value(rows.frozen_policy);
      in.rows(rows.frozen_pending);
      exceptions(in, rows.frozen_exceptions);
      in.rows(rows.reps);
      performance.periods_.push_back(std::move(rows));
    }
    in.rows(performance.lines_);
    in.rows(performance.line_before_);
    in.rows(performance.pending_);
    in.rows(performance.pending_at_);
    in.rows(performance.accounts_);
    in.rows(performance.credits_);
    in.rows(performance.exchanges_);
    in.rows(performance.refunds_);
    texts(in, performance.reasons_);
    in.rows(performance.settlements_.disputes_);
    in.rows(performance.settlements_.payouts_);
    in.rows(performance.settlements_.dispute_of_);
    in.rows(performance.settlements_.payout_of_);
    texts(in, performance.settlements_.texts_);
    if (!plans(in, performance)) return false;
    in.value(performance.oldest_open_);
    in.value(performance.head_);
    in.value(performance.first_period_);
    in.rows(performance.openings_);
    if (!in.ok() || !openings_are_of_reps(performance)) return false;
    performance.link_openings();
    for (const PendingClose& close : performance.pending_) {
      if (close.deal.index() >= performance.pending_at_.size()) return false;
      performance.link_pending(close);
    }
    in.rows(performance.written_by_);
    std::uint64_t imports = 0;
    std::string_view batch;
    in.value(imports);
    for (std::uint64_t i = 0; i < imports && in.text(batch); ++i) {
      Performance::ImportRows import;
      import.batch = batch;
      in.rows(import.deals);
      in.rows(import.counted);
      in.rows(import.found);
      performance.imports_.push_back(std::move(import));
    }
    in.rows(performance.reviews_);
    Employment& employment = performance.employment_;
    in.rows(employment.reps_);
    in.rows(employment.spans_);
    in.rows(employment.absences_);
    in.rows(employment.memberships_);
    in.rows(employment.gone_);
    texts(in, employment.keys_);
    texts(in, employment.teams_);
    if (!in.ok() || !consistent(employment) || employment.reps_.size() != performance.reps_.size())
      return false;
    for (Performance::PeriodRows& rows : performance.periods_) performance.rank_all(rows);
    for (const std::uint32_t place : performance.timeline_)
      if (place >= performance.policies_.size()) return false;
    return in.ok() && performance.adopted_at_.size() == performance.policies_.size() &&
           performance.timeline_.size() == performance.policies_.size() &&
           performance.adoptions_.size() == performance.policies_.size();
  }

 private:
  static void texts(const std::vector<std::string>& all, detail::ImageWriter& out) {
    out.value(static_cast<std::uint64_t>(all.size()));
    for (const std::string& one : all) out.text(one);
  }
  static void texts(detail::ImageReader& in, std::vector<std::string>& all) {
    std::uint64_t count = 0;
    std::string_view one;
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.text(one); ++i) all.emplace_back(one);
  }

  static void exceptions(const std::vector<PayException>& all, detail::ImageWriter& out) {
    out.value(static_cast<std::uint64_t>(all.size()));
    for (const PayException& one : all) {
      out.value(one.kind);
      out.value(one.rep);
      out.value(one.deal);
      out.value(one.position);
      out.value(one.date);
      for (const std::string* text : {&one.plan, &one.component, &one.reason}) out.text(*text);
    }
  }
  static void exceptions(detail::ImageReader& in, std::vector<PayException>& all) {
    std::uint64_t count = 0;
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
      PayException one;
      in.value(one.kind);
      in.value(one.rep);
      in.value(one.deal);
      in.value(one.position);
      in.value(one.date);
      std::string_view read;
      for (std::string* text : {&one.plan, &one.component, &one.reason})
        if (in.text(read)) *text = read;
      all.push_back(std::move(one));
    }
  }

  static bool openings_are_of_reps(const Performance& performance) {
    return std::all_of(performance.openings_.begin(), performance.openings_.end(),
                       [&](const Performance::Opening& one) {
                         return one.rep.present() && one.rep.index() < performance.reps_.size();
                       });
  }

  static void plans(const detail::PlanBooks& plans, detail::ImageWriter& out) {
    texts(plans.rep_keys, out);
    texts(plans.teams, out);
    out.rows(plans.memberships);
    texts(plans.products, out);
    out.rows(plans.items);
    out.rows(plans.facts);
    out.rows(plans.facts_of);
    out.value(static_cast<std::uint64_t>(plans.components.size()));
    for (const detail::PlanBooks::Component& one : plans.components) {
      out.text(one.plan);
      out.text(one.name);
      out.value(one.span);
      out.text(one.calendar);
    }
    out.rows(plans.versions);
    out.value(static_cast<std::uint64_t>(plans.sets.size()));
    for (const detail::PlanSet& one : plans.sets) {
      out.value(one.policy);
      out.value(one.lacks_base);
      out.rows(one.plans);
      out.rows(one.components);
    }
    out.rows(plans.posted);
    out.rows(plans.withheld);
    out.rows(plans.above);
    out.value(static_cast<std::uint64_t>(plans.books.size()));
    for (const detail::RepBook& book : plans.books) {
      out.rows(book.closes);
      out.rows(book.failures);
      out.value(static_cast<std::uint64_t>(book.spans.size()));
      for (const detail::SpanPosting& one : book.spans) {
        out.value(one.key);
        out.value(one.from);
        out.value(one.set);
        out.value(one.minor);
        out.value(static_cast<std::uint64_t>(one.carried.size()));
        for (const Exact& value : one.carried) out.text(value.to_string());
      }
    }
  }

  static bool plans(detail::ImageReader& in, Performance& performance) {
    detail::PlanBooks& plans = performance.plans_;
    for (const CompiledPolicy* policy : performance.policies_)
      plans.any = plans.any || !policy->plans().empty();
    texts(in, plans.rep_keys);
    texts(in, plans.teams);
    in.rows(plans.memberships);
    texts(in, plans.products);
    in.rows(plans.items);
    in.rows(plans.facts);
    in.rows(plans.facts_of);
    std::uint64_t count = 0;
    std::string_view text;
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.text(text); ++i) {
      detail::PlanBooks::Component& one = plans.components.emplace_back();
      one.plan = text;
      if (in.text(text)) one.name = text;
      in.value(one.span);
      if (in.text(text)) one.calendar = text;
    }
    in.rows(plans.versions);
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
      detail::PlanSet& one = plans.sets.emplace_back();
      in.value(one.policy);
      in.value(one.lacks_base);
      in.rows(one.plans);
      in.rows(one.components);
    }
    in.rows(plans.posted);
    in.rows(plans.withheld);
    for (const CompiledPolicy* policy : performance.policies_)
      plans.releases = plans.releases || releases_pay(policy->policy().plans);
    in.rows(plans.above);
    in.value(count);
    for (std::uint64_t i = 0; i < count && in.ok(); ++i)
      if (!read_book(in, plans.books.emplace_back())) return false;
    return in.ok() && consistent(performance);
  }

  static bool read_book(detail::ImageReader& in, detail::RepBook& book) {
    in.rows(book.closes);
    in.rows(book.failures);
    std::uint64_t spans = 0;
    in.value(spans);
    for (std::uint64_t i = 0; i < spans && in.ok(); ++i) {
      detail::SpanPosting& one = book.spans.emplace_back();
      in.value(one.key);
      in.value(one.from);
      in.value(one.set);
      in.value(one.minor);
      std::uint64_t carried = 0;
      std::string_view text;
      in.value(carried);
      for (std::uint64_t j = 0; j < carried && in.text(text); ++j) {
        Result<Exact> number = Exact::parse(text);
        if (!number) return false;  // too long to be read back: the journal is replayed
        one.carried.push_back(std::move(*number));
      }
    }
    return in.ok();
  }

  static bool consistent(const Performance& performance) {
    const detail::PlanBooks& plans = performance.plans_;
    for (const detail::PlanSet& set : plans.sets) {
      if (set.policy >= performance.policies_.size()) return false;
      for (const detail::SetComponent& one : set.components)
        if (one.key >= plans.components.size() || one.version >= plans.versions.size() ||
            one.plan >= performance.policies_[set.policy]->plans().size())
          return false;
    }
    for (const detail::WithheldPay& one : plans.withheld)
      if (one.deal.index() >= performance.accounts_.size() || one.rep.index() >= performance.reps_.size())
        return false;
    for (const detail::DealAccount& account : performance.accounts_)
      if (account.exchange > performance.exchanges_.size() ||
          account.last_refund > performance.refunds_.size() ||
          (account.credits != 0 &&
           account.credits - 1U + std::size_t{account.credit_count} > performance.credits_.size()))
        return false;
    for (std::size_t i = 0; i < performance.refunds_.size(); ++i)
      if (performance.refunds_[i].previous > i) return false;
    for (const detail::AccountExchange& one : performance.exchanges_)
      if (one.source > performance.reasons_.size()) return false;
    for (const detail::RepBook& book : plans.books)
      for (const detail::PlanClose& close : book.closes)
        if (close.set >= plans.sets.size() || close.deal.index() >= performance.accounts_.size() ||
            (!close.seller.present() && close.line > plans.above.size()) ||
            (close.seller.present() && close.seller.index() >= plans.books.size()) ||
            close.posted + plans.sets[close.set].components.size() > plans.posted.size())
          return false;
    for (std::size_t i = 0; i < plans.above.size(); ++i)
      if (plans.above[i].next > i || !plans.above[i].manager.present()) return false;
    return true;
  }
  static bool consistent(const Employment& employment) noexcept {
    if (employment.keys_.size() != employment.reps_.size()) return false;
    for (const Employment::RepRow& row : employment.reps_)
      if (row.span > employment.spans_.size() || row.absence > employment.absences_.size() ||
          row.membership > employment.memberships_.size() || row.gone > employment.gone_.size())
        return false;
    for (std::size_t i = 0; i < employment.gone_.size(); ++i)
      if (employment.gone_[i].before > i) return false;
    for (std::size_t i = 0; i < employment.spans_.size(); ++i)
      if (employment.spans_[i].before > i) return false;
    for (std::size_t i = 0; i < employment.absences_.size(); ++i)
      if (employment.absences_[i].before > i) return false;
    for (std::size_t i = 0; i < employment.memberships_.size(); ++i)
      if (employment.memberships_[i].before > i || employment.memberships_[i].team > employment.teams_.size())
        return false;
    return true;
  }

 public:
  static std::uint64_t signature() noexcept {
    return sizeof(detail::PlanClose) * 13ULL + sizeof(detail::DealItem) * 17ULL +
           sizeof(detail::DealFacts) * 19ULL + sizeof(detail::SetComponent) * 23ULL +
           sizeof(Performance::RepRow) * 1'000'000'007ULL + sizeof(PeriodTotals) * 1'000'003ULL +
           sizeof(StatementLine) * 1'009ULL + sizeof(PendingClose) * 101ULL +
           sizeof(detail::DealAccount) * 11ULL + sizeof(detail::AccountCredit) +
           sizeof(detail::AccountExchange) * 37ULL + sizeof(detail::AccountRefund) * 41ULL +
           sizeof(detail::WithheldPay) * 43ULL + sizeof(Performance::Opening) * 10'000'019ULL +
           sizeof(QuotaReview) * 211ULL + sizeof(Employment::RepRow) * 31ULL +
           sizeof(Employment::Span) * 17ULL + sizeof(Performance::ImportRows::Counted) * 100'003ULL +
           sizeof(Performance::ImportRows::Found) * 307ULL + sizeof(detail::Settlements::Row) * 1'000'033ULL +
           sizeof(detail::Settlements::PayoutRow) * 31ULL;
  }
};

namespace detail {

std::uint64_t image_signature() noexcept {
  const std::uint64_t parts[] = {
      rules_version, sizeof(OrganisationRow), sizeof(ActorRow), sizeof(ContactRow), sizeof(DealRow),
      sizeof(DueEntry), sizeof(ShareRow), sizeof(TimerRow), sizeof(KeyRecord), sizeof(detail::MatchLink),
      sizeof(KinRow), sizeof(MergeRow), sizeof(SuppressionRow), sizeof(BarRow), sizeof(BarredKeyRow),
      sizeof(MembershipRow), sizeof(AbsenceRow), sizeof(CreditRow), sizeof(ReversalRow), sizeof(ExchangeRow),
      sizeof(DocumentRow), sizeof(ImportRow), sizeof(ImportedRow), sizeof(SavedContact), sizeof(SavedDeal),
      sizeof(DisputeRow), PerformanceImage::signature(),
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
  std::uint64_t in_force = 0;
  for (std::size_t i = 0; i < performance.policies().size(); ++i) {
    const CompiledPolicy* policy = performance.policies()[i];
    writer.text(policies.document_of(policy));
    writer.text(policy->collator_version());  // names were sorted by that one
    if (policy == &state.policy()) in_force = i;
  }
  writer.value(in_force);
  StateImage::write(state, policies, writer);
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
    if (!policy || !reader.text(text) || text != (*policy)->collator_version()) return false;
    compiled.push_back(*policy);
  }
  std::uint64_t in_force = 0;
  reader.value(in_force);
  if (!reader.ok() || in_force >= compiled.size()) return false;
  if (!StateImage::read(reader, policies, compiled[in_force], state)) return false;
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
