package dev.flysnap.snapshot.image;

import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.sqlite3.ImageToolsProbe;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.proof.ImageTools;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is known of the tools in an app's images. */
public final class ImageInventory {
    /** A second one is asked if the first is leased, or ends just then. */
    private static final int MAX_ASKED = 2;

    private final RunContext context;

    public ImageInventory(RunContext context) {
        this.context = context;
    }

    /**
     * What a machine's image has, for a receipt: an earlier receipt of the same digest tells it,
     * else the machine.
     *
     * @param container the configured one, for machines of several
     */
    public Optional<ImageTools> of(
            AppName app, Machine machine, Optional<ContainerName> container) {
        return machine.imageRef()
                .filter(it -> it.contains("@"))
                .flatMap(image -> fromReceipts(app, image))
                .or(() ->
                        new ImageToolsProbe(context.fly().machines()).ask(app, machine, container));
    }

    /** The same, of a running machine that has the image. */
    public Optional<ImageTools> fromMachines(AppName app, String image, List<Machine> machines) {
        return machines.stream()
                .filter(it -> images(it).anyMatch(its -> isSame(image, its)))
                .limit(MAX_ASKED)
                .flatMap(it -> new ImageToolsProbe(context.fly().machines()).ask(app, it).stream())
                .findFirst();
    }

    /** The same, from the newest receipt in the journal that tells it. */
    public Optional<ImageTools> fromReceipts(AppName app, String image) {
        return context.journal().snapshots(app).stream()
                .filter(it -> images(it).anyMatch(its -> isSame(image, its)))
                .flatMap(it -> Receipt.read(it.receipt()).imageTools().stream())
                .findFirst();
    }

    private static Stream<String> images(SnapshotRecord taken) {
        return Stream.concat(
                taken.receipt().text("image").stream(),
                taken.machine().stream().flatMap(it -> images(Records.read(Machine.class, it))));
    }

    private static Stream<String> images(Machine machine) {
        return Stream.concat(
                machine.imageRef().stream(),
                machine.config().flatMap(it -> it.text("image")).stream());
    }

    /**
     * Two references with digests are the same image when those are, whatever its tag. If only one
     * has a digest they may differ: the tag may have been pushed again.
     */
    public static boolean isSame(String one, String other) {
        Optional<String> digest = digest(one);
        return digest.isPresent() ? digest.equals(digest(other)) : one.equals(other);
    }

    private static Optional<String> digest(String reference) {
        int at = reference.indexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(reference.substring(at));
    }
}
