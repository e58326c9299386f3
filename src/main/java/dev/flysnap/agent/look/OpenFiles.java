package dev.flysnap.agent.look;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which processes have which files open, but this one.
 *
 * @param byPath processes by the real path of a file: {@code puma (17)}
 * @param unseen how many processes of other users could not be looked at
 */
record OpenFiles(Map<String, List<String>> byPath, int unseen) {
    private static final Path PROCESSES = Path.of("/proc");

    /** Of the platform: its init and what serves its exec. Source: PLATFORM, Machines. */
    private static final String OF_PLATFORM = "/fly/";

    static OpenFiles now() {
        Map<String, List<String>> open = new HashMap<>();
        int unseen = 0;
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                String pid = String.valueOf(process.getFileName());
                if (!pid.equals(String.valueOf(own)) && !look(process, pid, open)) {
                    unseen++;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No Linux.
        }
        return new OpenFiles(open, unseen);
    }

    /** Whether it could be looked at, or need not be. */
    private static boolean look(Path process, String pid, Map<String, List<String>> open) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            String name = "%s (%s)".formatted(text(process, "comm").strip(), pid);
            for (Path file : files) {
                String target = target(file);
                if (target.startsWith("/")) {
                    List<String> names = open.computeIfAbsent(target, _ -> new ArrayList<>());
                    if (!names.contains(name)) {
                        names.add(name);
                    }
                }
            }
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            // Gone, of the kernel, of the platform, or of another user.
            String command = text(process, "cmdline");
            return command.isEmpty() || command.startsWith(OF_PLATFORM);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String text(Path process, String file) {
        try {
            return Files.readString(process.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }

    /** The processes that have it open. */
    List<String> of(Path file) {
        return byPath.getOrDefault(file.toString(), List.of());
    }
}
