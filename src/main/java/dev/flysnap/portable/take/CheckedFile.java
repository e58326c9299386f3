package dev.flysnap.portable.take;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyManifest.SqliteFacts;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Opens and checks a copy that lies in a file of this process alone. */
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
        Verification found =
                Verification.of(copy, new VerificationRequest(request.check(), false, CHECK_LIMIT));
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
                facts(library, journalMode, facts),
                request.check() == CheckDepth.NONE
                        ? Optional.empty()
                        : Optional.of(TableCounts.of(copy, COUNTING_LIMIT)));
    }

    static SqliteFacts facts(String library, String journalMode, DatabaseFacts facts) {
        return new SqliteFacts(
                library,
                journalMode,
                facts.pageSize(),
                facts.pageCount(),
                facts.userVersion(),
                facts.applicationId(),
                facts.schemaSha256());
    }

    private CheckedFile() {}
}
