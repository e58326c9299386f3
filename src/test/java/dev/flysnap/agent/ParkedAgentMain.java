package dev.flysnap.agent;

import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * {@code ParkedAgentMain STEP DATABASE}: an agent that quiesces and stops for good at a step, so
 * that it can be killed there.
 */
final class ParkedAgentMain {
    public static void main(String[] arguments) throws Exception {
        QuiesceStep last = QuiesceStep.valueOf(arguments[0]);
        CountDownLatch never = new CountDownLatch(1);
        QuiesceStep.Listener parks =
                step -> {
                    if (step == last) {
                        System.out.println("reached " + step);
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };
        RunningAgent agent =
                RunningAgent.with(parks, Optional.of("3.51.3"), Path.of(arguments[1]).toString());
        new AgentClient(
                        agent.agent().address(),
                        AgentToken.from(
                                Optional.empty(),
                                java.util.Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                        Duration.ofMinutes(1))
                .quiesce(new QuiesceRequest("a", 9000, Optional.empty()));
        never.await();
    }

    private ParkedAgentMain() {}
}
