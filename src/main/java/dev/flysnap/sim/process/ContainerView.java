package dev.flysnap.sim.process;

import dev.flysnap.sim.platform.Machinery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the processes of one container see: a mount or none, their environment, their home. */
final class ContainerView {
    private final MountPathRewriter mountPath;
    private final Map<String, String> environment;
    private final Path home;

    ContainerView(
            Optional<Machinery.Mount> mount,
            String privateIp,
            Map<String, String> environment,
            Path home) {
        this.mountPath = new MountPathRewriter(mount, privateIp);
        this.environment = ProcessEnvironment.of(home, mountPath.rewrite(environment));
        this.home = home;
    }

    boolean canRun(List<String> command) {
        List<String> here = mountPath.rewrite(command);
        return !here.isEmpty() && ProcessEnvironment.canRun(here.getFirst(), environment, home);
    }

    /** Starts a main process, whose errors go to its output too. */
    Process main(ProcessSessions sessions, List<String> command) throws IOException {
        return sessions.start(mountPath.rewrite(command), environment, home, false, true);
    }

    /** Starts a command, which reads its input. */
    RunningExec exec(ProcessSessions sessions, List<String> command) throws IOException {
        Process process =
                sessions.atGate(mountPath.rewrite(command), environment, home, true, false);
        RunningExec running = new RunningExec(process);
        ProcessSessions.letGo(process, true);
        return running;
    }
}
