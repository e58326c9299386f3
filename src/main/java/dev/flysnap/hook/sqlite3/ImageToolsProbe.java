package dev.flysnap.hook.sqlite3;

import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.client.ContainerChoice;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.ImageTools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks a running machine, by one short exec, what its image has for a verifier. */
public final class ImageToolsProbe {
    /** It starts neither flysnap nor a database: a small machine has no memory to spare. */
    private static final String SCRIPT =
            """
            command -v flysnap >/dev/null && echo @flysnap yes
            v=$(sqlite3 -version 2>/dev/null) && echo "@sqlite3 ${v%% *}"
            echo @done\
            """;

    /** For {@code exec}. */
    public static final List<String> COMMAND = List.of("sh", "-c", SCRIPT);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_VERSION_CHARACTERS = 40;

    private final Machines machines;

    public ImageToolsProbe(Machines machines) {
        this.machines = machines;
    }

    /**
     * Empty if it cannot be known: the machine does not run, is leased, or has no {@code sh}, or
     * the token may not exec.
     */
    public Optional<ImageTools> ask(AppName app, Machine machine) {
        return ask(app, machine, Optional.empty());
    }

    /**
     * The same, of a machine that may have several containers: empty if nothing tells the right
     * one.
     *
     * @param container the configured one
     */
    public Optional<ImageTools> ask(
            AppName app, Machine machine, Optional<ContainerName> container) {
        if (!machine.state().equals(MachineState.STARTED)
                || machine.hostStatus() != HostStatus.OK) {
            return Optional.empty();
        }
        try {
            ExecTarget target = ContainerChoice.of(app, machine, container);
            return tools(machines.exec(target, COMMAND, "", LIMIT));
        } catch (FlysnapException unknown) {
            // What is not known is said in the plan, and looked at again on the new machine.
            return Optional.empty();
        }
    }

    /** What {@link #COMMAND} said; empty if it did not get to its end. */
    public static Optional<ImageTools> tools(ExecResult result) {
        ExecAnswer answer = ExecAnswer.read(result.stdout());
        return answer.fact("done").map(_ -> tools(answer));
    }

    private static ImageTools tools(ExecAnswer answer) {
        return new ImageTools(
                answer.fact("flysnap").isPresent(),
                answer.fact("sqlite3")
                        .filter(it ->
                                it.length() <= MAX_VERSION_CHARACTERS
                                        && it.matches("\\d+(\\.\\d+){1,3}")));
    }
}
