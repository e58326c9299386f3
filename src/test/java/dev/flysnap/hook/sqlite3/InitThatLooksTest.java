package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.config.source.FlyAppConfig.Mount;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.hook.look.LitestreamSetup;
import dev.flysnap.hook.look.MachineContents;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.FoundDatabase;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.DatabaseLocation;
import dev.flysnap.setup.HookKind;
import dev.flysnap.setup.HookTokenSource;
import dev.flysnap.setup.SetupPlan;
import dev.flysnap.setup.SetupPlanner;
import dev.flysnap.setup.SetupRequest;
import dev.flysnap.setup.look.AppLook;
import dev.flysnap.setup.look.SeenMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code flysnap init} beside a machine that runs: what is seen there decides. */
@NeedsTool({"sqlite3", "find"})
@Timeout(180)
class InitThatLooksTest {
    @TempDir private Path directory;
    @TempDir private Path folder;
    private MachineWithSqlite shop;

    @BeforeEach
    void start() throws IOException, SQLException {
        shop = new MachineWithSqlite(directory);
    }

    @AfterEach
    void stop() throws IOException {
        shop.close();
    }

    private SetupPlan planned() {
        return planned(AppLook.over(shop.fly, Optional.empty()));
    }

    private SetupPlan planned(AppLook look) {
        return SetupPlanner.in(folder, Optional.empty(), Prompt.NOBODY)
                .plan(
                        new SetupRequest(
                                Optional.of(MachineWithSqlite.SHOP),
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                HookPaths.DEFAULT_PORT,
                                true),
                        look);
    }

    private static List<String> paths(SetupPlan setup) {
        return setup.databases().stream().map(DatabaseLocation::path).toList();
    }

    @Test
    void withoutAnyFileOfTheAppTheMachineSaysItAll() throws Exception {
        var _ = shop.idle();
        shop.sql("audit-backup.db", "CREATE TABLE t(a)");
        try (Connection app = shop.connect("app.db")) {
            app.createStatement().executeQuery("SELECT * FROM orders");
            SetupPlan setup = planned();
            assertEquals(List.of("/data/app.db", "/data/audit.db"), paths(setup));
            assertEquals("/data", setup.targets().getFirst().mount().orElseThrow().destination());
            String found = String.join("\n", setup.found());
            assertTrue(found.contains("database /data/app.db (open by java ("), found);
            assertTrue(
                    found.contains(
                            "/data/audit-backup.db is left out: no process has it open, and its name is a copy's or a cache's"),
                    found);
        }
    }

    @Test
    void whatIsSeenReplacesWhatFilesOnlySuppose() throws Exception {
        Files.writeString(
                folder.resolve("fly.toml"),
                "app='shop'\n[env]\nDATABASE_URL='sqlite:///data/app.db'\n[mounts]\nsource='data'\ndestination='/data'\n");
        Files.writeString(folder.resolve("requirements.txt"), "SQLAlchemy\n");
        var _ = shop.idle();
        FlysnapException refused = assertThrows(FlysnapException.class, this::planned);
        assertEquals("init-database-lost", refused.problem().code());
        try (Connection app = shop.connect("app.db")) {
            app.createStatement().executeQuery("SELECT * FROM orders");
            SetupPlan setup = planned();
            assertEquals(List.of("/data/app.db", "/data/audit.db"), paths(setup));
            assertTrue(
                    setup.warnings().getFirst().contains("three slashes"),
                    setup.warnings()::toString);
        }
    }

    @Test
    void aDatabaseThatIsOpenOnNoVolumeIsTheNews() {
        MachineContents contents =
                new MachineContents(
                        Optional.empty(),
                        false,
                        false,
                        Optional.empty(),
                        false,
                        Map.of(),
                        List.of(),
                        Map.of(
                                "/app/storage/production.sqlite3",
                                List.of("puma (17)"),
                                "/tmp/scratch.db",
                                List.of("puma (17)")),
                        List.of(),
                        LitestreamSetup.NONE,
                        Optional.empty(),
                        Optional.empty());
        SeenMachine machine =
                new SeenMachine(
                        new MachineId("148e1234"),
                        List.of(new Mount("data", "/data", List.of("app"))),
                        contents);
        Problem problem =
                assertThrows(FlysnapException.class, () -> planned(_ -> List.of(machine)))
                        .problem();
        assertEquals("init-database-lost", problem.code());
        assertTrue(
                problem.what()
                        .contains(
                                "/app/storage/production.sqlite3 (open by puma (17) in machine 148e1234)"),
                problem.what());
        assertFalse(problem.what().contains("scratch"), problem.what());
    }

    @Test
    void aSmallMachineWithSqlite3GetsNoAgent() {
        SetupPlan small = planned(_ -> List.of(seen(221, Optional.of("3.46.1"))));
        assertEquals(
                List.of("export FLYSNAP_HOOK_URL=exec", "flysnap doctor", "flysnap create"),
                SetupPlanner.in(folder, Optional.empty(), Prompt.NOBODY)
                        .steps(small, new HookTokenSource.Environment())
                        .steps()
                        .stream()
                        .flatMap(it -> it.lines().stream())
                        .toList(),
                "nothing has to be deployed");
        assertEquals(HookKind.EXEC, small.hook());
        assertTrue(
                small.found()
                        .contains(
                                "no agent: the machine has 221 MB of memory, and sqlite3 in its image"),
                small.found()::toString);
        assertEquals(
                HookKind.AGENT, planned(_ -> List.of(seen(470, Optional.of("3.46.1")))).hook());
        assertEquals(HookKind.AGENT, planned(_ -> List.of(seen(221, Optional.empty()))).hook());
    }

    @Test
    void whereLitestreamReplicatesToIsTold() {
        LitestreamSetup running =
                new LitestreamSetup(
                        Optional.of("/etc/litestream.yml"),
                        true,
                        List.of(new ReplicatedDatabase("/data/app.db", "s3://bucket/app")));
        assertTrue(
                planned(_ -> List.of(seen(470, Optional.empty(), running)))
                        .found()
                        .contains(
                                "Litestream replicates /data/app.db to s3://bucket/app in machine 148e1234"));
        assertTrue(
                planned(_ -> List.of(seen(470, Optional.empty()))).found().stream()
                        .noneMatch(it -> it.contains("Litestream")));
    }

    private static SeenMachine seen(int memoryMb, Optional<String> sqlite3) {
        return seen(memoryMb, sqlite3, LitestreamSetup.NONE);
    }

    private static SeenMachine seen(
            int memoryMb, Optional<String> sqlite3, LitestreamSetup replication) {
        return new SeenMachine(
                new MachineId("148e1234"),
                List.of(new Mount("data", "/data", List.of("app"))),
                new MachineContents(
                        sqlite3,
                        false,
                        false,
                        Optional.of(memoryMb),
                        false,
                        Map.of(),
                        List.of(
                                new FoundDatabase(
                                        "/data/app.db",
                                        "/data/app.db",
                                        4096,
                                        0,
                                        true,
                                        List.of("puma (17)"))),
                        Map.of(),
                        List.of(),
                        replication,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void aSecretThatNamesADatabaseOnNoVolumeIsReadWithoutBeingTold() {
        Machine _ =
                shop.machine(
                        MachineWithSqlite.IDLE,
                        Json.Obj.empty().with("DATABASE_URL", "sqlite3:/srv/x.db?key=hidden"));
        Problem problem = assertThrows(FlysnapException.class, this::planned).problem();
        assertEquals("init-database-lost", problem.code());
        assertTrue(
                problem.what().contains("/srv/x.db (the variable DATABASE_URL in the machine)"),
                problem.what());
        assertFalse(problem.toString().contains("hidden"), problem.toString());
    }

    @Test
    void aFolderOfTenantsIsOneEntry() throws Exception {
        Path tenants = Files.createDirectories(shop.data.resolve("tenants"));
        for (int i = 0; i < 30; i++) {
            Path _ = Files.copy(shop.data.resolve("audit.db"), tenants.resolve("t" + i + ".db"));
        }
        var _ = shop.idle();
        SetupPlan setup = planned();
        assertEquals(HookKind.AGENT, setup.hook());
        assertEquals(List.of("/data/app.db", "/data/audit.db", "/data/tenants/"), paths(setup));
    }
}
