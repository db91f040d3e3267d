#include "venues/lighter/account_feed.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "net/redact.h"
#include "venues/lighter/codes.h"
#include "venues/lighter/events.h"
#include "venues/lighter/probe.h"

namespace twinleg::venues::lighter {
namespace {

// First frames come in well under a second; after so long they are asked for on a new connection.
constexpr Duration kFirstFramesLimit = seconds(5);
// A second refusal of a token within this time: a fresh one does not help, a pause may.
constexpr Duration kRefusalPause = seconds(2);

std::string channel(const char* topic, const Station& station) {
    return std::string{topic} + "/" + std::to_string(station.identity->account_index());
}

}  // namespace

AccountFeed::AccountFeed(Station& station, const net::Url& url, net::WsOptions options)
    : Feed(station, Stream::account, url, std::move(options),
           static_cast<std::uint64_t>(station.loop.now().ns) + 1),
      channels_{Channel{"account_all_orders", channel("account_all_orders", station)},
                Channel{"account_all_trades", channel("account_all_trades", station)},
                Channel{"account_all_positions", channel("account_all_positions", station)},
                // For the funding payments in it.
                Channel{"account_all", channel("account_all", station), false, false}} {}

void AccountFeed::open() {
    session_.open();
}

void AccountFeed::close() {
    session_.close();
    up_ = false;
}

void AccountFeed::on_ready() {
    subscribe(false, station_.loop.now());
}

void AccountFeed::subscribe(bool again, Time now) {
    awaiting_ = now;
    const std::string& token = station_.identity->token(station_.venue_time(now));
    token_number_ = station_.identity->token_number();
    for (Channel& channel : channels_) {
        channel.heard = false;
        if (again) static_cast<void>(session_.send(unsubscribe_frame(channel.name)));
        static_cast<void>(session_.send(subscribe_frame(channel.name, token)));
    }
}

void AccountFeed::on_told(const FrameHead& head) {
    if (head.kind == FrameKind::error) on_error(head);
    if (head.kind == FrameKind::snapshot) on_first_frame(head.topic);
    if (head.kind == FrameKind::transaction && orders_ != nullptr &&
        !orders_->on_answer(head, received_))
        static_cast<void>(orders_->on_nameless_error(head, received_));
}

void AccountFeed::on_first_frame(std::string_view topic) {
    for (Channel& channel : channels_)
        if (topic == channel.topic) channel.heard = true;
    if (!std::ranges::all_of(channels_, [](const Channel& c) { return c.heard || !c.needed; }))
        return;
    awaiting_ = {};
    if (up_) return;
    up_ = true;
    station_.tell(received_, StreamStatus{station_.venue(), Stream::account, true});
}

void AccountFeed::on_error(const FrameHead& head) {
    if (orders_ != nullptr &&
        (orders_->on_answer(head, received_) || orders_->on_nameless_error(head, received_)))
        return;
    if (is_auth(0, head.code, head.message)) {
        const bool repeated = last_refused_.known() && received_ - last_refused_ < kRefusalPause;
        if (awaiting_.known() && repeated) return;  // the other channels' refusals; tick() goes on
        last_refused_ = received_;
        station_.say(head.code == code::api_key_not_found
                         ? fmt::format("lighter: the account stream was refused: {}; look at {} "
                                       "and {}",
                                       net::redact(head.message), kKeyVariable, kKeyIndexVariable)
                         : "lighter: the account stream wants a fresh token: " +
                               net::redact(head.message));
        station_.identity->renew_token(station_.venue_time(received_));
        go_down(received_);
        subscribe(true, received_);
        return;
    }
}

void AccountFeed::go_down(Time now) {
    if (!up_) return;
    up_ = false;
    station_.tell(now, StreamStatus{station_.venue(), Stream::account, false});
}

void AccountFeed::on_gone(const Error& why) {
    const Time now = station_.loop.now();
    if (up_) station_.say("lighter: the account stream is down: " + why.message);
    awaiting_ = {};
    if (orders_ != nullptr) orders_->on_socket_gone(now);
    go_down(now);
}

void AccountFeed::on_update(const Update& update) {
    const bool summary = topic_ == "account_all";
    if (const auto* order = std::get_if<OrderUpdate>(&update)) {
        if (!ours(order->market)) return;
        station_.tell(received_, report_of(*order, station_.instrument(), Source::stream));
    } else if (const auto* fill = std::get_if<FillUpdate>(&update)) {
        // The summary repeats what the channel of the trades says.
        if (!ours(fill->market) || summary) return;
        if (kind_ == FrameKind::snapshot && fill->venue_time < station_.began) return;
        station_.tell(received_, fill_of(*fill, station_.instrument(), Source::stream));
    } else if (const auto* paid = std::get_if<FundingPaidUpdate>(&update)) {
        if (!ours(paid->market)) return;
        if (kind_ == FrameKind::snapshot && paid->venue_time < station_.began) return;
        const auto id = FillId::from(paid->payment_id);
        if (!id) return;
        station_.tell(received_, FundingPaid{.instrument = station_.instrument(),
                                             .payment_id = *id,
                                             .amount = paid->amount,
                                             .venue_time = paid->venue_time});
    }
}

void AccountFeed::tick(Time now) {
    if (awaiting_.known() && now - awaiting_ >= kFirstFramesLimit) {
        session_.renew({Errc::timed_out, "lighter: the account's first frames did not come"});
        return;
    }
    const Time venue_now = station_.venue_time(now);
    if (session_.ready() && !awaiting_.known()) {
        // Makes a new one when half the life of the last is over.
        static_cast<void>(station_.identity->token(venue_now));
        if (station_.identity->token_number() != token_number_ &&
            (orders_ == nullptr || orders_->quiet())) {
            go_down(now);
            subscribe(true, now);
        }
    }
    session_.tick(now, orders_ == nullptr || orders_->quiet());
}

}  // namespace twinleg::venues::lighter
