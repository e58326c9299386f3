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

/** The rules of holds that nobody ends, that are too long, or that several want. Level 2. */
final class HoldRules {
    private static final int LEVEL = 2;
    private static final Duration SHORT_HOLD = Duration.ofMillis(300);
    private static final Duration OVER_THE_CEILING = Duration.ofSeconds(1);
    private static final int AT_ONCE = 6;

    /** After a hold's end by itself it is told as over within this time. */
    private static final Duration LAPSES_WITHIN = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RuleRecorder bench;
    private final RecordingTransport way;
    private final Sleeper sleeper;

    HoldRules(RuleRecorder bench, RecordingTransport way, Sleeper sleeper) {
        this.bench = bench;
        this.way = way;
        this.sleeper = sleeper;
    }

    void endByThemselves() {
        String rule = "a hold ends by itself; a resume after that is 410 with intact:false";
        Optional<QuiesceAnswer> held =
                RuleRecorder.good(bench.send(bench.quiesce(SHORT_HOLD)), QuiesceAnswer.class);
        if (held.isEmpty()) {
            bench.notTried(LEVEL, rule, "no quiesce worked");
            return;
        }
        boolean over = false;
        for (Duration waited = Duration.ZERO;
                !over && waited.compareTo(LAPSES_WITHIN) < 0;
                waited = waited.plus(PAUSE)) {
            sleeper.sleep(PAUSE);
            over =
                    RuleRecorder.good(bench.send(RuleRecorder.status()), StatusAnswer.class)
                            .map(it -> it.activeLease().isEmpty())
                            .orElse(false);
        }
        HookReply reply = bench.send(RuleRecorder.resume(held.get().lease()));
        boolean lapsed =
                reply instanceof HookReply.Answered(int code, var _, String body)
                        && code == 410
                        && RuleRecorder.errorOf(body)
                                .flatMap(it -> it.bool("intact"))
                                .equals(Optional.of(false));
        bench.note(LEVEL, rule, over && lapsed, reply);
    }

    void haveACeiling(StatusAnswer status) {
        String rule = "a hold longer than the ceiling is refused";
        if (status.holdCeilingMs().isEmpty()) {
            bench.notTried(LEVEL, rule, "the status names no ceiling");
            return;
        }
        Duration ceiling = Duration.ofMillis(status.holdCeilingMs().get());
        HookReply reply = bench.send(bench.quiesce(ceiling.plus(OVER_THE_CEILING)));
        bench.expect(LEVEL, rule, reply, 400, HookCodes.HOLD_TOO_LONG);
        bench.letGo(reply);
    }

    void areGivenToOneOfMany() {
        String rule = "of several attempts at once one gets the lease, the others 409";
        if (!way.isRaw()) {
            bench.notTried(LEVEL, rule, "calls on this way go one after another");
            return;
        }
        List<HookReply> replies = atOnce();
        List<String> leases =
                replies.stream()
                        .flatMap(it -> RuleRecorder.good(it, QuiesceAnswer.class).stream())
                        .map(QuiesceAnswer::lease)
                        .toList();
        replies.forEach(bench::letGo);
        long refused = replies.stream().filter(it -> RuleRecorder.statusOf(it) == 409).count();
        bench.note(
                LEVEL,
                rule,
                leases.size() == 1 && refused == AT_ONCE - 1,
                leases.size() + " leases, " + refused + " times 409");
    }

    private List<HookReply> atOnce() {
        List<Callable<HookReply>> calls = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            HookCall call = bench.quiesce(way.hold());
            calls.add(() -> bench.send(call));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
    }
}
