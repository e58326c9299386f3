package dev.flysnap.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.machine.LeaseRules;
import dev.flysnap.sim.platform.GoDuration;
import dev.flysnap.sim.settings.ImageEntrypoints;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static List<String> command(String config) {
        ImageEntrypoints images =
                new ImageEntrypoints(Map.of("shop:1", List.of("shop", "--serve")));
        return new MachineConfig(JsonText.parseObject(config)).command(images);
    }

    @Test
    void execReplacesEverythingElseEntrypointAndCmdAreOneAfterTheOther() {
        assertEquals(
                List.of("a"),
                command("{\"image\":\"shop:1\",\"init\":{\"exec\":[\"a\"],\"cmd\":[\"b\"]}}"));
        assertEquals(
                List.of("shop", "--serve", "b"),
                command("{\"image\":\"shop:1\",\"init\":{\"exec\":null,\"cmd\":[\"b\"]}}"));
        assertEquals(
                List.of("e", "b"),
                command(
                        "{\"image\":\"shop:1\",\"init\":{\"entrypoint\":[\"e\"],\"cmd\":[\"b\"]}}"));
        assertEquals(List.of(), command("{\"image\":\"other:1\"}"));
    }

    @Test
    void anImageIsKnownUnderItsFullNameAndWithADigestToo() {
        for (String image :
                List.of(
                        "docker.io/library/shop:1",
                        "registry-1.docker.io/library/shop:1@sha256:00",
                        "shop@sha256:00")) {
            assertEquals(
                    List.of("shop", "--serve"), command("{\"image\":\"%s\"}".formatted(image)));
        }
        assertEquals(List.of(), command("{\"image\":\"shop:2\"}"));
        assertEquals(List.of(), command("{\"image\":\"registry.fly.io/shop:1\"}"));
    }

    @Test
    void everySwitchCanBeSetToEachOfItsValues() {
        Switches.names()
                .forEach((name, values) ->
                        values.forEach(value -> {
                            Switches set = Switches.DEFAULTS.with(name, value);
                            assertTrue(
                                    JsonText.print(Records.write(Switches.class, set))
                                            .contains(value.replace('-', '_')));
                        }));
        assertEquals(
                "switch skip-launch cannot be \"maybe\"; it can be obeyed, ignored",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Switches.DEFAULTS.with("skip-launch", "maybe"))
                        .getMessage());
    }

    @Test
    void durationsAreReadAsGoWritesThem() {
        assertEquals(Optional.of(Duration.ofMillis(90_500)), GoDuration.parse("1m30.5s"));
        assertEquals(
                Optional.of(Duration.ofSeconds(5)), GoDuration.read(JsonText.parse("5000000000")));
        assertEquals(Optional.empty(), GoDuration.parse("5"));
    }

    @Test
    void aWorldComesBackFromItsJson() {
        WorldStory story = new WorldStory();
        story.act(transition -> AppRules.setSecret(transition, WorldStory.APP, "K", "v"));
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimMachine machine =
                story.machineWith(
                        ",\"x\":1.50,\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]"
                                .formatted(volume.id()));
        story.ends(machine, 3);
        var _ =
                story.change(transition ->
                        LeaseRules.acquire(
                                transition,
                                WorldStory.target(machine),
                                "me",
                                WorldStory.obj("{}")));
        var _ =
                story.change(transition ->
                        SnapshotRules.request(transition, WorldStory.APP, volume.id()));
        String text = JsonText.print(Records.write(World.class, story.world()));
        assertEquals(story.world(), Records.read(World.class, JsonText.parse(text)));
    }
}
