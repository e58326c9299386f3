package dev.flysnap.hook.sqlite3;

import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Labels;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.time.Sleeper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who works with flysnap on a {@link MachineWithSqlite}, with a journal. */
final class Operator implements AutoCloseable {
    private final MachineWithSqlite shop;
    private final Journal journal;

    Operator(MachineWithSqlite shop, Path directory) {
        this.shop = shop;
        this.journal =
                Journal.open(
                        directory.resolve("journal"),
                        ApiIdentity.of(URI.create("http://127.0.0.1:1")),
                        InstantSource.system());
    }

    private RunContext context() {
        return new RunContext(
                shop.fly, journal, Sleeper.REAL, InstantSource.system(), _ -> {}, CutPoint.NONE);
    }

    private static RunId newRun() {
        return new RunId("run_" + UUID.randomUUID().toString().replace("-", "").substring(0, 10));
    }

    QuiescerFactory byExec(List<String> databases) {
        return (_, of) -> shop.hook(of, databases);
    }

    /**
     * @param databases their names, as the hook has them
     */
    Receipt created(QuiescerFactory hook, List<String> databases, List<String> ignored) {
        Create create = new Create(context(), Optional.of(hook));
        return create.run(
                create.plan(
                        newRun(),
                        new CreateRequest(
                                MachineWithSqlite.SHOP,
                                Optional.empty(),
                                Optional.empty(),
                                HoldUntil.QUIESCED,
                                Duration.ofSeconds(1),
                                databases,
                                ignored,
                                Optional.of(Grade.CRASH_CONSISTENT),
                                Labels.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                false,
                                Optional.empty(),
                                Duration.ofMinutes(1))));
    }

    Checkup doctor(QuiescerFactory hook, List<String> ignored) {
        return new Doctor(
                        shop.fly,
                        Optional.of(hook),
                        InstantSource.system(),
                        _ -> Optional.empty(),
                        ignored)
                .examine(MachineWithSqlite.SHOP, Optional.empty());
    }

    static Finding of(Checkup checkup, String check) {
        return checkup.findings().stream()
                .filter(it -> it.check().equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError(check + " in " + checkup.findings()));
    }

    RestorePlan cutoverTo(SnapshotId snapshot) {
        return new Restore(context())
                .plan(
                        newRun(),
                        new RestoreRequest(
                                new RestoreRequest.Source(
                                        MachineWithSqlite.SHOP,
                                        new SnapshotChoice.ById(snapshot),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false),
                                new RestoreRequest.Destination(
                                        Optional.empty(), List.of(), Optional.empty()),
                                RestoreRequest.MachineRequest.UNCHANGED,
                                Checks.DEFAULT,
                                Goal.CUTOVER,
                                false,
                                Duration.ofMinutes(1)));
    }

    RestoreReport restore(RestorePlan plan) {
        return new Restore(context()).run(plan);
    }

    @Override
    public void close() {
        journal.close();
    }
}
