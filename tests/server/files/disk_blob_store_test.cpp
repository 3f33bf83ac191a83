// disk_blob_store_test.cpp - what a blob store on a disk leaves behind, and what it says when the disk fails.
#include "server/files/disk_blob_store.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
#include <vector>

#include "server/core/storage_error.hpp"
#include "shared/base/sha256.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::test {
namespace {

namespace fs = std::filesystem;

std::size_t count_files(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Stands in for a full disk: the same call fails in the same place.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t most_bytes) : ignored_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{most_bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, ignored_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*ignored_)(int);
};

TEST(DiskBlobStore, FoldersBelongToTheOwnerAlone) {
    const TempFolder folder;
    const auto store = open_disk_blob_store(folder.path() / "data");
    for (const char* name : {"data", "data/blobs", "data/incoming"}) {
        struct stat status = {};
        ASSERT_EQ(::stat((folder.path() / name).c_str(), &status), 0) << name;
        EXPECT_EQ(status.st_mode & 0777, 0700U) << name;
    }
}

TEST(DiskBlobStore, SweepsWhatADeadProcessLeftButNotLivingWriters) {
    const TempFolder folder;
    const auto store = open_disk_blob_store(folder.path());
    std::ofstream(folder.path() / "incoming" / "4711-3") << "half an upload";
    const std::unique_ptr<BlobWriter> living = store->begin();
    living->write(as_bytes("still coming"));
    EXPECT_EQ(store->sweep_unfinished(), 1U);
    living->finish();
    store->commit(*living);
    EXPECT_EQ(store->list().size(), 1U);
}

TEST(DiskBlobStore, DoesNotTripOverTheNamesOfAnEarlierRun) {
    const TempFolder folder;
    const auto store = open_disk_blob_store(folder.path());
    std::ofstream(folder.path() / "incoming" / (std::to_string(::getpid()) + "-0")) << "same process id, as in a container";
    const std::unique_ptr<BlobWriter> writer = store->begin();
    writer->write(as_bytes("new"));
    const std::string name = writer->finish().sha256;
    store->commit(*writer);
    EXPECT_EQ(as_text(read_all(*store->open(name))), "new");
    EXPECT_EQ(count_files(folder.path() / "incoming"), 0U);
}

TEST(DiskBlobStore, StrangersInTheFolderAreLeftAlone) {
    const TempFolder folder;
    const auto store = open_disk_blob_store(folder.path());
    std::ofstream(folder.path() / "blobs" / "README") << "hello";
    EXPECT_TRUE(store->list().empty());
}

TEST(DiskBlobStore, AFullDiskIsStorageFull) {
    const struct {
        const char* name;
        std::size_t size;
    } cases[] = {{"small: kept in memory, written by commit()", 2'000}, {"large: written while it comes", 200'000}};
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const TempFolder folder;
        const auto store = open_disk_blob_store(folder.path());
        {
            const std::unique_ptr<BlobWriter> writer = store->begin();
            const FileSizeLimit full(1'000);
            try {
                writer->write(Bytes(c.size));
                writer->finish();
                store->commit(*writer);
                ADD_FAILURE() << "no error";
            } catch (const StorageError& error) {
                EXPECT_EQ(error.code(), ErrorCode::StorageFull);
            }
            EXPECT_TRUE(store->list().empty());
        }
        EXPECT_EQ(count_files(folder.path() / "incoming"), 0U) << "the space is given back";
    }
}

TEST(DiskBlobStore, ACommitThatFailedLeavesNoHalfBehindWhenItIsTriedAgain) {
    const TempFolder folder;
    const auto store = open_disk_blob_store(folder.path());
    const std::unique_ptr<BlobWriter> writer = store->begin();
    writer->write(Bytes(2'000, 7));
    const std::string name = writer->finish().sha256;
    {
        const FileSizeLimit full(1'000);
        EXPECT_THROW(store->commit(*writer), StorageError);
    }
    store->commit(*writer);
    EXPECT_EQ(read_all(*store->open(name)), Bytes(2'000, 7));
}

TEST(DiskBlobStore, SmallAndLargeAreStoredTogether) {
    const TempFolder folder;
    const auto store = open_disk_blob_store(folder.path());
    std::vector<std::unique_ptr<BlobWriter>> writers;
    std::vector<BlobWriter*> all;
    for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 300'000U}) {
        writers.push_back(store->begin());
        for (std::size_t left = size; left > 0; left -= std::min<std::size_t>(left, 50'000)) {
            writers.back()->write(Bytes(std::min<std::size_t>(left, 50'000), static_cast<std::uint8_t>(size)));
        }
        EXPECT_EQ(writers.back()->finish().size_bytes, size);
        EXPECT_EQ(writers.back()->view().size(), size);
        all.push_back(writers.back().get());
    }
    store->commit(all);
    for (const auto& writer : writers) {
        const BlobInfo& info = writer->finish();
        const Bytes kept = read_all(*store->open(info.sha256));
        EXPECT_EQ(sha256_hex(kept), info.sha256) << info.size_bytes;
        const ByteView seen = writer->view();
        EXPECT_TRUE(std::equal(seen.begin(), seen.end(), kept.begin(), kept.end())) << info.size_bytes;
    }
}

TEST(DiskBlobStore, AMissingFolderIsAnErrorInWords) {
    try {
        (void)open_disk_blob_store("/nonexistent/place");
        ADD_FAILURE() << "no error";
    } catch (const StorageError& error) {
        EXPECT_EQ(error.code(), ErrorCode::Internal);
        EXPECT_NE(std::string(error.what()).find("/nonexistent/place"), std::string::npos);
    }
}

}  // namespace
}  // namespace i2m::test
