#pragma once
// A connector at a fake venue, and what it told.

#include <map>
#include <string>

#include "tests/venues/edgex/fake_venue.h"
#include "tests/venues/kit/connector_desk.h"
#include "venues/edgex/edgex.h"

namespace twinleg::venues::edgex::test {

inline std::map<std::string, std::string, std::less<>> made_up_keys() {
    return {{"EDGEX_ACCOUNT_ID", "543429922991899150"},
            {"EDGEX_API_KEY", "made-up"},
            {"EDGEX_API_PASSPHRASE", "made-up"},
            {"EDGEX_API_SECRET", "made-up"},
            {"EDGEX_TRADING_PRIVATE_KEY", std::string(63, '0') + "1"},
            {"EDGEX_STARK_PRIVATE_KEY", "1234"}};
}

class EdgexDesk : public twinleg::test::ConnectorDesk<FakeVenue> {
protected:
    EdgexDesk() : ConnectorDesk(edgex_kind()) {
        credentials = Credentials{made_up_keys()};
        validity = seconds(3);
    }
};

}  // namespace twinleg::venues::edgex::test
