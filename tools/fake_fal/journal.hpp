// journal.hpp - everything that was asked of the fake, so that a test can count what was paid for.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "shared/json/value.hpp"

namespace i2m::fake {

/// Lists of rows by kind: submits, uploads, requests, cancels, downloads, webhooks, charges. Of requests and downloads the
/// last ten thousand at least, of the others all. Safe from any thread.
class Journal {
public:
    void add(std::string_view kind, json::Object row);
    /// Every kind, also the empty ones; or only `kind`.
    [[nodiscard]] json::Value read(std::string_view kind = {}) const;
    void clear();

private:
    mutable std::mutex mutex_;  // guards lists_
    std::map<std::string, json::Array, std::less<>> lists_;
};

/// `value` when `is_there`, else null.
[[nodiscard]] json::Value value_if(bool is_there, json::Value value);

/// `value` with texts of more than 4 KB (data URIs) cut, with their size and hash in their place.
[[nodiscard]] json::Value abridged(const json::Value& value);

}  // namespace i2m::fake
