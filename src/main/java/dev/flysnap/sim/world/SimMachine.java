package dev.flysnap.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A machine.
 *
 * @param instanceId names the version of the config that it runs
 * @param cordoned the proxy sends it no requests
 * @param events newest first, the last {@value #EVENTS_KEPT}
 * @param versions newest first, the last {@value #VERSIONS_KEPT}
 */
public record SimMachine(
        Birth birth,
        State state,
        Instant updatedAt,
        MachineConfig config,
        String instanceId,
        boolean cordoned,
        Optional<SimLease> lease,
        Running process,
        List<Event> events,
        List<Version> versions) {
    static final int MAX_EVENTS = 50;
    static final int MAX_VERSIONS = 20;

    /**
     * The immutable properties of a machine.
     *
     * @param privateIp a loopback address of its own
     */
    public record Birth(
            String id,
            String app,
            String name,
            String region,
            String host,
            String privateIp,
            Instant createdAt) {}

    /** With the platform's names. */
    public enum State {
        CREATED,
        STARTING,
        STARTED,
        STOPPING,
        STOPPED,
        SUSPENDING,
        SUSPENDED,
        RESTARTING,
        REPLACING,
        DESTROYING,
        DESTROYED,
        FAILED;

        /** The platform's word, such as {@code started}. */
        public String apiName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What to do when the main process has ended. */
    public enum AfterExit {
        /** The end was not requested: the restart policy decides. */
        POLICY,
        STOP,
        LAUNCH,
        DESTROY
    }

    /**
     * The machine's main process.
     *
     * @param run identifies the running process
     * @param then what to do when it ends
     * @param tries number of consecutive restarts after failures
     * @param step counts operations, so that a late event of an earlier operation is recognised
     */
    public record Running(Optional<Long> run, AfterExit then, int tries, long step) {
        public static final Running NONE = new Running(Optional.empty(), AfterExit.POLICY, 0, 0);

        public Running next(AfterExit changed) {
            return new Running(run, changed, tries, step + 1);
        }

        public Running withRun(Optional<Long> changed) {
            return new Running(changed, then, tries, step);
        }

        public Running withTries(int changed) {
            return new Running(run, then, changed, step);
        }
    }

    /** An entry of the machine's event log. */
    public record Event(
            String type,
            String status,
            String source,
            Instant at,
            Optional<Ended> ended,
            Optional<String> message) {}

    /** How its main process ended. */
    public record Ended(int exitCode, Optional<Integer> signal, boolean requested) {}

    /** A previous or current config. */
    public record Version(String instanceId, MachineConfig config) {}

    private static final Set<State> TRANSITIONAL =
            Set.of(
                    State.STARTING,
                    State.STOPPING,
                    State.SUSPENDING,
                    State.RESTARTING,
                    State.REPLACING,
                    State.DESTROYING);

    public String id() {
        return birth.id();
    }

    public String app() {
        return birth.app();
    }

    public boolean is(State wanted) {
        return state == wanted;
    }

    public boolean isGone() {
        return state == State.DESTROYED;
    }

    /** In no transitional state. A machine that is being prepared is in transition. */
    public boolean isSettled() {
        return !TRANSITIONAL.contains(state)
                && !(state == State.CREATED && process.then() != AfterExit.POLICY);
    }

    /** The volume that it mounts. */
    public Optional<String> volume() {
        return config.mounts().stream().flatMap(it -> it.volume().stream()).findFirst();
    }

    public SimMachine with(State changed, Instant now) {
        return copy(changed, now, cordoned, lease, process, events);
    }

    public SimMachine with(Running changed) {
        return copy(state, updatedAt, cordoned, lease, changed, events);
    }

    public SimMachine withCordon(boolean changed) {
        return copy(state, updatedAt, changed, lease, process, events);
    }

    public SimMachine withLease(Optional<SimLease> changed) {
        return copy(state, updatedAt, cordoned, changed, process, events);
    }

    /** Changes the config without a new version, for metadata. */
    public SimMachine withConfig(MachineConfig changed, Instant now) {
        return new SimMachine(
                birth, state, now, changed, instanceId, cordoned, lease, process, events, versions);
    }

    public SimMachine withVersion(MachineConfig changed, String changedInstanceId, Instant now) {
        List<Version> all = new ArrayList<>(versions);
        all.addFirst(new Version(changedInstanceId, changed));
        return new SimMachine(
                birth,
                state,
                now,
                changed,
                changedInstanceId,
                cordoned,
                lease,
                process,
                events,
                newest(all, MAX_VERSIONS));
    }

    public SimMachine with(Event event) {
        List<Event> all = new ArrayList<>(events);
        all.addFirst(event);
        return copy(state, updatedAt, cordoned, lease, process, newest(all, MAX_EVENTS));
    }

    /** On another host, with a config that mounts the copy of its volume there. */
    public SimMachine movedTo(String host) {
        Birth moved =
                new Birth(
                        birth.id,
                        birth.app,
                        birth.name,
                        birth.region,
                        host,
                        birth.privateIp,
                        birth.createdAt);
        return new SimMachine(
                moved,
                state,
                updatedAt,
                config,
                instanceId,
                cordoned,
                lease,
                process,
                events,
                versions);
    }

    private SimMachine copy(
            State newState,
            Instant newUpdatedAt,
            boolean newCordoned,
            Optional<SimLease> newLease,
            Running newProcess,
            List<Event> newEvents) {
        return new SimMachine(
                birth,
                newState,
                newUpdatedAt,
                config,
                instanceId,
                newCordoned,
                newLease,
                newProcess,
                newEvents,
                versions);
    }

    private static <T> List<T> newest(List<T> all, int kept) {
        return List.copyOf(all.subList(0, Math.min(all.size(), kept)));
    }
}
