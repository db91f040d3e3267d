#pragma once
// One open connection of an HTTP client: one request at a time, and its answer. Knows Boost: for
// net's own .cpp files only.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "net/connection.h"
#include "net/event_loop.h"
#include "net/http_client.h"
#include "net/http_reader.h"

namespace twinleg::net {

// A request on its way, with what its answer is for.
struct HttpExchange {
    std::string text;  // as written, headers and body
    bool to_head{false};
    std::chrono::steady_clock::time_point deadline{};
    HttpDone done{};
};

// Owned by shared_ptr, so that a pool may let go of it from inside a call.
class HttpChannel final : public Connection::Owner,
                          public std::enable_shared_from_this<HttpChannel> {
public:
    // Called from the loop, before the callback of the request that just ended.
    class Pool {
    public:
        virtual void on_free(const std::shared_ptr<HttpChannel>& channel) = 0;
        virtual void on_gone(const std::shared_ptr<HttpChannel>& channel) = 0;

    protected:
        ~Pool() = default;
    };

    // `whom` begins every error: "api.example:443".
    HttpChannel(EventLoop& loop, std::shared_ptr<Connection> connection, const HttpOptions& options,
                std::string whom, Pool& pool);
    ~HttpChannel();
    void start();

    bool idle() const { return !busy_; }
    // False if the server is closing, or has closed, an idle connection.
    bool usable() const { return !connection_->has_news(); }

    // Writes the request. False: not one byte of it left, `exchange` is untouched, and the channel
    // is of no use.
    bool send(HttpExchange& exchange);

    // Closes the connection now, and forgets the pool. The request under way, if any, fails when
    // fail_closed() is called: later, from the loop.
    void close();
    void fail_closed();
    // Closes it, and nobody is called.
    void silence();

private:
    enum class Stage : std::uint8_t { idle, writing, waiting, reading };

    void on_input() override;
    void on_drained() override;
    void on_end(const Error& why, bool clean) override;
    void enter(Stage stage);
    void on_time();
    void answered();
    void gone(Error why);

    EventLoop& loop_;
    std::shared_ptr<Connection> connection_;
    const HttpOptions& options_;
    std::string whom_;
    Pool* pool_;
    ResponseReader reader_;
    Timer timer_;

    bool busy_{false};
    Stage stage_{Stage::idle};
    HttpExchange exchange_;
    std::uint64_t mark_{0};  // wire bytes before the request: past it, some of it has left
    Time sent_{};
};

}  // namespace twinleg::net
