// memory_blob_store.hpp - blobs in memory, and a disk that can be full or broken.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "server/core/blob_store.hpp"
#include "server/files/blob_pins.hpp"

namespace i2m::test {

class MemoryBlobStore : public BlobStore {
public:
    MemoryBlobStore() = default;
    MemoryBlobStore(const MemoryBlobStore&) = delete;
    MemoryBlobStore& operator=(const MemoryBlobStore&) = delete;
    ~MemoryBlobStore() override {
        const std::scoped_lock lock(state_->mutex);
        state_->pins.forget_wishes();
    }

    [[nodiscard]] std::unique_ptr<BlobWriter> begin() override;
    void commit(std::span<BlobWriter* const> writers) override;
    using BlobStore::commit;
    [[nodiscard]] std::unique_ptr<BlobReader> open(std::string_view sha256) const override;
    bool remove_orphan(std::string_view sha256, const std::function<bool()>& is_orphan) override;
    [[nodiscard]] std::vector<std::string> list() const override;
    std::size_t sweep_unfinished() override { return 0; }
    [[nodiscard]] std::uint64_t free_bytes() const override { return bytes_left_; }

    /// From now on so many bytes fit; then write() throws StorageFull.
    void set_free_bytes(std::uint64_t bytes) { bytes_left_ = bytes; }
    /// The next `count` commits throw Internal.
    void fail_commits(int count) { failing_commits_ = count; }

    struct State {
        std::mutex mutex;
        std::map<std::string, std::shared_ptr<const Bytes>, std::less<>> blobs;  ///< guarded by mutex
        BlobPins pins;                                                           ///< guarded by mutex
    };

private:
    std::shared_ptr<State> state_ = std::make_shared<State>();
    std::atomic<std::uint64_t> bytes_left_{1ULL << 40};
    std::atomic<int> failing_commits_{0};
};

}  // namespace i2m::test
