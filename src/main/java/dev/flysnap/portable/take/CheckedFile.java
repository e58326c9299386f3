package dev.flysnap.portable.take;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyManifest.SqliteFacts;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import dev.flysnap.sqlite.copy.PinnedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks a copy: in a file of this process alone, or as the database that it is written from. */
final class CheckedFile {
    private static final Duration CHECK_LIMIT = Duration.ofHours(6);
    private static final Duration COUNTING_LIMIT = Duration.ofMinutes(1);

    /**
     * @param library the version that made the copy
     * @throws dev.flysnap.problem.FlysnapException if it is damaged
     */
    static KnownCopy of(
            Path copy,
            TakeRequest request,
            Instant completeUntil,
            boolean isExact,
            String library,
            String journalMode) {
        return known(
                request,
                completeUntil,
                isExact,
                library,
                journalMode,
                Verification.of(copy, verification(request)),
                () -> TableCounts.of(copy, COUNTING_LIMIT));
    }

    /**
     * A database that is pinned, while it is being written to where it is kept.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is damaged
     */
    static KnownCopy of(PinnedDatabase pinned, TakeRequest request) {
        return known(
                request,
                pinned.completeUntil(),
                true,
                Database.libraryVersion(),
                pinned.journalMode(),
                pinned.verify(verification(request)),
                () -> pinned.count(COUNTING_LIMIT));
    }

    private static VerificationRequest verification(TakeRequest request) {
        return new VerificationRequest(request.check(), false, CHECK_LIMIT);
    }

    private static KnownCopy known(
            TakeRequest request,
            Instant completeUntil,
            boolean isExact,
            String library,
            String journalMode,
            Verification found,
            Supplier<TableCounts> counts) {
        DatabaseFacts facts =
                found.facts()
                        .filter(_ -> found.isGood())
                        .orElseThrow(() ->
                                TakeProblems.notGood(request.source(), found.problems())
                                        .exception());
        return new KnownCopy(
                completeUntil,
                isExact,
                request.check(),
                new SqliteFacts(
                        library,
                        journalMode,
                        facts.pageSize(),
                        facts.pageCount(),
                        facts.userVersion(),
                        facts.applicationId(),
                        facts.schemaSha256()),
                request.check() == CheckDepth.NONE ? Optional.empty() : Optional.of(counts.get()));
    }

    private CheckedFile() {}
}
