// fal_delete_test.cpp - a job that is deleted while FAL.AI works on it, also when the server is killed in between.
#include <gtest/gtest.h>

#include <filesystem>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/fal_app.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

using api::Route;

/// A run that ends only when it is cancelled.
constexpr const char* kEndlessRun = R"({"job":{"queue":{"ms":0},"run":{"ms":86400000}}})";

class FalDelete : public ::testing::Test {
protected:
    /// Uploads one image and waits until FAL.AI works on it.
    std::string running_job() {
        const Answer answer =
            post_form(app_.port(), api::path_of(Route::UploadBatch),
                      {{"files", square_png(1), "toy.png", "image/png"}, {"model", "fal-ai/trellis"}, {"options", "{}"}});
        EXPECT_EQ(answer.status, 200) << answer.body;
        const std::string id = answer.text("job_id");
        StreamReader stream(app_.port(), api::path_of(Route::TaskStream, {id}));
        while (job_of(app_.port(), id).files.at(0).status != FileState::Generating) {
            if (stream.next().name.empty()) break;
        }
        EXPECT_EQ(job_of(app_.port(), id).files.at(0).status, FileState::Generating) << app_.log();
        return id;
    }
    [[nodiscard]] Answer delete_job(const std::string& id) const {
        return ask(app_.port(), "DELETE", api::path_of(Route::JobDelete, {id}));
    }
    /// Asks until the job is gone.
    [[nodiscard]] bool goes(const std::string& id) const {
        return becomes(404, [&] { return get(app_.port(), api::path_of(Route::JobGet, {id})).status; });
    }
    /// Looks until its contents are gone too: they follow its rows.
    [[nodiscard]] bool leaves_nothing() const {
        return comes_true([&] { return std::filesystem::is_empty(app_.data_folder() / "blobs"); });
    }

    FakeFal fake_{kEndlessRun};
    TestApp app_{options_with(fake_)};
};

TEST_F(FalDelete, TheProviderIsAskedToStopFirst) {
    const std::string id = running_job();
    const Answer deleted = delete_job(id);
    EXPECT_EQ(deleted.status, 200) << deleted.body;
    EXPECT_EQ(deleted.text("status"), "deleting");
    EXPECT_TRUE(goes(id)) << app_.log();
    EXPECT_EQ(fake_.journal("cancels").size(), 1U);
    EXPECT_TRUE(leaves_nothing());
}

TEST_F(FalDelete, AKillInBetweenDoesNotBringItBack) {
    const std::string id = running_job();
    EXPECT_EQ(delete_job(id).text("status"), "deleting");
    app_.kill();
    app_.start();
    EXPECT_TRUE(goes(id)) << app_.log();
    EXPECT_GE(fake_.journal("cancels").size(), 1U);
    EXPECT_TRUE(leaves_nothing());
}

}  // namespace
}  // namespace i2m::test
