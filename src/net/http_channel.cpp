#include "net/http_channel.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace twinleg::net {
namespace {

using Clock = std::chrono::steady_clock;

Duration left_until(Clock::time_point deadline) {
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(deadline - Clock::now()).count()};
}

}  // namespace

HttpChannel::HttpChannel(EventLoop& loop, std::shared_ptr<Connection> connection,
                         const HttpOptions& options, std::string whom, Pool& pool)
    : loop_{loop},
      connection_{std::move(connection)},
      options_{options},
      whom_{std::move(whom)},
      pool_{&pool},
      reader_{options.max_body},
      timer_{loop} {}

HttpChannel::~HttpChannel() {
    connection_->abort();
}

void HttpChannel::start() {
    connection_->set_owner(this);
    reader_.begin(false);
    connection_->start();
    enter(Stage::idle);
}

bool HttpChannel::send(HttpExchange& exchange) {
    mark_ = connection_->produced();
    sent_ = loop_.now();
    if (!connection_->write(exchange.text)) return false;
    busy_ = true;
    exchange_ = std::move(exchange);
    exchange_.text.clear();
    reader_.begin(exchange_.to_head);
    enter(connection_->queued() == 0 ? Stage::waiting : Stage::writing);
    return true;
}

void HttpChannel::enter(Stage stage) {
    stage_ = stage;
    if (stage == Stage::idle)
        return timer_.after(options_.idle_timeout, [this] {
            const auto self = shared_from_this();
            gone({Errc::disconnected, "idle for too long"});
        });
    auto most = left_until(exchange_.deadline);
    if (stage == Stage::writing) most = std::min(most, options_.write_timeout);
    if (stage == Stage::waiting) most = std::min(most, options_.first_byte_timeout);
    timer_.after(most, [this] {
        const auto self = shared_from_this();
        on_time();
    });
}

void HttpChannel::on_time() {
    switch (stage_) {
        case Stage::writing:
            return gone({Errc::timed_out, "the request could not be written in time"});
        case Stage::waiting:
            return gone({Errc::timed_out, "no byte of an answer in time"});
        case Stage::reading:
            return gone({Errc::timed_out, "the answer was not whole in time"});
        case Stage::idle:
            return;
    }
}

void HttpChannel::on_drained() {
    if (stage_ == Stage::writing) enter(Stage::waiting);
}

void HttpChannel::on_input() {
    const auto self = shared_from_this();
    if (!busy_) return gone({Errc::malformed, "the server speaks without being asked"});
    const auto whole = reader_.feed(connection_->input());
    if (!whole) return gone(whole.error());
    if (*whole) return answered();
    // An answer may begin before the request is written to its end.
    if (stage_ != Stage::reading) enter(Stage::reading);
}

void HttpChannel::on_end(const Error& why, bool clean) {
    const auto self = shared_from_this();
    if (!busy_) return gone(why);
    if (!clean) return gone(why);
    const auto whole = reader_.end();
    if (!whole) return gone(whole.error());
    answered();
}

void HttpChannel::answered() {
    auto response = reader_.take();
    response.sent = sent_;
    response.received = connection_->received();
    // Bytes behind the answer belong to nothing we asked for.
    const bool reusable = reader_.keep_alive() && connection_->open() &&
                          connection_->queued() == 0 && connection_->input().empty() &&
                          response.status != 101;
    const auto done = std::move(exchange_.done);
    busy_ = false;
    const auto self = shared_from_this();
    if (reusable) {
        enter(Stage::idle);
        if (pool_ != nullptr) pool_->on_free(self);
    } else {
        timer_.cancel();
        connection_->abort();
        if (pool_ != nullptr) pool_->on_gone(self);
    }
    if (done) done(std::move(response));
}

void HttpChannel::gone(Error why) {
    const bool sent = connection_->flushed() > mark_;
    timer_.cancel();
    connection_->abort();
    const auto done = std::exchange(exchange_.done, nullptr);
    const bool was_busy = std::exchange(busy_, false);
    if (pool_ != nullptr) pool_->on_gone(shared_from_this());
    if (!was_busy || !done) return;
    why.message = fmt::format("{}: {}", whom_, why.message);
    done(std::unexpected{HttpFailure{.sent = sent, .error = std::move(why)}});
}

void HttpChannel::close() {
    pool_ = nullptr;
    timer_.cancel();
    connection_->abort();
}

void HttpChannel::fail_closed() {
    gone({Errc::disconnected, "the client was closed"});
}

void HttpChannel::silence() {
    pool_ = nullptr;
    exchange_.done = nullptr;
    timer_.cancel();
    connection_->abort();
}

}  // namespace twinleg::net
