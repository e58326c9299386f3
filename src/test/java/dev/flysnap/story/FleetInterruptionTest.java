package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.snapshot.fleet.Fleet;
import dev.flysnap.snapshot.fleet.FleetPlan;
import dev.flysnap.snapshot.fleet.FleetReport;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.time.Interruption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fleet that is asked to stop in the middle of a volume. */
@Timeout(180)
class FleetInterruptionTest {
    private static final AppName SHOP = new AppName("shop");

    @TempDir private Path states;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger quiesced = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noFurtherVolumeIsBegunAndTheWritersAreLetGo(int parallel) {
        try (Harbour harbour = new Harbour(states, Map.of("shop", 5))) {
            FleetPlan plan = held(harbour.planAll(parallel, SHOP));
            Interruption interruption = new Interruption();
            FleetReport report =
                    harbour.fleetStoppedBy(interruption, hook(harbour, interruption))
                            .run(plan, _ -> {});

            assertEquals(Set.of(), held, "no writer is held");
            assertEquals(2, quiesced.get(), "no further hook was asked");
            assertTrue(harbour.journal().childRuns(plan.run()).size() <= 1 + parallel);
            Problem problem = report.problem().orElseThrow();
            assertEquals(ExitCode.INTERRUPTED, problem.exit());
            assertTrue(
                    problem.what()
                            .matches("Interrupted\\. Of its snapshots [01] of 5 (is|are) done\\."),
                    problem.what());
            assertTrue(harbour.journal().events(plan.run()).contains(new RunEvent.Interrupted()));
            RunRecord run = harbour.journal().run(plan.run()).orElseThrow();
            assertEquals(
                    Optional.of(problem.next()),
                    Fleet.describeInterrupted(harbour.journal(), run).map(Problem::next));

            FleetReport rest = harbour.fleet().continueRun(run, _ -> {});
            assertEquals(Optional.empty(), rest.problem());
            assertEquals(RunStatus.DONE, harbour.journal().status(plan.run()));
            for (VolumeId volume : harbour.volumes(SHOP)) {
                assertEquals(1, harbour.finished(SHOP, volume).size());
            }
        }
    }

    /** The second one that is asked is in the middle of its answer when the process is to stop. */
    private QuiescerFactory hook(Harbour harbour, Interruption interruption) {
        return (_, machine) -> new Holding(harbour, machine, interruption);
    }

    private static FleetPlan held(FleetPlan plan) {
        return new FleetPlan(
                plan.run(),
                plan.parts().stream()
                        .map(it -> new FleetPlan.Part(it.run(), it.volume(), held(it.request())))
                        .toList(),
                plan.unmet(),
                plan.parallel());
    }

    private static CreateRequest held(CreateRequest request) {
        return new CreateRequest(
                request.app(),
                request.volume(),
                request.quiesce(),
                HoldUntil.CREATED,
                Duration.ofMinutes(1),
                List.of(),
                request.minGrade(),
                request.timeout());
    }

    private final class Holding implements Quiescer {
        private final Harbour harbour;
        private final Machine machine;
        private final Interruption interruption;

        Holding(Harbour harbour, Machine machine, Interruption interruption) {
            this.harbour = harbour;
            this.machine = machine;
            this.interruption = interruption;
        }

        @Override
        public StatusAnswer status() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
            QuiesceAnswer plain = StandInHook.answer(attempt, machine.id().value());
            held.add(plain.lease());
            if (quiesced.incrementAndGet() == 2) {
                interruption.request();
            }
            Instant now = harbour.sim().clock().instant();
            return new Quiesced(
                    new QuiesceAnswer(
                            plain.lease(),
                            hold.toMillis(),
                            plain.app(),
                            plain.machineId(),
                            plain.sqliteVersion(),
                            plain.appSqliteVersion(),
                            plain.databases(),
                            plain.warnings(),
                            plain.level()),
                    now,
                    now);
        }

        @Override
        public Resumed resume(String lease) {
            held.remove(lease);
            return new Resumed.Intact(1);
        }
    }
}
