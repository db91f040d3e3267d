#include "venues/aster/door.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "net/retry_after.h"
#include "venues/aster/answers.h"
#include "venues/aster/words.h"

namespace twinleg::venues::aster {
namespace {

constexpr std::uint32_t kWeightPerMinute = 2400;
constexpr std::uint32_t kOrdersPerMinute = 1200;
constexpr std::uint32_t kMost = 1'000'000;
constexpr std::size_t kLongestMessage = 200;

// A minute's worth in one burst would leave nothing; a quarter does.
std::uint32_t at_once(std::uint32_t per_minute) {
    return std::max(per_minute / 4, 10U);
}

bool too_many(int status) {
    return status == 429 || status == 418;
}

std::string variables_of(Generation generation) {
    return generation == Generation::v1
               ? fmt::format("{} and {}", kKeyVariable, kSecretVariable)
               : fmt::format("{}, {} and {}", kUserVariable, kSignerVariable, kPrivateKeyVariable);
}

}  // namespace

std::string Reply::text() const {
    if (code != 0) return std::to_string(code) + ": " + message;
    return message.empty() ? "HTTP " + std::to_string(status) : message;
}

Error Reply::error(std::string_view what) const {
    Errc meaning = errc;
    if (kind == Kind::refused)
        meaning = too_many(status) || is_rate_refusal(code)                ? Errc::rate_limited
                  : is_key_refusal(code) || status == 401 || status == 403 ? Errc::unauthorised
                                                                           : Errc::refused;
    if (kind == Kind::good) meaning = Errc::malformed;
    return {meaning, "aster: " + std::string{what} + ": " + text()};
}

Door::Door(kit::DeskSide& desk, const Settings& settings, std::function<void()> clock_doubtful)
    : desk_(desk),
      settings_(settings),
      clock_doubtful_(std::move(clock_doubtful)),
      weight_(desk.loop, desk.slot.share(kWeightPerMinute),
              at_once(desk.slot.share(kWeightPerMinute))),
      orders_budget_(desk.loop, desk.slot.share(kOrdersPerMinute),
                     at_once(desk.slot.share(kOrdersPerMinute))),
      order_path_(settings.path("order")),
      clients_(desk.loop, settings.rest, settings.ca_file) {}

void Door::allow(std::uint64_t weight_per_minute, std::uint64_t orders_per_minute) {
    const auto set = [this](kit::Budget& budget, std::uint64_t told, std::uint32_t usual) {
        if (told == 0 || told == usual) return;
        const auto limit =
            desk_.slot.share(static_cast<std::uint32_t>(std::min<std::uint64_t>(told, kMost)));
        budget.set(limit, at_once(limit));
    };
    set(weight_, weight_per_minute, kWeightPerMinute);
    set(orders_budget_, orders_per_minute, kOrdersPerMinute);
}

void Door::refuse(Errc code, std::string why, Done done) {
    clients_.refuse({code, std::move(why)},
                    [this, done = std::move(done)](auto answer) { done(read(std::move(answer))); });
}

void Door::send(net::HttpRequest request, std::uint32_t weight, bool urgent, Done done) {
    if (!weight_.take(weight, urgent))
        return refuse(Errc::rate_limited, "our own rate limit leaves no room", std::move(done));
    request.urgent = urgent;
    clients_.order(std::move(request),
                   [this, done = std::move(done)](auto answer) { done(read(std::move(answer))); });
}

void Door::ask(std::function<net::HttpRequest()> make, std::uint32_t weight, bool urgent,
               Done done) {
    if (urgent) {
        if (!weight_.take(weight, true))
            return refuse(Errc::rate_limited, "our own rate limit leaves no room", std::move(done));
        return ask_now(make(), true, std::move(done));
    }
    Done no = done;
    const bool will =
        weight_.in_turn(weight, [this, make = std::move(make), done = std::move(done)]() mutable {
            ask_now(make(), false, std::move(done));
        });
    if (!will) refuse(Errc::rate_limited, "our own rate limit leaves no room", std::move(no));
}

void Door::ask_now(net::HttpRequest request, bool urgent, Done done) {
    request.urgent = urgent;
    clients_.question(std::move(request), [this, done = std::move(done)](auto answer) {
        done(read(std::move(answer)));
    });
}

Reply Door::read(std::expected<net::HttpResponse, net::HttpFailure> answer) {
    Reply reply;
    if (!answer) {
        reply.kind = answer.error().sent ? Reply::Kind::lost : Reply::Kind::not_sent;
        reply.errc = answer.error().error.code;
        reply.message = std::move(answer.error().error.message);
        return reply;
    }
    reply.status = answer->status;
    reply.sent = answer->sent;
    reply.received = answer->received;
    if (reply.status == 200) {
        reply.kind = Reply::Kind::good;
        reply.body = std::move(answer->body);
        return reply;
    }
    if (auto said = read_verdict(answer->body)) {
        reply.code = said->code;
        reply.message = said->message.substr(0, kLongestMessage);
    }
    if (too_many(reply.status)) {
        const Time now = desk_.now();
        const auto wait = net::retry_after(answer->header("Retry-After"), now);
        const Time until =
            now + std::clamp(wait.value_or(seconds(1)), milliseconds(200), minutes(5));
        weight_.punish(until);
        orders_budget_.punish(until);
        reply.kind = Reply::Kind::refused;
        return reply;
    }
    // 5xx, pages of a proxy, the venue's own doubts: what was asked may have been done.
    if (reply.status >= 500 || reply.status == 408 || reply.code == 0 ||
        reason_of_refusal(reply.code, reply.message) == Reason::unavailable) {
        reply.kind = Reply::Kind::lost;
        return reply;
    }
    reply.kind = Reply::Kind::refused;
    if (is_clock_refusal(reply.code)) clock_doubtful_();
    if (is_key_refusal(reply.code) || reply.status == 401 || reply.status == 403)
        reply.message.append("; look at ").append(variables_of(settings_.generation));
    return reply;
}

net::HttpRequest Door::request(std::string_view method, std::string_view name, Auth::Signed made) {
    net::HttpRequest out;
    out.method = method;
    out.target = settings_.path(name);
    out.headers = std::move(made.headers);
    if (method == "POST" || method == "PUT") {
        out.body = std::move(made.text);
        const bool typed = std::ranges::any_of(
            out.headers, [](const net::Header& h) { return h.name == "Content-Type"; });
        if (!typed) out.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    } else {
        out.target.append("?").append(made.text);
        std::erase_if(out.headers, [](const net::Header& h) { return h.name == "Content-Type"; });
    }
    return out;
}

void Door::get_public(std::string_view name, std::string_view query, std::uint32_t weight,
                      Done done) {
    std::string target =
        (settings_.generation == Generation::v1 ? "/fapi/v1/" : "/fapi/v3/") + std::string{name};
    if (!query.empty()) target.append("?").append(query);
    ask([target = std::move(target)] { return net::HttpRequest{.target = target}; }, weight, false,
        std::move(done));
}

void Door::get(std::string_view name, std::string parameters, std::uint32_t weight, bool urgent,
               Done done) {
    if (auth_ == nullptr) return refuse(Errc::not_ready, "no keys are set", std::move(done));
    ask(
        [this, name = std::string{name}, parameters = std::move(parameters)] {
            const Time now = desk_.clock.to_venue(desk_.now());
            return request("GET", name, auth_->sign(parameters, now, now + Auth::kQuestions));
        },
        weight, urgent, std::move(done));
}

void Door::place(const OrderFields& order, Time valid_until, bool urgent, Done done) {
    if (auth_ == nullptr) return refuse(Errc::not_ready, "no keys are set", std::move(done));
    const std::uint64_t began = runtime::cycles();
    const Time now = desk_.now();
    if ((valid_until - now).ns < 1'000'000)
        return refuse(Errc::timed_out, "the order's time was over", std::move(done));
    if (!orders_budget_.take(1, urgent))
        return refuse(Errc::rate_limited, "our own rate limit leaves no room", std::move(done));
    Auth::Signed made =
        auth_->order(order, desk_.clock.to_venue(now), desk_.clock.to_venue(valid_until));
    desk_.timed(runtime::LatencyStage::sign, began);
    net::HttpRequest out{.method = "POST",
                         .target = order_path_,
                         .headers = std::move(made.headers),
                         .body = std::move(made.text)};
    if (auth_->generation() == Generation::v1)
        out.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    send(std::move(out), 1, urgent, std::move(done));
}

void Door::change(std::string_view method, std::string_view name, std::string parameters,
                  std::uint32_t weight, Done done) {
    if (auth_ == nullptr) return refuse(Errc::not_ready, "no keys are set", std::move(done));
    const Time now = desk_.clock.to_venue(desk_.now());
    send(request(method, name, auth_->sign(std::move(parameters), now, now + Auth::kQuestions)),
         weight, true, std::move(done));
}

void Door::listen_key(std::string_view method, Done done) {
    if (auth_ == nullptr) return refuse(Errc::not_ready, "no keys are set", std::move(done));
    ask(
        [this, method = std::string{method}] {
            return request(method, "listenKey",
                           auth_->listen_key(desk_.clock.to_venue(desk_.now())));
        },
        1, true, std::move(done));
}

void Door::idle(Time now) {
    if (auth_ == nullptr) return;
    auth_->prepare();
    clients_.warm(now);
}

void Door::close() {
    weight_.clear();
    clients_.close();
}

}  // namespace twinleg::venues::aster
