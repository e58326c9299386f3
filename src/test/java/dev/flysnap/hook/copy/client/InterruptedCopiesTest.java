package dev.flysnap.hook.copy.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.hook.copy.CopyDownload;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ctrl-C while a hook takes its time. */
@Timeout(120)
class InterruptedCopiesTest {
    private static final String RUNNING = "{\"id\":\"c1\",\"state\":\"running\"}";
    private static final String READY =
            "{\"id\":\"c1\",\"state\":\"ready\",\"content\":{\"encrypted\":false,\"exact\":true,\"journal_mode\":\"wal\",\"sqlite_version\":\"3.50.0\"}}";

    private final Interruption interruption = new Interruption();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer hook;

    @BeforeEach
    void start() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        hook.start();
    }

    @AfterEach
    void stop() {
        goesOn.countDown();
        hook.stop(0);
    }

    private CopyDownload download() {
        return new CopyDownload(
                new HttpCopies(
                        HttpUrl.get("http://127.0.0.1:" + hook.getAddress().getPort()),
                        HookToken.parseForCopies("copies-of-0123456789abcdef0123456789"),
                        Map.of(),
                        new MachineId("1857156b526dd8"),
                        "the hook",
                        interruption),
                new CopyRequest(
                        "run_aaaaaaaaaa/1",
                        "main",
                        CopyMethod.VACUUM,
                        Optional.empty(),
                        Optional.empty(),
                        CheckDepth.NONE,
                        false,
                        Optional.empty()),
                Sleeper.REAL,
                InstantSource.system(),
                interruption);
    }

    private void await() {
        asked.countDown();
        try {
            boolean _ = goesOn.await(100, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static void assertInterrupted(CompletableFuture<?> work) {
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> work.get(30, TimeUnit.SECONDS));
        assertInstanceOf(Sleeper.Interrupted.class, e.getCause());
    }

    @Test
    void aCopyThatIsJustBeingOrderedIsRemovedFromTheMachine() throws Exception {
        hook.createContext(
                "/",
                exchange -> {
                    requests.add(exchange.getRequestMethod());
                    if (exchange.getRequestMethod().equals("POST")) {
                        await();
                    }
                    answer(exchange, RUNNING);
                });
        CompletableFuture<Void> work =
                CompletableFuture.runAsync(() -> {
                    try (CopyDownload download = download()) {
                        var _ = download.awaitReady((_, _, _) -> {});
                    }
                });
        asked.await();
        interruption.request();
        goesOn.countDown();
        assertInterrupted(work);
        assertEquals(List.of("POST", "DELETE"), requests);
        assertFalse(interruption.hasSeenChange(), "nothing is left of it");
    }

    @Test
    void aContentWithoutRangesThatStandsStillEnds() throws Exception {
        hook.createContext(
                "/",
                exchange -> {
                    requests.add(exchange.getRequestMethod());
                    if (exchange.getRequestURI().getPath().endsWith("/content")) {
                        exchange.sendResponseHeaders(200, 0);
                        exchange.getResponseBody().write(new byte[(4 << 20) + 1]);
                        exchange.getResponseBody().flush();
                        await();
                        exchange.close();
                    } else {
                        answer(exchange, READY);
                    }
                });
        CompletableFuture<Void> work =
                CompletableFuture.runAsync(() -> {
                    try (CopyDownload download = download()) {
                        var _ = download.awaitReady((_, _, _) -> {});
                        try (InputStream in = download.stream()) {
                            var _ = in.transferTo(OutputStream.nullOutputStream());
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                });
        asked.await();
        interruption.request();
        assertInterrupted(work);
        assertEquals(List.of("POST", "GET", "DELETE"), requests);
    }
}
