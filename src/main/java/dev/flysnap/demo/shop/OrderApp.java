package dev.flysnap.demo.shop;

import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteErrorCode;

/**
 * A shop that writes orders all the time, one commit each, and goes on with the numbers that its
 * database has.
 */
public final class OrderApp implements AutoCloseable {
    /**
     * @param database made when it is not there; a table of its own is added to one that is
     * @param log where acknowledged orders are noted, outside the volume
     */
    public record Settings(
            Path database, OrderRate rate, Synchronous synchronous, Optional<Path> log) {}

    // Each waits for the busy timeout of 5 s: a minute in all.
    private static final int MAX_BUSY_TRIES = 12;
    private static final List<String> ITEMS =
            List.of("tea", "coffee", "bread", "apples", "honey", "cheese", "olives", "rice");

    private final Settings settings;
    private final InstantSource clock;
    private final OrderSession session;
    private final Connection connection;
    private final PreparedStatement insert;
    private final Optional<OutputStream> log;
    private final long first;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private OrderApp(
            Settings settings,
            InstantSource clock,
            Connection connection,
            Optional<OutputStream> log)
            throws SQLException {
        this.settings = settings;
        this.clock = clock;
        this.connection = connection;
        this.log = log;
        session = OrderSession.random();
        first = nextNumber(connection);
        insert =
                connection.prepareStatement(
                        "INSERT INTO %s (number, session, placed_at_ms, item, amount_cents) VALUES (?, ?, ?, ?, ?)"
                                .formatted(OrdersDatabase.TABLE));
    }

    /**
     * Opens the database and the log.
     *
     * @throws dev.flysnap.problem.FlysnapException if one of them cannot be opened
     */
    public static OrderApp open(Settings settings, InstantSource clock) {
        Optional<OutputStream> log = settings.log().map(OrderApp::openLog);
        try {
            Connection connection =
                    OrdersDatabase.openForWriting(settings.database(), settings.synchronous());
            return new OrderApp(settings, clock, connection, log);
        } catch (SQLException e) {
            throw DemoProblems.databaseNotOpened(settings.database(), FailureText.of(e))
                    .exception(e);
        }
    }

    public OrderSession session() {
        return session;
    }

    /** The number of the first order that {@link #run} writes. */
    public long firstNumber() {
        return first;
    }

    /**
     * Writes orders until {@link #stop} is called.
     *
     * @throws dev.flysnap.problem.FlysnapException if one could not be written, or not be noted
     */
    public void run() {
        try {
            for (long number = first; !stopsAfterPause(); number++) {
                note(write(number));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lets {@link #run} end after the order at hand, and waits until the app is closed.
     *
     * @return whether it was closed within the limit
     */
    public boolean stop(Duration limit) {
        stop.countDown();
        try {
            return closed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            insert.close();
            connection.close();
            if (log.isPresent()) {
                log.get().close();
            }
        } catch (SQLException | IOException e) {
            // Every acknowledged order is committed and noted by now: nothing is lost by it.
        } finally {
            closed.countDown();
        }
    }

    private boolean stopsAfterPause() throws InterruptedException {
        Duration pause = settings.rate().pause(ThreadLocalRandom.current().nextDouble());
        return stop.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** One order, tried again while the database is busy: its writer waits, as a customer would. */
    private OrderLog.Entry write(long number) {
        long begun = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                insert(number);
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                return new OrderLog.Entry(number, clock.instant(), took, session);
            } catch (SQLException e) {
                if (!isBusy(e) || attempt == MAX_BUSY_TRIES) {
                    throw DemoProblems.orderNotWritten(
                                    settings.database(), number, FailureText.of(e))
                            .exception(e);
                }
            }
        }
    }

    private void insert(long number) throws SQLException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Instant now = clock.instant();
        insert.setLong(1, number);
        insert.setString(2, session.value());
        insert.setLong(3, now.toEpochMilli());
        insert.setString(4, ITEMS.get(random.nextInt(ITEMS.size())));
        insert.setLong(5, random.nextLong(100, 20_000));
        insert.executeUpdate();
    }

    private void note(OrderLog.Entry order) {
        if (log.isEmpty()) {
            return;
        }
        try {
            // Unbuffered: what is acknowledged is in the file, also when the app is killed next.
            log.get().write(order.line().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw DemoProblems.logNotUsable(settings.log().orElseThrow(), FailureText.of(e))
                    .exception(e);
        }
    }

    private static boolean isBusy(SQLException e) {
        return (e.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
    }

    private static long nextNumber(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT coalesce(max(number), 0) + 1 FROM "
                                        + OrdersDatabase.TABLE)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static OutputStream openLog(Path file) {
        try {
            return Files.newOutputStream(
                    file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw DemoProblems.logNotUsable(
                            file, "It cannot be opened (" + FailureText.of(e) + ").")
                    .exception(e);
        }
    }
}
