// `twinleg keys store|list|remove`, and a run's keys from the file they make.

#include <stdlib.h>
#include <sys/stat.h>

#include <gmock/gmock.h>

#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class KeystoreCommand : public ::testing::Test {
protected:
    KeystoreCommand() {
        passphrase("open sesame");
        write_text(env, "API_KEY_PRIVATE_KEY=" + key + "\nLIGHTER_ACCOUNT_INDEX=5\n");
        std::filesystem::permissions(env, std::filesystem::perms{0600});
    }
    ~KeystoreCommand() override { ::unsetenv("TWINLEG_PASSPHRASE"); }

    static void passphrase(const char* text) { ::setenv("TWINLEG_PASSPHRASE", text, 1); }
    Said keys(const Arguments& more) const {
        Arguments words{"keys"};
        words.insert(words.end(), more.begin(), more.end());
        words.insert(words.end(), {"--keystore", store});
        return say(words);
    }

    Scratch scratch;
    const std::string env = scratch.at("t.env");
    const std::string store = scratch.at("keys.tw");
    const std::string key = std::string(79, '0') + "7";
};

TEST_F(KeystoreCommand, KeepsSecretsListsTheirNamesAndForgetsThem) {
    const auto stored = keys({"store", "--from-env", "--env-file", env});
    const auto listed = keys({"list", "--json"});
    const auto shown = say({"config", "print", "maker-taker", "-s", "0.01", "--keystore", store});
    const auto removed = keys({"remove", "API_KEY_PRIVATE_KEY"});

    EXPECT_EQ(stored.code, kDone) << stored.err;
    EXPECT_EQ(listed.out, "{\"names\":[\"API_KEY_PRIVATE_KEY\"]}\n") << listed.err;
    EXPECT_THAT(shown.out, HasSubstr("set, from the keystore " + store)) << shown.err;
    for (const auto* said : {&stored, &listed, &shown})
        EXPECT_THAT(said->out + said->err, Not(HasSubstr("0007")));
    EXPECT_EQ(removed.code, kDone) << removed.err;
    EXPECT_EQ(keys({"list"}).out, "");
}

TEST_F(KeystoreCommand, SaysWhatIsWrong) {
    ASSERT_EQ(keys({"store", "--from-env", "--env-file", env}).code, kDone);

    const auto twice =
        say({"config", "print", "maker-taker", "--keystore", store, "--env-file", env});
    passphrase("open sesam");
    const auto wrong = keys({"list"});
    ::chmod(store.c_str(), 0644);
    const auto open = keys({"list"});

    EXPECT_EQ(wrong.code, kRefused);
    EXPECT_THAT(wrong.err, HasSubstr("the passphrase is not the right one"));
    EXPECT_EQ(open.code, kBadUsage);
    EXPECT_THAT(open.err, HasSubstr("(mode 0644): chmod 600 " + store));
    EXPECT_EQ(twice.code, kBadUsage);
    EXPECT_THAT(twice.err,
                HasSubstr("API_KEY_PRIVATE_KEY is set in " + env + ":1 and in the keystore"));
}

TEST_F(KeystoreCommand, RefusesBeforeItAsks) {
    const auto has = [&](const Arguments& words, const char* part) {
        const auto said = keys(words);
        EXPECT_EQ(said.code, kBadUsage);
        EXPECT_THAT(said.err, HasSubstr(part));
    };
    has({"store"}, "which keys?");
    has({"store", "API_KEY_PRIVAT_KEY"}, "did you mean `API_KEY_PRIVATE_KEY`?");
    has({"store", key}, "this is no name for a key");
    has({"remove", "A"}, "there is no file");
    has({"list"}, "there is no file");
    EXPECT_THAT(say({"keys", "list"}).err, HasSubstr("which file?"));
    passphrase("short");
    has({"store", "--from-env", "--env-file", env}, "8 letters at least");
}

}  // namespace
}  // namespace twinleg::app
