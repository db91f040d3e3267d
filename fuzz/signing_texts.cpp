// Any bytes as JSON or a query to be flattened, or as a decimal: no crash, and numbers come back.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/must.h"
#include "venues/aster/parameters.h"
#include "venues/backpack/signing_text.h"
#include "venues/edgex/amounts.h"
#include "venues/edgex/canonical.h"
#include "venues/edgex/sign_v2.h"
#include "venues/paradex/quantum.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace twinleg::venues;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    using twinleg::fuzz::must;

    static_cast<void>(edgex::canonical_text(text));
    static_cast<void>(backpack::text_of_body("x", text));
    static_cast<void>(backpack::text_of_query("x", text));
    std::string encoded;
    aster::append_encoded(encoded, text);
    must(encoded.find_first_of("&= ") == std::string::npos);

    if (const auto amount = edgex::parse_amount("x", text)) {
        const auto again = edgex::parse_amount("x", edgex::text(*amount));
        must(again && again->digits == amount->digits && again->scale == amount->scale);
        static_cast<void>(edgex::to_units(*amount, 1'000'000));
        static_cast<void>(edgex::round_up(*amount));
        if (const auto square = edgex::multiply(*amount, *amount)) {
            static_cast<void>(edgex::text(*square));
            static_cast<void>(edgex::round_up(*square));
            static_cast<void>(edgex::less(*amount, *square));
        }
    }
    if (const auto units = edgex::parse_units("x", text))
        must(edgex::parse_units("x", edgex::text(*units)) == *units);
    static_cast<void>(edgex::parse_id("x", text));
    static_cast<void>(edgex::market_signing_price(true, text, "0.1"));
    static_cast<void>(edgex::market_signing_price(true, "97123.4", text));
    static_cast<void>(paradex::quantums("x", text));
    return 0;
}
