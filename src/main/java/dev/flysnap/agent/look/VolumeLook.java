package dev.flysnap.agent.look;

import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.contract.FilesAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The agent's own look at its volumes; changes nothing. */
public final class VolumeLook {
    private final AgentSettings settings;
    private final LookLimits limits;

    public VolumeLook(AgentSettings settings) {
        this(settings, LookLimits.DEFAULT);
    }

    VolumeLook(AgentSettings settings, LookLimits limits) {
        this.settings = settings;
        this.limits = limits;
    }

    /**
     * How far it goes.
     *
     * @param files in all folders together
     * @param depth of folders
     */
    record LookLimits(int files, int depth, Duration time) {
        static final LookLimits DEFAULT = new LookLimits(100_000, 12, Duration.ofSeconds(10));
    }

    /** Every SQLite file, with who has it open. */
    public FilesAnswer look() {
        Set<Path> quiesced = new HashSet<>();
        Set<Object> keys = new HashSet<>();
        for (NamedDatabase database : settings.databases().all()) {
            Path real = database.real();
            quiesced.add(real);
            keyOf(real).ifPresent(keys::add);
        }
        List<Path> roots =
                VolumeRoots.of(quiesced.isEmpty() ? settings.databases().folders() : quiesced);
        FileWalk walk = new FileWalk(settings.databases(), keys, limits);
        for (Path root : roots) {
            try {
                Path _ =
                        Files.walkFileTree(
                                root,
                                EnumSet.noneOf(java.nio.file.FileVisitOption.class),
                                limits.depth(),
                                walk.in(root));
            } catch (IOException e) {
                walk.cutShort("%s cannot be read".formatted(root));
            }
        }
        OpenFiles open = OpenFiles.now();
        List<FilesAnswer.File> files = new ArrayList<>();
        walk.found()
                .forEach(it ->
                        files.add(
                                new FilesAnswer.File(
                                        it.path().toString(),
                                        it.quiesced(),
                                        it.bytes(),
                                        it.walBytes(),
                                        it.isWal(),
                                        open.of(it.path()))));
        files.sort(Comparator.comparing(FilesAnswer.File::path));
        boolean mayBeOpen =
                open.unseen() > 0
                        && files.stream().anyMatch(it -> !it.quiesced() && it.openBy().isEmpty());
        return new FilesAnswer(
                settings.identity().app(),
                settings.identity().machineId(),
                roots.stream().map(Path::toString).toList(),
                files,
                walk.cutShort()
                        .or(() ->
                                mayBeOpen
                                        ? Optional.of(
                                                "what %d processes of other users have open cannot be seen"
                                                        .formatted(open.unseen()))
                                        : Optional.empty()));
    }

    private static Optional<Object> keyOf(Path file) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
