package dev.flysnap.hook.look;

import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.problem.FlysnapException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a running machine replicates by Litestream, and how new that is: its own {@code litestream}
 * is asked, about 10 databases at most, for 16 s or so.
 */
public final class ReplicaLook {
    /** Above 30 s the platform answers 408 at random. */
    private static final Duration LIMIT = Duration.ofSeconds(28);

    private static final Pattern FACT = Pattern.compile("@(\\w+) (.*)");
    private static final String SCRIPT = LookScripts.with("replicas.sh");

    private final Machines machines;

    public ReplicaLook(Machines machines) {
        this.machines = machines;
    }

    /**
     * {@link LitestreamSetup#NONE} where nothing can be seen.
     *
     * @param container where Litestream is, on machines of several
     */
    public LitestreamSetup into(AppName app, Machine machine, Optional<ContainerName> container) {
        if (!machine.state().equals(MachineState.STARTED)
                || machine.hostStatus() != HostStatus.OK) {
            return LitestreamSetup.NONE;
        }
        try {
            LitestreamLines lines = new LitestreamLines();
            machines.exec(
                            new ExecTarget(
                                    app, machine.id(), LookScripts.containerOf(machine, container)),
                            List.of("sh", "-c", SCRIPT, "replicas"),
                            "",
                            LIMIT)
                    .stdout()
                    .lines()
                    .map(FACT::matcher)
                    .filter(Matcher::matches)
                    .forEach(it -> lines.fact(it.group(1), it.group(2)));
            return lines.setup();
        } catch (FlysnapException unknown) {
            // A look is help, and no condition.
            return LitestreamSetup.NONE;
        }
    }
}
