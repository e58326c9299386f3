package dev.flysnap.agent;

import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.AppSettings;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import dev.flysnap.sqlite.replace.ReplaceStep;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ParkedReplaceMain STEP PORT HEALTH DATABASE,DATABASE COMMAND...}: an agent with its app
 * that stops at a step of a replacement, so that it can be killed there, for as long as nobody
 * closes the port. HEALTH is where the app is asked, or empty.
 */
final class ParkedReplaceMain {
    public static void main(String[] arguments) throws Exception {
        ReplaceStep last = ReplaceStep.valueOf(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        ReplaceStep.Listener parks =
                step -> {
                    if (step == last) {
                        System.err.println("reached " + step);
                        try (Socket gate = new Socket(InetAddress.getLoopbackAddress(), port)) {
                            int _ = gate.getInputStream().read();
                        } catch (IOException released) {
                            // It goes on.
                        }
                    }
                };
        List<String> databases = List.of(arguments[3].split(","));
        var _ = Agent.recover(databases);
        try (Agent agent =
                Agent.start(
                        new AgentSettings(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                AgentToken.from(
                                        Optional.empty(),
                                        Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                                AgentToken.forCopies(
                                        Optional.empty(),
                                        Map.of(AgentToken.COPY_VARIABLE, RunningAgent.COPY_TOKEN)),
                                DatabaseSet.of(databases),
                                Duration.ofSeconds(10),
                                Optional.empty(),
                                true,
                                new MachineIdentity(
                                        Optional.of("shop"), Optional.of("1857156b526dd8"))),
                        Optional.of(
                                new AppSettings(
                                        Arrays.asList(arguments).subList(4, arguments.length),
                                        Set.of(),
                                        Optional.of(arguments[2])
                                                .filter(it -> !it.isEmpty())
                                                .map(URI::create),
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(10))),
                        QuiesceStep.Listener.NONE,
                        parks,
                        InstantSource.system())) {
            System.err.println(
                    "flysnap agent: listening on " + ListenAddress.text(agent.address()));
            System.exit(agent.run());
        }
    }

    private ParkedReplaceMain() {}
}
