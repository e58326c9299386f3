package dev.flysnap.hook;

import dev.flysnap.contract.HookCodes;
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
import dev.flysnap.model.Machine;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the whole contract against an implementation of the hook. Holds writers a few times, for at
 * most two seconds each, and lets them go again.
 */
public final class HookCheck {
    private static final long HOLD_MS = 2000;
    private static final long SHORT_HOLD_MS = 300;
    private static final int AT_ONCE = 6;
    private static final int MOST_SHOWN = 200;

    /** After a hold's end by itself it is told as over within this time. */
    private static final Duration LAPSES_WITHIN = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HookWay way;
    private final HookWay withoutToken;
    private final HookWay withWrongToken;
    private final Sleeper sleeper;
    private final String prefix = "hook-check-" + Long.toHexString(System.nanoTime()) + "/";
    private final List<HookFinding> findings = new ArrayList<>();
    private int attempts;

    private HookCheck(HookWay way, HookWay withoutToken, HookWay withWrongToken, Sleeper sleeper) {
        this.way = way;
        this.withoutToken = withoutToken;
        this.withWrongToken = withWrongToken;
        this.sleeper = sleeper;
    }

    /**
     * @param machine whose address it is, for places in it that have to be filled in
     * @throws dev.flysnap.problem.FlysnapException if nothing answers there at all
     */
    public static HookCheckup of(
            HookAddress address, HookToken token, AppName app, Machine machine, Sleeper sleeper) {
        HookToken wrong = HookToken.parse("wrong-" + "0".repeat(40));
        Duration connect = HookTimes.USUAL.connect();
        var url = address.at(app, machine);
        try (HookWay way = new HttpWay(url, token, Map.of(), connect);
                HookWay none = new HttpWay(url, Optional.empty(), Map.of(), connect);
                HookWay other = new HttpWay(url, wrong, Map.of(), connect)) {
            if (way.send(status()) instanceof HookReply.Silent(String why)) {
                throw HookProblems.unreachable(way.where(), machine.id(), why).exception();
            }
            return new HookCheck(way, none, other, sleeper).checkup();
        }
    }

    private HookCheckup checkup() {
        Optional<StatusAnswer> status = statusIsTold();
        tokensAreWanted();
        if (status.isEmpty()) {
            return new HookCheckup(0, findings);
        }
        int level = status.get().level();
        HookCall call = quiesce(level >= 2 ? HOLD_MS : 0, List.of());
        Optional<QuiesceAnswer> first = quiesceWorks(call);
        if (first.isPresent()) {
            sameAttemptSameLease(call, first.get());
            if (level >= 2) {
                provesAndHolds(first.get());
                oneAtATime();
            }
            resumeIsRemembered(first.get());
        }
        unknownThingsAreRefused();
        if (level >= 2) {
            holdsEndByThemselves();
            ceilingIsKept(status.get());
            manyAtOnce();
        }
        return new HookCheckup(level, findings);
    }

    private Optional<StatusAnswer> statusIsTold() {
        Optional<StatusAnswer> status = good(way.send(status()), StatusAnswer.class);
        note(
                1,
                "GET /status answers 200 with level and databases",
                status.isPresent(),
                way.send(status()));
        return status;
    }

    private void tokensAreWanted() {
        for (HookCall call : List.of(status(), quiesce(HOLD_MS, List.of()), resume("lease"))) {
            expect(
                    1,
                    "/" + call.verb() + " without a token is 401",
                    withoutToken.send(call),
                    401,
                    HookCodes.UNAUTHORISED);
            expect(
                    1,
                    "/" + call.verb() + " with a wrong token is 401",
                    withWrongToken.send(call),
                    401,
                    HookCodes.UNAUTHORISED);
        }
    }

    private Optional<QuiesceAnswer> quiesceWorks(HookCall call) {
        HookReply reply = way.send(call);
        Optional<QuiesceAnswer> answer = good(reply, QuiesceAnswer.class);
        note(
                1,
                "POST /quiesce answers 200 with a lease and each database",
                answer.isPresent(),
                reply);
        answer.ifPresent(it ->
                note(
                        1,
                        "the answer names the machine that it comes from",
                        it.machineId().isPresent(),
                        reply));
        return answer;
    }

    private void sameAttemptSameLease(HookCall call, QuiesceAnswer first) {
        HookReply reply = way.send(call);
        boolean same =
                good(reply, QuiesceAnswer.class)
                        .map(it -> it.lease().equals(first.lease()))
                        .orElse(false);
        note(1, "the same attempt gets the same lease again", same, reply);
    }

    private void provesAndHolds(QuiesceAnswer first) {
        note(
                2,
                "every database is synced and held",
                first.databases().stream().allMatch(it -> it.synced() && it.held()),
                first.databases().toString());
        note(
                2,
                "expires_in_ms says when the hold ends",
                first.expiresInMs() > 0,
                "expires_in_ms " + first.expiresInMs());
    }

    private void oneAtATime() {
        HookReply reply = way.send(quiesce(HOLD_MS, List.of()));
        expect(
                2,
                "another attempt while a lease is active is 409",
                reply,
                409,
                HookCodes.LEASE_ACTIVE);
        good(reply, QuiesceAnswer.class).ifPresent(it -> way.send(resume(it.lease())));
    }

    private void resumeIsRemembered(QuiesceAnswer first) {
        HookReply once = way.send(resume(first.lease()));
        Optional<ResumeAnswer> answer = good(once, ResumeAnswer.class);
        note(
                1,
                "POST /resume answers 200 and intact:true",
                answer.map(ResumeAnswer::intact).orElse(false),
                once);
        HookReply again = way.send(resume(first.lease()));
        note(
                1,
                "the answer to a resume is repeated",
                answer.isPresent() && good(again, ResumeAnswer.class).equals(answer),
                again);
    }

    private void unknownThingsAreRefused() {
        expect(
                1,
                "an unknown lease is 404",
                way.send(resume("no-such-lease")),
                404,
                HookCodes.LEASE_UNKNOWN);
        expect(
                1,
                "an unknown database is 404",
                way.send(quiesce(0, List.of("no such database"))),
                404,
                HookCodes.DATABASE_UNKNOWN);
        HookCall junk =
                new HookCall(
                        "quiesce", Optional.of(Json.Obj.empty().with("hold_ms", "soon")), limit());
        expect(
                1,
                "a request that is not the contract's is 400",
                way.send(junk),
                400,
                HookCodes.BAD_REQUEST);
    }

    private void holdsEndByThemselves() {
        String rule = "a hold ends by itself; a resume after that is 410 with intact:false";
        Optional<QuiesceAnswer> held =
                good(way.send(quiesce(SHORT_HOLD_MS, List.of())), QuiesceAnswer.class);
        if (held.isEmpty()) {
            findings.add(HookFinding.notTried(2, rule, "no quiesce worked"));
            return;
        }
        boolean over = false;
        for (Duration waited = Duration.ZERO;
                !over && waited.compareTo(LAPSES_WITHIN) < 0;
                waited = waited.plus(PAUSE)) {
            sleeper.sleep(PAUSE);
            over =
                    good(way.send(status()), StatusAnswer.class)
                            .map(it -> it.activeLease().isEmpty())
                            .orElse(false);
        }
        HookReply reply = way.send(resume(held.get().lease()));
        boolean lapsed =
                reply instanceof HookReply.Answered(int code, var _, String body)
                        && code == 410
                        && errorOf(body)
                                .flatMap(it -> it.bool("intact"))
                                .equals(Optional.of(false));
        note(2, rule, over && lapsed, reply);
    }

    private void ceilingIsKept(StatusAnswer status) {
        String rule = "a hold longer than the ceiling is refused";
        if (status.holdCeilingMs().isEmpty()) {
            findings.add(HookFinding.notTried(2, rule, "the status names no ceiling"));
            return;
        }
        HookReply reply = way.send(quiesce(status.holdCeilingMs().get() + 1000, List.of()));
        expect(2, rule, reply, 400, HookCodes.HOLD_TOO_LONG);
        good(reply, QuiesceAnswer.class).ifPresent(it -> way.send(resume(it.lease())));
    }

    private void manyAtOnce() {
        String rule = "of several attempts at once one gets the lease, the others 409";
        List<Callable<HookReply>> calls = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            HookCall call = quiesce(HOLD_MS, List.of());
            calls.add(() -> way.send(call));
        }
        List<HookReply> replies;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            replies = threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
        List<String> leases =
                replies.stream()
                        .flatMap(it -> good(it, QuiesceAnswer.class).stream())
                        .map(QuiesceAnswer::lease)
                        .toList();
        leases.forEach(it -> way.send(resume(it)));
        long refused = replies.stream().filter(it -> codeOf(it) == 409).count();
        note(
                2,
                rule,
                leases.size() == 1 && refused == AT_ONCE - 1,
                leases.size() + " leases, " + refused + " times 409");
    }

    private void expect(int level, String rule, HookReply reply, int code, String errorCode) {
        boolean kept =
                reply instanceof HookReply.Answered(int status, var _, String body)
                        && status == code
                        && errorOf(body)
                                .flatMap(it -> it.text("code"))
                                .equals(Optional.of(errorCode));
        note(level, rule + " \"" + errorCode + "\"", kept, reply);
    }

    private void note(int level, String rule, boolean kept, HookReply reply) {
        note(level, rule, kept, words(reply));
    }

    private void note(int level, String rule, boolean kept, String seen) {
        findings.add(kept ? HookFinding.kept(level, rule) : HookFinding.broken(level, rule, seen));
    }

    private static String words(HookReply reply) {
        return switch (reply) {
            case HookReply.Answered(int status, var _, String body) ->
                    status + " " + body.substring(0, Math.min(body.length(), MOST_SHOWN));
            case HookReply.Silent(String why) -> "no answer: " + why;
        };
    }

    private static int codeOf(HookReply reply) {
        return reply instanceof HookReply.Answered(int status, var _, String _) ? status : 0;
    }

    private static Optional<Json.Obj> errorOf(String body) {
        try {
            return JsonText.parseObject(body).object("error");
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> good(HookReply reply, Class<T> type) {
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

    private HookCall quiesce(long holdMs, List<String> databases) {
        attempts++;
        Optional<List<String>> named =
                databases.isEmpty() ? Optional.empty() : Optional.of(databases);
        QuiesceRequest request = new QuiesceRequest(prefix + attempts, holdMs, named);
        return new HookCall(
                "quiesce",
                Optional.of(Records.write(QuiesceRequest.class, request)),
                HookTimes.USUAL.quiesce());
    }

    private static HookCall resume(String lease) {
        return new HookCall(
                "resume",
                Optional.of(Records.write(ResumeRequest.class, new ResumeRequest(lease))),
                limit());
    }

    private static HookCall status() {
        return new HookCall("status", Optional.empty(), limit());
    }

    private static Duration limit() {
        return HookTimes.USUAL.quick();
    }
}
