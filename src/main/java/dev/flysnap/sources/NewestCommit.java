package dev.flysnap.sources;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.finish.VolumeUses;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When the app's newest commit may have been made, as far as that is known.
 *
 * @param at absent where nothing is known of any
 * @param isBound whether there is none after it
 * @param why for people
 */
public record NewestCommit(Optional<Instant> at, boolean isBound, String why) {
    static NewestCommit of(VolumeUses uses, List<Instant> known, Instant now) {
        List<Machine> live =
                uses.all().stream()
                        .filter(it -> it.kind() == VolumeUse.Kind.LIVE)
                        .flatMap(it -> it.machine().stream())
                        .toList();
        Optional<Machine> writing = live.stream().filter(NewestCommit::mayWrite).findFirst();
        if (writing.isPresent()) {
            return new NewestCommit(
                    Optional.of(now),
                    true,
                    writing.get().hostStatus() == HostStatus.OK
                            ? "machine %s is %s, so it may be writing now"
                                    .formatted(writing.get().id(), writing.get().state())
                            : "the host of machine %s does not answer, so it may be writing now"
                                    .formatted(writing.get().id()));
        }
        Optional<Instant> stopped =
                live.stream().flatMap(it -> stoppedAt(it).stream()).max(Comparator.naturalOrder());
        boolean isBound =
                !live.isEmpty() && live.stream().allMatch(it -> stoppedAt(it).isPresent());
        return new NewestCommit(
                Stream.concat(known.stream(), stopped.stream()).max(Comparator.naturalOrder()),
                isBound,
                isBound
                        ? "the app's machine stands still since then"
                        : "nothing newer is known; there may have been later ones");
    }

    private static boolean mayWrite(Machine machine) {
        return machine.hostStatus() != HostStatus.OK || !machine.state().isAtRest();
    }

    /** When its main process ended for the last time. */
    static Optional<Instant> stoppedAt(Machine machine) {
        return machine.events().stream()
                .filter(it -> it.exit().isPresent())
                .flatMap(it -> it.at().stream())
                .max(Comparator.naturalOrder());
    }
}
