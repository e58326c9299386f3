package dev.flysnap.agent.quiesce;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.RunningAgent;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hold that something comes in the way of while it is being taken. */
class LeaseRegistryTest {
    private static final QuiesceRequest REQUEST = new QuiesceRequest("a", 9000, Optional.empty());

    @TempDir private Path work;
    private Path database;
    private final Counters counters = new Counters();

    @BeforeEach
    void anApp() throws Exception {
        database = TestDatabases.orders(work.resolve("app.db"), "wal");
    }

    private LeaseRegistry leases(QuiesceStep.Listener listener) {
        AgentSettings settings =
                new AgentSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        AgentToken.from(
                                Optional.empty(), Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                        Optional.empty(),
                        DatabaseSet.of(List.of(database.toString())),
                        Duration.ofSeconds(10),
                        Optional.empty(),
                        true,
                        new MachineIdentity(Optional.empty(), Optional.empty()));
        return new LeaseRegistry(
                settings, new AgentQuiescer(settings, listener), counters, InstantSource.system());
    }

    private void write() throws Exception {
        TestDatabases.sql(
                database, "PRAGMA busy_timeout = 0", "INSERT INTO orders VALUES (1, 1, 'x')");
    }

    /** Leases that are told to stop when a quiesce gets to this step; writers can write then. */
    private LeaseRegistry stoppedAt(QuiesceStep step, AtomicBoolean written) {
        AtomicReference<LeaseRegistry> leases = new AtomicReference<>();
        leases.set(
                leases(quiesceStep -> {
                    if (quiesceStep == step) {
                        leases.get().stop();
                        // What the stop is for: the app's last writes come now.
                        assertDoesNotThrow(this::write);
                        written.set(true);
                    }
                }));
        return leases.get();
    }

    @Test
    void aStopLetsWritersGoWhereverTheQuiesceStandsAndThatFailsInWords() throws Exception {
        for (QuiesceStep step : QuiesceStep.values()) {
            if (step == QuiesceStep.HANDED_BACK) {
                continue;
            }
            AtomicBoolean written = new AtomicBoolean();
            LeaseRegistry leases = stoppedAt(step, written);
            FlysnapException calledOff =
                    assertThrows(
                            FlysnapException.class,
                            () -> leases.quiesce(REQUEST, System.nanoTime()),
                            step.name());
            HookException told = HookException.of(calledOff.problem());
            assertEquals(503, told.status());
            assertEquals(HookCodes.STOPPING, told.answer().error().code());
            assertTrue(written.get(), step.name());
            assertEquals(Optional.empty(), leases.active());
            HookException later =
                    assertThrows(
                            HookException.class, () -> leases.quiesce(REQUEST, System.nanoTime()));
            assertEquals(HookCodes.STOPPING, later.answer().error().code());
        }
    }

    @Test
    void aHoldThatTheStopMeetsAtItsBeginningIsToldAsBroken() throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        LeaseRegistry leases = stoppedAt(QuiesceStep.HANDED_BACK, written);
        HookException over =
                assertThrows(HookException.class, () -> leases.quiesce(REQUEST, System.nanoTime()));
        assertEquals(410, over.status());
        assertTrue(
                over.answer().error().message().contains("told to stop"), over.answer()::toString);
        assertTrue(written.get());
        assertEquals(Optional.empty(), leases.active());
    }

    /** A lock that somebody else has is waited for for seconds: the stop is not. */
    @Test
    void aStopEndsTheWaitForTheLockToo() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        LeaseRegistry leases =
                leases(quiesceStep -> {
                    if (quiesceStep == QuiesceStep.SYNCED_TWICE) {
                        waits.countDown();
                    }
                });
        try (Connection writer = TestDatabases.open(database);
                Statement statement = writer.createStatement();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            statement.execute("BEGIN IMMEDIATE");
            Future<QuiesceAnswer> asked =
                    threads.submit(() -> leases.quiesce(REQUEST, System.nanoTime()));
            waits.await();
            leases.stop();
            // The lock is still the other's: with its own patience it would say database-busy.
            ExecutionException failed =
                    assertThrows(ExecutionException.class, () -> asked.get(60, TimeUnit.SECONDS));
            assertEquals(
                    "quiesce-called-off",
                    assertInstanceOf(FlysnapException.class, failed.getCause()).problem().code());
        }
    }

    @Test
    void anErrorOfTheMachinesOwnLeavesNobodyInTheWay() throws Exception {
        AtomicBoolean isFirst = new AtomicBoolean(true);
        LeaseRegistry leases =
                leases(quiesceStep -> {
                    if (quiesceStep == QuiesceStep.LOCKED && isFirst.getAndSet(false)) {
                        throw new OutOfMemoryError("it is a test of what comes of it");
                    }
                });
        assertThrows(OutOfMemoryError.class, () -> leases.quiesce(REQUEST, System.nanoTime()));
        write();
        assertEquals(1, counters.failures());
        QuiesceRequest next = new QuiesceRequest("b", 0, Optional.empty());
        QuiesceAnswer answer = leases.quiesce(next, System.nanoTime());
        assertTrue(answer.databases().getFirst().synced());
    }

    @Test
    void howLongWritersWereOffIsToldHoweverItEnded() throws Exception {
        LeaseRegistry leases = leases(QuiesceStep.Listener.NONE);
        QuiesceRequest brief = new QuiesceRequest("a", 300, Optional.empty());
        QuiesceAnswer ignored = leases.quiesce(brief, System.nanoTime());
        assertTrue(ignored.databases().getFirst().held());
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (leases.active().isPresent()) {
            assertTrue(System.nanoTime() < deadline, "it ends by itself");
            Thread.onSpinWait();
        }
        assertTrue(leases.active().isEmpty());
        assertTrue(
                counters.lastHold().orElseThrow().compareTo(Duration.ofMillis(300)) >= 0,
                () -> String.valueOf(counters.lastHold()));
    }
}
