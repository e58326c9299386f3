package dev.flysnap.restore.verify;

import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.CheckDepth;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds and checks every SQLite database on a volume that nothing else uses. */
public final class VolumeCheck {
    private static final Duration TIMEOUT_PER_DATABASE = Duration.ofHours(6);

    private final Path volume;
    private final VerifyLevel level;
    private final List<Expectation> expectations;

    /**
     * @param expectations what queries must give; run on sound databases only
     */
    public VolumeCheck(Path volume, VerifyLevel level, List<Expectation> expectations) {
        this.volume = volume;
        this.level = level;
        this.expectations = List.copyOf(expectations);
    }

    /** What is there, and what is wrong with it. */
    public Verdict verdict() {
        VolumeScan scan = VolumeScan.of(volume);
        List<Verdict.Found> found = scan.databases().stream().map(this::check).toList();
        List<String> problems = new ArrayList<>(scan.problems());
        Optional<List<Expectation.Result>> results =
                expectations.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new ExpectationCheck(volume, found).run(expectations, problems));
        return new Verdict(found, results, problems);
    }

    private Verdict.Found check(Path file) {
        String path = volume.relativize(file).toString();
        try {
            long bytes = Files.size(file);
            Verification result =
                    Verification.of(
                            file, new VerificationRequest(depth(), false, TIMEOUT_PER_DATABASE));
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
                    path, 0, checkName(), 0, 0, Optional.empty(), List.of(FailureText.of(e)));
        }
    }

    private CheckDepth depth() {
        return switch (level) {
            case NONE -> CheckDepth.NONE;
            case QUICK -> CheckDepth.QUICK;
            case FULL -> CheckDepth.FULL;
        };
    }

    private String checkName() {
        return switch (level) {
            case NONE -> "none";
            case QUICK -> "quick_check";
            case FULL -> "integrity_check";
        };
    }
}
