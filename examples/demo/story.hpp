// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The demo's story as text, at most 100 columns wide.
#pragma once

#include <cstddef>
#include <string>

#include "findings.hpp"
#include "firstlog/engine/engine.hpp"
#include "replay.hpp"

namespace firstlog_demo {

// Everything in it was answered by the engine or counted from the file.
std::string tell(firstlog::Engine& engine, const Replay& replayed, const Findings& findings,
                 const std::vector<CampaignRow>& rows);

// What does not fit together: answers that the derivation does not expect, totals that differ. Empty
// where all is well.
std::string disagreements(const Replay& replayed, const Findings& findings,
                          const std::vector<CampaignRow>& rows);

}  // namespace firstlog_demo
