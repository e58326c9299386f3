package dev.flysnap.hook.transport;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** The ways in which {@code fly proxy} fails. */
final class ProxyProblems {
    static Problem noFlyctl() {
        return new Problem(
                "hook-flyctl-missing",
                ExitCode.FAILED,
                "There is neither fly nor flyctl on the PATH.",
                "The way through flyctl starts fly proxy.",
                "Install flyctl (https://fly.io/docs/flyctl/install/), or use --via exec");
    }

    static Problem noProxy(Path program, String why) {
        return new Problem(
                "hook-proxy-failed",
                ExitCode.FAILED,
                "flysnap could not start " + program + " proxy.",
                why,
                "Use another way: --via exec");
    }

    static Problem proxyEnded(int exitCode, String said) {
        return new Problem(
                "hook-proxy-failed",
                ExitCode.FAILED,
                "fly proxy ended at once, with " + exitCode + ".",
                "It said: " + said,
                "Correct what it names (fly auth login, fly wireguard reset), or use --via exec");
    }

    static Problem proxySilent(String said) {
        return new Problem(
                "hook-proxy-failed",
                ExitCode.FAILED,
                "fly proxy took no connection within 30 s.",
                said.isEmpty() ? "It said nothing." : "It said: " + said,
                "Look at Fly's WireGuard (fly wireguard reset), or use --via exec");
    }

    private ProxyProblems() {}
}
