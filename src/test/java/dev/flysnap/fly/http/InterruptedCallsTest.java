package dev.flysnap.fly.http;

import static dev.flysnap.fly.http.FlyOnTheWire.SHOP;
import static dev.flysnap.fly.http.FlyOnTheWire.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.fly.resource.RequestedSnapshot;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a call that is under way when the process is asked to stop. */
@Timeout(180)
class InterruptedCallsTest {
    private final Interruption interruption = new Interruption();
    private final FlyOnTheWire wire = new FlyOnTheWire(Duration.ofSeconds(50), interruption);
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        threads.close();
        wire.close();
    }

    @Test
    void aReadEndsAtOnceAndIsNotRepeated() throws Exception {
        neverAnswers();
        Future<?> call = threads.submit(() -> wire.api.volumes().list(SHOP));
        var _ = wire.request();
        interruption.request();
        assertInstanceOf(Sleeper.Interrupted.class, failureOf(call));
        assertEquals(1, wire.server.getRequestCount());
    }

    @Test
    void aChangeGetsItsAnswerAndTheNextIsNotSent() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        wire.server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request)
                            throws InterruptedException {
                        asked.await();
                        return new MockResponse.Builder()
                                .body("{\"id\":\"%s\",\"state\":\"x\"}".formatted(VOLUME))
                                .build();
                    }
                });
        Future<?> call = threads.submit(() -> wire.api.snapshots().request(SHOP, VOLUME));
        var _ = wire.request();
        interruption.request();
        asked.countDown();
        assertInstanceOf(RequestedSnapshot.class, call.get(60, TimeUnit.SECONDS));
        assertThrows(Sleeper.Interrupted.class, () -> wire.api.snapshots().request(SHOP, VOLUME));
        assertEquals(1, wire.server.getRequestCount());
        assertEquals(2, wire.paced.size(), "it was about to be sent");
    }

    @Test
    void aChangeWithoutAnAnswerIsGivenUpAndMayHaveHappened() throws Exception {
        neverAnswers();
        Future<?> call = threads.submit(() -> wire.api.snapshots().request(SHOP, VOLUME));
        var _ = wire.request();
        interruption.request();
        interruption.giveUp();
        FlyException given = assertInstanceOf(FlyException.class, failureOf(call));
        assertEquals(FlyException.Outcome.UNKNOWN, given.outcome());
        assertEquals(ExitCode.INTERRUPTED, given.problem().exit());
        assertEquals(1, wire.server.getRequestCount());
    }

    @Test
    void whatGivesSomethingBackIsCompleted() {
        interruption.request();
        interruption.giveUp();
        wire.answers(503, "{}").answers(200, "[]");
        interruption.runProtected(() -> wire.api.volumes().list(SHOP));
        assertEquals(2, wire.server.getRequestCount(), "also with a pause in between");
        assertEquals(1, wire.paused.size());
    }

    private void neverAnswers() {
        wire.answers(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
    }

    private static Throwable failureOf(Future<?> call) throws Exception {
        return Objects.requireNonNull(
                assertThrows(ExecutionException.class, () -> call.get(60, TimeUnit.SECONDS))
                        .getCause());
    }
}
