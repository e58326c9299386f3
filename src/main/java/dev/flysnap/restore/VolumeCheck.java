package dev.flysnap.restore;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Check;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.Verification;
import dev.flysnap.sqlite.VerificationRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds every SQLite database on a volume that nobody else uses, and checks it. */
public final class VolumeCheck {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int DEEPEST = 16;
    private static final int MOST_DATABASES = 10_000;
    private static final Duration LIMIT_EACH = Duration.ofHours(6);

    private final Path volume;
    private final VerifyLevel level;
    private final List<Expectation> expectations;

    /**
     * @param expectations what queries must give, asked of sound databases only
     */
    public VolumeCheck(Path volume, VerifyLevel level, List<Expectation> expectations) {
        this.volume = volume;
        this.level = level;
        this.expectations = List.copyOf(expectations);
    }

    /** What is there, and what is wrong with it. */
    public Verdict verdict() {
        List<Verdict.Found> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try (Stream<Path> files = Files.walk(volume, DEEPEST)) {
            for (Path file :
                    files.filter(VolumeCheck::isDatabase).limit(MOST_DATABASES).sorted().toList()) {
                found.add(checked(file));
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            problems.add("the volume cannot be read: " + e);
        }
        Optional<List<Expectation.Result>> results =
                expectations.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new ExpectationCheck(volume, found)
                                        .results(expectations, problems));
        return new Verdict(found, results, problems);
    }

    private Verdict.Found checked(Path file) {
        String path = volume.relativize(file).toString();
        try {
            long bytes = Files.size(file);
            Verification result =
                    Verification.of(file, new VerificationRequest(check(), false, LIMIT_EACH));
            Optional<DatabaseFacts> facts = result.facts();
            return new Verdict.Found(
                    path,
                    bytes,
                    checkName(),
                    facts.map(DatabaseFacts::pageCount).orElse(0L),
                    facts.map(DatabaseFacts::userVersion).orElse(0L),
                    facts.map(DatabaseFacts::schemaSha256),
                    result.problems());
        } catch (FlysnapException e) {
            return new Verdict.Found(
                    path,
                    0,
                    checkName(),
                    0,
                    0,
                    Optional.empty(),
                    List.of(e.problem().what() + " " + e.problem().why()));
        } catch (IOException e) {
            return new Verdict.Found(
                    path, 0, checkName(), 0, 0, Optional.empty(), List.of(e.toString()));
        }
    }

    private Check check() {
        return switch (level) {
            case NONE -> Check.NONE;
            case QUICK -> Check.QUICK;
            case FULL -> Check.FULL;
        };
    }

    private String checkName() {
        return switch (level) {
            case NONE -> "none";
            case QUICK -> "quick_check";
            case FULL -> "integrity_check";
        };
    }

    /**
     * Read before any connection of ours is open, as SQLITE's locks want it: each file is looked at
     * once, at the start.
     */
    private static boolean isDatabase(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
