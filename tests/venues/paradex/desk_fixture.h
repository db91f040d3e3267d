#pragma once
// A connector at a fake venue, and what it told.

#include <map>
#include <string>

#include "tests/venues/kit/connector_desk.h"
#include "tests/venues/paradex/fake_venue.h"
#include "venues/paradex/paradex.h"

namespace twinleg::venues::paradex::test {

inline std::map<std::string, std::string, std::less<>> made_up_keys() {
    return {{"PARADEX_L1_ADDRESS", "0x00000000000000000000000000000000000000a1"},
            {"PARADEX_L2_PRIVATE_KEY", "0x1234"}};
}

class ParadexDesk : public twinleg::test::ConnectorDesk<FakeVenue> {
protected:
    ParadexDesk() : ConnectorDesk(paradex_kind()) {
        credentials = Credentials{made_up_keys()};
        validity = seconds(3);
    }
};

}  // namespace twinleg::venues::paradex::test
