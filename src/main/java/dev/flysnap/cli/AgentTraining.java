package dev.flysnap.cli;

import dev.flysnap.bench.TrainingDatabase;
import dev.flysnap.cli.stored.CommandFolder;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What java is shown when the start-up cache of an agent is made: {@code AgentTraining DIR} starts
 * one on a database in an empty folder, and quiesces that some times. Before that, in a process of
 * its own, {@code AgentTraining options START_DIR} writes down the agent's options. No command of
 * the program; {@code bin/bundle --agent} starts it.
 */
final class AgentTraining {
    static final String DATABASE = "training.db";

    private static final String OPTIONS = "options";
    private static final int ROUNDS = 20;
    private static final String LINE_END = "\r\n";
    private static final String TOKEN = "training".repeat(8);

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals(OPTIONS)) {
            AgentOptions.write(AgentMain.commandLine(), CommandFolder.in(Path.of(arguments[1])));
        } else {
            train(Path.of(arguments[0]));
            System.exit(0);
        }
    }

    /** The agent itself ends with this process. */
    static void train(Path directory) throws IOException {
        Path database = directory.resolve(DATABASE);
        try (TrainingDatabase app = TrainingDatabase.create(database)) {
            Path token = Files.writeString(directory.resolve("token"), TOKEN);
            InetSocketAddress agent = started(database, token);
            for (int round = 0; round < ROUNDS; round++) {
                app.write();
                String answer =
                        asked(
                                agent,
                                "POST",
                                HookPaths.QUIESCE,
                                "{\"attempt\":\"training/%d\",\"hold_ms\":%d}"
                                        .formatted(round, round * 50));
                // A busy computer may refuse one; there are others.
                Optional<String> lease = JsonText.parseObject(answer).text("lease");
                if (lease.isPresent()) {
                    var _ =
                            asked(
                                    agent,
                                    "POST",
                                    HookPaths.RESUME,
                                    "{\"lease\":\"%s\"}".formatted(lease.get()));
                }
                var _ = asked(agent, "GET", HookPaths.STATUS, "");
            }
        }
    }

    /** As the program starts it; it ends with this process. */
    private static InetSocketAddress started(Path database, Path token) throws IOException {
        PipedWriter said = new PipedWriter();
        BufferedReader lines = new BufferedReader(new PipedReader(said));
        Thread.ofPlatform()
                .daemon()
                .start(() ->
                        AgentMain.run(
                                new PrintWriter(Writer.nullWriter()),
                                new PrintWriter(said, true),
                                AgentOptions.COMMAND,
                                "--db=" + database,
                                "--listen=127.0.0.1:0",
                                "--token-file=" + token));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains("listening on ")) {
                int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            }
        }
        throw new IOException("the agent did not start");
    }

    /** With sockets only: a client for HTTP would be most of what is learnt. */
    private static String asked(InetSocketAddress agent, String method, String path, String body)
            throws IOException {
        try (Socket socket = new Socket(agent.getAddress(), agent.getPort())) {
            String request =
                    String.join(
                            LINE_END,
                            "%s %s HTTP/1.1".formatted(method, path),
                            "Host: localhost",
                            "Connection: close",
                            HookPaths.AUTHORIZATION + ": " + HookPaths.BEARER + TOKEN,
                            "Content-Length: " + body.length(),
                            "",
                            body);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(answer.indexOf('{'));
        }
    }

    private AgentTraining() {}
}
