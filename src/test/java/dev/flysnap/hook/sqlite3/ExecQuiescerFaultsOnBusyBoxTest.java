package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.NeedsTool;
import dev.flysnap.hook.client.Quiescer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same faults where BusyBox is all that the image has besides sqlite3, as in images of Alpine.
 */
@NeedsTool({"sqlite3", "busybox"})
class ExecQuiescerFaultsOnBusyBoxTest extends ExecQuiescerFaultsTest {
    @Override
    MachineWithSqlite.Userland userland() {
        return MachineWithSqlite.Userland.BUSYBOX;
    }

    /** Else it could wait for so long that a hold that it was to be refused for has run out. */
    @Test
    void whoFindsItLockedGivesUpByTheClockHoweverSlowTheMachineIs(@TempDir Path directory)
            throws Exception {
        try (MachineWithSqlite slow = new MachineWithSqlite(directory, userland())) {
            slow.program("sleep", "case $1 in 0.*) set -- 0.1 ;; esac\nexec $real \"$@\"");
            Quiescer hook = slow.hook(slow.idle());
            try (Connection app = slow.connect("app.db");
                    Statement writes = app.createStatement()) {
                writes.execute("BEGIN IMMEDIATE");
                assertEquals(
                        "hook-database-busy",
                        refused(() -> hook.quiesce("run_a/1.0", LONG, List.of())).code());
            }
        }
    }
}
