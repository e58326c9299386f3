package dev.flysnap.sqlite.replace;

import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which other processes have a database open, as Linux's {@code /proc} tells it. Those of other
 * users can only be seen by root; a WAL that outlives our own connection gives them away too.
 */
public final class OpenFiles {
    private static final Path PROCESSES = Path.of("/proc");

    /**
     * @param pid of the process
     * @param name of its program
     */
    public record Holder(long pid, String name) {
        @Override
        public String toString() {
            return "%s (process %d)".formatted(name, pid);
        }
    }

    /** Those that have one of the files open, this process apart. */
    public static List<Holder> holders(List<Path> files) {
        Set<FileIdentity> wanted =
                files.stream()
                        .filter(Files::exists)
                        .map(FileIdentity::of)
                        .collect(Collectors.toSet());
        List<Holder> holders = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(String.valueOf(process.getFileName()));
                if (pid != ProcessHandle.current().pid() && hasOpen(process, wanted)) {
                    holders.add(new Holder(pid, name(process)));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No /proc on this system: then only SQLite's own signs are left.
            return List.of();
        }
        return holders;
    }

    private static boolean hasOpen(Path process, Set<FileIdentity> wanted) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : open) {
                if (Files.isRegularFile(descriptor) && isOne(descriptor, wanted)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended meanwhile, or belongs to somebody else.
            return false;
        }
    }

    private static boolean isOne(Path descriptor, Set<FileIdentity> wanted) throws IOException {
        return wanted.contains(
                new FileIdentity(
                        ((Number) Files.getAttribute(descriptor, "unix:dev")).longValue(),
                        ((Number) Files.getAttribute(descriptor, "unix:ino")).longValue()));
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "a program";
        }
    }

    private OpenFiles() {}
}
