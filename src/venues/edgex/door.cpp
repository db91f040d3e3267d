#include "venues/edgex/door.h"

#include <algorithm>
#include <utility>

#include "net/form.h"
#include "net/retry_after.h"
#include "runtime/cycles.h"
#include "runtime/latency.h"
#include "venues/edgex/words.h"

namespace twinleg::venues::edgex {
namespace {

constexpr std::uint32_t kOrdersPerMinute = 1800;
constexpr std::uint32_t kQuestionsPerMinute = 900;
constexpr std::uint32_t kReserved = 33;
constexpr Duration kMostWait = seconds(2);
constexpr std::size_t kMostWaiting = 64;
constexpr Duration kPageTimeout = seconds(10);  // the page's own is eight
constexpr std::string_view kTooMany = "HTTP_TOO_MANY_REQUESTS";

net::TokenBucket budget_of(std::uint32_t per_minute) {
    return {per_minute, std::clamp(per_minute / 12, 3U, 150U), kReserved};
}

// An answer with this status says nothing about what was done.
bool server_trouble(int status) {
    return status >= 500 || status == 408;
}

}  // namespace

Door::Door(DeskSide& desk, std::function<void()> clock_doubtful)
    : desk_(desk),
      clock_doubtful_(std::move(clock_doubtful)),
      orders_budget_(budget_of(desk.slot.share(kOrdersPerMinute))),
      questions_budget_(budget_of(desk.slot.share(kQuestionsPerMinute))),
      token_(desk.loop),
      clients_(desk.loop, desk.settings.rest, desk.settings.ca_file) {}

void Door::allow_orders(std::uint32_t per_minute) {
    orders_budget_ = budget_of(desk_.slot.share(per_minute));
}

bool Door::take_order_token(bool urgent) {
    return orders_budget_.take(desk_.loop.now(), 1, urgent);
}

// Looks at an answer before it is given on.
net::HttpDone Door::looked_at(net::HttpDone done) {
    return [this, done = std::move(done)](auto result) {
        if (result) look(*result);
        done(std::move(result));
    };
}

// Signed and sent by the page.
void Door::send_by_page(net::HttpRequest request, net::HttpDone done) {
    request.timeout = kPageTimeout;
    page_->send(std::move(request), looked_at(std::move(done)));
}

// What every answer tells besides: too many, or a clock that is off.
void Door::look(const net::HttpResponse& response) {
    const Time now = desk_.loop.now();
    if (response.status == 429) {
        const auto wait = net::retry_after(response.header("Retry-After"), now);
        const Time until =
            now + std::clamp(wait.value_or(seconds(1)), milliseconds(200), minutes(2));
        orders_budget_.punish(now, until);
        questions_budget_.punish(now, until);
        return;
    }
    if (response.body.size() > 2000 || !is_clock_word(response.body)) return;
    const auto reply = answers_.envelope(response.body);
    if (reply && !reply->ok() && is_clock_word(reply->code)) clock_doubtful_();
}

void Door::get_public(std::string_view name, const Params& params, net::HttpDone done) {
    net::HttpRequest request;
    request.target = desk_.settings.path(name);
    if (!params.empty()) request.target += '?' + net::encode_form(params);
    clients_.question(std::move(request), looked_at(std::move(done)));
}

void Door::get(std::string_view name, Params params, bool urgent, net::HttpDone done) {
    if (auth_ == nullptr && page_ == nullptr)
        return clients_.refuse({Errc::not_ready, "edgex: no keys are set"}, std::move(done));
    std::ranges::sort(params);
    Waiting question{std::string{name}, std::move(params), std::move(done)};
    const Time now = desk_.loop.now();
    if ((urgent || waiting_.empty()) && questions_budget_.take(now, 1, urgent))
        return ask(std::move(question), urgent);
    if (waiting_.size() >= kMostWaiting ||
        questions_budget_.ready_at(now, 1, false) - now > kMostWait)
        return clients_.refuse({Errc::rate_limited, "edgex: too many questions"},
                               std::move(question.done));
    waiting_.push_back(std::move(question));
    ask_waiting();
}

void Door::ask_waiting() {
    const Time now = desk_.loop.now();
    while (!waiting_.empty() && questions_budget_.take(now, 1, false)) {
        ask(std::move(waiting_.front()), false);
        waiting_.pop_front();
    }
    if (waiting_.empty()) return;
    const Duration wait = questions_budget_.ready_at(now, 1, false) - now;
    token_.after(std::max(wait, milliseconds(1)), [this] { ask_waiting(); });
}

void Door::ask(Waiting question, bool urgent) {
    const std::string path = desk_.settings.path(question.name);
    net::HttpRequest request;
    request.target = path + '?' + net::encode_form(question.params);
    if (page_ != nullptr) return send_by_page(std::move(request), std::move(question.done));
    std::string text;
    for (const auto& [key, value] : question.params)
        text.append(text.empty() ? "" : "&").append(key).append("=").append(value);
    auto headers = auth_->sign_request(desk_.clock.venue_ms(desk_.loop.now()), "GET", path, text);
    if (!headers) return clients_.refuse(headers.error(), std::move(question.done));
    request.headers = std::move(*headers);
    request.urgent = urgent;
    clients_.question(std::move(request), looked_at(std::move(question.done)));
}

void Door::post(std::string_view name, std::string body, std::string_view canonical, bool urgent,
                net::HttpDone done) {
    if (auth_ == nullptr && page_ == nullptr)
        return clients_.refuse({Errc::not_ready, "edgex: no keys are set"}, std::move(done));
    net::HttpRequest request;
    request.method = "POST";
    request.target = desk_.settings.path(name);
    if (page_ != nullptr) {
        request.body = std::move(body);
        return send_by_page(std::move(request), std::move(done));
    }
    auto headers = auth_->sign_request(desk_.clock.venue_ms(desk_.loop.now()), "POST",
                                       request.target, canonical);
    if (!headers) return clients_.refuse(headers.error(), std::move(done));
    request.headers = std::move(*headers);
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = std::move(body);
    request.urgent = urgent;
    clients_.order(std::move(request), looked_at(std::move(done)));
}

PageAnswer Door::unanswered(
    const std::expected<net::HttpResponse, net::HttpFailure>& result) const {
    PageAnswer out;
    if (!result) {
        out.what = result.error().sent ? PageAnswer::What::unknown : PageAnswer::What::never_sent;
        out.text = result.error().error.message;
    } else {
        out.what = PageAnswer::What::unknown;
        out.text = "status " + std::to_string(result->status);
    }
    return out;
}

PageAnswer Door::placed(const std::expected<net::HttpResponse, net::HttpFailure>& result) {
    if (!result || server_trouble(result->status)) return unanswered(result);
    PageAnswer out{.what = PageAnswer::What::refused};
    if (result->status == 429) {
        out.code = kTooMany;
        return out;
    }
    const auto reply = answers_.order_id(result->body, out.venue_order_id);
    if (!reply) return unanswered(result);  // not in the venue's form: who knows who answered
    if (reply->ok()) {
        out.what = PageAnswer::What::done;
        return out;
    }
    out.code = reply->code;
    out.text = reply->message;
    if (refusal_reason(reply->code) == Reason::unavailable) out.what = PageAnswer::What::unknown;
    return out;
}

void Door::place_by_page(const OrderTexts& order, Answered done) {
    page_->place({.contract_id = desk_.contract.id,
                  .client_order_id = order.client_order_id,
                  .side = order.side,
                  .time_in_force = order.time_in_force,
                  .reduce_only = order.reduce_only,
                  .price = order.price,
                  .quantity = order.quantity,
                  .send_before = {},
                  .expire_ms = order.expire_ms},
                 [done = std::move(done)](const PageAnswer& answer) {
                     PageAnswer out = answer;
                     if (out.what == PageAnswer::What::refused &&
                         refusal_reason(out.code) == Reason::unavailable)
                         out.what = PageAnswer::What::unknown;
                     done(out);
                 });
}

void Door::place(const OrderTexts& order, bool urgent, Answered done) {
    if (page_ != nullptr) return place_by_page(order, std::move(done));
    const auto began = runtime::cycles();
    auto failed = [&](Error error) {
        clients_.refuse(std::move(error), [this, done](auto result) { done(unanswered(result)); });
    };
    if (auth_ == nullptr) return failed({Errc::not_ready, "edgex: no keys are set"});
    auto made = auth_->sign_order(order, desk_.clock.venue_ms(desk_.loop.now()));
    if (!made) return failed(made.error());
    desk_.timed(runtime::LatencyStage::sign, began);
    net::HttpRequest request;
    request.method = "POST";
    request.target = desk_.settings.path("private/order/createOrder");
    request.headers = std::move(made->headers);
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = std::move(made->body);
    request.urgent = urgent;
    clients_.order(std::move(request), looked_at([this, done = std::move(done)](auto result) {
                       done(placed(result));
                   }));
}

PageAnswer Door::cancelled(const std::expected<net::HttpResponse, net::HttpFailure>& result) {
    if (!result || server_trouble(result->status)) return unanswered(result);
    PageAnswer out{.what = PageAnswer::What::refused};
    if (result->status == 429) {
        out.code = kTooMany;
        return out;
    }
    Answers::CancelResults results;
    const auto reply = answers_.cancel_results(result->body, results);
    if (!reply) return unanswered(result);
    if (!reply->ok()) {
        out.code = reply->code;
        out.text = reply->message;
        if (refusal_reason(reply->code) == Reason::unavailable)
            out.what = PageAnswer::What::unknown;
        return out;
    }
    out.code = results.empty() ? "ORDER_NOT_FOUND" : results.front().second;
    if (cancel_word(out.code) == CancelWord::taken) out.what = PageAnswer::What::done;
    return out;
}

void Door::cancel(std::string_view venue_order_id, std::string_view client_order_id, bool urgent,
                  Answered done) {
    if (page_ != nullptr) return page_->cancel(venue_order_id, client_order_id, std::move(done));
    const bool by_id = !venue_order_id.empty();
    const std::string_view list = by_id ? "orderIdList" : "clientOrderIdList";
    const std::string_view id = by_id ? venue_order_id : client_order_id;
    const std::string owner = account();
    std::string body = R"({"accountId":")";
    body.append(owner).append(R"(",")").append(list).append(R"(":[")").append(id).append(R"("]})");
    std::string canonical = "accountId=";
    canonical.append(owner).append("&").append(list).append("=").append(id);
    post(by_id ? "private/order/cancelOrderById" : "private/order/cancelOrderByClientOrderId",
         std::move(body), canonical, urgent,
         [this, done = std::move(done)](auto result) { done(cancelled(result)); });
}

void Door::cancel_all(std::function<void(bool ok, Time venue_time)> done) {
    const std::string owner = account();
    const std::string& contract = desk_.contract.id;
    post("private/order/cancelAllOrder",
         R"({"accountId":")" + owner + R"(","filterContractIdList":[")" + contract + R"("]})",
         "accountId=" + owner + "&filterContractIdList=" + contract, true,
         [this, done = std::move(done)](auto result) {
             Answers::CancelResults results;
             const auto reply = result ? answers_.cancel_results(result->body, results)
                                       : Result<Reply>{std::unexpected{result.error().error}};
             // One that could not be cancelled because it has just ended is no failure.
             const bool ok =
                 reply && reply->ok() && std::ranges::none_of(results, [](const auto& each) {
                     return cancel_word(each.second) == CancelWord::refused;
                 });
             done(ok, reply ? reply->time : Time{});
         });
}

void Door::idle(Time now) {
    if (auth_ == nullptr) return;
    auth_->idle(desk_.clock.venue_ms(now));
    clients_.warm(now);
}

void Door::close() {
    token_.cancel();
    for (auto& question : std::exchange(waiting_, {}))
        clients_.refuse({Errc::disconnected, "edgex: closed"}, std::move(question.done));
    clients_.close();
}

}  // namespace twinleg::venues::edgex
