// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "story.hpp"

#include "text.hpp"

namespace firstlog_demo {
std::string tell(firstlog::Engine&, const Replay& r, const Findings& f, const std::vector<CampaignRow>&) {
  std::string s;
  for (int k = 0; k < action_kind_count; ++k) s += std::string(name_of(static_cast<ActionKind>(k))) + " " + std::to_string(r.given[k]) + " " + std::to_string(r.accepted[k]) + "\n";
  s += "contested " + std::to_string(r.contested) + " warn " + std::to_string(r.no_recent_connect)+ "\n";
  s += grouped(f.invoiced) + " " + grouped(f.commission) + " " + std::to_string(f.verified_closes) + "\n";
  s += std::to_string(r.commands) + " in ms " + std::to_string(r.milliseconds) + " verify ms " + std::to_string(f.verify_milliseconds) + " feed " + std::to_string(f.events.milliseconds) + " commits " + std::to_string(f.verification.commits) + " events " + std::to_string(f.events.all) + "\n";
  s += "recycled " + std::to_string(f.events.recycled) + " sold " + std::to_string(f.events.sold_after_recycling) + " overdue " + std::to_string(f.events.overdue_callbacks) + " missed " + std::to_string(f.events.missed_callbacks) + "\n";
  return s;
}
std::string disagreements(const Replay& r, const Findings&, const std::vector<CampaignRow>&) {
  std::string s;
  for (const Surprise& x : r.surprises) s += std::string(name_of(x.kind)) + " " + std::string(name_of(x.verdict)) + " " + std::string(name_of(x.rule)) + " " + std::to_string(x.count) + " " + x.example + "\n";
  return s;
}
}  // namespace firstlog_demo
