#pragma once
// In which form a socket is asked to speak.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "net/url.h"

namespace twinleg::venues::paradex {

// Binary of version 2, else of version 1, else JSON: what the venue refused with HTTP 400 is not
// asked for again before the next start. One decoder reads them all. (page, 12.1)
//
// Threads: the loop's.
class Encoding {
public:
    enum class Choice : std::uint8_t { binary_2, binary_1, json };

    explicit Encoding(Choice first = Choice::binary_2) : choice_(first) {}

    Choice choice() const { return choice_; }
    net::Url on(net::Url url) const {
        const std::string_view query =
            choice_ == Choice::binary_2   ? "sbeSchemaId=1&sbeSchemaVersion=2"
            : choice_ == Choice::binary_1 ? "sbeSchemaId=1&sbeSchemaVersion=1"
                                          : "";
        if (query.empty()) return url;
        url.path.append(url.path.find('?') == std::string::npos ? "?" : "&").append(query);
        return url;
    }

    // The venue does not speak `asked`: the next one is taken, unless that has been done already.
    // False: there is none left.
    bool step_down(Choice asked) {
        if (asked != choice_) return true;
        if (choice_ == Choice::json) return false;
        choice_ = choice_ == Choice::binary_2 ? Choice::binary_1 : Choice::json;
        return true;
    }

private:
    Choice choice_;
};

constexpr std::string_view name(Encoding::Choice choice) {
    switch (choice) {
        case Encoding::Choice::binary_2:
            return "SBE version 2";
        case Encoding::Choice::binary_1:
            return "SBE version 1";
        case Encoding::Choice::json:
            return "JSON";
    }
    return {};
}

}  // namespace twinleg::venues::paradex
