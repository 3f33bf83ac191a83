// disk_blob_store_test.cpp - what a blob store on a disk leaves behind, and what it says when the disk fails.
#include "server/files/disk_blob_store.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "server/core/storage_error.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::test {
namespace {

namespace fs = std::filesystem;

std::size_t count_files(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

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
    EXPECT_EQ(writer->finish().size_bytes, 3U);
    EXPECT_EQ(count_files(folder.path() / "incoming"), 2U);
}

TEST(DiskBlobStore, StrangersInTheFolderAreLeftAlone) {
    const TempFolder folder;
    const auto store = open_disk_blob_store(folder.path());
    std::ofstream(folder.path() / "blobs" / "README") << "hello";
    EXPECT_TRUE(store->list().empty());
}

TEST(DiskBlobStore, AFullDiskIsStorageFull) {
    const TempFolder folder;
    const auto store = open_disk_blob_store(folder.path());
    // A limit on file sizes stands in for a full disk: the same call fails in the same place.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1'000, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    {
        const std::unique_ptr<BlobWriter> writer = store->begin();
        writer->write(Bytes(1'000));
        try {
            writer->write(Bytes(1'000));
            ADD_FAILURE() << "no error";
        } catch (const StorageError& error) {
            EXPECT_EQ(error.code(), ErrorCode::StorageFull);
        }
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, ignored);
    EXPECT_EQ(count_files(folder.path() / "incoming"), 0U) << "the space is given back";
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
