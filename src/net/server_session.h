#pragma once
// One connection of a server: requests one after the other, perhaps a WebSocket in the end. Knows
// Boost: for net's own .cpp files only.

#include <cstdint>
#include <memory>
#include <string>

#include "net/connection.h"
#include "net/event_loop.h"
#include "net/http_reader.h"
#include "net/server.h"
#include "net/ws_peer.h"

namespace twinleg::net {

// Owned by shared_ptr, so that the server may let go of it from inside a call. Requests are read
// one at a time: while one waits for its answer the socket is not read, and the client is held up.
class ServerSession final : public Connection::Owner,
                            public WsPeer::Listener,
                            public std::enable_shared_from_this<ServerSession> {
public:
    // Called from the loop.
    class Host {
    public:
        virtual ServerHandler& handler() = 0;
        virtual std::uint64_t next_socket_id() = 0;
        // It is over; the host lets go of it.
        virtual void on_session_end(const std::shared_ptr<ServerSession>& session) = 0;

    protected:
        ~Host() = default;
    };

    ServerSession(EventLoop& loop, std::shared_ptr<Connection> connection,
                  const ServerOptions& options, Host& host);
    ~ServerSession();
    void start();

    bool is_socket() const { return peer_ != nullptr; }
    // Cuts a WebSocket; on_closed follows, from the loop.
    void cut_socket();
    // Closes it now; nobody is called.
    void silence();

    // The answer to request `number`; others are ignored.
    void answer(std::uint64_t number, ServerResponse response);
    void drop(std::uint64_t number);
    bool waits_for(std::uint64_t number) const;

private:
    class Socket;
    enum class Stage : std::uint8_t { reading, answering, writing, upgraded, over };

    void on_input() override;
    void on_drained() override;
    void on_end(const Error& why, bool clean) override;
    void on_ws_message(std::span<char> data, bool binary, Time received) override;
    void on_ws_pong(std::string_view payload) override;
    void on_ws_end(const Error& why) override;

    void on_request();
    void upgrade(const ServerRequest& request);
    void write_answer(const ServerResponse& response, bool stay);
    void written();
    void next_request();
    void refuse(int status, const std::string& what);
    void watch_reading();
    void watch_writing();
    void watch_socket();
    void over(bool at_once);

    EventLoop& loop_;
    std::shared_ptr<Connection> connection_;
    const ServerOptions& options_;
    Host* host_;
    RequestReader reader_;
    Timer timer_;
    std::string remote_;

    Stage stage_{Stage::reading};
    std::uint64_t number_{0};  // of the request being answered
    bool keep_alive_{false};   // after it
    bool head_{false};         // its answer has no body
    bool reading_request_{false};
    std::uint64_t written_{0};  // wire bytes taken by the socket when last looked at

    std::shared_ptr<WsPeer> peer_;
    std::shared_ptr<Socket> socket_;
};

// What a Responder points to.
struct Responder::State {
    State(std::shared_ptr<ServerSession> of, std::uint64_t request)
        : session{of}, number{request} {}
    ~State();

    std::weak_ptr<ServerSession> session;
    std::uint64_t number;
};

// "Not Found" for 404; "Status" for numbers nobody has named.
std::string_view status_text(int status);

}  // namespace twinleg::net
