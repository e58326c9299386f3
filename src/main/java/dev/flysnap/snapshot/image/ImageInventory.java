package dev.flysnap.snapshot.image;

import dev.flysnap.hook.sqlite3.ImageToolsProbe;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.proof.ImageTools;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What is known of the tools in an app's images. */
public final class ImageInventory {
    /** A second one is asked if the first is leased, or ends just then. */
    private static final int MAX_ASKED = 2;

    private final RunContext context;

    /** By app and reference with a digest. */
    private final Map<String, Optional<ImageTools>> found = new ConcurrentHashMap<>();

    public ImageInventory(RunContext context) {
        this.context = context;
    }

    /**
     * What a machine's image has, for a receipt: an earlier receipt of the same digest tells it, or
     * another machine that was asked before, else the machine.
     */
    public Optional<ImageTools> of(AppName app, Machine machine) {
        Optional<String> image = machine.imageRef().filter(it -> it.contains("@"));
        Optional<ImageTools> known =
                image.flatMap(
                        it -> found.computeIfAbsent(app + " " + it, _ -> fromReceipts(app, it)));
        if (known.isPresent()) {
            return known;
        }
        Optional<ImageTools> told = new ImageToolsProbe(context.fly().machines()).ask(app, machine);
        if (told.isPresent()) {
            image.ifPresent(it -> found.put(app + " " + it, told));
        }
        return told;
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
        return context.journal()
                .newestSnapshot(
                        app,
                        taken ->
                                images(taken).anyMatch(its -> isSame(image, its))
                                        ? Receipt.read(taken.receipt()).imageTools()
                                        : Optional.empty());
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
