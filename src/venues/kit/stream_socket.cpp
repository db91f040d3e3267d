#include "venues/kit/stream_socket.h"

#include <utility>

#include "venues/sizes.h"

namespace twinleg::venues::kit {
namespace {

constexpr Duration kFirstWait = milliseconds(100);
constexpr Duration kLongestWait = seconds(5);

net::WsOptions options_of(std::string ca_file) {
    net::WsOptions options;
    options.ca_file = std::move(ca_file);
    options.max_message = kLargestFrame;
    return options;
}

}  // namespace

StreamSocket::StreamSocket(DeskSide& desk, const net::Url& url, std::string ca_file,
                           StreamOwner& owner)
    : desk_(desk),
      owner_(owner),
      backoff_(kFirstWait, kLongestWait,
               static_cast<std::uint64_t>(desk.now().ns) ^ url.path.size()),
      retry_(desk.loop),
      socket_(desk.loop, url, options_of(std::move(ca_file)), *this) {}

void StreamSocket::open() {
    if (wanted_) return;
    wanted_ = true;
    socket_.open();
}

void StreamSocket::close() {
    wanted_ = false;
    retry_.cancel();
    socket_.close();
}

void StreamSocket::again() {
    if (wanted_) retry_.after(backoff_.next(), [this] { socket_.open(); });
}

void StreamSocket::restart(const Error& why) {
    if (!wanted_ || retry_.armed()) return;
    socket_.close();  // no callback comes of it
    again();
    owner_.on_stream_down(why);
}

void StreamSocket::on_open() {
    since_ = desk_.now();
    owner_.on_stream_open();
}

void StreamSocket::on_message(std::span<char> data, bool binary, Time received) {
    owner_.on_stream_frame(data, binary, received);
}

void StreamSocket::on_down(const Error& why) {
    again();
    owner_.on_stream_down(why);
}

}  // namespace twinleg::venues::kit
