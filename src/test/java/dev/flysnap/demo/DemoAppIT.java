package dev.flysnap.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Signals;
import dev.flysnap.demo.shop.OrderBook;
import dev.flysnap.demo.shop.OrderLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/flysnap demo app}, as a machine of the simulated Fly runs it. */
class DemoAppIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalEndsItWithTheDatabaseClosed(String signal, int exit) throws Exception {
        Path database = folder.resolve("shop.db");
        Path log = folder.resolve("orders.log");
        Process app = start("--db", database.toString(), "--log", log.toString());
        try {
            awaitOrders(log, app);
            assertTrue(Files.exists(folder.resolve("shop.db-wal")), "a WAL while it runs");
            Signals.send(signal, app.toHandle());
            assertTrue(app.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ended");
            assertEquals(exit, app.exitValue());
            assertFalse(Files.exists(folder.resolve("shop.db-wal")), "no WAL afterwards");
            String out = new String(app.getInputStream().readAllBytes(), UTF_8);
            assertTrue(out.startsWith("writing orders to " + database), out);
            assertEquals("", new String(app.getErrorStream().readAllBytes(), UTF_8));
            OrderBook book = OrderBook.read(database);
            assertEquals(List.of(), book.missing(OrderLog.read(log).entries()));
        } finally {
            app.destroyForcibly();
        }
    }

    @BeforeAll
    static void receiveInterrupts() throws Throwable {
        Signals.receiveInterrupts();
    }

    @Test
    void ordersThatWereAcknowledgedSurviveAKill() throws Exception {
        Path database = folder.resolve("shop.db");
        Path log = folder.resolve("orders.log");
        Process app = start("--db", database.toString(), "--log", log.toString(), "--rate", "max");
        awaitOrders(log, app);
        app.destroyForcibly();
        assertTrue(app.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ended");
        assertEquals(List.of(), OrderBook.read(database).missing(OrderLog.read(log).entries()));
    }

    @Test
    void aRateThatIsNoneIsAUsageMistake() throws Exception {
        Process app = start("--db", folder.resolve("shop.db").toString(), "--rate", "fast");
        assertTrue(app.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ended");
        assertEquals(2, app.exitValue());
        String err = new String(app.getErrorStream().readAllBytes(), UTF_8);
        assertTrue(err.contains("\"fast\" is no rate"), err);
    }

    private static Process start(String... options) throws Exception {
        ProcessBuilder command = new ProcessBuilder("bin/flysnap", "demo", "app");
        command.command().addAll(List.of(options));
        command.environment().remove("JAVA_TOOL_OPTIONS");
        return command.start();
    }

    private static void awaitOrders(Path log, Process app) throws InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (OrderLog.read(log).entries().size() < 10) {
            assertTrue(app.isAlive() && System.nanoTime() < limit, "orders came in time");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
