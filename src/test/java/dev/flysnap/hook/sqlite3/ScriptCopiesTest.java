package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.NeedsTool;
import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.MachineLease;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies by the simulator's exec, with the real sqlite3 and real shells. */
@NeedsTool("sqlite3")
@Timeout(180)
class ScriptCopiesTest {
    private static final String FILL =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO big SELECT i, randomblob(1000) FROM n";

    @TempDir private Path directory;
    private MachineWithSqlite shop;
    private int runs;

    MachineWithSqlite.Userland userland() {
        return MachineWithSqlite.Userland.SYSTEM;
    }

    @BeforeEach
    void start() throws IOException, SQLException {
        shop = new MachineWithSqlite(directory, userland());
        shop.sql("app.db", "CREATE TABLE big (id INTEGER PRIMARY KEY, noise BLOB)", FILL);
    }

    @AfterEach
    void stop() throws IOException {
        shop.close();
    }

    private MachineCopies copies(Machine machine) {
        return taking(machine).scripted();
    }

    private ExecTake taking(Machine machine) {
        return new ExecTake(shop, machine, MachineWithSqlite.BOTH, directory.resolve("copies"));
    }

    private CopyManifest take(Machine machine, String database, CopyMethod method, String name) {
        runs++;
        return taking(machine)
                .take(database, method, name, new RunId("run_aaaaaaaaa" + (char) ('a' + runs)));
    }

    private Problem refused(Machine machine, CopyMethod method) {
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> take(machine, "main", method, "refused.db"))
                        .problem();
        // What is left in its folder says what happened, to whoever asks again.
        assertEquals(
                List.of(),
                left(machine).stream()
                        .filter(it -> !it.equals(MachineWithSqlite.state(machine).resolve("copy")))
                        .toList(),
                problem::toString);
        return problem;
    }

    private Path copy(String name) {
        return directory.resolve("copies").resolve(name);
    }

    /** What is left of copies, in the machine and here. */
    private List<Path> left(Machine machine) {
        return Stream.concat(
                        Stream.of(shop.data, MachineWithSqlite.state(machine))
                                .flatMap(it -> listed(it).stream())
                                .filter(it -> it.getFileName().toString().contains("copy")),
                        listed(directory.resolve("copies")).stream()
                                .filter(it -> it.getFileName().toString().startsWith(".")))
                .toList();
    }

    private static List<Path> listed(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VACUUM", "BACKUP"})
    void everyCommitAcknowledgedBeforeIsInTheCopy(CopyMethod method) throws Exception {
        Machine machine = shop.idle();
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> write(acknowledged, isOver));
        try {
            for (int round = 0; round < 3; round++) {
                while (acknowledged.get() < 20L * (round + 1)) {
                    Thread.onSpinWait();
                }
                long before = acknowledged.get();
                CopyManifest manifest = take(machine, "main", method, round + ".db");
                assertEquals("wal", manifest.sqlite().journalMode());
                assertEquals("/data/app.db", manifest.source(), "where it comes back to");
                Path copy = copy(round + ".db");
                assertEquals("3000", TestDatabases.ask(copy, "SELECT count(*) FROM big"));
                long held = Long.parseLong(TestDatabases.ask(copy, "SELECT count(*) FROM orders"));
                assertTrue(held >= before, () -> held + " of " + before);
                assertEquals("wal", TestDatabases.ask(copy, "PRAGMA journal_mode"));
                assertEquals(List.of(), left(machine));
            }
        } finally {
            isOver.set(true);
            writer.join();
        }
    }

    private void write(AtomicLong acknowledged, AtomicBoolean isOver) {
        try (Connection app = TestDatabases.open(shop.data.resolve("app.db"));
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            while (!isOver.get()) {
                statement.execute("INSERT INTO orders DEFAULT VALUES");
                acknowledged.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDatabaseWithoutAWalIsCopiedToo() throws Exception {
        shop.sql("audit.db", "INSERT INTO log VALUES (7)");
        Machine machine = shop.idle();
        for (CopyMethod method : List.of(CopyMethod.VACUUM, CopyMethod.BACKUP)) {
            CopyManifest manifest = take(machine, "audit", method, method + ".db");
            assertEquals("delete", manifest.sqlite().journalMode());
            assertEquals("7", TestDatabases.ask(copy(method + ".db"), "SELECT id FROM log"));
        }
    }

    @Test
    void itNeedsNothingButTheScriptThatATokenIsLimitedTo() throws Exception {
        // Before the machine, whose own sh may start later than the machine is said to have.
        shop.program(
                "sh",
                """
                if [ "$1" = -c ] && [ "$2" != 'OWN' ]; then
                    printf '%s' "$2" | sha256sum >>"$log"
                fi
                exec $real "$@"\
                """
                        .replace("OWN", MachineWithSqlite.IDLE.getLast()));
        Machine machine = shop.idle();
        Quiesced _ = shop.hook(machine).quiesce("run_a/1.0", Duration.ZERO, List.of());
        CopyManifest _ = take(machine, "main", CopyMethod.VACUUM, "x.db");
        List<String> scripts = shop.logOf("sh");
        assertTrue(scripts.size() > 5, scripts::toString);
        assertEquals(1, Set.copyOf(scripts).size(), "the same as for a quiesce");
    }

    @Test
    void rawIsRefusedBeforeAnythingIsTouched() throws Exception {
        Files.createDirectories(directory.resolve("copies"));
        Machine machine = shop.idle();
        assertEquals("copy-method-unsupported", refused(machine, CopyMethod.RAW).code());
    }

    @Test
    void aSqlite3ThatFailsLeavesNothing() throws Exception {
        Files.createDirectories(directory.resolve("copies"));
        Machine machine = shop.idle();
        for (String[] one :
                List.of(
                        new String[] {"echo no such thing >&2; exit 1", "copy-not-made"},
                        new String[] {"echo a warning >&2; exit 0", "copy-not-made"},
                        new String[] {
                            "echo database or disk is full >&2; exit 13", "copy-no-room"
                        })) {
            shop.program(
                    "sqlite3",
                    """
                    input=$(cat)
                    case $input in *VACUUM*) %s ;; esac
                    printf '%%s\\n' "$input" | $real "$@"\
                    """
                            .formatted(one[0]));
            Problem problem = refused(machine, CopyMethod.VACUUM);
            assertEquals(one[1], problem.code(), problem::toString);
            assertTrue(problem.what().contains("nothing was left there"), problem::toString);
        }
    }

    @Test
    void anEmptyDatabaseIsNotCopied() throws Exception {
        Files.createDirectories(directory.resolve("copies"));
        Files.write(shop.data.resolve("app.db"), new byte[0]);
        Machine machine = shop.idle();
        for (CopyMethod method : List.of(CopyMethod.VACUUM, CopyMethod.BACKUP)) {
            assertEquals("database-empty", refused(machine, method).code());
        }
    }

    @Test
    void roomIsLookedAtBefore() throws Exception {
        Files.createDirectories(directory.resolve("copies"));
        Machine machine = shop.idle();
        shop.program("df", "echo Filesystem; echo x 1 1 1 1 /data");
        assertEquals("copy-no-room", refused(machine, CopyMethod.VACUUM).code());
    }

    /** Something else fills it, between the look and the end of the copy. */
    @Test
    @Needs(Ability.MOUNTS)
    void aDiskThatIsFullInTheMiddleLeavesTheAppAsItWasAndNothingElse() throws Exception {
        Files.createDirectories(directory.resolve("copies"));
        try (Mounted disk = Mounted.tmpfs(shop.data, "80m")) {
            shop.sql("audit.db", "CREATE TABLE log (id INTEGER PRIMARY KEY)");
            shop.sql("app.db", "CREATE TABLE orders (id INTEGER PRIMARY KEY, noise BLOB)");
            shop.sql("app.db", FILL.replace("big", "orders"));
            Machine machine = shop.idle();
            shop.program(
                    "sqlite3",
                    """
                    input=$(cat)
                    case $input in
                    *VACUUM*) dd if=/dev/zero of='%s' bs=65536 2>/dev/null; echo full >>"$log" ;;
                    esac
                    printf '%%s\n' "$input" | $real "$@"\
                    """
                            .formatted(disk.at().resolve("filler")));
            Problem problem = refused(machine, CopyMethod.VACUUM);
            assertEquals("copy-no-room", problem.code(), problem::toString);
            assertEquals(List.of("full"), shop.logOf("sqlite3"), problem::toString);
            Files.delete(disk.at().resolve("filler"));
            shop.sql("app.db", "INSERT INTO orders DEFAULT VALUES");
            CopyManifest _ = take(machine, "main", CopyMethod.BACKUP, "x.db");
            assertEquals("3001", TestDatabases.ask(copy("x.db"), "SELECT count(*) FROM orders"));
        }
    }

    @Test
    void aPartThatArrivesDamagedIsAskedForAgain() throws Exception {
        Machine machine = shop.idle();
        shop.program(
                "base64",
                """
                echo x >>"$log"
                case $(wc -l <"$log" | tr -d ' ') in
                2) $real "$@" | head -c 1000 ;;
                4) $real "$@" | tr A B ;;
                *) exec $real "$@" ;;
                esac\
                """);
        CopyManifest _ = take(machine, "main", CopyMethod.VACUUM, "x.db");
        assertEquals("3000", TestDatabases.ask(copy("x.db"), "SELECT count(*) FROM big"));
        assertTrue(shop.logOf("base64").size() > 5, "in several parts");
    }

    private Disturbance takeDuring(Machine machine, Runnable begin, Runnable end)
            throws SQLException {
        Disturbance disturbance = new Disturbance(begin, end);
        CopyManifest _ =
                taking(machine)
                        .take(
                                "main",
                                CopyMethod.VACUUM,
                                "x.db",
                                new RunId("run_aaaaaaaaaa"),
                                disturbance,
                                disturbance);
        assertTrue(disturbance.isOver());
        assertEquals("3000", TestDatabases.ask(copy("x.db"), "SELECT count(*) FROM big"));
        assertEquals(List.of(), left(machine));
        return disturbance;
    }

    @Test
    void aLeaseThatSomebodyTakesMeanwhileIsWaitedFor() throws Exception {
        Machine machine = shop.idle();
        Machines machines = shop.fly.machines();
        AtomicReference<MachineLease> lease = new AtomicReference<>();
        Disturbance deploy =
                takeDuring(
                        machine,
                        () ->
                                lease.set(
                                        machines.acquireLease(
                                                MachineWithSqlite.SHOP,
                                                machine.id(),
                                                Duration.ofMinutes(2),
                                                "deploy")),
                        () ->
                                machines.releaseLease(
                                        MachineWithSqlite.SHOP, machine.id(), lease.get()));
        assertFalse(deploy.steps().toString().contains("again"), "it goes on where it stopped");
    }

    @Test
    void aMachineThatIsStartedAgainMeanwhileMakesAnotherCopy() throws Exception {
        Machine machine = shop.idle();
        Disturbance restart =
                takeDuring(machine, () -> shop.stop(machine), () -> shop.start(machine));
        assertTrue(
                restart.steps().contains("the copy in the machine is gone: beginning again"),
                () -> restart.steps().toString());
    }

    private static CopyRequest order(String attempt) {
        return new CopyRequest(
                attempt,
                "main",
                CopyMethod.VACUUM,
                Optional.empty(),
                Optional.empty(),
                CheckDepth.NONE,
                true);
    }

    private CopyAnswer begun(MachineCopies copies, String attempt) {
        CopyAnswer answer = copies.begin(order(attempt));
        for (int i = 0; i < 1200 && answer.state() == CopyAnswer.State.RUNNING; i++) {
            Sleeper.REAL.sleep(Duration.ofMillis(50));
            answer = copies.state(answer.id());
        }
        assertEquals(CopyAnswer.State.READY, answer.state());
        return answer;
    }

    private Path temporary() throws IOException {
        try (Stream<Path> files = Files.list(shop.data)) {
            return files.filter(it -> it.getFileName().toString().startsWith(".flysnap-copy-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whatAKilledFlysnapLeftGivesWayToTheNextOne() throws Exception {
        Files.createDirectories(directory.resolve("copies"));
        Machine machine = shop.idle();
        CopyAnswer _ = begun(copies(machine), "run_killed/1");
        Path left = temporary();
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(left));
        assertEquals(
                "copy-active",
                assertThrows(
                                FlysnapException.class,
                                () -> take(machine, "main", CopyMethod.VACUUM, "x.db"))
                        .problem()
                        .code());
        Files.setLastModifiedTime(
                MachineWithSqlite.state(machine).resolve("copy/asked"),
                FileTime.from(Instant.now().minusSeconds(200)));
        CopyManifest _ = take(machine, "main", CopyMethod.VACUUM, "x.db");
        assertEquals(List.of(), left(machine));
    }

    @Test
    void whatNobodyAsksForGoesByItself() throws Exception {
        Files.createDirectories(directory.resolve("copies"));
        Machine machine = shop.idle();
        CopyAnswer _ = begun(copies(machine), "run_killed/1");
        Files.setLastModifiedTime(
                MachineWithSqlite.state(machine).resolve("copy/asked"),
                FileTime.from(Instant.now().minusSeconds(500)));
        for (int i = 0; i < 1200 && !left(machine).isEmpty(); i++) {
            Sleeper.REAL.sleep(Duration.ofMillis(50));
        }
        assertEquals(List.of(), left(machine));
    }

    @Test
    void whatAMachineThatStartedAgainHasLeftIsRemoved() throws Exception {
        Machine machine = shop.idle();
        Path old = Files.createFile(shop.data.resolve(".flysnap-copy-17-4711"));
        CopyManifest _ = take(machine, "main", CopyMethod.BACKUP, "x.db");
        assertTrue(Files.notExists(old));
    }

    @Test
    void aWorkerThatIsKilledLeavesNothing() throws Exception {
        Files.createDirectories(directory.resolve("copies"));
        Machine machine = shop.idle();
        shop.program(
                "sqlite3",
                """
                input=$(cat)
                case $input in *VACUUM*) sleep 60 ;; esac
                printf '%s\\n' "$input" | $real "$@"\
                """);
        MachineCopies copies = copies(machine);
        CopyAnswer answer = copies.begin(order("run_worker/1"));
        assertEquals(CopyAnswer.State.RUNNING, answer.state());
        String pid =
                Files.readString(MachineWithSqlite.state(machine).resolve("copy/pid"))
                        .split(" ")[0];
        assertTrue(ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly());
        FlysnapException ended =
                assertThrows(
                        FlysnapException.class,
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                CopyAnswer _ = copies.state(answer.id());
                                Sleeper.REAL.sleep(Duration.ofMillis(50));
                            }
                        });
        assertEquals("copy-not-made", ended.problem().code());
        assertEquals(List.of(), left(machine));
    }
}
