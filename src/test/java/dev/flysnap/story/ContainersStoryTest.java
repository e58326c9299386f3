package dev.flysnap.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.cli.Main;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.sim.FlyClient;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.world.ContainerConfig;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine of several containers: flysnap, as a process of its own, runs its commands in the one
 * that has the database, or asks which one that is. The platform would take the first.
 */
@NeedsTool("sqlite3")
@Timeout(180)
class ContainersStoryTest {
    private static final String MOUNTED = ",\"mounts\":[{\"name\":\"data\",\"path\":\"/data\"}]";

    @TempDir private Path directory;
    private Simulator sim;
    private FlyClient fly;
    private String volume = "";

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        sim =
                Simulator.start(
                        SimSettings.real(directory.resolve("sim"))
                                .withApp("shop")
                                .withSpeed(Delays.Speed.INSTANT));
        fly = FlyClient.of(sim);
        volume = fly.post("/v1/apps/shop/volumes", "{\"name\":\"data\",\"size_gb\":1}").field("id");
        Files.writeString(
                directory.resolve("flysnap.toml"),
                "app = 'shop'\n[hook]\ndatabases = ['main=/data/app.db']\n");
    }

    @AfterEach
    void close() {
        sim.close();
    }

    private static String container(String name, String more) {
        return "{\"name\":\"%s\",\"image\":\"%s:1\",\"exec\":[\"sh\",\"-c\",\"while :; do sleep 1; done\"]%s}"
                .formatted(name, name, more);
    }

    private void machine(String... containers) throws IOException, SQLException {
        String id =
                fly.post(
                                "/v1/apps/shop/machines",
                                "{\"config\":{\"containers\":[%s],\"mounts\":[{\"volume\":\"%s\",\"name\":\"data\",\"path\":\"/data\"}]}}"
                                        .formatted(String.join(",", containers), volume))
                        .field("id");
        assertEquals(200, fly.get("/v1/apps/shop/machines/" + id + "/wait?state=started").status());
        Path database = directory.resolve("sim/disks/volumes/" + volume + "/app.db");
        try (Connection app = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA journal_mode=wal");
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
        }
    }

    private Ended flysnap(Map<String, String> environment, String... words) throws Exception {
        List<String> command = Load.java(Main.class, words);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
        builder.environment().put("FLY_API_TOKEN", sim.token());
        builder.environment().put("FLY_FLAPS_BASE_URL", sim.baseUrl());
        builder.environment().put("FLYSNAP_STATE_DIR", directory.resolve("state").toString());
        builder.environment().put("FLYSNAP_HOOK_URL", "exec");
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it does not end: " + List.of(words));
        }
        return new Ended(
                process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private static String gradeOf(Ended created) {
        assertEquals(0, created.exit(), created.err());
        Json.Obj receipt = JsonText.parseObject(created.out());
        return receipt.text("grade").orElseThrow(() -> new AssertionError(created.out()));
    }

    @Test
    void theOnlyContainerThatMountsTheVolumeIsTheOne() throws Exception {
        machine(container("proxy", ""), container("web", MOUNTED));
        TestDatabases.orders(
                directory.resolve("sim/disks/volumes/" + volume + "/other.db"), "delete");
        assertEquals("synced", gradeOf(flysnap(Map.of(), "create", "--json")));
        Ended doctor = flysnap(Map.of(), "doctor");
        assertTrue(doctor.out().contains("app.db, wal)"), doctor.out());
        assertTrue(
                doctor.out()
                        .contains(
                                "1 more database lies on this volume (seen in container web), and nobody quiesces it: /data/other.db"),
                doctor.out());
    }

    @Test
    void whereNothingTellsThemApartItAsksBeforeAnythingIsTouched() throws Exception {
        machine(container("proxy", ""), container("web", MOUNTED), container("jobs", MOUNTED));
        for (Ended asked :
                List.of(
                        flysnap(Map.of(), "create"),
                        flysnap(Map.of(), "create", "--dry-run"),
                        flysnap(Map.of(), "create", "--container", "wbe"))) {
            assertEquals(2, asked.exit(), asked.out() + asked.err());
            assertTrue(asked.err().contains("proxy, web, jobs"), asked.err());
            assertTrue(asked.err().contains("--container"), asked.err());
        }
        assertEquals(List.of(), sim.world().snapshotsOf(volume));
        assertFalse(flysnap(Map.of(), "runs", "--json").out().contains("run_"), "no run began");
        Ended doctor = flysnap(Map.of(), "doctor");
        assertTrue(doctor.out().contains("In which container of machine "), doctor.out());

        assertEquals(
                "synced", gradeOf(flysnap(Map.of(), "create", "--json", "--container", "jobs")));
        assertEquals(
                "synced", gradeOf(flysnap(Map.of("FLYSNAP_CONTAINER", "web"), "create", "--json")));
        Files.writeString(
                directory.resolve("flysnap.toml"),
                "app = 'shop'\ncontainer = 'web'\n[hook]\ndatabases = ['main=/data/app.db']\n");
        assertEquals("synced", gradeOf(flysnap(Map.of(), "create", "--json")));
    }

    @Test
    void aRestoreBringsAllContainersBack() throws Exception {
        machine(container("proxy", ""), container("web", MOUNTED));
        assertEquals("synced", gradeOf(flysnap(Map.of(), "create", "--json")));
        Ended restored = flysnap(Map.of(), "restore", "latest", "--cutover", "--yes");
        assertEquals(0, restored.exit(), restored.out() + restored.err());
        SimMachine now =
                sim.world().machinesOf("shop").stream()
                        .filter(it -> it.is(SimMachine.State.STARTED))
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                List.of("proxy", "web"),
                now.config().containers().stream().map(ContainerConfig::name).toList());
        String restoredTo = now.volume().orElseThrow();
        assertFalse(restoredTo.equals(volume), "it mounts the new volume");
        assertEquals(
                "synced", gradeOf(flysnap(Map.of(), "create", "--json", "--volume", restoredTo)));
    }

    @Test
    void theWrongContainerHasNoDatabase() throws Exception {
        machine(container("proxy", ""), container("web", MOUNTED));
        Ended wrong = flysnap(Map.of(), "create", "--container", "proxy");
        assertEquals(1, wrong.exit(), wrong.err());
        assertTrue(wrong.err().contains("/data/app.db"), wrong.err());
        assertEquals(List.of(), sim.world().snapshotsOf(volume));
    }
}
