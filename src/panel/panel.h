#pragma once
// The panel: a server on a thread of its own that shows desks, and takes what people ask of them.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/time.h"
#include "database/target.h"
#include "engine/config.h"
#include "panel/board.h"
#include "panel/stream.h"

namespace twinleg::panel {

struct PanelOptions {
    std::string address{"127.0.0.1"};
    std::uint16_t port{8000};  // 0: any free one
    std::string token;         // empty: none is wanted
    std::string version;
    std::string mode;  // sim, paper, testnet, live
    // Without desks: what is stored there is shown, and nothing can be asked.
    database::Target archive;
    Duration refresh_every{milliseconds(100)};
    Duration idle{seconds(60)};     // a connection between two requests
    Duration request{seconds(10)};  // from a request's first byte to its last
    StreamOptions stream;
};

// A panel never holds a desk up: the engine's thread only puts things down (see Board), and slow
// readers of the stream are skipped. Questions to the store are answered by a second thread, so
// that they do not hold the stream up either.
//
// Threads: board() may be called by any; the rest belongs to the owner.
class Panel {
public:
    // Throws std::runtime_error, naming address and port, if it cannot listen there.
    explicit Panel(PanelOptions options);
    ~Panel();
    Panel(const Panel&) = delete;
    Panel& operator=(const Panel&) = delete;

    std::uint16_t port() const;
    // "http://127.0.0.1:8000"
    std::string url() const;

    // Shows a further desk, from now to the end of the process. The caller has it observe the
    // desk's loop, and closes it before what DeskAbout points to ends.
    std::shared_ptr<Board> board(DeskAbout about, const engine::Config& config);

    struct Impl;

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace twinleg::panel
