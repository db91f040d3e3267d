#include "app/sign/edgex_fields.h"

#include "venues/edgex/canonical.h"

namespace twinleg::app::sign {

Result<EdgexRequest> EdgexRequest::read(Input& input) {
    EdgexRequest request{.method = input.text("method"),
                         .path = input.text("path"),
                         .timestamp = input.number("timestamp"),
                         .covered = {}};
    if (input.error()) return std::unexpected{*input.error()};
    const std::string_view json = input.has("body") ? input.json("body") : input.json("params");
    if (json.empty()) return request;
    auto covered = venues::edgex::canonical_text(json);
    if (!covered) return std::unexpected{covered.error()};
    request.covered = std::move(*covered);
    return request;
}

std::string EdgexRequest::content() const {
    return venues::edgex::signed_content(std::to_string(timestamp), method, path, covered);
}

}  // namespace twinleg::app::sign
