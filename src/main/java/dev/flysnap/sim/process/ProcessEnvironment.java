package dev.flysnap.sim.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a machine's processes see of the system that they run on: as little as they need to run, and
 * never the simulator's own environment, which may hold the user's tokens.
 */
final class ProcessEnvironment {
    private static final List<String> INHERITED = List.of("PATH", "LANG", "LC_ALL", "TZ");
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

    private ProcessEnvironment() {}

    /**
     * @param home the machine's own home directory: the user's may hold logins
     * @param said what the machine's config and the platform say; it wins
     */
    static Map<String, String> of(Path home, Map<String, String> said) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", DEFAULT_PATH);
        for (String name : INHERITED) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        // Machines often run flysnap itself, which needs a JDK as new as this one.
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("HOME", home.toString());
        // What a killed process leaves there goes with the machine.
        environment.put("TMPDIR", home.toString());
        environment.putAll(said);
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
