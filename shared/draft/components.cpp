// components.cpp - connected regions by runs and union-find: two passes over runs instead of a flood over pixels.
#include "shared/draft/components.hpp"

#include <cstddef>

namespace i2m::draft {
namespace {

class Groups {
public:
    void add() { parent_.push_back(static_cast<int>(parent_.size())); }
    [[nodiscard]] int root(int i) {
        while (up(i) != i) i = up(i) = up(up(i));
        return i;
    }
    void join(int a, int b) {
        a = root(a);
        b = root(b);
        up(a < b ? b : a) = a < b ? a : b;
    }

private:
    int& up(int i) { return parent_[static_cast<std::size_t>(i)]; }
    std::vector<int> parent_;
};

void append_runs(const Plane<std::uint8_t>& mask, int y, std::vector<Run>& runs) {
    const std::uint8_t* row = mask.row(y);
    for (int x = 0; x < mask.width;) {
        if (row[x] == 0) {
            ++x;
            continue;
        }
        const int start = x;
        while (x < mask.width && row[x] != 0) ++x;
        runs.push_back({y, start, x, 0});
    }
}

}  // namespace

Regions find_regions(const Plane<std::uint8_t>& mask, Neighbours neighbours) {
    Regions found;
    Groups groups;
    const int reach = neighbours == Neighbours::Eight ? 1 : 0;
    std::size_t above = 0;
    std::size_t above_end = 0;
    for (int y = 0; y < mask.height; ++y) {
        const std::size_t first = found.runs.size();
        append_runs(mask, y, found.runs);
        std::size_t candidate = above;
        for (std::size_t i = first; i < found.runs.size(); ++i) {
            groups.add();
            const Run& run = found.runs[i];
            while (candidate < above_end && found.runs[candidate].x1 + reach <= run.x0) ++candidate;
            for (std::size_t j = candidate; j < above_end && found.runs[j].x0 < run.x1 + reach; ++j) {
                groups.join(static_cast<int>(i), static_cast<int>(j));
            }
        }
        above = first;
        above_end = found.runs.size();
    }
    std::vector<int> number(found.runs.size(), -1);
    for (std::size_t i = 0; i < found.runs.size(); ++i) {
        Run& run = found.runs[i];
        int& region = number[static_cast<std::size_t>(groups.root(static_cast<int>(i)))];
        if (region < 0) {
            region = static_cast<int>(found.regions.size());
            found.regions.emplace_back();
        }
        run.region = region;
        Region& into = found.regions[static_cast<std::size_t>(region)];
        into.area_px += run.x1 - run.x0;
        into.touches_border |= run.y == 0 || run.y == mask.height - 1 || run.x0 == 0 || run.x1 == mask.width;
    }
    return found;
}

}  // namespace i2m::draft
