package dev.flysnap.sim.scripted;

import dev.flysnap.sim.platform.Machinery;
import java.util.Optional;

/**
 * What a machine does. Without an override it runs until somebody signals it, and knows no command.
 */
public interface Script {
    /** Runs until it is signalled. */
    Script IDLE = new Script() {};

    /** Has nothing to do: ends at once with that exit code. */
    static Script exits(int code) {
        return new Script() {
            @Override
            public void started(ScriptedProcess process) {
                process.exit(code);
            }
        };
    }

    default void started(ScriptedProcess process) {}

    /** Ends on every signal that would end a process that does not expect it. */
    default void signalled(ScriptedProcess process, String signal) {
        switch (signal) {
            case "SIGINT", "SIGTERM", "SIGQUIT" -> process.exit(0);
            case "SIGKILL" -> process.killed();
            default -> {}
        }
    }

    /** Whether it is well, and if not, why; it is. */
    default Optional<String> healthProblem(ScriptedProcess process, Machinery.HealthCheck check) {
        return Optional.empty();
    }

    default Machinery.ExecOutcome exec(ScriptedProcess process, Machinery.Exec exec) {
        return new Machinery.ExecOutcome.NotPossible(
                "no command %s here".formatted(exec.command()));
    }
}
