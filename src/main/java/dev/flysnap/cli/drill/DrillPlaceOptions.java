package dev.flysnap.cli.drill;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where a drill restores to. */
final class DrillPlaceOptions {
    @Option(
            names = {"--regions", "--region"},
            paramLabel = "REGION,…",
            hideParamSyntax = true,
            split = ",",
            description =
                    "Where to restore it: the next one in turn with each drill, and the others for want of room. Default: the region of its volume.")
    private List<String> regions = List.of();

    @Option(
            names = "--in-app",
            paramLabel = "APP",
            description =
                    "Restore a snapshot in this app, flysnap's own, so that nothing is made in the app itself; there where Fly and the token allow that, else in the app itself. Copies are restored in the app itself. Default: FLYSNAP_SCHEDULE_APP.")
    private Optional<String> inApp = Optional.empty();

    List<Region> regions(CommandSpec spec) {
        return regions.stream().map(it -> OptionParser.parse(spec, it, Region::new)).toList();
    }

    /** flysnap's own app. */
    Optional<AppName> ownApp(CommandSpec spec) {
        return OptionParser.ownApp(spec, inApp);
    }
}
