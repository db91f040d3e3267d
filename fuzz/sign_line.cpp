// Any bytes as a line of `twinleg sign`: no crash, and one line of JSON comes out.

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "app/sign/sign.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    bool ok = false;
    const std::string answer =
        twinleg::app::sign::answer({reinterpret_cast<const char*>(data), size}, ok);
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    const auto problem = parser.parse(answer).get(object);
    if (problem || answer.find('\n') != std::string::npos) std::abort();
    if (ok == answer.starts_with("{\"error\":")) std::abort();
    return 0;
}
