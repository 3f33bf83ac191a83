// The error table and Result: every code has its row, and a result holds one side only.
#include "shared/base/error.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "shared/base/result.hpp"

namespace i2m {
namespace {

TEST(ErrorTable, HasARowForEveryCode) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(ErrorCode::DeadlinePassed); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        const ErrorInfo& row = error_info(code);
        EXPECT_EQ(row.code, code);
        EXPECT_GE(row.http_status, 400);
        EXPECT_LT(row.http_status, 600);
        EXPECT_EQ(row.words.back(), '.') << row.wire_name;
        EXPECT_TRUE(names.insert(row.wire_name).second) << row.wire_name;
        EXPECT_EQ(error_code_from_wire(row.wire_name), code);
        EXPECT_EQ(Error::of(code).message, row.words);
    }
    EXPECT_EQ(error_code_from_wire("NO_SUCH_ERROR"), std::nullopt);
    EXPECT_EQ(error_code_from_wire(""), std::nullopt);
}

TEST(ErrorTable, TellsTheNextStepOfEverythingThatAProviderMayDo) {
    for (int i = static_cast<int>(ErrorCode::ImageRefused); i <= static_cast<int>(ErrorCode::DeadlinePassed); ++i) {
        const ErrorInfo& row = error_info(static_cast<ErrorCode>(i));
        ASSERT_FALSE(row.next_step.empty()) << row.wire_name;
        EXPECT_EQ(row.next_step.back(), '.') << row.wire_name;
    }
    const struct {
        ErrorCode code;
        bool is_retryable;
    } cases[] = {
        {ErrorCode::ImageRefused, false},       {ErrorCode::OptionsRefused, false},   {ErrorCode::ContentPolicy, false},
        {ErrorCode::NoModelMade, false},        {ErrorCode::ProviderBusy, true},      {ErrorCode::ProviderRateLimit, true},
        {ErrorCode::ProviderTimeout, true},     {ErrorCode::ProviderFailed, true},    {ErrorCode::ProviderCredit, true},
        {ErrorCode::ProviderKey, true},         {ErrorCode::ModelGone, false},        {ErrorCode::ResultExpired, true},
        {ErrorCode::ProviderUnreachable, true}, {ErrorCode::ProviderProtocol, false}, {ErrorCode::SubmitUnconfirmed, false},
        {ErrorCode::DeadlinePassed, true},
    };
    for (const auto& c : cases) EXPECT_EQ(error_info(c.code).is_retryable, c.is_retryable) << error_info(c.code).wire_name;
}

TEST(ErrorTable, NeverReusesAWireName) {  // clients compare these
    EXPECT_EQ(error_info(ErrorCode::FileValidation).wire_name, "FILE_VALIDATION_ERROR");
    EXPECT_EQ(error_info(ErrorCode::TooManyRequests).http_status, 429);
    EXPECT_EQ(error_info(ErrorCode::PayloadTooLarge).http_status, 413);
}

TEST(Result, HoldsAValue) {
    Result<std::string> result = std::string("yes");
    ASSERT_TRUE(result);
    EXPECT_EQ(*result, "yes");
    EXPECT_EQ(result->size(), 3U);
    const std::string moved = *std::move(result);
    EXPECT_EQ(moved, "yes");
}

TEST(Result, HoldsAnError) {
    const Result<int> result = Error{ErrorCode::NotFound, "gone", "file"};
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(result.error(), (Error{ErrorCode::NotFound, "gone", "file"}));
    EXPECT_FALSE(result.error() == Error::of(ErrorCode::NotFound));
}

TEST(Result, TakesValuesThatOnlyMove) {
    Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
    const std::unique_ptr<int> value = std::move(result).value();
    EXPECT_EQ(*value, 7);
}

TEST(Result, OfNothingIsFineUntilItFails) {
    EXPECT_TRUE(Result<void>().ok());
    const Result<void> failed = Error::of(ErrorCode::StorageFull);
    EXPECT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::StorageFull);
}

}  // namespace
}  // namespace i2m
