package dev.flysnap.agent.quiesce;

import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.contract.Checkpoint;
import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.model.sqlite.WalResetBug;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.quiesce.Cancellation;
import dev.flysnap.sqlite.quiesce.QuiesceLimits;
import dev.flysnap.sqlite.quiesce.QuiesceSequence;
import dev.flysnap.sqlite.quiesce.QuiesceSession;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import dev.flysnap.sqlite.quiesce.QuiesceTarget;
import dev.flysnap.sqlite.quiesce.QuiescedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Quiesces the databases of a request. Connections are opened for each quiesce, so none goes stale.
 */
public final class AgentQuiescer {
    private static final int MAX_ATTEMPTS = 5;

    /** Rows are counted for a twentieth of the hold, and for no longer than this. */
    private static final int COUNTING_SHARE = 20;

    private static final Duration MAX_COUNTING = Duration.ofMillis(250);

    private static final Set<String> GONE = Set.of("database-absent", "database-replaced");

    private final AgentSettings settings;
    private final QuiesceStep.Listener listener;
    private final DatabaseAccess access = new DatabaseAccess();

    public AgentQuiescer(AgentSettings settings, QuiesceStep.Listener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** Whoever opens a database has to ask it before. */
    public DatabaseAccess access() {
        return access;
    }

    /**
     * Quiesces the databases that the request names, or all of them; starts over when one of them
     * disappeared meanwhile.
     *
     * @param cancellation ends it, and its hold, at any time
     * @throws HookException if the request asks for something that this agent does not support
     * @throws FlysnapException if the databases could not be quiesced
     */
    LeasedQuiesce quiesce(QuiesceRequest request, Cancellation cancellation) {
        for (int attempt = 1; ; attempt++) {
            List<NamedDatabase> chosen = chosen(request.databases());
            Map<NamedDatabase, Path> reals = new LinkedHashMap<>();
            chosen.forEach(it -> reals.put(it, it.real()));
            try {
                LeasedQuiesce result =
                        new LeasedQuiesce(
                                sequence()
                                        .run(
                                                targets(reals, request.databases().isEmpty()),
                                                Duration.ofMillis(request.holdMs()),
                                                cancellation),
                                () -> request.databases().isPresent() || includesAll(chosen),
                                () -> moved(reals));
                // With a hold this is checked when it ends; without one it has to be checked now.
                if (request.holdMs() > 0
                        || attempt == MAX_ATTEMPTS
                        || result.isComplete().getAsBoolean()) {
                    return result;
                }
            } catch (FlysnapException e) {
                if (attempt == MAX_ATTEMPTS || !isGone(e, request)) {
                    throw e;
                }
            }
        }
    }

    private QuiesceSequence sequence() {
        // Work under the lock must not take longer than the longest permitted hold.
        Duration shortest = QuiesceLimits.DEFAULT.underLock();
        Duration ceiling = settings.holdCeiling();
        Duration underLock = ceiling.compareTo(shortest) < 0 ? ceiling : shortest;
        return new QuiesceSequence(QuiesceLimits.DEFAULT.withUnderLock(underLock), listener);
    }

    /** In these cases nothing is locked any more, and a deleted database needs no quiesce. */
    private boolean isGone(FlysnapException e, QuiesceRequest request) {
        return settings.databases().isDynamic()
                && request.databases().isEmpty()
                && GONE.contains(e.problem().code());
    }

    private boolean includesAll(List<NamedDatabase> chosen) {
        return Set.copyOf(chosen).containsAll(settings.databases().all());
    }

    /** Validates a request before anything is touched. */
    void check(QuiesceRequest request) {
        if (request.holdMs() > settings.holdCeiling().toMillis()) {
            throw HookException.holdTooLong(
                    Duration.ofMillis(request.holdMs()), settings.holdCeiling());
        }
        List<NamedDatabase> _ = chosen(request.databases());
    }

    /**
     * @param names empty = all that there are
     * @throws HookException if there is none of a name
     */
    public List<NamedDatabase> chosen(Optional<List<String>> names) {
        Map<String, NamedDatabase> known = new LinkedHashMap<>();
        settings.databases().all().forEach(it -> known.put(it.name(), it));
        if (names.isEmpty()) {
            return List.copyOf(known.values());
        }
        List<NamedDatabase> chosen = new ArrayList<>();
        for (String name : names.get().stream().distinct().toList()) {
            chosen.add(
                    Optional.ofNullable(known.get(name))
                            .orElseThrow(() -> HookException.databaseUnknown(name)));
        }
        return chosen;
    }

    private static List<String> moved(Map<NamedDatabase, Path> reals) {
        return reals.entrySet().stream()
                .filter(it -> !it.getKey().real().equals(it.getValue()))
                .map(it ->
                        "%s led to %s and leads to %s now"
                                .formatted(it.getKey().file(), it.getValue(), it.getKey().real()))
                .toList();
    }

    private List<QuiesceTarget> targets(Map<NamedDatabase, Path> reals, boolean areAll) {
        Map<Path, QuiesceTarget> targets = new LinkedHashMap<>();
        reals.forEach((database, file) ->
                // Two names of one file are one database: it cannot be locked twice.
                targets.putIfAbsent(
                        file,
                        new QuiesceTarget(
                                database.name(),
                                file,
                                mayTruncate(file),
                                areAll && settings.databases().isFound(database))));
        refuseHardLinks(targets.keySet());
        return List.copyOf(targets.values());
    }

    /** To SQLite they are two databases with one file, each with a WAL of its own. */
    private static void refuseHardLinks(Set<Path> files) {
        Map<FileIdentity, Path> known = new HashMap<>();
        for (Path file : files) {
            Optional<Path> other =
                    FileIdentity.ifPresent(file)
                            .flatMap(it -> Optional.ofNullable(known.putIfAbsent(it, file)));
            if (other.isPresent()) {
                throw AgentProblems.hardLinked(other.get(), file).exception();
            }
        }
    }

    private boolean mayTruncate(Path file) {
        return settings.truncate()
                && WalResetBug.isKnownToBeAbsentFrom(settings.appSqliteVersion())
                && WalResetBug.isKnownToBeAbsentFrom(Optional.of(Database.libraryVersion()))
                && ReplicationTools.beside(file).isEmpty();
    }

    /**
     * The databases as the contract describes them; {@code held} as of now. While writers are off
     * anyway, the rows are counted for a small part of that time.
     */
    static List<DatabaseState> states(QuiesceSession quiesced, boolean held) {
        long deadline =
                System.nanoTime()
                        + Math.min(
                                quiesced.remaining().toNanos() / COUNTING_SHARE,
                                MAX_COUNTING.toNanos());
        return quiesced.databases().stream()
                .map(it -> state(it, held, held ? rows(it, deadline) : Optional.empty()))
                .toList();
    }

    private static Optional<List<CopyAnswer.Rows>> rows(
            QuiescedDatabase database, long deadlineNanos) {
        Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
        try {
            return left.isPositive()
                    ? Optional.of(
                            TableCounts.of(database.target().file(), left).rows().stream()
                                    .map(it ->
                                            new CopyAnswer.Rows(it.table(), it.rows(), it.more()))
                                    .toList())
                    : Optional.empty();
        } catch (FlysnapException notCounted) {
            return Optional.empty();
        }
    }

    private static DatabaseState state(
            QuiescedDatabase database, boolean held, Optional<List<CopyAnswer.Rows>> rows) {
        DatabaseFacts facts = database.facts();
        return new DatabaseState(
                database.target().name(),
                database.target().file().toString(),
                database.journalMode(),
                new Checkpoint(
                        database.checkpoint().busy(),
                        database.checkpoint().log(),
                        database.checkpoint().checkpointed()),
                database.walBytes(),
                held,
                database.syncProven(),
                Optional.of(facts.pageSize()),
                Optional.of(facts.pageCount()),
                Optional.of(facts.userVersion()),
                Optional.of(facts.applicationId()),
                Optional.of(facts.schemaSha256()),
                rows,
                database.note());
    }

    /** Warnings about what a quiesce did not cover. */
    static List<String> warnings(QuiesceSession quiesced) {
        return quiesced.leftOut().stream()
                .map(it ->
                        "%s (%s) was left out: it is no SQLite database, or encrypted."
                                .formatted(it.name(), it.file()))
                .toList();
    }

    /** Warnings about the SQLite versions in use. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        settings.appSqliteVersion()
                .flatMap(it -> WalResetBug.warning(it, "the app's"))
                .ifPresent(warnings::add);
        WalResetBug.warning(Database.libraryVersion(), "the agent's").ifPresent(warnings::add);
        return warnings;
    }
}
