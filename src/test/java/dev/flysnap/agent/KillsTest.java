package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.cli.Main;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of whoever asks for a hold, and of the app, wherever the quiesce stands. */
@Timeout(180)
class KillsTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int HOLD_MS = 300;

    @TempDir private Path work;

    /** A caller that is dead when the agent answers: the hold ends by its deadline. */
    @Test
    void whereverTheCallerIsKilledWritersGoOnAndTheHoldIsNotSaidToHaveLasted() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (Load load = Load.on(1, 1, work, "NORMAL", database)) {
            for (QuiesceStep step : Points.inTurn(0, 4, List.of(QuiesceStep.values()))) {
                CountDownLatch reached = new CountDownLatch(1);
                CountDownLatch killed = new CountDownLatch(1);
                QuiesceStep.Listener waits =
                        quiesceStep -> {
                            if (quiesceStep == step) {
                                reached.countDown();
                                await(killed);
                            }
                        };
                try (RunningAgent agent =
                        RunningAgent.with(waits, Optional.empty(), database.toString())) {
                    Process caller = ctl(agent, step);
                    await(reached);
                    caller.destroyForcibly();
                    assertTrue(caller.waitFor(60, TimeUnit.SECONDS));
                    killed.countDown();
                    RunningAgent.Reply again = agent.quiesce(step.name(), HOLD_MS);
                    while (again.status() == 200) {
                        // It joined the quiesce that goes on, or its hold that is on.
                        again = agent.quiesce(step.name(), HOLD_MS);
                    }
                    assertEquals(410, again.status(), step + ", its hold is over: " + again);
                    assertEquals("attempt-over", again.code());
                    assertEquals(Optional.of(false), again.error().bool("intact"));
                    load.awaitCommitsAfter(System.nanoTime(), WITHIN);
                    String lease = agent.quiesce("next " + step, 60_000).quiesced().lease();
                    assertEquals(200, agent.resume(lease).status(), "no lock survived");
                }
            }
        }
        assertEquals("ok", TestDatabases.ask(database, "PRAGMA integrity_check"));
    }

    private static Process ctl(RunningAgent agent, QuiesceStep step) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Load.java(
                                        Main.class,
                                        "agent",
                                        "ctl",
                                        "quiesce",
                                        "--attempt=" + step.name(),
                                        "--hold-ms=" + HOLD_MS))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(AgentToken.VARIABLE, RunningAgent.TOKEN);
        builder.environment()
                .put(ListenAddress.VARIABLE, ListenAddress.text(agent.agent().address()));
        return builder.start();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whereverTheAppIsKilledTheQuiesceIsTrueAndTheNextAppGoesOn() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        for (QuiesceStep step : Points.inTurn(1, 3, List.of(QuiesceStep.values()))) {
            // Each app begins a table of its own making: numbers start anew.
            TestDatabases.sql(database, "DELETE FROM orders");
            try (Load app = Load.on(1, 1, work, "NORMAL", database)) {
                QuiesceStep.Listener kills =
                        quiesceStep -> {
                            if (quiesceStep == step) {
                                app.kill();
                            }
                        };
                List<Load.Commit> commits;
                try (RunningAgent agent =
                        RunningAgent.with(kills, Optional.empty(), database.toString())) {
                    RunningAgent.Reply reply = agent.quiesce("a", 60_000);
                    assertEquals(200, reply.status(), step + ": " + reply);
                    assertTrue(reply.quiesced().databases().getFirst().held());
                    commits = app.commits();
                    assertFalse(commits.isEmpty());
                    assertEquals(200, agent.resume(reply.quiesced().lease()).status());
                }
                assertEquals(0, Load.missing(commits, Long.MAX_VALUE, database), step.name());
            }
            TestDatabases.sql(database, "PRAGMA busy_timeout = 0", "BEGIN IMMEDIATE");
        }
        assertEquals("ok", TestDatabases.ask(database, "PRAGMA integrity_check"));
    }
}
