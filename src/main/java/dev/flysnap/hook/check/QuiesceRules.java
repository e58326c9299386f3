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

/** Rules about one quiesce, from the request to the end of its lease. Levels 1 and 2. */
final class QuiesceRules {
    private final RuleRecorder recorder;
    private final CheckTarget target;
    private final InstantSource clock;

    QuiesceRules(RuleRecorder recorder, CheckTarget target, InstantSource clock) {
        this.recorder = recorder;
        this.target = target;
        this.clock = clock;
    }

    /**
     * @param level that the hook claims
     */
    void check(int level) {
        HookCall call = recorder.quiesce(level >= 2 ? target.hold() : Duration.ZERO);
        Instant sentAt = clock.instant();
        HookReply reply = recorder.send(call);
        Optional<QuiesceAnswer> answer = RuleRecorder.parsed(reply, QuiesceAnswer.class);
        recorder.record(
                1,
                "POST /quiesce answers 200 with a lease and each database",
                answer.isPresent(),
                reply);
        if (answer.isEmpty()) {
            return;
        }
        Lease lease = new Lease(call, answer.get(), sentAt);
        machineIsNamed(answer.get());
        pathsAreAbsolute(answer.get());
        if (level >= 2) {
            databasesAreSyncedAndHeld(answer.get());
        }
        sameAttemptSameLease(lease);
        if (level >= 2) {
            secondAttemptIsRefused(lease);
        }
        resumeIsRemembered(lease);
    }

    /** A lease and the request for it. */
    private record Lease(HookCall call, QuiesceAnswer answer, Instant sentAt) {}

    private void machineIsNamed(QuiesceAnswer answer) {
        String rule = "the answer names the machine that it comes from";
        if (target.machine().isEmpty() && answer.machineId().isEmpty()) {
            // Without a machine there is nothing to confuse it with.
            recorder.notTried(
                    1,
                    rule,
                    "a machine of Fly's has FLY_MACHINE_ID, which the hook answers as machine_id; without it no snapshot is worth more than crash-consistent");
            return;
        }
        recorder.record(
                1,
                rule,
                answer.machineId()
                        .filter(text ->
                                target.machine().map(id -> id.value().equals(text)).orElse(true))
                        .isPresent(),
                "machine_id "
                        + answer.machineId().map(PrintableText::of).orElse("is missing")
                        + target.machine().map(it -> ", the volume is on " + it).orElse(""));
    }

    /** A relative path gets no grade, since it may not be on the volume. */
    private void pathsAreAbsolute(QuiesceAnswer answer) {
        List<String> paths = answer.databases().stream().map(DatabaseState::path).toList();
        recorder.record(
                1,
                "the path of every database is absolute",
                paths.stream().allMatch(it -> it.startsWith("/")),
                PrintableText.of("path " + String.join(", ", paths)));
    }

    private void sameAttemptSameLease(Lease lease) {
        HookReply reply = recorder.send(lease.call());
        boolean same =
                RuleRecorder.parsed(reply, QuiesceAnswer.class)
                        .map(it -> it.lease().equals(lease.answer().lease()))
                        .orElse(false);
        record(1, "the same attempt gets the same lease again", same, reply, lease);
    }

    private void databasesAreSyncedAndHeld(QuiesceAnswer answer) {
        recorder.record(
                2,
                "every database is synced and held",
                answer.databases().stream().allMatch(it -> it.synced() && it.held()),
                answer.databases().toString());
        recorder.record(
                2,
                "expires_in_ms says when the hold ends",
                answer.expiresInMs() > 0,
                "expires_in_ms " + answer.expiresInMs());
    }

    private void secondAttemptIsRefused(Lease lease) {
        HookReply reply = recorder.send(recorder.quiesce(target.hold()));
        String rule = "another attempt while a lease is active is 409";
        if (RuleRecorder.statusOf(reply) != 409 && hasExpired(lease)) {
            recorder.notTried(2, rule + " \"" + HookCodes.LEASE_ACTIVE + "\"", tooSlow());
        } else {
            recorder.expectError(2, rule, reply, 409, HookCodes.LEASE_ACTIVE);
        }
        recorder.release(reply);
    }

    private void resumeIsRemembered(Lease lease) {
        HookCall resume = RuleRecorder.resume(lease.answer().lease());
        HookReply once = recorder.send(resume);
        Optional<ResumeAnswer> answer = RuleRecorder.parsed(once, ResumeAnswer.class);
        record(
                1,
                "POST /resume answers 200 and intact:true",
                answer.map(ResumeAnswer::intact).orElse(false),
                once,
                lease);
        HookReply again = recorder.send(resume);
        boolean repeated =
                answer.isPresent() && RuleRecorder.parsed(again, ResumeAnswer.class).equals(answer);
        record(1, "the answer to a resume is repeated", repeated, again, lease);
    }

    /** Records a rule, unless it failed only because the hold had expired meanwhile. */
    private void record(int level, String rule, boolean kept, HookReply reply, Lease lease) {
        if (!kept && hasExpired(lease) && RuleRecorder.statusOf(reply) == 410) {
            recorder.notTried(level, rule, tooSlow());
        } else {
            recorder.record(level, rule, kept, reply);
        }
    }

    private boolean hasExpired(Lease lease) {
        Duration passed = Duration.between(lease.sentAt(), clock.instant());
        return lease.answer().expiresInMs() > 0
                && passed.toMillis() >= lease.answer().expiresInMs();
    }

    private String tooSlow() {
        return "calls took longer than the hold of " + target.hold().toMillis() + " ms";
    }
}
