#include "venues/backpack/door.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "net/retry_after.h"
#include "venues/backpack/answers.h"
#include "venues/backpack/signing_text.h"
#include "venues/backpack/words.h"

namespace twinleg::venues::backpack {
namespace {

constexpr std::uint32_t kCallsPerMinute = 2000;
constexpr std::uint32_t kCallsAtOnce = 200;
constexpr std::uint32_t kHistoriesPerMinute = 30;
constexpr std::uint32_t kHistoriesAtOnce = 10;
constexpr std::size_t kLongestMessage = 200;

std::vector<net::Header> headers_of(std::vector<Header> headers) {
    std::vector<net::Header> out;
    out.reserve(headers.size());
    for (Header& header : headers)
        out.push_back({std::string{header.name}, std::move(header.value)});
    return out;
}

}  // namespace

std::string Reply::text() const {
    if (!code.empty()) return message.empty() ? code : code + ": " + message;
    return message.empty() ? "HTTP " + std::to_string(status) : message;
}

Error Reply::error(std::string_view what) const {
    Errc meaning = errc;
    if (kind == Kind::refused)
        meaning = status == 429                  ? Errc::rate_limited
                  : is_key_refusal(status, code) ? Errc::unauthorised
                                                 : Errc::refused;
    if (kind == Kind::good || kind == Kind::taken) meaning = Errc::malformed;
    return {meaning, "backpack: " + std::string{what} + ": " + text()};
}

Door::Door(kit::DeskSide& desk, const Settings& settings, std::function<void()> clock_doubtful)
    : desk_(desk),
      clock_doubtful_(std::move(clock_doubtful)),
      calls_(desk.loop, desk.slot.share(kCallsPerMinute), desk.slot.share(kCallsAtOnce)),
      histories_(desk.loop, desk.slot.share(kHistoriesPerMinute),
                 desk.slot.share(kHistoriesAtOnce)),
      clients_(desk.loop, settings.rest, settings.ca_file) {}

void Door::refuse(Errc code, std::string why, Done done) {
    clients_.refuse({code, std::move(why)}, [this, done = std::move(done)](auto answer) {
        done(read(Budget::calls, std::move(answer)));
    });
}

void Door::send(net::HttpRequest request, bool urgent, Done done) {
    if (!calls_.take(1, urgent))
        return refuse(Errc::rate_limited, "our own rate limit leaves no room", std::move(done));
    request.urgent = urgent;
    clients_.order(std::move(request), [this, done = std::move(done)](auto answer) {
        done(read(Budget::calls, std::move(answer)));
    });
}

void Door::ask(std::string path, std::string instruction, std::string query, Budget budget,
               bool urgent, Done done) {
    if (urgent) {
        if (!budget_of(budget).take(1, true))
            return refuse(Errc::rate_limited, "our own rate limit leaves no room", std::move(done));
        return ask_now(path, instruction, query, budget, true, std::move(done));
    }
    Done no = done;
    const bool will = budget_of(budget).in_turn(
        1, [this, path = std::move(path), instruction = std::move(instruction),
            query = std::move(query), budget, done = std::move(done)]() mutable {
            ask_now(path, instruction, query, budget, false, std::move(done));
        });
    if (!will) refuse(Errc::rate_limited, "our own rate limit leaves no room", std::move(no));
}

void Door::ask_now(const std::string& path, const std::string& instruction,
                   const std::string& query, Budget budget, bool urgent, Done done) {
    net::HttpRequest request{.target = path, .urgent = urgent};
    if (!query.empty()) request.target.append("?").append(query);
    if (!instruction.empty()) {
        const std::uint64_t now_ms = desk_.venue_ms(desk_.now());
        std::string text = text_of_query(instruction, query);
        append_window(text, now_ms, kDefaultWindowMs);
        request.headers =
            headers_of(signer_->headers(signer_->sign(text), now_ms, kDefaultWindowMs, false));
    }
    clients_.question(std::move(request), [this, budget, done = std::move(done)](auto answer) {
        done(read(budget, std::move(answer)));
    });
}

Reply Door::read(Budget budget, std::expected<net::HttpResponse, net::HttpFailure> answer) {
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
    if (reply.status == 200 || reply.status == 204) {
        reply.kind = Reply::Kind::good;
        reply.body = std::move(answer->body);
        return reply;
    }
    if (reply.status == 202) {
        reply.kind = Reply::Kind::taken;
        return reply;
    }
    if (auto said = read_refusal(answer->body)) {
        reply.code = std::move(said->code);
        reply.message = said->message.substr(0, kLongestMessage);
    }
    if (reply.status == 429) {
        const Time now = desk_.now();
        const auto wait = net::retry_after(answer->header("Retry-After"), now);
        budget_of(budget).punish(
            now + std::clamp(wait.value_or(seconds(1)), milliseconds(200), minutes(2)));
        reply.kind = Reply::Kind::refused;
        return reply;
    }
    // 5xx, pages of a proxy, the venue's own trouble: what was asked may have been done.
    if (reply.status >= 500 || reply.status == 408 || reply.code.empty() ||
        reason_of_refusal(reply.code, reply.message) == Reason::unavailable) {
        reply.kind = Reply::Kind::lost;
        return reply;
    }
    reply.kind = Reply::Kind::refused;
    if (is_clock_refusal(reply.code, reply.message)) clock_doubtful_();
    if (is_key_refusal(reply.status, reply.code))
        reply.message += fmt::format("; look at {} and {}", kPublicKeyVariable, kSecretKeyVariable);
    return reply;
}

void Door::get_public(std::string_view path, std::string_view query, Done done) {
    ask(std::string{path}, {}, std::string{query}, Budget::calls, false, std::move(done));
}

void Door::get(std::string_view path, std::string_view instruction, std::string_view query,
               bool urgent, Done done, Budget budget) {
    if (signer_ == nullptr) return refuse(Errc::not_ready, "no keys are set", std::move(done));
    ask(std::string{path}, std::string{instruction}, std::string{query}, budget, urgent,
        std::move(done));
}

void Door::place(const OrderFields& order, Time valid_until, bool urgent, Done done) {
    if (signer_ == nullptr) return refuse(Errc::not_ready, "no keys are set", std::move(done));
    const std::uint64_t began = runtime::cycles();
    const Time now = desk_.now();
    // The venue takes it while |its clock − timestamp| is within the window, so that timestamp +
    // window is the last moment; whole milliseconds, cut.
    const std::int64_t window = (valid_until - now).ns / 1'000'000;
    if (window < 1) return refuse(Errc::timed_out, "the order's time was over", std::move(done));
    auto made =
        signer_->order(order, desk_.venue_ms(now),
                       static_cast<unsigned>(std::min<std::int64_t>(window, kGreatestWindowMs)));
    if (!made) return refuse(made.error().code, made.error().message, std::move(done));
    desk_.timed(runtime::LatencyStage::sign, began);
    net::HttpRequest request{
        .method = "POST", .target = "/api/v1/order", .body = std::move(made->body)};
    request.headers = headers_of(std::move(made->headers));
    send(std::move(request), urgent, std::move(done));
}

void Door::remove(std::string_view path, std::string_view instruction, std::string body,
                  std::string_view pairs, Done done) {
    if (signer_ == nullptr) return refuse(Errc::not_ready, "no keys are set", std::move(done));
    const std::uint64_t now_ms = desk_.venue_ms(desk_.now());
    std::string text;
    text.reserve(160);
    text.append("instruction=").append(instruction).append("&").append(pairs);
    append_window(text, now_ms, kDefaultWindowMs);
    net::HttpRequest request{
        .method = "DELETE", .target = std::string{path}, .body = std::move(body)};
    request.headers =
        headers_of(signer_->headers(signer_->sign(text), now_ms, kDefaultWindowMs, true));
    send(std::move(request), true, std::move(done));
}

void Door::idle(Time now) {
    if (signer_ != nullptr) clients_.warm(now);
}

void Door::close() {
    calls_.clear();
    histories_.clear();
    clients_.close();
}

}  // namespace twinleg::venues::backpack
