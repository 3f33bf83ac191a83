// report_wire_test.cpp - verdicts survive the way from the worker to the page, and nothing unreadable passes as clean.
#include "client/platform/web/report_wire.hpp"

#include <gtest/gtest.h>

namespace i2m::client::web {
namespace {

TEST(ReportWire, AVerdictArrivesAsItWasSent) {
    ImageReport sent;
    sent.format = ImageFormat::Jpeg;
    sent.width_px = 4000;
    sent.height_px = 3000;
    sent.channels = 3;
    sent.bits = 8;
    sent.orientation = 6;
    sent.issues = {{ImageIssueCode::Rotated, Severity::Info, "a.jpg: turned.", "Turned."},
                   {ImageIssueCode::Progressive, Severity::Warning, "a.jpg: progressive \"scans\".", "Progressive."}};
    const ImageReport got = report_from(wire_of(sent));
    EXPECT_EQ(got.format, sent.format);
    EXPECT_EQ(got.width_px, 4000U);
    EXPECT_EQ(got.height_px, 3000U);
    EXPECT_EQ(got.orientation, 6);
    EXPECT_FALSE(got.refused());
    ASSERT_EQ(got.issues.size(), 2U);
    EXPECT_EQ(got.issues[1].code, ImageIssueCode::Progressive);
    EXPECT_EQ(got.issues[1].severity, Severity::Warning);
    EXPECT_EQ(got.issues[1].message, sent.issues[1].message);
    EXPECT_EQ(got.issues[0].brief, "Turned.");
}

TEST(ReportWire, WhatCannotBeReadIsRefused) {
    const std::string good = wire_of(ImageReport{});
    struct Case {
        const char* name;
        std::string text;
    };
    const Case cases[] = {
        {"nothing, the worker died", ""},
        {"not JSON", "<html>"},
        {"another shape", "[1,2]"},
        {"a field of another kind", R"({"format":"png"})"},
        {"cut", good.substr(0, good.size() / 2)},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const ImageReport got = report_from(c.text);
        EXPECT_TRUE(got.refused());
        EXPECT_FALSE(got.refusal()->message.empty());
    }
}

TEST(ReportWire, NumbersBeyondTheEnumsAreDropped) {
    ImageReport sent;
    sent.issues = {{static_cast<ImageIssueCode>(200), Severity::Refusal, "x", "x"},
                   {ImageIssueCode::Empty, static_cast<Severity>(9), "x", "x"},
                   {ImageIssueCode::Cmyk, Severity::Info, "CMYK", "CMYK"}};
    sent.format = static_cast<ImageFormat>(77);
    const ImageReport got = report_from(wire_of(sent));
    EXPECT_EQ(got.format, ImageFormat::Unknown);
    ASSERT_EQ(got.issues.size(), 1U);
    EXPECT_EQ(got.issues[0].code, ImageIssueCode::Cmyk);
}

}  // namespace
}  // namespace i2m::client::web
