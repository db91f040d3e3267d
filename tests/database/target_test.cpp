#include "database/target.h"

#include <gtest/gtest.h>

#include "database/connection.h"
#include "tests/support/temp_dir.h"

namespace twinleg::database {
namespace {

TEST(Target, IsAFileOrAServer) {
    const auto file = parse_target("sqlite:/data/arb.db");
    const auto server = parse_target("postgresql://desk@db.example:5433/arb?sslmode=require");

    ASSERT_TRUE(file);
    EXPECT_EQ(file->kind, Target::Kind::sqlite);
    EXPECT_EQ(file->file, "/data/arb.db");
    ASSERT_TRUE(server);
    EXPECT_EQ(server->kind, Target::Kind::postgres);
    EXPECT_EQ(server->shown(), "postgresql://desk@db.example:5433/arb");
    EXPECT_FALSE(server->has_password());
}

TEST(Target, NeverShowsAPassword) {
    for (const auto* url :
         {"postgresql://desk:geheim@db/arb", "postgres://db/arb?user=desk&password=geheim",
          "postgresql://desk:geheim@/arb?host=/run"}) {
        const auto target = parse_target(url);

        ASSERT_TRUE(target) << url;
        EXPECT_TRUE(target->has_password());
        EXPECT_EQ(target->shown().find("geheim"), std::string::npos) << target->shown();
    }
}

TEST(Target, ThatCannotBeReadIsToldWithoutItsWords) {
    for (const auto* url :
         {"mysql://u:geheim@h/x", "geheim", "sqlite:", "postgresql://desk:ge@heim@db/arb"}) {
        const auto target = parse_target(url);

        ASSERT_FALSE(target) << url;
        EXPECT_EQ(target.error().code, Errc::malformed);
        EXPECT_EQ(target.error().message.find("heim"), std::string::npos);
    }
}

TEST(Target, OfAServerThatIsNotThereIsToldWithoutThePassword) {
    support::TempDir dir;
    const auto target = parse_target("postgresql://desk:geheim@/arb?host=" + dir.path().string());

    const auto connection = connect(*target);

    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, Errc::disconnected) << connection.error().message;
    EXPECT_EQ(connection.error().message.find("geheim"), std::string::npos);
    EXPECT_EQ(connection.error().message.find('\n'), std::string::npos);
}

TEST(Target, WithOptionsThatThereAreNotIsToldWithoutThePassword) {
    const auto connection = connect(*parse_target("postgresql://desk:geheim@db/arb?geheim=geheim"));

    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, Errc::malformed);
    EXPECT_EQ(connection.error().message.find("geheim"), std::string::npos)
        << connection.error().message;
}

TEST(Target, OfAFileThatIsNotThereIsMissingToAReader) {
    support::TempDir dir;

    const auto connection = connect(sqlite_file(dir / "arb.db"), {.read_only = true});

    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, Errc::missing);
    EXPECT_FALSE(std::filesystem::exists(dir / "arb.db"));
}

TEST(Target, OfAFileIsForItsOwnerAlone) {
    support::TempDir dir;
    {
        auto connection = connect(sqlite_file(dir / "arb.db"));
        ASSERT_TRUE(connection) << connection.error().message;
        ASSERT_TRUE((*connection)->script("CREATE TABLE a (b TEXT); INSERT INTO a VALUES ('c')"));

        for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
            EXPECT_EQ(entry.status().permissions(),
                      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
                << entry.path();
    }
    EXPECT_TRUE(connect(sqlite_file(dir / "arb.db"), {.read_only = true}));
}

}  // namespace
}  // namespace twinleg::database
