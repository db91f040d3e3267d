#include "venues/edgex/page_account.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "venues/venue.h"

namespace twinleg::venues::edgex {
namespace {

constexpr std::string_view kSnapshot =
    R"({"type":"trade-event","content":{"event":"Snapshot","version":"1","time":"1758456316001",)"
    R"("accountId":"5","data":{"order":[],"position":[]}}})";

struct PageAccountTest : testing::Test {
    net::EventLoop loop;
    Inbox inbox;
    Credentials credentials;
    DeskSide desk = make("venue");
    int pages{0};
    int came_up{0};
    PageAccount account{desk, [this] { ++pages; }, [this](Time) { ++came_up; }};

    DeskSide make(const std::string& market_data) {
        const venues::Setup setup{.loop = loop,
                                  .inbox = inbox,
                                  .credentials = credentials,
                                  .slot = {.venue = {1}, .instrument = {1}, .coin = "BTC"},
                                  .endpoints = {},
                                  .desk_tag = "desk",
                                  .order_transport = "browser",
                                  .options = {{"market_data", market_data}}};
        DeskSide made{setup};
        made.contract = {.id = "30000001", .name = "BTCUSDC"};
        return made;
    }
    // What was told since the last call, in a word each.
    std::vector<std::string> told() {
        std::vector<std::string> out;
        Event event;
        while (inbox.pop(event)) {
            if (const auto* status = std::get_if<StreamStatus>(&event.what))
                out.push_back(std::string{status->stream == Stream::market ? "market" : "account"} +
                              (status->up ? " up" : " down"));
            else if (const auto* report = std::get_if<OrderReport>(&event.what))
                out.push_back(std::string{name(report->word)} + " " +
                              std::to_string(report->client_order_id.value) + " " +
                              to_text(report->cumulative));
            else if (const auto* measured = std::get_if<LatencyMeasured>(&event.what))
                out.push_back("latency " + std::to_string(measured->delay.ns / 1'000'000));
            else if (const auto* quote = std::get_if<Quote>(&event.what))
                out.push_back("quote " + to_text(quote->bid.price));
        }
        return out;
    }
    void frame(std::string_view text) {
        std::string padded{text};
        padded.reserve(padded.size() + kFramePadding);
        account.on_account_frame(padded, loop.now());
    }
};

using Told = std::vector<std::string>;

TEST_F(PageAccountTest, IsUpWithTheSnapshotOfThePagesSocketAndDownWithoutThePage) {
    account.open();
    account.on_page_up({"5", "v2", "30000001", "BTC"});
    EXPECT_EQ(told(), Told{});

    frame(kSnapshot);
    EXPECT_EQ(told(), Told{"account up"});

    account.on_page_down({Errc::disconnected, "gone"});
    EXPECT_EQ(told(), Told{"account down"});
    EXPECT_EQ(pages, 1);
    EXPECT_EQ(came_up, 1);
}

TEST_F(PageAccountTest, RemembersASnapshotThatCameBeforeItWasOpened) {
    frame(kSnapshot);
    account.on_page_up({"5", "v2", "30000001", "BTC"});
    EXPECT_EQ(told(), Told{});

    account.open();

    EXPECT_EQ(told(), Told{"account up"});
}

TEST_F(PageAccountTest, GoesByThePagesAskingWhereItHasNoPrivateSocket) {
    account.open();
    account.on_page_up({"5", "v2", "30000001", "BTC"});
    const Time now = loop.now();

    account.idle(now + PageAccount::kPolledAfter - milliseconds(1));
    EXPECT_EQ(told(), Told{});
    account.idle(now + PageAccount::kPolledAfter + seconds(1));
    EXPECT_EQ(told(), Told{"account up"});
}

TEST_F(PageAccountTest, TellsWhatThePageHeardOfOurOrdersOnceEach) {
    account.open();
    PageOrderUpdate update{.venue_order_id = "77",
                           .client_order_id = "desk-7",
                           .status = "PARTIALLY_FILLED",
                           .reason = {},
                           .time_in_force = "POST_ONLY",
                           .side = Side::buy,
                           .price = {},
                           .filled = *parse_quantity("0.001"),
                           .average_price = {},
                           .venue_time = {},
                           .received = loop.now()};
    account.on_order_update(update);
    account.on_order_update(update);
    update.status = "CANCELED";
    account.on_order_update(update);
    update.status = "NONSENSE";
    account.on_order_update(update);

    EXPECT_EQ(told(), (Told{"accepted 7 0.001", "cancelled 7 0.001"}));
}

TEST_F(PageAccountTest, AFrameThatCannotBeReadMayHaveHiddenAnything) {
    account.open();
    account.on_page_up({"5", "v2", "30000001", "BTC"});
    frame(kSnapshot);
    told();

    frame(R"({"type":"trade-event","content":)");

    EXPECT_EQ(told(), (Told{"account down", "account up"}));
}

TEST_F(PageAccountTest, TellsHowLongTheLegTook) {
    account.open();
    account.on_latency({.total = milliseconds(120)});
    EXPECT_EQ(told(), Told{"latency 120"});
}

TEST_F(PageAccountTest, LeavesTheBookToTheVenueUnlessAskedTo) {
    account.open();
    account.on_page_up({"5", "v2", "30000001", "BTC"});
    account.on_quote({.bid = Price::from_units(5)});
    EXPECT_EQ(told(), Told{});
}

struct PageQuotesTest : PageAccountTest {
    DeskSide by_page = make("page");
    PageAccount quotes{by_page, [] {}, [](Time) {}};
};

TEST_F(PageQuotesTest, TradesByThePagesBookWhereAskedTo) {
    quotes.open();
    quotes.on_page_up({"5", "v2", "30000001", "BTC"});
    quotes.on_quote({.bid = Price::from_units(5)});
    quotes.on_quote({.bid = Price::from_units(6)});
    quotes.on_quote_lost({Errc::not_ready, "a version is missing"});
    quotes.on_quote({.bid = Price::from_units(7)});
    quotes.on_page_down({Errc::disconnected, "gone"});

    EXPECT_EQ(told(), (Told{"market up", "quote 5", "quote 6", "market down", "market up",
                            "quote 7", "market down"}));
}

}  // namespace
}  // namespace twinleg::venues::edgex
