#include "crypto/lighter/transaction.h"

#include <bit>

#include "crypto/lighter/transaction_fields.h"

namespace twinleg::crypto::lighter {
namespace {

constexpr std::uint64_t default_of(std::size_t type) {
    return type == static_cast<std::size_t>(Attribute::cancel_all_market) ? 255 : 0;
}

// a = H4(order 1), then a = H4(a, H4(order i)).
std::array<std::uint64_t, 4> chained_hash(const std::vector<CreateOrder>& orders) {
    std::array<std::uint64_t, 4> chain{};
    bool first = true;
    for (const CreateOrder& order : orders) {
        Sponge sponge;
        detail::visit_fields(order, [&](auto, std::uint64_t value) { sponge.absorb(value); });
        std::array<std::uint64_t, 4> own;
        sponge.squeeze(own);
        if (first) {
            chain = own;
            first = false;
            continue;
        }
        Sponge link;
        link.absorb(chain);
        link.absorb(own);
        link.squeeze(chain);
    }
    return chain;
}

// Calls absorb(element) for each element of the preimage.
template <typename Absorb>
void visit_preimage(const Transaction& tx, Absorb&& absorb) {
    absorb(tx.chain_id);
    absorb(type_of(tx.body));
    absorb(tx.nonce);
    absorb(tx.expired_at);
    absorb(tx.account_index);
    absorb(tx.api_key_index);
    const auto field = [&](auto, const auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::uint64_t>) {
            absorb(value);
        } else if constexpr (std::is_same_v<Value, Amount>) {
            absorb(value.value & 0xffff'ffff);
            absorb(value.value >> 32);
        } else if constexpr (std::is_same_v<Value, Gfp5>) {
            for (const Fp limb : value.limbs)
                absorb(limb.value());
        } else {
            for (const std::uint64_t element : chained_hash(value))
                absorb(element);
        }
    };
    std::visit([&](const auto& body) { detail::visit_fields(body, field); }, tx.body);
}

}  // namespace

Attributes& Attributes::set(Attribute type, std::uint64_t value) {
    const auto index = static_cast<std::size_t>(type);
    values_[index] = value;
    present_ |= 1U << index;
    return *this;
}

std::optional<std::uint64_t> Attributes::get(Attribute type) const {
    const auto index = static_cast<std::size_t>(type);
    if ((present_ >> index & 1U) == 0) return std::nullopt;
    return values_[index];
}

std::size_t Attributes::hashed_count() const {
    std::size_t count = 0;
    for (std::size_t type = 1; type <= kMax; ++type)
        count += (present_ >> type & 1U) != 0 && values_[type] != default_of(type);
    return count;
}

std::optional<std::array<std::uint64_t, 2 * Attributes::kHashed>> Attributes::preimage() const {
    std::array<std::uint64_t, 2 * kHashed> elements{};
    std::size_t used = 0;
    for (std::size_t type = 1; type <= kMax && used < elements.size(); ++type) {
        if ((present_ >> type & 1U) == 0 || values_[type] == default_of(type)) continue;
        elements[used++] = type;
        elements[used++] = values_[type];
    }
    if (used == 0) return std::nullopt;
    return elements;
}

std::uint64_t type_of(const TransactionBody& body) {
    return std::visit([](const auto& b) { return std::remove_cvref_t<decltype(b)>::kType; }, body);
}

std::vector<std::uint64_t> preimage(const Transaction& transaction) {
    std::vector<std::uint64_t> elements;
    visit_preimage(transaction, [&](std::uint64_t element) { elements.push_back(element); });
    return elements;
}

std::optional<Gfp5> hash(const Attributes& attributes) {
    const auto elements = attributes.preimage();
    if (!elements) return std::nullopt;
    Sponge sponge;
    sponge.absorb(*elements);
    return sponge.squeeze_gfp5();
}

Gfp5 body_hash(const Transaction& transaction) {
    Sponge sponge;
    visit_preimage(transaction, [&](std::uint64_t element) { sponge.absorb(element); });
    return sponge.squeeze_gfp5();
}

Gfp5 hash(const Transaction& transaction, const std::optional<Gfp5>& attributes_hash) {
    const Gfp5 body = body_hash(transaction);
    if (!attributes_hash) return body;
    Sponge sponge;
    sponge.absorb(body);
    sponge.absorb(*attributes_hash);
    return sponge.squeeze_gfp5();
}

Gfp5 hash(const Transaction& transaction) {
    return hash(transaction, hash(transaction.attributes));
}

}  // namespace twinleg::crypto::lighter
