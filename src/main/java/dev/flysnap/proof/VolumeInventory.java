package dev.flysnap.proof;

import dev.flysnap.model.sqlite.ReplicatedDatabase;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Optional;

/**
 * The SQLite files on a volume, before its databases were quiesced.
 *
 * @param databases without those that are ignored
 * @param cutShort why not every file was seen
 * @param container the one that was looked into, on a machine of several
 * @param replicated what Litestream replicates there, as far as that can be read; absent = nothing
 */
public record VolumeInventory(
        List<FoundDatabase> databases,
        Optional<String> cutShort,
        Optional<String> container,
        Optional<List<ReplicatedDatabase>> replicated) {
    /** More would make every run of the journal as large as a small database. */
    private static final int MAX_DATABASES = 10_000;

    public VolumeInventory {
        databases = List.copyOf(databases);
    }

    /** What was seen: no more databases than the journal can keep. */
    public static VolumeInventory of(
            List<FoundDatabase> found,
            Optional<String> cutShort,
            Optional<String> container,
            List<ReplicatedDatabase> replicated) {
        Optional<List<ReplicatedDatabase>> replicas =
                Optional.of(replicated).filter(it -> !it.isEmpty());
        return found.size() <= MAX_DATABASES
                ? new VolumeInventory(found, cutShort, container, replicas)
                : new VolumeInventory(
                        found.subList(0, MAX_DATABASES),
                        Optional.of("more than %d databases".formatted(MAX_DATABASES)),
                        container,
                        replicas);
    }

    /**
     * @param ignored patterns of a shell for paths, or for file names where they have no slash
     */
    public VolumeInventory without(List<String> ignored) {
        List<PathMatcher> patterns =
                ignored.stream()
                        .map(it -> it.contains("/") ? it : "**/" + it)
                        .map(it -> FileSystems.getDefault().getPathMatcher("glob:" + it))
                        .toList();
        return new VolumeInventory(
                databases.stream()
                        .filter(it ->
                                patterns.stream()
                                        .noneMatch(pattern -> pattern.matches(Path.of(it.path()))))
                        .toList(),
                cutShort,
                container,
                replicated);
    }
}
