#include "net/tls.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

#include "core/check.h"

namespace twinleg::net {
namespace {

// HTTP/1.1 by ALPN, in its wire form: servers of both kinds would otherwise be free to guess.
constexpr std::array<unsigned char, 9> kAlpn{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

std::string openssl_reason() {
    const auto code = ERR_get_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return reason == nullptr ? "no reason given" : reason;
}

bool is_address(const std::string& host) {
    ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
    const bool is = address != nullptr;
    ASN1_OCTET_STRING_free(address);
    ERR_clear_error();
    return is;
}

TlsContext new_context(const SSL_METHOD* method) {
    TlsContext context{SSL_CTX_new(method)};
    CHECK(context != nullptr);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // Without this a session's buffers are freed and allocated again around each message.
    SSL_CTX_clear_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    return context;
}

}  // namespace

void TlsContextDeleter::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}

void Tls::SslDeleter::operator()(ssl_st* ssl) const {
    SSL_free(ssl);
}

Result<Tls> Tls::make(ssl_ctx_st& context) {
    Tls tls;
    tls.ssl_.reset(SSL_new(&context));
    tls.in_ = BIO_new(BIO_s_mem());
    tls.out_ = BIO_new(BIO_s_mem());
    CHECK(tls.ssl_ != nullptr && tls.in_ != nullptr && tls.out_ != nullptr);
    SSL_set_bio(tls.ssl_.get(), tls.in_, tls.out_);
    return tls;
}

Result<Tls> Tls::client(ssl_ctx_st& context, const std::string& host, bool verify) {
    auto tls = make(context);
    auto* ssl = tls->ssl_.get();
    tls->host_ = host;
    SSL_set_connect_state(ssl);

    const bool address = is_address(host);
    // SSL_set_tlsext_host_name, without the cast of its macro.
    std::string name = host;
    bool ok = address || SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                                  name.data()) == 1;
    if (verify && address) {
        ok = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
    } else if (verify) {
        SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        ok = ok && SSL_set1_host(ssl, host.c_str()) == 1;
    }
    if (!ok)
        return fail(Errc::malformed,
                    fmt::format("tls: \"{}\" is no host name: {}", host, openssl_reason()));
    return tls;
}

Result<Tls> Tls::server(ssl_ctx_st& context) {
    auto tls = make(context);
    SSL_set_accept_state(tls->ssl_.get());
    return tls;
}

void Tls::feed(std::string_view wire) {
    // A memory BIO takes all or dies of lack of memory.
    CHECK(BIO_write(in_, wire.data(), static_cast<int>(wire.size())) ==
          static_cast<int>(wire.size()));
}

Result<bool> Tls::proceed() {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_.get());
    if (done == 1) return true;
    const int error = SSL_get_error(ssl_.get(), done);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return false;

    const auto reason = openssl_reason();
    const auto verdict = SSL_get_verify_result(ssl_.get());
    if (!host_.empty() && verdict != X509_V_OK)
        return fail(Errc::unauthorised, fmt::format("tls: the certificate of {} is refused: {}",
                                                    host_, X509_verify_cert_error_string(verdict)));
    return fail(Errc::disconnected, fmt::format("tls: the handshake failed: {}", reason));
}

Result<std::size_t> Tls::read(std::span<char> out) {
    ERR_clear_error();
    std::size_t count = 0;
    const int done = SSL_read_ex(ssl_.get(), out.data(), out.size(), &count);
    if (done == 1) return count;
    const int error = SSL_get_error(ssl_.get(), done);
    const bool only_later = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    if (only_later || error == SSL_ERROR_ZERO_RETURN) return 0;
    return fail(Errc::disconnected, fmt::format("tls: {}", openssl_reason()));
}

Result<void> Tls::write(std::string_view plain) {
    if (plain.empty()) return {};
    ERR_clear_error();
    std::size_t count = 0;
    // Into a memory BIO the whole is written, in as many records as it takes.
    if (SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &count) != 1 || count != plain.size())
        return fail(Errc::disconnected, fmt::format("tls: {}", openssl_reason()));
    return {};
}

void Tls::finish() {
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_.get()) == 1) SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

bool Tls::ended() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void Tls::take_wire(std::string& out) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(out_, &data);
    if (size <= 0) return;
    out.append(data, static_cast<std::size_t>(size));
    BIO_reset(out_);
}

Result<ssl_ctx_st*> TlsContexts::client(bool verify, const std::string& ca_file) {
    auto& context = made_[{verify, ca_file}];
    if (context) return context.get();

    auto made = new_context(TLS_client_method());
    SSL_CTX_set_alpn_protos(made.get(), kAlpn.data(), kAlpn.size());
    SSL_CTX_set_verify(made.get(), verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    ERR_clear_error();
    const bool loaded =
        !verify || (ca_file.empty() ? SSL_CTX_set_default_verify_paths(made.get()) == 1
                                    : SSL_CTX_load_verify_file(made.get(), ca_file.c_str()) == 1);
    if (!loaded)
        return fail(Errc::io,
                    fmt::format("tls: no root certificates from {}: {}",
                                ca_file.empty() ? "the system" : ca_file, openssl_reason()));
    context = std::move(made);
    return context.get();
}

Result<TlsContext> server_tls_context(const std::string& certificate_file,
                                      const std::string& key_file) {
    auto context = new_context(TLS_server_method());
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1)
        return fail(Errc::io, fmt::format("tls: no certificate chain in {}: {}", certificate_file,
                                          openssl_reason()));
    if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1)
        return fail(Errc::io, fmt::format("tls: {} is not the key of {}: {}", key_file,
                                          certificate_file, openssl_reason()));
    return context;
}

}  // namespace twinleg::net
