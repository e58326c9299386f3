package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.Machine;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * By the simulator's exec, in real processes: the real sqlite3, and the real agent with its folder.
 */
@NeedsTool("sqlite3")
@Timeout(180)
class ExecQuiescerTest {
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

    private static Grade grade(Machine machine, Quiesced quiesced, Resumed how) {
        return MachineWithSqlite.graded(machine, quiesced, how).grade();
    }

    @Test
    void withoutAnAgentTheDatabasesAreSyncedAndWritersGoOn() throws SQLException {
        Machine machine = shop.idle();
        shop.sql("app.db", "INSERT INTO orders VALUES (1)");
        Quiescer hook = shop.hook(machine);
        Quiesced quiesced = hook.quiesce("run_a/1.0", Duration.ZERO, List.of());
        assertFalse(quiesced.isHolding());
        assertEquals(Optional.of(machine.id().value()), quiesced.machine());
        assertEquals(
                List.of("main", "audit"),
                quiesced.answer().databases().stream().map(DatabaseState::name).toList());
        assertEquals("wal", quiesced.answer().databases().getFirst().journalMode());
        shop.sql("app.db", "INSERT INTO orders VALUES (2)");
        shop.sql("audit.db", "INSERT INTO log VALUES (2)");
        assertEquals(Grade.SYNCED, grade(machine, quiesced, hook.resume(quiesced.lease())));
        assertEquals(2, hook.status().databases().size());
    }

    @Test
    void theDatabasesAreCheckedWhileTheAppUsesThem() throws Exception {
        Machine machine = shop.idle();
        shop.sql(
                "app.db",
                "CREATE TABLE child (parent INTEGER REFERENCES orders(id))",
                "INSERT INTO child VALUES (9)");
        Quiescer hook = shop.hook(machine);
        CheckAnswer first =
                hook.check("run_a/check", CheckDepth.FULL, List.of(), Duration.ofMinutes(1));
        assertEquals(Optional.of(machine.id().value()), first.machineId());
        assertEquals(List.of("main OK", "audit NOT_CHECKED"), results(first), first.toString());
        assertEquals(Optional.of(1L), first.databases().getFirst().foreignKeyViolations());
        assertTrue(
                first.databases().getLast().why().orElseThrow().contains("journal mode delete"),
                first.toString());

        shop.sql(
                "app.db",
                "CREATE INDEX by_parent ON child(parent)",
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                INSERT INTO child SELECT i FROM n\
                """,
                "PRAGMA wal_checkpoint(TRUNCATE)");
        shop.damage("app.db");
        assertEquals(
                first,
                hook.check("run_a/check", CheckDepth.FULL, List.of(), Duration.ofMinutes(1)),
                "the answer is repeated");
        CheckAnswer damaged =
                hook.check("run_b/check", CheckDepth.QUICK, List.of(), Duration.ofMinutes(1));
        assertEquals(
                List.of("main BAD", "audit NOT_CHECKED"), results(damaged), damaged.toString());
        assertFalse(damaged.databases().getFirst().problems().isEmpty());
    }

    private static List<String> results(CheckAnswer answer) {
        return answer.databases().stream().map(it -> it.name() + " " + it.result()).toList();
    }

    @Test
    void aHoldKeepsWritersOffUntilItIsGivenBackAndIsHeld() throws SQLException {
        Machine machine = shop.idle();
        shop.sql("app.db", "INSERT INTO orders VALUES (1)");
        Quiesced quiesced =
                shop.hook(machine).quiesce("run_a/1.0", ExecScript.HOLD_CEILING, List.of());
        assertThrows(SQLException.class, () -> shop.sql("app.db", "INSERT INTO orders VALUES (2)"));
        assertThrows(SQLException.class, () -> shop.sql("audit.db", "INSERT INTO log VALUES (2)"));
        Quiescer another = shop.hook(machine);
        assertEquals(
                quiesced.lease(),
                another.quiesce("run_a/1.0", ExecScript.HOLD_CEILING, MachineWithSqlite.BOTH)
                        .lease());
        assertEquals(
                "hook-lease-active",
                problem(() -> another.quiesce("run_b/1.0", Duration.ZERO, List.of())));
        Resumed how = another.resume(quiesced.lease());
        assertTrue(how instanceof Resumed.Intact, how.toString());
        assertEquals(how, another.resume(quiesced.lease()), "the answer is repeated");
        shop.sql("app.db", "INSERT INTO orders VALUES (2)");
        assertEquals(Grade.HELD, grade(machine, quiesced, how));
        assertEquals(
                new Resumed.Unknown(),
                another.resume("run_c/1.0@" + MachineWithSqlite.BOTH.getFirst()));
    }

    @Test
    void aHoldThatRanOutOrWasKilledIsToldAndLetsWritersGo() throws Exception {
        Machine machine = shop.idle();
        Quiescer hook = shop.hook(machine);
        Quiesced brief = hook.quiesce("run_a/1.0", Duration.ofSeconds(3), List.of());
        for (int i = 0; i < 2400 && MachineWithSqlite.stateOf(machine, "over").isEmpty(); i++) {
            Sleeper.REAL.sleep(Duration.ofMillis(25));
        }
        Resumed late = hook.resume(brief.lease());
        assertTrue(late instanceof Resumed.Lapsed, late.toString());
        assertEquals(Grade.SYNCED, grade(machine, brief, late));

        Quiesced killed = hook.quiesce("run_a/2.0", ExecScript.HOLD_CEILING, List.of());
        ProcessHandle holder = MachineWithSqlite.holder(machine);
        assertTrue(holder.destroyForcibly());
        holder.onExit().get();
        shop.sql("app.db", "INSERT INTO orders VALUES (9)");
        assertTrue(hook.resume(killed.lease()) instanceof Resumed.Lapsed);
    }

    @Test
    void whatCannotBeQuiescedIsRefusedInWords() throws Exception {
        Quiescer hook = shop.hook(shop.idle());
        Files.writeString(
                shop.data.resolve("notes.txt"), "not a database, and longer than a header");
        assertEquals("hook-database-unknown", problem(hook, "main=/data/none.db"));
        assertFalse(Files.exists(shop.data.resolve("none.db")), "looking makes no database");
        assertEquals("hook-not-a-database", problem(hook, "main=/data/notes.txt"));
        for (String odd :
                List.of(
                        "/data/app.db",
                        "main=data/app.db",
                        "main=/data/../etc/x",
                        "main=/data/a b",
                        "main=/data/$(id)",
                        "main=/data/a'b",
                        "main=/data/-x",
                        "main=/data//x")) {
            assertEquals("hook-database-malformed", problem(hook, odd), odd);
        }
    }

    private static String problem(Quiescer hook, String database) {
        return problem(() -> hook.quiesce("run_x/1.0", Duration.ZERO, List.of(database)));
    }

    private static String problem(Executable call) {
        return assertThrows(FlysnapException.class, call).problem().code();
    }

    @Test
    void theCommandIsTheSameForEveryRunSoThatATokenCanBePinnedToIt() {
        String script = ExecScript.of(MachineWithSqlite.BOTH);
        assertEquals(script, ExecScript.of(MachineWithSqlite.BOTH));
        assertTrue(script.contains("'main=/data/app.db audit=/data/audit.db'"), script);
        assertEquals(script.strip(), script);
    }

    @Test
    void throughExecAScriptAsksTheRealAgent() throws Exception {
        Machine machine = shop.agent();
        shop.sql("app.db", "INSERT INTO orders VALUES (1)");
        try (Quiescer hook =
                MachineWithSqlite.hooks()
                        .exec(
                                shop.fly.machines(),
                                MachineWithSqlite.SHOP,
                                machine,
                                Optional.empty())) {
            MachineWithSqlite.awaitAnswer(hook);
            Quiesced quiesced = hook.quiesce("run_a/1.0", Duration.ofSeconds(10), List.of("main"));
            assertThrows(
                    SQLException.class, () -> shop.sql("app.db", "INSERT INTO orders VALUES (2)"));
            Resumed how = hook.resume(quiesced.lease());
            assertTrue(how instanceof Resumed.Intact, how.toString());
            shop.sql("app.db", "INSERT INTO orders VALUES (2)");
            assertEquals(Grade.HELD, grade(machine, quiesced, how));
        }
    }
}
