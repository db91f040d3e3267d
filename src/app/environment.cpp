#include "app/environment.h"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "config/names.h"
#include "config/private_file.h"
#include "config/secret.h"

namespace twinleg::app {

Environment Environment::of_process() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return Environment{std::move(variables)};
}

Environment::~Environment() {
    for (auto& [name, value] : process_)
        config::wipe(value);
    for (auto& line : file_)
        config::wipe(line.value);
    for (auto& [name, chosen] : chosen_)
        if (chosen.value) config::wipe(*chosen.value);
}

Result<void> Environment::read_file(const std::filesystem::path& path, bool required) {
    auto file = config::read_file(path);
    if (!file) {
        const bool absent = file.error().code == Errc::missing;
        if (absent && !required) return {};
        return fail(file.error().code, absent
                                           ? fmt::format("there is no env file {}", path.string())
                                           : file.error().message);
    }
    auto parsed = config::parse_env(file->text, path.string());
    config::wipe(file->text);
    if (!parsed) return std::unexpected{parsed.error()};
    const auto secret = std::ranges::find_if(*parsed, [](const config::EnvLine& line) {
        return !line.value.empty() && config::is_secret(line.name);
    });
    if (secret != parsed->end())
        if (const auto own = config::check_private(path, file->mode, secret->name); !own)
            return own;
    file_ = std::move(*parsed);
    path_ = path;
    return {};
}

Result<void> Environment::add_keystore(std::shared_ptr<const config::Keystore> keystore,
                                       const std::filesystem::path& path) {
    for (const auto& name : keystore->names())
        if (const auto above = find(name))
            return fail(Errc::conflict,
                        fmt::format("{} is set in {} and in the keystore {}: keep one of the two",
                                    name, above->place, path.string()));
    keystore_ = std::move(keystore);
    keystore_path_ = path;
    return {};
}

void Environment::choose(const std::string& name, std::optional<std::string> value,
                         std::string place) {
    chosen_.insert_or_assign(name, Chosen{std::move(value), std::move(place)});
}

std::optional<Environment::Found> Environment::find(std::string_view name) const {
    if (const auto found = chosen_.find(name); found != chosen_.end()) {
        if (!found->second.value) return std::nullopt;
        return Found{*found->second.value, Layer::account, found->second.place};
    }
    if (const auto found = process_.find(name); found != process_.end() && !found->second.empty())
        return Found{found->second, Layer::process, "the environment"};
    const auto line = std::ranges::find(file_, name, &config::EnvLine::name);
    if (line != file_.end() && !line->value.empty())
        return Found{line->value, Layer::file, file_place(name)};
    const auto* secret = keystore_ ? keystore_->find(name) : nullptr;
    if (secret != nullptr)
        return Found{std::string{secret->reveal()}, Layer::keystore,
                     "the keystore " + keystore_path_.string()};
    return std::nullopt;
}

std::optional<std::string> Environment::get(std::string_view name) const {
    auto found = find(name);
    if (!found) return std::nullopt;
    return std::move(found->value);
}

std::vector<std::string> Environment::file_names() const {
    std::vector<std::string> out;
    for (const auto& line : file_)
        out.push_back(line.name);
    return out;
}

std::vector<std::string> Environment::process_names() const {
    std::vector<std::string> out;
    for (const auto& [name, value] : process_)
        out.push_back(name);
    return out;
}

std::optional<std::string> Environment::file_value(std::string_view name) const {
    const auto line = std::ranges::find(file_, name, &config::EnvLine::name);
    if (line == file_.end() || line->value.empty()) return std::nullopt;
    return line->value;
}

std::string Environment::file_place(std::string_view name) const {
    const auto line = std::ranges::find(file_, name, &config::EnvLine::name);
    return line == file_.end() ? path_.string() : fmt::format("{}:{}", path_.string(), line->line);
}

}  // namespace twinleg::app
