// progress_board_test.cpp - what is shown of running files: never less than before, and what is told counts more than a guess.
#include "server/jobs/progress_board.hpp"

#include <gtest/gtest.h>

namespace i2m {
namespace {

TEST(ProgressBoard, NeverFallsAndIsNeverWhole) {
    ProgressBoard board;
    EXPECT_DOUBLE_EQ(board.advance("a", 40, "Sampling").percent, 40);
    EXPECT_DOUBLE_EQ(board.advance("a", 10, "").percent, 40);
    EXPECT_EQ(board.find("a")->message, "Sampling") << "an empty message keeps the old one";
    EXPECT_DOUBLE_EQ(board.advance("a", 100, "").percent, 99);
    EXPECT_FALSE(board.find("b"));
    board.forget("a");
    EXPECT_FALSE(board.find("a"));
}

TEST(ProgressBoard, WhatTheProviderTellsEndsGuessing) {
    ProgressBoard board;
    EXPECT_DOUBLE_EQ(board.advance_by_time("a", 30).percent, 30);
    EXPECT_DOUBLE_EQ(board.advance_told("a", 20, "20 %").percent, 30) << "what was shown stays";
    EXPECT_DOUBLE_EQ(board.advance_by_time("a", 80).percent, 30);
    EXPECT_DOUBLE_EQ(board.advance_told("a", 60, "60 %").percent, 60);
    EXPECT_TRUE(board.find("a")->is_told);
}

}  // namespace
}  // namespace i2m
