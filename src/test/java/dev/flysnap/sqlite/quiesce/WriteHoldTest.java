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
