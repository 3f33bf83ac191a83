// fal_generator_bench.hpp - the provider over real sockets, with a small FAL.AI of this machine on the other side.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "server/fal/fal_generator.hpp"
#include "server/platform/curl_http_client.hpp"
#include "tests/support/memory_blob_store.hpp"
#include "tests/support/small_fal.hpp"

namespace i2m::test {

inline constexpr const char* kFalKey = "id-1:secret-2";

/// Remembers all that is written.
class ListLog final : public Log {
public:
    [[nodiscard]] bool is_on(LogLevel) const override { return true; }
    void write(LogLevel, std::string_view event, json::Object fields) override {
        const std::scoped_lock lock(mutex_);
        text_ += std::string(event) + json::dump(json::Value(std::move(fields))) + "\n";
    }
    [[nodiscard]] std::string text() const {
        const std::scoped_lock lock(mutex_);
        return text_;
    }

private:
    mutable std::mutex mutex_;
    std::string text_;
};

/// A picture, a generator for SmallFal's address, and what it logged.
class FalGeneratorBench : public ::testing::Test {
protected:
    FalGeneratorBench() {
        const auto writer = blobs_.begin();
        writer->write(as_bytes("the picture"));
        const std::string name = writer->finish().sha256;
        blobs_.commit(*writer);
        source_ = blobs_.open(name);
    }

    [[nodiscard]] fal::FalSettings settings() const { return {kFalKey, fal_.url(), fal_.url(), fal_.url()}; }
    [[nodiscard]] std::unique_ptr<Generator> generator(const fal::FalSettings& settings) {
        return fal::make_fal_generator(settings, *http_, log_);
    }
    [[nodiscard]] GenerateInput input(json::Value options = json::Object{}) const {
        return {*models::find("fal-ai/trellis"), std::move(options), "toy.png", "image/png", "", *source_};
    }
    /// prepare and submit.
    [[nodiscard]] Outcome<Submission> send(Generator& generator, GenerateInput input) {
        Outcome<std::string> prepared = generator.prepare(input, {});
        if (const auto* const failure = std::get_if<Failure>(&prepared)) return *failure;
        input.prepared = std::get<std::string>(prepared);
        return generator.submit(input, {});
    }
    [[nodiscard]] Submission submission() const {
        const std::string base = fal_.url() + "/fal-ai/trellis/requests/r-1";
        return {"r-1", R"({"endpoint":"fal-ai/trellis","status_url":")" + base + R"(/status"})"};
    }
    /// result() and fetch(): the model's bytes, or the failure.
    [[nodiscard]] std::variant<std::string, Failure> fetch(Generator& generator) {
        const auto writer = blobs_.begin();
        const Submission request = submission();
        GenerateInput wanted = input();
        const Outcome<RunResult> result = generator.result(wanted, request, {});
        if (const auto* const failure = std::get_if<Failure>(&result)) return *failure;
        result_ = std::get<RunResult>(result);
        wanted.result_json = result_.json;
        const Outcome<Fetched> outcome = generator.fetch(wanted, &request, *writer, {});
        if (const auto* const failure = std::get_if<Failure>(&outcome)) return *failure;
        fetched_ = std::get<Fetched>(outcome);
        writer->finish();
        return std::string(as_text(writer->view()));
    }

    RunResult result_;  ///< of the last fetch()
    Fetched fetched_;
    SmallFal fal_;
    ListLog log_;
    MemoryBlobStore blobs_;
    std::unique_ptr<BlobReader> source_;
    std::unique_ptr<HttpClient> http_ = make_curl_http_client({*AddressList::parse({"127.0.0.1"}), "test"});
};

template <class T>
FailureKind kind_of(const T& outcome) {
    const auto* const failure = std::get_if<Failure>(&outcome);
    if (failure == nullptr) ADD_FAILURE() << "it went well";
    return failure == nullptr ? FailureKind::Permanent : failure->kind;
}
template <class T>
std::string_view code_of(const T& outcome) {
    const auto* const failure = std::get_if<Failure>(&outcome);
    return failure == nullptr ? "fine" : error_info(failure->error.code).wire_name;
}

}  // namespace i2m::test
