package dev.flysnap.hook;

import dev.flysnap.NeedsTool;

/**
 * The same faults where BusyBox is all that the image has besides sqlite3, as in images of Alpine.
 */
@NeedsTool({"sqlite3", "busybox"})
class SqliteByExecFaultsOnBusyBoxTest extends SqliteByExecFaultsTest {
    @Override
    MachineWithSqlite.Userland userland() {
        return MachineWithSqlite.Userland.BUSYBOX;
    }
}
