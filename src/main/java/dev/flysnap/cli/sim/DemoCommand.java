package dev.flysnap.cli.sim;

import dev.flysnap.cli.session.FlysnapProgram;
import dev.flysnap.demo.Story;
import dev.flysnap.demo.StorySettings;
import dev.flysnap.demo.shop.OrderLosses;
import dev.flysnap.sim.VolumeBackend;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap demo}: the story for newcomers. */
@Command(
        name = "demo",
        description = {
            "Shows loss and restore of an app on a simulated Fly, in about a minute.",
            "An app writes to SQLite, a snapshot is taken, machine and volume are destroyed, and the app is restored in another region. Then it is deleted with its snapshots, and comes back from an encrypted copy. Nothing is left behind."
        },
        mixinStandardHelpOptions = true,
        subcommands = {DemoAppCommand.class, DemoCountCommand.class},
        footer = {
            "",
            "Examples:",
            "  flysnap demo",
            "  flysnap demo --db ~/my-own.db",
            "  flysnap demo --volumes blocks",
            "  flysnap demo --drill",
            "  flysnap demo --keep"
        })
public final class DemoCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
            names = "--db",
            paramLabel = "FILE",
            description = "A SQLite file of your own; a copy of it is used. Default: a new one.")
    private Optional<Path> database;

    @Option(
            names = "--keep",
            description = "Leave the simulated Fly running, and print how to use it.")
    private boolean keep;

    @Option(
            names = "--volumes",
            paramLabel = "KIND",
            defaultValue = "folders",
            description = {
                "folders, or blocks: real block devices, and a plain snapshot for comparison, with the commits that it lacks.",
                "Linux, root, xfsprogs. Default: ${DEFAULT-VALUE}."
            })
    private VolumeBackend volumes;

    @Option(
            names = "--drill",
            description =
                    "Show drills instead: one that passes, and one that finds damage that nobody had noticed.")
    private boolean drill;

    @Override
    public void run() {
        if (volumes == VolumeBackend.BLOCKS) {
            BlockDeviceLauncher.requirePossible();
        }
        PrintWriter out = spec.commandLine().getOut();
        Story story =
                new Story(
                        new StorySettings(
                                FlysnapProgram.path(),
                                database.map(Path::toAbsolutePath),
                                keep,
                                volumes),
                        line -> {
                            out.println(line);
                            out.flush();
                        });
        if (drill) {
            story.tellOfDrills();
        } else {
            OrderLosses _ = story.tell();
        }
    }
}
