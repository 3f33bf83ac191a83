// net_address_test.cpp - whose addresses are counted together, and which are this machine's.
#include "server/core/net_address.hpp"

#include <gtest/gtest.h>

namespace i2m {
namespace {

TEST(NetAddressText, NetworksAreCountedTogether) {
    const struct {
        const char* name;
        const char* a;
        const char* b;
        bool is_same;
    } cases[] = {
        {"one IPv4 address", "192.0.2.1", "192.0.2.1", true},
        {"its mapped form", "192.0.2.1", "::ffff:192.0.2.1", true},
        {"its neighbour", "192.0.2.1", "192.0.2.2", false},
        {"one IPv6 network", "2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true},
        {"the next network", "2001:db8:0:1::1", "2001:db8:0:2::1", false},
        {"no address", "unknown", "unknown", true},
        {"no address and another", "unknown", "hidden", false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(network_of(c.a) == network_of(c.b), c.is_same);
    }
}

TEST(NetAddressText, ThisMachinesAddresses) {
    for (const char* address : {"127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1"})
        EXPECT_TRUE(is_this_machine(address)) << address;
    for (const char* address : {"128.0.0.1", "126.255.255.255", "::2", "::", "10.0.0.1", "", "localhost"})
        EXPECT_FALSE(is_this_machine(address)) << address;
}

TEST(NetAddressText, ListsHoldAddressesAndNetworks) {
    const Result<AddressList> list = AddressList::parse({"10.1.0.0/16", "192.0.2.7", "2001:db8:1::/48", "::1"});
    ASSERT_TRUE(list.ok());
    const struct {
        std::string_view address;
        bool is_in;
    } cases[] = {{"10.1.2.3", true},        {"10.2.0.1", false},       {"192.0.2.7", true},  {"192.0.2.8", false},
                 {"2001:db8:1:5::9", true}, {"2001:db8:2::1", false},  {"::1", true},        {"::2", false},
                 {"::ffff:10.1.0.1", true}, {"not an address", false}, {"10.1.2.3 ", false}, {"", false}};
    for (const auto& c : cases) EXPECT_EQ(list->contains(c.address), c.is_in) << c.address;
    EXPECT_FALSE(AddressList().contains(std::string_view("127.0.0.1")));
    for (const char* wrong : {"10.0.0.0/33", "::/129", "example.org", "10.0.0", "10.0.0.0/", "10.0.0.0/x", "/8"})
        EXPECT_FALSE(AddressList::parse({wrong}).ok()) << wrong;
}

}  // namespace
}  // namespace i2m
