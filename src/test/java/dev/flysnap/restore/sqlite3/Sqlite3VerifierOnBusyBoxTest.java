package dev.flysnap.restore.sqlite3;

import dev.flysnap.NeedsTool;
import dev.flysnap.hook.sqlite3.MachineWithSqlite;
import java.io.IOException;

/** The same where BusyBox is all that the image has besides sqlite3, as in images of Alpine. */
@NeedsTool({"sqlite3", "busybox"})
class Sqlite3VerifierOnBusyBoxTest extends Sqlite3VerifierTest {
    @Override
    String path() throws IOException {
        return MachineWithSqlite.busybox().toString();
    }
}
