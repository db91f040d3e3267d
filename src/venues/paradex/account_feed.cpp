#include "venues/paradex/account_feed.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

// From one step of the opening to the next.
constexpr Duration kStepLimit = seconds(5);

std::uint64_t number_of(std::string_view digits) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} && end == digits.data() + digits.size() ? number : 0;
}

}  // namespace

AccountFeed::AccountFeed(Station& station, Login& login, const net::Url& url,
                         const std::string& ca_file, bool guarded)
    : station_(station),
      login_(login),
      url_(url),
      guarded_(guarded),
      socket_(station, station.encoding.on(url), ca_file, *this) {
    told_.reserve(16);
}

void AccountFeed::open() {
    asked_encoding_ = station_.encoding.choice();
    socket_.set_url(station_.encoding.on(url_));
    socket_.open();
}

void AccountFeed::close() {
    step_ = Step::closed;
    up_ = armed_ = false;
    socket_.close();
}

void AccountFeed::on_stream_open() {
    if (login_.valid()) return log_in();
    step_ = Step::waiting_for_token;
    step_since_ = station_.now();
    login_.refused();
}

void AccountFeed::on_token() {
    if (step_ == Step::waiting_for_token) log_in();
}

void AccountFeed::log_in() {
    step_ = Step::logging_in;
    step_since_ = station_.now();
    login_request_ = ++request_;
    static_cast<void>(socket_.send(frame::auth(login_request_, login_.token())));
}

void AccountFeed::subscribe() {
    step_ = Step::subscribing;
    step_since_ = station_.now();
    armed_ = !guarded_;
    subscriptions_.clear();
    for (const auto& channel :
         {"orders." + station_.symbol, "fills." + station_.symbol, std::string{"account"}}) {
        subscriptions_.push_back(++request_);
        static_cast<void>(socket_.send(frame::subscribe(request_, channel)));
    }
    if (!guarded_) return;
    arm_request_ = ++request_;
    static_cast<void>(socket_.send(frame::cancel_on_disconnect(arm_request_, true)));
}

void AccountFeed::go_up() {
    if (up_ || step_ != Step::subscribing || !subscriptions_.empty() || !armed_) return;
    const Time was_sure = sure_at_;
    step_ = Step::up;
    up_ = true;
    sure_at_ = station_.now();
    socket_.settled();
    station_.tell(sure_at_, StreamStatus{station_.slot.venue, Stream::account, true});
    if (doubted_) doubted_(was_sure);
}

void AccountFeed::on_stream_frame(std::span<const char> frame, bool binary, Time received) {
    if (listener_) listener_(received, Stream::account, frame);
    received_ = received;
    told_.clear();
    const std::uint64_t began = runtime::cycles();
    const auto head = wire_.read(frame, binary, *this);
    station_.timed(runtime::LatencyStage::decode, began);
    const Source source =
        head && head->kind == FrameHead::Kind::reply ? Source::reply : Source::stream;
    for (auto& each : told_) {
        if (auto* report = std::get_if<OrderReport>(&each)) {
            report->source = source;
            if (orders_ != nullptr && terminal(report->word))
                orders_->ended(report->client_order_id);
            station_.tell(received, *report);
        } else if (const auto* fill = std::get_if<Fill>(&each)) {
            station_.tell(received, *fill);
        } else {
            station_.tell(received, std::get<FundingPaid>(each));
        }
    }
    if (!head) {
        station_.say("an account frame cannot be read: " + head.error().message);
        if (up_ && doubted_) doubted_(sure_at_);
        return;
    }
    if (head->liquidation) station_.say("the venue is liquidating the account");
    if (head->kind == FrameHead::Kind::reply || head->kind == FrameHead::Kind::error)
        on_reply(*head);
}

void AccountFeed::on_reply(const FrameHead& head) {
    const bool good = head.kind == FrameHead::Kind::reply;
    const std::uint64_t number = number_of(head.id);
    if (orders_ != nullptr && orders_->on_answer(head, received_)) return;
    const auto trouble = [&] {
        return std::string{head.message} + " (" + std::to_string(head.code) + ") " +
               std::string{head.data};
    };
    if (number != 0 && number == login_request_ && step_ == Step::logging_in) {
        if (good) return subscribe();
        station_.say("the account stream is refused: " + trouble());
        login_.refused();
        return socket_.restart({Errc::unauthorised, "the login was refused"});
    }
    if (number != 0 && number == arm_request_) {
        armed_ = good && head.enabled == true;
        if (armed_) return go_up();
        return socket_.restart(
            {Errc::refused, "cancel on disconnect was not armed: " + trouble() +
                                "; option cancel_on_disconnect=no does without"});
    }
    if (const auto at = std::ranges::find(subscriptions_, number); at != subscriptions_.end()) {
        if (!good)
            return socket_.restart({Errc::refused, "a subscription was refused: " + trouble()});
        subscriptions_.erase(at);
        return go_up();
    }
    if (good) return;
    station_.say("the account stream: " + trouble());
    if (is_auth(code_of(head.code))) renew();
}

void AccountFeed::renew() {
    login_.refused();
    if (step_ == Step::closed) return;
    socket_.restart({Errc::unauthorised, "the venue does not take the login any more"});
}

void AccountFeed::on_stream_down(const Error& why) {
    const Time now = station_.now();
    const bool was_up = std::exchange(up_, false);
    step_ = Step::closed;
    armed_ = false;
    if (why.code == Errc::refused && why.message.find("400") != std::string::npos)
        static_cast<void>(station_.encoding.step_down(asked_encoding_));
    if (why.code == Errc::unauthorised) login_.refused();
    asked_encoding_ = station_.encoding.choice();
    socket_.set_url(station_.encoding.on(url_));
    station_.say("the account stream is down: " + why.message);
    if (orders_ != nullptr) orders_->on_socket_gone(now);
    if (was_up) station_.tell(now, StreamStatus{station_.slot.venue, Stream::account, false});
}

void AccountFeed::on_update(const Update& update) {
    if (const auto* order = std::get_if<OrderUpdate>(&update)) {
        if (station_.ours(order->market))
            told_.emplace_back(station_.report_of(*order, Source::stream));
    } else if (const auto* fill = std::get_if<FillUpdate>(&update)) {
        const Fill event = station_.fill_of(*fill, Source::stream);
        if (station_.ours(fill->market) && !event.fill_id.empty()) told_.emplace_back(event);
    } else if (const auto* paid = std::get_if<FundingPaidUpdate>(&update)) {
        const FundingPaid event = station_.funding_of(*paid);
        if (station_.ours(paid->market) && !event.payment_id.empty()) told_.emplace_back(event);
    }
    // Positions and balances are not told as they come: the engine compares them with fills up to
    // one time, and asks for them itself.
}

void AccountFeed::tick(Time now) {
    if (up_) sure_at_ = now;
    const bool opening = step_ != Step::closed && step_ != Step::up;
    if (opening && now - step_since_ >= kStepLimit)
        socket_.restart({Errc::timed_out, "the account stream did not come up"});
}

}  // namespace twinleg::venues::paradex
