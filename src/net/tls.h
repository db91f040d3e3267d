#pragma once
// TLS as bytes in and bytes out, apart from any socket: so that a write never waits. For net's own
// .cpp files only.

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

// OpenSSL's own names, so that its headers are read by tls.cpp alone.
struct ssl_ctx_st;
struct ssl_st;
struct bio_st;

namespace twinleg::net {

struct TlsContextDeleter {
    void operator()(ssl_ctx_st* context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, TlsContextDeleter>;

// One end of one TLS session, 1.2 or newer, without renegotiation.
//
// Threads: one at a time.
class Tls {
public:
    // `host` is asked for by SNI and must be what the certificate names (an address too); with
    // `verify` false any certificate will do.
    // Errors: malformed, if the host cannot be put into a handshake.
    static Result<Tls> client(ssl_ctx_st& context, const std::string& host, bool verify);
    static Result<Tls> server(ssl_ctx_st& context);

    // What the peer sent. Call proceed() or read() next.
    void feed(std::string_view wire);

    // Goes on with the handshake. True once it is done.
    // Errors: unauthorised, with the reason, if a certificate is refused; disconnected, if the peer
    // speaks no TLS that we do, or refuses ours.
    Result<bool> proceed();

    // Plain bytes into `out`; 0 if there are none yet, or no more ever (see ended()).
    // Errors: disconnected, if the session is broken.
    Result<std::size_t> read(std::span<char> out);

    // Plain bytes to the peer: all of them are turned into wire bytes at once.
    Result<void> write(std::string_view plain);

    // Says that nothing follows (close_notify).
    void finish();
    // Whether the peer said so. Its end of the connection without this may be an attacker's doing.
    bool ended() const;

    // Appends the bytes that must go to the peer now. Call after every other call.
    void take_wire(std::string& out);

private:
    struct SslDeleter {
        void operator()(ssl_st* ssl) const;
    };
    static Result<Tls> make(ssl_ctx_st& context);

    std::unique_ptr<ssl_st, SslDeleter> ssl_;
    bio_st* in_{nullptr};   // owned by ssl_
    bio_st* out_{nullptr};  // owned by ssl_
    std::string host_;      // whom we meant to reach; empty on the server's side
};

// The contexts of a loop's clients, each made once.
class TlsContexts {
public:
    // Roots from `ca_file` (PEM), or the system's if it is empty. Lives as long as this.
    // Errors: io, naming the file, if the roots cannot be read.
    Result<ssl_ctx_st*> client(bool verify, const std::string& ca_file);

private:
    std::map<std::pair<bool, std::string>, TlsContext> made_;
};

// Errors: io, naming the file, if certificate or key cannot be read, or do not belong together.
Result<TlsContext> server_tls_context(const std::string& certificate_file,
                                      const std::string& key_file);

}  // namespace twinleg::net
