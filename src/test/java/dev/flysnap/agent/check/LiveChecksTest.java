package dev.flysnap.agent.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.quiesce.AgentQuiescer;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.CheckAnswer.DatabaseCheck;
import dev.flysnap.contract.CheckRequest;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's checks of real databases. */
class LiveChecksTest {
    private static final String MANY =
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
            INSERT INTO orders SELECT 1, i, randomblob(20) FROM n\
            """;

    @TempDir private Path work;
    private Path database;
    private final SlowClock clock = new SlowClock();

    /** Whoever checks looks at the clock, and goes no further until the test says so. */
    private static final class SlowClock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private volatile CountDownLatch mayGoOn = new CountDownLatch(0);

        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().equals("flysnap-check")) {
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return now;
        }

        void stop() {
            mayGoOn = new CountDownLatch(1);
        }

        void goOn() {
            mayGoOn.countDown();
        }
    }

    @BeforeEach
    void aDatabase() throws Exception {
        database = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(database, MANY);
    }

    private LiveChecks checks(String... databases) {
        MachineIdentity here =
                new MachineIdentity(Optional.of("shop"), Optional.of("1857156b526dd8"));
        return new LiveChecks(
                here,
                new AgentQuiescer(
                        new AgentSettings(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                AgentToken.from(
                                        Optional.empty(),
                                        Map.of(AgentToken.VARIABLE, "0".repeat(32))),
                                Optional.empty(),
                                DatabaseSet.of(List.of(databases)),
                                Duration.ofSeconds(10),
                                Optional.empty(),
                                true,
                                here),
                        QuiesceStep.Listener.NONE),
                clock);
    }

    private static CheckRequest request(String attempt, CheckDepth depth) {
        return new CheckRequest(attempt, depth, 600_000, Optional.empty());
    }

    private static CheckAnswer done(LiveChecks checks, CheckRequest request) {
        CheckAnswer answer = checks.check(request);
        while (answer.state() == CheckAnswer.State.RUNNING) {
            answer = checks.check(request);
        }
        return answer;
    }

    private static DatabaseCheck only(CheckAnswer answer) {
        assertEquals(1, answer.databases().size());
        return answer.databases().getFirst();
    }

    @Test
    void eachDatabaseIsToldByItself() throws Exception {
        Path damaged = TestDatabases.orders(work.resolve("damaged.db"), "wal");
        TestDatabases.sql(damaged, MANY, "PRAGMA wal_checkpoint(TRUNCATE)");
        try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
            file.seek(10L * 4096);
            file.write(new byte[3 * 4096]);
        }
        Path rollback = TestDatabases.orders(work.resolve("rollback.db"), "delete");
        CheckAnswer answer =
                done(
                        checks(
                                "good=" + database,
                                "damaged=" + damaged,
                                "rollback=" + rollback,
                                "absent=" + work.resolve("absent.db")),
                        request("run/check", CheckDepth.FULL));
        assertEquals(Optional.of("1857156b526dd8"), answer.machineId());
        assertEquals(
                List.of("good OK", "damaged BAD", "rollback NOT_CHECKED", "absent NOT_CHECKED"),
                answer.databases().stream().map(it -> it.name() + " " + it.result()).toList());
        assertTrue(answer.databases().get(3).why().orElseThrow().contains("absent.db"));
        assertTrue(answer.databases().get(1).problems().size() <= DatabaseCheck.MAX_PROBLEMS);
    }

    @Test
    void thereIsOneAtATimeAndItsAnswerIsRepeated() {
        LiveChecks checks = checks("main=" + database);
        clock.stop();
        CheckRequest request = request("run/check", CheckDepth.QUICK);
        assertEquals(CheckAnswer.State.RUNNING, checks.check(request).state());
        HookException other =
                assertThrows(
                        HookException.class,
                        () -> checks.check(request("another/check", CheckDepth.QUICK)));
        assertEquals(409, other.status());
        assertEquals(HookCodes.CHECK_ACTIVE, other.answer().error().code());
        clock.goOn();
        CheckAnswer answer = done(checks, request);
        assertEquals(CheckAnswer.Result.OK, only(answer).result());
        assertEquals(answer, checks.check(request));
        assertEquals(
                CheckAnswer.Result.OK,
                only(done(checks, request("another/check", CheckDepth.FULL))).result());
    }

    @Test
    void oneThatGaveWayBeginsAgainWhenItIsAskedForAgain() {
        LiveChecks checks = checks("main=" + database);
        clock.stop();
        CheckRequest request = request("run/check", CheckDepth.QUICK);
        assertEquals(CheckAnswer.State.RUNNING, checks.check(request).state());
        checks.giveWay();
        clock.goOn();
        assertEquals(CheckAnswer.Result.OK, only(done(checks, request)).result());
    }

    @Test
    void oneThatNobodyAsksForEndsAndIsInNobodysWay() {
        LiveChecks checks = checks("main=" + database);
        clock.stop();
        assertEquals(
                CheckAnswer.State.RUNNING,
                checks.check(request("run/check", CheckDepth.QUICK)).state());
        clock.now = clock.now.plus(LiveCheck.ABANDONED_AFTER);
        clock.goOn();
        CheckRequest another = request("another/check", CheckDepth.QUICK);
        Optional<CheckAnswer> answer = Optional.empty();
        for (int i = 0; i < 1_000_000 && answer.isEmpty(); i++) {
            try {
                answer = Optional.of(done(checks, another));
            } catch (HookException stillEnding) {
                Thread.onSpinWait();
            }
        }
        assertEquals(CheckAnswer.Result.OK, only(answer.orElseThrow()).result());
    }
}
