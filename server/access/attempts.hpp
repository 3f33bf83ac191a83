// attempts.hpp - makes guessing of keys slow: who was wrong some times has to wait, longer each time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

#include "server/access/recent_map.hpp"
#include "server/core/clock.hpp"

namespace i2m::access {

struct AttemptRules {
    unsigned free_tries = 5;        ///< wrong ones before the first wait
    Millis first_wait{1'000};       ///< doubled by each further wrong one
    Millis longest_wait{300'000};   ///< of one wait
    Millis forget_after{900'000};   ///< without a try
    std::size_t max_kept = 10'000;  ///< addresses; beyond that the one that tried longest ago is forgotten
};

/// What a right key says about the wrong ones before it.
enum class Forgiveness : std::uint8_t {
    TheTry,     ///< nothing: only its own try is taken back. Who has one key may still guess at another
    Everything  ///< who sends it has nothing left to guess
};

/// Counts tries by address (of IPv6 by network). Nobody is made to wait here: a try that comes too soon is refused with the time
/// that is left, so no thread is held. Safe from any thread.
class Attempts {
public:
    explicit Attempts(const Clock& clock, const AttemptRules& rules = {}) : clock_(clock), rules_(rules), rows_(rules.max_kept) {}

    /// A log-in. nullopt: try now. Else how long to wait; that try does not count. It counts as wrong from its beginning until it
    /// is told to have been right, so that many at once gain nothing.
    [[nodiscard]] std::optional<Millis> begin(std::string_view address);
    /// The try that was begun was right.
    void succeeded(std::string_view address, Forgiveness forgiveness);

    /// Before the keys of any other request are looked at: how long its address has to wait, nullopt when it has not. Counts nothing.
    [[nodiscard]] std::optional<Millis> wait_of(std::string_view address);
    /// `key`, sent with such a request, is none. The same one again is no further guess: a script with an old key locks nobody
    /// out. How long the address has to wait from now on, nullopt when it has not.
    std::optional<Millis> failed(std::string_view address, std::string_view key);
    [[nodiscard]] std::size_t kept() const;

private:
    struct Row {
        unsigned wrong = 0;
        TimePoint next_at;
        TimePoint last_at;
        std::array<std::uint64_t, 8> keys{};  ///< beginnings of the hashes of wrong ones, in turn
        unsigned next_key = 0;
    };
    [[nodiscard]] Row& row_of(std::string_view address, TimePoint now);
    [[nodiscard]] static std::optional<Millis> left(const Row& row, TimePoint now);
    void count(Row& row, TimePoint now) const;

    const Clock& clock_;
    const AttemptRules rules_;
    mutable std::mutex mutex_;  // guards rows_
    RecentMap<Row> rows_;
};

}  // namespace i2m::access
