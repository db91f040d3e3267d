#include "sim/wire/aster/answer.h"

#include "core/json_writer.h"

namespace twinleg::sim::wire::aster {

std::unexpected<Trouble> missing(std::string_view parameter) {
    return trouble(code::kMissing, "Mandatory parameter '" + std::string{parameter} +
                                       "' was not sent, was empty/null, or malformed.");
}

std::unexpected<Trouble> illegal(std::string_view parameter) {
    return trouble(code::kValue,
                   "Data sent for parameter '" + std::string{parameter} + "' is not valid.");
}

std::string error_text(const Trouble& trouble) {
    JsonWriter json;
    json.object().field("code", trouble.code).field("msg", trouble.message).end_object();
    return json.text();
}

net::ServerResponse failure(const Trouble& trouble) {
    return {.status = trouble.status, .body = error_text(trouble)};
}

}  // namespace twinleg::sim::wire::aster
