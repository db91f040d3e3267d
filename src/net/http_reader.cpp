#include "net/http_reader.h"

#include "net/asio.h"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>
#include <utility>

namespace twinleg::net {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::uint32_t kMaxAnswerHeader = 64 << 10;

std::vector<Header> copy_headers(const http::fields& fields) {
    std::vector<Header> headers;
    for (const auto& field : fields)
        headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
    return headers;
}

}  // namespace

struct ResponseReader::Impl {
    std::size_t max_body;
    bool to_head{false};
    bool begun{false};
    bool reserved{false};
    std::optional<http::response_parser<http::string_body>> parser{};

    void fresh() {
        parser.emplace();
        parser->header_limit(kMaxAnswerHeader);
        parser->body_limit(max_body);
        parser->skip(to_head);
        // Stops after the headers, so that the body's memory is asked for once, with its spare end.
        parser->eager(false);
        reserved = false;
    }
    void after_header() {
        const auto length = parser->content_length();
        if (length && *length <= max_body)
            parser->get().body().reserve(static_cast<std::size_t>(*length) + kSpare);
        parser->eager(true);
        reserved = true;
    }
    bool interim() const {
        const auto status = parser->get().result_int();
        return status >= 100 && status < 200 && status != 101;
    }
};

ResponseReader::ResponseReader(std::size_t max_body) : impl_{new Impl{.max_body = max_body}} {}
ResponseReader::~ResponseReader() = default;

void ResponseReader::begin(bool to_head) {
    impl_->to_head = to_head;
    impl_->begun = false;
    impl_->fresh();
}

Result<bool> ResponseReader::feed(Buffer& input) {
    auto& parser = impl_->parser;
    if (!input.empty()) impl_->begun = true;
    while (!input.empty()) {
        error_code error;
        const auto used = parser->put(boost::asio::buffer(input.view()), error);
        input.consume(used);
        if (error == http::error::need_more) return false;
        if (error == http::error::body_limit)
            return fail(Errc::out_of_range,
                        fmt::format("the answer is longer than {} bytes", impl_->max_body));
        if (error)
            return fail(Errc::malformed, fmt::format("the answer is no HTTP: {}", error.message()));
        if (parser->is_header_done() && !impl_->reserved) impl_->after_header();
        if (!parser->is_done()) continue;
        if (!impl_->interim()) return true;
        impl_->fresh();
    }
    return parser->is_done();
}

Result<bool> ResponseReader::end() {
    if (!impl_->begun) return fail(Errc::disconnected, "the server closed without an answer");
    error_code error;
    // A parser that was given nothing, as after an interim answer, must not be asked.
    if (impl_->parser->got_some()) impl_->parser->put_eof(error);
    if (error || !impl_->parser->is_done())
        return fail(Errc::disconnected, "the server closed in the middle of its answer");
    return true;
}

bool ResponseReader::begun() const {
    return impl_->begun;
}
bool ResponseReader::keep_alive() const {
    return impl_->parser->keep_alive();
}

HttpResponse ResponseReader::take() {
    auto& message = impl_->parser->get();
    HttpResponse response{.status = static_cast<int>(message.result_int()),
                          .headers = copy_headers(message),
                          .body = std::move(message.body())};
    response.body.reserve(response.body.size() + kSpare);
    return response;
}

struct RequestReader::Impl {
    std::size_t max_header;
    std::size_t max_body;
    bool begun{false};
    bool continue_asked{false};
    std::optional<http::request_parser<http::string_body>> parser{};

    void fresh() {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(max_header));
        parser->body_limit(max_body);
        parser->eager(true);
        begun = false;
        continue_asked = false;
    }
};

RequestReader::RequestReader(std::size_t max_header, std::size_t max_body)
    : impl_{new Impl{.max_header = max_header, .max_body = max_body}} {
    impl_->fresh();
}
RequestReader::~RequestReader() = default;

std::expected<bool, Refusal> RequestReader::feed(Buffer& input) {
    auto& parser = impl_->parser;
    if (!input.empty()) impl_->begun = true;
    while (!input.empty() && !parser->is_done()) {
        error_code error;
        const auto used = parser->put(boost::asio::buffer(input.view()), error);
        input.consume(used);
        if (error == http::error::need_more) return false;
        if (error == http::error::body_limit)
            return std::unexpected{
                Refusal{413, fmt::format("the body is longer than {} bytes", impl_->max_body)}};
        if (error == http::error::header_limit)
            return std::unexpected{Refusal{
                431, fmt::format("the headers are longer than {} bytes", impl_->max_header)}};
        if (error)
            return std::unexpected{Refusal{400, fmt::format("no HTTP: {}", error.message())}};
    }
    return parser->is_done();
}

bool RequestReader::begun() const {
    return impl_->begun;
}

bool RequestReader::wants_continue() {
    const auto& parser = *impl_->parser;
    if (impl_->continue_asked || !parser.is_header_done() || parser.is_done()) return false;
    impl_->continue_asked = true;
    return same_name(std::string_view{parser.get()[http::field::expect]}, "100-continue");
}

bool RequestReader::keep_alive() const {
    return impl_->parser->keep_alive();
}

bool RequestReader::is_version_1_1() const {
    return impl_->parser->get().version() == 11;
}

bool RequestReader::is_upgrade() const {
    const auto& message = impl_->parser->get();
    return has_token(std::string_view{message[http::field::upgrade]}, "websocket") &&
           has_token(std::string_view{message[http::field::connection]}, "upgrade");
}

ServerRequest RequestReader::take() {
    auto& message = impl_->parser->get();
    ServerRequest request{.method = std::string{message.method_string()},
                          .target = std::string{message.target()},
                          .body = std::move(message.body()),
                          .headers = copy_headers(message)};
    request.body.reserve(request.body.size() + kSpare);
    impl_->fresh();
    return request;
}

}  // namespace twinleg::net
