package dev.flysnap.restore.request;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code flysnap restore} was asked for.
 *
 * @param keepFailed keep what was created when something fails before the cutover's commit
 * @param timeout the limit of each wait for Fly
 */
public record RestoreRequest(
        Source source,
        Destination to,
        MachineRequest machine,
        Checks checks,
        Goal goal,
        boolean keepFailed,
        Duration timeout) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    /**
     * What is restored.
     *
     * @param app whose snapshot it is
     * @param volume whose snapshots are meant, where the app has several volumes
     * @param receipt what is known of the snapshot where this journal knows nothing
     * @param evenIfBad whether a snapshot counts whose check found bad data
     * @param copies what comes back in place of a snapshot
     */
    public record Source(
            AppName app,
            SnapshotChoice snapshot,
            Optional<VolumeId> volume,
            Optional<ReceiptFile> receipt,
            boolean evenIfBad,
            Optional<CopyRequest> copies) {
        public Source(
                AppName app,
                SnapshotChoice snapshot,
                Optional<VolumeId> volume,
                Optional<ReceiptFile> receipt,
                boolean evenIfBad) {
            this(app, snapshot, volume, receipt, evenIfBad, Optional.empty());
        }

        /** Copies of that app's databases. */
        public static Source of(AppName app, Optional<VolumeId> volume, CopyRequest copies) {
            return new Source(
                    app,
                    SnapshotChoice.LATEST,
                    volume,
                    Optional.empty(),
                    false,
                    Optional.of(copies));
        }
    }

    /**
     * Where it is restored to.
     *
     * @param app absent = the snapshot's own
     * @param regions tried in this order for lack of capacity; none = the region of the snapshot's
     *     volume
     * @param sizeGb the smallest size; absent = as large as necessary
     */
    public record Destination(
            Optional<AppName> app, List<Region> regions, Optional<Integer> sizeGb) {
        public Destination {
            regions = regions.stream().distinct().toList();
        }
    }

    /**
     * What the new machine is created from.
     *
     * @param config given by the user; absent = looked up
     * @param image absent = the same as before
     * @param verifierImage an image whose entrypoint is flysnap; absent = what the app's own image
     *     has: flysnap, else sqlite3
     */
    public record MachineRequest(
            Optional<Json.Obj> config,
            Optional<ImageChoice> image,
            MachineFlags flags,
            Optional<String> verifierImage) {
        public static final MachineRequest UNCHANGED =
                new MachineRequest(
                        Optional.empty(), Optional.empty(), MachineFlags.NONE, Optional.empty());

        /** Without the config, which can hold secrets. */
        @Override
        public String toString() {
            return "MachineRequest[image=%s, flags=%s, verifierImage=%s]"
                    .formatted(image, flags, verifierImage);
        }
    }

    /** The app that gets the new volume. */
    public AppName targetApp() {
        return to.app().orElse(source.app());
    }
}
