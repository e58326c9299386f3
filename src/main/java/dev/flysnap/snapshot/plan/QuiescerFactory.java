package dev.flysnap.snapshot.plan;

import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import java.util.Optional;

/** Reaches the hook beside the database of one machine. */
@FunctionalInterface
public interface QuiescerFactory {
    Quiescer reach(AppName app, Machine machine);

    /**
     * Before anything is touched: whether it would be known how to reach it.
     *
     * @throws dev.flysnap.problem.FlysnapException if not, with a question for the user
     */
    default void check(AppName app, Machine machine) {}

    /** Where the databases are, on machines of several containers; empty = nobody said. */
    default Optional<ContainerName> container() {
        return Optional.empty();
    }
}
