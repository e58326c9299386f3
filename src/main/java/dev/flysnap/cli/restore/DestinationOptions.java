package dev.flysnap.cli.restore;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.option.VolumeSizeConverter;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The destination of a restore. */
final class DestinationOptions {
    @Option(
            names = "--to-region",
            paramLabel = "REGION,…",
            hideParamSyntax = true,
            split = ",",
            description =
                    "The destination; several, such as fra,ams, are tried in this order if there is no room. Default: the region of the old volume.")
    private List<String> regions = List.of();

    @Option(
            names = "--to-app",
            paramLabel = "APP",
            description =
                    "Restore into another app of the same organisation. The token must be valid for both apps.")
    private Optional<String> app;

    @Option(
            names = "--size-gb",
            paramLabel = "N",
            converter = VolumeSizeConverter.class,
            description =
                    "Size of the new volume: for a snapshot at least what that needs, for copies also less than the old one has. Default: as large as the old one and the data need.")
    private Optional<Integer> sizeGb;

    Destination destination(CommandSpec spec) {
        return new Destination(
                app.map(it -> OptionParser.parse(spec, it, AppName::new)),
                regions.stream()
                        .map(String::strip)
                        .map(it -> OptionParser.parse(spec, it, Region::new))
                        .toList(),
                sizeGb);
    }
}
