package dev.flysnap.hook.client;

import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.CheckRequest;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.FilesAnswer;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeAnswer;
import dev.flysnap.contract.ResumeRequest;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hook contract over any transport. Requests without an answer are sent again: the attempt
 * makes a quiesce idempotent, the lease a resume.
 */
public final class ContractClient implements Quiescer {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    /** A limit also where the clock stands still. */
    private static final int MAX_POLLS = 300;

    /** The agent ends a check for which nobody asks for a minute. */
    private static final RetryPauses CHECK_PAUSES =
            RetryPauses.growing(Duration.ofMillis(500), 1.5, Duration.ofSeconds(10));

    /** A limit also where the clock stands still: more than a day. */
    private static final int MAX_CHECK_POLLS = 10_000;

    private static final Set<Integer> RETRYABLE_STATUSES = Set.of(429, 502, 503, 504);
    private static final RetryRules<HookReply> RETRIES =
            RetryRules.forAnswers(
                    3,
                    RetryPauses.growing(Duration.ofMillis(200), 2.0, Duration.ofSeconds(5)),
                    ContractClient::isRetryable,
                    ContractClient::retryAfter);

    private final HookTransport transport;
    private final AppName app;
    private final MachineId machine;
    private final HookTimeouts timeouts;
    private final Sleeper sleeper;
    private final InstantSource clock;

    public ContractClient(
            HookTransport transport,
            AppName app,
            MachineId machine,
            HookTimeouts timeouts,
            Sleeper sleeper,
            InstantSource clock) {
        this.transport = transport;
        this.app = app;
        this.machine = machine;
        this.timeouts = timeouts;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    @Override
    public StatusAnswer status() {
        StatusAnswer status =
                call(
                        new HookCall("status", Optional.empty(), timeouts.quick()),
                        StatusAnswer.class);
        Optional<Problem> wrong = wrongMachine(status.machineId());
        if (wrong.isPresent()) {
            throw wrong.get().exception();
        }
        return status;
    }

    @Override
    public Optional<FilesAnswer> files() {
        HookCall call = new HookCall("files", Optional.empty(), timeouts.quick());
        HookReply.Answered reply = exchange(call).answer();
        if (reply.status() == 404 || reply.status() == 405) {
            return Optional.empty();
        }
        return Optional.of(read(call, reply, FilesAnswer.class))
                .filter(it -> wrongMachine(it.machineId()).isEmpty());
    }

    @Override
    public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
        QuiesceRequest request =
                new QuiesceRequest(
                        attempt,
                        hold.toMillis(),
                        Optional.of(databases).filter(it -> !it.isEmpty()));
        Instant sentAt = clock.instant();
        HookCall call =
                new HookCall(
                        "quiesce",
                        Optional.of(Records.write(QuiesceRequest.class, request)),
                        timeouts.quiesce());
        Exchange last = exchange(call);
        // The answer's times count from the first request.
        QuiesceAnswer answer =
                read(call, last.answer(), QuiesceAnswer.class)
                        .countedFromEarlier(Duration.between(sentAt, last.countsFrom()));
        Quiesced quiesced = new Quiesced(answer, sentAt, clock.instant());
        Optional<Problem> breach =
                wrongMachine(answer.machineId()).or(() -> incomplete(databases, answer));
        if (breach.isPresent()) {
            throw released(quiesced, breach.get());
        }
        return quiesced;
    }

    @Override
    public Resumed resume(String lease) {
        HookCall call =
                new HookCall(
                        "resume",
                        Optional.of(Records.write(ResumeRequest.class, new ResumeRequest(lease))),
                        timeouts.quick());
        HookReply.Answered answer = exchange(call).answer();
        Optional<HookError> error = HookError.parse(answer.body());
        if ((answer.status() == 404 && error.filter(HookError::isFromHook).isPresent())
                || error.filter(HookError::isLeaseUnknown).isPresent()) {
            return new Resumed.Unknown();
        }
        Optional<HookError> broken = error.filter(HookError::isHoldBroken);
        if (broken.isPresent()) {
            return new Resumed.Broken(broken.get().heldMs().orElse(0L), broken.get().message());
        }
        if (answer.status() == 410 || error.filter(HookError::isLeaseLapsed).isPresent()) {
            return new Resumed.Lapsed(error.flatMap(HookError::heldMs).orElse(0L));
        }
        ResumeAnswer resumed = read(call, answer, ResumeAnswer.class);
        return resumed.intact()
                ? new Resumed.Intact(resumed.heldMs())
                : new Resumed.Lapsed(resumed.heldMs());
    }

    @Override
    public CheckAnswer check(
            String attempt, CheckDepth depth, List<String> databases, Duration limit) {
        CheckRequest request =
                new CheckRequest(
                        attempt,
                        depth,
                        limit.toMillis(),
                        Optional.of(databases).filter(it -> !it.isEmpty()));
        HookCall call =
                new HookCall(
                        "check",
                        Optional.of(Records.write(CheckRequest.class, request)),
                        timeouts.quick());
        Instant deadline = clock.instant().plus(limit);
        for (int asked = 1; ; asked++) {
            CheckAnswer answer = checkAnswer(call);
            if (answer.state() == CheckAnswer.State.DONE) {
                return answer;
            }
            if (asked >= MAX_CHECK_POLLS || !clock.instant().isBefore(deadline)) {
                throw HookProblems.checkTooSlow(transport.where(), limit).exception();
            }
            sleeper.sleep(CHECK_PAUSES.after(asked));
        }
    }

    private CheckAnswer checkAnswer(HookCall call) {
        HookReply.Answered reply = exchange(call).answer();
        if (reply.status() == 404 || reply.status() == 405) {
            Optional<HookError> error = HookError.parse(reply.body());
            if (error.isEmpty() || !error.get().isFromHook()) {
                throw HookProblems.checkUnsupported(transport.where()).exception();
            }
        }
        CheckAnswer answer = read(call, reply, CheckAnswer.class);
        Optional<Problem> wrong = wrongMachine(answer.machineId());
        if (wrong.isPresent()) {
            throw wrong.get().exception();
        }
        return answer;
    }

    private Optional<Problem> wrongMachine(Optional<String> answering) {
        return answering
                .filter(it -> !it.equals(machine.value()))
                .map(id ->
                        HookProblems.wrongMachine(
                                transport.where(), machine, PrintableText.of(id)));
    }

    private Optional<Problem> incomplete(List<String> requested, QuiesceAnswer answer) {
        Set<String> missing = new LinkedHashSet<>(requested);
        missing.removeAll(
                answer.databases().stream().map(DatabaseState::name).collect(Collectors.toSet()));
        if (!missing.isEmpty()) {
            return Optional.of(HookProblems.databasesMissing(transport.where(), missing));
        }
        return answer.expiresInMs() < 0
                ? Optional.of(HookProblems.notAHook(transport.where(), "expires_in_ms is negative"))
                : Optional.empty();
    }

    /** Ends a hold that is not going to be used, instead of letting it run out. */
    private FlysnapException released(Quiesced quiesced, Problem breach) {
        FlysnapException problem = breach.exception();
        try {
            resume(quiesced.lease());
        } catch (FlysnapException e) {
            problem.addSuppressed(e);
        }
        return problem;
    }

    private <T> T call(HookCall call, Class<T> type) {
        return read(call, exchange(call).answer(), type);
    }

    private <T> T read(HookCall call, HookReply.Answered answer, Class<T> type) {
        if (answer.status() != 200) {
            throw HookError.problem(call, answer, transport.where()).exception();
        }
        try {
            Json json = JsonText.parse(answer.body());
            return Records.read(type, json);
        } catch (MalformedJson e) {
            throw HookProblems.notAHook(
                            transport.where(), PrintableText.of(String.valueOf(e.getMessage())))
                    .exception(e);
        }
    }

    /**
     * An answer, and the request from which its times count: the first one, since a hook may repeat
     * an answer that was lost; or the first one after the hook was still quiescing.
     */
    private record Exchange(HookReply.Answered answer, Instant countsFrom) {}

    private Exchange exchange(HookCall call) {
        QuiescingPoll poll = new QuiescingPoll(call);
        HookReply reply = new RetryRunner(sleeper, clock).run(RETRIES, poll::reply);
        return new Exchange(answered(reply), poll.countsFrom);
    }

    /**
     * Asks again while the hook is still quiescing: the transport's limit may be shorter than the
     * work, and the same attempt joins it.
     */
    private final class QuiescingPoll {
        private final HookCall call;
        private final Instant deadline;
        private Instant countsFrom = clock.instant();
        private int polls;

        QuiescingPoll(HookCall call) {
            this.call = call;
            this.deadline = countsFrom.plus(call.limit());
        }

        HookReply reply() {
            HookReply reply = transport.send(call);
            while (isStillQuiescing(reply)) {
                polls++;
                if (polls > MAX_POLLS || !clock.instant().isBefore(deadline)) {
                    throw HookProblems.stillQuiescing(transport.where(), call.limit()).exception();
                }
                sleeper.sleep(POLL_INTERVAL);
                countsFrom = clock.instant();
                reply = transport.send(call);
            }
            return reply;
        }
    }

    private HookReply.Answered answered(HookReply reply) {
        return switch (reply) {
            case HookReply.Answered answer -> answer;
            case HookReply.NoAnswer(String why) ->
                    throw HookProblems.unreachable(
                                    transport,
                                    Optional.of(app),
                                    Optional.of(machine),
                                    PrintableText.of(why))
                            .exception();
        };
    }

    private static boolean isRetryable(HookReply reply) {
        return switch (reply) {
            case HookReply.NoAnswer _ -> !Thread.currentThread().isInterrupted();
            case HookReply.Answered answer -> RETRYABLE_STATUSES.contains(answer.status());
        };
    }

    private static Optional<Duration> retryAfter(HookReply reply) {
        return reply instanceof HookReply.Answered answer ? answer.retryAfter() : Optional.empty();
    }

    private static boolean isStillQuiescing(HookReply reply) {
        return reply instanceof HookReply.Answered answer
                && answer.status() != 200
                && HookError.parse(answer.body()).filter(HookError::isStillQuiescing).isPresent();
    }

    @Override
    public void close() {
        transport.close();
    }
}
