package dev.flysnap.proof;

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
 */
public record VolumeInventory(List<FoundDatabase> databases, Optional<String> cutShort) {
    /** More would make every run of the journal as large as a small database. */
    private static final int MAX_DATABASES = 10_000;

    public VolumeInventory {
        databases = List.copyOf(databases);
    }

    /**
     * @param ignored patterns of a shell for paths, or for file names where they have no slash
     */
    public static VolumeInventory of(
            List<FoundDatabase> found, Optional<String> cutShort, List<String> ignored) {
        List<PathMatcher> patterns =
                ignored.stream()
                        .map(it -> it.contains("/") ? it : "**/" + it)
                        .map(it -> FileSystems.getDefault().getPathMatcher("glob:" + it))
                        .toList();
        List<FoundDatabase> kept =
                found.stream()
                        .filter(it ->
                                patterns.stream()
                                        .noneMatch(pattern -> pattern.matches(Path.of(it.path()))))
                        .toList();
        return kept.size() <= MAX_DATABASES
                ? new VolumeInventory(kept, cutShort)
                : new VolumeInventory(
                        kept.subList(0, MAX_DATABASES),
                        Optional.of("more than %d databases".formatted(MAX_DATABASES)));
    }
}
