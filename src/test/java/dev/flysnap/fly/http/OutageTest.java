package dev.flysnap.fly.http;

import static dev.flysnap.fly.http.FlyOnTheWire.MACHINE;
import static dev.flysnap.fly.http.FlyOnTheWire.SHOP;
import static dev.flysnap.fly.http.FlyOnTheWire.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException.Outcome;
import dev.flysnap.fly.resource.MachineLease;
import dev.flysnap.fly.resource.UpdateVolume;
import dev.flysnap.snapshot.policy.RetentionSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** While the API is down, few calls go out; what gives something back always does. */
class OutageTest {
    private static final int CALLS = 40;

    static List<MockResponse.Builder> failures() {
        return List.of(
                new MockResponse.Builder().code(500),
                new MockResponse.Builder().code(503),
                new MockResponse.Builder().onRequestStart(new SocketEffect.CloseSocket()));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void manyVolumesFailAtOnceAndNothingIsSent(MockResponse.Builder failure) {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            int sent = down(fly, failure);
            FlyApi fleet = fly.api.withMaxOutageWait(Duration.ZERO);
            List<Duration> pausedBefore = List.copyOf(fly.paused);
            for (int i = 0; i < CALLS; i++) {
                FlyException refused =
                        assertThrows(
                                FlyException.class, () -> fleet.snapshots().request(SHOP, VOLUME));
                assertEquals("fly-unavailable", refused.problem().code());
                assertEquals(Outcome.NOT_DONE, refused.outcome(), "nothing was sent");
            }
            assertEquals(sent, fly.server.getRequestCount());
            assertEquals(pausedBefore, fly.paused, "nobody waits");
        }
    }

    /** Requests that were sent until no more were. */
    private static int down(FlyOnTheWire fly, MockResponse.Builder failure) {
        for (int i = 0; i < CALLS; i++) {
            fly.answers(failure);
        }
        FlyApi fleet = fly.api.withMaxOutageWait(Duration.ZERO);
        for (int i = 0; i < CALLS; i++) {
            assertThrows(FlyException.class, () -> fleet.machines().start(SHOP, MACHINE, none()));
        }
        int sent = fly.server.getRequestCount();
        assertTrue(sent < CALLS, sent + " calls were sent to an API that was down");
        fly.forgetAnswers();
        return sent;
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }

    @Test
    void aSingleRunWaitsAndGoesOn() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            int sent = down(fly, failures().getFirst());
            Instant before = fly.now();
            fly.answers(200, "[]").answers(200, "[]");
            assertEquals(List.of(), fly.api.volumes().list(SHOP));
            assertTrue(
                    !fly.now().isBefore(before.plus(ApiCircuitBreaker.OPEN_TIME).minusSeconds(1)),
                    "it waited until the API might be back");
            assertEquals(sent + 1, fly.server.getRequestCount());
            assertEquals(
                    List.of(),
                    fly.api.withMaxOutageWait(Duration.ZERO).volumes().list(SHOP),
                    "one good answer, and everybody may go on");
        }
    }

    @Test
    void aSingleRunWaitsNoLongerThanItMay() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            int sent = down(fly, failures().getFirst());
            Instant before = fly.now();
            FlyApi hasty = fly.api.withMaxOutageWait(Duration.ofSeconds(3));
            FlyException refused =
                    assertThrows(FlyException.class, () -> hasty.volumes().list(SHOP));
            assertEquals("fly-unavailable", refused.problem().code());
            assertTrue(!fly.now().isAfter(before.plusSeconds(3)));
            assertEquals(sent, fly.server.getRequestCount());
        }
    }

    static List<Consumer<FlyApi>> givingBack() {
        return List.of(
                fly ->
                        fly.machines()
                                .releaseLease(
                                        SHOP, MACHINE, new MachineLease("n", Instant.EPOCH, "o")),
                fly -> fly.machines().uncordon(SHOP, MACHINE, none()),
                fly ->
                        fly.machines()
                                .setMetadata(SHOP, MACHINE, "fly_process_group", "app", none()),
                fly -> fly.machines().deleteMetadata(SHOP, MACHINE, "flysnap_run", none()),
                fly -> fly.machines().delete(SHOP, MACHINE, true, none()),
                fly -> fly.volumes().update(SHOP, VOLUME, new UpdateVolume(Optional.of(5), none())),
                fly -> fly.volumes().delete(SHOP, VOLUME),
                // The hold of a quiesce by exec.
                fly ->
                        fly.machines()
                                .exec(SHOP, MACHINE, List.of("true"), "", Duration.ofSeconds(5)),
                // It reads what the setting is now.
                fly -> new RetentionSetting(fly, SHOP, VOLUME).restore(5, 30));
    }

    @ParameterizedTest
    @MethodSource("givingBack")
    void whatGivesBackIsSentAllTheSame(Consumer<FlyApi> giveBack) {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            int sent = down(fly, failures().getFirst());
            fly.answers(
                    200,
                    """
                    {"id":"vol_9vw681egy1jj5xm4","name":"data","state":"created","size_gb":1,"region":"fra"}
                    """);
            giveBack.accept(fly.api.withMaxOutageWait(Duration.ZERO));
            assertEquals(sent + 1, fly.server.getRequestCount());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 408, 409, 412, 422, 429})
    void aRefusalShowsThatTheApiWorks(int status) {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            FlyApi fleet = fly.api.withMaxOutageWait(Duration.ZERO);
            for (int i = 0; i < CALLS; i++) {
                // Longer than a call waits, so that a 429 too is sent once.
                fly.answers(new MockResponse.Builder().code(status).addHeader("Retry-After", "99"));
                assertThrows(
                        FlyException.class, () -> fleet.machines().start(SHOP, MACHINE, none()));
            }
            assertEquals(CALLS, fly.server.getRequestCount());
        }
    }

    @Test
    void aFaultNowAndThenIsNoOutage() {
        try (FlyOnTheWire fly = new FlyOnTheWire()) {
            FlyApi fleet = fly.api.withMaxOutageWait(Duration.ZERO);
            for (int i = 0; i < CALLS; i++) {
                if (i % 3 == 0) {
                    fly.answers(200, "{}");
                    fleet.machines().start(SHOP, MACHINE, none());
                } else {
                    fly.answers(500, "");
                    assertThrows(
                            FlyException.class,
                            () -> fleet.machines().start(SHOP, MACHINE, none()));
                }
            }
            assertEquals(CALLS, fly.server.getRequestCount());
        }
    }
}
