// model_conversion_test.cpp - how many models are converted at once, how many wait, and what the next one is told.
#include "server/http/model_conversion.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/glb_builder.hpp"
#include "tests/support/memory_blob_store.hpp"
#include "tests/support/patience.hpp"

namespace i2m::http {
namespace {

constexpr std::size_t kAtOnce = 2;
constexpr std::size_t kWaiting = 8;

/// Holds whoever opens a blob until the gate is opened, and knows how many it held at most.
class GatedStore final : public test::MemoryBlobStore {
public:
    [[nodiscard]] std::unique_ptr<BlobReader> open(std::string_view sha256) const override {
        std::unique_lock lock(mutex_);
        most_ = std::max(most_, ++inside_);
        (void)changed_.wait_for(lock, test::kPatience, [this] { return is_open_; });
        --inside_;
        return MemoryBlobStore::open(sha256);
    }
    void open_gate() {
        const std::scoped_lock lock(mutex_);
        is_open_ = true;
        changed_.notify_all();
    }
    [[nodiscard]] std::size_t most() const {
        const std::scoped_lock lock(mutex_);
        return most_;
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    mutable std::size_t inside_ = 0;  ///< guarded by mutex_
    mutable std::size_t most_ = 0;    ///< guarded by mutex_
    bool is_open_ = false;            ///< guarded by mutex_
};

class ModelConversion : public testing::Test {
protected:
    void SetUp() override {
        const Bytes glb = test::make_glb(test::GlbParts{});
        const std::unique_ptr<BlobWriter> writer = blobs_.begin();
        writer->write(glb);
        file_ = {writer->finish().sha256, glb.size(), "duck.glb", "model/gltf-binary", {}};
        blobs_.commit(*writer);
    }
    Response ask() { return converter_.respond({}, file_, *exporting::find_format("stl")); }
    void answer() {
        Response response = ask();
        const std::scoped_lock lock(mutex_);
        answers_.push_back(std::move(response));
        answered_.notify_all();
    }
    /// False when they do not come.
    bool wait_for_answers(std::size_t count) {
        std::unique_lock lock(mutex_);
        return answered_.wait_for(lock, test::kPatience, [&] { return answers_.size() >= count; });
    }

    GatedStore blobs_;
    ModelConverter converter_{blobs_};
    StoredFile file_;
    std::mutex mutex_;
    std::condition_variable answered_;
    std::vector<Response> answers_;  ///< guarded by mutex_
};

TEST_F(ModelConversion, TheOneThatFindsAllPlacesTakenIsToldToComeAgain) {
    std::vector<std::thread> clients;
    // Whichever comes last finds all places taken, and nobody else is answered before the gate is open.
    for (std::size_t i = 0; i < kAtOnce + kWaiting + 1; ++i) clients.emplace_back([this] { answer(); });
    EXPECT_TRUE(wait_for_answers(1));
    {
        const std::scoped_lock lock(mutex_);
        ASSERT_EQ(answers_.size(), 1U);
        const Response& refused = answers_.front();
        EXPECT_EQ(refused.status, 503);
        EXPECT_EQ(refused.headers.get("Retry-After"), "5");
        EXPECT_NE(refused.body.find("UNAVAILABLE"), std::string::npos);
        EXPECT_NE(refused.body.find("Ask again in a few seconds."), std::string::npos);
    }
    blobs_.open_gate();
    for (std::thread& client : clients) client.join();
    ASSERT_EQ(answers_.size(), kAtOnce + kWaiting + 1);
    for (std::size_t i = 1; i < answers_.size(); ++i) EXPECT_EQ(answers_[i].status, 200) << answers_[i].body;
    EXPECT_EQ(blobs_.most(), kAtOnce);
    EXPECT_EQ(ask().status, 200) << "every place was given back";
}

TEST_F(ModelConversion, PlacesAreGivenBackWhateverComesOfIt) {
    blobs_.open_gate();
    const struct {
        const char* name;
        StoredFile file;
        int status;
    } cases[] = {
        {"no GLB by its name", {file_.sha256, 1, "duck.zip", "application/zip", {}}, 400},
        {"no longer kept", {std::string(64, '0'), 1, "duck.glb", "model/gltf-binary", {}}, 410},
        {"as it should be", file_, 200},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        // More than there are places: one that is kept would hold the next for ever.
        for (std::size_t i = 0; i <= kAtOnce; ++i)
            EXPECT_EQ(converter_.respond({}, c.file, *exporting::find_format("stl")).status, c.status);
    }
}

TEST_F(ModelConversion, ACopyThatIsStillRightNeedsNoPlace) {
    std::vector<std::thread> clients;
    for (std::size_t i = 0; i < kAtOnce + kWaiting + 1; ++i) clients.emplace_back([this] { answer(); });
    EXPECT_TRUE(wait_for_answers(1)) << "all places are taken";
    Request request;
    request.headers.add("If-None-Match", "\"" + file_.sha256 + "-stl\"");
    EXPECT_EQ(converter_.respond(request, file_, *exporting::find_format("stl")).status, 304);
    blobs_.open_gate();
    for (std::thread& client : clients) client.join();
}

}  // namespace
}  // namespace i2m::http
