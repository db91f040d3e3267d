// The document of the interface against the server: every path answers as it says, and everything
// that is answered is described.

#include <regex>

#include <fmt/format.h>

#include "panel/api.h"
#include "panel/page.h"
#include "tests/panel/stage.h"
#include "tests/panel/store.h"

namespace twinleg::panel::test {
namespace {

using ::testing::IsEmpty;

// As much of JSON Schema as the document uses.
class Schemas {
public:
    explicit Schemas(const Json& document) : document_(document) {}

    // What of `value` is not as `schema` says; empty: nothing.
    std::string wrong(const Json& schema, const Json& value, const std::string& at) const {
        if (schema.contains("$ref")) return wrong(of(schema["$ref"]), value, at);
        if (schema.contains("oneOf")) {
            std::string all;
            for (const auto& one : schema["oneOf"]) {
                const auto found = wrong(one, value, at);
                if (found.empty()) return {};
                all += found + "; ";
            }
            return all;
        }
        if (schema.contains("type") && !is(schema["type"], value))
            return fmt::format("{}: {} is no {}", at, value.dump(), schema["type"].dump());
        if (value.is_null()) return {};
        if (schema.contains("enum") &&
            std::ranges::find(schema["enum"], value) == schema["enum"].end())
            return fmt::format("{}: {} is not among {}", at, value.dump(), schema["enum"].dump());
        if (schema.contains("pattern") &&
            !std::regex_match(value.get<std::string>(),
                              std::regex(schema["pattern"].get<std::string>())))
            return fmt::format("{}: {} is no decimal", at, value.dump());
        if (value.is_object()) return wrong_members(schema, value, at);
        if (value.is_array()) return wrong_items(schema, value, at);
        return {};
    }

private:
    const Json& of(const std::string& reference) const {
        return document_.at(Json::json_pointer(reference.substr(1)));
    }
    static bool is(const Json& type, const Json& value) {
        if (type.is_array())
            return std::ranges::any_of(type, [&](const Json& one) { return is(one, value); });
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "integer") return value.is_number_integer();
        if (type == "number") return value.is_number();
        if (type == "boolean") return value.is_boolean();
        return type == "null" && value.is_null();
    }
    std::string wrong_members(const Json& schema, const Json& value, const std::string& at) const {
        if (schema.contains("required"))
            for (const auto& name : schema["required"])
                if (!value.contains(name)) return fmt::format("{}: no {}", at, name.dump());
        const auto properties = schema.value("properties", Json::object());
        for (const auto& [name, member] : value.items()) {
            const auto below = at + "/" + name;
            if (properties.contains(name)) {
                if (auto found = wrong(properties[name], member, below); !found.empty())
                    return found;
                continue;
            }
            if (!schema.contains("additionalProperties")) continue;
            const auto& more = schema["additionalProperties"];
            if (more.is_boolean()) return below + ": is not described";
            if (auto found = wrong(more, member, below); !found.empty()) return found;
        }
        return {};
    }
    std::string wrong_items(const Json& schema, const Json& value, const std::string& at) const {
        for (std::size_t n = 0; n < value.size(); ++n) {
            const bool by_place = schema.contains("prefixItems");
            if (by_place && n >= schema["prefixItems"].size()) return at + ": too many items";
            if (!by_place && !schema.contains("items")) continue;
            const auto& item = by_place ? schema["prefixItems"][n] : schema["items"];
            if (auto found = wrong(item, value[n], fmt::format("{}/{}", at, n)); !found.empty())
                return found;
        }
        return {};
    }

    const Json& document_;
};

class OpenApi : public PanelTest {
protected:
    OpenApi() : document(Json::parse(openapi_text())), schemas(document) {}

    // A desk that has traded, and a store that knows of it.
    void trade() {
        show({.store = store.target()});
        start();
        wish_a_pair();
        quote(0, "100", "100.1");
        pass_and_fill(seconds(1));
        state([](const Json& p) { return p["counts"]["pair_trades"]["completed"] == 1; });
    }
    const Json& schema_of(const std::string& path, const std::string& method,
                          const Answer& answer) {
        const auto& responses = document["paths"][path][method]["responses"];
        const auto status = std::to_string(answer.status);
        EXPECT_TRUE(responses.contains(status)) << method << path << " " << status << answer.body;
        return responses[status]["content"].front()["schema"];
    }

    const Json document;
    const Schemas schemas;
    Store store;
};

TEST_F(OpenApi, DescribesEveryPathAndNoOther) {
    std::vector<std::string> described;
    for (const auto& [path, methods] : document["paths"].items())
        for (const auto& [method, what] : methods.items())
            described.push_back(method + " " + path);
    std::vector<std::string> served;
    for (const auto& route : routes())
        served.push_back((route.method == "GET" ? "get " : "post ") + std::string(route.path));

    EXPECT_THAT(described, ::testing::UnorderedElementsAreArray(served));
    for (const auto& [path, methods] : document["paths"].items())
        for (const auto& [method, what] : methods.items())
            EXPECT_FALSE(what["summary"].get<std::string>().empty()) << path;
}

TEST_F(OpenApi, DescribesEveryMemberOfEveryAnswer) {
    trade();
    for (const auto& [path, methods] : document["paths"].items()) {
        if (!methods.contains("get") || path == "/api/stream") continue;
        const auto answer = get(port(), path);
        EXPECT_EQ(answer.status, 200) << path << answer.body;
        const auto& schema = schema_of(path, "get", answer);
        if (path == "/metrics") continue;
        EXPECT_THAT(schemas.wrong(schema, answer.json(), path), IsEmpty());
    }
    for (const auto* target :
         {"/api/positions?history=1", "/api/spreads?from_ns=1&to_ns=9000000000000000000"}) {
        const auto answer = get(port(), target);
        const std::string path = std::string(target).substr(0, std::string(target).find('?'));
        EXPECT_GE(answer.json().size(), 1) << target;
        EXPECT_THAT(schemas.wrong(schema_of(path, "get", answer), answer.json(), target),
                    IsEmpty());
    }
}

TEST_F(OpenApi, DescribesWhatIsAskedAndAnswered) {
    trade();
    for (const auto& [path, methods] : document["paths"].items()) {
        if (!methods.contains("post")) continue;
        const auto& body = methods["post"]["requestBody"]["content"]["application/json"]["schema"];
        const Json sent = path == "/api/mode" ? Json{{"trading", "auto"}}
                          : path == "/api/parameters"
                              ? Json{{"name", "risk.daily_loss"}, {"value", "5"}}
                              : Json::object();
        EXPECT_THAT(schemas.wrong(body, sent, path), IsEmpty());
        const auto answer = post(port(), path, sent.dump());
        EXPECT_EQ(answer.status, 202) << path << answer.body;
        EXPECT_THAT(schemas.wrong(schema_of(path, "post", answer), answer.json(), path), IsEmpty());
        const auto refused = post(port(), path, "[]");
        EXPECT_THAT(schemas.wrong(schema_of(path, "post", refused), refused.json(), path),
                    IsEmpty());
    }
}

TEST_F(OpenApi, DescribesEveryQuery) {
    trade();
    for (const auto& [path, methods] : document["paths"].items()) {
        if (!methods.contains("get") || path == "/api/stream") continue;
        const auto known = methods["get"].value("parameters", Json::array());
        for (const auto& parameter : known) {
            const auto& schema = parameter["schema"];
            if (schema["type"] != "integer") continue;
            const std::string name = parameter["name"];
            const auto low = schema["minimum"].get<std::int64_t>() - 1;
            const auto answer = get(port(), fmt::format("{}?{}={}", path, name, low));
            EXPECT_EQ(answer.status, 400) << path << " " << name;
            EXPECT_EQ(answer.field(), name) << path;
            if (!schema.contains("maximum")) continue;
            const auto high = schema["maximum"].get<std::int64_t>() + 1;
            EXPECT_EQ(get(port(), fmt::format("{}?{}={}", path, name, high)).code(), "out_of_range")
                << path << " " << name;
        }
    }
}

TEST_F(OpenApi, DescribesTheStreamsMessages) {
    trade();
    Listener listener(port());
    const auto snapshot = listener.next("snapshot");
    const auto& all = document["components"]["schemas"];
    EXPECT_THAT(schemas.wrong(all["State"], snapshot["state"], "state"), IsEmpty());
    ASSERT_FALSE(snapshot["events"].empty());
    for (const auto& line : snapshot["events"])
        EXPECT_THAT(schemas.wrong(all["LogLine"], line, "line"), IsEmpty());
}

}  // namespace
}  // namespace twinleg::panel::test
