#include "notify/channel.h"

#include <fmt/format.h>

#include "net/redact.h"
#include "net/retry_after.h"

namespace twinleg::notify {

namespace {

constexpr Duration kUsualWait = seconds(30);  // where a 429 does not say how long

// The beginning of an answer, on one line.
std::string excerpt(std::string_view body) {
    constexpr std::size_t kMost = 160;
    std::string out{body.substr(0, kMost)};
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return out;
}

}  // namespace

Verdict judge_failure(const net::HttpFailure& failure) {
    return {.kind = Verdict::Kind::again, .why = failure.error.message};
}

Verdict judge_status(const net::HttpResponse& answer, std::string_view what) {
    const int status = answer.status;
    if (status >= 200 && status < 300) return {};
    const auto why = fmt::format("{}: HTTP {} {}", what, status, excerpt(answer.body));
    if (status == 429) {
        const auto wait = net::retry_after(answer.header("Retry-After"), answer.received);
        return {.kind = Verdict::Kind::later, .wait = wait.value_or(kUsualWait), .why = why};
    }
    if (status == 408 || status >= 500) return {.kind = Verdict::Kind::again, .why = why};
    if (status == 401 || status == 403 || status == 404 || status == 410)
        return {.kind = Verdict::Kind::off, .why = why};
    return {.kind = Verdict::Kind::refused, .why = why};
}

std::string masked(std::string_view text, const std::vector<std::string>& secrets) {
    std::string out{text};
    for (const auto& secret : secrets) {
        if (secret.empty()) continue;
        for (auto at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3))
            out.replace(at, secret.size(), "***");
    }
    return net::redact(out);
}

}  // namespace twinleg::notify
