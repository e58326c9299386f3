package dev.flysnap.hook.transport;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.contract.spool.SpooledRequest;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookError;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.replace.ReplaceTransport;
import dev.flysnap.hook.spool.SpoolReply;
import dev.flysnap.hook.spool.SpoolScript;
import dev.flysnap.hook.spool.SpooledCalls;
import dev.flysnap.model.MachineId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Hands requests to the agent by a shell script in the machine, which the Machines API runs: it
 * takes the token from the machine's environment. Needs only the API token.
 */
public final class ExecTransport implements ReplaceTransport {
    /** The exit code of a shell and the platform's init if there is no such program. */
    private static final int NO_SUCH_PROGRAM = 127;

    private final SpooledCalls calls;
    private final MachineId machine;

    public ExecTransport(Machines machines, ExecTarget target) {
        this.calls = new SpooledCalls(machines, target);
        this.machine = target.machine();
    }

    @Override
    public HookReply send(HookCall call) {
        String path = HookPaths.BASE + "/" + call.verb();
        return send(
                call.verb(),
                SpooledRequest.of(
                        call.body().isPresent() ? "POST" : "GET", path, call.body().map(it -> it)),
                call.limit());
    }

    @Override
    public HookReply put(UploadPart part, byte[] bytes, Duration limit) {
        String path =
                "%s/%s?attempt=%s&offset=%d&bytes=%d&sha256=%s"
                        .formatted(
                                HookPaths.DATABASES,
                                encoded(part.database()),
                                encoded(part.attempt()),
                                part.offset(),
                                part.bytes(),
                                part.sha256());
        return send(
                "put",
                new SpooledRequest(
                        "PUT",
                        path,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Base64.getEncoder().encodeToString(bytes))),
                limit);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public int partBytes() {
        return SpooledCalls.MAX_PART_BYTES;
    }

    private HookReply send(String verb, SpooledRequest request, Duration limit) {
        SpoolScript script =
                HookPaths.isOfLevel3(request.path().split("\\?", 2)[0])
                        ? SpoolScript.COPIES
                        : SpoolScript.HOOK;
        return switch (calls.send(script, request, limit)) {
            case SpoolReply.Answered answer -> answered(verb, answer);
            case SpoolReply.NoAnswer(String why) -> new HookReply.NoAnswer(why);
            case SpoolReply.NoScript(int exitCode, String output) ->
                    throw (exitCode == NO_SUCH_PROGRAM
                                    ? TransportProblems.noShell(machine, output)
                                    : TransportProblems.scriptFailed(machine, exitCode, output))
                            .exception();
        };
    }

    private HookReply answered(String verb, SpoolReply.Answered answer) {
        Optional<HookError> error = HookError.parse(answer.body());
        if (answer.status() == 401) {
            throw TransportProblems.machineTokenRefused(
                            machine, error.map(HookError::message).orElse(""))
                    .exception();
        }
        // Only for a quiesce does it matter that the agent is still at work.
        if (!verb.equals("quiesce")
                && error.filter(it -> it.code().equals(HookCodes.STILL_QUIESCING)).isPresent()) {
            return new HookReply.NoAnswer(error.get().message());
        }
        return new HookReply.Answered(answer.status(), answer.retryAfter(), answer.body());
    }

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String where() {
        return "machine " + machine + " (by exec)";
    }

    @Override
    public void close() {}
}
