package dev.flysnap.load;

import dev.flysnap.hook.sqlite3.ExecScript;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The script of {@code --hook exec}, run on this computer as the Machines API would in a machine.
 */
record ExecScriptRunner(String script) {
    private static final int HOLD_SECONDS = 20;

    static ExecScriptRunner on(List<Path> databases) {
        List<String> named = new ArrayList<>();
        for (Path database : databases) {
            named.add("db%d=%s".formatted(named.size(), database));
        }
        return new ExecScriptRunner(ExecScript.of(named));
    }

    /** What it says where it cannot. */
    Optional<String> quiesceAndResume(String attempt) throws IOException {
        for (String verb : List.of("prepare", "quiesce", "resume")) {
            String said = run("%s %s %d".formatted(verb, attempt, HOLD_SECONDS));
            if (said.contains("@error")
                    || (verb.equals("quiesce") && !said.contains("@held yes"))
                    || (verb.equals("resume") && !said.contains("@resumed intact"))) {
                return Optional.of(verb + ": " + said.strip());
            }
        }
        return Optional.empty();
    }

    private String run(String line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        // Its directory is named after the machine.
        builder.environment().put("FLY_MACHINE_ID", "load" + ProcessHandle.current().pid());
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
