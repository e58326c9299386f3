package dev.flysnap.hook.sqlite3;

import dev.flysnap.NeedsTool;

/** The same where BusyBox is all that the image has besides sqlite3, as in images of Alpine. */
@NeedsTool({"sqlite3", "busybox"})
class MachineLookOnBusyBoxTest extends MachineLookTest {
    @Override
    MachineWithSqlite.Userland userland() {
        return MachineWithSqlite.Userland.BUSYBOX;
    }
}
