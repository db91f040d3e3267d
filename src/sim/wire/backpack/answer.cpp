#include "sim/wire/backpack/answer.h"

#include "core/json_writer.h"

namespace twinleg::sim::wire::backpack {

std::string error_text(const Trouble& trouble) {
    JsonWriter json;
    json.object().field("code", trouble.code).field("message", trouble.message).end_object();
    return json.text();
}

net::ServerResponse failure(const Trouble& trouble) {
    return {.status = trouble.status, .body = error_text(trouble)};
}

}  // namespace twinleg::sim::wire::backpack
