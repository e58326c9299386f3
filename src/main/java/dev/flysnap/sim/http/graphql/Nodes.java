package dev.flysnap.sim.http.graphql;

import dev.flysnap.sim.http.exchange.ApiTimes;
import dev.flysnap.sim.settings.ImageRef;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimRegions;
import dev.flysnap.sim.world.World;
import java.util.List;
import java.util.Optional;

/** The nodes of the graph; a field of the schema is the component of the same name. */
final class Nodes {

    record App(
            String id,
            int internalNumericId,
            String name,
            String status,
            boolean deployed,
            int version,
            String hostname,
            String cnameTarget,
            String appUrl,
            String network,
            String platformVersion,
            Organization organization,
            Optional<Role> role,
            boolean imageVersionTrackingEnabled,
            boolean imageUpgradeAvailable,
            Optional<ImageVersion> imageDetails,
            List<Releases.Release> allReleases,
            Connection<Machine> machines) {}

    record Role(String name) {}

    record Organization(
            String id,
            String internalNumericId,
            String slug,
            String rawSlug,
            String name,
            String type,
            boolean paidPlan,
            boolean provisionsBetaExtensions,
            Optional<String> addOnSsoLink) {}

    record Machine(
            String id,
            String name,
            String instanceId,
            String state,
            String region,
            String createdAt,
            String updatedAt) {}

    record Image(String id, String digest, String ref, String compressedSizeFull) {}

    record ImageVersion(
            String registry, String repository, String tag, String digest, String version) {}

    record Region(
            String code,
            String name,
            boolean gatewayAvailable,
            boolean requiresPaidPlan,
            boolean deprecated) {}

    record Platform(String requestRegion, List<Region> regions, List<String> vmSizes) {}

    record Connection<T>(List<T> nodes, PageInfo pageInfo, int totalCount) {
        /** Everything on one page: a simulated Fly is small. */
        static <T> Connection<T> of(List<T> nodes) {
            return new Connection<>(nodes, new PageInfo(false, ""), nodes.size());
        }
    }

    record PageInfo(boolean hasNextPage, String endCursor) {}

    record Build(String id, String status, int wallclockTimeMs) {}

    static App app(World world, SimApp app) {
        List<SimMachine> machines =
                world.machinesOf(app.name()).stream().filter(it -> !it.isGone()).toList();
        boolean deployed = machines.stream().anyMatch(it -> it.is(SimMachine.State.STARTED));
        List<Releases.Release> releases = Releases.of(world, app.name());
        String hostname = app.name() + ".fly.dev";
        return new App(
                app.name(),
                1,
                app.name(),
                deployed ? "deployed" : "pending",
                deployed,
                releases.stream().findFirst().map(Releases.Release::version).orElse(0),
                hostname,
                hostname,
                "https://" + hostname,
                "default",
                "machines",
                organization(app.org()),
                Optional.empty(),
                false,
                false,
                machines.stream().findFirst().map(it -> version(it.config().image())),
                releases,
                Connection.of(machines.stream().map(Nodes::machine).toList()));
    }

    static Organization organization(String slug) {
        return new Organization(
                slug,
                "1",
                slug,
                slug,
                slug,
                slug.equals("personal") ? "PERSONAL" : "SHARED",
                true,
                false,
                Optional.empty());
    }

    private static Machine machine(SimMachine machine) {
        return new Machine(
                machine.id(),
                machine.birth().name(),
                machine.instanceId(),
                machine.state().apiName(),
                machine.birth().region(),
                ApiTimes.text(machine.birth().createdAt()),
                ApiTimes.text(machine.updatedAt()));
    }

    /** Every image exists: the simulator has no registry. Sizes are strings. Source: fly-go. */
    static Image image(String ref) {
        String digest = ImageRef.parse(ref).digestOrFake();
        return new Image("img_" + digest.substring(digest.length() - 16), digest, ref, "0");
    }

    private static ImageVersion version(String image) {
        ImageRef ref = ImageRef.parse(image);
        return new ImageVersion(
                ref.registry(), ref.repository(), ref.tag().orElse(""), ref.digestOrFake(), "");
    }

    static Platform platform() {
        return new Platform(
                SimRegions.DEFAULT,
                SimRegions.NAMES.keySet().stream().map(Nodes::region).toList(),
                List.of());
    }

    static Region region(String code) {
        return new Region(code, SimRegions.NAMES.getOrDefault(code, code), true, false, false);
    }

    private Nodes() {}
}
