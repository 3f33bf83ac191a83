// blob_store_contract_test.cpp - what every blob store promises.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <thread>

#include "server/core/blob_store.hpp"
#include "server/files/disk_blob_store.hpp"
#include "shared/base/sha256.hpp"
#include "tests/support/memory_blob_store.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::test {
namespace {

struct BlobStoreKind {
    const char* name;
    std::function<std::unique_ptr<BlobStore>(const std::filesystem::path&)> open;
};
void PrintTo(const BlobStoreKind& kind, std::ostream* out) { *out << kind.name; }

constexpr auto kAlways = [] { return true; };
constexpr auto kNever = [] { return false; };

class BlobStoreContract : public ::testing::TestWithParam<BlobStoreKind> {
protected:
    [[nodiscard]] std::unique_ptr<BlobWriter> written(std::string_view text) {
        std::unique_ptr<BlobWriter> writer = store_->begin();
        writer->write(as_bytes(text));
        writer->finish();
        return writer;
    }
    /// Committed, and not pinned any more.
    std::string keep(std::string_view text) {
        const std::unique_ptr<BlobWriter> writer = written(text);
        store_->commit(*writer);
        return writer->finish().sha256;
    }
    [[nodiscard]] std::string content_of(const std::string& sha256) const {
        const std::unique_ptr<BlobReader> reader = store_->open(sha256);
        if (!reader) return "(none)";
        const Bytes bytes = read_all(*reader);
        return std::string(as_text(bytes));
    }

    TempFolder folder_;
    std::unique_ptr<BlobStore> store_ = GetParam().open(folder_.path());
};

INSTANTIATE_TEST_SUITE_P(Every, BlobStoreContract,
                         ::testing::Values(BlobStoreKind{"memory",
                                                         [](const std::filesystem::path&) -> std::unique_ptr<BlobStore> {
                                                             return std::make_unique<MemoryBlobStore>();
                                                         }},
                                           BlobStoreKind{"disk",
                                                         [](const std::filesystem::path& f) { return open_disk_blob_store(f); }}),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST_P(BlobStoreContract, FinishNamesTheContent) {
    const std::unique_ptr<BlobWriter> writer = store_->begin();
    EXPECT_EQ(writer->size_bytes(), 0U);
    writer->write(as_bytes("hello "));
    writer->write(as_bytes("world"));
    EXPECT_EQ(writer->size_bytes(), 11U);
    const BlobInfo info = writer->finish();
    EXPECT_EQ(info.sha256, sha256_hex(as_bytes("hello world")));
    EXPECT_EQ(info.size_bytes, 11U);
    EXPECT_EQ(writer->finish(), info) << "a second call gives the same";
    EXPECT_EQ(as_text(writer->view()), "hello world");
    EXPECT_EQ(as_text(writer->view()), "hello world");
}

TEST_P(BlobStoreContract, NothingIsThereBeforeCommit) {
    std::string sha256;
    {
        const std::unique_ptr<BlobWriter> writer = written("lost");
        sha256 = writer->finish().sha256;
        EXPECT_EQ(store_->open(sha256), nullptr);
    }
    EXPECT_TRUE(store_->list().empty());
    EXPECT_EQ(store_->sweep_unfinished(), 0U) << "the writer has cleaned up";
}

TEST_P(BlobStoreContract, CommitKeepsManyAtOnce) {
    const std::unique_ptr<BlobWriter> first = written("one");
    const std::unique_ptr<BlobWriter> second = written("two");
    BlobWriter* both[] = {first.get(), second.get()};
    store_->commit(both);
    store_->commit(both);  // once more does no harm
    EXPECT_EQ(content_of(first->finish().sha256), "one");
    EXPECT_EQ(content_of(second->finish().sha256), "two");
    EXPECT_EQ(as_text(first->view()), "one") << "still to be read after the commit";
    EXPECT_EQ(store_->list().size(), 2U);
}

TEST_P(BlobStoreContract, TheSameContentIsKeptOnce) {
    const std::string first = keep("same");
    const std::string second = keep("same");
    EXPECT_EQ(first, second);
    EXPECT_EQ(store_->list(), std::vector<std::string>{first});
    const std::unique_ptr<BlobWriter> a = written("twice in a batch");
    const std::unique_ptr<BlobWriter> b = written("twice in a batch");
    BlobWriter* both[] = {a.get(), b.get()};
    store_->commit(both);
    EXPECT_EQ(content_of(a->finish().sha256), "twice in a batch");
}

TEST_P(BlobStoreContract, AnEmptyBlobIsABlob) {
    const std::string sha256 = keep("");
    const std::unique_ptr<BlobReader> reader = store_->open(sha256);
    ASSERT_NE(reader, nullptr);
    EXPECT_EQ(reader->size_bytes(), 0U);
    EXPECT_TRUE(written("")->view().empty());
}

TEST_P(BlobStoreContract, ReadsAnyPart) {
    const std::unique_ptr<BlobReader> reader = store_->open(keep("0123456789"));
    ASSERT_NE(reader, nullptr);
    struct Case {
        const char* name;
        std::uint64_t offset;
        std::size_t size;
        const char* want;
    };
    const Case cases[] = {{"start", 0, 3, "012"},        {"middle", 4, 2, "45"},    {"up to the end", 8, 2, "89"},
                          {"over the end", 8, 10, "89"}, {"at the end", 10, 4, ""}, {"far behind", 1'000, 4, ""}};
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Bytes out(c.size);
        out.resize(reader->read(c.offset, out));
        EXPECT_EQ(as_text(out), c.want);
    }
}

TEST_P(BlobStoreContract, NamesThatAreNoneOpenNothing) {
    keep("something");
    for (const char* name :
         {"", "abc", "../../../../etc/passwd", "..", ".", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ",
          "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(store_->open(name), nullptr);
        EXPECT_FALSE(store_->remove_orphan(name, kAlways));
    }
}

TEST_P(BlobStoreContract, OnlyOrphansAreRemoved) {
    const std::string sha256 = keep("kept?");
    EXPECT_FALSE(store_->remove_orphan(sha256, kNever));
    EXPECT_EQ(content_of(sha256), "kept?");
    const std::unique_ptr<BlobReader> open = store_->open(sha256);
    EXPECT_TRUE(store_->remove_orphan(sha256, kAlways));
    EXPECT_EQ(store_->open(sha256), nullptr);
    EXPECT_EQ(as_text(read_all(*open)), "kept?") << "who reads it may finish";
    EXPECT_FALSE(store_->remove_orphan(sha256, kAlways));
}

TEST_P(BlobStoreContract, AWriterPinsItsBlobUntilItsRowIsStored) {
    std::unique_ptr<BlobWriter> writer = written("pinned");
    store_->commit(*writer);
    const std::string sha256 = writer->finish().sha256;
    std::unique_ptr<BlobWriter> second = written("pinned");
    store_->commit(*second);
    EXPECT_FALSE(store_->remove_orphan(sha256, kAlways));
    writer.reset();
    EXPECT_EQ(content_of(sha256), "pinned") << "the second upload still needs it";
    second.reset();
    EXPECT_EQ(store_->open(sha256), nullptr) << "what was to go while it was pinned goes with the last pin";
}

TEST_P(BlobStoreContract, WhatWasToGoWhileItWasPinnedStaysWhenItHasARowByThen) {
    std::unique_ptr<BlobWriter> writer = written("pinned");
    store_->commit(*writer);
    const std::string sha256 = writer->finish().sha256;
    bool has_row = false;
    EXPECT_FALSE(store_->remove_orphan(sha256, [&] { return !has_row; }));
    has_row = true;
    writer.reset();
    EXPECT_EQ(content_of(sha256), "pinned");
    EXPECT_TRUE(store_->remove_orphan(sha256, kAlways)) << "nobody pins it now";
}

TEST_P(BlobStoreContract, AWriterMayOutliveItsStore) {
    std::unique_ptr<BlobWriter> open = written("open");
    std::unique_ptr<BlobWriter> committed = written("committed");
    store_->commit(*committed);
    EXPECT_FALSE(store_->remove_orphan(committed->finish().sha256, [this]() -> bool { return store_->list().empty(); }))
        << "nobody asks this once the store is gone";
    store_.reset();
    open.reset();
    committed.reset();
    store_ = GetParam().open(folder_.path());
    EXPECT_EQ(store_->sweep_unfinished(), 0U);
}

TEST_P(BlobStoreContract, ManyThreadsWriteAtOnce) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 8; ++i) keep("text " + std::to_string(t % 2) + "-" + std::to_string(i));
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(store_->list().size(), 16U);
    EXPECT_EQ(content_of(sha256_hex(as_bytes("text 1-7"))), "text 1-7");
}

TEST_P(BlobStoreContract, ThereIsRoom) { EXPECT_GT(store_->free_bytes(), 1U << 20); }

}  // namespace
}  // namespace i2m::test
