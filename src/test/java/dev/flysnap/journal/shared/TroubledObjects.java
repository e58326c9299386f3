package dev.flysnap.journal.shared;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.ListedObject;
import dev.flysnap.storage.SmallObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store that may be away, that time passes for, and that may not care for conditions. */
public final class TroubledObjects implements ConditionalObjects {
    private final ConditionalObjects objects;
    boolean isAway;

    /** The next thing written is there, and nobody hears of it. */
    boolean losesAnswer;

    public boolean ignoresConditions;
    Duration older = Duration.ZERO;

    public TroubledObjects(ConditionalObjects objects) {
        this.objects = objects;
    }

    private void require() {
        if (isAway) {
            throw away("It was switched off.");
        }
    }

    private static FlysnapException away(String why) {
        return new Problem("store-away", ExitCode.FAILED, "The store is away.", why, "Wait")
                .exception();
    }

    @Override
    public String where() {
        return objects.where();
    }

    @Override
    public List<ListedObject> list(String from) {
        require();
        return objects.list(from);
    }

    @Override
    public Optional<SmallObject> read(String name) {
        require();
        return objects.read(name)
                .map(it -> new SmallObject(it.bytes(), it.version(), it.age().plus(older)));
    }

    @Override
    public Optional<String> put(String name, byte[] bytes, Condition condition) {
        require();
        if (ignoresConditions) {
            objects.delete(name);
            return objects.put(name, bytes, new Condition.Absent());
        }
        Optional<String> version = objects.put(name, bytes, condition);
        if (losesAnswer) {
            losesAnswer = false;
            throw away("Its answer was lost.");
        }
        return version;
    }

    @Override
    public void delete(String name) {
        require();
        objects.delete(name);
    }
}
