package dev.flysnap.cli.drill;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.option.SnapshotOptions;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.portable.store.StoreAddress;
import java.time.Duration;

/** What {@code --from} names, before anything was looked up. */
sealed interface DrillSourceOption {
    String RANDOM = "random-within=";

    record RandomWithin(Duration age) implements DrillSourceOption {}

    record Latest() implements DrillSourceOption {}

    record New() implements DrillSourceOption {}

    record Named(SnapshotId snapshot) implements DrillSourceOption {}

    record Store(StoreAddress address) implements DrillSourceOption {}

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it is none of these
     */
    static DrillSourceOption parse(String text) {
        if (text.startsWith(RANDOM)) {
            Duration age = new DurationConverter().convert(text.substring(RANDOM.length()));
            return new RandomWithin(age);
        }
        if (text.startsWith("litestream:")) {
            throw new IllegalArgumentException(
                    "a drill does not restore from Litestream yet: flysnap pull APP FILE --from %s, then flysnap verify FILE"
                            .formatted(text));
        }
        if (SnapshotOptions.isCopy(text)) {
            return new Store(StoreAddress.parse(text));
        }
        return switch (text) {
            case "latest" -> new Latest();
            case "new" -> new New();
            default -> new Named(new SnapshotId(text));
        };
    }
}
