package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.hook.sqlite3.ExecScript;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The script of {@code --hook exec}, run on this computer as the Machines API would in a machine.
 */
record ExecScriptRunner(String script) {
    /**
     * Its directory is named after the machine. A pid comes again, and with it the answers of an
     * earlier process to attempts of the same names.
     */
    private static final String MACHINE = "load" + UUID.randomUUID();

    static final int HOLD_SECONDS = 20;

    static {
        Path _ = Directories.deletedAtEnd(Path.of("/tmp/flysnap-exec-" + MACHINE));
    }

    static ExecScriptRunner on(List<Path> databases) {
        List<String> named = new ArrayList<>();
        for (Path database : databases) {
            named.add("db%d=%s".formatted(named.size(), database));
        }
        return new ExecScriptRunner(ExecScript.of(named));
    }

    /** What it says where it cannot. */
    Optional<String> quiesceAndResume(String attempt) throws IOException {
        Optional<String> refusal = quiesce(attempt, HOLD_SECONDS);
        return refusal.isPresent() ? refusal : resume(attempt);
    }

    /**
     * @param seconds of a hold, or 0 for none
     * @return what it says where it cannot
     */
    Optional<String> quiesce(String attempt, int seconds) throws IOException {
        String prepared = run("prepare %s 0".formatted(attempt));
        if (prepared.contains("@error")) {
            return Optional.of("prepare: " + prepared.strip());
        }
        String said = run("quiesce %s %d".formatted(attempt, seconds));
        return said.contains(seconds > 0 ? "@held yes" : "@held no")
                ? Optional.empty()
                : Optional.of("quiesce: " + said.strip());
    }

    /** What it says where the hold was broken. */
    Optional<String> resume(String attempt) throws IOException {
        String said = run("resume %s 0".formatted(attempt));
        return said.contains("@resumed intact")
                ? Optional.empty()
                : Optional.of("resume: " + said.strip());
    }

    private String run(String line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        builder.environment().put("FLY_MACHINE_ID", MACHINE);
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
