package dev.flysnap.load;

import dev.flysnap.agent.AgentClient;
import dev.flysnap.agent.SteppingAgentMain;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeRequest;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An agent in a process of its own, asked over the wire, that tells when it took which step. */
final class AgentProcess implements AutoCloseable {
    private static final int MOST_ATTEMPTS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /**
     * A quiesce as its caller sees it, and when each step was done.
     *
     * @param failure what the agent said when it could not
     */
    record Outcome(
            Optional<QuiesceAnswer> answer, String failure, Map<QuiesceStep, Long> stepNanos) {
        QuiesceAnswer quiesced() {
            return answer.orElseThrow(() -> new AssertionError(failure));
        }

        long nanosOf(QuiesceStep step) {
            return Optional.ofNullable(stepNanos.get(step)).orElseThrow();
        }

        Duration between(QuiesceStep from, QuiesceStep to) {
            return Duration.ofNanos(nanosOf(to) - nanosOf(from));
        }
    }

    private final Process process;
    private final BufferedReader lines;
    private final InetSocketAddress address;
    private final AgentClient client;
    private int attempts;

    private AgentProcess(Process process, BufferedReader lines, InetSocketAddress address) {
        this.process = process;
        this.lines = lines;
        this.address = address;
        this.client =
                new AgentClient(
                        address,
                        AgentToken.from(
                                Optional.empty(),
                                Map.of(AgentToken.VARIABLE, SteppingAgentMain.TOKEN)),
                        LIMIT);
    }

    static AgentProcess on(Path... databases) throws IOException {
        List<String> command =
                Load.java(
                        SteppingAgentMain.class,
                        Stream.of(databases).map(Path::toString).toArray(String[]::new));
        // As bin/flysnap starts it: what it takes up is measured, too.
        command.addAll(1, List.of("-Xms16m", "-Xmn6m", "-XX:TrimNativeHeapInterval=10000"));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String first = lines.readLine();
        int port = Integer.parseInt(first.substring("listening ".length()));
        return new AgentProcess(
                process, lines, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    /** Quiesces; asks again, a few times, where a busy disk made the agent let writers go. */
    Outcome quiesce(Duration hold) throws IOException {
        Outcome outcome = once(hold);
        for (int again = 1; again < MOST_ATTEMPTS && outcome.answer().isEmpty(); again++) {
            outcome = once(hold);
        }
        return outcome;
    }

    /**
     * What the agent prints is read up to its last step; a step of a failed attempt is replaced.
     */
    Outcome once(Duration hold) throws IOException {
        CutShort.requireNot();
        attempts++;
        AgentClient.Answer answer =
                client.quiesce(
                        new QuiesceRequest("load/" + attempts, hold.toMillis(), Optional.empty()));
        Map<QuiesceStep, Long> steps = new EnumMap<>(QuiesceStep.class);
        if (!answer.ok()) {
            return new Outcome(Optional.empty(), answer.json(), steps);
        }
        while (!steps.containsKey(QuiesceStep.HANDED_BACK)) {
            String[] words = lines.readLine().split(" ");
            steps.put(QuiesceStep.valueOf(words[0]), Long.parseLong(words[1]));
        }
        return new Outcome(
                Optional.of(Records.read(QuiesceAnswer.class, JsonText.parseObject(answer.json()))),
                "",
                steps);
    }

    /** Lets writers go; what the agent says where the hold was not intact. */
    Optional<String> resume(QuiesceAnswer quiesced) {
        AgentClient.Answer answer = client.resume(new ResumeRequest(quiesced.lease()));
        return answer.ok() ? Optional.empty() : Optional.of(answer.json());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
