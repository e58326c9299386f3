package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.NeedsTool;
import dev.flysnap.Signals;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.cli.Main;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the app inherits from the agent, and what becomes of it. */
@Timeout(180)
class AgentChildTest {
    /** Polls, so that a signal is answered at once; ends by itself, whatever happens to it. */
    private static final String WAITS =
            "echo ready; i=0; while [ $i -lt 600 ]; do i=$((i+1)); sleep 0.05; done";

    /** They take less than two of the five seconds. */
    private static final int MAX_OTHER_SIGNALS = 25;

    @TempDir private Path work;

    @BeforeAll
    static void receiveInterrupts() throws Throwable {
        Signals.receiveInterrupts();
    }

    private List<String> command(String app, String... options) {
        List<String> command =
                new ArrayList<>(
                        Load.java(
                                Main.class,
                                "agent",
                                "--listen",
                                "127.0.0.1:0",
                                "--db",
                                work.resolve("app.db").toString()));
        // As bin/flysnap starts it.
        command.add(1, "-XX:-MaxFDLimit");
        command.addAll(List.of(options));
        command.addAll(List.of("--", "sh", "-c", app));
        return command;
    }

    private static Process started(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(AgentToken.VARIABLE, RunningAgent.TOKEN);
        return builder.start();
    }

    private static BufferedReader lines(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    @Test
    void theAppIsToldToEndWhenTheAgentIsKilled() throws Exception {
        Path told = work.resolve("told");
        Process agent =
                started(
                        command(
                                "trap 'echo told > %s; exit' TERM; trap 'echo USR1' USR1; %s"
                                        .formatted(told, WAITS)));
        try (BufferedReader lines = lines(agent)) {
            assertEquals("ready", lines.readLine());
            // What is passed on shows that the agent is done with the start.
            Signals.send("USR1", agent.toHandle());
            assertEquals("USR1", lines.readLine());
            Signals.send("KILL", agent.toHandle());
            // Not by its output, which Java closes with the agent.
            long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!Files.exists(told)) {
                assertTrue(System.nanoTime() < giveUp, "the app was not told");
                LockSupport.parkNanos(1_000_000);
            }
        } finally {
            agent.destroyForcibly();
        }
    }

    /**
     * Fly kills a machine that has not stopped five seconds after the signal. Measured by other
     * signals, which nothing keeps from the app: they take longer on a slow machine, too.
     */
    @Test
    void aCopyThatCannotEndAtOnceKeepsNoStopSignalFromTheApp() throws Exception {
        TestDatabases.sql(TestDatabases.orders(work.resolve("app.db"), "wal"), "VACUUM");
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        HttpServer store =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext(
                "/",
                exchange -> {
                    sent.countDown();
                    awaited(answered);
                    exchange.close();
                });
        store.start();
        Process agent =
                startedForCopies(
                        command("trap 'echo TERM; exit' TERM; trap 'echo USR1' USR1; " + WAITS));
        try (BufferedReader said = agent.errorReader(StandardCharsets.UTF_8);
                BufferedReader lines = lines(agent);
                HttpClient client = HttpClient.newHttpClient()) {
            String at = said.readLine();
            assertEquals("ready", lines.readLine());
            HttpRequest copy =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://%s%s"
                                                    .formatted(
                                                            at.substring(at.lastIndexOf(' ') + 1),
                                                            HookPaths.COPIES)))
                            .header(HookPaths.AUTHORIZATION, "Bearer " + RunningAgent.COPY_TOKEN)
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "{\"attempt\":\"a\",\"database\":\"main\",\"method\":\"vacuum\",\"check\":\"none\",\"to_file\":true,\"recipients\":[\"%s\"],\"send_to\":\"http://127.0.0.1:%d/x\"}"
                                                    .formatted(
                                                            AgeKey.OURS.recipient(),
                                                            store.getAddress().getPort())))
                            .build();
            assertEquals(200, client.send(copy, BodyHandlers.discarding()).statusCode());
            assertTrue(sent.await(60, TimeUnit.SECONDS), "the copy is being sent");
            Signals.send("USR1", agent.toHandle());
            assertEquals("USR1", lines.readLine());
            Signals.send("TERM", agent.toHandle());
            int others = 0;
            do {
                assertTrue(others < MAX_OTHER_SIGNALS, "the app was not told");
                others++;
                Signals.send("USR1", agent.toHandle());
            } while (lines.readLine().equals("USR1"));
        } finally {
            answered.countDown();
            store.stop(0);
            agent.descendants().forEach(ProcessHandle::destroyForcibly);
            agent.destroyForcibly();
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            boolean _ = latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process startedForCopies(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(AgentToken.VARIABLE, RunningAgent.TOKEN);
        builder.environment().put(AgentToken.COPY_VARIABLE, RunningAgent.COPY_TOKEN);
        return builder.start();
    }

    @Test
    void signalsThatWouldHaveKilledTheAgentReachTheApp() throws Exception {
        String app = "trap 'echo ALRM' ALRM; trap 'echo XCPU' XCPU; trap 'exit 7' TERM; " + WAITS;
        Process agent = started(command(app));
        try (BufferedReader lines = lines(agent)) {
            assertEquals("ready", lines.readLine());
            Signals.send("XCPU", agent.toHandle());
            Signals.send("ALRM", agent.toHandle());
            assertEquals("ALRM", lines.readLine(), "and XCPU is the agent's own");
            Signals.send("TERM", agent.toHandle());
            assertTrue(agent.waitFor(60, TimeUnit.SECONDS));
            assertEquals(7, agent.exitValue());
        } finally {
            agent.destroyForcibly();
        }
    }

    @Test
    void theTokenIsTheAgentsUnlessItIsPassedOn() throws Exception {
        String app = "echo \"token: ${FLYSNAP_HOOK_TOKEN-none}\"";
        try (BufferedReader lines = lines(started(command(app)))) {
            assertEquals("token: none", lines.readLine());
        }
        try (BufferedReader lines = lines(started(command(app, "--pass-token")))) {
            assertEquals("token: " + RunningAgent.TOKEN, lines.readLine());
        }
    }

    @Test
    @Needs(Ability.PROC)
    void theAppKeepsItsLimitOfOpenFilesAndTheAgentRaisesItsOwn() throws Exception {
        String limits = "while :; do grep '^Max open files' /proc/$PPID/limits; sleep 0.05; done";
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -Sn 512; exec \"$@\"", "sh"));
        command.addAll(command("ulimit -Sn; " + limits));
        Process agent = started(command);
        try (BufferedReader lines = lines(agent)) {
            assertEquals("512", lines.readLine());
            String[] words = lines.readLine().split(" +");
            while (words[3].equals("512")) {
                words = lines.readLine().split(" +");
            }
            assertEquals(words[4], words[3], "as much as it may");
        } finally {
            agent.descendants().forEach(ProcessHandle::destroyForcibly);
            agent.destroyForcibly();
        }
    }

    @Test
    @Needs(Ability.MOUNTS)
    @NeedsTool("unshare")
    void asProcessOneItLeavesNoZombies() throws Exception {
        String app =
                "for i in 1 2 3; do sh -c 'true & exit'; done; sleep 0.3; echo orphans;"
                        + " while grep -q '^State:.*Z' /proc/[0-9]*/status 2>/dev/null; do sleep 0.05; done;"
                        + " echo none";
        List<String> command =
                new ArrayList<>(
                        List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"));
        command.addAll(command(app));
        Process agent = started(command);
        try (BufferedReader lines = lines(agent)) {
            assertEquals("orphans", lines.readLine());
            assertEquals("none", lines.readLine());
        } finally {
            agent.destroyForcibly();
        }
    }

    @Test
    @Needs(Ability.PROC)
    @NeedsTool("script")
    void ctrlCReachesTheAppOnce() throws Exception {
        Path agentId = work.resolve("agent.pid");
        String app =
                "trap 'echo INT' INT; trap 'echo TERM; exit 7' TERM; echo $PPID > '%s'; %s"
                        .formatted(agentId, WAITS);
        Path start = work.resolve("start");
        Files.writeString(
                start,
                "exec "
                        + command(app).stream()
                                .map(it -> "'" + it.replace("'", "'\\''") + "'")
                                .collect(Collectors.joining(" ")));
        Process terminal = started(List.of("script", "-qec", "sh " + start, "/dev/null"));
        try (BufferedReader lines = lines(terminal)) {
            awaited(lines, "ready");
            OutputStream keys = terminal.getOutputStream();
            keys.write(3);
            keys.flush();
            awaited(lines, "INT");
            Signals.send("TERM", Files.readString(agentId).strip());
            assertEquals("TERM", lines.readLine().strip(), "no second INT");
        } finally {
            terminal.descendants().forEach(ProcessHandle::destroyForcibly);
            terminal.destroyForcibly();
        }
    }

    /** A terminal shows keys, and stderr too. */
    private static void awaited(BufferedReader lines, String wanted) throws IOException {
        String line = lines.readLine();
        while (!line.endsWith(wanted)) {
            line = lines.readLine();
        }
    }
}
