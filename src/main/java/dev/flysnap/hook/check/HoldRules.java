package dev.flysnap.hook.check;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Rules about holds that expire, that are too long, or that several callers want. Level 2. */
final class HoldRules {
    private static final int LEVEL = 2;
    private static final Duration SHORT_HOLD = Duration.ofMillis(300);
    private static final Duration OVER_THE_CEILING = Duration.ofSeconds(1);
    private static final int SIMULTANEOUS = 6;

    /** After a hold has expired, the status must show that within this time. */
    private static final Duration EXPIRY_LIMIT = Duration.ofSeconds(5);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final RuleRecorder recorder;
    private final CheckTarget target;
    private final Sleeper sleeper;

    HoldRules(RuleRecorder recorder, CheckTarget target, Sleeper sleeper) {
        this.recorder = recorder;
        this.target = target;
        this.sleeper = sleeper;
    }

    void holdsExpire() {
        String rule = "a hold ends by itself; a resume after that is 410 with intact:false";
        Optional<QuiesceAnswer> held =
                RuleRecorder.parsed(
                        recorder.send(recorder.quiesce(SHORT_HOLD)), QuiesceAnswer.class);
        if (held.isEmpty()) {
            recorder.notTried(LEVEL, rule, "no quiesce worked");
            return;
        }
        boolean over = false;
        for (Duration waited = Duration.ZERO;
                !over && waited.compareTo(EXPIRY_LIMIT) < 0;
                waited = waited.plus(POLL_INTERVAL)) {
            sleeper.sleep(POLL_INTERVAL);
            over =
                    RuleRecorder.parsed(recorder.send(RuleRecorder.status()), StatusAnswer.class)
                            .map(it -> it.activeLease().isEmpty())
                            .orElse(false);
        }
        HookReply reply = recorder.send(RuleRecorder.resume(held.get().lease()));
        boolean lapsed =
                reply instanceof HookReply.Answered(int code, var _, String body)
                        && code == 410
                        && RuleRecorder.errorOf(body)
                                .flatMap(it -> it.bool("intact"))
                                .equals(Optional.of(false));
        recorder.record(LEVEL, rule, over && lapsed, reply);
    }

    void ceilingIsEnforced(StatusAnswer status) {
        String rule = "a hold longer than the ceiling is refused";
        if (status.holdCeilingMs().isEmpty()) {
            recorder.notTried(LEVEL, rule, "the status names no ceiling");
            return;
        }
        Duration ceiling = Duration.ofMillis(status.holdCeilingMs().get());
        HookReply reply = recorder.send(recorder.quiesce(ceiling.plus(OVER_THE_CEILING)));
        recorder.expectError(LEVEL, rule, reply, 400, HookCodes.HOLD_TOO_LONG);
        recorder.release(reply);
    }

    void oneOfManyAttemptsWins() {
        String rule = "of several attempts at once one gets the lease, the others 409";
        if (!target.carriesAnyRequest()) {
            recorder.notTried(LEVEL, rule, "this transport sends one call after another");
            return;
        }
        List<HookReply> replies = simultaneousQuiesces();
        List<String> leases =
                replies.stream()
                        .flatMap(it -> RuleRecorder.parsed(it, QuiesceAnswer.class).stream())
                        .map(QuiesceAnswer::lease)
                        .toList();
        replies.forEach(recorder::release);
        long refused = replies.stream().filter(it -> RuleRecorder.statusOf(it) == 409).count();
        recorder.record(
                LEVEL,
                rule,
                leases.size() == 1 && refused == SIMULTANEOUS - 1,
                leases.size() + " leases, " + refused + " times 409");
    }

    private List<HookReply> simultaneousQuiesces() {
        List<Callable<HookReply>> calls = new ArrayList<>();
        for (int i = 0; i < SIMULTANEOUS; i++) {
            HookCall call = recorder.quiesce(target.hold());
            calls.add(() -> recorder.send(call));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
    }
}
