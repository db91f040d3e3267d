#include "panel/panel.h"

#include <charconv>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/result.h"
#include "net/event_loop.h"
#include "net/server.h"
#include "panel/api.h"
#include "panel/page.h"

namespace twinleg::panel {

namespace {

constexpr std::size_t kConnectionsMost = 16'000;
constexpr rlim_t kFilesWanted = 65'536;
constexpr std::size_t kBodyMost = 4096;
constexpr std::size_t kMessageMost = 4096;
constexpr std::size_t kUnreadMost = std::size_t{8} << 20;
constexpr int kNicer = 5;

// A quarter of what the process may have open stays for those who trade.
std::size_t connections_most() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return 256;
    if (files.rlim_cur < files.rlim_max && files.rlim_cur < kFilesWanted) {
        files.rlim_cur = std::min(files.rlim_max, kFilesWanted);
        (void)::setrlimit(RLIMIT_NOFILE, &files);
        (void)::getrlimit(RLIMIT_NOFILE, &files);
    }
    return std::min<std::size_t>(kConnectionsMost, files.rlim_cur / 4 * 3);
}

std::string host_name() {
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? std::string{name} : std::string{};
}

net::ServerOptions server_options(const PanelOptions& options) {
    net::ServerOptions out;
    out.max_body = kBodyMost;
    out.max_message = kMessageMost;
    out.max_queued = kUnreadMost;
    out.max_connections = connections_most();
    out.request_timeout = options.request;
    out.idle_timeout = options.idle;
    out.ping_every = seconds(20);
    out.refusal = [](int status, std::string_view what) {
        auto answer = error_answer(
            {.status = status,
             .code = status == 413 || status == 431 ? "out_of_range" : "malformed",
             .field = status == 413 ? "body" : "",
             .message = status == 413 ? fmt::format("a body has at most {} bytes", kBodyMost)
                                      : std::string{what}});
        add_headers(answer, false);
        return answer;
    };
    return out;
}

// Who trades goes first, where there are too few cores for both.
void stand_back() {
    const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
    (void)::setpriority(PRIO_PROCESS, thread, ::getpriority(PRIO_PROCESS, thread) + kNicer);
}

std::optional<std::uint64_t> since_in(const net::ServerRequest& request) {
    Query query(request.query(), {"since"});
    if (!query.has("since")) return std::nullopt;
    return static_cast<std::uint64_t>(query.integer("since", 0, 0, INT64_MAX));
}

}  // namespace

struct Panel::Impl final : public net::ServerHandler {
    explicit Impl(PanelOptions how)
        : options(std::move(how)),
          state(options.version, options.mode, loop.now()),
          stream(state, options.stream),
          guard({.listen = options.address, .token = options.token, .host = host_name()}),
          api(state, stream, guard, archive, loop, options.archive),
          tick(loop),
          server(std::make_unique<net::Server>(loop, options.address, options.port, *this,
                                               server_options(options))) {
        port = server->port();
        (void)page_files();
        thread = std::thread([this] { run(); });
    }
    ~Impl() override {
        ending.store(true, std::memory_order_release);
        loop.stop();
        thread.join();
    }

    void run() {
        stand_back();
        again();
        while (!ending.load(std::memory_order_acquire))
            loop.run(seconds(1));
        server.reset();
    }
    // Refreshes, tells, and comes back in a moment; sooner where somebody waits for a book.
    void again() {
        const Time now = loop.now();
        if (now >= next_refresh) {
            next_refresh = now + options.refresh_every;
            state.refresh(now);
            stream.tell(now);
        }
        api.look();
        tick.after(api.waits() ? milliseconds(5) : std::max(next_refresh - now, milliseconds(1)),
                   [this] { again(); });
    }

    void on_request(net::ServerRequest request, net::Responder responder) override {
        api.on_request(request, responder);
        if (api.waits()) tick.after(milliseconds(5), [this] { again(); });
    }
    net::Upgrade on_upgrade(const net::ServerRequest& request) override {
        if (const auto wrong = api.not_upgraded(request))
            return {
                .accept = false, .refuse_status = wrong->status, .refuse_body = error_text(*wrong)};
        return {.subprotocol = "twinleg"};
    }
    void on_socket(std::shared_ptr<net::ServerSocket> socket,
                   const net::ServerRequest& request) override {
        stream.add(std::move(socket), since_in(request), loop.now());
    }
    void on_message(net::ServerSocket& socket, std::string_view data, bool) override {
        stream.on_message(socket, data);
    }
    void on_closed(net::ServerSocket& socket) override { stream.remove(socket.id); }

    const PanelOptions options;
    net::EventLoop loop;
    State state;
    Stream stream;
    Guard guard;
    Archive archive;
    Api api;
    net::Timer tick;
    Time next_refresh;
    std::unique_ptr<net::Server> server;
    std::uint16_t port{0};
    std::atomic<bool> ending{false};
    std::thread thread;
};

Panel::Panel(PanelOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Panel::~Panel() = default;

std::uint16_t Panel::port() const {
    return impl_->port;
}

std::string Panel::url() const {
    const auto& address = impl_->options.address;
    const bool six = address.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}", six ? "[" : "", address, six ? "]" : "", port());
}

std::shared_ptr<Board> Panel::board(DeskAbout about, const engine::Config& config) {
    auto board = std::make_shared<Board>(std::move(about), config);
    impl_->loop.post([impl = impl_.get(), board] { impl->state.add(board); });
    return board;
}

}  // namespace twinleg::panel
