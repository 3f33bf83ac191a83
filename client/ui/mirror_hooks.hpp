// mirror_hooks.hpp - what ImGui itself registered in a frame: proof that no usable item is missing in the mirror.
#pragma once

#include <cstdint>
#include <vector>

namespace i2m::client::ui {

/// Collects the ids of ImGui's items between start and stop. One at a time; main thread only.
class ItemProbe {
public:
    ItemProbe();
    ~ItemProbe();
    ItemProbe(const ItemProbe&) = delete;
    ItemProbe& operator=(const ItemProbe&) = delete;

    void clear() { ids_.clear(); }
    void note(std::uint32_t id) { ids_.push_back(id); }
    [[nodiscard]] const std::vector<std::uint32_t>& ids() const { return ids_; }

private:
    std::vector<std::uint32_t> ids_;
};

/// A new ImGui context starts without a probe.
void forget_probe();

}  // namespace i2m::client::ui
