// trouble_scene.hpp - the page of a job with every kind of trouble, at work on fake seams.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "shared/api/routes.hpp"
#include "tests/support/client_scenes.hpp"

namespace i2m::test {

inline constexpr const char* kPaid = "tripo3d/tripo/v2.5/image-to-3d";

/// The page of a job with every kind of trouble.
struct Trouble : testing::Test {
    Trouble() {
        answer_start(harness);
        send_snapshot(harness, job_in_trouble());
        for (int asked = 0; asked < 2; ++asked) {  // at the start, and again for what the job turned out to cost
            answer_usage(harness, 0.9, -1);
            answer_queue(harness, {});
        }
    }
    [[nodiscard]] const api::FileView& file(std::size_t i) const { return harness.state().job.view.files[i]; }
    [[nodiscard]] auto usage_asked() const {
        return std::count_if(harness.transport.sent.begin(), harness.transport.sent.end(),
                             [](const auto& sent) { return sent.request.path == api::path_of(api::Route::Usage); });
    }
    [[nodiscard]] const client::HttpRequest& last() const { return harness.transport.sent.back().request; }
    ImGuiHarness harness{{}, std::string("/processing/") + kJobId};
};

}  // namespace i2m::test
