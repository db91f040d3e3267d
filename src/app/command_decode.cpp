#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/options.h"
#include "app/update_json.h"
#include "crypto/hex.h"
#include "venues/venue.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg decode --venue lighter --stream public < frames.jsonl\n"
    "  twinleg decode --venue lighter --stream public --metadata orderBookDetails.json < "
    "frames.jsonl\n"
    "  twinleg decode --venue paradex --stream public --hex < sbe.hex\n";

struct DecodeSettings {
    std::string venue;
    std::string stream{"public"};
    bool hex{false};
    std::optional<std::filesystem::path> metadata;
};

class JsonSink final : public venues::UpdateSink {
public:
    explicit JsonSink(JsonWriter& json) : json_(json) {}
    void on_update(const venues::Update& update) override { write_update(update, json_); }

private:
    JsonWriter& json_;
};

std::unique_ptr<venues::FrameDecoder> make_decoder(const DecodeSettings& settings) {
    const auto* kind = find_kind(settings.venue);
    if (kind == nullptr)
        throw CannotStart(kBadUsage,
                          fmt::format("--venue: frames of \"{}\" cannot be read", settings.venue),
                          "`twinleg venues` lists those that can.");
    auto decoder = kind->make_decoder();
    if (!settings.metadata) return decoder;
    std::ifstream file(*settings.metadata, std::ios::binary);
    if (!file)
        throw CannotStart(kUnreadable,
                          fmt::format("--metadata: cannot read {}", settings.metadata->string()));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (const auto read = decoder->read_metadata(text); !read)
        throw CannotStart(kUnreadable, fmt::format("--metadata: {}", read.error().message),
                          "It is the venue's own metadata answer, as it came.");
    return decoder;
}

// One frame by itself: the line that is printed for it.
std::string decode_line(venues::FrameDecoder& decoder, const DecodeSettings& settings,
                        std::string frame) {
    const auto stream = settings.stream == "public" ? Stream::market : Stream::account;
    const auto error = [](std::string_view why) {
        JsonWriter json;
        json.object().field("error", why).end_object();
        return json.text();
    };
    if (settings.hex) {
        std::vector<std::uint8_t> bytes(frame.size() / 2);
        if (const auto read = crypto::decode_hex("frame", frame, bytes); !read)
            return error(read.error().message);
        frame.assign(bytes.begin(), bytes.end());
    }
    const auto size = frame.size();
    frame.resize(size + venues::kFramePadding);  // to be read past the end, and changed in place
    JsonWriter json;
    json.object().key("events").array();
    JsonSink sink(json);
    const auto done = decoder.decode({frame.data(), size}, settings.hex, stream, sink);
    if (!done) return error(done.error().message);
    json.end_array().end_object();
    return json.text();
}

}  // namespace

int run_decode(const Arguments& arguments, std::ostream& out, std::ostream&) {
    DecodeSettings settings;
    Options options("decode",
                    "Frames of a venue to events: one frame a line in, one JSON line out.",
                    std::string(kExamples));
    options.add("--venue", &settings.venue, "whose frames");
    options.choice("--stream", settings.stream, {"public", "private"}, "which socket they are of");
    options.add("--hex", &settings.hex, "frames are hexadecimal digits, for binary ones");
    options.add("--metadata", &settings.metadata,
                "the venue's metadata answer, where frames name markets by number");
    if (!options.parse(arguments, out)) return kDone;
    if (settings.venue.empty())
        throw CannotStart(kBadUsage, "--venue is missing", "E.g. --venue lighter.");

    const auto decoder = make_decoder(settings);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        out << decode_line(*decoder, settings, std::move(line)) << '\n';
    }
    return kDone;
}

}  // namespace twinleg::app
