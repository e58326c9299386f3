package dev.flysnap.contract.replace;

import java.util.List;
import java.util.Optional;

/**
 * What the databases are, and what is kept of earlier ones.
 *
 * @param active the attempt that replaces, or uploads, some of them now
 * @param replacing the attempt that replaces some of them now; how that ends is not known yet
 */
public record DatabasesAnswer(
        Optional<String> machineId,
        Optional<String> active,
        Optional<String> replacing,
        List<Entry> databases) {
    public DatabasesAnswer {
        databases = List.copyOf(databases);
    }

    /**
     * One database.
     *
     * @param setAside the old ones that are kept, without that of an attempt that is still
     *     replacing
     */
    public record Entry(String name, String path, Optional<Long> bytes, List<Kept> setAside) {
        public Entry {
            setAside = List.copyOf(setAside);
        }
    }

    /**
     * @param attempt that replaced it
     */
    public record Kept(String attempt, long bytes) {}

    /** Whether an old one of every database is kept for the attempt. */
    public boolean hasKept(List<String> names, String attempt) {
        return names.stream()
                .allMatch(name ->
                        databases.stream()
                                .filter(it -> it.name().equals(name))
                                .flatMap(it -> it.setAside().stream())
                                .anyMatch(it -> it.attempt().equals(attempt)));
    }
}
