package dev.flysnap.sim.scripted;

import dev.flysnap.sim.platform.Machinery;
import java.util.Optional;

/**
 * The behaviour of a machine. By default it runs until it receives a signal, passes all health
 * checks and has no commands.
 */
public interface Script {
    /** Runs until it is signalled. */
    Script IDLE = new Script() {};

    /** Exits at once with {@code code}. */
    static Script exits(int code) {
        return new Script() {
            @Override
            public void started(ScriptedProcess process) {
                process.exit(code);
            }
        };
    }

    default void started(ScriptedProcess process) {}

    /** By default exits on SIGINT, SIGTERM and SIGQUIT, and dies of SIGKILL. */
    default void signalled(ScriptedProcess process, String signal) {
        switch (signal) {
            case "SIGINT", "SIGTERM", "SIGQUIT" -> process.exit(0);
            case "SIGKILL" -> process.killed();
            default -> {}
        }
    }

    /** Why the health check fails; empty = it passes. */
    default Optional<String> healthProblem(ScriptedProcess process, Machinery.HealthCheck check) {
        return Optional.empty();
    }

    default Machinery.ExecOutcome exec(ScriptedProcess process, Machinery.Exec exec) {
        return new Machinery.ExecOutcome.NotPossible(
                "there is no command %s in the machine".formatted(exec.command()));
    }
}
