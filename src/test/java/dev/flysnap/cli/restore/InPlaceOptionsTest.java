package dev.flysnap.cli.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Which options are refused with {@code --in-place}; a new one belongs to one of the two lists. */
class InPlaceOptionsTest {
    private static final Set<String> OF_WHAT_IS_MADE =
            Set.of(
                    "--accept-unfenced",
                    "--allow-empty",
                    "--command",
                    "--cutover",
                    "--image",
                    "--internal-port",
                    "--keep-failed",
                    "--machine-config",
                    "--mount-path",
                    "--path",
                    "--size-gb",
                    "--timeout",
                    "--to-app",
                    "--to-region",
                    "--verifier-image",
                    "--vm-memory",
                    "--vm-size");

    /** They choose a snapshot, or say what of it is used. */
    private static final Set<String> OF_SNAPSHOTS =
            Set.of("--at", "--label", "--receipt", "--volume-only", "--even-if-bad");

    @Test
    void eachOptionIsUsedOrRefused() {
        assertEquals(new TreeSet<>(OF_WHAT_IS_MADE), refused(new PushCommand()));
        Set<String> ofRestore = new TreeSet<>(OF_WHAT_IS_MADE);
        ofRestore.addAll(OF_SNAPSHOTS);
        assertEquals(ofRestore, refused(new RestoreCommand()));
    }

    private static Set<String> refused(RestoringCommand command) {
        return new CommandLine(command)
                .getCommandSpec().options().stream()
                        .filter(it -> !it.usageHelp() && !it.versionHelp())
                        .map(OptionSpec::longestName)
                        .filter(it -> !RestoringCommand.FIT_IN_PLACE.contains(it))
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
