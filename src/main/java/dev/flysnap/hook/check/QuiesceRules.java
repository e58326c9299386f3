package dev.flysnap.hook.check;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.ResumeAnswer;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.problem.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The rules of one quiesce, from the request to the end of its lease. Levels 1 and 2. */
final class QuiesceRules {
    private final RuleRecorder bench;
    private final RecordingTransport way;
    private final InstantSource clock;

    QuiesceRules(RuleRecorder bench, RecordingTransport way, InstantSource clock) {
        this.bench = bench;
        this.way = way;
        this.clock = clock;
    }

    /**
     * @param level what the hook says it has
     */
    void hold(int level) {
        HookCall call = bench.quiesce(level >= 2 ? way.hold() : Duration.ZERO);
        Instant sentAt = clock.instant();
        HookReply reply = bench.send(call);
        Optional<QuiesceAnswer> answer = RuleRecorder.good(reply, QuiesceAnswer.class);
        bench.note(
                1,
                "POST /quiesce answers 200 with a lease and each database",
                answer.isPresent(),
                reply);
        if (answer.isEmpty()) {
            return;
        }
        Lease lease = new Lease(call, answer.get(), sentAt);
        theMachineIsNamed(answer.get());
        theFilesAreFound(answer.get());
        if (level >= 2) {
            provesAndHolds(answer.get());
        }
        sameAttemptSameLease(lease);
        if (level >= 2) {
            oneAtATime(lease);
        }
        resumeIsRemembered(lease);
    }

    /** A lease and what was asked for it. */
    private record Lease(HookCall call, QuiesceAnswer answer, Instant sentAt) {}

    private void theMachineIsNamed(QuiesceAnswer answer) {
        String rule = "the answer names the machine that it comes from";
        if (way.machine().isEmpty() && answer.machineId().isEmpty()) {
            // Nobody is mistaken for another where there is no machine.
            bench.notTried(
                    1,
                    rule,
                    "a machine of Fly's has FLY_MACHINE_ID, which the hook answers as machine_id; without it no snapshot is worth more than crash-consistent");
            return;
        }
        bench.note(
                1,
                rule,
                answer.machineId()
                        .filter(it -> way.machine().map(id -> id.value().equals(it)).orElse(true))
                        .isPresent(),
                "machine_id "
                        + answer.machineId().map(PrintableText::of).orElse("is missing")
                        + way.machine().map(it -> ", the volume is on " + it).orElse(""));
    }

    /** Else no grade is given: whether the snapshot holds it is not known. */
    private void theFilesAreFound(QuiesceAnswer answer) {
        List<String> paths = answer.databases().stream().map(DatabaseState::path).toList();
        bench.note(
                1,
                "the path of every database is absolute",
                paths.stream().allMatch(it -> it.startsWith("/")),
                PrintableText.of("path " + String.join(", ", paths)));
    }

    private void sameAttemptSameLease(Lease lease) {
        HookReply reply = bench.send(lease.call());
        boolean same =
                RuleRecorder.good(reply, QuiesceAnswer.class)
                        .map(it -> it.lease().equals(lease.answer().lease()))
                        .orElse(false);
        note(1, "the same attempt gets the same lease again", same, reply, lease);
    }

    private void provesAndHolds(QuiesceAnswer answer) {
        bench.note(
                2,
                "every database is synced and held",
                answer.databases().stream().allMatch(it -> it.synced() && it.held()),
                answer.databases().toString());
        bench.note(
                2,
                "expires_in_ms says when the hold ends",
                answer.expiresInMs() > 0,
                "expires_in_ms " + answer.expiresInMs());
    }

    private void oneAtATime(Lease lease) {
        HookReply reply = bench.send(bench.quiesce(way.hold()));
        String rule = "another attempt while a lease is active is 409";
        if (RuleRecorder.statusOf(reply) != 409 && isOver(lease)) {
            bench.notTried(2, rule + " \"" + HookCodes.LEASE_ACTIVE + "\"", tooSlow());
        } else {
            bench.expect(2, rule, reply, 409, HookCodes.LEASE_ACTIVE);
        }
        bench.letGo(reply);
    }

    private void resumeIsRemembered(Lease lease) {
        HookCall resume = RuleRecorder.resume(lease.answer().lease());
        HookReply once = bench.send(resume);
        Optional<ResumeAnswer> answer = RuleRecorder.good(once, ResumeAnswer.class);
        note(
                1,
                "POST /resume answers 200 and intact:true",
                answer.map(ResumeAnswer::intact).orElse(false),
                once,
                lease);
        HookReply again = bench.send(resume);
        boolean repeated =
                answer.isPresent() && RuleRecorder.good(again, ResumeAnswer.class).equals(answer);
        note(1, "the answer to a resume is repeated", repeated, again, lease);
    }

    /** What a hold that had run out by itself meanwhile does to a rule is nobody's breach. */
    private void note(int level, String rule, boolean kept, HookReply reply, Lease lease) {
        if (!kept && isOver(lease) && RuleRecorder.statusOf(reply) == 410) {
            bench.notTried(level, rule, tooSlow());
        } else {
            bench.note(level, rule, kept, reply);
        }
    }

    private boolean isOver(Lease lease) {
        Duration passed = Duration.between(lease.sentAt(), clock.instant());
        return lease.answer().expiresInMs() > 0
                && passed.toMillis() >= lease.answer().expiresInMs();
    }

    private String tooSlow() {
        return "calls on this way took longer than the hold of " + way.hold().toMillis() + " ms";
    }
}
