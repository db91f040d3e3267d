#include "app/sign/sign.h"

#include <fmt/format.h>
#include <sodium.h>

#include <istream>
#include <ostream>

#include "app/sign/kinds.h"

namespace twinleg::app::sign {
namespace {

// Of the table of exit codes that every command uses (app/command.h).
constexpr int kDone = 0;
constexpr int kBadUsage = 2;

std::string error_line(std::string_view message) {
    return fmt::format("{{\"error\":{}}}", json_quoted(message));
}

}  // namespace

const Kind* find_kind(std::string_view venue, std::string_view name) {
    for (const auto kinds : {lighter_kinds(), edgex_v1_kinds(), edgex_kinds(), paradex_kinds(),
                             aster_kinds(), backpack_kinds(), stark_kinds()})
        for (const Kind& kind : kinds)
            if (kind.venue == venue && kind.name == name) return &kind;
    return nullptr;
}

std::string answer(std::string_view line, bool& ok) {
    ok = false;
    auto request = parse_request(line);
    if (!request) return error_line(request.error().message);
    const Kind* kind = find_kind(request->venue, request->kind);
    if (kind == nullptr)
        return error_line(fmt::format("there is no kind \"{}\" at venue \"{}\"",
                                      request->kind.substr(0, 40), request->venue.substr(0, 40)));

    JsonWriter json;
    json.object();
    if (const auto done = kind->sign(request->input, json); !done)
        return error_line(done.error().message);
    json.end_object();
    ok = true;
    return json.text();
}

int run_sign(std::istream& in, std::ostream& out) {
    int code = kDone;
    for (std::string line; std::getline(in, line);) {
        bool ok = false;
        out << answer(line, ok) << '\n' << std::flush;
        sodium_memzero(line.data(), line.size());
        if (!ok) code = kBadUsage;
    }
    return code;
}

}  // namespace twinleg::app::sign
