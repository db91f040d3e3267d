// What is hashed of a transaction, element by element.

#include <type_traits>

#include "crypto/hex.h"
#include "crypto/lighter/poseidon2.h"
#include "sim/wire/lighter/transaction.h"

namespace twinleg::sim::wire::lighter {
namespace {

namespace lc = crypto::lighter;
using Elements = std::vector<std::uint64_t>;

// Money is hashed in two halves of 32 bits, the low one first.
void append_halves(Elements& out, std::uint64_t amount) {
    out.push_back(amount & 0xffff'ffff);
    out.push_back(amount >> 32);
}

void append_limbs(Elements& out, const lc::Gfp5& element) {
    for (const lc::Fp limb : element.limbs)
        out.push_back(limb.value());
}

void append_order(Elements& out, const CreateOrder& order) {
    out.insert(
        out.end(),
        {order.market, order.client_order_index, order.base_amount, order.price,
         static_cast<std::uint64_t>(order.is_ask), static_cast<std::uint64_t>(order.type),
         static_cast<std::uint64_t>(order.lifetime), static_cast<std::uint64_t>(order.reduce_only),
         order.trigger_price, order.expiry_ms});
}

struct AppendBody {
    Elements& out;

    void operator()(const ChangePubKey& tx) const { append_limbs(out, tx.key); }
    void operator()(const CreateSubAccount&) const {}
    void operator()(const Transfer& tx) const {
        out.insert(out.end(), {tx.to, tx.asset, tx.from_route, tx.to_route});
        append_halves(out, tx.amount);
        append_halves(out, tx.usdc_fee);
    }
    void operator()(const Withdraw& tx) const {
        out.insert(out.end(), {tx.asset, tx.route});
        append_halves(out, tx.amount);
    }
    void operator()(const CreateOrder& tx) const { append_order(out, tx); }
    void operator()(const CancelOrder& tx) const { out.insert(out.end(), {tx.market, tx.index}); }
    void operator()(const CancelAll& tx) const {
        out.insert(out.end(), {static_cast<std::uint64_t>(tx.mode), tx.time_ms});
    }
    void operator()(const ModifyOrder& tx) const {
        out.insert(out.end(), {tx.market, tx.index, tx.base_amount, tx.price, tx.trigger_price});
    }
    void operator()(const UpdateLeverage& tx) const {
        out.insert(out.end(), {tx.market, tx.initial_margin_fraction, tx.margin_mode});
    }
    void operator()(const GroupedOrders& tx) const {
        out.push_back(tx.grouping);
        Elements chained;  // the hash of the orders so far
        for (const CreateOrder& order : tx.orders) {
            Elements elements;
            append_order(elements, order);
            const auto own = lc::poseidon_hash<4>(elements);
            if (chained.empty()) {
                chained.assign(own.begin(), own.end());
                continue;
            }
            chained.insert(chained.end(), own.begin(), own.end());
            const auto both = lc::poseidon_hash<4>(chained);
            chained.assign(both.begin(), both.end());
        }
        out.insert(out.end(), chained.begin(), chained.end());
    }
    void operator()(const UpdateMargin& tx) const {
        out.push_back(tx.market);
        append_halves(out, tx.usdc);
        out.push_back(tx.direction);
    }
    void operator()(const AccountConfig& tx) const { out.push_back(tx.trading_mode); }
    void operator()(const AssetConfig& tx) const {
        out.insert(out.end(), {tx.asset, tx.margin_mode});
    }
    void operator()(const ApproveIntegrator& tx) const {
        out.push_back(tx.integrator);
        out.insert(out.end(), tx.fees.begin(), tx.fees.end());
        out.push_back(tx.expiry_ms);
    }
};

lc::Gfp5 quintic(const Elements& elements) {
    lc::Sponge sponge;
    sponge.absorb(elements);
    return sponge.squeeze_gfp5();
}

}  // namespace

bool Attributes::any() const {
    for (std::size_t n = 1; n < values.size(); ++n)
        if (has(n)) return true;
    return false;
}

std::vector<std::uint64_t> Transaction::preimage(std::uint64_t chain_id) const {
    Elements out{chain_id, static_cast<std::uint64_t>(type), nonce, expired_at_ms, account,
                 api_key};
    std::visit(AppendBody{out}, body);
    return out;
}

lc::Gfp5 Transaction::hash(std::uint64_t chain_id) const {
    const lc::Gfp5 body_hash = quintic(preimage(chain_id));
    if (!attributes.any()) return body_hash;

    Elements pairs;
    for (std::size_t n = 1; n < attributes.values.size(); ++n)
        if (attributes.has(n)) pairs.insert(pairs.end(), {n, attributes.values[n]});
    pairs.resize(8, 0);  // four pairs at most: parse_transaction saw to it

    Elements both;
    append_limbs(both, body_hash);
    append_limbs(both, quintic(pairs));
    return quintic(both);
}

std::string hash_text(const lc::Gfp5& hash) {
    return crypto::to_hex(hash.encode());
}

}  // namespace twinleg::sim::wire::lighter
