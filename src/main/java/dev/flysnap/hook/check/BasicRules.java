package dev.flysnap.hook.check;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Rules that need no hold: status, authorisation, invalid requests. Level 1. */
final class BasicRules {
    private static final int LEVEL = 1;

    private final RuleRecorder recorder;
    private final CheckTarget target;

    BasicRules(RuleRecorder recorder, CheckTarget target) {
        this.recorder = recorder;
        this.target = target;
    }

    /** The status; empty if it could not be parsed. */
    Optional<StatusAnswer> statusIsAnswered() {
        HookReply reply = recorder.send(RuleRecorder.status());
        Optional<StatusAnswer> status = RuleRecorder.parsed(reply, StatusAnswer.class);
        recorder.record(
                LEVEL,
                "GET /status answers 200 with level and databases",
                status.isPresent(),
                reply);
        return status;
    }

    void tokensAreRequired() {
        for (HookCall call :
                List.of(
                        RuleRecorder.status(),
                        recorder.quiesce(target.hold()),
                        RuleRecorder.resume("lease"))) {
            String without = "/" + call.verb() + " without a token is 401";
            String wrong = "/" + call.verb() + " with a wrong token is 401";
            if (target.unauthorised().isEmpty()) {
                String why = "with this transport the client in the machine sends the token";
                recorder.notTried(LEVEL, without, why);
                recorder.notTried(LEVEL, wrong, why);
            } else {
                CheckTarget.Unauthorised transports = target.unauthorised().get();
                expectRefused(without, transports.withoutToken().send(call));
                expectRefused(wrong, transports.withWrongToken().send(call));
            }
        }
    }

    private void expectRefused(String rule, HookReply reply) {
        recorder.expectError(LEVEL, rule, reply, 401, HookCodes.UNAUTHORISED);
        recorder.release(reply);
    }

    void invalidRequestsAreRefused() {
        recorder.expectError(
                LEVEL,
                "an unknown lease is 404",
                recorder.send(RuleRecorder.resume("no-such-lease")),
                404,
                HookCodes.LEASE_UNKNOWN);
        HookReply unknown = recorder.send(recorder.quiesce(Duration.ZERO, "no such database"));
        recorder.expectError(
                LEVEL, "an unknown database is 404", unknown, 404, HookCodes.DATABASE_UNKNOWN);
        recorder.release(unknown);
        String rule = "a request that is not the contract's is 400";
        if (!target.carriesAnyRequest()) {
            recorder.notTried(LEVEL, rule, "this transport sends well-formed requests only");
            return;
        }
        HookReply malformed = recorder.send(RuleRecorder.malformedQuiesce());
        recorder.expectError(LEVEL, rule, malformed, 400, HookCodes.BAD_REQUEST);
        recorder.release(malformed);
    }
}
