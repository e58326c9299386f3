package dev.flysnap.setup.look;

import dev.flysnap.config.source.FlyAppConfig.Mount;
import dev.flysnap.hook.look.LitestreamSetup;
import dev.flysnap.hook.look.MachineContents;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.problem.ShortList;
import java.util.List;
import java.util.Optional;

/** A machine of the app that was looked into. */
public record SeenMachine(MachineId id, List<Mount> mounts, MachineContents contents) {
    public SeenMachine {
        mounts = List.copyOf(mounts);
    }

    /** What Litestream does there, in a sentence; empty where there is no sign of it. */
    public Optional<String> replication() {
        LitestreamSetup setup = contents.replication();
        if (setup.isRunning()) {
            return Optional.of(
                    setup.replicated().isEmpty()
                            ? "Litestream runs in %s".formatted(place())
                            : "Litestream replicates %s in %s"
                                    .formatted(
                                            ShortList.text(
                                                    setup.replicated().stream()
                                                            .map(ReplicatedDatabase::toString)
                                                            .toList()),
                                            place()));
        }
        return setup.isPresent() || !contents.litestream().isEmpty()
                ? Optional.of("Litestream is set up in %s, and does not run".formatted(place()))
                : Optional.empty();
    }

    /** The machine, and its container where it has several. */
    String place() {
        return contents.container().map("container %s of "::formatted).orElse("") + "machine " + id;
    }
}
