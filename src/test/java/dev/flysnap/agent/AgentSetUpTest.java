package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.problem.FlysnapException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class AgentSetUpTest {
    @TempDir private Path work;

    private static String codeOf(Executable work) {
        return assertThrows(FlysnapException.class, work).problem().code();
    }

    private static String listen(Optional<String> asked, Map<String, String> environment) {
        InetSocketAddress address = ListenAddress.choose(asked, environment, false);
        return ListenAddress.text(address);
    }

    @Test
    void itListensOnTheMachinesPrivateAddress() {
        assertEquals(
                "127.3.4.5:8099", listen(Optional.empty(), Map.of("FLY_PRIVATE_IP", "127.3.4.5")));
        assertEquals(
                "[fdaa:0:1:a7b:7d:0:0:2]:8099",
                listen(Optional.empty(), Map.of("FLY_PRIVATE_IP", "fdaa:0:1:a7b:7d::2")));
        Map<String, String> environment =
                Map.of("FLY_PRIVATE_IP", "127.3.4.5", "FLYSNAP_LISTEN", "127.0.0.1:9000");
        assertEquals("127.0.0.1:9000", listen(Optional.empty(), environment));
        assertEquals("[0:0:0:0:0:0:0:1]:1", listen(Optional.of("[::1]:1"), environment));
    }

    @Test
    void aPublicAddressHasToBeMeant() {
        for (String address : List.of("0.0.0.0:8099", "[::]:8099", "8.8.8.8:1", "[2a09::1]:1")) {
            assertEquals("listen-public", codeOf(() -> listen(Optional.of(address), Map.of())));
            ListenAddress.choose(Optional.of(address), Map.of(), true);
        }
        for (String address : List.of("8099", "host", "::1:80", "127.0.0.1:99999", "")) {
            assertEquals("listen-malformed", codeOf(() -> listen(Optional.of(address), Map.of())));
        }
        assertEquals(
                "listen-unresolved",
                codeOf(() -> listen(Optional.of("no-such-host.invalid:80"), Map.of())));
    }

    @Test
    void withoutALongTokenItDoesNotStart() throws Exception {
        assertEquals(
                "hook-token-missing", codeOf(() -> AgentToken.from(Optional.empty(), Map.of())));
        String short_ = "x".repeat(31);
        assertEquals(
                "hook-token-short",
                codeOf(() ->
                        AgentToken.from(Optional.empty(), Map.of(AgentToken.VARIABLE, short_))));
        Path file = work.resolve("token");
        assertEquals(
                "hook-token-unreadable",
                codeOf(() -> AgentToken.from(Optional.of(file), Map.of())));
        Files.writeString(file, "y".repeat(32) + "\n");
        assertEquals(
                "Bearer " + "y".repeat(32),
                AgentToken.from(Optional.of(file), Map.of(AgentToken.VARIABLE, short_)).header());
    }

    /** Whoever sends it would fail on it, and what fails in a header prints it. */
    @Test
    void aTokenThatNoHeaderCanCarryIsRefusedAndNeverShown() throws Exception {
        Path file = work.resolve("token");
        for (String secret :
                List.of(
                        "first-line-of-it\nsecond-line-of-it",
                        "two words that are long enough together",
                        "0123456789abcdef0123456789abcdeé",
                        "z".repeat(4097))) {
            Files.writeString(file, secret + "\n");
            for (Executable work :
                    List.<Executable>of(
                            () ->
                                    AgentToken.from(
                                            Optional.empty(), Map.of(AgentToken.VARIABLE, secret)),
                            () -> AgentToken.from(Optional.of(file), Map.of()))) {
                FlysnapException refused = assertThrows(FlysnapException.class, work);
                assertEquals("hook-token-malformed", refused.problem().code());
                assertFalse((refused + " " + refused.problem()).contains(secret.substring(0, 9)));
            }
        }
        Files.writeString(file, "y".repeat(4096) + "\r\n");
        assertEquals(
                "Bearer " + "y".repeat(4096),
                AgentToken.from(Optional.of(file), Map.of()).header());
        // Cut, it would be another token than the one that is in the file.
        Files.writeString(file, "y".repeat(4096) + " ".repeat(4096) + "z");
        assertEquals(
                "hook-token-unreadable",
                codeOf(() -> AgentToken.from(Optional.of(file), Map.of())));
    }

    @Test
    void aVersionOfTheAppsLibraryHasToBeOne() {
        for (String version : List.of("3.51.3", "3.45.1", "3.7", "3.40.1-2+deb12u1")) {
            assertEquals(Optional.of(version), settings(version).appSqliteVersion());
        }
        for (String version : List.of("garbage", "", "3", "v3.51.3", "3.51.3 2026", "3.x.1")) {
            assertEquals("app-sqlite-version", codeOf(() -> settings(version)), version);
        }
    }

    private AgentSettings settings(String appSqliteVersion) {
        return new AgentSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                AgentToken.from(Optional.empty(), Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                Optional.empty(),
                DatabaseSet.of(List.of(work + "/app.db")),
                Duration.ofSeconds(10),
                Optional.of(appSqliteVersion),
                true,
                new MachineIdentity(Optional.empty(), Optional.empty()));
    }

    @Test
    void databasesAreNamedAndFoldersAreLookedThroughEachTime() throws Exception {
        Path tenants = Files.createDirectory(work.resolve("tenants"));
        Files.createFile(tenants.resolve("a.db"));
        DatabaseSet set =
                DatabaseSet.of(
                        List.of(
                                work + "/first.db",
                                "users=" + work + "/u.db",
                                work + "/third.db",
                                tenants.toString(),
                                tenants + "/*.data"));
        assertEquals(List.of("main", "users", "third", "a"), names(set));
        Files.createFile(tenants.resolve("b.sqlite3"));
        Files.createFile(tenants.resolve("b.sqlite3-wal"));
        Files.createFile(tenants.resolve("c.data"));
        assertEquals(List.of("main", "users", "third", "a", "b", "c"), names(set));
        assertEquals("database-missing", codeOf(() -> DatabaseSet.of(List.of())));
        assertEquals(
                "database-option", codeOf(() -> DatabaseSet.of(List.of("main=/a", "main=/b"))));
    }

    @Test
    void noDatabaseIsLeftOutBecauseOthersAreCalledTheSame() throws Exception {
        List<String> folders = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d", "old/c")) {
            Path folder = Files.createDirectories(work.resolve(name));
            Files.createFile(folder.resolve("x.db"));
            folders.add(folder.toString());
        }
        DatabaseSet set = DatabaseSet.of(folders);
        assertEquals(List.of("x", "x.db", "c/x.db", "d/x.db", "old/c/x.db"), names(set));
        folders.add(work + "/d/*.db");
        assertEquals(names(set), names(DatabaseSet.of(folders)), "a file is one database");
    }

    @Test
    void aPatternThatWouldBeTakenForAPathIsRefused() throws Exception {
        for (String spec :
                List.of(work + "/*/app.db", work + "/{a,b}/*.db", "x=" + work + "/*.db")) {
            assertEquals("database-option", codeOf(() -> DatabaseSet.of(List.of(spec))), spec);
        }
        Path odd = Files.createDirectory(work.resolve("[odd]"));
        Path database = Files.createFile(odd.resolve("app.db"));
        assertEquals(List.of("main"), names(DatabaseSet.of(List.of(database.toString()))));
    }

    @Test
    void aPathWithALineBreakIsRefused() {
        for (String spec : List.of("main=/data/a\n.db", "/data/a\n.db")) {
            assertEquals("database-option", codeOf(() -> DatabaseSet.of(List.of(spec))), spec);
        }
    }

    @Test
    void aFileThatIsNamedTwiceIsRefused() throws Exception {
        Path database = Files.createFile(work.resolve("app.db"));
        Path link = Files.createSymbolicLink(work.resolve("link.db"), database);
        for (String again : List.of(database.toString(), "again=" + database, "again=" + link)) {
            assertEquals(
                    "database-option",
                    codeOf(() -> DatabaseSet.of(List.of("main=" + database, again))),
                    again);
        }
        Path later = work.resolve("later.db");
        assertEquals(
                "database-option",
                codeOf(() -> DatabaseSet.of(List.of("a=" + later, "b=" + work + "/./later.db"))));
    }

    @Test
    void aLinkThatLeadsOutOfAFolderIsNotFollowed() throws Exception {
        Path tenants = Files.createDirectory(work.resolve("tenants"));
        Path outside = Files.createFile(work.resolve("outside.db"));
        Files.createSymbolicLink(tenants.resolve("evil.db"), outside);
        Files.createFile(tenants.resolve("good.db"));
        Files.createSymbolicLink(tenants.resolve("alias.db"), tenants.resolve("good.db"));
        assertEquals(List.of("alias", "good"), names(DatabaseSet.of(List.of(tenants.toString()))));
    }

    private static List<String> names(DatabaseSet set) {
        return set.all().stream().map(NamedDatabase::name).toList();
    }
}
