package dev.flysnap.schedule;

import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.VolumeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A schedule as its machine shows it.
 *
 * @param every absent where somebody has taken the schedule from the machine
 * @param command flysnap's arguments
 */
public record InstalledSchedule(
        ScheduleName name, Optional<Every> every, List<String> command, Machine machine) {
    /** Names the schedule of a machine. */
    static final String KEY = "flysnap_schedule";

    private static final String START = "start";

    public InstalledSchedule {
        command = List.copyOf(command);
    }

    /** Empty for any other machine. */
    static Optional<InstalledSchedule> on(Machine machine) {
        try {
            return Optional.ofNullable(machine.metadata().get(KEY))
                    .map(ScheduleName::new)
                    .map(name -> of(name, machine));
        } catch (IllegalArgumentException e) {
            // Somebody else's value under flysnap's key.
            return Optional.empty();
        }
    }

    private static InstalledSchedule of(ScheduleName name, Machine machine) {
        Json.Obj config = machine.config().orElse(Json.Obj.empty());
        List<String> words = new ArrayList<>();
        for (Json word : config.object("init").orElse(Json.Obj.empty()).array("cmd")) {
            if (word instanceof Json.Str(String text)) {
                words.add(text);
            }
        }
        int end = words.indexOf(ScheduleMachine.END_OF_OPTIONS);
        return new InstalledSchedule(
                name,
                config.text("schedule").flatMap(Every::of),
                words.subList(end + 1, words.size()),
                machine);
    }

    /** Where its journal lies, unless that is shared. */
    public Optional<VolumeId> volume() {
        return machine.mountedVolumes().stream().findFirst();
    }

    /** The last start that Fly still tells of. */
    public Optional<Instant> lastStart() {
        return machine.events().stream()
                .filter(it -> it.type().equals(START))
                .flatMap(it -> it.at().stream())
                .findFirst();
    }

    /** How its last run ended; empty while it runs, and where none has ended yet. */
    public Optional<Integer> lastExit() {
        return machine.state().isAtRest()
                ? machine.events().stream().flatMap(it -> it.exitCode().stream()).findFirst()
                : Optional.empty();
    }

    /** Whether Fly has not started it for longer than a fuzzy schedule explains. */
    public boolean isOverdue(Instant now) {
        Optional<Instant> since = lastStart().or(machine::createdAt);
        Duration limit = every.map(Every::overdue).orElse(Duration.ZERO);
        return since.filter(it -> it.plus(limit).isBefore(now)).isPresent();
    }
}
