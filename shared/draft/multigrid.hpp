// multigrid.hpp - the screened Poisson equation inside an outline, by conjugate gradients preconditioned with a V-cycle.
#pragma once

#include "shared/draft/outline.hpp"
#include "shared/draft/plane.hpp"

namespace i2m::draft {

/// The inside points of a grid with their five-point equation: diagonal * u - (sum of inside neighbours) = f.
/// All planes are 0 outside, so that sums over neighbours need no test; the outermost ring is outside.
struct Level {
    Plane<float> inside;  ///< 1 or 0
    Plane<float> diagonal;
    Plane<float> inverse_diagonal;
    Plane<float> u;  ///< the V-cycle's own unknowns, right-hand side and residual
    Plane<float> f;
    Plane<float> residual;
};

/// Solves -Laplacian(u) + screening * u = f with u = 0 at the sub-pixel outline. Not safe from two threads at once.
class ScreenedPoisson {
public:
    /// `screening` is at least 0 and 0 outside. A link that crosses the outline at theta adds 1 / theta to the diagonal.
    ScreenedPoisson(const Outline& outline, const Plane<float>& screening);

    /// Improves `u` (0 outside) until the residual's norm is under `tolerance` times that of `source`, or for
    /// `most_iterations`. Returns the number of iterations.
    int solve(const Plane<float>& source, Plane<float>& u, double tolerance, int most_iterations);

private:
    void v_cycle(std::size_t at);

    std::vector<Level> levels_;
};

}  // namespace i2m::draft
