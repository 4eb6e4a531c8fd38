// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/contacts/icu_collators.hpp"

#include <unicode/ucol.h>
#include <unicode/uenum.h>
#include <unicode/uiter.h>
#include <unicode/uloc.h>
#include <unicode/ulocdata.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace firstlog::inline v1 {

namespace {

struct CloseCollator {
  void operator()(UCollator* collator) const noexcept { ucol_close(collator); }
};
struct CloseSet {
  void operator()(USet* set) const noexcept { uset_close(set); }
};
using OwnedCollator = std::unique_ptr<UCollator, CloseCollator>;

std::string utf8_of(const UChar* text, std::int32_t size) {
  std::array<char, 64> buffer;
  std::int32_t made = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strToUTF8(buffer.data(), static_cast<std::int32_t>(buffer.size()), &made, text, size, &status);
  return U_FAILURE(status) ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(made));
}

// Digits, and the letters under which the language lists names.
std::vector<std::string> letters_of(const char* locale) {
  std::vector<std::string> letters;
  for (char digit = '0'; digit <= '9'; ++digit) letters.emplace_back(1, digit);
  UErrorCode status = U_ZERO_ERROR;
  ULocaleData* data = ulocdata_open(locale, &status);
  if (U_SUCCESS(status)) {
    const std::unique_ptr<USet, CloseSet> set(
        ulocdata_getExemplarSet(data, nullptr, 0, ULOCDATA_ES_INDEX, &status));
    ulocdata_close(data);
    for (std::int32_t item = 0; U_SUCCESS(status) && item < uset_getItemCount(set.get()); ++item) {
      UChar32 first = 0;
      UChar32 last = 0;
      std::array<UChar, 16> text;
      UErrorCode one = U_ZERO_ERROR;
      const std::int32_t size = uset_getItem(set.get(), item, &first, &last, text.data(),
                                             static_cast<std::int32_t>(text.size()), &one);
      if (U_FAILURE(one)) continue;
      if (size >= 2) {
        letters.push_back(utf8_of(text.data(), size));
        continue;
      }
      for (UChar32 point = first; point <= last; ++point) {
        std::int32_t count = 0;
        UBool failed = false;
        U16_APPEND(text.data(), count, static_cast<std::int32_t>(text.size()), point, failed);
        if (!failed) letters.push_back(utf8_of(text.data(), count));
      }
    }
  }
  return letters;
}

class IcuCollator final : public Collator {
 public:
  IcuCollator(OwnedCollator collator, std::string version, std::vector<std::string> letters)
      : collator_(std::move(collator)), version_(std::move(version)), letters_(std::move(letters)) {}

  std::string_view version() const noexcept override { return version_; }

  SortKey key(std::string_view name) const noexcept override {
    // Eight bytes of a key come from the first few characters; marks and punctuation may stand between.
    UCharIterator text;
    uiter_setUTF8(&text, name.data(), static_cast<std::int32_t>(std::min<std::size_t>(name.size(), 4096)));
    std::array<std::uint32_t, 2> state{};
    std::array<std::uint8_t, SortKey::size> bytes{};
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t count = ucol_nextSortKeyPart(collator_.get(), &text, state.data(), bytes.data(),
                                                    static_cast<std::int32_t>(bytes.size()), &status);
    if (U_FAILURE(status) || count <= 0) return {};
    // A short key ends with a zero, which is no part of it.
    return SortKey::from_folded(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }

  std::span<const std::string> letters() const noexcept override { return letters_; }

 private:
  OwnedCollator collator_;
  std::string version_;
  std::vector<std::string> letters_;
};

Error no_collator(std::string_view reason) {
  return Error(Status::unsupported, "policy.collation", reason,
               "name a language by its tag, such as \"sv\" or \"de-u-co-phonebk\"");
}

// ICU answers for whatever it does not know by its default order: that would not be what was asked for.
bool knows_language(const char* locale) {
  std::array<char, ULOC_LANG_CAPACITY> wanted;
  UErrorCode status = U_ZERO_ERROR;
  uloc_getLanguage(locale, wanted.data(), static_cast<std::int32_t>(wanted.size()), &status);
  if (U_FAILURE(status) || wanted[0] == '\0') return false;
  for (std::int32_t i = 0; i < uloc_countAvailable(); ++i) {
    std::array<char, ULOC_LANG_CAPACITY> one;
    uloc_getLanguage(uloc_getAvailable(i), one.data(), static_cast<std::int32_t>(one.size()), &status);
    if (U_SUCCESS(status) && std::string_view(one.data()) == wanted.data()) return true;
  }
  return false;
}
bool knows_kind(const char* locale) {
  std::array<char, ULOC_KEYWORDS_CAPACITY> wanted;
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t size = uloc_getKeywordValue(locale, "collation", wanted.data(),
                                                 static_cast<std::int32_t>(wanted.size()), &status);
  if (U_SUCCESS(status) && size == 0) return true;
  UEnumeration* kinds = ucol_getKeywordValuesForLocale("collation", locale, true, &status);
  bool known = false;
  while (const char* kind = uenum_next(kinds, nullptr, &status))
    known = known || std::string_view(kind) == wanted.data();
  uenum_close(kinds);
  return known;
}

Result<std::unique_ptr<const Collator>> open(const std::string& name) {
  std::array<char, ULOC_FULLNAME_CAPACITY> locale;
  std::int32_t parsed = 0;
  UErrorCode status = U_ZERO_ERROR;
  uloc_forLanguageTag(name.c_str(), locale.data(), static_cast<std::int32_t>(locale.size()), &parsed,
                      &status);
  if (U_FAILURE(status) || static_cast<std::size_t>(parsed) != name.size())
    return no_collator("this is no language tag");
  if (!knows_language(locale.data())) return no_collator("no order of names is known for this language");
  if (!knows_kind(locale.data())) return no_collator("the language has no order of that kind");
  OwnedCollator collator(ucol_open(locale.data(), &status));
  if (U_FAILURE(status)) return no_collator("the order of this language cannot be opened");
  ucol_setStrength(collator.get(), UCOL_PRIMARY);
  ucol_setAttribute(collator.get(), UCOL_ALTERNATE_HANDLING, UCOL_SHIFTED, &status);
  if (U_FAILURE(status)) return no_collator("the order of this language cannot be used");
  UVersionInfo version;
  ucol_getVersion(collator.get(), version);
  std::array<char, U_MAX_VERSION_STRING_LENGTH> text;
  u_versionToString(version, text.data());
  return {std::make_unique<const IcuCollator>(std::move(collator), std::string("icu ") + text.data(),
                                              letters_of(locale.data()))};
}

}  // namespace

struct IcuCollators::Impl {
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<const Collator>, std::less<>> collators;
};

IcuCollators::IcuCollators() : impl_(std::make_unique<Impl>()) {}
IcuCollators::~IcuCollators() = default;

Result<const Collator*> IcuCollators::collator(std::string_view name) noexcept try {
  const std::lock_guard lock(impl_->mutex);
  if (const auto known = impl_->collators.find(name); known != impl_->collators.end())
    return known->second.get();
  std::string key(name);
  Result<std::unique_ptr<const Collator>> opened = open(key);
  if (!opened) return opened.error();
  return impl_->collators.emplace(std::move(key), std::move(*opened)).first->second.get();
} catch (const std::bad_alloc&) {
  return Error(Status::out_of_memory, "policy.collation", "no memory to open the collation");
}

}  // namespace firstlog::inline v1
