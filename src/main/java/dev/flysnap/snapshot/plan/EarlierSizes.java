package dev.flysnap.snapshot.plan;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.JsonName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.proof.DatabaseSize;
import dev.flysnap.proof.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How large the databases were at the last snapshot of a volume of the same name whose receipt
 * tells it: a database that shrank to nothing since then must not be snapshotted as if it were
 * good.
 */
@JsonName("earlier-sizes")
public record EarlierSizes(SnapshotId snapshot, Instant takenAt, List<DatabaseSize> databases) {

    /** A database that is much smaller now. */
    public record Shrunk(DatabaseSize now, DatabaseSize before) {}

    /**
     * @param known newest first
     */
    static Optional<EarlierSizes> of(List<SnapshotRecord> known, VolumeName volume) {
        return known.stream()
                .map(it -> new Taken(it, Receipt.read(it.receipt())))
                .filter(it -> it.receipt.volume().name().equals(volume))
                .filter(it -> !DatabaseSize.of(it.receipt.databases()).isEmpty())
                .findFirst()
                .map(it ->
                        new EarlierSizes(
                                it.record.snapshot(),
                                it.record.takenAt(),
                                DatabaseSize.of(it.receipt.databases())));
    }

    private record Taken(SnapshotRecord record, Receipt receipt) {}

    /** The first database of which little or nothing is left. */
    public Optional<Shrunk> shrunk(List<DatabaseState> answer) {
        return DatabaseSize.of(answer).stream()
                .flatMap(now ->
                        databases.stream()
                                .filter(it -> it.name().equals(now.name()))
                                .filter(now::isMuchSmallerThan)
                                .map(before -> new Shrunk(now, before)))
                .findFirst();
    }
}
