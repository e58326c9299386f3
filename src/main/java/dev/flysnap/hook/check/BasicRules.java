package dev.flysnap.hook.check;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rules that need no hold: what is told, who is let in, what is refused. Level 1. */
final class BasicRules {
    private static final int LEVEL = 1;

    private final RuleRecorder bench;
    private final RecordingTransport way;

    BasicRules(RuleRecorder bench, RecordingTransport way) {
        this.bench = bench;
        this.way = way;
    }

    /** What the status says; empty when it says nothing that can be read. */
    Optional<StatusAnswer> statusIsTold() {
        HookReply reply = bench.send(RuleRecorder.status());
        Optional<StatusAnswer> status = RuleRecorder.good(reply, StatusAnswer.class);
        bench.note(
                LEVEL,
                "GET /status answers 200 with level and databases",
                status.isPresent(),
                reply);
        return status;
    }

    void tokensAreWanted() {
        for (HookCall call :
                List.of(
                        RuleRecorder.status(),
                        bench.quiesce(way.hold()),
                        RuleRecorder.resume("lease"))) {
            String without = "/" + call.verb() + " without a token is 401";
            String wrong = "/" + call.verb() + " with a wrong token is 401";
            if (way.unauthorised().isEmpty()) {
                String why = "on this way the client in the machine brings the token";
                bench.notTried(LEVEL, without, why);
                bench.notTried(LEVEL, wrong, why);
            } else {
                RecordingTransport.Unauthorised ways = way.unauthorised().get();
                expectRefused(without, ways.withoutToken().send(call));
                expectRefused(wrong, ways.withWrongToken().send(call));
            }
        }
    }

    private void expectRefused(String rule, HookReply reply) {
        bench.expect(LEVEL, rule, reply, 401, HookCodes.UNAUTHORISED);
        bench.letGo(reply);
    }

    void unknownThingsAreRefused() {
        bench.expect(
                LEVEL,
                "an unknown lease is 404",
                bench.send(RuleRecorder.resume("no-such-lease")),
                404,
                HookCodes.LEASE_UNKNOWN);
        HookReply unknown = bench.send(bench.quiesce(Duration.ZERO, "no such database"));
        bench.expect(LEVEL, "an unknown database is 404", unknown, 404, HookCodes.DATABASE_UNKNOWN);
        bench.letGo(unknown);
        String rule = "a request that is not the contract's is 400";
        if (!way.isRaw()) {
            bench.notTried(LEVEL, rule, "this way carries well-formed requests only");
            return;
        }
        HookReply malformed = bench.send(RuleRecorder.malformedQuiesce());
        bench.expect(LEVEL, rule, malformed, 400, HookCodes.BAD_REQUEST);
        bench.letGo(malformed);
    }
}
