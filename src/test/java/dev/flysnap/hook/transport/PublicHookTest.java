package dev.flysnap.hook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.sqlite3.MachineWithSqlite;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --via public}: real agents in two machines, behind the simulator's proxy. */
@Timeout(180)
class PublicHookTest {
    private static final Duration HOLD = Duration.ofSeconds(9);

    @TempDir private Path directory;
    private MachineWithSqlite shop;

    @BeforeEach
    void start() throws IOException, SQLException {
        shop = new MachineWithSqlite(directory);
    }

    @AfterEach
    void stop() throws IOException {
        shop.close();
    }

    private Quiescer inPublic(Machine machine) {
        return MachineWithSqlite.hooks()
                .publicUrl(
                        shop.publicAddress(), HookOnTheWire.TOKEN, MachineWithSqlite.SHOP, machine);
    }

    @Test
    void ofSeveralMachinesBehindTheProxyTheOneThatIsMeantAnswers() throws Exception {
        Machine meant = shop.agent();
        Machine other = shop.anotherAgent();
        try (Quiescer hook = inPublic(meant);
                Quiescer others = inPublic(other)) {
            MachineWithSqlite.awaitAnswer(hook);
            MachineWithSqlite.awaitAnswer(others);
            shop.sql("app.db", "INSERT INTO orders VALUES (1)");
            for (int attempt = 1; attempt <= 3; attempt++) {
                Quiesced quiesced = hook.quiesce("run_a/1." + attempt, HOLD, List.of());
                assertEquals(Optional.of(meant.id().value()), quiesced.machine());
                assertThrows(
                        SQLException.class,
                        () -> shop.sql("app.db", "INSERT INTO orders VALUES (2)"));
                Resumed how = hook.resume(quiesced.lease());
                assertEquals(Grade.HELD, MachineWithSqlite.graded(meant, quiesced, how).grade());
            }
        }
        Set<String> unpicked = new HashSet<>();
        for (int attempt = 1; attempt <= 2; attempt++) {
            String how = withoutHeader(meant, "run_b/1." + attempt);
            unpicked.add(how);
            if (!how.equals("quiesced")) {
                // Letting go took a turn of its own: after one more it is the other's.
                try (Quiescer hook = inPublic(meant)) {
                    assertEquals(2, hook.status().level());
                }
            }
        }
        assertEquals(Set.of("quiesced", "hook-wrong-machine"), unpicked, "they take turns");
    }

    private String withoutHeader(Machine machine, String attempt) {
        try (Quiescer hook =
                MachineWithSqlite.hooks()
                        .direct(
                                shop.publicAddress(),
                                HookOnTheWire.TOKEN,
                                MachineWithSqlite.SHOP,
                                machine)) {
            var _ = hook.quiesce(attempt, Duration.ZERO, List.of());
            return "quiesced";
        } catch (FlysnapException refused) {
            return refused.problem().code();
        }
    }

    @Test
    void theProxyMayWakeAStoppedMachineAndNeverSendsToACordonedOne() throws Exception {
        Machine machine = shop.agent();
        try (Quiescer hook = inPublic(machine)) {
            MachineWithSqlite.awaitAnswer(hook);
            shop.fly.machines().stop(MachineWithSqlite.SHOP, machine.id(), Optional.empty());
            assertTrue(
                    shop.fly
                            .machines()
                            .waitFor(
                                    MachineWithSqlite.SHOP,
                                    machine.id(),
                                    MachineState.STOPPED,
                                    machine.instanceId(),
                                    Duration.ofSeconds(30)));
            MachineWithSqlite.awaitAnswer(hook);
            assertEquals(
                    MachineState.STARTED,
                    shop.fly.machines().get(MachineWithSqlite.SHOP, machine.id()).state());
            shop.fly.machines().cordon(MachineWithSqlite.SHOP, machine.id(), Optional.empty());
            assertThrows(FlysnapException.class, hook::status);
        }
    }
}
