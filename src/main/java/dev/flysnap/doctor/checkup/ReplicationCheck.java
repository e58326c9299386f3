package dev.flysnap.doctor.checkup;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.contract.StatusAnswer.DatabaseStatus;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.look.LitestreamSetup;
import dev.flysnap.hook.look.ReplicaLook;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.problem.ShortList;
import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What replicates the databases of a machine besides: Litestream, LiteFS. */
record ReplicationCheck(AppName app, Machine machine, ReplicaLook look, Instant now) {
    private static final String LITESTREAM = "litestream";
    private static final String LITEFS = "litefs";

    /**
     * Empty where nothing does.
     *
     * @param hook what the hook says, if it answers
     */
    Optional<Finding> finding(Optional<ContainerName> container, Optional<StatusAnswer> hook) {
        LitestreamSetup setup = look.into(app, machine, container);
        if (setup.isPresent()) {
            return Optional.of(litestream(setup));
        }
        List<String> beside = beside(hook, LITESTREAM);
        return beside.isEmpty()
                ? litefs(hook)
                : Optional.of(
                        Finding.fine(
                                LITESTREAM,
                                "works on %s; where it replicates to cannot be read from here"
                                        .formatted(ShortList.text(beside))));
    }

    private static Optional<Finding> litefs(Optional<StatusAnswer> hook) {
        List<String> beside = beside(hook, LITEFS);
        return beside.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Finding.toDo(
                                LITEFS,
                                "works on %s: it keeps them on the volume in a form of its own, so snapshots are crash-consistent"
                                        .formatted(ShortList.text(beside)),
                                "name the volume's own folder, or do without a hook: flysnap create --quiesce off"));
    }

    private static List<String> beside(Optional<StatusAnswer> hook, String tool) {
        return hook.map(StatusAnswer::databases).orElse(List.of()).stream()
                .filter(it -> it.replicators().orElse(List.of()).contains(tool))
                .map(DatabaseStatus::path)
                .toList();
    }

    private Finding litestream(LitestreamSetup setup) {
        String config = setup.config().map(" (%s)"::formatted).orElse("");
        if (!setup.isRunning()) {
            return Finding.toDo(
                    LITESTREAM,
                    "is configured on %s%s, and does not run: nothing is replicated at present"
                            .formatted(machine.id(), config),
                    "fly logs --app %s --machine %s --no-tail".formatted(app, machine.id()));
        }
        if (setup.replicated().isEmpty()) {
            return Finding.fine(
                    LITESTREAM,
                    "runs on %s%s; where it replicates to cannot be read"
                            .formatted(machine.id(), config));
        }
        return Finding.fine(
                LITESTREAM,
                "replicates %s; create does not cut its WALs"
                        .formatted(
                                ShortList.text(
                                        setup.replicated().stream().map(this::text).toList())));
    }

    private String text(ReplicatedDatabase one) {
        return one
                + one.newestAt()
                        .map(it -> ", newest transaction of %s".formatted(TimeText.of(it)))
                        .orElse("");
    }
}
