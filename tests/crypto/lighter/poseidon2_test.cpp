#include "crypto/lighter/poseidon2.h"

#include "tests/crypto/lighter/arbitrary.h"
#include "tests/crypto/lighter/vectors.h"

namespace twinleg::crypto::lighter {
namespace {

// The permutation as the page says it: canonical arithmetic, nothing delayed.
PoseidonState plain_permutation(const PoseidonState& input) {
    std::array<Fp, kPoseidonWidth> s;
    for (std::size_t i = 0; i < s.size(); ++i)
        s[i] = Fp::from(input[i]);
    const auto seventh = [](Fp x) { return x.squared().squared() * x.squared() * x; };
    const auto external = [&s] {
        constexpr std::uint32_t kM[4][4] = {{2, 3, 1, 1}, {1, 2, 3, 1}, {1, 1, 2, 3}, {3, 1, 1, 2}};
        std::array<Fp, kPoseidonWidth> out{};
        for (std::size_t i = 0; i < s.size(); ++i)
            for (std::size_t j = 0; j < 4; ++j)
                out[i] = out[i] + s[i / 4 * 4 + j] * kM[i % 4][j];
        for (std::size_t i = 0; i < s.size(); ++i)
            s[i] = out[i] + out[i % 4] + out[i % 4 + 4] + out[i % 4 + 8];
    };
    const auto full = [&](const PoseidonRow& constants) {
        for (std::size_t i = 0; i < s.size(); ++i)
            s[i] = seventh(s[i] + Fp::from(constants[i]));
        external();
    };
    external();
    for (std::size_t r = 0; r < 4; ++r)
        full(kExternalConstants[r]);
    for (const std::uint64_t constant : kInternalConstants) {
        s[0] = seventh(s[0] + Fp::from(constant));
        Fp sum;
        for (const Fp element : s)
            sum = sum + element;
        for (std::size_t i = 0; i < s.size(); ++i)
            s[i] = sum + s[i] * Fp::from(kInternalDiagonal[i]);
    }
    for (std::size_t r = 4; r < 8; ++r)
        full(kExternalConstants[r]);
    PoseidonState result;
    for (std::size_t i = 0; i < s.size(); ++i)
        result[i] = s[i].value();
    return result;
}

TEST(Poseidon2, HasTheVenuesConstants) {
    const VectorFile file{"crypto/lighter/data/poseidon2_constants.json"};
    std::size_t count = 0;
    std::size_t row = 0;
    for (const Json constants : items(file.root()["external_round_constants"])) {
        const auto& ours = kExternalConstants.at(row++);
        EXPECT_EQ(numbers(constants), std::vector<std::uint64_t>(ours.begin(), ours.end()));
        count += ours.size();
    }
    EXPECT_EQ(numbers(file.root()["internal_round_constants"]),
              std::vector<std::uint64_t>(kInternalConstants.begin(), kInternalConstants.end()));
    EXPECT_EQ(numbers(file.root()["internal_matrix_diagonal"]),
              std::vector<std::uint64_t>(kInternalDiagonal.begin(), kInternalDiagonal.end()));
    count += kInternalConstants.size() + kInternalDiagonal.size();
    print_count("poseidon2_constants.json", count);
    EXPECT_EQ(count, 130U);
}

TEST(Poseidon2, PermutesAsTheReference) {
    const VectorFile file{"crypto/lighter/data/poseidon2_vectors.json"};
    std::size_t count = 0;
    for (const Json row : items(file.root()["permutation"])) {
        const auto in = numbers(row["in"]);
        PoseidonState state;
        std::copy(in.begin(), in.end(), state.begin());
        permute(state);
        EXPECT_EQ(std::vector<std::uint64_t>(state.begin(), state.end()), numbers(row["out"]));
        ++count;
    }
    print_count("poseidon2_vectors.json: permutation", count);
    EXPECT_EQ(count, 12U);
}

TEST(Poseidon2, HashesAsTheReference) {
    const VectorFile file{"crypto/lighter/data/poseidon2_vectors.json"};
    std::size_t count = 0;
    for (const Json row : items(file.root()["hash_no_pad"])) {
        const auto in = numbers(row["in"]);
        const auto as_vector = [](const auto& out) {
            return std::vector<std::uint64_t>(out.begin(), out.end());
        };
        EXPECT_EQ(as_vector(poseidon_hash<4>(in)), numbers(row["out4"]));
        EXPECT_EQ(as_vector(poseidon_hash<5>(in)), numbers(row["out5"]));
        EXPECT_EQ(as_vector(poseidon_hash<10>(in)), numbers(row["out10"]));
        count += 3;
    }
    print_count("poseidon2_vectors.json: hash_no_pad", count);
    EXPECT_EQ(count, 81U);

    std::vector<std::uint64_t> chain;
    std::size_t links = 0;
    for (const Json input : items(file.root()["hash_n_to_one"]["inputs"])) {
        auto next = numbers(input);
        if (chain.empty()) {
            chain = next;
        } else {
            chain.insert(chain.end(), next.begin(), next.end());
            const auto linked = poseidon_hash<4>(chain);
            chain.assign(linked.begin(), linked.end());
        }
        ++links;
    }
    EXPECT_EQ(chain, numbers(file.root()["hash_n_to_one"]["out"]));
    print_count("poseidon2_vectors.json: hash_n_to_one", 1);
    EXPECT_EQ(links, 3U);
}

TEST(Poseidon2, PermutesAsThePageSaysForAnyState) {
    for_all("delayed reductions change nothing", [](const std::array<Fp, kPoseidonWidth>& in) {
        PoseidonState state;
        for (std::size_t i = 0; i < state.size(); ++i)
            state[i] = in[i].value();
        const PoseidonState expected = plain_permutation(state);
        permute(state);
        RC_ASSERT(state == expected);
    });
}

TEST(Poseidon2, TakesInputsModuloThePrime) {
    const PoseidonState top = [] {
        PoseidonState state;
        state.fill(~std::uint64_t{0});
        return state;
    }();
    PoseidonState permuted = top;
    permute(permuted);
    EXPECT_EQ(permuted, plain_permutation(top));
}

TEST(Poseidon2, KeepsTheWorkOnACommonPrefix) {
    Sponge prefix;
    for (std::uint64_t i = 0; i < 11; ++i)
        prefix.absorb(i);

    Sponge copy = prefix;
    copy.absorb(99);

    std::vector<std::uint64_t> all{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99};
    std::array<std::uint64_t, 5> out;
    copy.squeeze(out);
    EXPECT_EQ(out, poseidon_hash<5>(all));
}

}  // namespace
}  // namespace twinleg::crypto::lighter
