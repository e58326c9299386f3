package dev.flysnap.hook.sqlite3;

import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.copy.CopyDownloads;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.take.CopySource;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.portable.take.SilentProgress;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeProgress;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.Sealing;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Takes copies by exec in a machine of the simulator's.
 *
 * @param databases as {@code NAME=PATH}
 * @param copies where they go to
 */
public record ExecTake(
        MachineWithSqlite shop, Machine machine, List<String> databases, Path copies) {
    public CopyManifest take(String database, CopyMethod method, String name, RunId run) {
        return take(database, method, name, run, new SilentProgress(), Sleeper.REAL);
    }

    CopyManifest take(
            String database,
            CopyMethod method,
            String name,
            RunId run,
            TakeProgress progress,
            Sleeper sleeper) {
        CopyDownloads downloads =
                new CopyDownloads(scripted(), sleeper, InstantSource.system(), new Interruption());
        TakeRequest request =
                new TakeRequest(
                        new CopySource.InMachine(downloads, database, false),
                        Optional.of(MachineWithSqlite.SHOP),
                        database,
                        run,
                        method,
                        CheckDepth.FULL,
                        Sealing.NONE,
                        Labels.NONE,
                        new Destination.AsObject(
                                DirectoryStore.openOrCreate(copies), new ObjectName(name)),
                        copies);
        return new Take(request, progress).run().manifest();
    }

    MachineCopies scripted() {
        return new ScriptCopies(
                shop.fly.machines(),
                ExecTarget.of(MachineWithSqlite.SHOP, machine.id()),
                databases);
    }
}
