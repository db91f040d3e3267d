#pragma once
// What happened, as a person reads it on the panel.

#include <string>
#include <string_view>

#include "core/command.h"
#include "panel/told.h"
#include "store/describe.h"

namespace twinleg::panel {

struct LogLine {
    std::string_view kind;  // order, fill, pair, refused, mode, notice, signal, operator, stream
    Severity severity{Severity::info};
    std::string text;
    std::string data;  // a JSON object
};

LogLine line_of(const Told& told, const store::Names& names);

}  // namespace twinleg::panel
