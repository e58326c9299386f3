package dev.flysnap.agent.look;

import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders to look through: where the disks of the databases are mounted. A database on the
 * machine's own disk is on no volume, and of that only its folder is looked through. Source:
 * proc(5), mountinfo.
 */
final class VolumeRoots {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path ROOT = Path.of("/");

    /** The fifth field is where it is mounted; behind the dash come the type and the device. */
    private static final Pattern MOUNT =
            Pattern.compile("\\S+ \\S+ \\S+ \\S+ (\\S+) .*- \\S+ (/dev/\\S+) .*");

    private static final Pattern OCTAL = Pattern.compile("\\\\(\\d{3})");

    /**
     * @param databases real paths
     */
    static List<Path> of(Collection<Path> databases) {
        List<Path> mounts = mounts();
        TreeSet<Path> roots = new TreeSet<>();
        for (Path database : databases) {
            Path folder = FileIdentity.directoryOf(database);
            roots.add(mountOf(folder, mounts).orElse(folder));
        }
        return roots.stream()
                .filter(Files::isDirectory)
                .filter(one ->
                        roots.stream()
                                .noneMatch(other -> !other.equals(one) && one.startsWith(other)))
                .toList();
    }

    private static Optional<Path> mountOf(Path folder, List<Path> mounts) {
        return mounts.stream()
                .filter(folder::startsWith)
                .max(Comparator.comparingInt(Path::getNameCount))
                .filter(it -> !it.equals(ROOT));
    }

    private static List<Path> mounts() {
        List<Path> mounts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(MOUNTS)) {
                Matcher mount = MOUNT.matcher(line);
                if (mount.matches()) {
                    mounts.add(Path.of(unescaped(mount.group(1))));
                }
            }
        } catch (IOException e) {
            // No Linux: then the folders have to do.
        }
        return mounts;
    }

    private static String unescaped(String field) {
        return OCTAL.matcher(field)
                .replaceAll(it ->
                        Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(it.group(1), 8))));
    }

    private VolumeRoots() {}
}
