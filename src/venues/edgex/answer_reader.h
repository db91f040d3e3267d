#pragma once
// The envelope of answers, opened. For the .cpp files of this folder only.

#include <string>
#include <string_view>

#include "venues/edgex/answers.h"
#include "venues/edgex/json_read.h"

namespace twinleg::venues::edgex {

class AnswerReader {
public:
    // Calls `on_data(value&) → Result<void>` with the data of a successful answer, once.
    // `body` has kFramePadding readable bytes after it.
    template <typename OnData>
    Result<Reply> read(std::string_view body, OnData&& on_data) {
        json::od::document document;
        const simdjson::padded_string_view bytes{body.data(), body.size(),
                                                 body.size() + kFramePadding};
        if (const auto code = parser_.iterate(bytes).get(document))
            return json::bad("answer", code);
        Reply reply;
        bool done = false;
        // The code comes first. Should it come after the data, a second walk reads those.
        for (int walk = 0; walk < 2 && !done; ++walk) {
            if (walk == 1) document.rewind();
            json::od::object root;
            if (const auto code = document.get_object().get(root)) return json::bad("answer", code);
            bool has_data = false;
            const auto walked = json::each_member(
                root, "answer", [&](std::string_view key, json::od::value& v) -> Result<void> {
                    if (key != "data") return member(key, v, reply);
                    has_data = true;
                    if (done || !reply.ok()) return {};
                    done = true;
                    return on_data(v);
                });
            if (!walked) return std::unexpected{walked.error()};
            if (reply.code.empty()) return json::bad("code", "is missing");
            if (!reply.ok()) return reply;
            if (!has_data) return json::bad("data", "is missing");
        }
        return reply;
    }

private:
    static Result<void> member(std::string_view key, json::od::value& v, Reply& reply);

    json::od::parser parser_;
};

struct Answers::Impl {
    AnswerReader reader;
};

}  // namespace twinleg::venues::edgex
