package dev.flysnap.hook.transport;

import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A hook on loopback whose answers are laid out beforehand. Waiting moves a virtual clock. */
public final class HookOnTheWire implements AutoCloseable {
    public static final AppName SHOP = new AppName("shop");
    public static final String SECRET = "0123456789abcdef0123456789abcdef";
    public static final HookToken TOKEN = HookToken.parse(SECRET);
    static final String QUIESCED =
            """
            {"lease":"L1","expires_in_ms":1500,"app":"shop","machine_id":"1857156b526dd8","sqlite_version":"3.54.1",
             "databases":[{"name":"main","path":"/data/app.db","journal_mode":"wal",
                           "checkpoint":{"busy":0,"log":3,"checkpointed":3},"wal_bytes":0,"held":true,"synced":true,
                           "page_size":4096}],
             "something_new":1}
            """;

    public final MockWebServer server = new MockWebServer();
    private final Duration limit;
    final List<Duration> paused = new ArrayList<>();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));

    public HookOnTheWire() {
        this(Duration.ofSeconds(20));
    }

    /**
     * @param limit for a status, a resume, and a quiesce
     */
    HookOnTheWire(Duration limit) {
        this.limit = limit;
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Machine machine(Optional<String> privateIp) {
        return new Machine(
                new MachineId("1857156b526dd8"),
                "web",
                MachineState.STARTED,
                new Region("ams"),
                Optional.of("01A"),
                privateIp,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HostStatus.OK,
                false,
                List.of(),
                List.of());
    }

    HookTransports hooks() {
        return new HookTransports(
                new HookTimeouts(Duration.ofSeconds(20), limit, limit), this::pass, now::get);
    }

    Quiescer direct() {
        return hooks().direct(
                        HookAddress.parse("http://{private_ip}:" + server.getPort()),
                        TOKEN,
                        SHOP,
                        machine(Optional.of("127.0.0.1")));
    }

    void pass(Duration pause) {
        paused.add(pause);
        now.updateAndGet(it -> it.plus(pause));
    }

    Instant now() {
        return now.get();
    }

    public HookOnTheWire answers(int status, String body) {
        return answers(new MockResponse.Builder().code(status).body(body));
    }

    HookOnTheWire answers(MockResponse.Builder response) {
        server.enqueue(response.build());
        return this;
    }

    /** Method, path and body of the next request that arrived. */
    String line() {
        RecordedRequest request = request();
        return request.getMethod()
                + " "
                + request.getTarget()
                + (request.getBodySize() == 0
                        ? ""
                        : " " + Objects.requireNonNull(request.getBody()).utf8());
    }

    RecordedRequest request() {
        try {
            return Objects.requireNonNull(
                    server.takeRequest(60, TimeUnit.SECONDS), "no request arrived");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
