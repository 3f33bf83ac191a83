// disk_blob_store.cpp - write to incoming/, rename into blobs/, then one wait for contents and names together.
#include "server/files/disk_blob_store.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <mutex>
#include <set>
#include <string>

#include "server/files/blob_pins.hpp"
#include "server/files/file_descriptor.hpp"
#include "server/files/removal_lock.hpp"
#include "server/files/sha256_stream.hpp"
#include "server/files/sync_crew.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

bool is_sha256(std::string_view name) {
    return name.size() == 64 &&
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Names in `folder`, in no order.
std::vector<std::string> names_in(const fs::path& folder) {
    std::error_code error;
    std::vector<std::string> names;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    if (error) throw StorageError(ErrorCode::Internal, "list " + folder.string() + ": " + error.message());
    return names;
}

/// What writers and their store share; lives as long as the last of them.
struct Shared {
    explicit Shared(fs::path data_folder) : folder(std::move(data_folder)) {}

    /// The mutex is held. False when there is no such blob, a row names it, or a backup reads: what has no row by then is swept
    /// later.
    bool remove(std::string_view sha256, const IsOrphan& is_orphan) const {
        if (!is_orphan()) return false;
        const RemovalPass pass(folder);
        if (!pass.is_granted()) return false;
        const fs::path path = folder / "blobs" / sha256;
        if (::unlink(path.c_str()) == 0) return true;
        if (errno != ENOENT) throw_errno("remove", path);
        return false;
    }

    /// The mutex is held. What was to be removed while it was pinned goes with the last pin.
    void unpin(std::string_view sha256) noexcept {
        try {
            if (const IsOrphan wish = pins.unpin(sha256)) remove(sha256, wish);
        } catch (const std::exception&) {
            // It is swept later; whoever lets a writer go has nothing to do with it.
        }
    }

    const fs::path folder;
    std::mutex mutex;
    BlobPins pins;                                      ///< committed blobs of living writers; guarded by mutex
    std::set<std::string, std::less<>> incoming_names;  ///< of living writers; guarded by mutex
};

/// Keeps a small content in memory until commit(), where many are written at once: a form of 25 small images then makes its files
/// side by side, and one that is refused never touches the disk.
class DiskBlobWriter final : public BlobWriter {
public:
    static constexpr std::size_t kMostInMemory = 65'536;

    DiskBlobWriter(std::shared_ptr<Shared> shared, fs::path path) : shared_(std::move(shared)), path_(std::move(path)) {}

    ~DiskBlobWriter() override {
        DiskBlobWriter::end_view();
        if (file_.is_open() && !is_committed_) ::unlink(path_.c_str());
        const std::scoped_lock lock(shared_->mutex);
        shared_->incoming_names.erase(path_.filename().string());
        if (is_committed_) shared_->unpin(info_.sha256);
    }

    void write(ByteView bytes) override {
        assert(!is_finished_);
        if (!is_written_ && size_bytes_ + bytes.size() > kMostInMemory) {
            write_memory();
            memory_ = {};
            is_spilled_ = true;
        }
        if (is_spilled_) {
            write_all(file_, bytes, path_);
        } else {
            memory_.insert(memory_.end(), bytes.begin(), bytes.end());
        }
        hash_.update(bytes);
        size_bytes_ += bytes.size();
    }

    const BlobInfo& finish() override {
        if (!is_finished_) {
            info_ = {hash_.finish(), size_bytes_};
            is_finished_ = true;
            if (is_spilled_) write_out();  // while the next file comes
        }
        return info_;
    }

    [[nodiscard]] std::uint64_t size_bytes() const override { return size_bytes_; }

    [[nodiscard]] ByteView view() override {
        assert(is_finished_);
        if (!is_spilled_) return memory_;
        if (mapping_ == nullptr) {
            void* const mapped =
                ::mmap(nullptr, static_cast<std::size_t>(size_bytes_), PROT_READ, MAP_PRIVATE | MAP_POPULATE, file_.get(), 0);
            if (mapped == MAP_FAILED) throw_errno("mmap", path_);
            mapping_ = mapped;
        }
        return {static_cast<const std::uint8_t*>(mapping_), static_cast<std::size_t>(size_bytes_)};
    }

    void end_view() override {
        if (mapping_ != nullptr) ::munmap(mapping_, static_cast<std::size_t>(size_bytes_));
        mapping_ = nullptr;
    }

    /// Hands the content to the system, which may begin to bring it to the disk; a failure of that shows in sync().
    void write_out() {
        if (!is_written_) write_memory();
        (void)::sync_file_range(file_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
    }

    /// Returns when the content is on the disk.
    void sync() const { sync_file(file_, path_); }

    [[nodiscard]] fs::path target(const fs::path& folder) const { return folder / info_.sha256; }

    /// Gives the content its name, which may be there already. The store's mutex is held.
    void publish(const fs::path& folder, bool is_replacement) {
        if (::rename(path_.c_str(), target(folder).c_str()) != 0) throw_errno("rename", path_);
        is_committed_ = true;
        is_replacement_ = is_replacement;
        shared_->pins.pin(info_.sha256);
    }

    /// After a commit that failed: takes the name back while it is this content's. The store's mutex is held.
    void withdraw(const fs::path& folder) {
        is_written_ = is_spilled_;  // what the system could not bring to the disk it may have dropped
        if (!is_committed_ || is_replacement_) return;
        struct stat ours = {};
        struct stat named = {};
        const bool is_known = ::fstat(file_.get(), &ours) == 0 && ::stat(target(folder).c_str(), &named) == 0;
        if (!is_known || ours.st_ino != named.st_ino)
            return;  // another upload of the same content has replaced it, and relies on it
        ::unlink(target(folder).c_str());
        shared_->unpin(info_.sha256);
        is_committed_ = false;
    }

    [[nodiscard]] bool is_committed() const { return is_committed_; }
    [[nodiscard]] bool is_finished() const { return is_finished_; }

private:
    void write_memory() {
        create_file();
        write_all(file_, memory_, path_);
        is_written_ = true;
    }

    /// Nobody else has this name now: what an earlier run or a failed commit left under it goes.
    void create_file() {
        constexpr int kFlags = O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC;
        FileDescriptor file(::open(path_.c_str(), kFlags, 0600));
        if (!file.is_open() && errno == EEXIST && ::unlink(path_.c_str()) == 0)
            file = FileDescriptor(::open(path_.c_str(), kFlags, 0600));
        if (!file.is_open()) throw_errno("create", path_);
        file_ = std::move(file);
    }

    std::shared_ptr<Shared> shared_;
    fs::path path_;
    Bytes memory_;  ///< the content, unless it is spilled
    FileDescriptor file_;
    Sha256Stream hash_;
    std::uint64_t size_bytes_ = 0;
    BlobInfo info_;
    void* mapping_ = nullptr;
    bool is_written_ = false;  ///< the file has what memory_ has or had
    bool is_spilled_ = false;  ///< too large for memory_: every byte goes to the file
    bool is_finished_ = false;
    bool is_committed_ = false;
    bool is_replacement_ = false;  ///< the name was there before
};

class DiskBlobReader final : public BlobReader {
public:
    DiskBlobReader(FileDescriptor file, std::uint64_t size_bytes, fs::path path)
        : file_(std::move(file)), size_bytes_(size_bytes), path_(std::move(path)) {}

    [[nodiscard]] std::uint64_t size_bytes() const override { return size_bytes_; }

    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        if (offset >= size_bytes_) return 0;
        for (;;) {
            const ssize_t got = ::pread(file_.get(), out.data(), out.size(), static_cast<off_t>(offset));
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) throw_errno("read", path_);
        }
    }

private:
    FileDescriptor file_;
    std::uint64_t size_bytes_;
    fs::path path_;
};

/// 25 files took 10 ms with a thread each, 20 with eight threads, 96 with one (ext4, a busy machine of 2 cores).
constexpr std::size_t kCrew = 24;

class DiskBlobStore final : public BlobStore {
public:
    explicit DiskBlobStore(const fs::path& folder)
        : blobs_(folder / "blobs"), incoming_(folder / "incoming"), shared_(std::make_shared<Shared>(folder)) {
        for (const fs::path& path : {folder, blobs_, incoming_}) {
            if (::mkdir(path.c_str(), 0700) == 0) {
                sync_folder(path.has_parent_path() ? path.parent_path() : fs::path("."));
            } else if (errno != EEXIST) {
                throw_errno("mkdir", path);
            }
        }
    }

    DiskBlobStore(const DiskBlobStore&) = delete;
    DiskBlobStore& operator=(const DiskBlobStore&) = delete;
    ~DiskBlobStore() override {
        const std::scoped_lock lock(shared_->mutex);
        shared_->pins.forget_wishes();
    }

    [[nodiscard]] std::unique_ptr<BlobWriter> begin() override {
        const std::string name = std::to_string(::getpid()) + "-" + std::to_string(next_++);
        {
            const std::scoped_lock lock(shared_->mutex);
            shared_->incoming_names.insert(name);
        }
        return std::make_unique<DiskBlobWriter>(shared_, incoming_ / name);
    }

    /// The names come before the waiting, so that contents and names are one wait: nothing refers to them before this returns. Only
    /// a name that is there already may belong to a row; what replaces its content is on the disk first.
    void commit(std::span<BlobWriter* const> writers) override {
        std::vector<DiskBlobWriter*> open;
        for (BlobWriter* writer : writers) {
            auto* const ours = static_cast<DiskBlobWriter*>(writer);
            assert(ours->is_finished());
            if (!ours->is_committed()) open.push_back(ours);
        }
        if (open.empty()) return;
        try {
            crew_.run(open.size(), [&](std::size_t i) { open[i]->write_out(); });
            const std::vector<DiskBlobWriter*> replacing = publish_new(open);
            crew_.run(open.size(), [&](std::size_t i) { open[i]->sync(); });
            {
                const std::scoped_lock lock(shared_->mutex);
                for (DiskBlobWriter* writer : replacing) writer->publish(blobs_, true);
            }
            sync_folder(blobs_);
        } catch (...) {
            const std::scoped_lock lock(shared_->mutex);
            for (DiskBlobWriter* writer : open) writer->withdraw(blobs_);
            throw;
        }
    }
    using BlobStore::commit;

    [[nodiscard]] std::unique_ptr<BlobReader> open(std::string_view sha256) const override {
        if (!is_sha256(sha256)) return nullptr;
        const fs::path path = blobs_ / sha256;
        FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file.is_open() && errno == ENOENT) return nullptr;
        if (!file.is_open()) throw_errno("open", path);
        struct stat status = {};
        if (::fstat(file.get(), &status) != 0) throw_errno("stat", path);
        return std::make_unique<DiskBlobReader>(std::move(file), static_cast<std::uint64_t>(status.st_size), path);
    }

    bool remove_orphan(std::string_view sha256, const std::function<bool()>& is_orphan) override {
        if (!is_sha256(sha256)) return false;
        const std::scoped_lock lock(shared_->mutex);
        return !shared_->pins.defer(sha256, is_orphan) && shared_->remove(sha256, is_orphan);
    }

    [[nodiscard]] std::vector<std::string> list() const override {
        std::vector<std::string> names = names_in(blobs_);
        std::erase_if(names, [](const std::string& name) { return !is_sha256(name); });
        return names;
    }

    std::size_t sweep_unfinished() override {
        std::size_t removed = 0;
        for (const std::string& name : names_in(incoming_)) {
            const std::scoped_lock lock(shared_->mutex);
            if (!shared_->incoming_names.contains(name) && ::unlink((incoming_ / name).c_str()) == 0) ++removed;
        }
        return removed;
    }

    [[nodiscard]] std::uint64_t free_bytes() const override {
        struct statvfs status = {};
        if (::statvfs(blobs_.c_str(), &status) != 0) throw_errno("statvfs", blobs_);
        return std::uint64_t{status.f_bavail} * status.f_frsize;
    }

private:
    /// Names what has no name yet; gives those whose name is taken.
    std::vector<DiskBlobWriter*> publish_new(const std::vector<DiskBlobWriter*>& writers) {
        std::vector<DiskBlobWriter*> taken;
        const std::scoped_lock lock(shared_->mutex);
        for (DiskBlobWriter* writer : writers) {
            if (::access(writer->target(blobs_).c_str(), F_OK) == 0) {
                taken.push_back(writer);
            } else {
                writer->publish(blobs_, false);
            }
        }
        return taken;
    }

    fs::path blobs_;
    fs::path incoming_;
    std::shared_ptr<Shared> shared_;
    std::atomic<std::uint64_t> next_{0};
    SyncCrew crew_{kCrew};
};

}  // namespace

std::unique_ptr<BlobStore> open_disk_blob_store(const fs::path& folder) { return std::make_unique<DiskBlobStore>(folder); }

}  // namespace i2m
