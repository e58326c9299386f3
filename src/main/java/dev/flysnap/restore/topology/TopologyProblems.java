package dev.flysnap.restore.topology;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The reasons for which it cannot be told which earlier machine is meant. */
final class TopologyProblems {
    static Problem processGroupUnknown(AppName app, VolumeName volume, List<String> groups) {
        return new Problem(
                "process-group-unknown",
                ExitCode.FAILED,
                "The process group of the new machine of %s cannot be told.".formatted(app),
                "The machine that it is made after has lost the platform's metadata, and machines with a volume called %s were of: %s. With the wrong one the next fly deploy would make it another program."
                        .formatted(volume, String.join(", ", groups)),
                "Give the config with its metadata, fly_process_group among them: --machine-config FILE");
    }

    /**
     * @param kinds the newest of each
     */
    static Problem severalFormerVolumes(AppName app, List<SnapshotRecord> kinds) {
        return new Problem(
                "former-volume-ambiguous",
                ExitCode.USAGE,
                "Which volume of %s the data takes the place of is not known.".formatted(app),
                "No volume is there to go by, and the journal knows several kinds: %s."
                        .formatted(
                                kinds.stream()
                                        .map(TopologyProblems::formerVolume)
                                        .collect(Collectors.joining(", "))),
                "Name it: --volume %s".formatted(kinds.getFirst().volume()));
    }

    private static String formerVolume(SnapshotRecord it) {
        return "%s (%s%s)"
                .formatted(
                        it.volume(),
                        FormerMachines.volumeName(it).map(VolumeName::value).orElse("no name"),
                        FormerMachines.group(it).map(", process group %s"::formatted).orElse(""));
    }

    private TopologyProblems() {}
}
