#include "config/keystore.h"

#include <gmock/gmock.h>

#include "config/private_file.h"
#include "tests/config/scratch.h"

namespace twinleg::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr KeystoreCost kCheap{.operations = 1, .memory = 8192};
constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";

Keystore two_keys() {
    Keystore keystore;
    EXPECT_TRUE(keystore.put("API_KEY_PRIVATE_KEY", Secret{kKey}));
    EXPECT_TRUE(keystore.put("main.backpack", Secret{"c2VjcmV0"}));
    return keystore;
}

Error refusal(const std::string& bytes, std::string_view passphrase = "open sesame") {
    const auto opened = Keystore::decode(bytes, Secret{passphrase});
    EXPECT_FALSE(opened);
    return opened ? Error{} : opened.error();
}

TEST(KeystoreBytes, GiveBackWhatWasPut) {
    const auto bytes = two_keys().encode(Secret{"open sesame"}, kCheap);
    ASSERT_TRUE(bytes);

    const auto opened = Keystore::decode(*bytes, Secret{"open sesame"});

    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_THAT(opened->names(), ElementsAre("API_KEY_PRIVATE_KEY", "main.backpack"));
    EXPECT_EQ(opened->find("API_KEY_PRIVATE_KEY")->reveal(), kKey);
    EXPECT_EQ(opened->find("main.backpack")->reveal(), "c2VjcmV0");
    EXPECT_EQ(opened->find("API_KEY"), nullptr);
    EXPECT_THAT(*bytes, Not(HasSubstr("API_KEY")));
    EXPECT_THAT(*bytes, Not(HasSubstr(std::string(kKey))));
}

TEST(KeystoreBytes, AreOthersEachTime) {
    EXPECT_NE(*two_keys().encode(Secret{"open sesame"}, kCheap),
              *two_keys().encode(Secret{"open sesame"}, kCheap));
}

TEST(KeystoreBytes, AreRefusedUnderAnotherPassphrase) {
    const auto bytes = *two_keys().encode(Secret{"open sesame"}, kCheap);

    for (const auto* other : {"open sesam", "open sesame ", "", "OPEN SESAME"}) {
        const auto error = refusal(bytes, other);
        EXPECT_EQ(error.code, Errc::unauthorised);
        EXPECT_EQ(error.message, "the passphrase is not the right one");
    }
}

TEST(KeystoreBytes, AreRefusedWhereverTheyAreCut) {
    const auto bytes = *two_keys().encode(Secret{"open sesame"}, kCheap);

    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_EQ(refusal(bytes.substr(0, size)).code, Errc::corrupt) << size;
    EXPECT_EQ(refusal(bytes + "x").code, Errc::corrupt);
}

TEST(KeystoreBytes, AreRefusedWhereverOneIsChanged) {
    const auto bytes = *two_keys().encode(Secret{"open sesame"}, kCheap);

    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (at == 8 || (at >= 16 && at < 24)) continue;  // a higher cost is tried, and is slow
        auto changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(Keystore::decode(changed, Secret{"open sesame"})) << at;
    }
}

TEST(KeystoreBytes, AskForNoMoreThanAMachineHas) {
    auto bytes = *two_keys().encode(Secret{"open sesame"}, kCheap);
    bytes[22] = '\x7f';  // memory

    EXPECT_EQ(refusal(bytes).code, Errc::corrupt);
}

TEST(KeystoreBytes, SayWhatTheyAreNot) {
    auto later = *two_keys().encode(Secret{"open sesame"}, kCheap);
    later[7] = 2;

    EXPECT_EQ(refusal("API_KEY_PRIVATE_KEY=abc\n").message, "this is no keystore");
    EXPECT_EQ(refusal(later).message,
              "the keystore is of version 2, and this program knows version 1");
    EXPECT_THAT(refusal("").message, HasSubstr("cut off"));
}

TEST(Keystore, TakesNamesThatCanStandInAFileAndNoEmptySecret) {
    Keystore keystore;

    for (const auto* bad : {"", "a b", "a=b", "ü", "a/b"})
        EXPECT_FALSE(keystore.put(bad, Secret{"x"})) << bad;
    EXPECT_FALSE(keystore.put(std::string(65, 'a'), Secret{"x"}));
    EXPECT_FALSE(keystore.put("a", Secret{}));
    EXPECT_TRUE(keystore.empty());
}

TEST(Keystore, ReplacesAndRemoves) {
    auto keystore = two_keys();

    EXPECT_TRUE(keystore.put("main.backpack", Secret{"new"}));
    EXPECT_TRUE(keystore.remove("API_KEY_PRIVATE_KEY"));

    EXPECT_FALSE(keystore.remove("API_KEY_PRIVATE_KEY"));
    EXPECT_THAT(keystore.names(), ElementsAre("main.backpack"));
    EXPECT_EQ(keystore.find("main.backpack")->reveal(), "new");
}

TEST(KeystoreFile, IsForItsOwnerAlone) {
    const Scratch scratch;
    const auto path = scratch.at("keys");
    ASSERT_TRUE(save_keystore(two_keys(), path, Secret{"open sesame"}, kCheap));
    struct stat facts{};
    ::stat(path.c_str(), &facts);
    EXPECT_EQ(facts.st_mode & 07777U, 0600U);
    EXPECT_TRUE(open_keystore(path, Secret{"open sesame"}));

    ::chmod(path.c_str(), 0640);
    const auto opened = open_keystore(path, Secret{"open sesame"});

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, path.string() +
                                          " holds keys, and others than its owner may "
                                          "use it (mode 0640): chmod 600 " +
                                          path.string());
}

TEST(KeystoreFile, IsNamedInWhatGoesWrong) {
    const Scratch scratch;
    const auto damaged = scratch.write("damaged", "TWLKEYS\x01more");

    EXPECT_THAT(open_keystore(damaged, Secret{"x"}).error().message,
                HasSubstr("damaged: the file is cut off"));
    EXPECT_THAT(open_keystore(scratch.at("none"), Secret{"x"}).error().message,
                HasSubstr("there is no file"));
    EXPECT_FALSE(save_keystore({}, scratch.at("no/such/folder"), Secret{"x"}, kCheap));
}

TEST(PrivateFile, SaysTheModeItFoundAndHowToMendIt) {
    const Scratch scratch;
    struct Case {
        mode_t mode;
        bool good;
    };
    for (const Case& each :
         {Case{0600, true}, Case{0400, true}, Case{0700, true}, Case{0644, false},
          Case{0604, false}, Case{0660, false}, Case{0610, false}, Case{0666, false}}) {
        const auto path = scratch.write("f", "A=1\n", each.mode);
        const auto file = read_file(path);
        ASSERT_TRUE(file);
        EXPECT_EQ(check_private(path, file->mode, "KEY").has_value(), each.good) << each.mode;
    }
    EXPECT_EQ(check_private("x.env", 0644, "KEY").error().message,
              "x.env holds KEY, and others than its owner may use it (mode 0644): chmod 600 x.env");
}

TEST(PrivateFile, IsNoDirectoryAndOfNoLength) {
    const Scratch scratch;

    EXPECT_EQ(read_file(scratch.at("")).error().code, Errc::io);
    EXPECT_EQ(read_file(scratch.at("none")).error().code, Errc::missing);
    EXPECT_EQ(read_file(scratch.write("long", std::string((1 << 20) + 1, 'x'))).error().code,
              Errc::out_of_range);
    EXPECT_EQ(read_file(scratch.write("short", "abc"))->text, "abc");
}

}  // namespace
}  // namespace twinleg::config
