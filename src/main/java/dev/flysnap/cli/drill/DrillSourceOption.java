package dev.flysnap.cli.drill;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.option.SnapshotOptions;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.portable.store.StoreAddress;
import java.time.Duration;

/** What {@code --from} names, before anything was looked up. */
sealed interface DrillSourceOption {
    String RANDOM = "random-within=";

    record RandomWithin(Duration age) implements DrillSourceOption {}

    record Latest() implements DrillSourceOption {}

    record New() implements DrillSourceOption {}

    record Named(SnapshotId snapshot) implements DrillSourceOption {}

    /** A store, a copy or a replica. */
    record Store(String named) implements DrillSourceOption {}

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it is none of these
     */
    static DrillSourceOption parse(String text) {
        if (text.startsWith(RANDOM)) {
            Duration age = new DurationConverter().convert(text.substring(RANDOM.length()));
            return new RandomWithin(age);
        }
        if (ReplicaAddress.isOne(text)) {
            ReplicaAddress _ = ReplicaAddress.parse(text);
            return new Store(text);
        }
        if (SnapshotOptions.isCopy(text)) {
            StoreAddress _ = StoreAddress.parse(text);
            return new Store(text);
        }
        return switch (text) {
            case "latest" -> new Latest();
            case "new" -> new New();
            default -> new Named(new SnapshotId(text));
        };
    }
}
