#pragma once
// The envelope of answers, opened. For the .cpp files of this folder only.

#include <string>
#include <string_view>

#include "venues/edgex/answers.h"
#include "venues/edgex/json_read.h"

namespace twinleg::venues::edgex {

class AnswerReader {
public:
    // Calls `on_data(value&) → Result<void>` with the data of a successful answer.
    // `body` has kFramePadding readable bytes after it.
    template <typename OnData>
    Result<Reply> read(std::string_view body, OnData&& on_data) {
        json::od::document document;
        const simdjson::padded_string_view bytes{body.data(), body.size(),
                                                 body.size() + kFramePadding};
        if (const auto code = parser_.iterate(bytes).get(document))
            return json::bad("answer", code);
        json::od::object root;
        if (const auto code = document.get_object().get(root)) return json::bad("answer", code);

        Reply reply;
        if (const auto done = text(root, "code", reply.code); !done)
            return std::unexpected{done.error()};
        if (reply.code.empty()) return json::bad("code", "is missing");
        if (reply.ok()) {
            json::od::value data;
            if (const auto code = root.find_field_unordered("data").get(data))
                return json::bad("data", code);
            if (const Result<void> done = on_data(data); !done)
                return std::unexpected{done.error()};
        }
        if (const auto done = text(root, "msg", reply.message); !done)
            return std::unexpected{done.error()};
        for (const std::string_view key : {"requestTime", "responseTime"}) {
            if (reply.time.known()) break;
            json::od::value v;
            const auto found = json::find(root, key, v);
            if (!found) return std::unexpected{found.error()};
            if (!*found) continue;
            const auto time = json::time(v, key);
            if (!time) return std::unexpected{time.error()};
            reply.time = *time;
        }
        return reply;
    }

private:
    static Result<void> text(json::od::object& root, std::string_view key, std::string& out);

    json::od::parser parser_;
};

struct Answers::Impl {
    AnswerReader reader;
};

}  // namespace twinleg::venues::edgex
