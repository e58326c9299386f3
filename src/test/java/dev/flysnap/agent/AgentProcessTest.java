package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.Signals;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.cli.Main;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own: killed, signalled, ending with its app. */
@Timeout(180)
class AgentProcessTest {
    private static final String LISTENING = "flysnap agent: listening on ";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir private Path work;

    @BeforeAll
    static void receiveInterrupts() throws Throwable {
        Signals.receiveInterrupts();
    }

    @Test
    void whereverTheAgentIsKilledWritersGoOnAndTheDatabaseIsWhole() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (Load load = Load.on(1, 2, work, "NORMAL", database)) {
            for (QuiesceStep step : Points.inTurn(2, 4, List.of(QuiesceStep.values()))) {
                Process agent =
                        new ProcessBuilder(
                                        Load.java(
                                                ParkedAgentMain.class,
                                                step.name(),
                                                database.toString()))
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start();
                try {
                    assertEquals("reached " + step, Load.firstLine(agent));
                } finally {
                    agent.destroyForcibly();
                }
                assertTrue(agent.waitFor(60, TimeUnit.SECONDS));
                load.awaitCommitsAfter(System.nanoTime(), WITHIN);
            }
            try (RunningAgent next = RunningAgent.on(database)) {
                String lease = next.quiesce("b", 60_000).quiesced().lease();
                assertEquals(200, next.resume(lease).status(), "no lock survived");
            }
        }
        assertEquals("ok", TestDatabases.ask(database, "PRAGMA integrity_check"));
    }

    private Process agent(String... rest) throws IOException {
        return agent(ProcessBuilder.Redirect.DISCARD, rest);
    }

    private Process agent(ProcessBuilder.Redirect errors, String... rest) throws IOException {
        ProcessBuilder builder = command(rest).redirectError(errors);
        builder.environment().put(AgentToken.VARIABLE, RunningAgent.TOKEN);
        return builder.start();
    }

    private Process withoutToken(String... rest) throws IOException {
        ProcessBuilder builder = command(rest);
        builder.environment().remove(AgentToken.VARIABLE);
        return builder.start();
    }

    private ProcessBuilder command(String... rest) {
        List<String> arguments = new ArrayList<>(List.of("agent"));
        if (!List.of(rest).contains("--listen")) {
            arguments.addAll(List.of("--listen", "127.0.0.1:0"));
        }
        arguments.addAll(List.of("--db", work.resolve("app.db").toString()));
        arguments.addAll(List.of(rest));
        return new ProcessBuilder(Load.java(Main.class, arguments.toArray(String[]::new)));
    }

    @Test
    void theAppStartsWithoutAnAgentThatCannotStartAndTheReasonIsAnswered() throws Exception {
        Path mayEnd = work.resolve("may-end");
        Process agent =
                withoutToken(
                        "--",
                        "sh",
                        "-c",
                        "until [ -e '%s' ]; do sleep 0.05; done; exit 7".formatted(mayEnd));
        try (BufferedReader said = agent.errorReader(StandardCharsets.UTF_8);
                HttpClient http = HttpClient.newHttpClient()) {
            String text = said.readLine();
            while (!text.contains("answered on ")) {
                text += said.readLine();
            }
            assertTrue(text.contains("code: hook-token-missing"), text);
            String address = text.substring(text.indexOf("answered on ") + "answered on ".length());
            for (String path : List.of("/healthz", HookPaths.STATUS, HookPaths.QUIESCE)) {
                HttpResponse<String> answer =
                        http.send(
                                HttpRequest.newBuilder(URI.create("http://" + address + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertEquals(503, answer.statusCode(), path);
                assertTrue(answer.body().contains("hook-token-missing"), answer.body());
            }
            Files.createFile(mayEnd);
            assertEquals(7, exitOf(agent));
        } finally {
            agent.destroyForcibly();
        }
    }

    @Test
    void theAppStartsWhereTheAgentsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process agent =
                    agent(
                            "--listen",
                            "127.0.0.1:" + taken.getLocalPort(),
                            "--",
                            "sh",
                            "-c",
                            "exit 8");
            assertEquals(8, exitOf(agent));
        }
    }

    @Test
    void aStrictAgentThatCannotStartStartsNoApp() throws Exception {
        Path started = work.resolve("started");
        Process agent = withoutToken("--strict", "--", "touch", started.toString());
        assertEquals(12, exitOf(agent));
        assertFalse(Files.exists(started));
    }

    /**
     * From SIGTERM to the kill the platform gives an app a few seconds: its last writes are made
     * then.
     */
    @Test
    void aStopInTheMiddleOfAHoldLetsWritersGoBeforeTheAppHearsOfIt() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        Path mayEnd = work.resolve("may-end");
        String app =
                "trap 'echo TERM' TERM; echo ready; i=0;"
                        + " while [ ! -e '%s' ] && [ $i -lt 600 ]; do i=$((i+1)); sleep 0.05; done; exit 7"
                                .formatted(mayEnd);
        Process agent = agent(ProcessBuilder.Redirect.PIPE, "--", "sh", "-c", app);
        try (BufferedReader lines = agent.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", lines.readLine());
            AgentClient.Answer held =
                    clientOf(agent).quiesce(new QuiesceRequest("a", 10_000, Optional.empty()));
            assertTrue(held.ok(), held::json);
            assertThrows(SQLException.class, () -> write(database), "writers are off");
            // Not Process.destroy: that closes its output, too.
            assertTrue(agent.toHandle().destroy());
            assertEquals("TERM", lines.readLine());
            write(database);
            assertTrue(agent.isAlive(), "it stays for as long as its app");
            Files.createFile(mayEnd);
            assertEquals(7, exitOf(agent));
        } finally {
            agent.destroyForcibly();
        }
    }

    private static void write(Path database) throws SQLException {
        TestDatabases.sql(
                database, "PRAGMA busy_timeout = 0", "INSERT INTO orders VALUES (1, 1, 'x')");
    }

    /** Speaks to it where it says that it listens. */
    private static AgentClient clientOf(Process agent) throws IOException {
        BufferedReader said = agent.errorReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        while (!line.startsWith(LISTENING)) {
            line = said.readLine();
        }
        return new AgentClient(
                ListenAddress.choose(
                        Optional.of(line.substring(LISTENING.length())), Map.of(), false),
                AgentToken.from(Optional.empty(), Map.of(AgentToken.VARIABLE, RunningAgent.TOKEN)),
                Duration.ofSeconds(30));
    }

    private static int exitOf(Process process) throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ended");
        return process.exitValue();
    }

    @Test
    void anAppOfNoWordsIsRefused() throws Exception {
        assertEquals(2, exitOf(agent("--")));
    }

    @Test
    void theAppsExitCodeIsTheAgents() throws Exception {
        assertEquals(3, exitOf(agent("--exec", "sh -c 'exit 3'")));
        assertEquals(128 + 9, exitOf(agent("--", "sh", "-c", "kill -9 $$")));
        assertEquals(1, exitOf(agent("--exec", work + "/no-such-program")));
    }

    @Test
    void signalsReachTheAppAndItDecides() throws Exception {
        // Each signal is answered with a line; TERM ends it with a code of its own.
        String app =
                "for s in INT HUP USR1 USR2 WINCH; do trap \"echo $s\" $s; done; trap 'echo TERM; exit 7' TERM;"
                        + " echo ready; i=0; while [ $i -lt 600 ]; do i=$((i+1)); sleep 0.05; done";
        Process agent = agent("--", "sh", "-c", app);
        try (BufferedReader lines = agent.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", lines.readLine());
            for (String signal : List.of("INT", "HUP", "USR1", "USR2", "WINCH", "TERM")) {
                Signals.send(signal, agent.toHandle());
                assertEquals(signal, lines.readLine());
            }
            assertEquals(7, exitOf(agent));
        } finally {
            agent.destroyForcibly();
        }
    }
}
