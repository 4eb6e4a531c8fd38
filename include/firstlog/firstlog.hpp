// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an application needs: commands, outcomes, events, views, and the engine over them. Kept light:
// answers that few programs ask for (engine.hpp names the header of each), writing a storage adapter
// (store/store.hpp), reading records (journal/), proofs (journal/proof.hpp), policy documents
// (formats/policy_json.hpp) and the bare state machine (core/decide.hpp) are included by whoever needs
// them.
#pragma once

#include "firstlog/base/version.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/commands.hpp"
#include "firstlog/core/due.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/engine/clock.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/engine/event_log.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/rules/rule.hpp"
#include "firstlog/views/claim.hpp"
#include "firstlog/views/leaderboard.hpp"
