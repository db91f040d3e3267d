#include "venues/paradex/login.h"

#include <algorithm>
#include <utility>

#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

// While the venue goes on refusing our key, the pauses grow so far.
constexpr Duration kLongestPause = seconds(30);

template <std::size_t N>
std::vector<net::Header> headers_of(const std::array<Header, N>& all) {
    std::vector<net::Header> out;
    for (const Header& each : all)
        out.push_back({std::string{each.name}, each.value});
    return out;
}

}  // namespace

Error Login::explain(const Reply& reply) const {
    Error error = reply.error("login");
    if (reply.kind != Reply::Kind::refused) return error;
    if (is_not_onboarded(reply.code)) {
        error.code = Errc::unauthorised;
        error.message += identity_.subkey()
                             ? "; the subkey of PARADEX_L2_PRIVATE_KEY is not registered under "
                               "PARADEX_L2_ADDRESS: register it on the venue's page"
                             : "; the account was never opened: deposit once on the venue's page, "
                               "or set PARADEX_L1_ADDRESS and start trading";
    } else if (is_clock(reply.code)) {
        error.message += "; this computer's clock is off: set it (chrony or ntpd)";
    } else if (is_auth(reply.code) || holds(reply.code, "signature") || reply.status == 401) {
        error.code = Errc::unauthorised;
        error.message +=
            "; look at PARADEX_L2_PRIVATE_KEY, and with a subkey at PARADEX_L2_ADDRESS";
    }
    return error;
}

void Login::begin(bool may_onboard, std::function<void(Result<void>)> done) {
    running_ = true;
    may_onboard_ = may_onboard;
    waiting_.push_back(std::move(done));
    if (!asking_) attempt();
}

void Login::attempt() {
    asking_ = true;
    asked_ = station_.now();
    const auto signed_login = identity_.sign_login(station_.venue_ms(asked_) / 1000);
    if (!signed_login) return finish(std::unexpected{signed_login.error()});
    rest_.post(signed_login->path, headers_of(signed_login->headers), {},
               [this](const Reply& reply) { answered(reply); });
}

void Login::answered(const Reply& reply) {
    if (reply.good()) {
        auto token = answers_.token(reply.body);
        if (!token) return finish(std::unexpected{token.error()});
        token_ = std::move(*token);
        made_ = asked_;
        rest_.set_token(token_);
        return finish({});
    }
    const bool main = !identity_.subkey() && !identity_.l1_address().empty();
    if (is_not_onboarded(reply.code) && may_onboard_ && main) {
        may_onboard_ = false;  // once
        return onboard();
    }
    finish(std::unexpected{explain(reply)});
}

void Login::onboard() {
    const auto request = identity_.sign_onboarding();
    if (!request) return finish(std::unexpected{request.error()});
    rest_.post(request->path, headers_of(request->headers), request->body,
               [this](const Reply& reply) {
                   if (!reply.good()) return finish(std::unexpected{reply.error("onboarding")});
                   onboarded_ = true;
                   attempt();
               });
}

void Login::finish(Result<void> result) {
    asking_ = false;
    const bool refused = !result && result.error().code == Errc::unauthorised;
    pause_ = refused ? std::min(pause_ * 2, kLongestPause) : kPause;
    if (!result) station_.say(result.error().message);
    for (auto& done : std::exchange(waiting_, {}))
        done(result);
    if (result && listener_) listener_();
}

void Login::refused() {
    if (asking_) return;
    made_ = {};  // if it is too soon, or this attempt fails, tick() goes on
    if (running_ && station_.now() - asked_ >= pause_) attempt();
}

void Login::tick(Time now) {
    if (!running_ || asking_ || now - asked_ < pause_) return;
    if (now - made_ >= kRenewAfter) attempt();
}

}  // namespace twinleg::venues::paradex
