// address_guard_test.cpp - the addresses that an answer may lead to, and the many forms of those that it may not.
#include "server/platform/address_guard.hpp"

#include <gtest/gtest.h>

namespace i2m {
namespace {

TEST(AddressGuard, KnowsWhatIsPublic) {
    const struct {
        const char* address;
        bool want;
    } kCases[] = {
        {"8.8.8.8", true},
        {"104.18.0.1", true},
        {"2606:4700::1111", true},
        {"172.15.255.255", true},
        {"172.32.0.0", true},
        {"100.63.255.255", true},
        {"223.255.255.255", true},
        {"0.0.0.0", false},
        {"10.0.0.1", false},
        {"100.64.0.1", false},
        {"100.100.100.200", false},
        {"127.0.0.1", false},
        {"127.255.255.254", false},
        {"169.254.169.254", false},
        {"172.16.0.1", false},
        {"172.31.255.255", false},
        {"192.0.0.170", false},
        {"192.168.1.1", false},
        {"198.19.0.1", false},
        {"203.0.113.9", false},
        {"224.0.0.1", false},
        {"240.0.0.1", false},
        {"255.255.255.255", false},
        {"::", false},
        {"::1", false},
        {"fe80::1", false},
        {"fc00::1", false},
        {"fd00:ec2::254", false},
        {"ff02::1", false},
        {"::ffff:127.0.0.1", false},
        {"::ffff:8.8.8.8", true},
        {"64:ff9b::7f00:1", false},
        {"2002:7f00:1::", false},
        {"2001:db8::1", false},
        {"2001:0:1::1", false},
        {"::127.0.0.1", false},
    };
    for (const auto& c : kCases) EXPECT_EQ(is_public(*parse_net_address(c.address)), c.want) << c.address;
}

TEST(AddressGuard, ListsNameAddressesAndNetworks) {
    const Result<AddressList> list = AddressList::parse({"127.0.0.1", "10.1.0.0/16", "fd00::/9"});
    ASSERT_TRUE(list);
    const struct {
        const char* address;
        bool want;
    } kCases[] = {{"127.0.0.1", true},        {"127.0.0.2", false}, {"10.1.255.255", true}, {"10.2.0.0", false},
                  {"::ffff:127.0.0.1", true}, {"fd7f::1", true},    {"fd80::1", false},     {"::1", false}};
    for (const auto& c : kCases) EXPECT_EQ(list->contains(*parse_net_address(c.address)), c.want) << c.address;
}

TEST(AddressGuard, AnEntryThatIsNoneIsNamed) {
    for (const char* entry : {"localhost", "127.0.0.1/33", "127.0.0.1/", "::1/129", "10.0.0.0/8x", "300.1.1.1", "/8", ""}) {
        const Result<AddressList> list = AddressList::parse({"127.0.0.1", entry});
        ASSERT_FALSE(list) << entry;
        EXPECT_EQ(list.error().field, entry);
    }
    EXPECT_TRUE(AddressList::parse({}).ok());
}

}  // namespace
}  // namespace i2m
