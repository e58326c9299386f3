package dev.flysnap.hook.copy.client;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.spool.SpooledRequest;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.copy.CopyChunk;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.hook.spool.SpoolReply;
import dev.flysnap.hook.spool.SpoolScript;
import dev.flysnap.hook.spool.SpooledCalls;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Level 3 through the agent's folder in the machine, by a script that the Machines API runs: needs
 * no network but the API's, and takes the copy token from the machine's environment.
 */
final class SpooledCopies implements MachineCopies {
    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final int MIN_PART_BYTES = 16 << 10;
    private static final int NOT_SATISFIABLE = 416;

    private final SpooledCalls calls;
    private final MachineId machine;
    private int partBytes = SpooledCalls.MAX_PART_BYTES;

    SpooledCopies(Machines machines, ExecTarget target) {
        this.calls = new SpooledCalls(machines, target);
        this.machine = target.machine();
    }

    @Override
    public CopyAnswer begin(CopyRequest request) {
        return answer(
                SpooledRequest.of(
                        "POST",
                        HookPaths.COPIES,
                        Optional.of(Records.write(CopyRequest.class, request))));
    }

    @Override
    public CopyAnswer state(String id) {
        return answer(SpooledRequest.get(path(id)));
    }

    private static String path(String id) {
        return HookPaths.COPIES + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private CopyAnswer answer(SpooledRequest request) {
        SpoolReply.Answered answer = send(request);
        return CopyReplies.answer(answer.status(), answer.body(), machine, where());
    }

    @Override
    public CopyChunk read(String id, long from) {
        SpoolReply.Answered answer;
        try {
            answer =
                    send(
                            new SpooledRequest(
                                    "GET",
                                    path(id) + "/content",
                                    Optional.of(
                                            "bytes=%d-%d".formatted(from, from + partBytes - 1)),
                                    Optional.empty(),
                                    Optional.empty()));
        } catch (NoAnswer e) {
            partBytes = Math.max(MIN_PART_BYTES, partBytes / 2);
            throw e;
        }
        if (answer.status() / 100 != 2 && answer.status() != NOT_SATISFIABLE) {
            throw CopyReplies.refused(answer.status(), answer.body(), where());
        }
        return new CopyChunk(answer.bytes().toByteArray(), answer.total());
    }

    @Override
    public void delete(String id) {
        SpoolReply.Answered answer = send(SpooledRequest.of("DELETE", path(id), Optional.empty()));
        if (answer.status() / 100 != 2) {
            throw CopyReplies.refused(answer.status(), answer.body(), where());
        }
    }

    private SpoolReply.Answered send(SpooledRequest request) {
        return switch (calls.send(SpoolScript.COPIES, request, LIMIT)) {
            case SpoolReply.Answered answer -> answer;
            case SpoolReply.NoAnswer(String why) -> throw new NoAnswer(why);
            case SpoolReply.NoScript(int exitCode, String output) ->
                    throw CopyClientProblems.noScript(machine, exitCode, output).exception();
        };
    }

    @Override
    public boolean canSeal() {
        return true;
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public String where() {
        return "machine %s (its agent, by exec)".formatted(machine);
    }

    @Override
    public void close() {}
}
