package dev.flysnap.hook.copy.client;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyPart;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.client.HookError;
import dev.flysnap.hook.copy.CopyChunk;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.PrintableText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Level 3 through the agent's own client in the machine, which the Machines API runs: needs no
 * network but the API's, and takes the copy token from the machine's environment.
 */
final class CtlCopies implements MachineCopies {
    private static final Duration LIMIT = Duration.ofSeconds(25);

    /** As much as one answer carries. How much more Fly carries is not documented. */
    private static final int MAX_PART_BYTES = 512 << 10;

    private static final int MIN_PART_BYTES = 16 << 10;

    private final Machines machines;
    private final ExecTarget target;
    private int partBytes = MAX_PART_BYTES;

    CtlCopies(Machines machines, ExecTarget target) {
        this.machines = machines;
        this.target = target;
    }

    @Override
    public CopyAnswer begin(CopyRequest request) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "begin",
                                "--attempt=" + request.attempt(),
                                "--db=" + request.database(),
                                "--method=" + request.method().word(),
                                "--check=" + request.check().word()));
        request.compress().ifPresent(level -> words.add("--compress=" + level));
        request.recipients()
                .orElse(List.of())
                .forEach(recipient -> words.add("--recipient=" + recipient));
        return answer(words);
    }

    @Override
    public CopyAnswer state(String id) {
        return answer(List.of("state", "--", id));
    }

    private CopyAnswer answer(List<String> words) {
        return CopyReplies.answer(200, run(words), machine(), where());
    }

    @Override
    public CopyChunk read(String id, long from) {
        try {
            CopyPart part =
                    Records.read(
                            CopyPart.class,
                            JsonText.parse(
                                    run(
                                            List.of(
                                                    "read",
                                                    "--from=" + from,
                                                    "--bytes=" + partBytes,
                                                    "--",
                                                    id))));
            byte[] bytes = Base64.getDecoder().decode(part.base64());
            if (!part.sha256().equals(CopyPart.sha256(bytes))) {
                throw new NoAnswer("a part of the copy was changed on its way");
            }
            return new CopyChunk(bytes, part.total());
        } catch (MalformedJson | IllegalArgumentException e) {
            partBytes = Math.max(MIN_PART_BYTES, partBytes / 2);
            throw new NoAnswer("a part of the answer is missing");
        }
    }

    @Override
    public void delete(String id) {
        String _ = run(List.of("end", "--", id));
    }

    private String run(List<String> words) {
        List<String> command =
                new ArrayList<>(List.of("flysnap", "agent", "ctl", "copy", words.getFirst()));
        command.add("--timeout-ms=" + LIMIT.minusSeconds(3).toMillis());
        command.addAll(words.subList(1, words.size()));
        ExecResult result;
        try {
            result = machines.exec(target, command, "", LIMIT);
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.UNKNOWN) {
                throw new NoAnswer(e.problem().why());
            }
            throw e;
        }
        Optional<HookError> error = HookError.parse(result.stdout());
        if (error.isPresent()) {
            throw error.get().code().equals("agent-unreachable")
                    ? new NoAnswer(error.get().message())
                    : CopyReplies.refused(statusOf(error.get().code()), result.stdout(), where());
        }
        if (result.exitCode() != 0) {
            throw CopyClientProblems.noClient(
                            machine(), PrintableText.of(result.stderr() + " " + result.stdout()))
                    .exception();
        }
        return result.stdout();
    }

    /** The client prints the answer without its HTTP status. */
    private static int statusOf(String code) {
        return code.equals(HookCodes.UNAUTHORISED) ? 401 : 500;
    }

    private MachineId machine() {
        return target.machine();
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
        return "machine %s (its agent, by exec)".formatted(machine());
    }

    @Override
    public void close() {}
}
