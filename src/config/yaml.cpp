#include "config/yaml.h"

#include <algorithm>
#include <istream>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace twinleg::config {

namespace {

struct Refusal {
    std::size_t line;
    std::string what;
};

std::size_t line_of(const YAML::Mark& mark) {
    return mark.line < 0 ? 1 : static_cast<std::size_t>(mark.line) + 1;
}

// What stands where a name should may be a key that somebody pasted there.
std::string shown_key(std::string_view key) {
    return is_plain_name(key) ? std::string{key} : "a name with other letters than names have";
}

// Builds the tree from the parser's events; whatever it does not want is thrown as a Refusal.
class Builder final : public YAML::EventHandler {
public:
    YamlNode take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (any_) throw Refusal{line_of(mark), "a second document begins; a file is one"};
        // The parser stays where it is before a comma or a bracket that closes nothing, and finds
        // one empty document after the other there.
        if (std::exchange(document_at_, mark.pos) == mark.pos)
            throw Refusal{line_of(mark), "a comma or a bracket stands where a name should"};
    }
    void OnDocumentEnd() override {}

    void OnAnchor(const YAML::Mark& mark, const std::string&) override { no_anchor(mark); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { no_anchor(mark); }

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (anchor != 0) no_anchor(mark);
        if (!any_) return;  // nothing but comments
        if (wants_key()) throw Refusal{line_of(mark), "a key is missing before the colon"};
        if (open_.empty()) throw Refusal{line_of(mark), "this is no list of `name: value` lines"};
        // The parser's own mark is where something else stood instead, a line further down.
        const auto& around = open_.back();
        if (around.node.is_map())
            throw Refusal{around.key_line,
                          fmt::format("{} has no value; give it one, or leave the line out",
                                      shown_key(around.key))};
        throw Refusal{
            around.node.line,
            fmt::format("entry {} of the list that begins here has no value; leave it out",
                        around.node.inside.size() + 1)};
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        no_extras(mark, tag, anchor);
        if (wants_key()) return begin_entry(mark, value);
        place({.kind = YamlNode::Kind::text, .line = line_of(mark), .text = value});
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        begin(mark, tag, anchor, YamlNode::Kind::list);
    }
    void OnSequenceEnd() override { end(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        begin(mark, tag, anchor, YamlNode::Kind::map);
    }
    void OnMapEnd() override { end(); }

private:
    struct Open {
        YamlNode node;
        std::string key;  // whose value comes next; of a map
        std::size_t key_line{0};
        bool has_key{false};
    };

    [[noreturn]] static void no_anchor(const YAML::Mark& mark) {
        throw Refusal{line_of(mark),
                      "anchors and aliases (& and *) are not read here: write the value out, and "
                      "put text that begins so in quotes"};
    }
    static void no_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0) no_anchor(mark);
        // "?" is a plain word, "!" a quoted one.
        if (!tag.empty() && tag != "?" && tag != "!")
            throw Refusal{line_of(mark),
                          "tags (! and !!) are not read here: write the value alone, and put text "
                          "that begins so in quotes"};
    }

    bool wants_key() const {
        return !open_.empty() && open_.back().node.is_map() && !open_.back().has_key;
    }

    void begin_entry(const YAML::Mark& mark, const std::string& key) {
        auto& map = open_.back();
        if (key.empty()) throw Refusal{line_of(mark), "a key is empty"};
        if (const auto* other = map.node.find(key))
            throw Refusal{line_of(mark), fmt::format("{} stands in line {} already; keep one",
                                                     shown_key(key), other->line)};
        map.key = key;
        map.key_line = line_of(mark);
        map.has_key = true;
    }

    void begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
               YamlNode::Kind kind) {
        no_extras(mark, tag, anchor);
        if (wants_key()) throw Refusal{line_of(mark), "a key is one word, no list and no map"};
        any_ = true;
        open_.push_back({.node = {.kind = kind, .line = line_of(mark)}});
    }

    void end() {
        auto done = std::move(open_.back().node);
        open_.pop_back();
        place(std::move(done));
    }

    void place(YamlNode node) {
        any_ = true;
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        auto& around = open_.back();
        if (around.node.is_map()) {
            node.key = std::move(around.key);
            node.line = around.key_line;
            around.has_key = false;
        }
        around.node.inside.push_back(std::move(node));
    }

    std::vector<Open> open_;
    YamlNode root_{.kind = YamlNode::Kind::map, .line = 1};
    int document_at_{-1};  // the last one's position in the text
    bool any_{false};
};

// What the parser would take in some way, and a person would not have meant.
void look_at_letters(std::string_view text) {
    std::size_t number = 1;
    bool indentation = true;
    for (const char c : text) {
        if (c == '\t' && indentation) throw Refusal{number, "a tab in the indentation; use spaces"};
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r')
            throw Refusal{number, "a control character; this is no text file"};
        indentation = c == '\n' || (indentation && c == ' ');
        if (c == '\n') ++number;
    }
}

}  // namespace

bool is_plain_name(std::string_view key) {
    return !key.empty() && key.size() <= 40 && std::ranges::all_of(key, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.' || c == '-';
    });
}

const YamlNode* YamlNode::find(std::string_view name) const {
    const auto found = std::ranges::find(inside, name, &YamlNode::key);
    return found == inside.end() ? nullptr : &*found;
}

Result<YamlNode> parse_yaml(std::string_view text, std::string_view file) {
    const auto wrong = [&](std::size_t line, std::string_view what) {
        return fail(Errc::malformed, fmt::format("{}:{}: {}", file, line, what));
    };
    try {
        look_at_letters(text);
        // A quote that is still open at the end would be taken as closed there; it runs into this.
        std::istringstream stream{std::string{text} + "\n...\n"};
        YAML::Parser parser(stream);
        Builder builder;
        while (parser.HandleNextDocument(builder)) {
        }
        auto root = builder.take();
        if (!root.is_map()) return wrong(root.line, "this is no list of `name: value` lines");
        return root;
    } catch (const Refusal& refusal) {
        return wrong(refusal.line, refusal.what);
    } catch (const YAML::Exception& problem) {
        return wrong(line_of(problem.mark), "this is no YAML: " + problem.msg);
    }
}

}  // namespace twinleg::config
