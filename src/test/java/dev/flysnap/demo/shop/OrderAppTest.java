package dev.flysnap.demo.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.problem.FlysnapException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class OrderAppTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<OrderApp> running = new CopyOnWriteArrayList<>();
    @TempDir private Path folder;
    private Path database = Path.of("");
    private Path log = Path.of("");

    @BeforeEach
    void namePaths() {
        // A "?" is where sqlite-jdbc would cut a plain name.
        database = folder.resolve("a shop?x=1.db");
        log = folder.resolve("orders.log");
    }

    @Test
    void everyAcknowledgedOrderIsInTheDatabaseAndInTheLog() throws Exception {
        runUntilLogged(50, new OrderRate.Max());
        OrderLog noted = OrderLog.read(log);
        OrderBook book = OrderBook.read(database);
        assertTrue(Files.exists(database), "the file has the name that was given");
        assertEquals(noted.entries().size(), book.count());
        assertEquals(List.of(), book.missing(noted.entries()));
        assertEquals(book.count(), book.sessions().lastKey());
    }

    @Test
    void theDatabaseIsInWalModeAndClosedWell() throws Exception {
        runUntilLogged(5, new OrderRate.Max());
        assertFalse(Files.exists(folder.resolve("a shop?x=1.db-wal")), "the WAL went at the close");
        assertEquals("wal", query("PRAGMA journal_mode"));
    }

    @Test
    void afterARestartNumbersGoOnInANewSession() throws Exception {
        runUntilLogged(5, new OrderRate.Max());
        long before = OrderBook.read(database).count();
        runUntilLogged(before + 5, new OrderRate.Max());
        OrderBook book = OrderBook.read(database);
        assertEquals(book.count(), book.sessions().lastKey());
        assertNotEquals(book.sessions().get(before), book.sessions().get(before + 1));
        assertEquals(List.of(), book.missing(OrderLog.read(log).entries()));
    }

    @Test
    void ordersThatAnOlderCopyDoesNotHaveAreLostEvenWhenTheirNumbersAreGivenOutAgain()
            throws Exception {
        runUntilLogged(5, new OrderRate.Max());
        long kept = OrderBook.read(database).count();
        Path copy = folder.resolve("copy.db");
        Files.copy(database, copy);
        runUntilLogged(kept + 20, new OrderRate.Max());
        List<OrderLog.Entry> all = OrderLog.read(log).entries();

        database = copy;
        log = folder.resolve("second.log");
        runUntilLogged(all.size(), new OrderRate.Max());
        OrderBook restored = OrderBook.read(copy);
        assertTrue(restored.count() >= all.size(), "their numbers are there again");
        assertEquals(all.subList((int) kept, all.size()), restored.missing(all));
    }

    @Test
    void aWriterThatHadToWaitIsALongCommit() throws Exception {
        runUntilLogged(1, new OrderRate.Max());
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            Instant held = Instant.now();
            CompletableFuture<Void> run = start(new OrderRate.Max());
            long written = OrderLog.read(log).entries().size();
            awaitTrue(() -> !running.isEmpty());
            // The lock is what is tested: it has to last a while.
            TimeUnit.MILLISECONDS.sleep(150);
            statement.execute("ROLLBACK");
            awaitLogged(written + 1);
            stopAll();
            run.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            Duration longest = OrderLog.read(log).longestCommit(held, Instant.now()).orElseThrow();
            assertTrue(longest.toMillis() >= 20, longest::toString);
        }
    }

    @Test
    void anEvenRateIsKept() {
        assertEquals(Duration.ofMillis(25), new OrderRate.PerSecond(40).pause(0.5));
        assertEquals(Duration.ZERO, OrderRate.parse("max").pause(0.5));
        assertEquals(new OrderRate.PerSecond(7), OrderRate.parse("7"));
        for (String wrong : List.of("0", "-1", "10001", "fast", "")) {
            assertThrows(IllegalArgumentException.class, () -> OrderRate.parse(wrong));
        }
    }

    @Test
    void aTableIsAddedToADatabaseOfTheUsersOwn() throws Exception {
        try (Connection own = connect();
                Statement statement = own.createStatement()) {
            statement.execute("CREATE TABLE orders (id TEXT)");
            statement.execute("INSERT INTO orders VALUES ('mine')");
        }
        assertEquals(0, OrderBook.read(database).count());
        runUntilLogged(3, new OrderRate.Max());
        assertEquals("mine", query("SELECT id FROM orders"));
        assertTrue(OrderBook.read(database).count() >= 3);
    }

    @Test
    void whatIsNoDatabaseIsRefusedAndLeftAsItIs() throws Exception {
        String text = "not a database, and long enough to be looked at. ".repeat(50);
        Files.writeString(database, text);
        assertEquals("demo-database-not-opened", codeOf(() -> open(new OrderRate.Max())));
        assertEquals("demo-orders-not-read", codeOf(() -> OrderBook.read(database)));
        assertEquals(text, Files.readString(database));
        Path none = folder.resolve("none/shop.db");
        database = none;
        assertEquals("demo-database-not-opened", codeOf(() -> open(new OrderRate.Max())));
        assertEquals("demo-orders-not-read", codeOf(() -> OrderBook.read(folder.resolve("no.db"))));
        assertFalse(Files.exists(folder.resolve("no.db")), "counting makes no database");
    }

    @Test
    void aLogThatCannotBeWrittenIsNamed() {
        log = folder.resolve("none/orders.log");
        assertEquals("demo-log-not-usable", codeOf(() -> open(new OrderRate.Max())));
    }

    private OrderApp open(OrderRate rate) {
        return OrderApp.open(
                new OrderApp.Settings(database, rate, Synchronous.NORMAL, Optional.of(log)),
                InstantSource.system());
    }

    private CompletableFuture<Void> start(OrderRate rate) {
        return CompletableFuture.runAsync(() -> {
            try (OrderApp app = open(rate)) {
                running.add(app);
                app.run();
            }
        });
    }

    private void runUntilLogged(long orders, OrderRate rate) throws Exception {
        CompletableFuture<Void> run = start(rate);
        awaitLogged(orders);
        stopAll();
        run.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void stopAll() {
        running.forEach(app -> assertTrue(app.stop(LIMIT), "the app closed in time"));
        running.clear();
    }

    private void awaitLogged(long orders) throws InterruptedException {
        awaitTrue(() -> OrderLog.read(log).entries().size() >= orders);
    }

    private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "it came in time");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database.toUri());
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }

    private static String codeOf(Executable executable) {
        return assertThrows(FlysnapException.class, executable).problem().code();
    }
}
