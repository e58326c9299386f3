package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.Json;
import dev.flysnap.problem.FlysnapException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Level 3 can read and replace all data: it is off unless told, and has a token of its own. */
class CopyTokenTest {
    private static final List<String> PATHS =
            List.of(
                    HookPaths.COPIES,
                    HookPaths.COPIES + "/17/content",
                    HookPaths.DATABASES + "/main");

    @TempDir private Path work;

    @Test
    void withoutACopyTokenLevelThreeIsOffForEveryToken() throws Exception {
        try (RunningAgent agent = RunningAgent.on(work.resolve("app.db"))) {
            for (String path : PATHS) {
                for (String token : List.of(RunningAgent.TOKEN, RunningAgent.COPY_TOKEN, "")) {
                    RunningAgent.Reply reply = send(agent, path, token);
                    assertEquals(403, reply.status(), path);
                    assertEquals("copies-off", reply.code(), path);
                }
            }
            Json.Obj status = agent.get(HookPaths.STATUS).json();
            assertEquals(Optional.of(2L), status.number("level"));
            assertEquals(Optional.of(false), status.object("copies").orElseThrow().bool("reading"));
        }
    }

    @Test
    void onlyTheCopyTokenOpensLevelThreeAndItOpensNothingElse() throws Exception {
        try (RunningAgent agent = RunningAgent.withCopies(work.resolve("app.db"))) {
            for (String path : PATHS) {
                for (String token :
                        List.of(RunningAgent.TOKEN, "", RunningAgent.COPY_TOKEN + "x")) {
                    assertEquals(401, send(agent, path, token).status(), path);
                }
            }
            assertEquals(
                    200,
                    send(agent, HookPaths.DATABASES, RunningAgent.COPY_TOKEN).status(),
                    "it is let in");
            assertEquals(
                    401, send(agent, HookPaths.STATUS, RunningAgent.COPY_TOKEN).status(), "status");
            Json.Obj status = agent.get(HookPaths.STATUS).json();
            assertEquals(Optional.of(3L), status.number("level"));
            assertEquals(Optional.of(true), status.object("copies").orElseThrow().bool("reading"));
        }
    }

    @Test
    void theCopyTokenIsAsStrongAsTheOtherAndIsNotTheSame() throws Exception {
        assertEquals(Optional.empty(), AgentToken.forCopies(Optional.empty(), Map.of()));
        assertEquals("hook-token-short", codeOf(() -> fromVariable("x".repeat(31))));
        assertEquals("hook-token-malformed", codeOf(() -> fromVariable("two words ".repeat(9))));
        Path empty = Files.createFile(work.resolve("token"));
        assertEquals(
                "hook-token-short",
                codeOf(() -> AgentToken.forCopies(Optional.of(empty), Map.of())));
        assertEquals("copy-token-same", codeOf(() -> settings(RunningAgent.TOKEN)));
        String next = AgentProblems.noCopyToken().next();
        assertTrue(next.startsWith("export FLYSNAP_COPY_TOKEN="), "it is kept: " + next);
        assertTrue(next.contains("| fly secrets import"), next);
        assertEquals(
                "Bearer " + RunningAgent.COPY_TOKEN,
                settings(RunningAgent.COPY_TOKEN).copyToken().orElseThrow().header());
    }

    private static RunningAgent.Reply send(RunningAgent agent, String path, String token)
            throws Exception {
        return agent.send(
                agent.request(path).header(HookPaths.AUTHORIZATION, "Bearer " + token).build());
    }

    private AgentSettings settings(String copyToken) {
        return new AgentSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                AgentToken.from(Optional.empty(), Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                fromVariable(copyToken),
                DatabaseSet.of(List.of(work + "/app.db")),
                Duration.ofSeconds(10),
                Optional.empty(),
                true,
                new MachineIdentity(Optional.empty(), Optional.empty()));
    }

    private static Optional<AgentToken> fromVariable(String token) {
        return AgentToken.forCopies(Optional.empty(), Map.of(AgentToken.COPY_VARIABLE, token));
    }

    private static String codeOf(Executable work) {
        return assertThrows(FlysnapException.class, work).problem().code();
    }
}
