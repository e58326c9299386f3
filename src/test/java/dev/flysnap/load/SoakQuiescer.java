package dev.flysnap.load;

import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What quiesces in {@code bin/soak writers}. */
interface SoakQuiescer extends AutoCloseable {
    /** What it says where it cannot. */
    Optional<String> quiesce() throws IOException;

    Hold hold() throws IOException;

    @Override
    void close();

    /**
     * @param refusal what it says where it cannot; then the rest means nothing
     * @param syncedNanos what was acknowledged before is in the files
     * @param resume says what broke the hold
     */
    record Hold(Optional<String> refusal, long syncedNanos, Supplier<Optional<String>> resume) {}

    enum Way {
        AGENT {
            @Override
            SoakQuiescer on(List<Path> databases) throws IOException {
                return new ByAgent(AgentProcess.on(databases.toArray(Path[]::new)));
            }
        },
        EXEC {
            @Override
            SoakQuiescer on(List<Path> databases) {
                return new ByExec(ExecScriptRunner.on(databases), new AtomicInteger());
            }
        };

        abstract SoakQuiescer on(List<Path> databases) throws IOException;
    }

    record ByAgent(AgentProcess agent) implements SoakQuiescer {
        private static final Duration HOLD = Duration.ofMinutes(1);

        @Override
        public Optional<String> quiesce() throws IOException {
            return refusal(agent.once(Duration.ZERO));
        }

        @Override
        public Hold hold() throws IOException {
            AgentProcess.Outcome outcome = agent.once(HOLD);
            return outcome.answer().isEmpty()
                    ? new Hold(refusal(outcome), 0, Optional::empty)
                    : new Hold(
                            Optional.empty(),
                            outcome.nanosOf(QuiesceStep.SYNCED),
                            () -> agent.resume(outcome.quiesced()));
        }

        private static Optional<String> refusal(AgentProcess.Outcome outcome) {
            return outcome.answer().isEmpty() ? Optional.of(outcome.failure()) : Optional.empty();
        }

        @Override
        public void close() {
            agent.close();
        }
    }

    /** With a hold, nothing is acknowledged between the lock and the answer. */
    record ByExec(ExecScriptRunner script, AtomicInteger attempts) implements SoakQuiescer {
        @Override
        public Optional<String> quiesce() throws IOException {
            return script.quiesce("soak/" + attempts.incrementAndGet(), 0);
        }

        @Override
        public Hold hold() throws IOException {
            String attempt = "soak/" + attempts.incrementAndGet();
            Optional<String> refusal = script.quiesce(attempt, ExecScriptRunner.HOLD_SECONDS);
            return new Hold(refusal, System.nanoTime(), () -> resume(attempt));
        }

        private Optional<String> resume(String attempt) {
            try {
                return script.resume(attempt);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {}
    }
}
