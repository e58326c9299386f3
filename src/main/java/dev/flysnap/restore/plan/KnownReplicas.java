package dev.flysnap.restore.plan;

import dev.flysnap.hook.look.ReplicaLook;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.proof.Coverage;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.verify.DrillBudgets;
import dev.flysnap.runtime.RunContext;
import java.util.List;
import java.util.Optional;

/**
 * What Litestream has of an app's databases: asked in the machine, while it runs; else what the
 * snapshot's receipt remembers, which does not tell how new it is.
 */
record KnownReplicas(RunContext context) {

    /**
     * @param serving the machine that has the data at present
     */
    Optional<List<ReplicatedDatabase>> of(
            AppName app,
            Optional<Machine> serving,
            Optional<SnapshotRecord> known,
            RestoreRequest request) {
        if (request.goal() == Goal.TRIAL && !startsApp(request)) {
            return Optional.empty();
        }
        return serving.map(it ->
                        new ReplicaLook(context.fly().machines())
                                .into(app, it, Optional.empty())
                                .replicated())
                .filter(it -> !it.isEmpty())
                .or(() ->
                        known.map(it -> Receipt.read(it.receipt()))
                                .flatMap(Receipt::coverage)
                                .flatMap(Coverage::replicated));
    }

    private static boolean startsApp(RestoreRequest request) {
        return request.checks().drill().flatMap(DrillBudgets::startApp).orElse(false);
    }
}
