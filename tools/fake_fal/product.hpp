// product.hpp - the result of a job that ended well: its files in the storage and the JSON that names them.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "tools/fake_fal/media.hpp"
#include "tools/fake_fal/queue.hpp"
#include "tools/fake_fal/storage.hpp"

namespace i2m::fake {

struct Product {
    Answer answer;        ///< 200 and the output, or the error that came out while it was made
    json::Value payload;  ///< the same as a value
};

/// Makes each job's product once, when it is first asked for. Safe from any thread.
class Products {
public:
    Products(Storage& storage, ModelMaker& maker) : storage_(storage), maker_(maker) {}
    void reset(std::string base_url, std::uint64_t seed);
    [[nodiscard]] std::shared_ptr<const Product> of(const Job& job, TimePoint now);

private:
    struct Entry {
        std::once_flag once;
        std::shared_ptr<const Product> product;
    };
    [[nodiscard]] Product make(const Job& job, TimePoint now) const;
    [[nodiscard]] json::Value output_of(const Job& job, MadeModel& model, const std::string& image, TimePoint now) const;

    Storage& storage_;
    ModelMaker& maker_;
    std::string base_url_;
    std::uint64_t seed_ = 1;
    std::mutex mutex_;  // guards entries_
    std::unordered_map<std::string, std::shared_ptr<Entry>> entries_;
};

/// The picture behind an image URL: one of our files or a data URI; nullptr when it cannot be had.
[[nodiscard]] Content fetch_image(const Storage& storage, const std::string& base_url, const std::string& url, TimePoint now);
/// What is wrong with the picture, as rows of a 422's `detail`; empty for nothing. `content` may be null.
[[nodiscard]] json::Array check_picture(const Endpoint& endpoint, const Content& content);

}  // namespace i2m::fake
