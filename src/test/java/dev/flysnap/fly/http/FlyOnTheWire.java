package dev.flysnap.fly.http;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.time.Interruption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.QueueDispatcher;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;

/**
 * The client against a server on loopback whose answers are laid out beforehand. Waiting moves a
 * virtual clock; {@link #paused} and {@link #paced} tell what was waited for.
 */
public final class FlyOnTheWire implements AutoCloseable {
    public static final AppName SHOP = new AppName("shop");
    public static final VolumeId VOLUME = new VolumeId("vol_9vw681egy1jj5xm4");
    public static final MachineId MACHINE = new MachineId("73d8d46dbee589");
    public static final String TOKEN = "fm2_not_to_be_seen";

    final MockWebServer server = new MockWebServer();
    final List<Duration> paused = new ArrayList<>();
    public final List<String> paced = new ArrayList<>();
    public final FlyApi api;
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));

    public FlyOnTheWire() {
        this(Duration.ofSeconds(20));
    }

    FlyOnTheWire(Duration callTimeout) {
        this(callTimeout, new Interruption());
    }

    FlyOnTheWire(Duration callTimeout, Interruption interruption) {
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        api =
                FlyApi.of(
                        new FlySettings(
                                URI.create("http://127.0.0.1:" + server.getPort()),
                                FlyToken.parse(TOKEN),
                                "flysnap/test",
                                Duration.ofSeconds(5),
                                callTimeout),
                        (action, target) -> paced.add(action + " " + target),
                        interruption.cutting(this::pass),
                        now::get,
                        interruption);
    }

    private void pass(Duration pause) {
        paused.add(pause);
        now.updateAndGet(it -> it.plus(pause));
    }

    Instant now() {
        return now.get();
    }

    public FlyOnTheWire answers(int status, String body) {
        return answers(new MockResponse.Builder().code(status).body(body));
    }

    FlyOnTheWire answers(MockResponse.Builder response) {
        server.enqueue(response.build());
        return this;
    }

    void forgetAnswers() {
        ((QueueDispatcher) server.getDispatcher()).clear();
    }

    /** The next request that arrived. */
    public RecordedRequest request() {
        try {
            return arrived(server.takeRequest(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        api.close();
        server.close();
    }

    private static RecordedRequest arrived(@Nullable RecordedRequest request) {
        return Objects.requireNonNull(request, "no request arrived");
    }
}
