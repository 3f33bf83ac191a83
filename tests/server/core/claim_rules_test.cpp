// claim_rules_test.cpp - which models may not start a further file.
#include "server/core/claim_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace i2m {
namespace {

bool is_barred(const std::vector<std::string>& barred, const std::string& model) {
    return std::find(barred.begin(), barred.end(), model) != barred.end();
}

TEST(ClaimRules, BarWhatIsFullOrShut) {
    const std::string one = "fal-ai/trellis";
    const std::string other = "tripo3d/tripo/v2.5/image-to-3d";
    ASSERT_NE(models::find(one), nullptr);
    ASSERT_NE(models::find(other), nullptr);
    struct Case {
        const char* name;
        ProviderRule rule;
        RunningByModel running;
        bool is_one_barred;
        bool is_other_barred;
    };
    const auto rule = [](bool may_start, std::uint32_t limit, std::uint32_t of_model) {
        return ProviderRule{models::Provider::Fal, may_start, false, limit, of_model};
    };
    const Case cases[] = {
        {"nothing runs", rule(true, 2, 1), {}, false, false},
        {"no limits", rule(true, 0, 0), {{one, 500}}, false, false},
        {"shut", rule(false, 0, 0), {}, true, true},
        {"below the provider's limit", rule(true, 2, 0), {{one, 1}}, false, false},
        {"at the provider's limit", rule(true, 2, 0), {{one, 1}, {other, 1}}, true, true},
        {"beyond it, lowered by a restart", rule(true, 2, 0), {{one, 5}}, true, true},
        {"at the model's limit", rule(true, 9, 2), {{one, 2}, {other, 1}}, true, false},
        {"models that are gone do not count", rule(true, 1, 0), {{"no/such/model", 7}}, false, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::vector<std::string> barred = barred_models({false, {c.rule}}, c.running);
        EXPECT_EQ(is_barred(barred, one), c.is_one_barred);
        EXPECT_EQ(is_barred(barred, other), c.is_other_barred);
        EXPECT_FALSE(is_barred(barred, "draft")) << "the built-in engine has no such limit";
    }
    EXPECT_TRUE(barred_models({}, {{one, 99}}).empty());
}

}  // namespace
}  // namespace i2m
