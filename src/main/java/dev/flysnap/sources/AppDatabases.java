package dev.flysnap.sources;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.proof.Receipt;
import dev.flysnap.proof.VolumePaths;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.runtime.RunContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which databases the app has, as far as that is known: a copy of another one, such as a file of
 * this computer or a database that the app has given up, says nothing about the app's data.
 *
 * @param newest absent where no receipt names databases
 * @param mounts where machines of the app have, or had, its volume
 */
record AppDatabases(Optional<Known> newest, List<VolumePaths> mounts) {
    /** Where a restore mounts the new volume if nothing tells where the app had it. */
    private static final VolumePaths DEFAULT =
            new VolumePaths(List.of(Path.of(MachineFlags.DEFAULT_MOUNT_PATH)), List.of());

    /** The newest snapshot whose receipt names databases. */
    record Known(SnapshotRecord snapshot, Receipt receipt) {
        boolean isLaterThan(CopyManifest copy) {
            return copy.completeUntil().isBefore(snapshot.takenAt());
        }
    }

    static AppDatabases of(RunContext context, AppName app, VolumeUses uses) {
        Optional<Known> newest =
                context.journal().snapshots(app).stream()
                        .map(it -> new Known(it, Receipt.read(it.receipt())))
                        .filter(it -> !it.receipt().databases().isEmpty())
                        .findFirst();
        return new AppDatabases(
                newest,
                Stream.concat(
                                uses.all().stream().flatMap(it -> it.machine().stream()),
                                newest.flatMap(it -> it.snapshot().machine()).stream()
                                        .map(it -> Records.read(Machine.class, it)))
                        .map(VolumePaths::of)
                        .filter(it -> !it.mounts().isEmpty())
                        .toList());
    }

    /** Those of the app's databases; all, where neither a receipt nor a place tells any apart. */
    List<Origin.OfCopy> among(List<Origin.OfCopy> copies) {
        List<Origin.OfCopy> ofTheApp =
                copies.stream().filter(it -> isOfTheApp(it.copy(), copies)).toList();
        return ofTheApp.isEmpty() && newest.isEmpty() && mounts.isEmpty() ? copies : ofTheApp;
    }

    private boolean isOfTheApp(CopyManifest copy, List<Origin.OfCopy> all) {
        return newest.filter(it -> it.receipt().knows(copy.database(), copy.source())).isPresent()
                || (mayBeOnVolume(copy) && isCopiedSince(copy, all));
    }

    private boolean mayBeOnVolume(CopyManifest copy) {
        return (mounts.isEmpty() ? Stream.of(DEFAULT) : mounts.stream())
                .anyMatch(it -> it.of(copy.source()) != VolumePaths.Location.OFF);
    }

    /** The app may have got it after the receipt. */
    private boolean isCopiedSince(CopyManifest copy, List<Origin.OfCopy> all) {
        return newest.isEmpty()
                || all.stream()
                        .map(Origin.OfCopy::copy)
                        .filter(it -> it.source().equals(copy.source()))
                        .anyMatch(it -> !newest.get().isLaterThan(it));
    }
}
