package dev.flysnap.hook.check;

import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeRequest;
import dev.flysnap.hook.check.HookFinding.Outcome;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.HookTransport;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.PrintableText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends requests to one hook, and records which rules it keeps. */
final class RuleRecorder {
    private static final int MAX_SHOWN = 200;

    private final HookTransport transport;
    private final String prefix = "hook-check-" + Long.toHexString(System.nanoTime()) + "/";
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<HookFinding> findings = new ArrayList<>();

    RuleRecorder(HookTransport transport) {
        this.transport = transport;
    }

    List<HookFinding> findings() {
        return findings;
    }

    /** A transport's own failure counts as no answer. */
    HookReply send(HookCall call) {
        try {
            return transport.send(call);
        } catch (FlysnapException e) {
            return new HookReply.NoAnswer(e.problem().what() + " " + e.problem().why());
        }
    }

    void expectError(int level, String rule, HookReply reply, int status, String code) {
        boolean kept =
                reply instanceof HookReply.Answered(int answered, var _, String body)
                        && answered == status
                        && errorOf(body).flatMap(it -> it.text("code")).equals(Optional.of(code));
        record(level, rule + " \"" + code + "\"", kept, describe(reply));
    }

    void record(int level, String rule, boolean kept, HookReply reply) {
        record(level, rule, kept, describe(reply));
    }

    void record(int level, String rule, boolean kept, String seen) {
        findings.add(
                kept
                        ? new HookFinding(level, rule, Outcome.KEPT, "")
                        : new HookFinding(level, rule, Outcome.BROKEN, seen));
    }

    void notTried(int level, String rule, String why) {
        findings.add(new HookFinding(level, rule, Outcome.NOT_TRIED, why));
    }

    /** Ends a hold that is not needed any more. */
    void release(HookReply reply) {
        parsed(reply, QuiesceAnswer.class)
                .map(QuiesceAnswer::lease)
                .ifPresent(lease -> {
                    HookReply _ = send(resume(lease));
                });
    }

    static <T> Optional<T> parsed(HookReply reply, Class<T> type) {
        if (!(reply instanceof HookReply.Answered(int status, var _, String body))
                || status != 200) {
            return Optional.empty();
        }
        try {
            return Optional.of(Records.read(type, JsonText.parse(body)));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    static int statusOf(HookReply reply) {
        return reply instanceof HookReply.Answered(int status, var _, String _) ? status : 0;
    }

    static Optional<Json.Obj> errorOf(String body) {
        try {
            return JsonText.parseObject(body).object("error");
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static String describe(HookReply reply) {
        return switch (reply) {
            case HookReply.Answered(int status, var _, String body) ->
                    status + " " + PrintableText.of(shortened(body));
            case HookReply.NoAnswer(String why) -> "no answer: " + PrintableText.of(why);
        };
    }

    private static String shortened(String body) {
        return body.substring(0, Math.min(body.length(), MAX_SHOWN));
    }

    /** A new attempt, for all databases unless some are named. */
    HookCall quiesce(Duration hold, String... databases) {
        Optional<List<String>> names =
                databases.length == 0 ? Optional.empty() : Optional.of(List.of(databases));
        QuiesceRequest request =
                new QuiesceRequest(prefix + attempts.incrementAndGet(), hold.toMillis(), names);
        return new HookCall(
                "quiesce",
                Optional.of(Records.write(QuiesceRequest.class, request)),
                HookTimeouts.DEFAULT.quiesce());
    }

    static HookCall malformedQuiesce() {
        return new HookCall(
                "quiesce",
                Optional.of(Json.Obj.empty().with("hold_ms", "soon")),
                HookTimeouts.DEFAULT.quick());
    }

    static HookCall resume(String lease) {
        return new HookCall(
                "resume",
                Optional.of(Records.write(ResumeRequest.class, new ResumeRequest(lease))),
                HookTimeouts.DEFAULT.quick());
    }

    static HookCall status() {
        return new HookCall("status", Optional.empty(), HookTimeouts.DEFAULT.quick());
    }
}
