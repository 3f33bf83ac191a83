// multigrid.cpp - cell-centred multigrid: a coarse cell lives if two of its four children do, and takes their screening.
#include "shared/draft/multigrid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace i2m::draft {
namespace {

constexpr int kCoarsestSide = 10;  // 8 x 8 cells and the ring around them
constexpr int kCoarsestSweeps = 20;
constexpr int kSmoothingSweeps = 2;

/// Eight partial sums, so that the loop vectorises without changing the order of additions between builds.
double dot_rows(const float* a, const float* b, int count) {
    std::array<float, 8> sums = {};
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        for (int k = 0; k < 8; ++k) sums[static_cast<std::size_t>(k)] += a[i + k] * b[i + k];
    }
    double total = 0;
    for (; i < count; ++i) total += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    for (const float s : sums) total += static_cast<double>(s);
    return total;
}

double dot(const Plane<float>& a, const Plane<float>& b) {
    double total = 0;
    for (int y = 0; y < a.height; ++y) total += dot_rows(a.row(y), b.row(y), a.width);
    return total;
}

void set_inverse(Level& level) {
    for (std::size_t i = 0; i < level.diagonal.cells.size(); ++i) {
        const float d = level.diagonal.cells[i];
        level.inverse_diagonal.cells[i] = d > 0 ? 1.0F / d : 0.0F;
    }
}

Level empty_level(int width, int height) {
    const Plane<float> zero(width, height);
    return {zero, zero, zero, zero, zero, zero};
}

float link(float here, float neighbour) {
    return neighbour >= 0.5F ? 1.0F : 1.0F / std::clamp(crossing(here, neighbour), kLeastCrossing, 1.0F);
}

Level finest_level(const Outline& outline, const Plane<float>& screening) {
    // Even sides make every coarse cell's reach stay inside the plane.
    const int width = outline.width() + outline.width() % 2;
    const int height = outline.height() + outline.height() % 2;
    Level level = empty_level(width, height);
    const Plane<float>& coverage = outline.coverage;
    for (int y = 1; y + 1 < outline.height(); ++y) {
        const float* above = coverage.row(y - 1);
        const float* here = coverage.row(y);
        const float* below = coverage.row(y + 1);
        const float* extra = screening.row(y);
        for (int x = 1; x + 1 < outline.width(); ++x) {
            if (here[x] < 0.5F) continue;
            level.inside.row(y)[x] = 1;
            level.diagonal.row(y)[x] = link(here[x], above[x]) + link(here[x], below[x]) + link(here[x], here[x - 1]) +
                                       link(here[x], here[x + 1]) + extra[x];
        }
    }
    set_inverse(level);
    return level;
}

/// Coarse cell X covers the fine points 2X - 1 and 2X; so the ring of outside points stays a ring.
int coarse_side(int fine) {
    const int side = fine / 2 + 1;
    return side + side % 2;
}

Level coarser_level(const Level& fine) {
    Level level = empty_level(coarse_side(fine.inside.width), coarse_side(fine.inside.height));
    for (int y = 1; 2 * y < fine.inside.height; ++y) {
        for (int x = 1; 2 * x < fine.inside.width; ++x) {
            float alive = 0;
            float screening = 0;
            for (int child = 0; child < 4; ++child) {
                const int fx = 2 * x - 1 + child % 2;
                const int fy = 2 * y - 1 + child / 2;
                if (fine.inside.at(fx, fy) == 0) continue;
                alive += 1;
                screening += std::max(0.0F, fine.diagonal.at(fx, fy) - 4);
            }
            if (alive < 2) continue;
            level.inside.row(y)[x] = 1;
            level.diagonal.row(y)[x] = 4 + screening;
        }
    }
    set_inverse(level);
    return level;
}

/// One red-black half sweep. `keep` is 1 on the points of the other colour, alternating along the row; the row is made
/// aside, since a loop that reads what it wrote would not vectorise.
void relax_colour(Level& level, int colour, std::vector<float>& scratch) {
    const int width = level.u.width;
    float* made = scratch.data();
    float* keep = made + width;
    for (int y = 1; y + 1 < level.u.height; ++y) {
        for (int x = 0; x < width; ++x) keep[x] = static_cast<float>((x + y + colour) & 1);
        const float* above = level.u.row(y - 1);
        float* here = level.u.row(y);
        const float* below = level.u.row(y + 1);
        const float* f = level.f.row(y);
        const float* inverse = level.inverse_diagonal.row(y);
        for (int x = 1; x + 1 < width; ++x) {
            const float next = (f[x] + above[x] + below[x] + here[x - 1] + here[x + 1]) * inverse[x];
            made[x] = next + keep[x] * (here[x] - next);
        }
        std::copy(made + 1, made + width - 1, here + 1);
    }
}

/// out = f - A u, inside only (outside, the diagonal and u are 0; `inside` clears what neighbours leave there).
void subtract_applied(const Level& level, const Plane<float>& f, const Plane<float>& u, Plane<float>& out) {
    for (int y = 1; y + 1 < u.height; ++y) {
        const float* above = u.row(y - 1);
        const float* here = u.row(y);
        const float* below = u.row(y + 1);
        const float* diagonal = level.diagonal.row(y);
        const float* inside = level.inside.row(y);
        const float* right = f.row(y);
        float* to = out.row(y);
        for (int x = 1; x + 1 < u.width; ++x) {
            to[x] = (right[x] - diagonal[x] * here[x] + above[x] + below[x] + here[x - 1] + here[x + 1]) * inside[x];
        }
    }
}

/// out = A u, and their dot product.
double apply(const Level& level, const Plane<float>& u, Plane<float>& out) {
    double total = 0;
    for (int y = 1; y + 1 < u.height; ++y) {
        const float* above = u.row(y - 1);
        const float* here = u.row(y);
        const float* below = u.row(y + 1);
        const float* diagonal = level.diagonal.row(y);
        const float* inside = level.inside.row(y);
        float* to = out.row(y);
        for (int x = 1; x + 1 < u.width; ++x) {
            to[x] = (diagonal[x] * here[x] - above[x] - below[x] - here[x - 1] - here[x + 1]) * inside[x];
        }
        total += dot_rows(here, to, u.width);
    }
    return total;
}

/// The transpose of add_bilinear: every coarse cell gathers four by four points with weights 1 3 3 1 over 4.
void gather(const Plane<float>& fine, Level& coarse, std::vector<float>& scratch) {
    float* column = scratch.data();
    for (int y = 1; 2 * y < fine.height; ++y) {
        const float* r0 = fine.row(2 * y - 2);
        const float* r1 = fine.row(2 * y - 1);
        const float* r2 = fine.row(2 * y);
        const float* r3 = fine.row(std::min(2 * y + 1, fine.height - 1));
        for (int x = 0; x < fine.width; ++x) column[x] = r0[x] + r3[x] + 3 * (r1[x] + r2[x]);
        const float* inside = coarse.inside.row(y);
        float* out = coarse.f.row(y);
        for (int x = 1; 2 * x < fine.width; ++x) {
            const float* c = column + 2 * x;
            out[x] = (c[-2] + c[1] + 3 * (c[-1] + c[0])) * (1.0F / 16.0F) * inside[x];
        }
    }
}

void add_bilinear(const Plane<float>& coarse, Level& fine, std::vector<float>& scratch) {
    float* column = scratch.data();
    for (int y = 1; y + 1 < fine.u.height; ++y) {
        const int near = (y + 1) / 2;
        const float* major = coarse.row(near);
        const float* minor = coarse.row(y % 2 == 1 ? near - 1 : near + 1);
        for (int x = 0; x < coarse.width; ++x) column[x] = 3 * major[x] + minor[x];
        const float* inside = fine.inside.row(y);
        float* out = fine.u.row(y);
        for (int x = 1; x + 1 < fine.u.width; x += 2) {
            const float* c = column + (x + 1) / 2;
            out[x] += (3 * c[0] + c[-1]) * (1.0F / 16.0F) * inside[x];
            out[x + 1] += (3 * c[0] + c[1]) * (1.0F / 16.0F) * inside[x + 1];
        }
    }
}

}  // namespace

ScreenedPoisson::ScreenedPoisson(const Outline& outline, const Plane<float>& screening) {
    levels_.push_back(finest_level(outline, screening));
    while (std::max(levels_.back().inside.width, levels_.back().inside.height) > kCoarsestSide) {
        levels_.push_back(coarser_level(levels_.back()));
    }
}

void ScreenedPoisson::v_cycle(std::size_t at) {
    Level& level = levels_[at];
    std::vector<float> scratch(2 * static_cast<std::size_t>(level.u.width));
    std::fill(level.u.cells.begin(), level.u.cells.end(), 0.0F);
    const bool coarsest = at + 1 == levels_.size();
    const int sweeps = coarsest ? kCoarsestSweeps / 2 : kSmoothingSweeps;
    for (int i = 0; i < sweeps; ++i) {
        relax_colour(level, 0, scratch);
        relax_colour(level, 1, scratch);
    }
    if (!coarsest) {
        subtract_applied(level, level.f, level.u, level.residual);
        gather(level.residual, levels_[at + 1], scratch);
        v_cycle(at + 1);
        add_bilinear(levels_[at + 1].u, level, scratch);
    }
    // Colours in reverse order keep the cycle symmetric, which conjugate gradients need.
    for (int i = 0; i < sweeps; ++i) {
        relax_colour(level, 1, scratch);
        relax_colour(level, 0, scratch);
    }
}

int ScreenedPoisson::solve(const Plane<float>& source, Plane<float>& u, double tolerance, int most_iterations) {
    Level& level = levels_.front();
    const int width = level.u.width;
    const int height = level.u.height;
    const auto widened = [&](const Plane<float>& from) {
        Plane<float> to(width, height);
        for (int y = 0; y < from.height; ++y) std::copy(from.row(y), from.row(y) + from.width, to.row(y));
        return to;
    };
    const Plane<float> right = widened(source);
    Plane<float> x = widened(u);
    Plane<float>& residual = level.f;  // the V-cycle's right-hand side is the residual itself
    subtract_applied(level, right, x, residual);
    const double goal = tolerance * tolerance * dot(right, right);
    Plane<float> direction(width, height);
    Plane<float> applied(width, height);
    double last_product = 0;
    int iteration = 0;
    while (iteration < most_iterations && dot(residual, residual) > goal) {
        v_cycle(0);
        const double product = dot(residual, level.u);
        const float beta = iteration == 0 ? 0.0F : static_cast<float>(product / last_product);
        for (std::size_t i = 0; i < direction.cells.size(); ++i)
            direction.cells[i] = level.u.cells[i] + beta * direction.cells[i];
        const double curvature = apply(level, direction, applied);
        if (!(curvature > 0)) break;
        const auto alpha = static_cast<float>(product / curvature);
        for (std::size_t i = 0; i < x.cells.size(); ++i) {
            x.cells[i] += alpha * direction.cells[i];
            residual.cells[i] -= alpha * applied.cells[i];
        }
        last_product = product;
        ++iteration;
    }
    for (int y = 0; y < u.height; ++y) std::copy(x.row(y), x.row(y) + u.width, u.row(y));
    return iteration;
}

}  // namespace i2m::draft
