package dev.flysnap.agent;

import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import dev.flysnap.sqlite.replace.ReplaceStep;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An agent in this process, spoken to over the wire. */
public final class RunningAgent implements AutoCloseable {
    public static final String TOKEN = "0123456789abcdef0123456789abcdef";

    public static final String COPY_TOKEN = "copies-of-0123456789abcdef0123456789";

    /** Stands still unless a test moves it: only what is remembered goes by it. */
    static final class HandClock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    public record Reply(int status, Json.Obj json, HttpResponse<String> raw) {
        public Json.Obj error() {
            return json.object("error").orElseThrow();
        }

        public String code() {
            return error().text("code").orElseThrow();
        }

        public QuiesceAnswer quiesced() {
            return Records.read(QuiesceAnswer.class, json);
        }
    }

    final HandClock clock = new HandClock();
    private final Agent agent;
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningAgent(
            List<String> databases,
            Optional<String> appVersion,
            QuiesceStep.Listener listener,
            Map<String, String> environment) {
        this.agent =
                Agent.start(
                        new AgentSettings(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                AgentToken.from(
                                        Optional.empty(), Map.of(AgentToken.VARIABLE, TOKEN)),
                                AgentToken.forCopies(Optional.empty(), environment),
                                DatabaseSet.of(databases),
                                Duration.ofMinutes(2),
                                appVersion,
                                true,
                                new MachineIdentity(
                                        Optional.of("shop"), Optional.of("1857156b526dd8"))),
                        Optional.empty(),
                        listener,
                        ReplaceStep.Listener.NONE,
                        clock);
    }

    static RunningAgent on(Path... databases) {
        return new RunningAgent(
                List.of(databases).stream().map(Path::toString).toList(),
                Optional.of("3.51.3"),
                QuiesceStep.Listener.NONE,
                Map.of());
    }

    /** Level 3 is on. */
    public static RunningAgent withCopies(Path... databases) {
        return new RunningAgent(
                List.of(databases).stream().map(Path::toString).toList(),
                Optional.of("3.51.3"),
                QuiesceStep.Listener.NONE,
                Map.of(AgentToken.COPY_VARIABLE, COPY_TOKEN));
    }

    public static RunningAgent with(
            QuiesceStep.Listener listener, Optional<String> appVersion, String... databases) {
        return new RunningAgent(List.of(databases), appVersion, listener, Map.of());
    }

    public Agent agent() {
        return agent;
    }

    public Reply quiesce(String attempt, long holdMs) throws Exception {
        return post(
                HookPaths.QUIESCE,
                "{\"attempt\":\"%s\",\"hold_ms\":%d}".formatted(attempt, holdMs));
    }

    public Reply resume(String lease) throws Exception {
        return post(HookPaths.RESUME, "{\"lease\":\"%s\"}".formatted(lease));
    }

    public Reply post(String path, String body) throws Exception {
        return send(
                request(path)
                        .header(HookPaths.AUTHORIZATION, "Bearer " + TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    public Reply get(String path) throws Exception {
        return send(request(path).header(HookPaths.AUTHORIZATION, "Bearer " + TOKEN).build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://" + ListenAddress.text(agent.address()) + path))
                .timeout(Duration.ofSeconds(30));
    }

    Reply send(HttpRequest request) throws Exception {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        String body = response.body();
        return new Reply(
                response.statusCode(),
                body.startsWith("{") ? JsonText.parseObject(body) : Json.Obj.empty(),
                response);
    }

    @Override
    public void close() {
        http.close();
        agent.close();
    }
}
