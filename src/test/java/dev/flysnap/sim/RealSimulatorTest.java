package dev.flysnap.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sim.settings.Delays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, real folders and the real clock. */
@Timeout(180)
class RealSimulatorTest {
    private static final String MACHINES = "/v1/apps/shop/machines";
    private static final String VOLUMES = "/v1/apps/shop/volumes";

    /** Counts its own starts on its volume, then waits to be stopped. */
    private static final String COUNTING =
            """
            {"config":{"image":"shop:1","init":{"exec":["sh","-c",
            "echo $FLY_REGION >> /data/starts; trap 'exit 0' INT; while :; do sleep 0.1; done"]},
            "mounts":[{"volume":"%s","path":"/data"}]}}
            """;

    @TempDir private Path directory;

    private static String volume(Simulator sim, String body) throws IOException {
        String id = FlyClient.of(sim).post(VOLUMES, body).field("id");
        until(sim, () -> sim.world().volume(id).orElseThrow().isUsable());
        return id;
    }

    private static void until(Simulator sim, BooleanSupplier wanted) {
        assertTrue(waited(sim, wanted), () -> "it did not come to that: " + sim.view());
    }

    /** Files change without a word from the world: look often. */
    private static boolean waited(Simulator sim, BooleanSupplier wanted) {
        for (int i = 0; i < 1200 && !wanted.getAsBoolean(); i++) {
            sim.sleeper().sleep(Duration.ofMillis(50));
        }
        return wanted.getAsBoolean();
    }

    private String starts(Simulator sim, String machine) throws IOException {
        FlyClient.Reply reply =
                FlyClient.of(sim)
                        .post(
                                MACHINES + "/" + machine + "/exec",
                                "{\"command\":[\"cat\",\"/data/starts\"]}");
        assertEquals(200, reply.status(), reply.text());
        return reply.field("stdout");
    }

    @Test
    void aProcessWritesToItsVolumeAndTheSnapshotHoldsIt() throws IOException {
        try (Simulator sim =
                Simulator.start(
                        SimSettings.real(directory)
                                .withApp("shop")
                                .withSpeed(Delays.Speed.INSTANT))) {
            FlyClient fly = FlyClient.of(sim);
            String volume = volume(sim, "{\"name\":\"data\",\"region\":\"ams\"}");
            String machine = fly.post(MACHINES, COUNTING.formatted(volume)).field("id");
            assertEquals(200, fly.get(MACHINES + "/" + machine + "/wait?timeout=10").status());
            Path file = directory.resolve("disks/volumes/" + volume + "/starts");
            until(sim, () -> Files.exists(file));
            assertEquals("ams\n", starts(sim, machine));

            assertEquals(200, fly.post(VOLUMES + "/" + volume + "/snapshots", "").status());
            until(sim, () -> sim.world().snapshotsOf(volume).getFirst().createdAt().isPresent());
            Json.Obj row = fly.get(VOLUMES + "/" + volume + "/snapshots").row(0);
            String restored =
                    volume(
                            sim,
                            "{\"name\":\"data\",\"region\":\"fra\",\"snapshot_id\":\"%s\"}"
                                    .formatted(row.text("id").orElseThrow()));
            String second = fly.post(MACHINES, COUNTING.formatted(restored)).field("id");
            assertEquals(200, fly.get(MACHINES + "/" + second + "/wait?timeout=10").status());
            Path copy = directory.resolve("disks/volumes/" + restored + "/starts");
            until(sim, () -> read(copy).equals("ams\nfra\n"));

            assertEquals(200, fly.post(MACHINES + "/" + machine + "/stop", "{}").status());
            until(
                    sim,
                    () ->
                            sim.world().machine(machine).orElseThrow().events().stream()
                                    .anyMatch(event ->
                                            event.ended()
                                                    .map(end -> end.exitCode())
                                                    .equals(Optional.of(0))));
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theWorldOutlivesTheSimulatorAndStartedMachinesAreStartedAgain() throws IOException {
        String volume;
        String machine;
        String token;
        Path starts;
        try (Simulator sim = Simulator.start(SimSettings.real(directory).withApp("shop"))) {
            token = sim.token();
            volume = volume(sim, "{\"name\":\"data\"}");
            starts = directory.resolve("disks/volumes/" + volume + "/starts");
            Path file = starts;
            machine = FlyClient.of(sim).post(MACHINES, COUNTING.formatted(volume)).field("id");
            until(sim, () -> Files.exists(file));
        }
        try (Simulator sim = Simulator.start(SimSettings.real(directory).withApp("shop"))) {
            assertEquals(token, sim.token());
            Path file = starts;
            until(sim, () -> read(file).equals("ams\nams\n"));
            assertEquals(
                    List.of(machine),
                    sim.world().machinesOf("shop").stream().map(it -> it.id()).toList());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("world.json"))));
        }
    }

    @Test
    void aDirectoryHasOneSimulatorAtATime() {
        try (Simulator sim = Simulator.start(SimSettings.real(directory))) {
            FlysnapException locked =
                    assertThrows(FlysnapException.class, () -> SimSettings.real(directory));
            assertEquals("sim-directory-in-use", locked.problem().code());
            assertTrue(sim.world().apps().isEmpty());
        }
    }

    @Test
    void withoutADirectoryNothingIsLeft() {
        SimSettings settings = SimSettings.real(VolumeBackend.FOLDERS);
        Path temporary = settings.home().orElseThrow().directory();
        try (Simulator sim = Simulator.start(settings.withApp("shop"))) {
            assertTrue(Files.isDirectory(temporary));
            assertFalse(sim.world().apps().isEmpty());
        }
        assertFalse(Files.exists(temporary));
    }

    @Test
    void theLogHoldsWhatMachinesPrintAndWhatBecameOfThem() throws IOException {
        String shouting =
                """
                {"config":{"image":"shop:1","restart":{"policy":"no"},"init":{"exec":["sh","-c",
                "for i in $(seq 250); do echo line $i; done; echo no end >&2; printf 'last'"]}}}
                """;
        try (Simulator sim =
                Simulator.start(
                        SimSettings.real(directory)
                                .withApp("shop")
                                .withSpeed(Delays.Speed.INSTANT))) {
            FlyClient fly = FlyClient.of(sim);
            String machine = fly.post(MACHINES, shouting).field("id");
            until(sim, () -> messages(sim, "").contains("machine exit: stopped, exit code 0"));
            List<String> newest = messages(sim, "");
            assertEquals(100, newest.size());
            assertTrue(newest.containsAll(List.of("line 250", "no end", "last")), newest::toString);
            assertFalse(newest.contains("line 100"), newest::toString);

            List<String> all = new ArrayList<>();
            String token = "0";
            for (Json.Obj page = log(sim, token); !page.array("data").isEmpty(); ) {
                page.objects("data")
                        .forEach(it -> all.add(it.object("attributes").orElseThrow().toString()));
                token = page.object("meta").orElseThrow().text("next_token").orElseThrow();
                page = log(sim, token);
            }
            assertEquals(1, all.stream().filter(it -> it.contains("value=line 1]")).count());
            assertEquals(252, all.stream().filter(it -> it.contains("value=app]")).count());
            assertTrue(all.stream().allMatch(it -> it.contains(machine)));
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Json.Obj log(Simulator sim, String token) {
        try {
            return FlyClient.of(sim).get("/api/v1/apps/shop/logs?next_token=" + token).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> messages(Simulator sim, String token) {
        return log(sim, token).objects("data").stream()
                .map(it -> it.object("attributes").orElseThrow().text("message").orElseThrow())
                .toList();
    }

    private static String readRegion(String rest) {
        return "{\"command\":[\"cat\",\"/data/region\"]%s}".formatted(rest);
    }

    @Test
    void aCommandRunsInTheContainerThatItNames() throws IOException {
        try (Simulator sim =
                Simulator.start(
                        SimSettings.real(directory)
                                .withApp("shop")
                                .withSpeed(Delays.Speed.INSTANT))) {
            FlyClient fly = FlyClient.of(sim);
            String volume = volume(sim, "{\"name\":\"data\",\"region\":\"ams\"}");
            String two =
                    """
                    {"config":{"mounts":[{"volume":"%s","name":"data","path":"/data"}],"containers":[
                    {"name":"proxy","image":"p","exec":["sh","-c","echo I am proxy; while :; do sleep 1; done"]},
                    {"name":"web","image":"w","mounts":[{"name":"data","path":"/data"}],
                    "exec":["sh","-c","echo I am web; echo $FLY_REGION > /data/region; while :; do sleep 1; done"]}]}}
                    """
                            .formatted(volume);
            String machine = MACHINES + "/" + fly.post(MACHINES, two).field("id");
            assertEquals(200, fly.get(machine + "/wait?timeout=10").status());
            until(sim, () -> messages(sim, "").containsAll(List.of("I am proxy", "I am web")));
            until(
                    sim,
                    () -> Files.exists(directory.resolve("disks/volumes/" + volume + "/region")));

            assertEquals(
                    "ams\n",
                    fly.post(machine + "/exec", readRegion(",\"container\":\"web\""))
                            .field("stdout"));
            FlyClient.Reply first = fly.post(machine + "/exec", readRegion(""));
            assertEquals(Optional.of(1L), first.json().number("exit_code"), first.text());
            FlyClient.Reply unknown =
                    fly.post(machine + "/exec", readRegion(",\"container\":\"wbe\""));
            assertEquals(404, unknown.status());
            assertEquals("container not found", unknown.error());
            assertEquals(200, fly.delete(machine + "?force=true").status());
        }
    }

    @Test
    void aMachineMayBeCreatedOnAVolumeThatIsBeingRestored() throws IOException {
        try (Simulator sim =
                Simulator.start(
                        SimSettings.real(directory).withApp("shop").withSpeed(Delays.Speed.FAST))) {
            FlyClient fly = FlyClient.of(sim);
            String volume = volume(sim, "{\"name\":\"data\",\"region\":\"ams\"}");
            String machine = fly.post(MACHINES, COUNTING.formatted(volume)).field("id");
            Path written = directory.resolve("disks/volumes/" + volume + "/starts");
            until(sim, () -> Files.exists(written));
            assertEquals(200, fly.post(VOLUMES + "/" + volume + "/snapshots", "").status());
            until(sim, () -> sim.world().snapshotsOf(volume).getFirst().createdAt().isPresent());
            String snapshot = sim.world().snapshotsOf(volume).getFirst().id();

            FlyClient.Reply made =
                    fly.post(
                            VOLUMES,
                            "{\"name\":\"data\",\"region\":\"ams\",\"size_gb\":0,\"snapshot_id\":\"%s\"}"
                                    .formatted(snapshot));
            assertEquals("creating", made.field("state"));
            String clone = fly.post(MACHINES, COUNTING.formatted(made.field("id"))).field("id");
            assertEquals(200, fly.get(MACHINES + "/" + clone + "/wait?timeout=20").status());
            until(sim, () -> sim.world().volume(made.field("id")).orElseThrow().isUsable());
            Path there = directory.resolve("disks/volumes/" + made.field("id") + "/starts");
            until(sim, () -> text(there).equals("ams\nams\n"));
            assertFalse(machine.equals(clone));
        }
    }
}
