package dev.flysnap.restore.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.model.Plans;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose config an app's lost data gets, as far as its snapshots tell. */
class FormerMachinesTest {
    private static final AppName SHOP = new AppName("shop");
    private static final VolumeId FIRST = new VolumeId("vol_first");
    private static final VolumeId SECOND = new VolumeId("vol_second");
    private static final VolumeId THIRD = new VolumeId("vol_third");

    /**
     * @param group none = of a machine out of service
     */
    private static SnapshotRecord record(VolumeId volume, String name, Optional<String> group) {
        Machine machine =
                Plans.machine(
                        "machinea",
                        "started",
                        volume,
                        group.map("\"fly_process_group\":\"%s\""::formatted).orElse(""));
        return new SnapshotRecord(
                new SnapshotId("vs_abcdefghijkl"),
                SHOP,
                volume,
                new RunId("run_0000000001"),
                Instant.EPOCH,
                Json.Obj.empty(),
                Optional.of(Records.write(Machine.class, machine)),
                JsonText.parseObject("{\"name\":\"%s\"}".formatted(name)));
    }

    private static FormerMachines newestFirst(SnapshotRecord... records) {
        return FormerMachines.of(SHOP, List.of(records));
    }

    private static final SnapshotRecord APP = record(FIRST, "data", Optional.of("app"));
    private static final SnapshotRecord WORKER = record(SECOND, "data", Optional.of("worker"));
    private static final SnapshotRecord STOPPED = record(THIRD, "data", Optional.empty());

    @Test
    void ofOneKindTheNewestIsMeant() {
        SnapshotRecord other = record(SECOND, "data", Optional.of("app"));
        assertEquals(Optional.of(other), newestFirst(other, APP).newestOfApp());
        assertEquals(Optional.of(STOPPED), newestFirst(STOPPED, APP).newestOfApp());
    }

    @Test
    void groupsAreKindsAlsoWhereANewerOneNamesNone() {
        FormerMachines several = newestFirst(STOPPED, APP, WORKER);
        assertEquals(
                "former-volume-ambiguous",
                assertThrows(FlysnapException.class, several::newestOfApp).problem().code());
        assertEquals(
                Optional.empty(), several.of(new VolumeId("vol_new1"), new VolumeName("data")));
        assertEquals(Optional.of(WORKER), several.of(SECOND, new VolumeName("data")));
    }

    @Test
    void aVolumeWhoseGroupWasRenamedIsOfOneKind() {
        SnapshotRecord renamed = record(FIRST, "data", Optional.of("web"));
        assertEquals(Optional.of(renamed), newestFirst(renamed, APP).newestOfApp());
    }
}
