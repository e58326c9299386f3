package dev.flysnap.load;

import dev.flysnap.agent.RunningAgent;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.contract.HookPaths;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How long an agent takes from the start of its launcher to the last byte of its first answer, in
 * turn with a class that only prints hello.
 *
 * @param answerSeconds the median
 * @param helloSeconds the median
 */
record AgentStarts(double answerSeconds, double helloSeconds) {
    private static final Duration BETWEEN_TRIES = Duration.ofNanos(500_000);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** The first round is not counted. */
    static AgentStarts measure(Path program, Path folder, int rounds) throws Exception {
        Files.createDirectories(folder);
        Path database = ExtractBenchMain.create(folder.resolve("app.db"), 1 << 20);
        List<String> hello = HelloClass.command(folder);
        List<Double> hellos = new ArrayList<>();
        List<Double> answers = new ArrayList<>();
        for (int round = -1; round < rounds; round++) {
            double helloSeconds = helloSeconds(hello);
            double answerSeconds = answerSeconds(program, database);
            if (round >= 0) {
                hellos.add(helloSeconds);
                answers.add(answerSeconds);
            }
        }
        return new AgentStarts(BenchOptions.median(answers), BenchOptions.median(hellos));
    }

    double timesHello() {
        return answerSeconds / helloSeconds;
    }

    private static double helloSeconds(List<String> command) throws Exception {
        long began = System.nanoTime();
        int exit = quiet(new ProcessBuilder(command)).waitFor();
        double seconds = secondsSince(began);
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit);
        }
        return seconds;
    }

    private static double answerSeconds(Path program, Path database) throws Exception {
        int port = freePort();
        ProcessBuilder builder =
                new ProcessBuilder(
                        program.toString(),
                        "agent",
                        "--db=main=" + database,
                        "--listen=127.0.0.1:" + port);
        builder.environment().put(AgentToken.VARIABLE, RunningAgent.TOKEN);
        long began = System.nanoTime();
        Process process = quiet(builder);
        try (Socket socket = connected(port, process, began)) {
            byte[] request =
                    "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                            .formatted(HookPaths.STATUS, RunningAgent.TOKEN)
                            .getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(request);
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            double seconds = secondsSince(began);
            if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("}")) {
                throw new IOException("the agent answered: " + answer);
            }
            return seconds;
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static Process quiet(ProcessBuilder builder) throws IOException {
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Socket connected(int port, Process process, long began) throws IOException {
        while (process.isAlive() && System.nanoTime() - began < LONGEST.toNanos()) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (ConnectException e) {
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
        throw new IOException("the agent did not listen");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
