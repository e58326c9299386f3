package dev.flysnap.agent.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Needed;
import dev.flysnap.NeedsTool;
import dev.flysnap.agent.RunningAgent;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.contract.FilesAnswer;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.Records;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent says of the volume that its databases lie on. */
class VolumeLookTest {
    private static final List<String> RAILS =
            List.of(
                    "production.sqlite3",
                    "production_cable.sqlite3",
                    "production_cache.sqlite3",
                    "production_queue.sqlite3");

    @TempDir private Path work;
    private Path volume;

    @BeforeEach
    void real() throws Exception {
        volume = work.toRealPath();
    }

    private FilesAnswer look(VolumeLook.LookLimits limits, String... databases) {
        return new VolumeLook(
                        new AgentSettings(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                AgentToken.from(
                                        Optional.empty(),
                                        Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                                Optional.empty(),
                                DatabaseSet.of(List.of(databases)),
                                Duration.ofSeconds(10),
                                Optional.empty(),
                                true,
                                new MachineIdentity(Optional.empty(), Optional.empty())),
                        limits)
                .look();
    }

    private FilesAnswer look(String... databases) {
        return look(VolumeLook.LookLimits.DEFAULT, databases);
    }

    private List<String> others(FilesAnswer answer) {
        return answer.databases().stream()
                .filter(it -> !it.quiesced())
                .map(it -> volume.relativize(Path.of(it.path())).toString())
                .toList();
    }

    private String orders(String file) throws Exception {
        Path path = volume.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        return TestDatabases.orders(path, "wal").toString();
    }

    @Test
    void ofRailsFourThoseThatNobodyNamedAreReported() throws Exception {
        for (String name : RAILS) {
            orders(name);
        }
        FilesAnswer answer = look(volume.resolve("production.sqlite3").toString());
        assertEquals(RAILS.subList(1, 4), others(answer));
        assertEquals(Optional.empty(), answer.cutShort());
        assertEquals(4, answer.databases().size());
        assertTrue(answer.databases().get(1).isWal());
        assertEquals(List.of(), others(look(volume + "/")));
    }

    @Test
    void ofPocketBaseTheSecondOneIsReportedWithWhoHasItOpen() throws Exception {
        String data = orders("pb_data/data.db");
        String auxiliary = orders("pb_data/auxiliary.db");
        Process pocketbase =
                new ProcessBuilder("sh", "-c", "exec 9<'%s'; echo; read -r x".formatted(auxiliary))
                        .start();
        try {
            assertEquals('\n', pocketbase.getInputStream().read());
            FilesAnswer answer = look(data);
            assertEquals(List.of("pb_data/auxiliary.db"), others(answer));
            FilesAnswer.File other = answer.databases().getFirst();
            assertEquals(List.of("sh (%d)".formatted(pocketbase.pid())), other.openBy());
            assertEquals(List.of(), answer.databases().getLast().openBy());
        } finally {
            pocketbase.destroyForcibly();
        }
    }

    @Test
    void twoThousandTenantsAreQuiescedOrReported() throws Exception {
        String app = orders("app.db");
        Path tenants = Files.createDirectory(volume.resolve("tenants"));
        for (int i = 0; i < 2000; i++) {
            Path _ = Files.copy(Path.of(app), tenants.resolve("t" + i));
        }
        assertEquals(2000, others(look(app)).size());
        FilesAnswer all = look(app, tenants + "/");
        assertEquals(List.of(), others(all));
        assertEquals(2001, all.databases().size());
    }

    @Test
    void aDatabaseIsKnownByItsHeaderAndToolsOwnFilesAreNone() throws Exception {
        String app = orders("app.db");
        orders("blob.bin");
        Files.writeString(volume.resolve("fake.db"), "SQLite format 2\n".repeat(100));
        for (String own :
                List.of(
                        ".app.db-litestream/x",
                        ".flysnap-agent-copies/x",
                        "app.db.before-run_1",
                        "old-wal")) {
            orders(own);
        }
        Path _ = Files.createSymbolicLink(volume.resolve("link.db"), volume.resolve("blob.bin"));
        assertEquals(List.of("blob.bin"), others(look(app)));
    }

    @Test
    void aLookThatIsCutShortSaysSo() throws Exception {
        String app = orders("app.db");
        orders("a/b/c/deep.db");
        Duration long10 = Duration.ofSeconds(10);
        assertEquals(
                Optional.of("folders deeper than 2"),
                look(new VolumeLook.LookLimits(100, 2, long10), app).cutShort());
        assertEquals(
                Optional.of("more than 1 files"),
                look(new VolumeLook.LookLimits(1, 12, long10), app).cutShort());
        assertEquals(
                Optional.of("it took more than 0 s"),
                look(new VolumeLook.LookLimits(100, 12, Duration.ZERO), app).cutShort());
        assertEquals(
                Optional.empty(), look(new VolumeLook.LookLimits(100, 12, long10), app).cutShort());
    }

    /** Closing a file drops every lock that a process has on it. */
    @Test
    @NeedsTool("sqlite3")
    void aLookLetsNoWriterPastAHold() throws Exception {
        String app = orders("app.db");
        String tenant = orders("tenants/ann");
        orders("other.db");
        Files.createLink(volume.resolve("again.db"), Path.of(app));
        try (RunningAgent agent =
                RunningAgent.with(
                        QuiesceStep.Listener.NONE,
                        Optional.empty(),
                        app,
                        volume.resolve("tenants") + "/")) {
            RunningAgent.Reply held = agent.quiesce("a", 60_000);
            assertEquals(200, held.status(), held.raw().body());
            RunningAgent.Reply seen = agent.get(HookPaths.FILES);
            assertEquals(200, seen.status(), seen.raw().body());
            assertEquals(List.of("other.db"), others(Records.read(FilesAnswer.class, seen.json())));
            for (String database : List.of(app, tenant)) {
                assertNotEquals(0, write(database), database);
            }
            assertEquals(200, agent.resume(held.quiesced().lease()).status());
            assertEquals(0, write(app));
        }
    }

    private static int write(String database) throws Exception {
        return new ProcessBuilder(
                        Needed.program("sqlite3").toString(),
                        database,
                        "INSERT INTO orders VALUES (1, 1, 'x')")
                .start()
                .waitFor();
    }
}
