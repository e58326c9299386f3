package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.JsonText;
import dev.flysnap.proof.Receipt;
import dev.flysnap.sqlite.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example's own scripts, as a runner of GitHub runs them, with the real flysnap against a
 * simulated Fly, and a stand-in for {@code fly}.
 */
@Timeout(180)
class DeployGateTest {
    private static final Path EXAMPLE = Path.of("examples/github-actions/deploy.yml");

    @TempDir private Path directory;
    private final Map<String, String> outputs = new HashMap<>();
    private Workflow workflow;
    private ShopWithAgent shop;

    @BeforeEach
    void start() throws Exception {
        workflow = Workflow.read(EXAMPLE);
        shop = ShopWithAgent.inRealTime(directory.resolve("shop"), "my-shop");
        Path bin = Files.createDirectory(directory.resolve("bin"));
        program(bin.resolve("flysnap"), "exec %s \"$@\"".formatted(Load.shell(Main.class)));
        program(
                bin.resolve("fly"),
                "echo \"$@\" >> '%1$s/fly-called'; [ ! -e '%1$s/deploys-fail' ]"
                        .formatted(directory));
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private static void program(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private record Ended(int exit, String said) {}

    private Ended run(String name, Map<String, String> changes) throws Exception {
        Workflow.Step step = workflow.step(name);
        Map<String, String> environment = new HashMap<>(step.environment(outputs));
        environment.putAll(changes);
        Path output = Files.writeString(directory.resolve("output"), "");
        Ended ended = bash(step.script(), environment);
        for (String line : Files.readAllLines(output)) {
            String[] pair = line.split("=", 2);
            outputs.put("steps.snapshot.outputs." + pair[0], pair[1]);
        }
        return ended;
    }

    /** A script as a runner starts it: in bash, ended by the first command that fails. */
    private Ended bash(String script, Map<String, String> changes) throws Exception {
        Path file = Files.writeString(directory.resolve("step.sh"), script);
        Path said = directory.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-e", file.toString())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(it -> it.startsWith("FLY") || it.startsWith("GITHUB"));
        environment.putAll(workflow.environment(Map.of("secrets.FLY_API_TOKEN", shop.token())));
        environment.put("PATH", directory.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("XDG_STATE_HOME", directory.resolve("state").toString());
        environment.put("FLY_FLAPS_BASE_URL", shop.baseUrl());
        environment.put("GITHUB_ACTIONS", "true");
        environment.put("CI", "true");
        environment.put("GITHUB_RUN_ID", "42");
        environment.put("GITHUB_SHA", "0123456789abcdef0123456789abcdef01234567");
        environment.put("GITHUB_OUTPUT", directory.resolve("output").toString());
        environment.put("GITHUB_STEP_SUMMARY", directory.resolve("summary").toString());
        environment.putAll(changes);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it does not end: " + script);
        }
        return new Ended(process.exitValue(), Files.readString(said));
    }

    private String output(String name) {
        return outputs.getOrDefault("steps.snapshot.outputs." + name, "");
    }

    @Test
    void aDeployThatFailsHasAWayBackForDataAndImage() throws Exception {
        Ended snapshot = run("Snapshot", Map.of());
        assertEquals(0, snapshot.exit(), snapshot.said());
        assertEquals("synced", output("grade"));
        String image = output("image");
        assertTrue(image.startsWith(ShopWithAgent.IMAGE + "@sha256:"), image);
        Receipt receipt =
                Receipt.read(
                        JsonText.parseObject(
                                Files.readString(directory.resolve(output("receipt")))));
        assertEquals(output("snapshot_id"), receipt.snapshot().value());
        assertEquals(output("run"), receipt.run().value());
        Files.createFile(directory.resolve("deploys-fail"));
        assertEquals(1, run("Deploy", Map.of()).exit());
        assertEquals("deploy --app my-shop\n", Files.readString(directory.resolve("fly-called")));
        assertEquals(0, run("Show how to restore", Map.of()).exit());
        List<String> commands =
                Files.readString(directory.resolve("summary"))
                        .lines()
                        .filter(it -> it.startsWith("    "))
                        .map(String::strip)
                        .toList();
        String restore =
                "flysnap restore %s --app my-shop --image %s --receipt receipt.json"
                        .formatted(receipt.snapshot(), image);
        assertEquals(
                List.of(
                        "fly deploy --app my-shop --image " + image,
                        "gh run download 42 --name flysnap-receipt",
                        restore + " --dry-run",
                        restore + " --cutover"),
                commands);
        assertUnderstood(commands.get(3));
        Ended plan =
                bash(
                        commands.get(2),
                        Map.of("XDG_STATE_HOME", directory.resolve("elsewhere").toString()));
        assertEquals(0, plan.exit(), plan.said());
        assertTrue(plan.said().contains(receipt.snapshot().value()), plan.said());
        assertTrue(plan.said().contains(image), plan.said());
    }

    private static void assertUnderstood(String command) {
        List<String> words = List.of(command.split(" "));
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        var _ =
                Main.commandLine(nowhere, nowhere)
                        .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    }

    @Test
    void aSnapshotThatIsWorthLessEndsTheJobAndIsNamedAllTheSame() throws Exception {
        Ended snapshot = run("Snapshot", Map.of("FLYSNAP_VIA", "auto"));
        assertEquals(13, snapshot.exit(), snapshot.said());
        assertTrue(snapshot.said().contains("--min-grade"), snapshot.said());
        assertEquals("crash-consistent", output("grade"), snapshot.said() + outputs);
        assertFalse(output("snapshot_id").isEmpty());
        assertTrue(Files.exists(directory.resolve("receipt.json")), "it is kept as an artifact");
    }

    @Test
    void whereTheHookDoesNotAnswerNothingIsDeployed() throws Exception {
        shop.silence();
        Ended snapshot = run("Snapshot", Map.of());
        assertEquals(1, snapshot.exit(), snapshot.said());
        assertTrue(snapshot.said().contains("code: hook-unreachable"), snapshot.said());
        assertEquals("", output("snapshot_id"));
    }

    @Test
    void theJobIsInThatOrder() {
        List<String> names = workflow.names();
        assertEquals(
                List.of("Snapshot", "Keep the receipt", "Deploy", "Show how to restore"),
                names.subList(names.size() - 4, names.size()));
        List<String> scripts = new ArrayList<>();
        names.forEach(it -> scripts.add(workflow.step(it).script()));
        assertTrue(
                scripts.stream().noneMatch(it -> it.contains("${{")),
                "what comes from outside reaches scripts as variables only");
    }
}
