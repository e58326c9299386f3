package dev.flysnap.agent;

import dev.flysnap.agent.quiesce.Rehearsal;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import dev.flysnap.sqlite.replace.ReplaceStep;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code SteppingAgentMain DATABASE}: an agent that says its address, and then each step of each
 * quiesce with the time: {@code LOCKED 123456}, as {@link System#nanoTime}. Ends when its standard
 * input does.
 */
public final class SteppingAgentMain {
    public static final String TOKEN = RunningAgent.TOKEN;
    private static final Duration CEILING = Duration.ofMinutes(10);

    public static void main(String[] arguments) throws Exception {
        AgentSettings settings =
                new AgentSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        AgentToken.from(Optional.empty(), Map.of(AgentToken.VARIABLE, TOKEN)),
                        Optional.empty(),
                        DatabaseSet.of(List.of(arguments)),
                        CEILING,
                        Optional.of(Database.libraryVersion()),
                        true,
                        new MachineIdentity(Optional.of("shop"), Optional.of("1857156b526dd8")));
        QuiesceStep.Listener says = step -> System.out.println(step + " " + System.nanoTime());
        try (Agent agent =
                Agent.start(
                        settings,
                        Optional.empty(),
                        says,
                        ReplaceStep.Listener.NONE,
                        InstantSource.system())) {
            // As each agent does that is not a test's.
            Rehearsal.begin(Duration.ZERO).join();
            System.out.println("listening " + agent.address().getPort());
            while (System.in.read() >= 0) {
                // Whoever started this closes the stream, or dies.
            }
        }
    }

    private SteppingAgentMain() {}
}
