package dev.flysnap.hook.transport;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.model.Via;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of the hook.
 *
 * @param hook its address, or {@code exec} if the image has only sqlite3
 * @param copyToken for level 3
 * @param via the configured transport
 * @param databases to quiesce, by name; empty means all
 * @param container in which commands run, on machines of several
 */
public record HookSettings(
        Optional<String> hook,
        Optional<Integer> port,
        Optional<String> token,
        Optional<String> copyToken,
        Via via,
        List<String> databases,
        Optional<ContainerName> container) {
    private static final String EXEC = "exec";

    public HookSettings {
        databases = List.copyOf(databases);
    }

    /** A copy with another transport. */
    public HookSettings withVia(Via other) {
        return new HookSettings(hook, port, token, copyToken, other, databases, container);
    }

    /** A copy with other databases. */
    public HookSettings withDatabases(List<String> others) {
        return new HookSettings(hook, port, token, copyToken, via, others, container);
    }

    /**
     * Whether there is a hook: an address, a port, or a transport that needs neither.
     *
     * @throws dev.flysnap.problem.FlysnapException if the address is malformed, or contradicts the
     *     transport
     */
    public boolean isConfigured() {
        if (hook.isEmpty() && port.isEmpty() && via != Via.EXEC && via != Via.FLYCTL) {
            return false;
        }
        requireConsistent();
        if (!isExec()) {
            Optional<HookAddress> _ = hook.map(HookAddress::parse);
        }
        return true;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is no agent, and the transport needs
     *     one
     */
    public void requireConsistent() {
        if (isExec() && via != Via.AUTO && via != Via.EXEC) {
            throw TransportProblems.contradiction(via.label()).exception();
        }
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is no agent that could keep the
     *     contract
     */
    public void requireAgent() {
        if (isExec()) {
            throw TransportProblems.noContract().exception();
        }
    }

    /** Whether there is no agent, only sqlite3 in the image. */
    public boolean isExec() {
        return hook.filter(EXEC::equals).isPresent();
    }

    public int portOrDefault() {
        return port.orElse(HookPaths.DEFAULT_PORT);
    }

    public HookAddress address() {
        return HookAddress.parse(hook.orElse("http://{private_ip}:" + portOrDefault()));
    }

    public HookToken parsedToken() {
        return HookToken.parse(token.orElse(""));
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is none that can be sent
     */
    public HookToken parsedCopyToken() {
        return HookToken.parseForCopies(copyToken.orElse(""));
    }
}
