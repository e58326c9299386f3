package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sqlite.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The apps of {@code [[targets]]} count for commands that look as they do for create. */
class LookAtTargetsTest {
    @TempDir private Path directory;

    private record Ended(int exit, String out, String err) {}

    @Test
    void eachAppOfTheTargetsIsLookedAtWhereNoneIsNamed() throws Exception {
        try (Simulator sim =
                Simulator.start(SimSettings.scripted().withApp("shop").withApp("blog"))) {
            targets("shop", "blog");
            Ended status = flysnap(sim, "status");
            assertEquals(0, status.exit(), status.err());
            assertTrue(status.out().startsWith("App shop:\nshop has no volume."), status.out());
            assertTrue(status.out().contains("\nApp blog:\nblog has no volume."), status.out());
            List<Json.Obj> apps =
                    JsonText.parseObject(flysnap(sim, "status", "--json").out()).objects("apps");
            assertEquals(
                    List.of(Optional.of("shop"), Optional.of("blog")),
                    apps.stream().map(it -> it.text("app")).toList());
            assertFalse(flysnap(sim, "status", "blog").out().contains("shop"));
            for (String command : List.of("list", "doctor", "rescue")) {
                String out = flysnap(sim, command).out();
                assertTrue(out.contains("App shop:") && out.contains("App blog:"), out);
            }
        }
    }

    @Test
    void oneThatFailsKeepsNoOtherFromBeingLookedAt() throws Exception {
        try (Simulator sim = Simulator.start(SimSettings.scripted().withApp("blog"))) {
            targets("shoop", "blog");
            Ended status = flysnap(sim, "status");
            assertEquals(3, status.exit(), status.err());
            assertTrue(status.err().contains("code: fly-app-unknown"), status.err());
            assertTrue(status.out().contains("blog has no volume."), status.out());
        }
    }

    private void targets(String... apps) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String app : apps) {
            text.append("[[targets]]\napp = '%s'\n".formatted(app));
        }
        Files.writeString(directory.resolve("flysnap.toml"), text.toString());
    }

    private Ended flysnap(Simulator sim, String... arguments) throws Exception {
        // Its clock stands still otherwise, and its rate limits would never have room again.
        sim.sleeper().sleep(Duration.ofMinutes(1));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(Load.java(Main.class, arguments))
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
        builder.environment().put("FLY_API_TOKEN", sim.token());
        builder.environment().put("FLY_FLAPS_BASE_URL", sim.baseUrl());
        builder.environment().put("FLYSNAP_STATE_DIR", directory.resolve("state").toString());
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
