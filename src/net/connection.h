#pragma once
// One connected TCP socket, with or without TLS, that is read into a buffer and written without
// ever waiting. Knows Boost: for net's own .cpp files only.

#include "net/asio.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "net/buffer.h"
#include "net/event_loop.h"
#include "net/tls.h"

namespace twinleg::net {

// Memory for one operation that is under way, used again for the next: Asio's own store of it ends
// with each turn of the loop, and every read would take from the heap.
class OperationMemory {
public:
    void* take(std::size_t size) {
        if (size > sizeof bytes_ || taken_) return ::operator new(size);
        taken_ = true;
        return bytes_;
    }
    void give_back(void* memory) {
        if (memory == bytes_)
            taken_ = false;
        else
            ::operator delete(memory);
    }

private:
    alignas(std::max_align_t) char bytes_[256];
    bool taken_{false};
};

// The same, in the shape that Asio asks for.
template <typename T>
struct OperationAllocator {
    using value_type = T;

    explicit OperationAllocator(OperationMemory& of) : memory{&of} {}
    template <typename U>
    OperationAllocator(const OperationAllocator<U>& other) : memory{other.memory} {}

    T* allocate(std::size_t count) { return static_cast<T*>(memory->take(count * sizeof(T))); }
    void deallocate(T* taken, std::size_t) { memory->give_back(taken); }
    template <typename U>
    bool operator==(const OperationAllocator<U>& other) const {
        return memory == other.memory;
    }

    OperationMemory* memory;
};

// Owned by shared_ptr: an operation under way holds one of its own. Its owner hears of it until it
// calls finish() or abort(), or has been told of the end.
//
// Asio's ssl::stream is not used: its write either waits, or loses track of what it has encrypted
// once the socket is full.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    // Called from the loop, never from inside a call into the connection.
    class Owner {
    public:
        // The TLS handshake asked for by secure() is done.
        virtual void on_secured() {}
        // There are new bytes in input().
        virtual void on_input() = 0;
        // Everything was taken by the socket, after write() had to leave something in the queue.
        virtual void on_drained() {}
        // Nothing comes any more, and the socket is closed. `clean`: the peer ended it properly, so
        // that what has no length of its own is whole.
        virtual void on_end(const Error& why, bool clean) = 0;

    protected:
        ~Owner() = default;
    };

    Connection(EventLoop& loop, boost::asio::ip::tcp::socket socket, bool nodelay);
    ~Connection();

    void set_owner(Owner* owner) { owner_ = owner; }
    // Begins reading, once there is an owner.
    void start();
    // From here on everything is TLS. Bytes already in input() belong to it.
    void secure(Tls tls);

    // Writes what the socket takes now, queues the rest. False: it is broken, and not one byte of
    // `bytes` left.
    bool write(std::string_view bytes);
    std::size_t queued() const { return out_.size() - out_begin_; }
    // Bytes on the wire, TLS's own included: made by write() so far, and taken by the socket so
    // far.
    std::uint64_t produced() const { return produced_; }
    std::uint64_t flushed() const { return flushed_; }

    // To be changed from inside on_input() alone.
    Buffer& input() { return input_; }
    // When the newest bytes of input() were read.
    Time received() const { return received_; }

    // No reading, so that the peer is held up; and on again (on_input is called if bytes wait).
    void pause() { paused_ = true; }
    void resume();

    // Whether the peer has said or sent something that the loop has not seen yet: an idle
    // connection of which this is true is about to close.
    bool has_news();

    // Forgets the owner, writes what is queued, says goodbye, waits for the peer to do so (2 s at
    // most) and closes. What the peer still sends is dropped, not answered by a reset: a reset
    // could destroy our last words.
    void finish();
    // Forgets the owner and closes now.
    void abort();

    bool open() const { return !closed_ && !broken_; }
    std::string remote_address() const;

private:
    void read();
    void on_read(const boost::system::error_code& error, std::size_t count);
    bool decrypt();
    void after_input();
    void deliver();
    void take_wire();
    void flush();
    void wait_writable();
    void on_writable();
    void say_goodbye();
    void end(Errc code, std::string why, bool clean);
    void close_socket();

    EventLoop& loop_;
    boost::asio::ip::tcp::socket socket_;
    Owner* owner_{nullptr};

    std::optional<Tls> tls_;
    bool secured_{false};
    std::optional<Error> failure_;  // of the session, behind the bytes in input_
    Buffer wire_in_;                // with TLS: encrypted bytes just read
    Buffer input_;
    Time received_{};

    std::string out_;  // wire bytes that wait, from out_begin_
    std::size_t out_begin_{0};
    std::uint64_t produced_{0};
    std::uint64_t flushed_{0};
    bool waiting_writable_{false};
    OperationMemory write_memory_;

    bool reading_{false};  // an asynchronous read is out, into memory of a buffer
    OperationMemory read_memory_;
    bool handling_{false};  // the owner is being called, and may change that buffer
    bool paused_{false};
    bool broken_{false};  // writing failed; reading goes on to its end
    bool finishing_{false};
    bool closed_{false};
    boost::asio::steady_timer goodbye_;
};

}  // namespace twinleg::net
