package dev.flysnap.sim.http.graphql;

import dev.flysnap.sim.http.exchange.ApiTimes;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.World;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The releases of an app, as far as the metadata {@code fly_release_version} of its machines tells:
 * the world has no releases of its own.
 */
final class Releases {
    private static final String RELEASE_VERSION = "fly_release_version";

    /** A release as GraphQL shows it. */
    record Release(
            String id,
            int version,
            boolean stable,
            boolean inProgress,
            String status,
            String reason,
            String description,
            String imageRef,
            User user,
            String createdAt) {}

    /** Who released. */
    record User(String id, String email, String name) {}

    static final User SIMULATOR = new User("sim", "sim@example.com", "sim");

    /** Newest first. */
    static List<Release> of(World world, String app) {
        TreeMap<Integer, Release> releases = new TreeMap<>(Comparator.reverseOrder());
        for (SimMachine machine : world.machinesOf(app)) {
            List<Instant> deploys = deploys(machine);
            for (int i = 0; i < machine.versions().size(); i++) {
                SimMachine.Version version = machine.versions().get(i);
                String number = version.config().metadata().getOrDefault(RELEASE_VERSION, "");
                if (number.matches("[1-9]\\d{0,8}")) {
                    Instant at = i < deploys.size() ? deploys.get(i) : machine.birth().createdAt();
                    Release release = release(Integer.parseInt(number), version, at);
                    releases.merge(
                            release.version(),
                            release,
                            (one, other) ->
                                    one.createdAt().compareTo(other.createdAt()) <= 0
                                            ? one
                                            : other);
                }
            }
        }
        return List.copyOf(releases.values());
    }

    /** When the machine got its versions, newest first, as far as its event log goes back. */
    private static List<Instant> deploys(SimMachine machine) {
        return machine.events().stream()
                .filter(it ->
                        it.type().equals("update")
                                || (it.type().equals("launch") && it.status().equals("created")))
                .map(SimMachine.Event::at)
                .toList();
    }

    private static Release release(int number, SimMachine.Version version, Instant at) {
        return new Release(
                "rel_" + number,
                number,
                true,
                false,
                "complete",
                "change_image",
                "Release",
                version.config().image(),
                SIMULATOR,
                ApiTimes.text(at));
    }

    private Releases() {}
}
