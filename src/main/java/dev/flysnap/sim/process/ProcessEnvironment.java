package dev.flysnap.sim.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment variables of a machine's processes: as few of the system's as possible, because
 * the simulator's own environment may contain the user's tokens.
 */
final class ProcessEnvironment {
    private static final List<String> INHERITED = List.of("PATH", "LANG", "LC_ALL", "TZ");
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

    private ProcessEnvironment() {}

    /**
     * @param home the machine's home directory; the user's may contain credentials
     * @param configured what the machine's config and the platform set; takes precedence
     */
    static Map<String, String> of(Path home, Map<String, String> configured) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", DEFAULT_PATH);
        for (String name : INHERITED) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        // Machines may run Java programs that need a JDK as new as this one.
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("HOME", home.toString());
        // Temporary files of a killed process are deleted with the machine.
        environment.put("TMPDIR", home.toString());
        environment.put("XDG_RUNTIME_DIR", home.toString());
        environment.putAll(configured);
        return environment;
    }

    /** Whether {@code program} can be run with this environment. */
    static boolean canRun(String program, Map<String, String> environment, Path directory) {
        if (program.contains("/")) {
            return isExecutable(directory.resolve(program));
        }
        for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!program.isEmpty() && isExecutable(directory.resolve(entry).resolve(program))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
