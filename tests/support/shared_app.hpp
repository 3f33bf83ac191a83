// shared_app.hpp - one running server for all tests of a suite.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "tests/support/test_app.hpp"

namespace i2m::test {

/// `class ModelsApi : public SharedApp<ModelsApi>`, whose SetUpTestSuite() calls start() first. Its tests leave the server as
/// others may find it.
template <class Suite>
class SharedApp : public testing::Test {
protected:
    static void start(TestAppOptions options = {}) { app_ = std::make_unique<TestApp>(std::move(options)); }
    static void TearDownTestSuite() { app_.reset(); }
    [[nodiscard]] static int port() { return app_->port(); }

    inline static std::unique_ptr<TestApp> app_ = nullptr;
};

}  // namespace i2m::test
