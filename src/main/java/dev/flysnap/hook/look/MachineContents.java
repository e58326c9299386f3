package dev.flysnap.hook.look;

import dev.flysnap.proof.FoundDatabase;
import dev.flysnap.proof.VolumeInventory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one look into a machine has seen.
 *
 * @param sqlite3 the version of the image's {@code sqlite3}
 * @param hasFlysnap whether the image has flysnap
 * @param isMusl whether the image has musl instead of glibc
 * @param memoryMb of the machine, as its kernel says: a little less than was bought
 * @param hasLiteFs whether LiteFS is mounted
 * @param settings variables that name a file of SQLite's, secrets included: the path, nothing else
 * @param databases on the volumes
 * @param elsewhere open files on no volume that look like databases, each with its processes
 * @param litestream the directories in which Litestream keeps what it replicates
 * @param replication what it replicates, and where to
 * @param container the one that was looked into, on a machine of several
 * @param cutShort why not everything was seen
 */
public record MachineContents(
        Optional<String> sqlite3,
        boolean hasFlysnap,
        boolean isMusl,
        Optional<Integer> memoryMb,
        boolean hasLiteFs,
        Map<String, String> settings,
        List<FoundDatabase> databases,
        Map<String, List<String>> elsewhere,
        List<String> litestream,
        LitestreamSetup replication,
        Optional<String> container,
        Optional<String> cutShort) {
    public MachineContents {
        settings = Map.copyOf(settings);
        databases = List.copyOf(databases);
        litestream = List.copyOf(litestream);
    }

    /** The databases on the volumes. */
    public VolumeInventory inventory() {
        return VolumeInventory.of(databases, cutShort, container, replication.replicated());
    }
}
