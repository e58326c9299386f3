package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.NeedsTool;
import dev.flysnap.Signals;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.Machine;
import dev.flysnap.model.sqlite.WalResetBug;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Graded;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code --hook exec} where something is odd, or in its way. */
@NeedsTool("sqlite3")
@Timeout(180)
class ExecQuiescerFaultsTest {
    /** Longer than anything here takes on a busy computer. */
    static final Duration LONG = ExecScript.HOLD_CEILING;

    private static final Duration BRIEF = Duration.ofSeconds(3);
    private static final String INSERT = "INSERT INTO orders DEFAULT VALUES";

    /** Before the lock the script syncs each of two databases twice. */
    private static final String UNDER_THE_LOCK =
            "echo \"$@\" >>\"$log\"\nif [ $(wc -l <\"$log\") -gt 4 ]; then\n%s\nfi\nexec $real \"$@\"";

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

    static Problem refused(Callable<?> call) {
        return assertThrows(FlysnapException.class, call::call).problem();
    }

    private Path linked(String name, Path target) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("app"));
        return Files.createSymbolicLink(folder.resolve(name), target);
    }

    @Test
    void aLinkToTheVolumeIsFollowedForTheSyncTheWalAndThePath() throws Exception {
        Path link = linked("db", shop.data.resolve("app.db"));
        shop.program("sync", "echo \"$@\" >>\"$log\"\nexec $real \"$@\"");
        Machine machine = shop.idle();
        try (Connection app = shop.connect("app.db");
                Statement statement = app.createStatement()) {
            statement.execute(INSERT);
            Quiesced quiesced =
                    shop.hook(machine, List.of("main=" + link))
                            .quiesce("run_a/1.0", Duration.ZERO, List.of());
            DatabaseState state = quiesced.answer().databases().getFirst();
            assertEquals(shop.data.toRealPath().resolve("app.db").toString(), state.path());
            assertTrue(state.walBytes() > 0, state::toString);
            assertEquals(
                    Set.of("-f " + shop.data.toRealPath() + "/"),
                    Set.copyOf(shop.logOf("sync")),
                    "the disk that it lies on");
            assertEquals(
                    Grade.SYNCED,
                    MachineWithSqlite.graded(machine, quiesced, new Resumed.Intact(0)).grade());
        }
    }

    @Test
    void aLinkThatLeadsAwayFromTheVolumeProvesNothing() throws Exception {
        Path rootDisk = TestDatabases.orders(directory.resolve("root.db"), "wal");
        Files.createSymbolicLink(shop.data.resolve("away.db"), rootDisk);
        Machine machine = shop.idle();
        Quiesced quiesced =
                shop.hook(machine, List.of("main=/data/away.db"))
                        .quiesce("run_a/1.0", Duration.ZERO, List.of());
        Graded graded = MachineWithSqlite.graded(machine, quiesced, new Resumed.Intact(0));
        assertEquals(Grade.CRASH_CONSISTENT, graded.grade());
        assertTrue(
                graded.limits().getFirst().contains(rootDisk.toRealPath().toString()),
                graded.limits()::toString);
    }

    @Test
    void twoNamesOfOneFileAreRefused() throws Exception {
        Path link = linked("db", shop.data.resolve("app.db"));
        Quiescer hook = shop.hook(shop.idle(), List.of("main=/data/app.db", "again=" + link));
        Problem problem = refused(() -> hook.quiesce("run_a/1.0", Duration.ZERO, List.of()));
        assertTrue(problem.why().contains("has two names"), problem.why());
    }

    @Test
    void aSyncThatFailsFailsTheQuiesceAndWritersAreLetGo() throws Exception {
        shop.program(
                "sync",
                UNDER_THE_LOCK.formatted(
                        "[ $# = 0 ] && exit 0; echo \"sync: error syncing '/data/options/': Input/output error\" >&2; exit 1"));
        Quiescer hook = shop.hook(shop.idle());
        Problem problem = refused(() -> hook.quiesce("run_a/1.0", LONG, List.of()));
        assertEquals("hook-sync-failed", problem.code());
        assertTrue(problem.why().contains("Input/output error"), problem.why());
        shop.sql("app.db", INSERT);
        assertTrue(
                shop.logOf("sync").stream().allMatch(it -> it.startsWith("-f /")),
                "no plain sync in its place");
    }

    @Test
    void aSyncThatTakesNoFileSystemIsAskedForAll() throws Exception {
        shop.program(
                "sync",
                "echo \"all $*\" >>\"$log\"\n[ $# = 0 ] && exec $real\necho \"sync: invalid option -- 'f'\" >&2\nexit 1");
        Quiesced quiesced = shop.hook(shop.idle()).quiesce("run_a/1.0", Duration.ZERO, List.of());
        assertTrue(quiesced.answer().databases().stream().allMatch(DatabaseState::synced));
        assertTrue(shop.logOf("sync").contains("all "), () -> "a plain one");
    }

    @Test
    void behindFuseASyncProvesNothing() throws Exception {
        shop.program("stat", "[ \"$1\" = -f ] && { echo 65735546; exit 0; }\nexec $real \"$@\"");
        Machine machine = shop.idle();
        Quiesced quiesced = shop.hook(machine).quiesce("run_a/1.0", Duration.ZERO, List.of());
        DatabaseState state = quiesced.answer().databases().getFirst();
        assertTrue(state.note().orElseThrow().contains("FUSE"), state::toString);
        assertEquals(
                Grade.CHECKPOINTED,
                MachineWithSqlite.graded(machine, quiesced, new Resumed.Intact(0)).grade());
    }

    @Test
    void aFileThatIsReplacedWhileItIsHeldIsNoIntactHold() throws Exception {
        Machine machine = shop.idle();
        Quiescer hook = shop.hook(machine);
        Quiesced quiesced = hook.quiesce("run_a/1.0", LONG, List.of());
        Path other = TestDatabases.orders(directory.resolve("other.db"), "wal");
        Files.move(other, shop.data.resolve("audit.db"), StandardCopyOption.REPLACE_EXISTING);
        Resumed how = hook.resume(quiesced.lease());
        assertInstanceOf(Resumed.Lapsed.class, how);
        assertEquals(Grade.SYNCED, MachineWithSqlite.graded(machine, quiesced, how).grade());
    }

    @Test
    void aFileThatIsReplacedBeforeTheAnswerFailsTheQuiesce() throws Exception {
        shop.program(
                "sync",
                UNDER_THE_LOCK.formatted(
                        "cd '%s' && cp audit.db new.db && mv new.db audit.db"
                                .formatted(shop.data)));
        Problem problem =
                refused(() -> shop.hook(shop.idle()).quiesce("run_a/1.0", LONG, List.of()));
        assertTrue(problem.why().contains("was replaced"), problem.why());
        shop.sql("app.db", INSERT);
    }

    /** An out-of-memory killer may take any of them. */
    @Test
    void whateverOfAHoldIsKilledOrStoppedItEndsByItself() throws Exception {
        Machine machine = shop.idle();
        Quiescer hook = shop.hook(machine);
        for (Fate fate : Fate.values()) {
            Quiesced held = hook.quiesce("run_a/" + fate, BRIEF, List.of());
            assertThrows(SQLException.class, () -> shop.sql("app.db", INSERT), fate.name());
            ProcessHandle holder = MachineWithSqlite.holder(machine);
            ProcessHandle shell = holder.parent().orElseThrow();
            List<ProcessHandle> beside =
                    shell.children().filter(it -> it.pid() != holder.pid()).toList();
            assertEquals(2, beside.size(), "what feeds it, and its timer");
            switch (fate) {
                case STOPPED -> Signals.send("STOP", holder);
                case WITHOUT_ITS_SHELL -> Signals.send("KILL", shell);
                case WITHOUT_TIMER -> Signals.send("KILL", beside.getLast());
                case WITHOUT_INPUT -> Signals.send("KILL", beside.getFirst());
            }
            holder.onExit().get(60, TimeUnit.SECONDS);
            shop.sql("app.db", INSERT);
            assertInstanceOf(Resumed.Lapsed.class, hook.resume(held.lease()), fate.name());
        }
    }

    private enum Fate {
        STOPPED,
        WITHOUT_ITS_SHELL,
        WITHOUT_TIMER,
        WITHOUT_INPUT
    }

    @Test
    void aStoppedHolderIsEndedByTheResumeAndNobodyWroteUntilThen() throws Exception {
        Machine machine = shop.idle();
        Quiescer hook = shop.hook(machine);
        Quiesced held = hook.quiesce("run_a/1.0", LONG, List.of());
        Signals.send("STOP", MachineWithSqlite.holder(machine));
        assertInstanceOf(Resumed.Intact.class, hook.resume(held.lease()));
        shop.sql("app.db", INSERT);
    }

    @Test
    void aReaderThatStaysOpenLeavesFramesInTheWalAndThatIsTold() throws Exception {
        Machine machine = shop.idle();
        try (Connection reader = shop.connect("app.db");
                Statement reads = reader.createStatement()) {
            reads.execute("BEGIN");
            reads.executeQuery("SELECT count(*) FROM orders").close();
            shop.sql("app.db", INSERT);
            Quiescer hook = shop.hook(machine);
            Quiesced quiesced = hook.quiesce("run_a/1.0", LONG, List.of());
            DatabaseState state = quiesced.answer().databases().getFirst();
            assertTrue(state.checkpoint().checkpointed() < state.checkpoint().log(), "frames stay");
            assertTrue(state.synced(), "in the WAL, on the device");
            Resumed how = hook.resume(quiesced.lease());
            assertEquals(Grade.SYNCED, MachineWithSqlite.graded(machine, quiesced, how).grade());
        }
    }

    @Test
    void aTryThatIsKilledLeavesNothingInTheWayOfTheNext() throws Exception {
        Quiescer hook = shop.hook(shop.idle());
        shop.program(
                "sync", UNDER_THE_LOCK.formatted("[ $(wc -l <\"$log\") = 5 ] && kill -9 $PPID"));
        assertEquals(
                "hook-failed", refused(() -> hook.quiesce("run_b/1.0", LONG, List.of())).code());
        assertThrows(SQLException.class, () -> shop.sql("app.db", INSERT), "it still holds");
        Quiesced again = hook.quiesce("run_b/1.0", LONG, List.of());
        assertInstanceOf(Resumed.Intact.class, hook.resume(again.lease()));
    }

    @Test
    void ofSeveralAtOnceOneHoldsAndTheOthersAreToldSo() throws Exception {
        Machine machine = shop.idle();
        try (ExecutorService callers = Executors.newFixedThreadPool(3)) {
            List<Future<Quiesced>> all =
                    callers.invokeAll(
                            List.of("run_a/1.0", "run_b/1.0", "run_c/1.0").stream()
                                    .map(text ->
                                            (Callable<Quiesced>)
                                                    () ->
                                                            shop.hook(machine)
                                                                    .quiesce(text, LONG, List.of()))
                                    .toList());
            List<Quiesced> held =
                    all.stream()
                            .filter(it -> it.state() == Future.State.SUCCESS)
                            .map(Future::resultNow)
                            .toList();
            Set<String> refusals =
                    all.stream()
                            .filter(it -> it.state() == Future.State.FAILED)
                            .map(it -> ((FlysnapException) it.exceptionNow()).problem().code())
                            .collect(Collectors.toSet());
            assertEquals(1, held.size(), refusals::toString);
            assertEquals(Set.of("hook-lease-active"), refusals);
            Resumed how = shop.hook(machine).resume(held.getFirst().lease());
            assertInstanceOf(Resumed.Intact.class, how);
        }
    }

    @Test
    void aLookChangesNothingAndEndsNoHold() throws Exception {
        Machine machine = shop.idle();
        Quiescer hook = shop.hook(machine);
        try (Connection app = shop.connect("app.db");
                Statement statement = app.createStatement()) {
            statement.execute(INSERT);
            String before = hash("app.db");
            assertEquals("wal", hook.status().databases().getFirst().journalMode().orElseThrow());
            assertEquals(before, hash("app.db"), "no checkpoint");
        }
        Quiesced quiesced = hook.quiesce("run_a/1.0", LONG, List.of());
        Files.writeString(shop.data.resolve("notes.txt"), "no database, and long enough for one");
        Quiescer wrong = shop.hook(machine, List.of("main=/data/notes.txt"));
        assertEquals("hook-failed", refused(wrong::status).code());
        assertEquals(2, hook.status().databases().size());
        assertInstanceOf(Resumed.Intact.class, hook.resume(quiesced.lease()));
    }

    /** In another process: one that has a connection must not open the file by itself. */
    private String hash(String file) throws IOException {
        Process process = new ProcessBuilder("cksum", shop.data.resolve(file).toString()).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void thereIsACeilingForAHold() {
        Machine machine = shop.idle();
        Quiescer hook = shop.hook(machine);
        assertEquals(
                "hook-hold-too-long",
                refused(() -> hook.quiesce("run_a/1.0", Duration.ofSeconds(61), List.of())).code());
        ExecResult asked =
                shop.fly
                        .machines()
                        .exec(
                                MachineWithSqlite.SHOP,
                                machine.id(),
                                List.of("sh", "-c", ExecScript.of(MachineWithSqlite.BOTH)),
                                "quiesce run_a/1.0 61.000\n",
                                Duration.ofSeconds(10));
        assertTrue(asked.stdout().startsWith("@error hold-too-long"), asked::toString);
    }

    @Test
    void theLibraryInTheImageIsWarnedOfAsTheAgentsIs() {
        Quiesced quiesced = shop.hook(shop.idle()).quiesce("run_a/1.0", Duration.ZERO, List.of());
        String version = quiesced.answer().sqliteVersion();
        assertEquals(
                WalResetBug.affects(version),
                quiesced.answer().warnings().isPresent(),
                () -> version + ": " + quiesced.answer().warnings());
    }

    @Test
    @Needs(Ability.MOUNTS)
    void whatCannotBeWrittenIsNotHeld() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        TestDatabases.orders(disk.resolve("app.db"), "delete");
        try (Mounted view = Mounted.readOnly(disk, directory.resolve("view"))) {
            Files.createSymbolicLink(shop.data.resolve("ro.db"), view.at().resolve("app.db"));
            Quiescer hook = shop.hook(shop.idle(), List.of("main=/data/ro.db"));
            Problem problem = refused(() -> hook.quiesce("run_a/1.0", LONG, List.of()));
            assertEquals("hook-database-read-only", problem.code());
        }
    }

    @Test
    @Needs(Ability.MOUNTS)
    void aFullDiskIsToldAndWritersAreLetGo() throws Exception {
        try (Mounted disk = Mounted.tmpfs(directory.resolve("full"), "2m")) {
            Path database = TestDatabases.orders(disk.at().resolve("app.db"), "wal");
            Files.createSymbolicLink(shop.data.resolve("full.db"), database);
            try (Connection app = TestDatabases.open(database);
                    Statement statement = app.createStatement()) {
                statement.execute("PRAGMA wal_autocheckpoint = 0");
                statement.execute("INSERT INTO orders VALUES (1, 1, randomblob(900000))");
                disk.fill("filler");
                Quiescer hook = shop.hook(shop.idle(), List.of("main=/data/full.db"));
                Problem problem = refused(() -> hook.quiesce("run_a/1.0", LONG, List.of()));
                assertTrue(problem.why().contains("full"), problem.why());
                Files.delete(disk.at().resolve("filler"));
                statement.execute("PRAGMA busy_timeout = 0");
                statement.execute("INSERT INTO orders VALUES (1, 2, 'x')");
            }
        }
    }
}
