package dev.flysnap.hook.look;

import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.problem.PrintableText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what {@code litestream.sh} and {@code replicas.sh} print of it. */
final class LitestreamLines {
    private static final int MAX_DATABASES = 100;

    private final Set<ReplicatedDatabase> replicated = new LinkedHashSet<>();
    private Optional<String> config = Optional.empty();
    private boolean isRunning;
    private String database = "";

    /** Of a line {@code @name value}; others are left alone. */
    void fact(String name, String value) {
        switch (name) {
            case "litestream_runs" -> isRunning = true;
            case "litestream_config" -> config = Optional.of(PrintableText.of(value));
            case "replicated", "asked" -> database = PrintableText.of(value);
            case "replica_at" -> {
                if (replicated.size() < MAX_DATABASES) {
                    replicated.add(new ReplicatedDatabase(database, PrintableText.of(value)));
                }
            }
            case "newest" -> time(value).ifPresent(this::newest);
            default -> {
                // Not about Litestream.
            }
        }
    }

    /** Of a database with several replicas, the first one is what a restore takes. */
    private void newest(Instant at) {
        List<ReplicatedDatabase> known = new ArrayList<>();
        boolean isTold = false;
        for (ReplicatedDatabase one : replicated) {
            boolean isFirst = !isTold && one.path().equals(database);
            known.add(isFirst ? one.withNewest(at) : one);
            isTold |= isFirst;
        }
        replicated.clear();
        replicated.addAll(known);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    LitestreamSetup setup() {
        return new LitestreamSetup(config, isRunning, List.copyOf(replicated));
    }
}
