// backup_test.cpp - a data folder into an archive and back: what is whole, what is refused, and what is left of tries that failed.
#include "server/backup.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "server/core/storage_error.hpp"
#include "server/files/disk_blob_store.hpp"
#include "server/files/removal_lock.hpp"
#include "server/restore.hpp"
#include "server/sqlite/connection.hpp"
#include "server/sqlite/snapshot.hpp"
#include "server/sqlite/sqlite_job_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_ids.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::test {
namespace {

namespace fs = std::filesystem;

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    if (!fs::exists(folder)) return names;
    for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
}

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

void overwrite(const fs::path& file, const std::string& content) { std::ofstream(file, std::ios::binary) << content; }

/// A data folder with jobs in it, open like a running server's.
struct Data {
    explicit Data(fs::path at) : folder(std::move(at)) { fs::create_directories(folder); }

    void open() {
        store = open_sqlite_job_store(folder / "image2model.db", clock, 4);
        blobs = open_disk_blob_store(folder);
    }
    void close() {
        store.reset();
        blobs.reset();
    }
    /// A job of one image; the image's hash.
    std::string add_job(const std::string& content) {
        const std::unique_ptr<BlobWriter> writer = blobs->begin();
        writer->write(as_bytes(content));
        const BlobInfo info = writer->finish();
        blobs->commit(*writer);
        NewJob job;
        job.id = fake_uuid(++next_id);
        job.model = "draft";
        job.files = {{fake_uuid(++next_id), content + ".png", "image/png", info.sha256, info.size_bytes, 1, 1}};
        EXPECT_TRUE(store->create(job).ok());
        last_job = job.id;
        return info.sha256;
    }
    [[nodiscard]] std::size_t jobs() const { return store->list({}).size(); }

    fs::path folder;
    FakeClock clock;
    std::unique_ptr<JobStore> store;
    std::unique_ptr<BlobStore> blobs;
    std::string last_job;
    std::uint64_t next_id = 0;
};

class BackupTest : public ::testing::Test {
protected:
    BackupTest() {
        data_.open();
        for (const char* content : {"one", "two", "three"}) shas_.push_back(data_.add_job(content));
    }
    fs::path archive(const std::string& name = "a.zip") const { return folder_.path() / name; }
    BackupManifest back_up(const std::string& name = "a.zip") {
        return make_backup(data_.folder, archive(name), data_.clock, {});
    }
    /// Where the archive holds `text`, which it must.
    static std::size_t find(const std::string& bytes, const std::string& text) {
        const std::size_t at = bytes.find(text);
        EXPECT_NE(at, std::string::npos);
        return at;
    }

    TempFolder folder_;
    Data data_{folder_.path() / "data"};
    std::vector<std::string> shas_;
};

TEST_F(BackupTest, ARunningFolderGoesIntoOneArchiveAndComesBack) {
    const BackupManifest made = back_up();
    EXPECT_EQ(made.jobs, 3U);
    EXPECT_EQ(made.blobs, 3U);
    EXPECT_EQ(made.blob_bytes, 11U);
    EXPECT_EQ(names_in(folder_.path()), (std::set<std::string>{"a.zip", "data"})) << "nothing else is left";
    EXPECT_FALSE(fs::exists(data_.folder / "backup.db"));
    EXPECT_EQ(fs::status(archive()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const Result<BackupManifest> verified = verify_backup(archive());
    ASSERT_TRUE(verified.ok()) << verified.error().message;
    EXPECT_EQ(verified->database_sha256, made.database_sha256);

    Data other(folder_.path() / "other");
    const Result<Restored> restored = restore_backup(other.folder, archive(), other.clock);
    ASSERT_TRUE(restored.ok()) << restored.error().message;
    EXPECT_TRUE(restored->restore_point.empty()) << "there was nothing before";
    other.open();
    EXPECT_EQ(other.jobs(), 3U);
    for (const std::string& sha : shas_) {
        const auto reader = other.blobs->open(sha);
        ASSERT_TRUE(reader);
        EXPECT_FALSE(read_all(*reader).empty());
    }
}

TEST_F(BackupTest, TheOldDataAreKeptAside) {
    back_up();
    const std::string later = data_.add_job("later");
    data_.close();
    const Result<Restored> restored = restore_backup(data_.folder, archive(), data_.clock);
    ASSERT_TRUE(restored.ok()) << restored.error().message;
    EXPECT_EQ(restored->restore_point, data_.folder / "before-restore-20260101T000000Z");
    EXPECT_TRUE(fs::exists(restored->restore_point / "blobs" / later));
    data_.open();
    EXPECT_EQ(data_.jobs(), 3U);
    EXPECT_EQ(data_.blobs->open(later), nullptr);
    data_.close();
    Data before(restored->restore_point);
    before.open();
    EXPECT_EQ(before.jobs(), 4U) << "the old folder is a data folder of its own";
    before.close();
    ASSERT_TRUE(restore_backup(data_.folder, archive(), data_.clock).ok()) << "and again, in the same second";
    EXPECT_TRUE(fs::exists(data_.folder / "before-restore-20260101T000000Z-2"));
}

TEST_F(BackupTest, ARestoreKeepsOutOfARunningServersFolder) {
    back_up();
    EXPECT_THROW((void)restore_backup(data_.folder, archive(), data_.clock), StorageError);
    EXPECT_EQ(data_.jobs(), 3U);
}

TEST_F(BackupTest, WhatIsDeletedMeanwhileIsSweptLater) {
    const std::string sha = shas_.back();
    ASSERT_TRUE(data_.store->remove(data_.last_job).ok());
    const auto orphan = [&] { return true; };
    {
        const RemovalBan ban(data_.folder);
        EXPECT_FALSE(data_.blobs->remove_orphan(sha, orphan)) << "a backup reads";
    }
    EXPECT_TRUE(data_.blobs->remove_orphan(sha, orphan));
}

TEST_F(BackupTest, OneBackupAtATime) {
    const OnlyOne other(data_.folder / "backup.lock");
    ASSERT_TRUE(other.is_held());
    EXPECT_THROW(back_up(), StorageError);
    EXPECT_FALSE(fs::exists(archive()));
}

TEST_F(BackupTest, DamageIsFoundBeforeAnythingIsChanged) {
    back_up();
    const std::string good = content_of(archive());
    const std::size_t blob = find(good, "three");
    const auto with = [&](std::size_t at, char byte) {
        std::string bad = good;
        bad[at] = byte;
        return bad;
    };
    const std::pair<const char*, std::string> cases[] = {
        {"empty", ""},
        {"no archive", "hello"},
        {"cut in the middle", good.substr(0, good.size() / 2)},
        {"the last byte is missing", good.substr(0, good.size() - 1)},
        {"a content is changed", with(blob, 'T')},
        {"the manifest is changed", with(find(good, "\"jobs\":3") + 2, 'J')},
        {"a name is changed everywhere",
         [&] {
             std::string bad = good;
             for (std::size_t at = 0; (at = bad.find(shas_[0], at)) != std::string::npos; ++at)
                 bad[at] = bad[at] == 'a' ? 'b' : 'a';
             return bad;
         }()},
    };
    const std::set<std::string> before = names_in(data_.folder);
    data_.close();
    for (const auto& [name, bytes] : cases) {
        SCOPED_TRACE(name);
        overwrite(archive("bad.zip"), bytes);
        const Result<BackupManifest> verified = verify_backup(archive("bad.zip"));
        EXPECT_FALSE(verified.ok());
        const Result<Restored> restored = restore_backup(data_.folder, archive("bad.zip"), data_.clock);
        ASSERT_FALSE(restored.ok());
        EXPECT_NE(restored.error().message.find("bad.zip"), std::string::npos) << restored.error().message;
        EXPECT_FALSE(fs::exists(data_.folder / "restore.new"));
    }
    data_.open();
    EXPECT_EQ(data_.jobs(), 3U);
    EXPECT_FALSE(verify_backup(archive("nowhere.zip")).ok());
}

TEST_F(BackupTest, ABackupOfANewerProgramIsRefused) {
    const fs::path newer = folder_.path() / "newer.db";
    sqlite::write_snapshot(data_.folder / "image2model.db", newer);
    sqlite::Connection(newer, sqlite::Connection::Mode::Write).exec("PRAGMA user_version = 9999");
    BackupContents contents;
    contents.database = newer;
    contents.manifest.schema = 9999;
    write_backup(archive(), contents, {});
    EXPECT_TRUE(verify_backup(archive()).ok()) << "it is whole";
    data_.close();
    const Result<Restored> restored = restore_backup(data_.folder, archive(), data_.clock);
    ASSERT_FALSE(restored.ok());
    EXPECT_NE(restored.error().message.find("newer image2model"), std::string::npos) << restored.error().message;
    data_.open();
    EXPECT_EQ(data_.jobs(), 3U);
}

TEST_F(BackupTest, DataOfANewerProgramAreNotBackedUpAndNamed) {
    data_.close();
    sqlite::Connection(data_.folder / "image2model.db", sqlite::Connection::Mode::Write).exec("PRAGMA user_version = 9999");
    try {
        make_backup(data_.folder, archive(), data_.clock, {});
        ADD_FAILURE() << "it was made";
    } catch (const StorageError& error) {
        EXPECT_NE(std::string(error.what()).find("image2model.db was written by a newer"), std::string::npos) << error.what();
    }
    EXPECT_FALSE(fs::exists(archive()));
}

TEST_F(BackupTest, ABackupWithoutAContentThatItsDatabaseNamesIsRefused) {
    const fs::path copy = folder_.path() / "copy.db";
    sqlite::write_snapshot(data_.folder / "image2model.db", copy);
    BackupContents contents;
    contents.database = copy;
    contents.blob_folder = data_.folder / "blobs";
    contents.blobs = {{shas_[0], 3}};
    write_backup(archive(), contents, {});
    EXPECT_TRUE(verify_backup(archive()).ok());
    data_.close();
    const Result<Restored> restored = restore_backup(data_.folder, archive(), data_.clock);
    ASSERT_FALSE(restored.ok());
    EXPECT_NE(restored.error().message.find("missing"), std::string::npos) << restored.error().message;
}

TEST_F(BackupTest, AContentThatIsDamagedOnTheDiskIsNamed) {
    for (const bool is_missing : {false, true}) {
        SCOPED_TRACE(is_missing);
        const fs::path victim = data_.folder / "blobs" / shas_[1];
        fs::remove(victim);
        if (!is_missing) overwrite(victim, "TWO");
        try {
            back_up();
            ADD_FAILURE() << "a backup of damaged data was made";
        } catch (const StorageError& refused) {
            EXPECT_NE(std::string(refused.what()).find(shas_[1]), std::string::npos) << refused.what();
        }
        EXPECT_EQ(names_in(folder_.path()), std::set<std::string>{"data"});
    }
}

TEST_F(BackupTest, AStopLeavesNothingBehind) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(make_backup(data_.folder, archive(), data_.clock, stop.get_token()), StorageError);
    EXPECT_EQ(names_in(folder_.path()), std::set<std::string>{"data"});
}

TEST_F(BackupTest, AFolderOfBackupsListsRemovesAndTidies) {
    const auto backups = open_backups(data_.folder, folder_.path() / "kept", data_.clock);
    EXPECT_TRUE(backups->list().empty());
    const BackupInfo first = backups->make({});
    EXPECT_EQ(first.created_at, data_.clock.now());
    overwrite(folder_.path() / "kept" / "image2model-20250101T000000000Z.zip.part.AbC", "rest of a killed one");
    overwrite(folder_.path() / "kept" / "notes.txt", "somebody's");
    data_.clock.advance(Millis{1'500});
    const BackupInfo second = backups->make({});
    const std::vector<BackupInfo> listed = backups->list();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0].name, second.name);
    EXPECT_EQ(listed[0].created_at, data_.clock.now());
    EXPECT_EQ(listed[0].size_bytes, second.size_bytes);
    backups->remove(first.name);
    backups->remove("notes.txt");
    EXPECT_EQ(names_in(folder_.path() / "kept"), (std::set<std::string>{second.name, "notes.txt"}));
}

}  // namespace
}  // namespace i2m::test
