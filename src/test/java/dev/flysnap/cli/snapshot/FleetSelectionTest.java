package dev.flysnap.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.snapshot.fleet.FleetSelection;
import dev.flysnap.snapshot.volumes.VolumeSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which volumes {@code create} means, and when it is one run with parts. */
class FleetSelectionTest {
    private static final VolumeSelection ALL = new VolumeSelection.AllAttached();
    private static final VolumeSelection ONLY = new VolumeSelection.TheOnlyOne();
    private static final VolumeSelection JOBS = new VolumeSelection.ByName(new VolumeName("jobs"));

    @TempDir private Path project;
    private final Map<String, String> environment = new HashMap<>();

    private FleetSelection choice(boolean all, String... apps) {
        ConfigFlags flags =
                new ConfigFlags(
                        List.of(apps).stream().findFirst(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return CreateCommand.selection(
                List.of(apps), all, Config.load(flags, environment, project, project));
    }

    private void targets() throws IOException {
        Files.writeString(
                project.resolve("flysnap.toml"),
                "app = 'home'\n[[targets]]\napp = 'shop'\nvolume = 'jobs'\n[[targets]]\napp = 'blog'\n");
    }

    private static FleetSelection.AppVolumes meant(String app, VolumeSelection which) {
        return new FleetSelection.AppVolumes(new AppName(app), which);
    }

    @Test
    void anAppOfWhichSeveralVolumesAreTargetsMeansThem() throws IOException {
        Files.writeString(
                project.resolve("flysnap.toml"),
                "[[targets]]\napp = 'shop'\nvolume = 'jobs'\n[[targets]]\napp = 'shop'\nvolume = 'data'\n");
        FleetSelection choice = choice(false, "shop");
        assertTrue(choice.isFleet());
        assertEquals(
                List.of(
                        meant("shop", JOBS),
                        meant("shop", new VolumeSelection.ByName(new VolumeName("data")))),
                choice.selected());
        assertFalse(choice(false, "blog").isFleet());
    }

    @Test
    void oneAppIsNoFleetUnlessAllItsVolumesAreAskedFor() {
        assertFalse(choice(false, "shop").isFleet());
        assertFalse(choice(false).isFleet());
        assertTrue(choice(true, "shop").isFleet());
        assertEquals(List.of(meant("shop", ALL)), choice(true, "shop").selected());
    }

    @Test
    void severalAppsAreOneWithTheOnlyVolumeOfEachAndEachAppOnce() {
        FleetSelection choice = choice(false, "shop", "blog", "shop");
        assertTrue(choice.isFleet());
        assertEquals(List.of(meant("shop", ONLY), meant("blog", ONLY)), choice.selected());
    }

    @Test
    void withoutAnAppTheTargetsOfFlysnapTomlAreMeant() throws IOException {
        targets();
        assertTrue(choice(false).isFleet());
        assertEquals(List.of(meant("shop", JOBS), meant("blog", ONLY)), choice(false).selected());
        assertEquals(List.of(meant("shop", JOBS), meant("blog", ALL)), choice(true).selected());
    }

    @Test
    void anAppThatIsNamedComesBeforeTheTargetsAndTakesWhatTheySayOfIt() throws IOException {
        targets();
        assertFalse(choice(false, "shop").isFleet());
        assertEquals(
                List.of(meant("shop", JOBS), meant("wiki", ONLY)),
                choice(false, "shop", "wiki").selected());
        environment.put("FLY_APP", "shop");
        assertFalse(choice(false).isFleet());
    }

    @Test
    void aVolumeThatIsConfiguredCannotBeMeantForSeveralApps() {
        environment.put("FLYSNAP_VOLUME", "data");
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class, () -> choice(false, "shop", "blog").selected());
        assertEquals("volume-of-several", refused.problem().code());
        assertEquals(List.of(meant("shop", ALL)), choice(true, "shop").selected());
    }
}
