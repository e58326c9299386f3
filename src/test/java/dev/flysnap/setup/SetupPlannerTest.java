package dev.flysnap.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.config.VolumeReference;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Via;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.look.AppLook;
import dev.flysnap.setup.shape.AppFiles;
import dev.flysnap.setup.shape.AppShapeReader;
import dev.flysnap.setup.shape.DatabaseCandidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found in an app's own files, what is asked, and what is never guessed. */
class SetupPlannerTest {
    private static final String FLY_TOML =
            """
            app = "shop"
            primary_region = "ams"
            [env]
              PORT = "8080"
              DATABASE_URL = "sqlite3:///data/production.sqlite3?pool=5"
            [mounts]
              source = "data"
              destination = "/data"
            """;

    @TempDir private Path folder;
    private final List<String> asked = new ArrayList<>();

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static SetupRequest request(boolean yes, String... databases) {
        return new SetupRequest(
                Optional.empty(),
                DatabaseLocation.parse(List.of(databases)),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HookPaths.DEFAULT_PORT,
                yes);
    }

    private SetupPlan planned(SetupRequest request, String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        return SetupPlanner.in(
                        folder,
                        Optional.empty(),
                        question -> {
                            asked.add(question);
                            return Optional.ofNullable(left.poll());
                        })
                .plan(request, AppLook.NONE);
    }

    private Problem refused(SetupRequest request) {
        return assertThrows(
                        FlysnapException.class,
                        () ->
                                SetupPlanner.in(folder, Optional.empty(), Prompt.NOBODY)
                                        .plan(request, AppLook.NONE))
                .problem();
    }

    @Test
    void theContainerThatWasNamedIsWrittenDown() throws IOException {
        SetupRequest usual = request(true, "main=/data/app.db");
        SetupRequest named =
                new SetupRequest(
                        Optional.of(new AppName("shop")),
                        usual.databases(),
                        List.of(),
                        Optional.empty(),
                        Optional.of("web"),
                        Optional.of(HookKind.EXEC),
                        HookPaths.DEFAULT_PORT,
                        true);
        assertEquals(Optional.of("web"), loaded(planned(named)).container());
    }

    private Config loaded(SetupPlan setup) throws IOException {
        write("flysnap.toml", setup.toml());
        return Config.load(ConfigFlags.NONE, Map.of(), folder, folder);
    }

    @Test
    void appVolumeMountAndDatabaseAreFoundAndEnterTakesThem() throws IOException {
        write("fly.toml", FLY_TOML);
        SetupPlan setup = planned(request(false), "");
        assertEquals(new AppName("shop"), setup.app());
        assertEquals(
                List.of(new DatabaseLocation("main", "/data/production.sqlite3")),
                setup.databases());
        assertEquals("/data", setup.targets().getFirst().mount().orElseThrow().destination());
        assertEquals(1, asked.size());
        assertTrue(asked.getFirst().contains("[env] DATABASE_URL of fly.toml"), asked::toString);
        assertEquals(
                List.of(
                        "app shop (fly.toml)",
                        "database /data/production.sqlite3 ([env] DATABASE_URL of fly.toml)",
                        "volume data, mounted at /data in app (fly.toml)"),
                setup.found());
    }

    @Test
    void whatWasFoundIsNotTakenInSilence() throws IOException {
        write("fly.toml", FLY_TOML);
        Problem unclear = refused(request(false));
        assertEquals("init-database-unclear", unclear.code());
        assertEquals(ExitCode.USAGE, unclear.exit());
        assertTrue(unclear.why().contains("/data/production.sqlite3"), unclear.why());
        assertEquals(
                List.of(new DatabaseLocation("main", "/data/production.sqlite3")),
                planned(request(true)).databases());
        assertEquals(List.of(), asked, "--yes asks nothing");
    }

    @Test
    void ofSeveralYesTakesAllAndNobodyElseChooses() throws IOException {
        write("fly.toml", FLY_TOML);
        write("Dockerfile", "FROM debian\nENV QUEUE_DB=\"/data/jobs.db\"\n");
        assertEquals(
                List.of("/data/production.sqlite3", "/data/jobs.db"),
                planned(request(true)).databases().stream().map(DatabaseLocation::path).toList());
        Problem unclear = refused(request(false));
        assertEquals("init-database-unclear", unclear.code());
        assertTrue(
                unclear.next().endsWith("--db /data/production.sqlite3 --db /data/jobs.db"),
                unclear.next());
        assertEquals(
                List.of(
                        new DatabaseLocation("jobs", "/data/jobs.db"),
                        new DatabaseLocation("production", "/data/production.sqlite3")),
                planned(request(false), "9", "nonsense", "2 1").databases());
        assertEquals(3, asked.size(), "what cannot be understood is asked again");
    }

    @Test
    void aDatabaseOutsideTheVolumeIsRefused() throws IOException {
        write("fly.toml", FLY_TOML);
        assertEquals("init-database-not-on-volume", refused(request(false, "/app/shop.db")).code());
        assertEquals(
                "init-database-not-on-volume", refused(request(false, "/database/shop.db")).code());
        assertEquals(
                List.of(new DatabaseLocation("main", "/data/shop.db")),
                planned(request(false, "/data//shop.db")).databases());
    }

    @Test
    void whereNothingIsKnownTheQuestionsAreNamed() throws IOException {
        assertEquals("init-app-unknown", refused(request(true)).code());
        write("fly.toml", "app = \"shop\"\n[mounts]\nsource='data'\ndestination='/srv/data/'\n");
        Problem unknown = refused(request(true));
        assertEquals("init-database-unknown", unknown.code());
        assertTrue(unknown.next().endsWith("--db /srv/data/app.db"), unknown.next());
        assertEquals(
                List.of(new DatabaseLocation("main", "/srv/data/x.db")),
                planned(request(false), "/srv/data/x.db").databases());
    }

    @Test
    void anImageWithoutGlibcGetsNoAgentUnasked() throws IOException {
        write("fly.toml", FLY_TOML);
        write("Dockerfile", "FROM golang AS build\nFROM alpine:3.22\nCMD [\"/app\"]\n");
        Problem musl = refused(request(false));
        assertEquals("init-image-has-no-glibc", musl.code());
        assertEquals(HookKind.EXEC, planned(request(true)).hook(), "--yes answers that too");
        assertEquals(HookKind.EXEC, planned(request(false), "y", "").hook());
        assertEquals(
                HookKind.AGENT,
                planned(
                                new SetupRequest(
                                        Optional.empty(),
                                        List.of(),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(HookKind.AGENT),
                                        9000,
                                        true))
                        .hook());
    }

    @ParameterizedTest
    @CsvSource({
        "file:/data/sqlite.db, /data/sqlite.db",
        "file:///data/sqlite.db?mode=rw, /data/sqlite.db",
        "sqlite:////data/db.sqlite3, /data/db.sqlite3",
        "jdbc:sqlite:/data/x.db, /data/x.db",
        "sqlite+aiosqlite:////data/x.db, /data/x.db",
        "/data/sub/name.db, /data/sub/name.db",
        "/data/storage, /data/storage",
        "postgres://u:p@host/data/x.db, ''",
        "/data, ''",
        "/data/../etc/x.db, ''",
        "/var/x.db, ''"
    })
    void theWaysInWhichFrameworksWriteAPathAreUnderstood(String value, String path)
            throws IOException {
        write(
                "fly.toml",
                """
                app = "shop"
                env = { DATABASE_URL = "%s" }
                [[mounts]]
                source = "data"
                destination = "/data"
                """
                        .formatted(value));
        List<String> offered =
                AppShapeReader.read(AppFiles.in(folder, Optional.empty())).databases().stream()
                        .map(DatabaseCandidate::path)
                        .toList();
        assertEquals(path.isEmpty() ? List.of() : List.of(path), offered);
    }

    @Test
    void whatIsWrittenIsWhatFlysnapReads() throws IOException {
        write("fly.toml", FLY_TOML);
        Config agent = loaded(planned(request(true)));
        assertEquals(Optional.of(new AppName("shop")), agent.app());
        assertEquals(Via.EXEC, agent.via());
        assertEquals(List.of(), agent.databases());
        assertEquals(Optional.empty(), agent.hookPort());

        SetupRequest all =
                new SetupRequest(
                        Optional.of(new AppName("other")),
                        DatabaseLocation.parse(List.of("main=/data/a.db", "/data/b.db")),
                        List.of(),
                        Optional.of(VolumeReference.parse("data")),
                        Optional.empty(),
                        Optional.of(HookKind.EXEC),
                        9000,
                        false);
        Config exec = loaded(planned(all));
        assertEquals(Optional.of(new AppName("other")), exec.app());
        assertEquals(List.of("main=/data/a.db", "b=/data/b.db"), exec.databases());
        assertEquals(Optional.of(VolumeReference.parse("data")), exec.volume());
        assertEquals(Via.AUTO, exec.via());

        Config own =
                loaded(
                        planned(
                                new SetupRequest(
                                        Optional.empty(),
                                        all.databases(),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(HookKind.OWN),
                                        9000,
                                        false)));
        assertEquals(Optional.of(9000), own.hookPort());
        assertEquals(Via.FLYCTL, own.via());
    }

    @Test
    void eachVolumeIsATargetOfItsOwn() throws IOException {
        write(
                "fly.toml",
                FLY_TOML.replace("[mounts]", "[[mounts]]")
                        + "[[mounts]]\nsource='more'\ndestination='/more'\n");
        SetupPlan setup = planned(request(false, "/data/a.db", "/more/b.db"));
        Config config = loaded(setup);
        assertEquals(
                List.of(VolumeReference.parse("data"), VolumeReference.parse("more")),
                config.targets().stream().map(it -> it.volume().orElseThrow()).toList());
        assertEquals(Via.EXEC, config.targets().getFirst().via());
    }

    @Test
    void namesOfDatabasesAreTheirsAndOnlyOnce() {
        assertEquals(
                List.of(new DatabaseLocation("main", "/data/tenants/*.db")),
                DatabaseLocation.parse(List.of("/data/tenants/*.db")));
        IllegalArgumentException twice =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> DatabaseLocation.parse(List.of("/data/a/x.db", "/data/b/x.db")));
        assertTrue(twice.toString().contains("two databases are called x"), twice::toString);
        for (String wrong :
                List.of("data/x.db", "/data/../x.db", "/da ta/x.db", "a b=/x", "/x;y")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> DatabaseLocation.parse(List.of(wrong)),
                    wrong);
        }
        assertFalse(new DatabaseLocation("main", "/data/x.db").isPattern());
    }
}
