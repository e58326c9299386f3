package dev.flysnap.sim.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of the simulated Fly. Immutable; {@link Transition} makes the next one.
 *
 * @param seed makes ids and addresses reproducible, and different between worlds
 * @param made number of created resources, used for ids
 * @param due scheduled events, in order
 * @param work copies in progress
 * @param fullRegions regions without capacity
 * @param deadHosts unreachable hosts
 */
public record World(
        long seed,
        long made,
        Map<String, SimApp> apps,
        Map<String, SimVolume> volumes,
        Map<String, SimSnapshot> snapshots,
        Map<String, SimMachine> machines,
        List<ScheduledEvent> due,
        List<Effect> work,
        Set<String> fullRegions,
        Set<String> deadHosts) {
    public static World empty(long seed) {
        return new World(
                seed, 0, Map.of(), Map.of(), Map.of(), Map.of(), List.of(), List.of(), Set.of(),
                Set.of());
    }

    public Collection<SimVolume> volumesOf(String app) {
        return volumes.values().stream().filter(it -> it.app().equals(app)).toList();
    }

    public Collection<SimMachine> machinesOf(String app) {
        return machines.values().stream().filter(it -> it.app().equals(app)).toList();
    }

    /** In the order of their requests. */
    public List<SimSnapshot> snapshotsOf(String volume) {
        return snapshots.values().stream().filter(it -> it.volume().equals(volume)).toList();
    }

    public Optional<SimMachine> machine(String id) {
        return Optional.ofNullable(machines.get(id));
    }

    public Optional<SimVolume> volume(String id) {
        return Optional.ofNullable(volumes.get(id));
    }

    public Optional<SimSnapshot> snapshot(String id) {
        return Optional.ofNullable(snapshots.get(id));
    }

    public Optional<SimApp> app(String name) {
        return Optional.ofNullable(apps.get(name));
    }

    public boolean isUnreachable(String host) {
        return deadHosts.contains(host);
    }

    /** The next scheduled event. */
    public Optional<ScheduledEvent> next() {
        return due.stream().findFirst();
    }

    static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
        Map<String, T> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return Collections.unmodifiableMap(changed);
    }

    static <T> Map<String, T> without(Map<String, T> map, String key) {
        Map<String, T> changed = new LinkedHashMap<>(map);
        changed.remove(key);
        return Collections.unmodifiableMap(changed);
    }

    static Set<String> with(Set<String> set, String value, boolean in) {
        Set<String> changed = new LinkedHashSet<>(set);
        if (in) {
            changed.add(value);
        } else {
            changed.remove(value);
        }
        return Collections.unmodifiableSet(changed);
    }

    static <T> List<T> with(List<T> list, T value) {
        List<T> changed = new ArrayList<>(list);
        changed.add(value);
        return List.copyOf(changed);
    }
}
