#include "venues/lighter/session.h"

#include <utility>

namespace twinleg::venues::lighter {
namespace {

constexpr Duration kFirstWait = milliseconds(250);
constexpr Duration kLongestWait = seconds(10);
constexpr Duration kPingAfter = seconds(30);
constexpr Duration kGreetingLimit = seconds(10);
// Connections live 24 hours: renewed in a quiet moment of the last one, in the last minutes anyhow.
constexpr Duration kRenewAfter = minutes(23 * 60);
constexpr Duration kRenewAnyhow = minutes(23 * 60 + 50);
// A connection that lasted so long was a good one: the next wait is a short one again.
constexpr Duration kGoodLife = seconds(10);

}  // namespace

Session::Session(net::EventLoop& loop, const net::Url& url, net::WsOptions options,
                 std::uint64_t seed, SessionEvents& events)
    : loop_(loop),
      events_(events),
      socket_(loop, url, std::move(options), *this),
      retry_(loop),
      backoff_(kFirstWait, kLongestWait, seed) {}

void Session::open() {
    if (wanted_) return;
    wanted_ = true;
    connect();
}

void Session::close() {
    wanted_ = false;
    ready_ = opened_ = false;
    retry_.cancel();
    socket_.close();
}

bool Session::send(std::string_view text) {
    if (!opened_ || !socket_.send(text)) return false;
    last_sent_ = loop_.now();
    return true;
}

void Session::connect() {
    renew_wanted_ = false;
    since_ = loop_.now();
    socket_.open();
}

void Session::on_open() {
    opened_ = true;
    since_ = last_sent_ = loop_.now();
}

void Session::on_connected() {
    if (!opened_ || ready_) return;
    ready_ = true;
    events_.on_ready();
}

void Session::on_message(std::span<char> data, bool binary, Time received) {
    if (binary) return;  // it speaks text alone
    events_.on_frame(data, received);
}

void Session::on_down(const Error& why) {
    gone(why);
}

void Session::gone(const Error& why) {
    const bool lasted = opened_ && loop_.now() - since_ >= kGoodLife;
    ready_ = opened_ = false;
    events_.on_gone(why);
    if (!wanted_) return;
    if (lasted) backoff_.reset();
    retry_.after(backoff_.next(), [this] { connect(); });
}

void Session::renew(Error why) {
    if (!wanted_) return;
    socket_.close();  // no callback comes of it
    gone(why);
}

void Session::tick(Time now, bool quiet) {
    if (!wanted_ || !opened_) return;
    const Duration age = now - since_;
    if (renew_wanted_ || age >= kRenewAnyhow || (age >= kRenewAfter && quiet)) {
        const std::string_view why = renew_wanted_ ? "lighter: the server is going down"
                                                   : "lighter: 24 hours are nearly over";
        renew({Errc::disconnected, std::string{why}});
        return;
    }
    if (!ready_) {
        if (age >= kGreetingLimit)
            renew({Errc::timed_out, "lighter: the socket opened, and the server said nothing"});
        return;
    }
    if (now - last_sent_ >= kPingAfter) static_cast<void>(send(R"({"type":"ping"})"));
}

}  // namespace twinleg::venues::lighter
