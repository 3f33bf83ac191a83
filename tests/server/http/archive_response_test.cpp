// archive_response_test.cpp - what an archive that is being sent holds, and what becomes of it when the client or a file goes.
#include "server/http/archive_response.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/memory_blob_store.hpp"

namespace i2m::http {
namespace {

constexpr std::size_t kFileBytes = 100'000;

/// Knows how many of its readers live, and at most lived at once.
class CountingStore final : public test::MemoryBlobStore {
public:
    [[nodiscard]] std::unique_ptr<BlobReader> open(std::string_view sha256) const override {
        std::unique_ptr<BlobReader> reader = MemoryBlobStore::open(sha256);
        return reader ? std::make_unique<Counted>(*this, std::move(reader)) : nullptr;
    }
    [[nodiscard]] int open_now() const { return open_; }
    [[nodiscard]] int most() const { return most_; }

private:
    class Counted final : public BlobReader {
    public:
        Counted(const CountingStore& owner, std::unique_ptr<BlobReader> inner) : owner_(owner), inner_(std::move(inner)) {
            owner_.most_ = std::max(owner_.most_, ++owner_.open_);
        }
        ~Counted() override { --owner_.open_; }
        [[nodiscard]] std::uint64_t size_bytes() const override { return inner_->size_bytes(); }
        std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const override { return inner_->read(offset, out); }

    private:
        const CountingStore& owner_;
        std::unique_ptr<BlobReader> inner_;
    };
    mutable int open_ = 0;
    mutable int most_ = 0;
};

class ArchiveResponse : public testing::Test {
protected:
    void SetUp() override {
        for (const char letter : {'a', 'b', 'c'}) {
            const std::unique_ptr<BlobWriter> writer = blobs_.begin();
            writer->write(Bytes(kFileBytes, static_cast<std::uint8_t>(letter)));
            files_.push_back({std::string(1, letter) + ".glb", writer->finish().sha256, kFileBytes, 0});
            blobs_.commit(*writer);
        }
    }
    Response ask() { return respond_archive({}, blobs_, files_, "models.zip"); }
    /// Reads as a connection does, from the front, until `most` bytes or the end.
    static std::size_t read(const SourceBody& body, std::size_t most) {
        Bytes piece(4'096);
        std::size_t sum = 0;
        while (sum < most) {
            const std::size_t count = body.source->read(body.offset + sum, piece);
            if (count == 0) break;
            sum += count;
        }
        return sum;
    }
    CountingStore blobs_;
    std::vector<ArchivedFile> files_;
};

TEST_F(ArchiveResponse, NothingStaysOpenBehindAClientThatLeaves) {
    const struct {
        const char* name;
        std::size_t bytes;  ///< that it takes
        int open;           ///< files while it waits
    } cases[] = {
        {"before the first byte", 0, 0},
        {"within the first file", kFileBytes / 2, 1},
        {"within the last", 5 * kFileBytes / 2, 1},
        {"after the last byte", 10 * kFileBytes, 1},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        {
            const Response response = ask();
            ASSERT_EQ(response.status, 200);
            ASSERT_TRUE(response.source);
            EXPECT_EQ(blobs_.open_now(), 0) << "what was looked at to answer is closed";
            EXPECT_GE(read(*response.source, c.bytes), std::min<std::size_t>(c.bytes, response.source->length));
            EXPECT_EQ(blobs_.open_now(), c.open);
        }
        EXPECT_EQ(blobs_.open_now(), 0);
    }
    EXPECT_EQ(blobs_.most(), 1);
}

TEST_F(ArchiveResponse, AFileThatGoesMeanwhileEndsItBeforeItsLength) {
    const Response response = ask();
    ASSERT_TRUE(response.source);
    (void)read(*response.source, kFileBytes / 2);
    ASSERT_TRUE(blobs_.remove_orphan(files_[0].sha256, [] { return true; }));
    ASSERT_TRUE(blobs_.remove_orphan(files_[2].sha256, [] { return true; }));
    const std::size_t sent = read(*response.source, response.source->length);
    EXPECT_GT(sent, 2 * kFileBytes) << "an open file stays readable";
    EXPECT_LT(sent, response.source->length) << "so the connection is cut, and nobody takes a part for the whole";
    const Response again = ask();
    EXPECT_EQ(again.status, 410);
    EXPECT_NE(again.body.find("a.glb is no longer kept."), std::string::npos);
    EXPECT_FALSE(again.source);
}

}  // namespace
}  // namespace i2m::http
