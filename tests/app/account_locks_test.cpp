#include "app/account_locks.h"

#include <gmock/gmock.h>

#include <optional>

#include "app/command.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

venues::Description at(std::string venue, std::string account) {
    venues::Description out;
    out.traits.name = std::move(venue);
    out.account = std::move(account);
    return out;
}

class AccountLocksTest : public testing::Test {
protected:
    // Why not, or nothing.
    std::string take(std::optional<AccountLocks>& locks, const venues::Description& description,
                     const EndpointsByVenue& endpoints = {}) {
        try {
            locks.emplace(scratch_.at("accounts"), std::vector{description}, endpoints);
            return {};
        } catch (const CannotStart& problem) {
            EXPECT_EQ(problem.code(), kBadUsage);
            return problem.what();
        }
    }

    Scratch scratch_;
    std::optional<AccountLocks> first_;
    std::optional<AccountLocks> second_;
};

TEST_F(AccountLocksTest, ASecondOneIsRefusedAndToldWhoTrades) {
    ASSERT_EQ(take(first_, at("lighter", "65 (API key 3)")), "");

    EXPECT_THAT(take(second_, at("lighter", "65 (API key 4)")),
                AllOf(HasSubstr("lighter: account 65 is in use by process"),
                      HasSubstr(std::to_string(::getpid()))));
}

TEST_F(AccountLocksTest, OtherAccountsAndOtherPlacesAreFree) {
    ASSERT_EQ(take(first_, at("lighter", "65")), "");

    EXPECT_EQ(take(second_, at("lighter", "66")), "");
    EXPECT_EQ(take(second_, at("edgex", "65")), "");
    EXPECT_EQ(
        take(second_, at("lighter", "65"),
             {{"lighter",
               {.rest = "http://127.0.0.1:18101", .ws = {}, .private_ws = {}, .ca_file = {}}}}),
        "");
}

TEST_F(AccountLocksTest, ItIsFreeAgainWhenTheFirstIsGone) {
    ASSERT_EQ(take(first_, at("lighter", "65")), "");
    first_.reset();

    EXPECT_EQ(take(second_, at("lighter", "65")), "");
}

}  // namespace
}  // namespace twinleg::app
