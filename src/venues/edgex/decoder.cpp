// Frames for `twinleg decode`: each for itself, contracts by name where the metadata is known.

#include <map>
#include <string>

#include "venues/edgex/answers.h"
#include "venues/edgex/wire.h"

namespace twinleg::venues::edgex {
namespace {

// Puts names in place of contract ids on the way to another sink.
class Naming final : public UpdateSink {
public:
    using Names = std::map<std::string, std::string, std::less<>>;
    Naming(const Names& names, UpdateSink& next) : names_(names), next_(next) {}

    void on_update(const Update& update) override {
        std::visit(
            [this](auto named) {
                if constexpr (requires { named.market; }) {
                    if (const auto found = names_.find(named.market); found != names_.end())
                        named.market = found->second;
                }
                next_.on_update(named);
            },
            update);
    }

private:
    const Names& names_;
    UpdateSink& next_;
};

class Decoder final : public FrameDecoder {
public:
    Result<void> decode(std::span<const char> frame, bool binary, Stream /*stream*/,
                        UpdateSink& sink) override {
        if (binary) return fail(Errc::unsupported, "edgex: binary frames are not of this venue");
        Naming naming{names_, sink};
        const auto head = frames_.read(frame, naming);
        if (!head) return std::unexpected{head.error()};
        return {};
    }

    Result<void> read_metadata(std::string_view answer) override {
        const auto contracts = answers_.contract_names(answer);
        if (!contracts) return std::unexpected{contracts.error()};
        for (const auto& [id, name] : *contracts)
            names_[id] = name;
        return {};
    }

private:
    Frames frames_;
    Answers answers_;
    Naming::Names names_;
};

}  // namespace

std::unique_ptr<FrameDecoder> make_decoder() {
    return std::make_unique<Decoder>();
}

}  // namespace twinleg::venues::edgex
