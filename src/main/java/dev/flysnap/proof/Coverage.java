package dev.flysnap.proof;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.json.JsonName;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.ShortList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every SQLite file on the volume, quiesced or not, with a grade each.
 *
 * @param databases by path
 * @param cutShort why there may be more
 * @param container the one that was looked into, on a machine of several
 * @param replicated what Litestream replicates there, as far as that can be read; absent = nothing
 */
@JsonName("coverage")
public record Coverage(
        List<OnVolume> databases,
        Optional<String> cutShort,
        Optional<String> container,
        Optional<List<ReplicatedDatabase>> replicated) {
    /** A WAL of this size is one that something keeps from being reset. */
    private static final long LARGE_WAL_BYTES = 256L << 20;

    private static final int MAX_NAMED = 6;

    /**
     * One of them.
     *
     * @param openBy the processes that had it open before the quiesce: {@code puma (17)}
     */
    public record OnVolume(
            String path,
            boolean quiesced,
            Grade grade,
            long bytes,
            long walBytes,
            List<String> openBy) {
        public OnVolume {
            openBy = List.copyOf(openBy);
        }
    }

    public Coverage {
        databases = List.copyOf(databases);
    }

    /**
     * @param quiesced as the hook answered
     * @param graded what those have
     */
    public static Coverage of(
            VolumeInventory inventory, List<DatabaseState> quiesced, Graded graded) {
        return of(inventory, quiesced.stream().map(DatabaseState::path).toList(), graded);
    }

    /** What a quiesce would cover: grades are not known yet, and the lowest. */
    public static Coverage beforeQuiesce(VolumeInventory inventory, List<String> quiesced) {
        return of(inventory, quiesced, new Graded(Grade.CRASH_CONSISTENT, List.of(), Map.of()));
    }

    private static Coverage of(
            VolumeInventory inventory, Collection<String> quiesced, Graded graded) {
        Set<String> paths = new HashSet<>(quiesced);
        return new Coverage(
                inventory.databases().stream()
                        .map(it -> {
                            String path = paths.contains(it.path()) ? it.path() : it.realPath();
                            boolean isQuiesced = paths.contains(path);
                            return new OnVolume(
                                    it.path(),
                                    isQuiesced,
                                    isQuiesced
                                            ? graded.of(path)
                                            : graded.grade() == Grade.STOPPED
                                                    ? Grade.STOPPED
                                                    : Grade.CRASH_CONSISTENT,
                                    it.bytes(),
                                    it.walBytes(),
                                    it.openBy());
                        })
                        .toList(),
                inventory.cutShort(),
                inventory.container(),
                inventory.replicated());
    }

    /** Those that nobody quiesced. */
    public List<OnVolume> others() {
        return databases.stream().filter(it -> !it.quiesced()).toList();
    }

    /** What is said of those that nobody quiesced, if there are any, or may be. */
    public Optional<String> summary() {
        List<OnVolume> others = others();
        String more = cutShort.map(" (there may be more: %s)"::formatted).orElse("");
        if (others.isEmpty()) {
            return cutShort.map("there may be databases that nobody quiesces: %s"::formatted);
        }
        return Optional.of(
                PrintableText.of(
                        "%s on this volume%s, and nobody quiesces %s: %s%s"
                                .formatted(
                                        others.size() == 1
                                                ? "1 more database lies"
                                                : "%d more databases lie".formatted(others.size()),
                                        container
                                                .map(" (seen in container %s)"::formatted)
                                                .orElse(""),
                                        others.size() == 1 ? "it" : "them",
                                        ShortList.text(
                                                others.stream().map(OnVolume::path).toList()),
                                        more)));
    }

    /** The snapshot's grade is the worst of those that a process has open. */
    public Graded limit(Graded graded) {
        List<String> limits = new ArrayList<>(graded.limits());
        List<OnVolume> open =
                others().stream()
                        .filter(it -> !it.openBy().isEmpty())
                        .filter(it -> it.grade().compareTo(graded.grade()) < 0)
                        .toList();
        open.stream()
                .limit(MAX_NAMED)
                .forEach(it ->
                        limits.add(
                                PrintableText.of(
                                        "%s is open by %s, and nobody quiesced it."
                                                .formatted(
                                                        it.path(),
                                                        String.join(", ", it.openBy())))));
        return open.isEmpty()
                ? graded
                : new Graded(Grade.CRASH_CONSISTENT, limits, graded.databases());
    }

    /** Sentences about WALs that are not reset. */
    public List<String> warnings() {
        return databases.stream()
                .filter(it -> it.walBytes() >= LARGE_WAL_BYTES)
                .limit(MAX_NAMED)
                .map(it ->
                        PrintableText.of(
                                "The WAL of %s has %d MB: a transaction that stays open keeps it from being reset%s."
                                        .formatted(
                                                it.path(),
                                                it.walBytes() >> 20,
                                                it.openBy().isEmpty()
                                                        ? ""
                                                        : ", probably in "
                                                                + String.join(", ", it.openBy()))))
                .toList();
    }
}
