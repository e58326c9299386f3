package dev.flysnap.snapshot;

import dev.flysnap.hook.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;

/** Reaches the hook beside the database of one machine. */
@FunctionalInterface
public interface HookOf {
    Quiescer reach(AppName app, Machine machine);
}
