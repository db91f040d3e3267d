#include "net/server.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include "net/asio.h"

#include <boost/asio/ip/tcp.hpp>

#include "net/event_loop_impl.h"
#include "net/server_session.h"

namespace twinleg::net {

using boost::asio::ip::tcp;
using boost::system::error_code;

std::string_view ServerRequest::path() const {
    return std::string_view{target}.substr(0, target.find('?'));
}

std::string_view ServerRequest::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{}
                                     : std::string_view{target}.substr(mark + 1);
}

Responder::Responder(std::shared_ptr<State> state) : state_{std::move(state)} {}

void Responder::send(ServerResponse response) const {
    if (const auto session = state_->session.lock())
        session->answer(state_->number, std::move(response));
}

void Responder::drop() const {
    if (const auto session = state_->session.lock()) session->drop(state_->number);
}

bool Responder::wanted() const {
    const auto session = state_->session.lock();
    return session && session->waits_for(state_->number);
}

struct Server::Impl final : public std::enable_shared_from_this<Impl>, public ServerSession::Host {
    EventLoop& loop;
    ServerHandler& to_call;
    ServerOptions options;
    tcp::acceptor acceptor;
    TlsContext tls{};
    std::unordered_set<std::shared_ptr<ServerSession>> sessions{};
    std::uint64_t last_socket_id{0};
    Timer pause;

    Impl(EventLoop& to_run_on, ServerHandler& handler_to_call, ServerOptions how)
        : loop{to_run_on},
          to_call{handler_to_call},
          options{std::move(how)},
          acceptor{loop.impl().context},
          pause{loop} {}
    ~Impl() { cut_all(); }

    ServerHandler& handler() override { return to_call; }
    std::uint64_t next_socket_id() override { return ++last_socket_id; }
    void on_session_end(const std::shared_ptr<ServerSession>& session) override {
        sessions.erase(session);
    }

    void listen(const std::string& address, std::uint16_t port) {
        const auto refuse = [&](const std::string& why) {
            throw std::runtime_error{fmt::format("cannot listen on {}:{}: {}", address, port, why)};
        };
        error_code error;
        const auto ip =
            boost::asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
        if (error) refuse("this is no IP address; try 127.0.0.1");
        const tcp::endpoint endpoint{ip, port};
        acceptor.open(endpoint.protocol(), error);
        if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
        if (!error) acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
        if (error == boost::asio::error::address_in_use)
            refuse("another program listens there; stop it or choose another port");
        if (error) refuse(error.message());
        // A process that we start must not keep the port.
        ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
        if (!options.tls_certificate_file.empty()) {
            auto made = server_tls_context(options.tls_certificate_file, options.tls_key_file);
            if (!made) refuse(made.error().message);
            tls = *std::move(made);
        }
    }

    void accept() {
        acceptor.async_accept(
            [weak = weak_from_this()](const error_code& error, tcp::socket socket) {
                const auto self = weak.lock();
                if (!self || error == boost::asio::error::operation_aborted) return;
                if (!error) self->on_accepted(std::move(socket));
                if (!self->acceptor.is_open()) return;
                // Out of descriptors: accepting again at once would fail again at once, for ever.
                if (error == boost::system::errc::too_many_files_open ||
                    error == boost::system::errc::too_many_files_open_in_system)
                    self->pause.after(milliseconds(100), [impl = self.get()] { impl->accept(); });
                else
                    self->accept();
            });
    }

    void on_accepted(tcp::socket socket) {
        if (sessions.size() >= options.max_connections) return;  // closes it
        auto connection = std::make_shared<Connection>(loop, std::move(socket), true);
        auto session = std::make_shared<ServerSession>(loop, connection, options, *this);
        sessions.insert(session);
        if (tls) {
            auto secured = Tls::server(*tls);
            connection->secure(*std::move(secured));
        }
        session->start();
    }

    void cut_all() {
        for (const auto& session : std::exchange(sessions, {}))
            session->silence();
    }
};

Server::Server(EventLoop& loop, std::string address, std::uint16_t port, ServerHandler& handler,
               ServerOptions options)
    : impl_{std::make_shared<Impl>(loop, handler, std::move(options))} {
    impl_->listen(address, port);
    impl_->accept();
}

Server::~Server() {
    error_code ignored;
    impl_->acceptor.close(ignored);
    impl_->cut_all();
}

std::uint16_t Server::port() const {
    error_code error;
    return impl_->acceptor.local_endpoint(error).port();
}

std::size_t Server::sockets() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(impl_->sessions, [](const auto& s) { return s->is_socket(); }));
}

std::size_t Server::connections() const {
    return impl_->sessions.size();
}

void Server::close_all_sockets() {
    for (const auto& session : std::vector(impl_->sessions.begin(), impl_->sessions.end()))
        session->cut_socket();
}

void Server::close() {
    error_code ignored;
    impl_->pause.cancel();
    impl_->acceptor.close(ignored);
    // Handlers of WebSockets are told, as ever; requests under way are cut.
    for (const auto& session : std::vector(impl_->sessions.begin(), impl_->sessions.end())) {
        if (session->is_socket()) {
            session->cut_socket();
        } else {
            session->silence();
            impl_->sessions.erase(session);
        }
    }
}

}  // namespace twinleg::net
