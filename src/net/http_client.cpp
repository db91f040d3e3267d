#include "net/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

#include "core/check.h"
#include "net/dial.h"
#include "net/http_channel.h"

namespace twinleg::net {
namespace {

using Clock = std::chrono::steady_clock;

bool is_ours(std::string_view name) {
    for (const std::string_view ours :
         {"content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"})
        if (same_name(name, ours)) return true;
    return false;
}

bool has_header(const HttpRequest& request, std::string_view name) {
    return std::ranges::any_of(request.headers,
                               [&](const Header& header) { return same_name(header.name, name); });
}

}  // namespace

struct HttpClient::Impl final : public std::enable_shared_from_this<Impl>,
                                public HttpChannel::Pool {
    struct Waiting {
        HttpExchange exchange;
        bool urgent;
        Timer timer;
    };
    struct Dialling {
        std::optional<Dial> dial;
    };

    EventLoop& loop;
    Url origin;
    HttpOptions options;
    std::string whom;
    Result<std::optional<Url>> proxy;
    std::vector<std::shared_ptr<HttpChannel>> channels{};  // the one used last is at the end
    std::vector<std::unique_ptr<Dialling>> dials{};
    std::deque<std::unique_ptr<Waiting>> waiting{};  // urgent ones first, then by age

    Impl(EventLoop& to_run_on, const Url& to, HttpOptions how)
        : loop{to_run_on},
          origin{to},
          options{std::move(how)},
          whom{fmt::format("{}:{}", origin.host, origin.port)},
          proxy{proxy_for(origin, options.proxy)} {
        CHECK(options.connections > 0);
    }
    ~Impl() {
        for (const auto& channel : channels)
            channel->silence();
    }

    bool absolute_target() const { return proxy && *proxy && !origin.tls(); }

    // Errors: malformed, naming what must not be written.
    Result<std::string> text_of(const HttpRequest& request) const {
        const bool target_fits = is_header_value(request.target) &&
                                 request.target.find_first_of(" \t") == std::string::npos &&
                                 request.target.starts_with('/');
        if (!is_header_name(request.method)) return fail(Errc::malformed, "the method is no token");
        if (!target_fits)
            return fail(Errc::malformed, "the target does not begin with '/', or has a space");

        auto text =
            fmt::format("{} {}{} HTTP/1.1\r\n", request.method,
                        absolute_target() ? origin.origin() : std::string{}, request.target);
        const auto add = [&](std::string_view name, std::string_view value) {
            text.append(name).append(": ").append(value).append("\r\n");
        };
        if (!has_header(request, "Host")) add("Host", origin.authority());
        if (!has_header(request, "User-Agent")) add("User-Agent", options.user_agent);
        if (!has_header(request, "Accept")) add("Accept", "*/*");
        if (absolute_target() && !(*proxy)->userinfo.empty())
            add("Proxy-Authorization", basic_authorization((*proxy)->userinfo));
        for (const auto& [name, value] : request.headers) {
            if (!is_header_name(name) || !is_header_value(value) || is_ours(name))
                return fail(Errc::malformed, "a header is ours to write, or must not be written");
            add(name, value);
        }
        const bool bodiless = request.method == "GET" || request.method == "HEAD" ||
                              request.method == "DELETE" || request.method == "OPTIONS";
        if (!request.body.empty() || !bodiless)
            add("Content-Length", std::to_string(request.body.size()));
        return text.append("\r\n").append(request.body);
    }

    void fail_later(HttpDone done, Error error) {
        error.message = fmt::format("{}: {}", whom, error.message);
        loop.post([weak = weak_from_this(), done = std::move(done), error = std::move(error)] {
            if (weak.lock()) done(std::unexpected{HttpFailure{.sent = false, .error = error}});
        });
    }

    void send(HttpRequest request, HttpDone done) {
        auto text = text_of(request);
        if (!text) return fail_later(std::move(done), text.error());
        if (!proxy) return fail_later(std::move(done), proxy.error());
        HttpExchange exchange{
            .text = *std::move(text),
            .to_head = request.method == "HEAD",
            .deadline = Clock::now() + std::chrono::nanoseconds{request.timeout.ns},
            .done = std::move(done)};
        if (send_on_idle(exchange)) return;
        queue(std::move(exchange), request.urgent, request.timeout);
        dial_for_waiting();
    }

    // The connection used last is tried first: it is the least likely to have been closed.
    bool send_on_idle(HttpExchange& exchange) {
        for (std::size_t i = channels.size(); i-- > 0;) {
            const auto channel = channels[i];
            if (!channel->idle()) continue;
            if (channel->usable() && channel->send(exchange)) {
                std::rotate(channels.begin() + static_cast<std::ptrdiff_t>(i),
                            channels.begin() + static_cast<std::ptrdiff_t>(i) + 1, channels.end());
                return true;
            }
            channel->silence();
            channels.erase(channels.begin() + static_cast<std::ptrdiff_t>(i));
        }
        return false;
    }

    void queue(HttpExchange exchange, bool urgent, Duration timeout) {
        auto entry =
            std::unique_ptr<Waiting>{new Waiting{std::move(exchange), urgent, Timer{loop}}};
        auto* const waiter = entry.get();
        waiter->timer.after(timeout, [this, waiter] { on_waited_too_long(waiter); });
        const auto place =
            urgent ? std::ranges::find_if(waiting, [](const auto& w) { return !w->urgent; })
                   : waiting.end();
        waiting.insert(place, std::move(entry));
    }

    void on_waited_too_long(const Waiting* waiter) {
        const auto found = std::ranges::find(waiting, waiter, &std::unique_ptr<Waiting>::get);
        if (found == waiting.end()) return;
        fail_waiting(found, {Errc::timed_out, "no connection was free in time"});
    }

    void fail_waiting(std::deque<std::unique_ptr<Waiting>>::iterator which, Error error) {
        const auto done = std::move((*which)->exchange.done);
        waiting.erase(which);
        error.message = fmt::format("{}: {}", whom, error.message);
        done(std::unexpected{HttpFailure{.sent = false, .error = std::move(error)}});
    }

    // A connection for each that waits, as far as the limits go.
    void dial_for_waiting() {
        const auto urgent = static_cast<std::size_t>(
            std::ranges::count_if(waiting, [](const auto& w) { return w->urgent; }));
        while (
            dials.size() < waiting.size() &&
            (channels.size() + dials.size() < options.connections ||
             (dials.size() < urgent && channels.size() + dials.size() < 2 * options.connections)))
            dial();
    }

    void dial() {
        auto entry = std::make_unique<Dialling>();
        auto* const mine = entry.get();
        dials.push_back(std::move(entry));
        DialOptions dialling{.proxy = proxy ? *proxy : std::nullopt,
                             .tunnel = origin.tls(),
                             .resolve_timeout = options.resolve_timeout,
                             .connect_timeout = options.connect_timeout,
                             .tls_timeout = options.tls_timeout,
                             .verify_peer = options.verify_peer,
                             .ca_file = options.ca_file,
                             .nodelay = options.tcp_nodelay};
        mine->dial.emplace(loop, origin, std::move(dialling), [this, mine](auto connected) {
            const auto self = shared_from_this();
            std::erase_if(dials, [&](const auto& d) { return d.get() == mine; });
            if (connected)
                on_connected(*std::move(connected));
            else
                on_dial_failed(connected.error());
        });
    }

    void on_connected(std::shared_ptr<Connection> connection) {
        auto channel =
            std::make_shared<HttpChannel>(loop, std::move(connection), options, whom, *this);
        channel->start();
        channels.push_back(channel);
        serve_waiting(channel);
    }

    // One attempt, one request: so many failed attempts fail so many requests, the least urgent and
    // youngest first, and none is left waiting for a connection that nobody opens.
    void on_dial_failed(const Error& error) {
        const auto busy = static_cast<std::size_t>(
            std::ranges::count_if(channels, [](const auto& c) { return !c->idle(); }));
        if (waiting.size() <= dials.size() + busy) return;
        const auto done = std::move(waiting.back()->exchange.done);
        waiting.pop_back();
        dial_for_waiting();
        done(std::unexpected{HttpFailure{.sent = false, .error = error}});
    }

    void serve_waiting(const std::shared_ptr<HttpChannel>& channel) {
        if (waiting.empty()) return;
        if (channel->send(waiting.front()->exchange)) {
            waiting.pop_front();
            return;
        }
        channel->silence();
        std::erase(channels, channel);
        dial_for_waiting();
    }

    void on_free(const std::shared_ptr<HttpChannel>& channel) override {
        // Above the limit only as long as something urgent waited.
        if (waiting.empty() && channels.size() > options.connections) {
            channel->silence();
            std::erase(channels, channel);
            return;
        }
        serve_waiting(channel);
    }
    void on_gone(const std::shared_ptr<HttpChannel>& channel) override {
        std::erase(channels, channel);
        dial_for_waiting();
    }

    void close() {
        dials.clear();
        for (const auto& channel : channels)
            channel->close();
        loop.post([weak = weak_from_this(), closed = std::exchange(channels, {})] {
            for (const auto& channel : closed)
                if (weak.lock()) channel->fail_closed();
        });
        for (auto& waiter : std::exchange(waiting, {}))
            fail_later(std::move(waiter->exchange.done),
                       {Errc::disconnected, "the client was closed"});
    }
};

HttpClient::HttpClient(EventLoop& loop, const Url& origin, HttpOptions options)
    : impl_{std::make_shared<Impl>(loop, origin, std::move(options))} {}

HttpClient::~HttpClient() = default;

void HttpClient::send(HttpRequest request, HttpDone done) {
    impl_->send(std::move(request), std::move(done));
}

void HttpClient::warm(std::size_t connections) {
    const auto wanted = std::min(connections, impl_->options.connections);
    while (impl_->proxy && impl_->channels.size() + impl_->dials.size() < wanted)
        impl_->dial();
}

void HttpClient::close() {
    impl_->close();
}

std::size_t HttpClient::open() const {
    return impl_->channels.size();
}

std::size_t HttpClient::idle() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(impl_->channels, [](const auto& c) { return c->idle(); }));
}

}  // namespace twinleg::net
