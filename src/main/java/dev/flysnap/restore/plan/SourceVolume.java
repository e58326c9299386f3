package dev.flysnap.restore.plan;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.VolumeState;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The volume that a snapshot was taken of, and the new volume like it. Pure. */
final class SourceVolume {

    /**
     * As Fly describes it while it lives, else as it was when the snapshot was taken, else what Fly
     * still says of the deleted one.
     */
    static Volume of(SnapshotRow row, Optional<ReceiptFile> receipt) {
        Optional<Volume> living = row.volume().filter(it -> !it.state().isDead());
        return living.or(() -> row.known().map(SnapshotRecord::volumeFacts).map(SourceVolume::read))
                .or(() -> receipt.flatMap(ReceiptFile::volume).map(SourceVolume::read))
                .or(row::volume)
                .or(() ->
                        receipt.map(ReceiptFile::receipt)
                                .map(Receipt::volume)
                                .map(SourceVolume::fromReceipt))
                .orElseThrow();
    }

    private static Volume read(Json.Obj facts) {
        return Records.read(Volume.class, facts);
    }

    /** From a receipt without the config; encrypted, which is Fly's default. */
    private static Volume fromReceipt(Receipt.OfVolume volume) {
        return new Volume(
                volume.id(),
                volume.name(),
                new VolumeState("destroyed"),
                volume.sizeGb(),
                volume.region(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HostStatus.UNKNOWN);
    }

    /**
     * A volume like the source, at least as large as requested, as the source was and is, and as
     * the snapshot's volume.
     *
     * @param config of the machine to create, so that the host has capacity for it
     * @throws dev.flysnap.problem.FlysnapException if Fly has no volumes of that size
     */
    static CreateVolume newVolume(
            Volume source,
            SnapshotRow row,
            RestoreRequest request,
            VolumeName name,
            Region region,
            Optional<Json.Obj> config) {
        long snapshotGb =
                row.snapshot()
                        .volumeBytes()
                        .map(it -> (it + Volume.BYTES_PER_GB - 1) / Volume.BYTES_PER_GB)
                        .orElse(0L);
        int sourceGb =
                Stream.concat(Stream.of(source), row.volume().stream())
                        .mapToInt(Volume::sizeGb)
                        .max()
                        .orElse(1);
        int sizeGb =
                (int) Math.max(Math.max(snapshotGb, sourceGb), request.to().sizeGb().orElse(1));
        SnapshotId snapshot = row.snapshot().id().orElseThrow();
        if (sizeGb > CreateVolume.MAX_GB) {
            throw RestorePlanProblems.tooLarge(sizeGb, CreateVolume.MAX_GB, snapshot).exception();
        }
        return new CreateVolume(
                name,
                region,
                sizeGb,
                source.encrypted(),
                Optional.of(snapshot),
                source.snapshotRetentionDays(),
                source.dailySnapshots(),
                config.flatMap(it -> it.object("guest")),
                config.flatMap(it -> it.text("image")),
                false);
    }

    /** The regions to try. */
    static List<Region> regions(RestoreRequest request, Volume source) {
        List<Region> asked = request.to().regions();
        return asked.isEmpty() ? List.of(source.region()) : asked;
    }

    private SourceVolume() {}
}
