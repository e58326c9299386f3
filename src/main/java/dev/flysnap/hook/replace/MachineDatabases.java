package dev.flysnap.hook.replace;

import dev.flysnap.contract.replace.DatabasesAnswer;
import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.contract.replace.ReplaceAnswer;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.contract.replace.UploadAnswer;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookError;
import dev.flysnap.hook.client.HookProblems;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The databases of one machine, to be replaced. A request without an answer is sent again: a part
 * that has arrived is not taken twice, and a replacement is known by its attempt.
 */
public final class MachineDatabases implements AutoCloseable {
    private static final Duration PART_LIMIT = Duration.ofSeconds(60);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

    /** How often an upload begins again because the agent was started again. */
    private static final int MAX_RESTARTS = 3;

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    /** The app's stop, the check of the new database, and the wait until it is healthy. */
    private static final Duration REPLACE_LIMIT = Duration.ofHours(2);

    private static final Set<Integer> RETRYABLE_STATUSES = Set.of(429, 502, 503, 504);
    private static final RetryRules<HookReply> RETRIES =
            RetryRules.forAnswers(
                    7,
                    RetryPauses.growing(Duration.ofMillis(500), 2.0, Duration.ofSeconds(20)),
                    MachineDatabases::isRetryable,
                    MachineDatabases::retryAfter);

    private final ReplaceTransport transport;
    private final MachineId machine;
    private final Sleeper sleeper;
    private final InstantSource clock;

    public MachineDatabases(
            ReplaceTransport transport, MachineId machine, Sleeper sleeper, InstantSource clock) {
        this.transport = transport;
        this.machine = machine;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /** Where the hook is, for messages. */
    public String where() {
        return transport.where();
    }

    /**
     * What the databases are.
     *
     * @throws dev.flysnap.problem.FlysnapException if the hook does not tell, or another machine
     *     answers
     */
    public DatabasesAnswer databases() {
        DatabasesAnswer answer = call("databases", Optional.empty(), DatabasesAnswer.class);
        requireMachine(answer.machineId());
        return answer;
    }

    /**
     * What the databases are when no replacement goes on any more.
     *
     * @param step told what is waited for
     * @throws dev.flysnap.problem.FlysnapException also if it goes on for too long
     */
    public DatabasesAnswer settled(Consumer<String> step) {
        Instant deadline = clock.instant().plus(REPLACE_LIMIT);
        while (true) {
            DatabasesAnswer answer = databases();
            if (answer.replacing().isEmpty()) {
                return answer;
            }
            step.accept("waiting until the agent has ended the replacement");
            pauseBefore(deadline);
        }
    }

    /**
     * Sends a file. It replaces nothing yet.
     *
     * @param sent told how many bytes have arrived
     * @throws dev.flysnap.problem.FlysnapException if it cannot be read or is not taken
     */
    public void upload(String attempt, NewDatabase database, LongConsumer sent) {
        int restarts = 0;
        long offset = 0;
        try (FileChannel file = FileChannel.open(database.file(), StandardOpenOption.READ)) {
            while (offset < database.bytes()) {
                UploadPart part =
                        new UploadPart(
                                attempt,
                                database.name(),
                                offset,
                                database.bytes(),
                                database.sha256());
                byte[] bytes = read(file, offset, database);
                UploadAnswer answer =
                        answer(
                                new HookCall("databases", Optional.empty(), PART_LIMIT),
                                () -> transport.put(part, bytes, PART_LIMIT),
                                UploadAnswer.class);
                if (answer.received() <= offset) {
                    restarts++;
                    if (restarts > MAX_RESTARTS) {
                        throw MachineDatabaseProblems.uploadRestarts(where(), database.name())
                                .exception();
                    }
                }
                offset = answer.received();
                sent.accept(offset);
            }
        } catch (IOException e) {
            throw MachineDatabaseProblems.unreadable(database.file(), FailureText.of(e))
                    .exception(e);
        }
    }

    private byte[] read(FileChannel file, long offset, NewDatabase database) throws IOException {
        byte[] bytes = new byte[(int) Math.min(transport.partBytes(), database.bytes() - offset)];
        ByteBuffer into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
            if (file.read(into, offset + into.position()) < 0) {
                throw new IOException("it has become shorter");
            }
        }
        return bytes;
    }

    /**
     * Replaces what was uploaded, or what an earlier attempt set aside, and waits until the app
     * runs on it or on the old databases again.
     *
     * @param step told what the hook does
     * @throws dev.flysnap.problem.FlysnapException if it was refused or failed, and the old
     *     databases are in place; or nobody answers any more, and it is unknown which
     */
    public ReplaceAnswer replace(ReplaceRequest request, Consumer<String> step) {
        Instant deadline = clock.instant().plus(REPLACE_LIMIT);
        Json.Obj body = Records.write(ReplaceRequest.class, request);
        while (true) {
            ReplaceAnswer answer = call("replace", Optional.of(body), ReplaceAnswer.class);
            requireMachine(answer.machineId());
            if (answer.state() != ReplaceAnswer.State.RUNNING) {
                return answer;
            }
            answer.step().map(PrintableText::of).ifPresent(step);
            pauseBefore(deadline);
        }
    }

    private void pauseBefore(Instant deadline) {
        if (!clock.instant().isBefore(deadline)) {
            throw MachineDatabaseProblems.tooSlow(where(), REPLACE_LIMIT).exception();
        }
        sleeper.sleep(POLL_INTERVAL);
    }

    /** Whether a problem of {@link #replace} says that nothing was replaced, nor will be. */
    public static boolean isRefusal(String code) {
        return MachineDatabaseProblems.REFUSALS.contains(code);
    }

    /** Deletes what an attempt has uploaded, or set aside. */
    public DatabasesAnswer discard(DiscardRequest request) {
        return call(
                "discard",
                Optional.of(Records.write(DiscardRequest.class, request)),
                DatabasesAnswer.class);
    }

    private void requireMachine(Optional<String> answering) {
        answering
                .filter(it -> !it.equals(machine.value()))
                .ifPresent(other -> {
                    throw MachineDatabaseProblems.wrongMachine(
                                    where(), machine, PrintableText.of(other))
                            .exception();
                });
    }

    private <T> T call(String verb, Optional<Json.Obj> body, Class<T> type) {
        HookCall call = new HookCall(verb, body, CALL_LIMIT);
        return answer(call, () -> transport.send(call), type);
    }

    private <T> T answer(HookCall call, Supplier<HookReply> send, Class<T> type) {
        HookReply reply = new RetryRunner(sleeper, clock).run(RETRIES, send);
        return switch (reply) {
            case HookReply.NoAnswer(String why) ->
                    throw HookProblems.unreachable(
                                    transport,
                                    Optional.empty(),
                                    Optional.of(machine),
                                    PrintableText.of(why))
                            .exception();
            case HookReply.Answered answered -> read(call, answered, type);
        };
    }

    private <T> T read(HookCall call, HookReply.Answered answered, Class<T> type) {
        if (answered.status() != 200) {
            throw HookError.parse(answered.body())
                    .flatMap(it -> MachineDatabaseProblems.of(it, where()))
                    .orElseGet(() -> HookError.problem(call, answered, where()))
                    .exception();
        }
        try {
            return Records.read(type, JsonText.parse(answered.body()));
        } catch (MalformedJson e) {
            throw MachineDatabaseProblems.notLevelThree(where(), String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }

    private static boolean isRetryable(HookReply reply) {
        return switch (reply) {
            case HookReply.NoAnswer _ -> !Thread.currentThread().isInterrupted();
            case HookReply.Answered answer -> RETRYABLE_STATUSES.contains(answer.status());
        };
    }

    private static Optional<Duration> retryAfter(HookReply reply) {
        return reply instanceof HookReply.Answered answer ? answer.retryAfter() : Optional.empty();
    }

    @Override
    public void close() {
        transport.close();
    }
}
