package dev.flysnap.hook.copy.client;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.hook.client.HookError;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.PrintableText;
import java.util.Optional;
import java.util.Set;

/** Reads the answers of level 3. */
final class CopyReplies {
    private static final Set<Integer> PASSING = Set.of(429, 502, 504);

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is none, or another machine's
     */
    static CopyAnswer answer(int status, String body, MachineId machine, String where) {
        if (status / 100 != 2) {
            throw refused(status, body, where);
        }
        CopyAnswer answer;
        try {
            answer = Records.read(CopyAnswer.class, JsonText.parse(body));
        } catch (MalformedJson e) {
            throw CopyClientProblems.notUnderstood(
                            where, PrintableText.of(String.valueOf(e.getMessage())))
                    .exception(e);
        }
        answer.machineId()
                .filter(it -> !it.equals(machine.value()))
                .ifPresent(other -> {
                    throw CopyClientProblems.wrongMachine(where, machine, PrintableText.of(other))
                            .exception();
                });
        return answer;
    }

    /** What an answer that refuses stands for. */
    static RuntimeException refused(int status, String body, String where) {
        Optional<HookError> error = HookError.parse(body);
        String code = error.map(HookError::code).orElse("");
        String message =
                error.map(HookError::message)
                        .filter(it -> !it.isEmpty())
                        .orElseGet(() -> "HTTP %d".formatted(status));
        if (code.equals(HookCodes.COPY_UNKNOWN)) {
            return new MachineCopies.CopyLost(message);
        }
        if (error.isEmpty() && PASSING.contains(status)) {
            return new MachineCopies.NoAnswer(message);
        }
        return CopyClientProblems.refused(
                        status, code, message, error.flatMap(HookError::next), where)
                .exception();
    }

    private CopyReplies() {}
}
