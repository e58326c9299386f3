package dev.flysnap.restore.place;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Region;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.VolumeState;
import dev.flysnap.restore.request.CopyRequest;
import java.util.Optional;

/** The volume that copies come to: an empty one, in the place of the app's. Pure. */
public final class CopyVolume {
    /** No volume has it: the place in a config where the new one's id comes. */
    private static final VolumeId NONE = new VolumeId("vol_none");

    private static final VolumeName USUAL_NAME = new VolumeName("data");

    /** For the file system itself, a WAL, and the app's first writes. */
    private static final long SPARE_BYTES = 64L << 20;

    /**
     * What stood in its place: as the journal knows it, else what a new app has.
     *
     * @param region for a new app
     * @throws dev.flysnap.problem.FlysnapException if there is nothing to go by, and no region
     */
    public static Volume formerOr(Optional<SnapshotRecord> known, Optional<Region> region) {
        return known.map(SnapshotRecord::volumeFacts)
                .map(it -> Records.read(Volume.class, it))
                .orElseGet(() ->
                        new Volume(
                                NONE,
                                USUAL_NAME,
                                new VolumeState("destroyed"),
                                1,
                                region.orElseThrow(
                                        () -> PlacementProblems.regionUnknown().exception()),
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                HostStatus.UNKNOWN));
    }

    /**
     * A volume like the app's, as large as that or as asked, which may be smaller.
     *
     * @param config of the machine to create, so that the host has capacity for it
     * @throws dev.flysnap.problem.FlysnapException if it could not hold the databases
     */
    public static CreateVolume empty(
            Volume like,
            CopyRequest copies,
            Optional<Integer> askedGb,
            VolumeName name,
            Region region,
            Optional<Json.Obj> config) {
        int neededGb = neededGb(copies.bytes());
        if (askedGb.filter(it -> it < neededGb).isPresent()) {
            throw PlacementProblems.tooSmall(askedGb.get(), neededGb, copies).exception();
        }
        int sizeGb = askedGb.orElse(Math.max(like.sizeGb(), neededGb));
        if (sizeGb > CreateVolume.MAX_GB) {
            throw PlacementProblems.tooLarge(sizeGb, copies).exception();
        }
        return new CreateVolume(
                name,
                region,
                sizeGb,
                like.encrypted(),
                Optional.empty(),
                like.snapshotRetentionDays(),
                like.dailySnapshots(),
                config.flatMap(it -> it.object("guest")),
                config.flatMap(it -> it.text("image")),
                false);
    }

    /** A file system of that size holds about nine tenths of it. */
    static int neededGb(long bytes) {
        long whole = bytes + bytes / 9 + SPARE_BYTES;
        return (int)
                Math.min(
                        Integer.MAX_VALUE, (whole + Volume.BYTES_PER_GB - 1) / Volume.BYTES_PER_GB);
    }

    private CopyVolume() {}
}
