// journal.cpp - append and read.
#include "tools/fake_fal/journal.hpp"

#include <algorithm>
#include <iterator>

#include "shared/base/sha256.hpp"

namespace i2m::fake {
namespace {

constexpr std::size_t kMostText = 4'096;
constexpr std::size_t kKeptText = 64;
constexpr std::size_t kMostRows = 20'000;
constexpr std::string_view kBounded[] = {"requests", "downloads"};  // what polling fills; the others are counted by tests
constexpr std::string_view kKinds[] = {"submits", "uploads", "requests", "cancels", "downloads", "webhooks", "charges"};

}  // namespace

void Journal::add(std::string_view kind, json::Object row) {
    const std::scoped_lock lock(mutex_);
    json::Array& list = lists_[std::string(kind)];
    list.emplace_back(std::move(row));
    const bool is_bounded = std::find(std::begin(kBounded), std::end(kBounded), kind) != std::end(kBounded);
    if (is_bounded && list.size() > kMostRows) list.erase(list.begin(), list.begin() + kMostRows / 2);
}

json::Value Journal::read(std::string_view kind) const {
    const std::scoped_lock lock(mutex_);
    json::Value out{json::Object{}};
    for (const std::string_view known : kKinds) {
        if (!kind.empty() && kind != known) continue;
        const auto found = lists_.find(known);
        out.set(known, found == lists_.end() ? json::Array{} : found->second);
    }
    return out;
}

void Journal::clear() {
    const std::scoped_lock lock(mutex_);
    lists_.clear();
}

json::Value value_if(bool is_there, json::Value value) {
    if (!is_there) value = nullptr;
    return value;
}

json::Value abridged(const json::Value& value) {
    if (const std::string* text = value.as_string(); text != nullptr && text->size() > kMostText) {
        return text->substr(0, kKeptText) + "... (" + std::to_string(text->size()) + " bytes, sha256 " +
               sha256_hex(as_bytes(*text)) + ")";
    }
    if (const json::Array* items = value.as_array()) {
        json::Array out;
        for (const json::Value& item : *items) out.push_back(abridged(item));
        return out;
    }
    if (const json::Object* members = value.as_object()) {
        json::Object out;
        for (const auto& [name, member] : *members) out.emplace_back(name, abridged(member));
        return out;
    }
    return value;
}

}  // namespace i2m::fake
