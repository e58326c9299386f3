package dev.flysnap.sqlite.quiesce;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sqlite.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WriteHoldTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir private Path work;

    private Path database() throws SQLException {
        return TestDatabases.orders(work.resolve("app.db"), "wal");
    }

    private static boolean commits(Statement writer) {
        try {
            writer.execute("BEGIN IMMEDIATE");
            writer.execute("COMMIT");
            return true;
        } catch (SQLException busy) {
            return false;
        }
    }

    @Test
    void anOpenHoldKeepsNobodyOffAndCanBeGivenUp() throws Exception {
        Path database = database();
        WriteHold hold = WriteHold.open(List.of(database));
        try (Connection connection = TestDatabases.open(database);
                Statement writer = connection.createStatement()) {
            assertTrue(commits(writer));
        }
        assertFalse(hold.isOn());
        assertTrue(hold.release().heldFor().isZero());
    }

    @Test
    void aBrakeKeepsWritersOffAgainAndAgainAndTheHoldTakesItsPlace() throws Exception {
        Path database = database();
        WriteHold hold = WriteHold.open(List.of(database));
        try (Connection connection = TestDatabases.open(database);
                Statement writer = connection.createStatement()) {
            writer.execute("PRAGMA busy_timeout = 0");
            hold.brake();
            int off = 0;
            int on = 0;
            while (off < 20 || on < 20) {
                if (commits(writer)) {
                    on++;
                } else {
                    off++;
                }
                LockSupport.parkNanos(200_000);
            }
            assertFalse(hold.isOn(), "a brake is no hold");
            hold.take(LONG, LONG);
            assertTrue(hold.isOn());
            assertFalse(commits(writer));
            assertTrue(hold.release().byRelease());
            assertTrue(commits(writer));
        }
    }

    @Test
    void oneThatStaysBusyKeepsNobodyOffTheOthers() throws Exception {
        Path free = TestDatabases.orders(work.resolve("a.db"), "wal");
        Path busy = TestDatabases.orders(work.resolve("b.db"), "wal");
        WriteHold hold = WriteHold.open(List.of(free, busy));
        try (Connection toFree = TestDatabases.open(free);
                Statement writer = toFree.createStatement();
                Connection toBusy = TestDatabases.open(busy);
                Statement other = toBusy.createStatement()) {
            writer.execute("PRAGMA busy_timeout = 0");
            other.execute("BEGIN IMMEDIATE");
            Thread taking = Thread.ofPlatform().start(() -> hold.take(LONG, LONG));
            int off = 0;
            for (int on = 0; on < 2000; ) {
                if (commits(writer)) {
                    on++;
                } else {
                    off++;
                }
                LockSupport.parkNanos(200_000);
            }
            // It is tried once: then the busy one is waited for, with nothing else locked.
            assertTrue(off < 1000, off + " of " + (off + 2000) + " times it was locked");
            other.execute("COMMIT");
            taking.join();
            assertFalse(commits(writer));
            assertTrue(hold.release().byRelease());
        }
    }

    @Test
    void aBrakeThatNobodyNeedsAnyMoreEndsWithItsHold() throws Exception {
        Path database = database();
        WriteHold hold = WriteHold.open(List.of(database));
        hold.brake();
        assertFalse(hold.isOn());
        assertTrue(hold.release().heldFor().isZero());
        try (Connection connection = TestDatabases.open(database);
                Statement writer = connection.createStatement()) {
            assertTrue(commits(writer));
        }
    }
}
