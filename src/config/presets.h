#pragma once
// Settings that go together under one name.

#include <span>
#include <string_view>

namespace twinleg::config {

struct PresetValue {
    std::string_view option;  // "hold-time", as the flag without its dashes
    std::string_view value;
};

struct Preset {
    std::string_view strategy;
    std::string_view name;
    std::string_view summary;
    std::span<const PresetValue> values;
};

std::span<const Preset> presets();

}  // namespace twinleg::config
