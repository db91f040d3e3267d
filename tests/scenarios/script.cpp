#include "tests/scenarios/script.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/money.h"

namespace twinleg::scenarios {

namespace {

// Words between blanks; "…" is one word without its quotes; a `#` word ends the line.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < line.size();) {
        if (line[at] == ' ') {
            ++at;
        } else if (line[at] == '#') {
            break;
        } else if (line[at] == '"') {
            const auto end = std::min(line.find('"', at + 1), line.size());
            out.emplace_back(line.substr(at + 1, end - at - 1));
            at = end + 1;
        } else {
            const auto end = std::min(line.find(' ', at), line.size());
            out.emplace_back(line.substr(at, end - at));
            at = end;
        }
    }
    return out;
}

// "40ms", "2s"; whole numbers.
std::optional<Duration> time_of(std::string_view word) {
    const auto digits = word.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
    const auto number = std::stoll(std::string(word.substr(0, digits)));
    const auto unit = word.substr(digits);
    if (unit == "ms") return milliseconds(number);
    if (unit == "s") return seconds(number);
    return std::nullopt;
}

Directive directive_of(const std::vector<std::string>& words, int line) {
    Directive out{.line = line, .name = words.front()};
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        if (equals == std::string::npos)
            out.words.push_back(words[i]);
        else
            out.settings[words[i].substr(0, equals)] = words[i].substr(equals + 1);
    }
    return out;
}

}  // namespace

Result<Script> parse_script(std::string_view text, const std::string& file) {
    Script script;
    std::vector<std::string> comments;
    int number = 0;
    const auto malformed = [&](std::string_view what) {
        return fail(Errc::malformed, fmt::format("{}:{}: {}", file, number, what));
    };
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string line{text.substr(0, end)};
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        const auto words = words_of(line);
        if (words.empty()) {
            comments.push_back(line);
        } else if (words[0] == ">") {
            const auto at = words.size() > 2 ? time_of(words[1]) : std::nullopt;
            if (!at) return malformed("this is not `> TIME VERB …`, with a time like 40ms or 2s");
            if (!script.inputs.empty() && *at < script.inputs.back().at)
                return malformed("time goes back here");
            comments.push_back(line);
            script.inputs.push_back({.line = number,
                                     .at = *at,
                                     .verb = words[2],
                                     .words = {words.begin() + 3, words.end()},
                                     .expect = {},
                                     .text = std::exchange(comments, {})});
        } else if (words[0] == "<") {
            if (script.inputs.empty()) return malformed("nothing went in yet");
            script.inputs.back().expect.push_back(
                normal(std::string_view{line}.substr(line.find('<') + 1)));
        } else {
            if (!script.inputs.empty()) return malformed("a line begins with `>`, `<` or `#`");
            script.directives.push_back(directive_of(words, number));
            comments.push_back(line);
        }
        if (script.inputs.empty() && !comments.empty() && !words.empty()) {
            script.head.insert(script.head.end(), comments.begin(), comments.end());
            comments.clear();
        }
    }
    if (script.inputs.empty()) return malformed("nothing goes in");
    return script;
}

std::string normal(std::string_view line) {
    std::string out;
    for (const auto& word : words_of(line)) {
        if (!out.empty()) out += ' ';
        const auto number = parse_price(word);
        out += number                                ? to_text(*number)
               : word.find(' ') == std::string::npos ? word
                                                     : '"' + word + '"';
    }
    return out;
}

std::string rewritten(const Script& script, const std::vector<std::vector<std::string>>& said) {
    std::string out;
    for (const auto& line : script.head)
        out += line + '\n';
    for (std::size_t i = 0; i < script.inputs.size(); ++i) {
        for (const auto& line : script.inputs[i].text)
            out += line + '\n';
        for (const auto& line : said[i])
            out += "< " + line + '\n';
    }
    return out;
}

}  // namespace twinleg::scenarios
