package dev.flysnap.story;

import dev.flysnap.contract.Checkpoint;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Speaks for every machine: synced, at once. */
record StandInHook(InstantSource clock) implements QuiescerFactory {

    static QuiesceAnswer answer(String attempt, String machine) {
        DatabaseState database =
                new DatabaseState(
                        "main",
                        "/data/app.db",
                        "wal",
                        new Checkpoint(0, 0, 0),
                        0,
                        false,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(0L),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return new QuiesceAnswer(
                "lease-" + attempt,
                0,
                Optional.empty(),
                Optional.of(machine),
                "3.53.4",
                Optional.empty(),
                List.of(database),
                Optional.empty(),
                Optional.of(2));
    }

    @Override
    public Quiescer reach(AppName app, Machine machine) {
        return new Quiescer() {
            @Override
            public StatusAnswer status() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
                Instant now = clock.instant();
                return new Quiesced(answer(attempt, machine.id().value()), now, now);
            }

            @Override
            public Resumed resume(String lease) {
                return new Resumed.Intact(0);
            }
        };
    }
}
