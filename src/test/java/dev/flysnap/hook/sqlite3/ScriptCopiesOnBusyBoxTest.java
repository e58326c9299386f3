package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.NeedsTool;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.model.Machine;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.problem.FlysnapException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same where BusyBox is all that the image has besides sqlite3, as in images of Alpine. */
@NeedsTool({"sqlite3", "busybox"})
class ScriptCopiesOnBusyBoxTest extends ScriptCopiesTest {
    @Override
    MachineWithSqlite.Userland userland() {
        return MachineWithSqlite.Userland.BUSYBOX;
    }

    @Test
    void anImageWithoutSqlite3SaysSoAndIsLeftAsItIs(@TempDir Path another) throws Exception {
        try (MachineWithSqlite bare =
                new MachineWithSqlite(
                        another, MachineWithSqlite.Userland.BUSYBOX_WITHOUT_SQLITE3)) {
            Machine machine = bare.idle();
            ScriptCopies copies =
                    new ScriptCopies(
                            bare.fly.machines(),
                            ExecTarget.of(MachineWithSqlite.SHOP, machine.id()),
                            MachineWithSqlite.BOTH);
            CopyRequest order =
                    new CopyRequest(
                            "run_a/1",
                            "main",
                            CopyMethod.VACUUM,
                            Optional.empty(),
                            Optional.empty(),
                            CheckDepth.NONE,
                            true);
            FlysnapException e = assertThrows(FlysnapException.class, () -> copies.begin(order));
            assertEquals("hook-sqlite3-missing", e.problem().code());
        }
    }
}
