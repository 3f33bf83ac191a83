// blob_pins.hpp - which blobs living writers hold, and what was to be removed meanwhile.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace i2m {

/// Asked right before a removal: is there no row that names the blob?
using IsOrphan = std::function<bool()>;

/// Counts the writers of each blob. A removal that finds its blob pinned leaves a wish here; the last writer takes it along. Not
/// safe from several threads: its owner's mutex guards it.
class BlobPins {
public:
    void pin(const std::string& sha256) { ++pins_[sha256].writers; }

    /// Gives the wish that waited when this was the last pin, else an empty function. The blob is pinned.
    [[nodiscard]] IsOrphan unpin(std::string_view sha256) {
        const auto pin = pins_.find(sha256);
        if (--pin->second.writers > 0) return {};
        IsOrphan wish = std::move(pin->second.wish);
        pins_.erase(pin);
        return wish;
    }

    /// False when nobody pins the blob: it can be removed at once.
    [[nodiscard]] bool defer(std::string_view sha256, const IsOrphan& is_orphan) {
        const auto pin = pins_.find(sha256);
        if (pin == pins_.end()) return false;
        pin->second.wish = is_orphan;
        return true;
    }

    /// Drops the wishes, whose functions may refer to what is about to end.
    void forget_wishes() {
        for (auto& [sha256, pin] : pins_) pin.wish = nullptr;
    }

private:
    struct Pin {
        int writers = 0;
        IsOrphan wish;
    };
    std::map<std::string, Pin, std::less<>> pins_;
};

}  // namespace i2m
