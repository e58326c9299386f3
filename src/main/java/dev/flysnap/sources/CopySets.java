package dev.flysnap.sources;

import dev.flysnap.portable.manifest.CopyManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which copies come back together: an app needs all its databases. */
final class CopySets {
    private final Set<Origin.OfCopy> ofTheApp;

    /** The good ones of the app's databases. */
    private final Map<String, List<Origin.OfCopy>> byDatabase;

    /** What a restore takes that only names a store. */
    private final Map<String, Set<Origin.OfCopy>> newestOfStores;

    /**
     * @param all that were made for the app
     * @param ofTheApp those of its own databases
     */
    CopySets(List<Origin.OfCopy> all, List<Origin.OfCopy> ofTheApp, Instant now) {
        this.ofTheApp = Set.copyOf(ofTheApp);
        this.byDatabase =
                ofTheApp.stream()
                        .filter(it -> !it.isKnownToBeBad())
                        .filter(it -> !it.copy().isDatedInTheFuture(now))
                        .collect(
                                Collectors.groupingBy(
                                        it -> it.copy().database(),
                                        TreeMap::new,
                                        Collectors.toList()));
        Comparator<Origin.OfCopy> newest =
                Comparator.comparing((Origin.OfCopy it) -> !it.copy().isDatedInTheFuture(now))
                        .thenComparing(it -> it.copy().completeUntil())
                        .thenComparing(it -> it.copy().content());
        this.newestOfStores =
                all.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Origin.OfCopy::store,
                                        Collectors.collectingAndThen(
                                                Collectors.toMap(
                                                        it -> it.copy().database(),
                                                        Function.identity(),
                                                        BinaryOperator.maxBy(newest)),
                                                it -> Set.copyOf(it.values()))));
    }

    boolean isOfTheApp(Origin.OfCopy copy) {
        return ofTheApp.contains(copy);
    }

    /** A copy, and with one of the app's, of each other database the good one of about then. */
    CopySet with(Origin.OfCopy copy) {
        List<Origin.OfCopy> copies = new ArrayList<>(List.of(copy));
        byDatabase.forEach((database, ofIt) -> {
            if (isOfTheApp(copy) && !database.equals(copy.copy().database())) {
                nearest(copy, ofIt).ifPresent(copies::add);
            }
        });
        return new CopySet(copies, new HashSet<>(copies).equals(newestOfStores.get(copy.store())));
    }

    /** What has another name and the same place is the same database, renamed. */
    private static Optional<Origin.OfCopy> nearest(
            Origin.OfCopy copy, List<Origin.OfCopy> ofAnother) {
        CopyManifest then = copy.copy();
        return ofAnother.stream()
                .filter(it -> !it.copy().source().equals(then.source()))
                .min(
                        Comparator.comparing((Origin.OfCopy it) ->
                                        Duration.between(
                                                        it.copy().completeUntil(),
                                                        then.completeUntil())
                                                .abs())
                                .thenComparing(it -> !it.store().equals(copy.store())));
    }

    /**
     * One of each database.
     *
     * @param isNewestOfStore whether a restore of their store takes the same
     */
    record CopySet(List<Origin.OfCopy> copies, boolean isNewestOfStore) {
        CopySet {
            copies = List.copyOf(copies);
        }

        /** As restore is told. */
        String address() {
            return copies.size() > 1 && isNewestOfStore
                    ? copies.getFirst().folder()
                    : copies.stream().map(Origin.OfCopy::address).collect(Collectors.joining(" "));
        }

        /** What is not in the oldest of them is lost. */
        Instant completeUntil() {
            return copies.stream()
                    .map(it -> it.copy().completeUntil())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }

        boolean isEncrypted() {
            return copies.stream().anyMatch(it -> it.copy().isEncrypted());
        }

        long bytes() {
            return copies.stream().mapToLong(it -> it.copy().plain().bytes()).sum();
        }
    }
}
