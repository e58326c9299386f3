package dev.flysnap.agent;

import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeRequest;
import dev.flysnap.json.JsonText;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Writers of another process's agent are held off. */
record HeldByQuiesce(AgentClient client, String lease) implements AutoCloseable {
    static HeldByQuiesce on(String address) {
        AgentClient client =
                new AgentClient(
                        ListenAddress.choose(Optional.of(address), Map.of(), false),
                        AgentToken.from(
                                Optional.empty(), Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                        Duration.ofSeconds(30));
        String json = client.quiesce(new QuiesceRequest("a", 9000, Optional.empty())).json();
        return new HeldByQuiesce(client, JsonText.parseObject(json).text("lease").orElseThrow());
    }

    boolean isIntact() {
        return client.status().json().contains("active_lease");
    }

    @Override
    public void close() {
        var _ = client.resume(new ResumeRequest(lease));
    }
}
