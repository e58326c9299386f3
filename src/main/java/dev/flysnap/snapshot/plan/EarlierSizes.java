package dev.flysnap.snapshot.plan;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.JsonName;
import dev.flysnap.model.AppName;
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

    /** From the newest snapshot that is not known to be bad. */
    static Optional<EarlierSizes> of(Journal journal, AppName app, VolumeName volume) {
        return journal.newestSnapshot(
                app,
                taken -> of(taken, volume).filter(it -> !journal.isKnownToBeBad(it.snapshot())));
    }

    private static Optional<EarlierSizes> of(SnapshotRecord taken, VolumeName volume) {
        Receipt receipt = Receipt.read(taken.receipt());
        List<DatabaseSize> sizes = DatabaseSize.of(receipt.databases());
        return receipt.volume().name().equals(volume) && !sizes.isEmpty()
                ? Optional.of(new EarlierSizes(taken.snapshot(), taken.takenAt(), sizes))
                : Optional.empty();
    }

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
