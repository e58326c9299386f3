package dev.flysnap.demo.shop;

import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The file in which the order app notes every order that the database acknowledged. It lies outside
 * the volume and outlives it. May be read while the app writes: a line without its end does not
 * count.
 */
public final class OrderLog {
    private static final long MAX_BYTES = 1L << 30;

    /**
     * An acknowledged order.
     *
     * @param at when the commit returned, in whole milliseconds
     * @param took from the first try to the return, in whole microseconds
     */
    public record Entry(long number, Instant at, Duration took, OrderSession session) {

        /** As a line of the file: number, epoch milliseconds, microseconds, session. */
        String line() {
            return "%d %d %d %s\n"
                    .formatted(number, at.toEpochMilli(), took.toNanos() / 1000, session);
        }

        static Entry parse(String line) {
            String[] words = line.split(" ", -1);
            if (words.length != 4) {
                throw new IllegalArgumentException("should be four words: " + line);
            }
            return new Entry(
                    Long.parseLong(words[0]),
                    Instant.ofEpochMilli(Long.parseLong(words[1])),
                    Duration.of(Long.parseLong(words[2]), ChronoUnit.MICROS),
                    new OrderSession(words[3]));
        }

        private Instant begun() {
            return at.minus(took);
        }
    }

    private final List<Entry> entries;

    private OrderLog(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * What the file holds at this moment; nothing when it is not there yet.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is no order log, or larger than 1 GiB
     */
    public static OrderLog read(Path file) {
        try {
            if (!Files.exists(file)) {
                return new OrderLog(List.of());
            }
            if (Files.size(file) > MAX_BYTES) {
                throw DemoProblems.logNotUsable(file, "It is larger than 1 GiB.").exception();
            }
            String text = Files.readString(file);
            String complete = text.substring(0, text.lastIndexOf('\n') + 1);
            return new OrderLog(complete.lines().map(Entry::parse).toList());
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw DemoProblems.logNotUsable(file, FailureText.of(e)).exception(e);
        }
    }

    /** In the order in which they were acknowledged. */
    public List<Entry> entries() {
        return entries;
    }

    /** Those whose acknowledgement came before the moment; in doubt within its millisecond, not. */
    public List<Entry> acknowledgedBefore(Instant moment) {
        return matching(before(moment)).toList();
    }

    /** How many orders were acknowledged before the moment. */
    public long countBefore(Instant moment) {
        return matching(before(moment)).count();
    }

    /**
     * The longest commit that was under way at any time between the two, as its writer felt it;
     * empty when none was.
     */
    public Optional<Duration> longestCommit(Instant from, Instant to) {
        return matching(entry -> !entry.at().isBefore(from) && !entry.begun().isAfter(to))
                .map(Entry::took)
                .max(Duration::compareTo);
    }

    private static Predicate<Entry> before(Instant moment) {
        return entry -> entry.at().toEpochMilli() < moment.toEpochMilli();
    }

    private Stream<Entry> matching(Predicate<Entry> condition) {
        return entries.stream().filter(condition);
    }
}
