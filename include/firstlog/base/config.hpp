// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Version, build mode and symbol visibility. Every other header includes this one.
#pragma once

#define FIRSTLOG_VERSION_MAJOR 0
#define FIRSTLOG_VERSION_MINOR 1
#define FIRSTLOG_VERSION_PATCH 0
#define FIRSTLOG_VERSION "0.1.0"

// FIRSTLOG_HEADER_ONLY is set by the CMake target firstlog::domain and by nothing else. It decides
// only where bodies live: a declaration reads the same in both modes, and no macro changes a layout.
#if defined(FIRSTLOG_HEADER_ONLY)
#define FIRSTLOG_INLINE inline
#else
#define FIRSTLOG_INLINE
#endif

// What the compiled library exports; everything else in it is hidden. In header-only use nothing is
// exported that the embedding program does not export itself.
#if defined(__GNUC__) && !defined(FIRSTLOG_HEADER_ONLY)
#define FIRSTLOG_API __attribute__((visibility("default")))
#else
#define FIRSTLOG_API
#endif

// What makes a failure: called from thousands of places, nearly never. The compiler then takes the way there
// to be rare, and keeps it small and out of the way.
#if defined(__GNUC__)
#define FIRSTLOG_COLD [[gnu::cold, gnu::noinline]]
#else
#define FIRSTLOG_COLD
#endif

#include "firstlog/base/detail/mode.hpp"
