package dev.flysnap.restore.verify;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds and checks every SQLite database on a volume that nothing else uses. */
public final class VolumeCheck {
    private static final Duration TIMEOUT_PER_DATABASE = Duration.ofHours(6);

    /** For the rows of one database. */
    private static final Duration COUNTING_LIMIT = Duration.ofMinutes(1);

    private final Path volume;
    private final CheckDepth level;
    private final List<Expectation> expectations;

    /**
     * @param expectations what queries must give; run on sound databases only
     */
    public VolumeCheck(Path volume, CheckDepth level, List<Expectation> expectations) {
        this.volume = volume;
        this.level = level;
        this.expectations = List.copyOf(expectations);
    }

    /** What is there, and what is wrong with it. */
    public Verdict verdict() {
        VolumeScan scan = VolumeScan.of(volume);
        List<Verdict.Found> found = scan.databases().stream().map(this::check).toList();
        Optional<List<Expectation.Result>> results =
                expectations.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ExpectationCheck(found, this::ask).run(expectations));
        return new Verdict(found, results, scan.problems());
    }

    private Verdict.Found check(Path file) {
        String path = volume.relativize(file).toString();
        try {
            long bytes = Files.size(file);
            Verification result =
                    Verification.of(
                            file, new VerificationRequest(level, false, TIMEOUT_PER_DATABASE));
            Optional<DatabaseFacts> facts = result.facts();
            Optional<TableCounts> counts =
                    result.isGood()
                            ? Optional.of(TableCounts.of(file, COUNTING_LIMIT))
                            : Optional.empty();
            return new Verdict.Found(
                    path,
                    bytes,
                    level.checkName(),
                    facts.map(DatabaseFacts::pageCount).orElse(0L),
                    facts.map(DatabaseFacts::userVersion).orElse(0L),
                    facts.map(DatabaseFacts::schemaSha256),
                    result.problems(),
                    facts.map(DatabaseFacts::pageSize),
                    counts.map(TableCounts::tables),
                    counts.map(TableCounts::rows));
        } catch (FlysnapException e) {
            return Verdict.Found.unreadable(
                    path, level.checkName(), e.problem().what() + " " + e.problem().why());
        } catch (IOException e) {
            return Verdict.Found.unreadable(path, level.checkName(), FailureText.of(e));
        }
    }

    private ExpectationCheck.Answer ask(Verdict.Found database, String sql) {
        return ExpectationCheck.Answer.ofFile(volume.resolve(database.path()), sql);
    }
}
