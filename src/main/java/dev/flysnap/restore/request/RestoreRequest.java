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
 * @param app whose snapshot it is
 * @param volume whose snapshots are meant, where the app has several
 * @param keepFailed leave what was made when something fails before the cutover's commit
 * @param receipt what is known of the snapshot where this journal knows nothing
 * @param timeout the limit of each wait on Fly
 */
public record RestoreRequest(
        AppName app,
        SnapshotChoice snapshot,
        Optional<VolumeId> volume,
        Destination to,
        MachineRequest machine,
        Checks checks,
        Goal goal,
        boolean keepFailed,
        Optional<ReceiptFile> receipt,
        Duration timeout) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    /**
     * Where to.
     *
     * @param app absent = the snapshot's own
     * @param regions tried in this order where there is no room; none = where the snapshot's volume
     *     is or was
     * @param sizeGb at least that; absent = as large as it has to be
     */
    public record Destination(
            Optional<AppName> app, List<Region> regions, Optional<Integer> sizeGb) {
        /** The same app and region. */
        public static final Destination SAME =
                new Destination(Optional.empty(), List.of(), Optional.empty());

        public Destination {
            regions = regions.stream().distinct().toList();
        }
    }

    /**
     * What the new machine is made of.
     *
     * @param config given by the user; absent = found
     * @param image absent = the same as before
     * @param verifierImage an image whose entrypoint is flysnap; absent = the app's own image,
     *     which then has {@code flysnap} on its PATH
     */
    public record MachineRequest(
            Optional<Json.Obj> config,
            Optional<ImageChoice> image,
            MachineFlags flags,
            Optional<String> verifierImage) {
        /** The same as before. */
        public static final MachineRequest UNCHANGED =
                new MachineRequest(
                        Optional.empty(), Optional.empty(), MachineFlags.NONE, Optional.empty());

        /** Without the config, which can hold secrets. */
        @Override
        public String toString() {
            return "MachineWish[image=%s, flags=%s, verifierImage=%s]"
                    .formatted(image, flags, verifierImage);
        }
    }

    /** As users get it who say no more than that. */
    public static RestoreRequest of(AppName app, SnapshotChoice snapshot) {
        return new RestoreRequest(
                app,
                snapshot,
                Optional.empty(),
                Destination.SAME,
                MachineRequest.UNCHANGED,
                Checks.DEFAULT,
                Goal.VERIFIED,
                false,
                Optional.empty(),
                DEFAULT_TIMEOUT);
    }

    /** The same, of that volume's snapshots. */
    public RestoreRequest ofVolume(Optional<VolumeId> named) {
        return new RestoreRequest(
                app, snapshot, named, to, machine, checks, goal, keepFailed, receipt, timeout);
    }

    /** The same, to there. */
    public RestoreRequest to(Destination destination) {
        return new RestoreRequest(
                app,
                snapshot,
                volume,
                destination,
                machine,
                checks,
                goal,
                keepFailed,
                receipt,
                timeout);
    }

    /** The same, to the first of these regions that has room. */
    public RestoreRequest toRegions(Region... regions) {
        return to(new Destination(to.app(), List.of(regions), to.sizeGb()));
    }

    /** The same, with such a machine. */
    public RestoreRequest with(MachineRequest wish) {
        return new RestoreRequest(
                app, snapshot, volume, to, wish, checks, goal, keepFailed, receipt, timeout);
    }

    /** The same, with these checks. */
    public RestoreRequest with(Checks wanted) {
        return new RestoreRequest(
                app, snapshot, volume, to, machine, wanted, goal, keepFailed, receipt, timeout);
    }

    /** The same, as far as that. */
    public RestoreRequest upTo(Goal wanted) {
        return new RestoreRequest(
                app, snapshot, volume, to, machine, checks, wanted, keepFailed, receipt, timeout);
    }

    /** The same; a cutover starts the app even if the old machine cannot be stopped. */
    public RestoreRequest acceptingUnfenced(boolean accepted) {
        return accepted && goal == Goal.CUTOVER ? upTo(Goal.CUTOVER_UNFENCED) : this;
    }

    /** The same; what was made stays when something fails. */
    public RestoreRequest keepingFailed(boolean kept) {
        return new RestoreRequest(
                app, snapshot, volume, to, machine, checks, goal, kept, receipt, timeout);
    }

    /** The same, with what a receipt's file says. */
    public RestoreRequest with(Optional<ReceiptFile> given) {
        return new RestoreRequest(
                app, snapshot, volume, to, machine, checks, goal, keepFailed, given, timeout);
    }

    /** The same; no wait on Fly is longer. */
    public RestoreRequest within(Duration limit) {
        return new RestoreRequest(
                app, snapshot, volume, to, machine, checks, goal, keepFailed, receipt, limit);
    }

    /** Where the new volume is made. */
    public AppName targetApp() {
        return to.app().orElse(app);
    }
}
