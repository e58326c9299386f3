package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.hook.look.MachineContents;
import dev.flysnap.hook.look.MachineLook;
import dev.flysnap.hook.look.ReplicaLook;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.proof.FoundDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The look by the simulator's exec, in real processes. */
@NeedsTool({"sqlite3", "find"})
@Timeout(180)
class MachineLookTest {
    @TempDir private Path directory;
    private MachineWithSqlite shop;

    MachineWithSqlite.Userland userland() {
        return MachineWithSqlite.Userland.SYSTEM;
    }

    @BeforeEach
    void start() throws IOException, SQLException {
        shop = new MachineWithSqlite(directory, userland());
    }

    @AfterEach
    void stop() throws IOException {
        shop.close();
    }

    private MachineContents look(Machine machine) {
        return new MachineLook(shop.fly.machines())
                .into(MachineWithSqlite.SHOP, machine, Optional.empty())
                .orElseThrow();
    }

    private static FoundDatabase of(MachineContents seen, String path) {
        return seen.databases().stream()
                .filter(it -> it.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " in " + seen.databases()));
    }

    @Test
    void databasesAreKnownByTheirHeaderWhateverTheyAreCalled() throws Exception {
        shop.sql("blob.bin", "CREATE TABLE t(a)");
        Files.createDirectories(shop.data.resolve("deep/er"));
        shop.sql("deep/er/cache", "PRAGMA journal_mode=wal", "CREATE TABLE t(a)");
        shop.sql("app.db.before-run_k3v9x2m7qa", "CREATE TABLE t(a)");
        Files.writeString(shop.data.resolve("fake.db"), "SQLite format 2\n".repeat(100));
        Files.writeString(shop.data.resolve("SQLite format 3"), "x".repeat(1000));
        Files.createDirectories(shop.data.resolve(".app.db-litestream/generations"));
        MachineContents seen = look(shop.idle());
        assertEquals(
                List.of("/data/app.db", "/data/audit.db", "/data/blob.bin", "/data/deep/er/cache"),
                seen.databases().stream().map(FoundDatabase::path).toList());
        assertTrue(of(seen, "/data/app.db").isWal());
        assertFalse(of(seen, "/data/audit.db").isWal());
        assertEquals(8192, of(seen, "/data/app.db").bytes());
        assertEquals(List.of("/data/.app.db-litestream"), seen.litestream());
        assertTrue(seen.sqlite3().orElseThrow().startsWith("3."), seen::toString);
        assertFalse(seen.hasFlysnap());
        assertTrue(seen.memoryMb().orElseThrow() > 0);
        assertEquals(Optional.empty(), seen.cutShort());
    }

    /**
     * Litestream is a stand-in here: its command line is read, and the config file that this names.
     */
    @Test
    void wherePasswordsStandInAddressesOfReplicasTheyAreNotTold() throws Exception {
        Path litestream =
                Files.writeString(
                        shop.bin.resolve("litestream"), "#!/bin/sh\nwhile :; do sleep 1; done\n");
        assertTrue(litestream.toFile().setExecutable(true));
        Path config =
                Files.writeString(
                        directory.resolve("litestream.yml"),
                        """
                        dbs:
                          - path: /data/audit.db
                            replica:
                              url: sftp://backup:hid@den@host:22/audit
                        """);
        Machine machine =
                shop.machine(
                        List.of(
                                litestream.toString(),
                                "replicate",
                                "-config",
                                config.toString(),
                                "/data/app.db",
                                "sftp://backup:hid@den@host:22/app?x=y@z"),
                        Json.Obj.empty());
        assertEquals(
                List.of("sftp://host:22/app", "sftp://host:22/audit"),
                new ReplicaLook(shop.fly.machines())
                                .into(MachineWithSqlite.SHOP, machine, Optional.empty())
                                .replicated()
                                .stream()
                                .map(ReplicatedDatabase::place)
                                .toList());
    }

    @Test
    void whoHasADatabaseOpenIsNamedWithItsWal() throws Exception {
        Machine machine = shop.idle();
        try (Connection app = shop.connect("app.db");
                Statement statement = app.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("INSERT INTO orders DEFAULT VALUES");
            statement.execute("COMMIT");
            FoundDatabase database = of(look(machine), "/data/app.db");
            assertTrue(
                    database.openBy()
                            .contains("java (%d)".formatted(ProcessHandle.current().pid())),
                    database::toString);
            assertTrue(database.walBytes() > 0);
            assertFalse(of(look(machine), "/data/audit.db").isOpen());
        }
    }

    @Test
    void aSecretThatNamesAFileIsReadAsFarAsItsPath() {
        Machine machine =
                shop.machine(
                        MachineWithSqlite.IDLE,
                        Json.Obj.empty()
                                .with("DATABASE_URL", "sqlite3:////srv/x.db?key=hidden")
                                .with("CACHE_PATH", "/srv/cache.sqlite3")
                                .with("DB_PASSWORD", "/hidden+hidden==")
                                .with("OTHER_URL", "postgres://u:hidden@host/x.db"));
        MachineContents seen = look(machine);
        assertEquals(
                Map.of("DATABASE_URL", "sqlite3:////srv/x.db", "CACHE_PATH", "/srv/cache.sqlite3"),
                seen.settings());
        assertFalse(seen.toString().contains("hidden"), seen::toString);
    }

    @Test
    void whatAProcessOfTheMachineHasOpenElsewhereIsSeenAndOthersAreNot() throws Exception {
        Path here = directory.resolve("elsewhere.db");
        Path strangers = directory.resolve("strangers.db");
        Files.writeString(here, "x");
        Files.writeString(strangers, "x");
        Machine machine =
                shop.machine(
                        List.of(
                                "sh",
                                "-c",
                                "exec 9<'%s'; while :; do sleep 1; done".formatted(here)),
                        Json.Obj.empty());
        try (var _ = Files.newInputStream(strangers)) {
            assertEquals(Set.of(here.toString()), look(machine).elsewhere().keySet());
        }
    }

    @Test
    void twoThousandTenantsAreSeenInOneLook() throws Exception {
        Path tenants = Files.createDirectories(shop.data.resolve("tenants"));
        for (int i = 0; i < 2000; i++) {
            Path _ = Files.copy(shop.data.resolve("audit.db"), tenants.resolve("t" + i));
        }
        assertEquals(2002, look(shop.idle()).databases().size());
    }
}
