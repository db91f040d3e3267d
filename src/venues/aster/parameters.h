#pragma once
// The parameter text of an Aster request: name=value pairs joined by &, in the sender's order.
// The same text is signed and sent, in the query or as a form body.
//
// Source: venues page of Aster, "V1 signature (HMAC)".

#include <string>
#include <string_view>
#include <utility>

namespace twinleg::venues::aster {

// Appends a value as forms have it: letters, digits and . _ - ~ @ as they are, a space as +, every
// other byte as %XX.
void append_encoded(std::string& out, std::string_view value);

class Parameters {
public:
    // `name` is one of the venue's and is written as it stands.
    Parameters& add(std::string_view name, std::string_view value);

    // As add(), unless the value is empty.
    Parameters& add_if(std::string_view name, std::string_view value);

    const std::string& text() const& { return text_; }
    std::string text() && { return std::move(text_); }

private:
    std::string text_;
};

}  // namespace twinleg::venues::aster
