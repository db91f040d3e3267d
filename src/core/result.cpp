#include "core/result.h"

namespace twinleg {

std::string_view name(Errc code) {
    switch (code) {
        case Errc::malformed:
            return "malformed";
        case Errc::out_of_range:
            return "out_of_range";
        case Errc::missing:
            return "missing";
        case Errc::unsupported:
            return "unsupported";
        case Errc::sequence_gap:
            return "sequence_gap";
        case Errc::crossed:
            return "crossed";
        case Errc::not_ready:
            return "not_ready";
        case Errc::refused:
            return "refused";
        case Errc::unauthorised:
            return "unauthorised";
        case Errc::rate_limited:
            return "rate_limited";
        case Errc::timed_out:
            return "timed_out";
        case Errc::disconnected:
            return "disconnected";
        case Errc::corrupt:
            return "corrupt";
        case Errc::io:
            return "io";
        case Errc::conflict:
            return "conflict";
    }
    return "unknown";
}

}  // namespace twinleg
