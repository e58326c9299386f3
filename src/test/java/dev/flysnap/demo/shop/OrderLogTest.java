package dev.flysnap.demo.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.problem.FlysnapException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderLogTest {
    private static final OrderSession ONE = new OrderSession("s_000000000001");
    private static final OrderSession TWO = new OrderSession("s_000000000002");

    @TempDir private Path folder;

    @Test
    void ordersAreCountedByWhenTheyWereAcknowledged() throws IOException {
        OrderLog log = log("1 1000 50 " + ONE, "2 2000 50 " + ONE, "3 2000 50 " + ONE);
        assertEquals(0, log.countBefore(at(1000)));
        assertEquals(1, log.countBefore(at(1001)));
        assertEquals(1, log.countBefore(at(2000).plusNanos(999_999)), "in doubt, not before");
        assertEquals(3, log.countBefore(at(2001)));
        assertEquals(
                new OrderLog.Entry(1, at(1000), Duration.ofNanos(50_000), ONE),
                log.acknowledgedBefore(at(1500)).getFirst());
    }

    @Test
    void aCommitCountsForEveryMomentAtWhichItWasUnderWay() throws IOException {
        OrderLog log = log("1 1000 100000 " + ONE, "2 5000 2000000 " + ONE, "3 6000 300000 " + ONE);
        assertEquals(Optional.of(Duration.ofMillis(100)), log.longestCommit(at(0), at(900)));
        assertEquals(Optional.empty(), log.longestCommit(at(0), at(899)));
        assertEquals(Optional.of(Duration.ofSeconds(2)), log.longestCommit(at(3500), at(3600)));
        assertEquals(Optional.empty(), log.longestCommit(at(1001), at(2999)));
        assertEquals(Optional.of(Duration.ofMillis(300)), log.longestCommit(at(5001), at(9000)));
    }

    @Test
    void aLineThatIsBeingWrittenDoesNotCountYet() throws IOException {
        Path file = folder.resolve("log");
        Files.writeString(file, "1 1000 50 " + ONE + "\n2 20");
        assertEquals(1, OrderLog.read(file).entries().size());
        Files.writeString(file, "2 20");
        assertEquals(List.of(), OrderLog.read(file).entries());
        assertEquals(List.of(), OrderLog.read(folder.resolve("none")).entries());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 1000 50",
                "x 1000 50 s_000000000001",
                "1 1000 50 me",
                "1 1000 99999999999999999999 s_000000000001",
                ""
            })
    void whatIsNoOrderLogIsRefused(String line) {
        FlysnapException refused = assertThrows(FlysnapException.class, () -> log(line));
        assertEquals("demo-log-not-usable", refused.problem().code());
    }

    @Test
    void aLineIsReadBackAsItWasWritten() {
        OrderLog.Entry entry = new OrderLog.Entry(7, at(1234), Duration.ofNanos(56_000), TWO);
        assertEquals(entry, OrderLog.Entry.parse(entry.line().strip()));
    }

    @Test
    void aBookKnowsItsGapsAndWhoseOrdersItHolds() throws IOException {
        TreeMap<Long, OrderSession> sessions = new TreeMap<>();
        sessions.put(1L, ONE);
        sessions.put(2L, TWO);
        sessions.put(5L, ONE);
        OrderBook book = new OrderBook(sessions);
        assertEquals(3, book.count());
        OrderLog log = log("1 1 1 " + ONE, "2 1 1 " + ONE, "4 1 1 " + ONE, "5 1 1 " + ONE);
        assertEquals(
                List.of(2L, 4L),
                book.missing(log.entries()).stream().map(OrderLog.Entry::number).toList());
    }

    private OrderLog log(String... lines) throws IOException {
        Path file = folder.resolve("log");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return OrderLog.read(file);
    }

    private static Instant at(long epochMs) {
        return Instant.ofEpochMilli(epochMs);
    }
}
