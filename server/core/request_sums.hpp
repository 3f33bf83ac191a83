// request_sums.hpp - requests of one endpoint, added up: how many, how they ended, how long they took.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

#include "server/core/metrics.hpp"

namespace i2m {

/// One more than kRequestBuckets_s has: what is slower than its last bound.
inline constexpr std::size_t kRequestBucketCount = std::size(kRequestBuckets_s) + 1;

struct RequestSums {
    std::string method;    ///< "GET", ..., "OTHER"
    std::string endpoint;  ///< a route's template, "page" or "unknown"
    std::uint64_t count = 0;
    std::uint64_t client_errors = 0;  ///< 4xx
    std::uint64_t server_errors = 0;  ///< 5xx
    std::uint64_t total_us = 0;
    std::uint64_t max_us = 0;
    std::array<std::uint64_t, kRequestBucketCount> buckets{};  ///< by kRequestBuckets_s, not added up
};

/// The bucket of a duration.
[[nodiscard]] constexpr std::size_t request_bucket_of(std::uint64_t took_us) {
    std::size_t at = 0;
    while (at + 1 < kRequestBucketCount && static_cast<double>(took_us) > kRequestBuckets_s[at] * 1e6) ++at;
    return at;
}

}  // namespace i2m
