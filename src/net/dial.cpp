#include "net/dial.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include "net/base64.h"
#include "net/event_loop_impl.h"
#include "net/form.h"

namespace twinleg::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kMaxProxyAnswer = 8 << 10;

std::int64_t whole_ms(Duration wait) {
    return wait.ns / milliseconds(1).ns;
}

}  // namespace

std::string basic_authorization(const std::string& userinfo) {
    const auto plain = percent_decode(userinfo, false);
    return fmt::format("Basic {}", base64(plain ? *plain : userinfo));
}

// A chain of stages, each with its own time: address → connect → (tunnel) → (TLS). It keeps itself
// alive through the operation that is under way.
struct Dial::Impl final : public std::enable_shared_from_this<Impl>, public Connection::Owner {
    Impl(EventLoop& to_run_on, const Url& to, DialOptions how, Done when_done)
        : loop{to_run_on},
          target{to},
          options{std::move(how)},
          done{std::move(when_done)},
          resolver{loop.impl().context},
          socket{loop.impl().context},
          timer{loop} {}

    EventLoop& loop;
    Url target;
    DialOptions options;
    Done done;  // empty: over
    tcp::resolver resolver;
    tcp::socket socket;
    std::vector<tcp::endpoint> endpoints;
    std::size_t tried{0};
    std::shared_ptr<Connection> connection;
    bool tunnelling{false};
    Timer timer;

    const Url& next_hop() const { return options.proxy ? *options.proxy : target; }
    std::string whom() const {
        return options.proxy ? fmt::format("proxy {}:{}", next_hop().host, next_hop().port)
                             : fmt::format("{}:{}", target.host, target.port);
    }

    // Ends every stage that is under way. The owner of what comes of it is told, or nobody.
    void stop() {
        timer.cancel();
        resolver.cancel();
        error_code ignored;
        socket.close(ignored);
        if (connection) connection->abort();
        connection.reset();
    }
    void give_up(Errc code, std::string why) {
        if (!done) return;
        stop();
        std::exchange(done, nullptr)(fail(code, std::move(why)));
    }
    void limit(Duration most, std::string_view stage) {
        timer.after(most, [self = shared_from_this(), most, stage] {
            self->give_up(Errc::timed_out, fmt::format("{}: {} took more than {} ms", self->whom(),
                                                       stage, whole_ms(most)));
        });
    }

    void resolve() {
        error_code not_an_address;
        const auto address = asio::ip::make_address(next_hop().host, not_an_address);
        if (!not_an_address) {
            // An address needs no resolver, and no thread of its own.
            endpoints.emplace_back(address, next_hop().port);
            return asio::post(loop.impl().context, [self = shared_from_this()] {
                if (self->done) self->connect();
            });
        }
        timer.after(options.resolve_timeout, [self = shared_from_this()] {
            self->unresolved(Errc::timed_out,
                             fmt::format("{}: looking up the address took more than {} ms",
                                         self->whom(), whole_ms(self->options.resolve_timeout)));
        });
        resolver.async_resolve(
            next_hop().host, fmt::format("{}", next_hop().port), tcp::resolver::numeric_service,
            [self = shared_from_this()](const error_code& error,
                                        const tcp::resolver::results_type& found) {
                if (!self->done || !self->endpoints.empty()) return;
                if (error || found.empty())
                    return self->unresolved(
                        Errc::disconnected,
                        fmt::format("{}: no address: {}", self->whom(), error.message()));
                auto& known = self->loop.impl().known_addresses[self->next_hop().host];
                known.clear();
                for (const auto& entry : found) {
                    self->endpoints.push_back(entry.endpoint());
                    known.push_back(entry.endpoint().address());
                }
                self->connect();
            });
    }
    // Goes on with the addresses of an earlier lookup, if there was one.
    void unresolved(Errc code, std::string why) {
        if (!done) return;
        const auto& known = loop.impl().known_addresses;
        const auto found = known.find(next_hop().host);
        if (found == known.end()) return give_up(code, std::move(why));
        for (const auto& address : found->second)
            endpoints.emplace_back(address, next_hop().port);
        connect();
    }

    // One address after the other, in the resolver's order; each has an equal share of the time, so
    // that a dead first one does not use it up.
    void connect() {
        const auto share = options.connect_timeout /
                           static_cast<std::int64_t>(std::max(endpoints.size(), std::size_t{1}));
        timer.after(share, [self = shared_from_this()] {
            self->next_address(Errc::timed_out,
                               fmt::format("{}: connecting took more than {} ms", self->whom(),
                                           whole_ms(self->options.connect_timeout)));
        });
        error_code ignored;
        socket.close(ignored);
        socket = tcp::socket{loop.impl().context};
        socket.async_connect(endpoints[tried], [self = shared_from_this(),
                                                attempt = tried](const error_code& error) {
            // A late answer of an attempt that was given up is no news.
            if (!self->done || attempt != self->tried || self->connection) return;
            if (error)
                return self->next_address(
                    Errc::disconnected,
                    fmt::format("{}: cannot connect: {}", self->whom(), error.message()));
            self->connected();
        });
    }
    void next_address(Errc code, std::string why) {
        if (!done) return;
        if (++tried == endpoints.size()) return give_up(code, std::move(why));
        connect();
    }

    void connected() {
        timer.cancel();
        connection = std::make_shared<Connection>(loop, std::move(socket), options.nodelay);
        connection->set_owner(this);
        if (options.proxy && options.tunnel) return tunnel();
        if (!target.tls()) return finish();
        secure();
        if (connection) connection->start();
    }

    void tunnel() {
        tunnelling = true;
        limit(options.connect_timeout, "the tunnel");
        const auto host =
            target.host.contains(':') ? fmt::format("[{}]", target.host) : target.host;
        const auto place = fmt::format("{}:{}", host, target.port);
        auto request = fmt::format("CONNECT {} HTTP/1.1\r\nHost: {}\r\n", place, place);
        if (!options.proxy->userinfo.empty())
            request += fmt::format("Proxy-Authorization: {}\r\n",
                                   basic_authorization(options.proxy->userinfo));
        connection->write(request + "\r\n");
        connection->start();
    }
    void on_tunnel_answer() {
        auto& input = connection->input();
        const auto text = input.view();
        const auto end = text.find("\r\n\r\n");
        if (end == std::string_view::npos) {
            if (text.size() > kMaxProxyAnswer)
                give_up(Errc::malformed, fmt::format("{}: the answer has no end", whom()));
            return;
        }
        const auto status = text.substr(0, text.find("\r\n"));
        const bool well_formed = status.starts_with("HTTP/1.") && status.size() >= 12;
        if (!well_formed || status[9] != '2')
            return give_up(Errc::refused,
                           fmt::format("{}: it refuses the tunnel to {}:{}: {}", whom(),
                                       target.host, target.port, status.substr(0, 100)));
        input.consume(end + 4);
        tunnelling = false;
        if (!target.tls()) return finish();
        secure();
    }

    void secure() {
        limit(options.tls_timeout, "the TLS handshake");
        const auto context = loop.impl().tls.client(options.verify_peer, options.ca_file);
        if (!context) return give_up(context.error().code, context.error().message);
        auto tls = Tls::client(**context, target.host, options.verify_peer);
        if (!tls) return give_up(tls.error().code, tls.error().message);
        connection->secure(*std::move(tls));
    }

    void finish() {
        timer.cancel();
        auto ready = std::exchange(connection, nullptr);
        ready->set_owner(nullptr);
        std::exchange(done, nullptr)(std::move(ready));
    }

    void on_input() override {
        const auto self = shared_from_this();
        if (tunnelling) on_tunnel_answer();
    }
    void on_secured() override {
        const auto self = shared_from_this();
        finish();
    }
    void on_end(const Error& why, bool) override {
        const auto self = shared_from_this();
        give_up(why.code, fmt::format("{}: {}", whom(), why.message));
    }
};

Dial::Dial(EventLoop& loop, const Url& target, DialOptions options, Done done)
    : impl_{std::make_shared<Impl>(loop, target, std::move(options), std::move(done))} {
    impl_->resolve();
}

Dial::~Dial() {
    cancel();
}

void Dial::cancel() {
    if (!impl_->done) return;
    impl_->done = nullptr;
    impl_->stop();
}

}  // namespace twinleg::net
