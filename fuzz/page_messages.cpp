// Any bytes as a message of the user's EdgeX page: no crash, and what was read makes sense.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "venues/edgex/page_calls.h"
#include "venues/edgex/page_clock.h"
#include "venues/edgex/page_protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace twinleg;
using namespace twinleg::venues::edgex;

void require(bool so) {
    if (!so) std::abort();
}

void look(const page::MarketData& data) {
    require(!data.bid || (data.bid->is_positive() && data.bid_quantity.is_positive()));
    require(!data.ask || (data.ask->is_positive() && data.ask_quantity.is_positive()));
    require(!data.bid || !data.ask || *data.bid < *data.ask);
}
void look(const page::OrderChanged& changed) {
    require(!changed.update.client_order_id.empty() && !changed.update.filled.is_negative());
}
void look(const page::StatusReport& report) {
    PageClock clock{milliseconds(250)};
    clock.sample(Time{1'000'000'000}, report.at_ms, Time{1'001'000'000});
    if (clock.known()) (void)clock.pages(clock.ours(report.at_ms));
}
void look(const page::Answer& answer) {
    PageCalls calls;
    calls.request({}, {}, [](auto) {});
    calls.answer(answer, {});
}
template <typename Other>
void look(const Other&) {}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    page::Reader reader;
    const auto message = reader.read(text);
    if (message)
        std::visit([](const auto& content) { look(content); }, *message);
    else
        require(!message.error().message.empty());
    return 0;
}
