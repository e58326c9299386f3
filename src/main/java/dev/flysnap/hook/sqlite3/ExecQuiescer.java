package dev.flysnap.hook.sqlite3;

import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.CheckAnswer.DatabaseCheck;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.client.HookProblems;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.WalResetBug;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Quiesces without an agent: runs a script with {@code sqlite3}, {@code sh} and {@code sync}
 * through the Machines API's exec. A hold is a process in the machine that ends by itself. Fly
 * refuses exec while anybody holds the machine's lease. Source: PLATFORM, Exec.
 */
public final class ExecQuiescer implements Quiescer {
    /** Above 30 s the platform answers 408 at random. */
    private static final Duration PREPARE_LIMIT = Duration.ofSeconds(25);

    private static final Duration QUIESCE_LIMIT = Duration.ofSeconds(20);
    private static final Duration RESUME_LIMIT = Duration.ofSeconds(10);

    /** For a large WAL on a slow device: each attempt finds less left to write. */
    private static final int MAX_PREPARES = 12;

    /** The contract's level: syncs are proven, writers can be held, there are no copies. */
    private static final int LEVEL = 2;

    private static final int MAX_TRIES = 3;
    private static final RetryPauses PAUSES =
            RetryPauses.growing(Duration.ofMillis(500), 1.5, Duration.ofSeconds(5));

    private static final RetryPauses CHECK_PAUSES =
            RetryPauses.growing(Duration.ofSeconds(1), 1.5, Duration.ofSeconds(15));

    /** A limit also where the clock stands still: more than a day. */
    private static final int MAX_CHECK_POLLS = 10_000;

    private static final Pattern ATTEMPT = Pattern.compile("[A-Za-z0-9_./-]{1,200}");
    private static final String LEASE_SEPARATOR = "@";

    private final Machines machines;
    private final ExecTarget target;
    private final MachineId machine;
    private final List<String> databases;
    private final Sleeper sleeper;
    private final RetryRunner retries;
    private final InstantSource clock;

    /**
     * @param databases each {@code NAME=/path}, used when a call names none
     */
    public ExecQuiescer(
            Machines machines,
            ExecTarget target,
            List<String> databases,
            Sleeper sleeper,
            InstantSource clock) {
        this.machines = machines;
        this.target = target;
        this.machine = target.machine();
        this.databases = databases;
        this.sleeper = sleeper;
        this.retries = new RetryRunner(sleeper, clock);
        this.clock = clock;
    }

    @Override
    public StatusAnswer status() {
        ExecAnswer answer = run(databases, "status - 0", RESUME_LIMIT, MAX_TRIES);
        return new StatusAnswer(
                LEVEL,
                Optional.of(target.app().value()),
                Optional.of(machine.value()),
                Optional.of(answer.sqliteVersion()),
                Optional.empty(),
                answer.statuses(),
                Optional.empty(),
                Optional.of(ExecScript.HOLD_CEILING.toMillis()),
                Optional.empty(),
                warnings(answer));
    }

    @Override
    public Quiesced quiesce(String attempt, Duration hold, List<String> named) {
        if (!ATTEMPT.matcher(attempt).matches()) {
            throw new IllegalArgumentException(
                    "an attempt that is not safe in a shell: " + attempt);
        }
        if (hold.compareTo(ExecScript.HOLD_CEILING) > 0) {
            throw ExecProblems.holdTooLong(where(), hold, ExecScript.HOLD_CEILING).exception();
        }
        List<String> selected = named.isEmpty() ? databases : named;
        ExecAnswer _ = run(selected, "prepare - 0", PREPARE_LIMIT, MAX_PREPARES);
        Instant sentAt = clock.instant();
        ExecAnswer answer =
                run(selected, "quiesce " + attempt + " " + seconds(hold), QUIESCE_LIMIT, MAX_TRIES);
        if (answer.fact("done").isEmpty() || answer.databases().size() != selected.size()) {
            throw ExecProblems.cutOff(where()).exception();
        }
        boolean held = answer.fact("held").filter("yes"::equals).isPresent();
        return new Quiesced(
                new QuiesceAnswer(
                        attempt + LEASE_SEPARATOR + String.join(",", selected),
                        // The hold's process starts to count later than this was sent.
                        held ? hold.toMillis() : 0,
                        Optional.of(target.app().value()),
                        // The platform ran it in this machine and no other.
                        Optional.of(machine.value()),
                        answer.sqliteVersion(),
                        Optional.empty(),
                        answer.states(held),
                        warnings(answer),
                        Optional.of(LEVEL)),
                sentAt,
                clock.instant());
    }

    private static Optional<List<String>> warnings(ExecAnswer answer) {
        return WalResetBug.warning(answer.sqliteVersion(), "sqlite3 in the image").map(List::of);
    }

    private static String seconds(Duration hold) {
        return hold.isZero() ? "0" : String.format(Locale.ROOT, "%.3f", hold.toMillis() / 1000.0);
    }

    @Override
    public Resumed resume(String lease) {
        String[] parts = lease.split(LEASE_SEPARATOR, 2);
        if (parts.length != 2 || !ATTEMPT.matcher(parts[0]).matches()) {
            return new Resumed.Unknown();
        }
        String said =
                run(
                                List.of(parts[1].split(",", -1)),
                                "resume " + parts[0] + " 0",
                                RESUME_LIMIT,
                                MAX_TRIES)
                        .fact("resumed")
                        .orElse("unknown");
        String[] words = (said + " 0").split(" ", 3);
        long heldMs = words[1].matches("\\d{1,12}") ? Long.parseLong(words[1]) : 0;
        return switch (words[0]) {
            case "intact" -> new Resumed.Intact(heldMs);
            case "lapsed" -> new Resumed.Lapsed(heldMs);
            default -> new Resumed.Unknown();
        };
    }

    @Override
    public CheckAnswer check(String attempt, CheckDepth depth, List<String> named, Duration limit) {
        if (!ATTEMPT.matcher(attempt).matches()) {
            throw new IllegalArgumentException(
                    "an attempt that is not safe in a shell: " + attempt);
        }
        String line = "check-%s %s %d".formatted(depth.word(), attempt, limit.toSeconds());
        Instant deadline = clock.instant().plus(limit);
        for (int asked = 1; ; asked++) {
            Optional<List<DatabaseCheck>> found =
                    ExecCheck.read(
                            output(
                                    named.isEmpty() ? databases : named,
                                    line,
                                    PREPARE_LIMIT,
                                    MAX_TRIES));
            if (found.isPresent()) {
                return new CheckAnswer(
                        CheckAnswer.State.DONE,
                        Optional.of(target.app().value()),
                        Optional.of(machine.value()),
                        found.get());
            }
            if (asked >= MAX_CHECK_POLLS || !clock.instant().isBefore(deadline)) {
                throw HookProblems.checkTooSlow(where(), limit).exception();
            }
            sleeper.sleep(CHECK_PAUSES.after(asked));
        }
    }

    private ExecAnswer run(List<String> named, String line, Duration limit, int maxAttempts) {
        return ExecAnswer.read(output(named, line, limit, maxAttempts));
    }

    /** Runs the script; each of its verbs is idempotent, so it is run again after a lost answer. */
    private String output(List<String> named, String line, Duration limit, int maxAttempts) {
        List<String> command = List.of("sh", "-c", ExecScript.of(named));
        return retries.run(
                RetryRules.forFailures(maxAttempts, PAUSES, ExecQuiescer::mayHaveRun),
                () -> checked(machines.exec(target, command, line + "\n", limit)));
    }

    private static boolean mayHaveRun(RuntimeException failure) {
        return failure instanceof FlyException call
                && call.outcome() == FlyException.Outcome.UNKNOWN;
    }

    private String checked(ExecResult result) {
        Optional<String[]> error = ExecAnswer.read(result.stdout()).error();
        if (error.isPresent()) {
            throw ExecProblems.reported(
                            error.get()[0], error.get()[1], machine, where(), QUIESCE_LIMIT)
                    .exception();
        }
        if (result.exitCode() != 0) {
            throw ExecProblems.shellFailed(where(), result.exitCode(), result.stderr()).exception();
        }
        return result.stdout();
    }

    private String where() {
        return "machine " + machine + " (sqlite3 by exec)";
    }
}
