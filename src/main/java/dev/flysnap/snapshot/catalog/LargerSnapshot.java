package dev.flysnap.snapshot.catalog;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.proof.DatabaseSize;
import dev.flysnap.proof.Receipt;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An older snapshot that holds much more of a database than there is now: the database may have
 * been emptied since then.
 *
 * @param newest the snapshot that tells how large it is now; absent = the machine does
 */
public record LargerSnapshot(
        SnapshotRecord taken, DatabaseSize then, DatabaseSize now, Optional<SnapshotId> newest) {

    private record Sized(SnapshotRecord taken, Receipt receipt, List<DatabaseSize> databases) {
        static Sized of(SnapshotRecord taken) {
            Receipt receipt = Receipt.read(taken.receipt());
            return new Sized(taken, receipt, DatabaseSize.of(receipt.databases()));
        }
    }

    /** For each volume's name: the newest snapshot that holds more than the newest one. Pure. */
    public static List<LargerSnapshot> find(List<SnapshotRecord> known) {
        List<Sized> sized = sized(known);
        return sized.stream()
                .map(it -> it.receipt.volume().name())
                .distinct()
                .flatMap(name -> {
                    List<Sized> ofName = ofName(sized, name);
                    Sized newest = ofName.getFirst();
                    return find(ofName, newest.databases, Optional.of(newest.taken.snapshot()))
                            .stream();
                })
                .toList();
    }

    /** The newest snapshot that holds more than there is now. Pure. */
    public static Optional<LargerSnapshot> find(
            List<SnapshotRecord> known, VolumeName name, List<DatabaseSize> now) {
        return find(ofName(sized(known), name), now, Optional.empty());
    }

    private static List<Sized> sized(List<SnapshotRecord> known) {
        return known.stream()
                .sorted(Comparator.comparing(SnapshotRecord::takenAt).reversed())
                .map(Sized::of)
                .filter(it -> !it.databases.isEmpty())
                .toList();
    }

    private static List<Sized> ofName(List<Sized> all, VolumeName name) {
        return all.stream().filter(it -> it.receipt.volume().name().equals(name)).toList();
    }

    private static Optional<LargerSnapshot> find(
            List<Sized> newestFirst, List<DatabaseSize> now, Optional<SnapshotId> newest) {
        return newestFirst.stream()
                .flatMap(sized ->
                        sized.databases.stream()
                                .flatMap(then ->
                                        now.stream()
                                                .filter(it -> it.name().equals(then.name()))
                                                .filter(it -> it.isMuchSmallerThan(then))
                                                .map(it ->
                                                        new LargerSnapshot(
                                                                sized.taken, then, it, newest))))
                .findFirst();
    }

    /** A sentence for the user. */
    public String text() {
        return "The database %s has %s%s; at the snapshot %s of %s (%s) it had %s."
                .formatted(
                        now.name(),
                        now.text(),
                        newest.map(it -> " at the newest snapshot " + it).orElse(" now"),
                        taken.snapshot(),
                        taken.volume(),
                        taken.takenAt().truncatedTo(ChronoUnit.SECONDS),
                        then.text());
    }

    /** The command that shows what a restore of it would do. */
    public String command() {
        return "flysnap restore %s --app %s --dry-run".formatted(taken.snapshot(), taken.app());
    }
}
