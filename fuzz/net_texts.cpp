// Any text as a URL, a query, a date, a header and a log line: no crash, and what is accepted has
// one spelling.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/must.h"
#include "net/form.h"
#include "net/header.h"
#include "net/redact.h"
#include "net/retry_after.h"
#include "net/url.h"
#include "net/ws_frame.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg;
    using namespace twinleg::net;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    using twinleg::fuzz::must;

    if (const auto url = Url::parse(text)) {
        const auto again = Url::parse(url->origin() + url->path);
        must(again && again->origin() == url->origin() && again->path == url->path);
        must(is_header_value(url->host) && is_header_value(url->path));
    }
    const auto fields = parse_query(text);
    must(parse_query(encode_form(fields)) == fields);
    must(percent_decode(percent_encode(text), true) == text);
    if (const auto wait = retry_after(text, Time{} + seconds(1'700'000'000)))
        must(*wait >= Duration{} && *wait <= minutes(24 * 60));
    // What is hidden once stays hidden.
    const auto once = redact(text);
    must(once.size() <= 4 * size + 4);
    must(redact(once).size() <= once.size() + 4 * size);
    if (const auto close = parse_ws_close(text))
        must(close->code == 1005 || ws_close_payload(close->code, close->reason).size() <= 125);
    return 0;
}
