package dev.flysnap.restore.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.model.Plans;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.catalog.SnapshotOrigin;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the new volume is like. */
class SourceVolumeTest {
    private static final long GB = 1L << 30;

    private static SnapshotRow row(Optional<Long> volumeBytes, Volume volume) {
        return new SnapshotRow(
                new Snapshot(
                        Optional.of(Plans.SNAPSHOT),
                        new SnapshotStatus("created"),
                        GB,
                        volumeBytes,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(5)),
                Plans.SOURCE,
                Optional.of(volume),
                Optional.empty(),
                SnapshotOrigin.NOT_OURS,
                Optional.empty());
    }

    private static CreateVolume like(
            int sourceGb, Optional<Long> snapshotBytes, Optional<Integer> askedGb) {
        Volume source = Plans.volume(Plans.SOURCE, sourceGb);
        RestoreRequest request =
                RestoreRequestBuilder.of(
                                new AppName("shop"), new SnapshotChoice.ById(Plans.SNAPSHOT))
                        .to(new Destination(Optional.empty(), List.of(Plans.FRA), askedGb))
                        .build();
        return SourceVolume.newVolume(
                source,
                row(snapshotBytes, source),
                request,
                Plans.DATA,
                Plans.FRA,
                Optional.of(Plans.config("")));
    }

    @Test
    void itIsAsLargeAsTheLargestOfWhatWasAskedTheSourceAndTheSnapshotsVolume() {
        assertEquals(3, like(3, Optional.of(2 * GB), Optional.empty()).sizeGb());
        assertEquals(4, like(3, Optional.of(3 * GB + 1), Optional.empty()).sizeGb(), "rounded up");
        assertEquals(7, like(3, Optional.of(2 * GB), Optional.of(7)).sizeGb());
        assertEquals(3, like(3, Optional.empty(), Optional.of(1)).sizeGb(), "never smaller");
    }

    @Test
    void thereAreNoVolumesAbove500Gb() {
        assertEquals(500, like(1, Optional.empty(), Optional.of(500)).sizeGb());
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class, () -> like(1, Optional.empty(), Optional.of(501)));
        assertEquals("volume-too-large", refused.problem().code());
    }

    @Test
    void itsSettingsAreTheSourcesAndItsHostFitsTheMachine() {
        CreateVolume made = like(1, Optional.empty(), Optional.empty());
        assertEquals(Optional.of(14), made.snapshotRetentionDays());
        assertEquals(Optional.of(false), made.dailySnapshots());
        assertEquals(true, made.encrypted());
        assertEquals(Optional.of("shop:1"), made.computeImage());
        assertEquals(Plans.config("").object("guest"), made.compute());
        assertEquals(Optional.of(Plans.SNAPSHOT), made.snapshot());
    }
}
