package dev.flysnap.snapshot.catalog;

import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.proof.Labels;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Finds one snapshot among all volumes that are or were the app's. */
public final class SnapshotFinder {
    private final RunContext context;
    private final SnapshotList list;
    private final Predicate<SnapshotCheck> acceptable;

    public SnapshotFinder(RunContext context) {
        this(context, check -> !check.isBad());
    }

    /**
     * @param acceptable what may be known of the newest one; else it is passed over, and that is
     *     reported
     */
    public SnapshotFinder(RunContext context, Predicate<SnapshotCheck> acceptable) {
        this.context = context;
        this.list = new SnapshotList(context);
        this.acceptable = acceptable;
    }

    /**
     * @param volume only snapshots of this one, where it is given
     * @throws dev.flysnap.problem.FlysnapException if there is none, it is not finished, or it
     *     could be of several volumes
     */
    public SnapshotRow find(AppName app, SnapshotChoice choice, Optional<VolumeId> volume) {
        return find(app, choice, volume, context.fly().volumes().list(app));
    }

    /**
     * The same for an app whose volumes were listed a moment ago.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, it is not finished, or it
     *     could be of several volumes
     */
    public SnapshotRow find(
            AppName app, SnapshotChoice choice, Optional<VolumeId> volume, List<Volume> volumes) {
        Supplier<SnapshotList.Listing> listing = () -> list.list(app, volume, volumes);
        return switch (choice) {
            case SnapshotChoice.ById(SnapshotId id) -> byId(app, id, volume, volumes);
            case SnapshotChoice.Latest() ->
                    newest(app, volume, volumes, listing.get(), _ -> true, "");
            case SnapshotChoice.At(Instant moment) ->
                    newest(
                            app,
                            volume,
                            volumes,
                            listing.get(),
                            row ->
                                    row.snapshot()
                                            .createdAt()
                                            .map(it -> !it.isAfter(moment))
                                            .orElse(false),
                            " from %s or before".formatted(TimeText.of(moment)));
            case SnapshotChoice.Labelled(Labels labels) ->
                    newest(
                            app,
                            volume,
                            volumes,
                            listing.get(),
                            row -> row.labels().containsAll(labels),
                            " with the label " + labels);
        };
    }

    /** On the volume that the journal names, else on all of the app's, deleted ones too. */
    private SnapshotRow byId(
            AppName app, SnapshotId id, Optional<VolumeId> volume, List<Volume> volumes) {
        Optional<VolumeId> known =
                volume.or(() ->
                        context.journal()
                                .snapshot(id)
                                .filter(it -> it.app().equals(app))
                                .map(SnapshotRecord::volume));
        SnapshotList.Listing listing = list.list(app, known, volumes);
        Optional<SnapshotRow> row = withId(id, listing);
        if (row.isEmpty() && known.isPresent() && volume.isEmpty()) {
            listing = list.list(app, Optional.empty(), volumes);
            row = withId(id, listing);
        }
        if (row.isEmpty() && !listing.unreadable().isEmpty()) {
            throw listing.unreadable().getFirst().why();
        }
        SnapshotRow found = row.orElseThrow(() -> CatalogProblems.notFound(app, id).exception());
        if (!found.snapshot().status().isFinished()) {
            throw CatalogProblems.notFinished(id, found.snapshot().status()).exception();
        }
        return found;
    }

    private static Optional<SnapshotRow> withId(SnapshotId id, SnapshotList.Listing listing) {
        return listing.rows().stream()
                .filter(it -> it.snapshot().id().equals(Optional.of(id)))
                .findFirst();
    }

    private SnapshotRow newest(
            AppName app,
            Optional<VolumeId> volume,
            List<Volume> volumes,
            SnapshotList.Listing listing,
            Predicate<SnapshotRow> wanted,
            String condition) {
        return newestNotBad(app, ofLineage(app, volume, volumes, listing, wanted, condition));
    }

    /** Of the volume that is given; else {@link SnapshotLineage} says of which. */
    private List<SnapshotRow> ofLineage(
            AppName app,
            Optional<VolumeId> volume,
            List<Volume> volumes,
            SnapshotList.Listing listing,
            Predicate<SnapshotRow> wanted,
            String condition) {
        List<SnapshotRow> finished =
                listing.rows().stream()
                        .filter(it -> it.snapshot().status().isFinished())
                        .filter(wanted)
                        .toList();
        requireReadable(finished, listing);
        if (finished.isEmpty()) {
            throw CatalogProblems.noneFinished(
                            app, volume.map(it -> "on " + it).orElse("on any volume") + condition)
                    .exception();
        }
        // The list has only those of a volume that is given, under the id that it has now.
        VolumeId lineage =
                volume.isPresent()
                        ? finished.getFirst().volumeId()
                        : new SnapshotLineage(context, app, finished).find(volumes);
        return finished.stream().filter(it -> it.volumeId().equals(lineage)).toList();
    }

    /**
     * All finished ones of the volume that has the app's data, newest first.
     *
     * @param volume only snapshots of this one, where it is given
     * @param volumes the app's, as they were listed a moment ago
     * @throws dev.flysnap.problem.FlysnapException if there is none, or they could be of several
     *     volumes
     */
    public List<SnapshotRow> all(AppName app, Optional<VolumeId> volume, List<Volume> volumes) {
        return ofLineage(app, volume, volumes, list.list(app, volume, volumes), _ -> true, "");
    }

    private SnapshotRow newestNotBad(AppName app, List<SnapshotRow> newestFirst) {
        List<SnapshotRow> bad =
                newestFirst.stream()
                        .takeWhile(row -> row.check().filter(acceptable.negate()).isPresent())
                        .toList();
        if (bad.size() == newestFirst.size()) {
            throw CatalogProblems.allKnownToBeBad(app, bad).exception();
        }
        if (!bad.isEmpty()) {
            context.progress()
                    .reportAlways(
                            "went past %s, which %s known to be bad (restore --even-if-bad takes one all the same): %s"
                                    .formatted(
                                            CatalogProblems.names(bad),
                                            bad.size() == 1 ? "is" : "are",
                                            bad.getFirst()
                                                    .check()
                                                    .map(SnapshotCheck::text)
                                                    .orElse("")));
        }
        return newestFirst.get(bad.size());
    }

    /** A snapshot that cannot be listed could be newer, or of another lineage: no guessing then. */
    private static void requireReadable(List<SnapshotRow> found, SnapshotList.Listing listing) {
        boolean livingFound =
                found.stream()
                        .flatMap(it -> it.volume().stream())
                        .anyMatch(it -> !it.state().isDead());
        Optional<SnapshotList.Unreadable> relevant =
                listing.unreadable().stream()
                        .filter(it -> it.isLiving() || !livingFound)
                        .findFirst();
        if (relevant.isPresent()) {
            throw relevant.get().why();
        }
    }
}
