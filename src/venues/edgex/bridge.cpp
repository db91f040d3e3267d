#include "venues/edgex/bridge.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "net/server.h"
#include "venues/edgex/page_calls.h"
#include "venues/edgex/page_clock.h"
#include "venues/edgex/page_protocol.h"
#include "venues/edgex/reception.h"

namespace twinleg::venues::edgex {
namespace {

constexpr Duration kSweepEvery = milliseconds(250);
constexpr int kSlowAnswers = 5;                  // before a person is told
constexpr std::size_t kLongestReason = 120;      // what a close frame holds
constexpr Duration kFuture = milliseconds(100);  // news of a later time than now: the clock moved

std::int64_t in_ms(Time time) {
    return time.ns / 1'000'000;
}

net::ServerOptions server_options() {
    net::ServerOptions options;
    options.max_message = std::size_t{8} << 20;  // a private snapshot of a busy account
    options.max_connections = 64;
    return options;
}

}  // namespace

struct Bridge::Impl : net::ServerHandler, std::enable_shared_from_this<Bridge::Impl> {
    Impl(net::EventLoop& event_loop, BridgeOptions settings)
        : loop(event_loop),
          options(std::move(settings)),
          reception(
              {.origins = OriginRule{options.origins, options.loopback_origins},
               .token = options.token.empty() ? PairingToken::make() : PairingToken{options.token},
               .patience = options.pairing_timeout,
               .most = options.max_waiting,
               .say = options.say}),
          clock(options.clock_round_trip),
          sweeper(event_loop),
          server(event_loop, options.address, options.port, *this, server_options()) {}

    // --- Connections.

    void on_request(net::ServerRequest, net::Responder responder) override {
        responder.send(
            {.status = 404,
             .body = "Twinleg's EdgeX bridge: a WebSocket for the script in your page.\n",
             .content_type = "text/plain",
             .headers = {}});
    }

    net::Upgrade on_upgrade(const net::ServerRequest& request) override {
        return reception.knock(request);
    }

    void on_socket(std::shared_ptr<net::ServerSocket> socket,
                   const net::ServerRequest& request) override {
        reception.enter(socket, request, loop.now());
    }

    void on_closed(net::ServerSocket& socket) override {
        reception.release(socket);
        if (is_page(socket)) lose_page({Errc::disconnected, "the EdgeX page has gone"});
    }

    void on_message(net::ServerSocket& socket, std::string_view data, bool binary) override {
        const Time now = loop.now();
        auto message = binary ? fail(Errc::malformed, "a binary message") : reader.read(data);
        if (is_page(socket)) {
            heard = now;
            if (message) return from_page(*message, now);
            ++counts.malformed;
            say(fmt::format("EdgeX bridge: {}", message.error().message));
        } else if (reception.has(socket)) {
            if (message) return from_visitor(socket, *message, now);
            ++counts.malformed;
            reception.send_away(socket, "no message of the protocol");
        }
    }

    bool is_page(const net::ServerSocket& socket) const {
        return page_socket && page_socket->id == socket.id;
    }

    void from_visitor(net::ServerSocket& socket, const page::Message& message, Time now) {
        if (!reception.introduced(socket, message)) return;
        const auto& ready = std::get<page::FrontendReady>(message);
        if (ready.exchange != "edgex") return reception.send_away(socket, "not a page of EdgeX");
        if (!options.ticker.empty() && ready.ticker != options.ticker)
            return reception.send_away(socket, fmt::format("this desk trades {}", options.ticker));
        if (page_socket) {
            if (now - heard < options.page_silence)
                return reception.send_away(socket, "another page is paired", Reception::kOtherPage);
            page_socket->drop();
            lose_page({Errc::timed_out, "the EdgeX page was silent, and another came"});
        }
        pair(socket, ready, now);
    }

    void pair(net::ServerSocket& socket, const page::FrontendReady& ready, Time now) {
        page_socket = reception.release(socket);
        info = {.account_id = std::string{ready.account_id},
                .version = std::string{ready.version},
                .contract_id = std::string{ready.contract_id},
                .ticker = std::string{ready.ticker}};
        heard = now;
        forget_the_time();
        ++counts.pairings;
        say(fmt::format("✓ EdgeX frontend connected: ticker={}, contractId={}", info.ticker,
                        info.contract_id));
        ask_the_time(now);
    }

    void lose_page(const Error& why) {
        page_socket.reset();
        say(fmt::format("EdgeX bridge: {}", why.message));
        stop_commands(why);
    }

    // Nothing may be sent or believed until the page's clock is known (again).
    void stop_commands(const Error& why) {
        is_ready = false;  // before anybody is told: they may ask for more at once
        forget_the_time();
        quote_here = false;
        calls.fail_all(why);
        if (listener) listener->on_page_down(why);
    }

    void forget_the_time() {
        clock = PageClock{options.clock_round_trip};
        clock_samples = 0;
        slow_answers = 0;
        asked_the_time.reset();
        last_quote_at = 0;
    }

    // --- The paired page.

    void from_page(const page::Message& message, Time now) {
        std::visit([&](const auto& content) { take(content, now); }, message);
    }

    void take(const page::Unknown&, Time) {}
    void take(const page::FrontendReady&, Time) {}
    void take(const page::Ping& ping, Time) { page_socket->send(page::pong(ping.timestamp)); }

    void take(const page::StatusReport& report, Time now) {
        if (!asked_the_time || report.id != asked_the_time->id) return;
        const Duration round_trip = now - asked_the_time->at;
        clock.sample(asked_the_time->at, report.at_ms, now);
        asked_the_time.reset();
        if (is_ready) return;
        if (!clock.known() && ++slow_answers == kSlowAnswers)
            say(
                fmt::format("EdgeX bridge: the page takes {} ms to answer, and {} ms are too many; "
                            "is its tab in the background?",
                            round_trip.ns / 1'000'000, options.clock_round_trip.ns / 1'000'000));
        if (!clock.known()) return;  // the sweep asks again
        if (++clock_samples < 3) return ask_the_time(now);
        is_ready = true;
        quote_wanted_since = now;
        if (listener) listener->on_page_up(info);
    }

    void take(const page::MarketData& data, Time now) {
        if (!is_ready) {
            ++counts.early_quotes;
            return;
        }
        if (!data.bid && !data.ask)
            return lose_quote(
                {Errc::not_ready, "the page has no book: " + std::string{data.reason}});
        const Time seen = clock.ours(data.at_ms);
        if (now - seen > options.max_quote_age + clock.uncertainty()) {
            ++counts.stale_quotes;
            return;
        }
        if (seen - now > kFuture + clock.uncertainty()) {
            ++counts.stale_quotes;
            stop_commands({Errc::not_ready, "the page's clock was set"});
            if (page_socket) ask_the_time(now);
            return;
        }
        if (data.at_ms < last_quote_at) {
            ++counts.unordered_quotes;
            return;
        }
        last_quote_at = data.at_ms;
        quote_here = true;
        quote_wanted_since = now;
        if (listener)
            listener->on_quote({.version = data.version,
                                .bid = data.bid.value_or(Price{}),
                                .bid_quantity = data.bid_quantity,
                                .ask = data.ask.value_or(Price{}),
                                .ask_quantity = data.ask_quantity,
                                .seen = seen,
                                .received = now});
    }

    void take(const page::OrderPlaced& placed, Time now) {
        const auto at = calls.answer(placed);
        if (!at || !placed.success || placed.answered_ms == 0 || !clock.known()) return;
        const auto since = [](Time to, Time from) { return std::max(to - from, Duration{}); };
        const Time received = clock.ours(placed.received_ms);
        const Time signed_at = clock.ours(placed.signed_ms);
        const Time answered = clock.ours(placed.answered_ms);
        const PageLatency latency{.to_page = since(received, *at),
                                  .signing = since(signed_at, received),
                                  .venue = since(answered, signed_at),
                                  .to_us = since(now, answered),
                                  .total = now - *at};
        latencies.add(latency);
        if (listener) listener->on_latency(latency);
    }

    void take(const page::OrderChanged& changed, Time now) {
        PageOrderUpdate update = changed.update;
        update.received = now;
        if (listener) listener->on_order_update(update);
    }

    void take(const page::OrderCancelled& cancelled, Time) { calls.answer(cancelled); }
    void take(const page::Answer& answer, Time now) { calls.answer(answer, now); }

    void take(const page::AccountFrame& account, Time now) {
        frame.reserve(account.frame.size() + 64);  // what simdjson may read past the end
        frame = account.frame;
        if (listener) listener->on_account_frame(frame, now);
    }
    void take(const page::AccountStream& stream, Time) {
        if (listener) listener->on_account_stream(stream.up);
    }

    void lose_quote(const Error& why) {
        if (!std::exchange(quote_here, false)) return;
        if (listener) listener->on_quote_lost(why);
    }

    // --- Time.

    void ask_the_time(Time now) {
        if (asked_the_time) return;
        asked_the_time = {++last_status, now};
        time_asked_at = now;
        page_socket->send(page::query_status(last_status, in_ms(now)));
    }

    void sweep_later() {
        sweeper.after(kSweepEvery, [this] {
            sweep_later();
            sweep(loop.now());
        });
    }

    void sweep(Time now) {
        reception.sweep(now);
        calls.expire(now);
        if (!page_socket) return;
        if (now - heard > options.page_silence) {
            page_socket->drop();
            return lose_page({Errc::timed_out, "the EdgeX page is silent"});
        }
        // An answer that took too long says nothing; the next one may.
        if (asked_the_time && now - asked_the_time->at > options.clock_every)
            asked_the_time.reset();
        if (now - time_asked_at > (is_ready ? options.clock_every : milliseconds(500)))
            ask_the_time(now);
        if (is_ready && now - quote_wanted_since > options.quote_silence)
            lose_quote({Errc::timed_out, "no fresh market data from the page"});
    }

    void say(std::string_view line) const {
        if (options.say) options.say(line);
    }

    // What waits for an answer that nobody will give: told from the loop, as everything is.
    void later(std::move_only_function<void()> work) {
        loop.post([self = shared_from_this(), work = std::move(work)]() mutable {
            if (!self->gone) work();
        });
    }

    void refuse(BrowserTransport::Done done) {
        later([done = std::move(done)] {
            done({.what = PageAnswer::What::never_sent,
                  .venue_order_id = {},
                  .code = {},
                  .text = "no EdgeX page is connected"});
        });
    }

    struct TimeQuestion {
        std::uint64_t id;
        Time at;
    };

    net::EventLoop& loop;
    BridgeOptions options;
    Reception reception;
    BridgeCounts counts;
    PageLatencies latencies;
    BrowserListener* listener{nullptr};
    page::Reader reader;
    std::shared_ptr<net::ServerSocket> page_socket;
    PageInfo info;
    Time heard;  // anything of the page
    bool is_ready{false};
    PageClock clock;
    int clock_samples{0};
    int slow_answers{0};  // that said nothing of the clock
    std::optional<TimeQuestion> asked_the_time;
    Time time_asked_at;
    std::uint64_t last_status{0};
    bool quote_here{false};
    double last_quote_at{0};  // by the page's clock
    Time quote_wanted_since;
    PageCalls calls;
    std::string frame;
    bool gone{false};  // the Bridge was destroyed

    net::Timer sweeper;
    net::Server server;
};

Bridge::Bridge(net::EventLoop& loop, BridgeOptions options)
    : impl_(std::make_shared<Impl>(loop, std::move(options))) {
    impl_->sweep_later();
}

// The server may be the one that is calling us: it goes when the loop is back at its own level.
Bridge::~Bridge() {
    net::EventLoop& loop = impl_->loop;
    impl_->listener = nullptr;
    impl_->calls = {};
    impl_->gone = true;
    impl_->sweeper.cancel();
    impl_->server.close();
    loop.post([last = std::move(impl_)] {});
}

std::uint16_t Bridge::port() const {
    return impl_->server.port();
}
const std::string& Bridge::token() const {
    return impl_->reception.token().text();
}
void Bridge::turn_away(std::string_view why) {
    if (!impl_->page_socket) return;
    const auto socket = impl_->page_socket;
    impl_->lose_page({Errc::refused, std::string{why}});
    socket->close(Reception::kPolicy, why.substr(0, kLongestReason));
}
BridgeCounts Bridge::counts() const {
    BridgeCounts out = impl_->counts;
    out.foreign_origins = impl_->reception.foreign_origins();
    out.wrong_tokens = impl_->reception.wrong_tokens();
    return out;
}
const PageLatencies& Bridge::latencies() const {
    return impl_->latencies;
}
void Bridge::listen(BrowserListener* listener) {
    impl_->listener = listener;
}
bool Bridge::ready() const {
    return impl_->is_ready;
}

void Bridge::place(const PageOrder& order, Done done) {
    if (!ready()) return impl_->refuse(std::move(done));
    const Time now = impl_->loop.now();
    const Time latest = now + impl_->options.command_age;
    const Time deadline = order.send_before.known() ? std::min(order.send_before, latest) : latest;
    impl_->calls.place(order.client_order_id, now, now + impl_->options.answer_timeout,
                       std::move(done));
    impl_->page_socket->send(page::execute_order(order, impl_->clock.pages(deadline), in_ms(now)));
}

void Bridge::cancel(std::string_view venue_order_id, std::string_view client_order_id, Done done) {
    if (!ready()) return impl_->refuse(std::move(done));
    const Time now = impl_->loop.now();
    impl_->calls.cancel(std::string{venue_order_id}, std::string{client_order_id},
                        now + impl_->options.answer_timeout, std::move(done));
    impl_->page_socket->send(page::cancel_order(venue_order_id, client_order_id, in_ms(now)));
}

void Bridge::send(net::HttpRequest request, net::HttpDone done) {
    if (!ready())
        return impl_->later([done = std::move(done)] {
            done(std::unexpected{
                net::HttpFailure{false, Error{Errc::disconnected, "no EdgeX page is connected"}}});
        });
    const Time now = impl_->loop.now();
    const std::uint64_t id = impl_->calls.request(now, now + request.timeout, std::move(done));
    impl_->page_socket->send(
        page::rest_request(id, request.method, request.target, request.body, in_ms(now)));
}

void Bridge::emergency_close(Side side, std::string_view quantity) {
    if (impl_->page_socket)
        impl_->page_socket->send(page::emergency_close(side, quantity, in_ms(impl_->loop.now())));
}

void Bridge::resubscribe() {
    if (impl_->page_socket) impl_->page_socket->send(page::resubscribe(in_ms(impl_->loop.now())));
}

}  // namespace twinleg::venues::edgex
