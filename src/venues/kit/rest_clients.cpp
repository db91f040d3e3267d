#include "venues/kit/rest_clients.h"

#include <utility>

#include "venues/sizes.h"

namespace twinleg::venues::kit {
namespace {

constexpr std::size_t kForOrders = 3;
constexpr std::size_t kForQuestions = 2;
constexpr std::size_t kWarm = 2;
constexpr Duration kTimeout = seconds(5);

net::HttpOptions options_of(const std::string& ca_file, std::size_t connections) {
    net::HttpOptions options;
    options.connections = connections;
    options.ca_file = ca_file;
    options.max_body = kLargestAnswer;
    return options;
}

}  // namespace

RestClients::RestClients(net::EventLoop& loop, const net::Url& origin, const std::string& ca_file)
    : loop_(loop),
      orders_(loop, origin, options_of(ca_file, kForOrders)),
      questions_(loop, origin, options_of(ca_file, kForQuestions)) {}

void RestClients::order(net::HttpRequest request, net::HttpDone done) {
    request.timeout = kTimeout;
    orders_.send(std::move(request), std::move(done));
}

void RestClients::question(net::HttpRequest request, net::HttpDone done) {
    request.timeout = kTimeout;
    questions_.send(std::move(request), std::move(done));
}

void RestClients::refuse(Error why, net::HttpDone done) {
    loop_.post(
        [alive = std::weak_ptr{alive_}, why = std::move(why), done = std::move(done)]() mutable {
            if (alive.lock()) done(std::unexpected{net::HttpFailure{false, std::move(why)}});
        });
}

void RestClients::warm(Time now) {
    if (warmed_.known() && now - warmed_ < seconds(1)) return;
    warmed_ = now;
    if (orders_.open() < kWarm) orders_.warm(kWarm);
}

void RestClients::close() {
    orders_.close();
    questions_.close();
}

}  // namespace twinleg::venues::kit
